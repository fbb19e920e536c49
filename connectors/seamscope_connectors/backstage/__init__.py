"""Backstage software catalogs: systems, the APIs they offer, and who depends on whom.

Systems declare no relations to each other, so those of their components and resources are rolled
up. Keys as in Backstage's descriptor format; a definition behind `$text` is never fetched.
"""

import posixpath
import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch

from seamscope.connector import Claim, Connector, File, Source
from seamscope.connector.entries import SHOWN, checked_state, each_of, entry_fault
from seamscope.connector.identifiers import app_ids_among
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
    index,
    listed,
    read_entities,
    reference,
)
from seamscope_connectors.backstage.relations import offered, used

OURS = re.compile(r"""(?:^|[{,\s])["']?apiVersion["']?[ \t]*:[ \t]*["']?[\w.]*backstage\.io/""")
PEOPLE = frozenset({"group", "user", "location", "domain", "template"})
# Types of components that do not run.
NOT_RUNNING = frozenset({"library", "documentation", "template", "design-system"})


class BackstageConnector(Connector):
    """Reads catalog-info files and exports of the catalog's API."""

    name = "backstage"
    reads = "Backstage software catalogs (YAML, JSON)"
    declares = True

    def claim(self, file: File) -> Claim | None:
        if file.suffix in {".yaml", ".yml", ".json"} and OURS.search(file.head(16384)):
            return Claim(reason="has an apiVersion of backstage.io", group=self.name)
        return None

    def declines(self, file: File) -> str:
        if file.named("catalog-info.y*ml"):
            return "no document has an apiVersion of backstage.io"
        return ""

    def read(self, source: Source) -> Iterator[Record]:
        entities: list[Entity] = []
        for found in each_of(source.files, lambda file: read_entities(file.documents())):
            if isinstance(found, Entity):
                entities.append(found)
            else:
                yield found
        catalog = index(tuple(entities))
        yield from _twice(catalog)
        yield from _systems(catalog)
        yield from _relations(catalog)
        for entity in entities:
            if entity.kind == "location":
                yield from _targets(entity, [file.path for file in source.files])


def _relations(catalog: Catalog) -> Iterator[Record]:
    inside: dict[str, list[Evidence]] = {}
    for entity in catalog.entities:
        match entity.kind:
            case "api":
                yield from offered(entity, catalog)
            case "component" | "resource":
                yield from _between(used(entity, catalog), inside)
    for home, where in inside.items():
        what = f"relations between parts of '{home[:SHOWN]}', no seams: {len(where)}"
        yield entry_fault(what, "take a part out of its system to see it apart", where[0])


def _between(records: Iterable[Record], inside: dict[str, list[Evidence]]) -> Iterator[Record]:
    """Pass records on, but for dependencies within one system, which are counted by system."""
    for record in records:
        match record:
            case Dependency(source=one, target=other) if one.system == other.system:
                inside.setdefault(one.system.name, []).append(record.evidence)
            case _:
                yield record


def _twice(catalog: Catalog) -> Iterator[Skipped]:
    for identity, found in sorted(catalog.by_id.items()):
        for other in found[1:]:
            first = found[0].doc["kind"].evidence
            what = f"{identity} is described twice, first at {first}"
            yield entry_fault(what, "keep one, or rename it", other.doc["kind"].evidence)


def _systems(catalog: Catalog) -> Iterator[Record]:
    """Yield what stands for itself as a system, with its parts as clues; and stores of data."""
    parts: dict[SystemRef, list[Entity]] = {}
    for entity in catalog.entities:
        own = entity.kind != "api" or entity.doc["spec"]["system"]
        if entity.kind not in PEOPLE and own:
            parts.setdefault(catalog.home(entity), []).append(entity)
    for home, members in parts.items():
        head = next((e for e in members if reference(e) == home), members[0])
        if reference(head) == home and head.type in NOT_RUNNING:
            what = f"'{head.title[:SHOWN]}' is of type {head.type}, which does not run"
            yield entry_fault(what, "name the system it is part of", head.doc["kind"].evidence)
            continue
        yield from _system(home, head, members, catalog)
        for part in members:
            if part.is_store and part is not head:
                yield Dataset(
                    system=home,
                    name=part.name,
                    kind=part.type,
                    owner=_owner(part, catalog),
                    evidence=part.doc["metadata"]["name"].evidence,
                )


def _system(
    home: SystemRef, head: Entity, members: list[Entity], catalog: Catalog
) -> Iterator[Record]:
    spec = head.doc["spec"]
    itself = reference(head) == home
    stated = Stated()
    if itself:
        stated = yield from checked_state(spec["lifecycle"].text, spec["lifecycle"].evidence)
    domain = spec["domain"].text
    ids = dict.fromkeys([*(clue.value for clue in home.clues), *(part.id for part in members)])
    yield System(
        name=home.name,
        evidence=head.doc["metadata"]["name"].evidence if itself else spec["system"].evidence,
        kind=head.type if itself else "",
        domain=catalog.title(domain, "domain", head) if itself else "",
        owner=_owner(head, catalog) if itself else "",
        documentation=next((link["url"].text for link in head.doc["metadata"]["links"]), "")
        if itself
        else "",
        state=stated.state,
        state_said=stated.said,
        state_date=stated.date,
        aliases=tuple({head.doc["metadata"]["name"].text} - {home.name}) if itself else (),
        clues=(
            *(Clue(kind=ClueKind.ID, value=value) for value in ids),
            *(app_ids_among(_annotations(head)) if itself else ()),
        ),
        description=head.doc["metadata"]["description"].text if itself else "",
    )


def _annotations(entity: Entity) -> Iterator[tuple[str, str]]:
    for key, value in entity.doc["metadata"]["annotations"].items():
        yield key, value.text


def _owner(entity: Entity, catalog: Catalog) -> str:
    return catalog.title(entity.doc["spec"]["owner"].text, "group", entity)


def _targets(location: Entity, paths: list[str]) -> Iterator[Skipped]:
    """Say which targets of a location are not among the files that were read."""
    spec = location.doc["spec"]
    folder = posixpath.dirname(location.doc.evidence.file)
    for item in [*listed(spec["targets"]), *listed(spec["target"])]:
        path = posixpath.normpath(posixpath.join(folder, item.text))
        shown = item.text[:100]
        if "://" in item.text:
            what, remedy = f"{shown} is not fetched", "download it into the folder"
        elif path.startswith(("../", "/")):
            what, remedy = f"{shown} leads out of the input folder", "name it as an input"
        elif not any(fnmatch(known, path) for known in paths):
            what, remedy = f"{shown} is not among the catalog files read", "add it to the input"
        else:
            continue
        yield entry_fault(what, remedy, item.evidence)
