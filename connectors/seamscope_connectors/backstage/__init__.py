"""Read Backstage software catalogs: systems, the APIs they provide, and their dependencies.

Backstage declares relations between components and resources; each relation is assigned to the
system of the component (`spec.system`). Keys follow Backstage's descriptor format. Definitions that
`$text` refers to are not fetched.
"""

import posixpath
import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch

from seamscope.connector import Claim, Connector, File, Source
from seamscope.connector.entries import check_state, note_reading, read_each, skip_entry
from seamscope.connector.identifiers import find_app_id_clues
from seamscope.connector.scrub import quote
from seamscope.connector.states import Stated
from seamscope.records import (
    Clue,
    ClueKind,
    Dataset,
    Dependency,
    Evidence,
    Record,
    Skipped,
    System,
    SystemRef,
)
from seamscope_connectors.backstage.catalog import (
    Catalog,
    Entity,
    build_catalog,
    build_ref,
    list_items,
    read_entities,
)
from seamscope_connectors.backstage.relations import list_interfaces, list_relations

API_VERSION = re.compile(
    r"""(?:^|[{,\s])["']?apiVersion["']?[ \t]*:[ \t]*["']?[\w.]*backstage\.io/"""
)
SERVER = re.compile(
    r"(?=[a-z-]{2,40}\d)[a-z][a-z0-9-]{0,40}-[a-z0-9-]{0,40}\d{1,3}(?:\.[a-z0-9.-]{2,200})?"
)
IGNORED_KINDS = frozenset({"group", "user", "location", "domain", "template"})
# Types of components that are not running software.
TYPES_NOT_RUNNING = frozenset({"library", "documentation", "template", "design-system"})


class BackstageConnector(Connector):
    """Reads catalog-info files and responses of the catalog API."""

    name = "backstage"
    reads = "Backstage software catalogs (YAML, JSON)"
    declares = True

    def claim(self, file: File) -> Claim | None:
        if file.suffix in {".yaml", ".yml", ".json"} and API_VERSION.search(file.head(16384)):
            return Claim(reason="has an apiVersion of backstage.io", group=self.name)
        return None

    def declines(self, file: File) -> str:
        if file.named("catalog-info.y*ml"):
            return "no document has an apiVersion of backstage.io"
        return ""

    def read(self, source: Source) -> Iterator[Record]:
        entities: list[Entity] = []
        for found in read_each(source.files, lambda file: read_entities(file.documents())):
            if isinstance(found, Entity):
                entities.append(found)
            else:
                yield found
        catalog = build_catalog(tuple(entities))
        yield from _report_duplicates(catalog)
        yield from _list_systems(catalog)
        yield from _list_relations(catalog)
        for entity in entities:
            if entity.kind == "location":
                yield from _report_missing_targets(entity, [file.path for file in source.files])


def _list_relations(catalog: Catalog) -> Iterator[Record]:
    inside: dict[str, list[Evidence]] = {}
    for entity in catalog.entities:
        match entity.kind:
            case "api":
                yield from list_interfaces(entity, catalog)
            case "component" | "resource":
                yield from _separate_inner(list_relations(entity, catalog), inside)
    for home, where in inside.items():
        problem = f"relations inside system '{quote(home)}' are left out: {len(where)}"
        remedy = "remove `spec.system` from a component that is a separate system"
        yield note_reading(problem, remedy, where[0])


def _separate_inner(
    records: Iterable[Record], inside: dict[str, list[Evidence]]
) -> Iterator[Record]:
    """Yield the records except dependencies inside one system; add the evidence of these to
    `inside`.
    """
    for record in records:
        match record:
            case Dependency(source=one, target=other) if one.system == other.system:
                inside.setdefault(one.system.name, []).append(record.evidence)
            case _:
                yield record


def _report_duplicates(catalog: Catalog) -> Iterator[Skipped]:
    for identity, found in sorted(catalog.by_id.items()):
        for other in found[1:]:
            first = found[0].doc["kind"].evidence
            problem = f"{identity} is defined twice, first at {first}"
            yield skip_entry(problem, "delete or rename one of the two", other.doc["kind"].evidence)


