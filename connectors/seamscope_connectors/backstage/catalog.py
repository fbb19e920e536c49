"""The entities of a Backstage catalog, their references and the system of each entity."""

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from seamscope.connector import Doc
from seamscope.connector.entries import skip_entry
from seamscope.connector.identifiers import find_app_id_clues
from seamscope.connector.scrub import quote
from seamscope.records import Clue, ClueKind, Endpoint, Record, SystemRef

PLACEHOLDERS = ("$text", "$yaml", "$json", "$openapi", "$asyncapi")
STORES = re.compile(r"database|db$|bucket|topic|queue|table|storage|cache|dataset|stream|index")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """One entity. kind, namespace and name are case-folded because references ignore case."""

    doc: Doc
    kind: str
    namespace: str
    name: str

    @property
    def id(self) -> str:
        """The full reference, e.g. ``component:default/orders``."""
        return f"{self.kind}:{self.namespace}/{self.name}"

    @property
    def title(self) -> str:
        """The display name: `metadata.title`, else `metadata.name`."""
        return self.doc["metadata"].first("title", "name").text

    @property
    def type(self) -> str:
        """`spec.type` in lower case, e.g. ``service``, ``database``."""
        return self.doc["spec"]["type"].text.lower()

    @property
    def definition(self) -> str:
        """The path of the contract behind a placeholder of `spec.definition`, "" if none."""
        written = self.doc["spec"]["definition"]
        text = written.first(*PLACEHOLDERS).text if written.is_mapping else ""
        if not text or "://" in text:
            return ""
        folder = posixpath.dirname(self.doc.evidence.file)
        return posixpath.normpath(posixpath.join(folder, text))

    @property
    def has_app_id(self) -> bool:
        """Whether an annotation gives it an application id of its own."""
        annotations = self.doc["metadata"]["annotations"].items()
        return bool(find_app_id_clues((key, value.text) for key, value in annotations))

    @property
    def is_store(self) -> bool:
        """Whether it is a resource that holds data."""
        return self.kind == "resource" and STORES.search(self.type) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """All entities of a run, by full reference and by the APIs they provide."""

    entities: tuple[Entity, ...]
    by_id: dict[str, list[Entity]]
    provided: dict[str, list[Entity]]

    def list_providers(self, identity: str) -> list[Entity]:
        """Return the entities that list this API (a full reference) under `providesApis`."""
        return self.provided.get(identity, [])

    def find(self, text: str, kind: str, near: Entity) -> Entity | None:
        """Resolve a reference; `kind` and the namespace of `near` complete a partial one.

        If several entities have the name, the one in the same system wins, else the first.
        """
        found = self.by_id.get(complete_reference(text, kind, near.namespace), [])
        same = (e for e in found if e.doc["spec"]["system"].text == near.doc["spec"]["system"].text)
        return next(same, found[0] if found else None)

    def find_home(self, entity: Entity, seen: frozenset[str] = frozenset()) -> SystemRef:
        """Return the system of an entity, or the entity itself if it has none."""
        spec = entity.doc["spec"]
        if entity.kind == "system" or entity.id in seen:
            return build_ref(entity)
        if name := spec["system"].text:
            return self._find_named_home(name, entity)
        if parent := self.find(spec["subcomponentOf"].text, "component", entity):
            return self.find_home(parent, seen | {entity.id})
        return build_ref(entity)

    def _find_named_home(self, name: str, entity: Entity) -> SystemRef:
        """Return the system of this name, which the catalog may not define.

        Then it may be only a group of components, so that a component with an application id of its
        own, or with the name of the system, is the system.
        """
        found = self.find(name, "system", entity)
        if found is None and entity.kind == "component" and entity.has_app_id:
            found = entity
        found = found or self.find(name, "component", entity)
        return build_ref(found) if found else build_undefined_ref(name, "system", entity)

    def end(self, entity: Entity) -> Endpoint:
        """Return an entity as an endpoint: its system, with a data store as the dataset."""
        home = self.find_home(entity)
        part = entity.is_store and build_ref(entity) != home
        return Endpoint(system=home, dataset=entity.name if part else "")

    def title(self, text: str, kind: str, near: Entity) -> str:
        """Return the title of the referenced entity, or the name part of the reference."""
        found = self.find(text, kind, near) if text else None
        return found.title if found else text.rsplit("/", 1)[-1].rsplit(":", 1)[-1]


def complete_reference(text: str, kind: str, namespace: str) -> str:
    """Complete and case-fold a reference: ``Orders`` → ``component:default/orders``."""
    head, _, rest = text.strip().casefold().rpartition(":")
    space, _, name = rest.rpartition("/")
    return f"{head or kind}:{space or namespace}/{name}"


def build_ref(entity: Entity) -> SystemRef:
    """Return a system reference for an entity."""
    return SystemRef(name=entity.title, clues=(Clue(kind=ClueKind.ID, value=entity.id),))


def build_undefined_ref(text: str, kind: str, near: Entity) -> SystemRef:
    """Return a system reference for an entity that the catalog does not define."""
    identity = complete_reference(text, kind, near.namespace)
    return SystemRef(
        name=text.rsplit("/", 1)[-1].rsplit(":", 1)[-1],
        clues=(Clue(kind=ClueKind.ID, value=identity),),
    )


def list_items(doc: Doc) -> list[Doc]:
    """Return the items of a list; a single value is a list of one."""
    return list(doc) if doc.is_list else [doc] if doc else []


def read_entities(documents: Iterable[Doc]) -> Iterator[Entity | Record]:
    """Yield the entities in YAML documents, and a skip for each invalid entry."""
    for doc in documents:
        for entry in doc if doc.is_list else [doc["items"]] if doc["items"].is_list else [doc]:
            yield from read_entities(entry) if entry.is_list else [_parse_entity(entry)]


def build_catalog(entities: tuple[Entity, ...]) -> Catalog:
    """Build the catalog from these entities."""
    by_id: dict[str, list[Entity]] = defaultdict(list)
    provided: dict[str, list[Entity]] = defaultdict(list)
    for entity in entities:
        by_id[entity.id].append(entity)
        for text in entity.doc["spec"]["providesApis"].texts:
            provided[complete_reference(text, "api", entity.namespace)].append(entity)
    return Catalog(entities=entities, by_id=dict(by_id), provided=dict(provided))


def _parse_entity(doc: Doc) -> Entity | Record:
    metadata = doc["metadata"]
    name, kind = metadata["name"].text, doc["kind"].text
    if not kind or not name:
        problem = "the entry has no kind or no name"
        return skip_entry(problem, "add `kind` and `metadata.name`", doc.evidence)
    if "{{" in name:
        problem = "the entry is a template placeholder, not an entity"
        return skip_entry(problem, "exclude the template from the inputs", doc.evidence)
    if not doc["apiVersion"].text.startswith("backstage.io/"):
        problem = f"{quote(kind)} of '{quote(doc['apiVersion'].text)}' describes no system"
        return skip_entry(problem, "exclude it from the inputs", doc.evidence)
    space = metadata["namespace"].text.casefold() or "default"
    return Entity(doc=doc, kind=kind.casefold(), namespace=space, name=name.casefold())
