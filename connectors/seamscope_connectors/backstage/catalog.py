"""Entities of a Backstage catalog, how they name one another, and whose part each is."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from seamscope.connector import Doc
from seamscope.connector.entries import entry_fault
from seamscope.records import Clue, ClueKind, Endpoint, Record, SystemRef

STORES = re.compile(r"database|db$|bucket|topic|queue|table|storage|cache|dataset|stream|index")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """One entity; kind, namespace and name are folded, since references ignore case."""

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
        """What people call it."""
        return self.doc["metadata"].first("title", "name").text

    @property
    def type(self) -> str:
        """`spec.type` in lower case, e.g. ``service``, ``database``."""
        return self.doc["spec"]["type"].text.lower()

    @property
    def is_store(self) -> bool:
        """Whether it is a resource that holds data."""
        return self.kind == "resource" and STORES.search(self.type) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """All entities of a run, by full reference and by name alone."""

    entities: tuple[Entity, ...]
    by_id: dict[str, list[Entity]]
    provided: dict[str, list[Entity]]

    def providers(self, identity: str) -> list[Entity]:
        """Return who names an API, by its full reference, among those it provides."""
        return self.provided.get(identity, [])

    def find(self, text: str, kind: str, near: Entity) -> Entity | None:
        """Return the entity a reference means: `kind` where it names none, `near`'s namespace.

        Of several with one name, that of the same system counts, else the first.
        """
        found = self.by_id.get(full_reference(text, kind, near.namespace), [])
        same = (e for e in found if e.doc["spec"]["system"].text == near.doc["spec"]["system"].text)
        return next(same, found[0] if found else None)

    def home(self, entity: Entity, seen: frozenset[str] = frozenset()) -> SystemRef:
        """Return the system an entity is part of, itself if it is part of none."""
        spec = entity.doc["spec"]
        if entity.kind == "system" or entity.id in seen:
            return reference(entity)
        if name := spec["system"].text:
            found = self.find(name, "system", entity)
            return reference(found) if found else unlisted(name, "system", entity)
        if parent := self.find(spec["subcomponentOf"].text, "component", entity):
            return self.home(parent, seen | {entity.id})
        return reference(entity)

    def end(self, entity: Entity) -> Endpoint:
        """Return an entity as an end: its system, and itself if it holds the system's data."""
        home = self.home(entity)
        part = entity.is_store and reference(entity) != home
        return Endpoint(system=home, dataset=entity.name if part else "")

    def title(self, text: str, kind: str, near: Entity) -> str:
        """Return the title behind a reference, or the plain name in it."""
        found = self.find(text, kind, near) if text else None
        return found.title if found else text.rsplit("/", 1)[-1].rsplit(":", 1)[-1]


def full_reference(text: str, kind: str, namespace: str) -> str:
    """Complete a reference `[kind:][namespace/]name`, folded."""
    head, _, rest = text.strip().casefold().rpartition(":")
    space, _, name = rest.rpartition("/")
    return f"{head or kind}:{space or namespace}/{name}"


def reference(entity: Entity) -> SystemRef:
    """Name an entity as a system."""
    return SystemRef(name=entity.title, clues=(Clue(kind=ClueKind.ID, value=entity.id),))


def unlisted(text: str, kind: str, near: Entity) -> SystemRef:
    """Name as a system what no file of the catalog describes."""
    identity = full_reference(text, kind, near.namespace)
    return SystemRef(
        name=text.rsplit("/", 1)[-1].rsplit(":", 1)[-1],
        clues=(Clue(kind=ClueKind.ID, value=identity),),
    )


def listed(doc: Doc) -> list[Doc]:
    """Return the items of a sequence; a single value counts as one."""
    return list(doc) if doc.is_list else [doc] if doc else []


def read_entities(documents: Iterable[Doc]) -> Iterator[Entity | Record]:
    """Yield the entities of documents, and what is none."""
    for doc in documents:
        for entry in doc if doc.is_list else [doc["items"]] if doc["items"].is_list else [doc]:
            yield from read_entities(entry) if entry.is_list else [_entity(entry)]


def index(entities: tuple[Entity, ...]) -> Catalog:
    """Make the catalog of these entities."""
    by_id: dict[str, list[Entity]] = defaultdict(list)
    provided: dict[str, list[Entity]] = defaultdict(list)
    for entity in entities:
        by_id[entity.id].append(entity)
        for text in entity.doc["spec"]["providesApis"].texts:
            provided[full_reference(text, "api", entity.namespace)].append(entity)
    return Catalog(entities=entities, by_id=dict(by_id), provided=dict(provided))


def _entity(doc: Doc) -> Entity | Record:
    metadata = doc["metadata"]
    name, kind = metadata["name"].text, doc["kind"].text
    if not kind or not name:
        return entry_fault("an entry without kind or name", "name both", doc.evidence)
    if "{{" in name:
        return entry_fault("a template's placeholder, no entity", "leave it out", doc.evidence)
    if not doc["apiVersion"].text.startswith("backstage.io/"):
        what = f"'{doc['apiVersion'].text[:40]}' {kind[:40]} says nothing of systems"
        return entry_fault(what, "nothing to do", doc.evidence)
    space = metadata["namespace"].text.casefold() or "default"
    return Entity(doc=doc, kind=kind.casefold(), namespace=space, name=name.casefold())
