"""Index the entities of a Backstage catalog, resolve references, and find the system of an
entity.
"""

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from seamscope.connector import Doc
from seamscope.connector.entries import skip_entry
from seamscope.connector.identifiers import find_app_id_clues
from seamscope.connector.scrub import quote
from seamscope.records import Clue, ClueKind, Endpoint, Record, SystemRef

# An operation of an OpenAPI contract, in YAML or JSON.
OPERATION = re.compile(r"^[\s\"{]*(get|head|options|post|put|patch|delete)\"?\s*:", re.M | re.I)
PLACEHOLDERS = ("$text", "$yaml", "$json", "$openapi", "$asyncapi")
MANY_OWNERS = 3  # owners of components; Backstage intends one small team for a system
STORES = re.compile(r"database|db$|bucket|topic|queue|table|storage|cache|dataset|stream|index")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """One entity. kind, namespace and name are in lower case, because references ignore case."""

    doc: Doc
    kind: str
    namespace: str
    name: str

    @property
    def id(self) -> str:
        """The full reference: ``component:default/orders``."""
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
        """The path of the file under `spec.definition.$text`, "" for none or a URL."""
        written = self.doc["spec"]["definition"]
        text = written.first(*PLACEHOLDERS).text if written.is_mapping else ""
        if not text or "://" in text:
            return ""
        folder = posixpath.dirname(self.doc.evidence.file)
        return posixpath.normpath(posixpath.join(folder, text))

    @property
    def only_reads(self) -> bool:
        """Whether the contract in `spec.definition` has only operations that read."""
        written = self.doc["spec"]["definition"]
        text = "" if written.is_mapping else written.text
        methods = {found.casefold() for found in OPERATION.findall(text)}
        return bool(methods) and methods <= {"get", "head", "options"}

    @property
    def has_app_id(self) -> bool:
        """Whether an annotation contains an application id, such as ``APP-0039``."""
        annotations = self.doc["metadata"]["annotations"].items()
        return bool(find_app_id_clues((key, value.text) for key, value in annotations))

    @property
    def is_store(self) -> bool:
        """Whether the entity is a resource that stores data, such as a database or topic."""
        return self.kind == "resource" and STORES.search(self.type) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """All entities of a catalog.

    by_id: entities by full reference.
    provided: the components that provide an API, by the API's full reference.
    groupings: full references of systems whose components have many owners. Such a "system" is a
    business area, and its components are the real systems.
    users: the components that depend on an entity, by the entity's full reference.
    """

    entities: tuple[Entity, ...]
    by_id: dict[str, list[Entity]]
    provided: dict[str, list[Entity]]
    groupings: frozenset[str] = frozenset()
    users: dict[str, list[Entity]] = field(default_factory=dict)

    def list_providers(self, identity: str) -> list[Entity]:
        """Return the entities whose `providesApis` contains this API. identity: full reference."""
        return self.provided.get(identity, [])

    def find(self, text: str, kind: str, near: Entity) -> Entity | None:
        """Return the entity that a reference refers to, None if there is none.

        ``Orders`` is completed to ``<kind>:<namespace of near>/orders``. If several entities have
        this name, the entity in the system of `near` is returned, otherwise the first.
        """
        found = self.by_id.get(complete_reference(text, kind, near.namespace), [])
        same = (e for e in found if e.doc["spec"]["system"].text == near.doc["spec"]["system"].text)
        return next(same, found[0] if found else None)

    def find_home(self, entity: Entity, seen: frozenset[str] = frozenset()) -> SystemRef:
        """Return the system of an entity, or the entity itself if it belongs to no system."""
        spec = entity.doc["spec"]
        if entity.kind == "system" or entity.id in seen:
            return build_ref(entity)
        if (name := spec["system"].text) and not self.is_grouped(entity):
            return self._find_named_home(name, entity)
        if parent := self.find(spec["subcomponentOf"].text, "component", entity):
            return self.find_home(parent, seen | {entity.id})
        return self._find_only_user(entity, seen) or build_ref(entity)

    def is_grouped(self, entity: Entity) -> bool:
        """Return whether an entity is a grouping of systems or its `spec.system` refers to a
        grouping.
        """
        return not self.groupings.isdisjoint({entity.id, _get_system_id(entity)})

    def _find_only_user(self, entity: Entity, seen: frozenset[str]) -> SystemRef | None:
        """Return the only system that provides an API or depends on a data store.

        Return None if there are several, or if the `spec.system` of the API or data store is a real
        system and not a grouping.
        """
        if entity.kind != "api" and not entity.is_store:
            return None
        users = self.list_providers(entity.id) or self.users.get(entity.id, [])
        homes = {self.find_home(user, seen | {entity.id}) for user in users}
        return homes.pop() if self.is_grouped(entity) and len(homes) == 1 else None

    def _find_named_home(self, name: str, entity: Entity) -> SystemRef:
        """Return the system in `spec.system` of an entity.

        If the catalog does not define this system, it may be only a name for a group of components.
        Then the entity itself is the system if it is a component with an application id; otherwise
        the component with this name is.
        """
        found = self.find(name, "system", entity)
        if found is None and entity.kind == "component" and entity.has_app_id:
            found = entity
        found = found or self.find(name, "component", entity)
        return build_ref(found) if found else build_undefined_ref(name, "system", entity)

    def end(self, entity: Entity) -> Endpoint:
        """Return the endpoint of an entity: its system, and its own name if it is a data store."""
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
    """Return the system reference of an entity: its title, and its full reference as id."""
    return SystemRef(name=entity.title, clues=(Clue(kind=ClueKind.ID, value=entity.id),))