def _list_systems(catalog: Catalog) -> Iterator[Record]:
    """Yield each system with its components as clues, and its data stores as datasets."""
    parts: dict[SystemRef, list[Entity]] = {}
    for entity in catalog.entities:
        if entity.kind == "system" and catalog.is_grouped(entity):
            yield _report_grouping(entity)
            continue
        if entity.kind not in IGNORED_KINDS and not _is_homeless(entity, catalog):
            parts.setdefault(catalog.find_home(entity), []).append(entity)
    for home, members in parts.items():
        head = next((e for e in members if build_ref(e) == home), members[0])
        if build_ref(head) == home and head.type in TYPES_NOT_RUNNING:
            problem = f"'{quote(head.title)}' has type {head.type}, which is not a running system"
            yield skip_entry(
                problem, "set `spec.system` to the system that uses it", head.doc["kind"].evidence
            )
            continue
        yield from _build_system(home, head, members, catalog)
        for part in members:
            if part.is_store and part is not head:
                yield Dataset(
                    system=home,
                    name=part.name,
                    kind=part.type,
                    owner=_get_owner(part, catalog),
                    evidence=part.doc["metadata"]["name"].evidence,
                )


def _is_homeless(entity: Entity, catalog: Catalog) -> bool:
    """Return whether the system of an API is unknown.

    It is unknown if the API has no `spec.system`, or if its `spec.system` is only a grouping and no
    single system provides the API.
    """
    return entity.kind == "api" and (
        not entity.doc["spec"]["system"] or catalog.find_home(entity) == build_ref(entity)
    )


def _report_grouping(entity: Entity) -> Record:
    problem = (
        f"the components of system '{quote(entity.title)}' have several owners, so each "
        "component is read as a system"
    )
    remedy = "if it is one system, give its components one owner"
    return note_reading(problem, remedy, entity.doc["kind"].evidence)


def _build_system(
    home: SystemRef, head: Entity, members: list[Entity], catalog: Catalog
) -> Iterator[Record]:
    spec = head.doc["spec"]
    itself = build_ref(head) == home
    stated = Stated()
    if itself:
        stated = yield from check_state(spec["lifecycle"].text, spec["lifecycle"].evidence)
    domain = spec["domain"].text
    ids = dict.fromkeys([*(clue.value for clue in home.clues), *(part.id for part in members)])
    yield System(
        name=home.name,
        evidence=head.doc["metadata"]["name"].evidence if itself else spec["system"].evidence,
        kind=head.type if itself else "",
        domain=catalog.title(domain, "domain", head) if itself else "",
        owner=_get_owner(head, catalog) if itself else "",
        documentation=next((link["url"].text for link in head.doc["metadata"]["links"]), "")
        if itself
        else "",
        state=stated.state,
        state_said=stated.said,
        state_date=stated.date,
        state_due=stated.due,
        aliases=tuple({head.doc["metadata"]["name"].text} - {home.name}) if itself else (),
        clues=(
            *(Clue(kind=ClueKind.ID, value=value) for value in ids),
            *(Clue(kind=ClueKind.HOST, value=part.name) for part in members if _is_server(part)),
            *(find_app_id_clues(_list_annotations(head)) if itself else ()),
        ),
        description=head.doc["metadata"]["description"].text if itself else "",
    )


def _is_server(part: Entity) -> bool:
    """Return whether a database is named after its server: ``ora-db01``."""
    return part.is_store and SERVER.fullmatch(part.name) is not None


def _list_annotations(entity: Entity) -> Iterator[tuple[str, str]]:
    for key, value in entity.doc["metadata"]["annotations"].items():
        yield key, value.text


def _get_owner(entity: Entity, catalog: Catalog) -> str:
    return catalog.title(entity.doc["spec"]["owner"].text, "group", entity)


def _report_missing_targets(location: Entity, paths: list[str]) -> Iterator[Skipped]:
    """Report files that a Location entity refers to but that are not in the inputs."""
    spec = location.doc["spec"]
    folder = posixpath.dirname(location.doc.evidence.file)
    for item in [*list_items(spec["targets"]), *list_items(spec["target"])]:
        path = posixpath.normpath(posixpath.join(folder, item.text))
        shown = item.text[:100]
        if "://" in item.text:
            problem, remedy = (
                f"{shown} is a URL, which is not fetched",
                "download the file into the folder",
            )
        elif path.startswith(("../", "/")):
            problem, remedy = f"{shown} is outside the input folder", "pass that file as an input"
        elif not any(fnmatch(known, path) for known in paths):
            problem, remedy = f"{shown} is not in the inputs", "add the file to the inputs"
        else:
            continue
        yield skip_entry(problem, remedy, item.evidence)
