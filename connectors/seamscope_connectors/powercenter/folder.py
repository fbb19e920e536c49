"""The definitions in a PowerCenter folder: tables, mappings with instances, and sessions.

Elements and attributes follow Informatica's `powrmart.dtd`: `SOURCE`, `TARGET`, `MAPPING` with
`INSTANCE` and `CONNECTOR`, `SESSION` with `SESSIONEXTENSION` and `CONNECTIONREFERENCE`.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

FILES = frozenset({"Flat File", "XML", "VSAM"})
QUALIFIERS = frozenset({"Source Qualifier", "Application Source Qualifier", "XML Source Qualifier"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """The connection, or connection variable, of an instance in a session.

    values: attributes that the session overrides, such as the name of a file.
    """

    name: str = ""
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A session of a mapping.

    links: the connection of each instance, by instance.
    off: the reason why the session is disabled, "" if it is enabled.
    """

    name: str
    element: Element | None
    links: dict[str, Link] = field(default_factory=dict)
    off: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """The definitions of one folder by name; a shortcut is listed by its own name.

    sources: sources by database and name.
    sessions: sessions by mapping.
    """

    name: str
    sources: dict[tuple[str, str], Element]
    targets: dict[str, Element]
    mapplets: dict[str, Element]
    transformations: dict[str, Element]
    sessions: dict[str, list[Session]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """A mapping.

    instances: instances by name.
    feeds: names of the predecessors of each instance, by name.
    assumed: whether the export has no links between the instances, so that `feeds` is assumed.
    """

    element: Element
    instances: dict[str, Element]
    feeds: dict[str, list[str]]
    transformations: dict[str, Element]
    assumed: bool = False

    def list_upstream(self, name: str) -> list[str]:
        """Return the sorted names of all instances upstream of an instance."""
        seen: set[str] = set()
        todo = [name]
        while todo:
            for feeder in self.feeds.get(todo.pop(), []):
                if feeder not in seen:
                    seen.add(feeder)
                    todo.append(feeder)
        return sorted(seen)

    def get_attribute(self, instance: str, name: str) -> str:
        """Return an attribute of an instance's transformation, "" if it is not set."""
        return get_attribute(self.get_transformation(instance), name)

    def locate(self, instance: str) -> Element:
        """Return the element for an instance's evidence: its transformation, else the mapping."""
        found = self.get_transformation(instance)
        return self.element if found is None else found

    def get_transformation(self, instance: str) -> Element | None:
        """Return the transformation that an instance uses, None if it is not defined."""
        element = self.instances.get(instance)
        definition_name = "" if element is None else element.get("TRANSFORMATION_NAME", instance)
        return self.transformations.get(definition_name)


def get_kind(instance: Element) -> str:
    """Return the type of an instance: "Source Definition", "Expression"."""
    found = instance.get("TRANSFORMATION_TYPE", "")
    return found or f"{instance.get('TYPE', '').title()} Definition"


def get_attribute(element: Element | None, name: str) -> str:
    """Return the value of an `ATTRIBUTE` or `TABLEATTRIBUTE` element, "" if it is not set."""
    if element is None:
        return ""
    listed = [child for tag in ("TABLEATTRIBUTE", "ATTRIBUTE") for child in element.iterfind(tag)]
    return next(
        (child.get("VALUE", "").strip() for child in listed if child.get("NAME") == name), ""
    )


def list_folders(root: Element) -> Iterator[tuple[Folder, list[Mapping]]]:
    """Yield each folder with its mappings; a shortcut may refer to another folder."""
    elements = list(root.iter("FOLDER"))
    shared: dict[tuple[str, str], Element] = {}
    for element in elements:
        for tag in ("SOURCE", "TARGET", "TRANSFORMATION", "MAPPLET"):
            for child in element.iterfind(tag):
                shared.setdefault((tag, child.get("NAME", "")), child)
    for element in elements:
        folder = _build_folder(element, shared)
        yield folder, [_read_mapping(child, folder) for child in element.iterfind("MAPPING")]


def list_mapplets(folder: Folder, mapping: Mapping) -> Iterator[Element]:
    """Yield the definitions of the mapplets that a mapping uses."""
    for name, instance in mapping.instances.items():
        found = folder.mapplets.get(instance.get("TRANSFORMATION_NAME", name))
        if "MAPPLET" in {instance.get("TYPE"), get_kind(instance).upper()} and found is not None:
            yield found


def _build_folder(element: Element, shared: dict[tuple[str, str], Element]) -> Folder:
    sources = {(s.get("DBDNAME", ""), s.get("NAME", "")): s for s in element.iterfind("SOURCE")}
    kinds = {tag: {child.get("NAME", ""): child for child in element.iterfind(tag)}
             for tag in ("TARGET", "TRANSFORMATION", "MAPPLET")}  # fmt: skip
    for shortcut in element.iterfind("SHORTCUT"):
        tag = shortcut.get("OBJECTTYPE", "").upper().removesuffix(" DEFINITION")
        found = shared.get((tag, shortcut.get("REFOBJECTNAME", "")))
        if found is not None and tag == "SOURCE":
            sources[shortcut.get("DBDNAME", ""), shortcut.get("NAME", "")] = found
        elif found is not None and tag in kinds:
            kinds[tag][shortcut.get("NAME", "")] = found
    return Folder(
        name=element.get("NAME", ""),
        sources=sources,
        targets=kinds["TARGET"],
        mapplets=kinds["MAPPLET"],
        transformations=kinds["TRANSFORMATION"],
        sessions=_index_sessions(element),
    )


def _read_mapping(element: Element, folder: Folder) -> Mapping:
    feeds: dict[str, list[str]] = defaultdict(list)
    for connector in element.iterfind("CONNECTOR"):
        start, end = connector.get("FROMINSTANCE", ""), connector.get("TOINSTANCE", "")
        if start not in feeds[end]:
            feeds[end].append(start)
    for instance in element.iterfind("INSTANCE"):
        for source in instance.iterfind("ASSOCIATED_SOURCE_INSTANCE"):
            feeds[instance.get("NAME", "")].append(source.get("NAME", ""))
    own = {child.get("NAME", ""): child for child in element.iterfind("TRANSFORMATION")}
    instances = {child.get("NAME", ""): child for child in element.iterfind("INSTANCE")}
    _add_missing_qualifiers(feeds, instances)
    assumed = {} if any(feeds.values()) else _assume_feeds(instances)
    feeds |= assumed
    return Mapping(
        element=element,
        instances=instances,
        feeds=dict(feeds),
        transformations=folder.transformations | own,
        assumed=bool(assumed),
    )


def _assume_feeds(instances: dict[str, Element]) -> dict[str, list[str]]:
    """Return assumed predecessors for a mapping that has no links but one source or one target.

    Each source is connected to each target through a source qualifier. Return {} for other
    mappings.
    """
    kinds = {name: get_kind(element) for name, element in instances.items()}
    sources = sorted(name for name, kind in kinds.items() if kind == "Source Definition")
    targets = sorted(name for name, kind in kinds.items() if kind == "Target Definition")
    if min(len(sources), len(targets)) != 1:
        return {}
    qualifiers = {name: f"SQ_{name}" for name in sources}
    feeds = {qualifier: [name] for name, qualifier in qualifiers.items()}
    return feeds | {target: list(qualifiers.values()) for target in targets}


def _add_missing_qualifiers(feeds: dict[str, list[str]], instances: dict[str, Element]) -> None:
    """Connect a source to its source qualifier if the export lacks the qualifier.

    `Account` becomes a predecessor of `SQ_Account`.
    """
    starts = {name for feeders in feeds.values() for name in feeders}
    for name in sorted(starts - instances.keys()):
        source = name.removeprefix("SQ_")
        known = instances.get(source)
        if known is not None and source not in starts and get_kind(known) == "Source Definition":
            feeds[name].append(source)


def _index_sessions(element: Element) -> dict[str, list[Session]]:
    """Return the sessions of each mapping.

    The folder contains reusable sessions, a workflow contains other sessions. Both kinds are
    disabled if their task in the workflow is disabled.
    """
    off = {
        task.get("TASKNAME", ""): f"the session is disabled in {flow.get('NAME', '')}"
        for flow in [*element.iter("WORKFLOW"), *element.iter("WORKLET")]
        for task in flow.iterfind("TASKINSTANCE")
        if task.get("ISENABLED", "YES") == "NO" or flow.get("ISENABLED", "YES") == "NO"
    }
    found: dict[str, list[Session]] = defaultdict(list)
    for session in element.iter("SESSION"):
        name = session.get("NAME", "")
        built = Session(
            name=name, element=session, links=_index_links(session), off=off.get(name, "")
        )
        found[session.get("MAPPINGNAME", "")].append(built)
    return dict(found)


def _index_links(session: Element) -> dict[str, Link]:
    """Return the connection and the overridden attributes of each instance.

    The connection and attributes of a reader also apply to its source qualifier.
    """
    values: dict[str, dict[str, str]] = defaultdict(dict)
    names: dict[str, str] = {}
    for part in (
        *session.iterfind("SESSTRANSFORMATIONINST"),
        *session.iterfind("SESSIONEXTENSION"),
    ):
        reader = part.get("DSQINSTNAME", "")
        name = part.get("SINSTANCENAME", reader)
        attributes = {a.get("NAME", ""): a.get("VALUE", "") for a in part.iterfind("ATTRIBUTE")}
        values[name] |= {key: value for key, value in attributes.items() if value}
        for link in part.iterfind("CONNECTIONREFERENCE"):
            if connection := link.get("CONNECTIONNAME") or link.get("VARIABLE", ""):
                names.setdefault(name, connection)
                names.setdefault(reader, connection)
    return {
        name: Link(name=names.get(name, ""), values=values.get(name, {}))
        for name in sorted({*values, *names})
    }