def build_undefined_ref(text: str, kind: str, near: Entity) -> SystemRef:
    """Return the system reference for a name that the catalog does not define."""
    identity = complete_reference(text, kind, near.namespace)
    return SystemRef(
        name=text.rsplit("/", 1)[-1].rsplit(":", 1)[-1],
        clues=(Clue(kind=ClueKind.ID, value=identity),),
    )


def list_items(doc: Doc) -> list[Doc]:
    """Return the items of a list, or a single value as a list of one."""
    return list(doc) if doc.is_list else [doc] if doc else []


def read_entities(documents: Iterable[Doc]) -> Iterator[Entity | Record]:
    """Yield the entities of YAML or JSON documents; report invalid entries."""
    for doc in documents:
        for entry in doc if doc.is_list else [doc["items"]] if doc["items"].is_list else [doc]:
            yield from read_entities(entry) if entry.is_list else [_parse_entity(entry)]


def build_catalog(entities: tuple[Entity, ...]) -> Catalog:
    """Index these entities by full reference and by the APIs they provide."""
    by_id: dict[str, list[Entity]] = defaultdict(list)
    provided: dict[str, list[Entity]] = defaultdict(list)
    for entity in entities:
        by_id[entity.id].append(entity)
        for text in entity.doc["spec"]["providesApis"].texts:
            provided[complete_reference(text, "api", entity.namespace)].append(entity)
    return Catalog(
        entities=entities,
        by_id=dict(by_id),
        provided=dict(provided),
        groupings=_find_groupings(entities),
        users=_list_users(entities),
    )


def _get_system_id(entity: Entity) -> str:
    """Return the full reference in `spec.system` of an entity, "" for none."""
    name = entity.doc["spec"]["system"].text
    return complete_reference(name, "system", entity.namespace) if name else ""


def _find_groupings(entities: Iterable[Entity]) -> frozenset[str]:
    """Return the full references of the systems whose components have many owners."""
    owners: dict[str, set[str]] = defaultdict(set)
    for entity in entities:
        if entity.kind == "component" and (owner := entity.doc["spec"]["owner"].text):
            known = complete_reference(owner, "group", entity.namespace)
            owners[_get_system_id(entity)].add(known)
    return frozenset(key for key, found in owners.items() if key and len(found) >= MANY_OWNERS)


def _list_users(entities: Iterable[Entity]) -> dict[str, list[Entity]]:
    """Return the components that depend on each entity, by its full reference."""
    users: dict[str, list[Entity]] = defaultdict(list)
    for entity in entities:
        if entity.kind == "component":
            for text in entity.doc["spec"]["dependsOn"].texts:
                users[complete_reference(text, "component", entity.namespace)].append(entity)
    return dict(users)


def _parse_entity(doc: Doc) -> Entity | Record:
    metadata = doc["metadata"]
    name, kind = metadata["name"].text, doc["kind"].text
    if not kind or not name:
        problem = "the kind or the name of the entry is missing"
        return skip_entry(problem, "add `kind` and `metadata.name`", doc.evidence)
    if "{{" in name:
        problem = "the name is a template placeholder (`{{ … }}`)"
        return skip_entry(problem, "remove the template from the inputs", doc.evidence)
    if not doc["apiVersion"].text.startswith("backstage.io/"):
        problem = (
            f"{quote(kind)} of '{quote(doc['apiVersion'].text)}' is not a kind of a "
            f"Backstage catalog"
        )
        return skip_entry(problem, "remove the entry from the file", doc.evidence)
    space = metadata["namespace"].text.casefold() or "default"
    return Entity(doc=doc, kind=kind.casefold(), namespace=space, name=name.casefold())
