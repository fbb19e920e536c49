"""What a PowerCenter folder defines: tables, mappings with their instances, and sessions.

Elements and attributes as in Informatica's `powrmart.dtd`: `SOURCE`, `TARGET`, `MAPPING` with
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
    """The connection of a session's instance, or the variable that holds it; what it sets else."""

    name: str = ""
    values: dict[str, str] = field(default_factory=dict)  # what the session sets otherwise


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One session of a mapping: links by instance; off: why it does not run, "" if it does."""

    name: str
    element: Element | None
    links: dict[str, Link] = field(default_factory=dict)
    off: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """The definitions of one folder, by name; shortcuts stand under their own name."""

    name: str
    sources: dict[tuple[str, str], Element]  # by database and name
    targets: dict[str, Element]
    mapplets: dict[str, Element]
    transformations: dict[str, Element]
    sessions: dict[str, list[Session]]  # by mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """A mapping: its instances by name, and what feeds each."""

    element: Element
    instances: dict[str, Element]
    feeds: dict[str, list[str]]
    transformations: dict[str, Element]

    def upstream(self, name: str) -> list[str]:
        """Return the instances whose data reach this one, sorted."""
        seen: set[str] = set()
        todo = [name]
        while todo:
            for feeder in self.feeds.get(todo.pop(), []):
                if feeder not in seen:
                    seen.add(feeder)
                    todo.append(feeder)
        return sorted(seen)

    def attribute(self, instance: str, name: str) -> str:
        """Return a property of the transformation behind an instance, "" if it has none."""
        return attribute(self.transformation(instance), name)

    def place(self, instance: str) -> Element:
        """Return the element to name as evidence: the transformation's, else the mapping's."""
        found = self.transformation(instance)
        return self.element if found is None else found

    def transformation(self, instance: str) -> Element | None:
        """Return the transformation behind an instance."""
        element = self.instances.get(instance)
        named = "" if element is None else element.get("TRANSFORMATION_NAME", instance)
        return self.transformations.get(named)


def kind_of(instance: Element) -> str:
    """Return the type of transformation of an instance, "Source Definition" among them."""
    found = instance.get("TRANSFORMATION_TYPE", "")
    return found or f"{instance.get('TYPE', '').title()} Definition"


def attribute(element: Element | None, name: str) -> str:
    """Return a property of a transformation or a session's part, "" if it has none."""
    if element is None:
        return ""
    listed = [one for tag in ("TABLEATTRIBUTE", "ATTRIBUTE") for one in element.iterfind(tag)]
    return next((one.get("VALUE", "").strip() for one in listed if one.get("NAME") == name), "")


def folders_of(root: Element) -> Iterator[tuple[Folder, list[Mapping]]]:
    """Yield each folder with its mappings; shortcuts find what they stand for in any folder."""
    elements = list(root.iter("FOLDER"))
    shared: dict[tuple[str, str], Element] = {}
    for element in elements:
        for tag in ("SOURCE", "TARGET", "TRANSFORMATION", "MAPPLET"):
            for one in element.iterfind(tag):
                shared.setdefault((tag, one.get("NAME", "")), one)
    for element in elements:
        folder = _folder(element, shared)
        yield folder, [_mapping(one, folder) for one in element.iterfind("MAPPING")]


def _folder(element: Element, shared: dict[tuple[str, str], Element]) -> Folder:
    sources = {(s.get("DBDNAME", ""), s.get("NAME", "")): s for s in element.iterfind("SOURCE")}
    kinds = {tag: {one.get("NAME", ""): one for one in element.iterfind(tag)}
             for tag in ("TARGET", "TRANSFORMATION", "MAPPLET")}  # fmt: skip
    for cut in element.iterfind("SHORTCUT"):
        tag = cut.get("OBJECTTYPE", "").upper().removesuffix(" DEFINITION")
        found = shared.get((tag, cut.get("REFOBJECTNAME", "")))
        if found is not None and tag == "SOURCE":
            sources[cut.get("DBDNAME", ""), cut.get("NAME", "")] = found
        elif found is not None and tag in kinds:
            kinds[tag][cut.get("NAME", "")] = found
    return Folder(
        name=element.get("NAME", ""),
        sources=sources,
        targets=kinds["TARGET"],
        mapplets=kinds["MAPPLET"],
        transformations=kinds["TRANSFORMATION"],
        sessions=_sessions(element),
    )


def _mapping(element: Element, folder: Folder) -> Mapping:
    feeds: dict[str, list[str]] = defaultdict(list)
    for connector in element.iterfind("CONNECTOR"):
        start, end = connector.get("FROMINSTANCE", ""), connector.get("TOINSTANCE", "")
        if start not in feeds[end]:
            feeds[end].append(start)
    for instance in element.iterfind("INSTANCE"):
        for source in instance.iterfind("ASSOCIATED_SOURCE_INSTANCE"):
            feeds[instance.get("NAME", "")].append(source.get("NAME", ""))
    own = {one.get("NAME", ""): one for one in element.iterfind("TRANSFORMATION")}
    return Mapping(
        element=element,
        instances={one.get("NAME", ""): one for one in element.iterfind("INSTANCE")},
        feeds=dict(feeds),
        transformations=folder.transformations | own,
    )


def _sessions(element: Element) -> dict[str, list[Session]]:
    """Return the sessions by mapping, with why one does not run; reusable ones stand outside."""
    off = {
        task.get("TASKNAME", ""): f"its task in {flow.get('NAME', '')} is disabled"
        for flow in [*element.iter("WORKFLOW"), *element.iter("WORKLET")]
        for task in flow.iterfind("TASKINSTANCE")
        if task.get("ISENABLED", "YES") == "NO" or flow.get("ISENABLED", "YES") == "NO"
    }
    found: dict[str, list[Session]] = defaultdict(list)
    for session in element.iter("SESSION"):
        name = session.get("NAME", "")
        made = Session(name=name, element=session, links=_links(session), off=off.get(name, ""))
        found[session.get("MAPPINGNAME", "")].append(made)
    return dict(found)


def _links(session: Element) -> dict[str, Link]:
    """Return connections and overrides by instance; a source has those of its qualifier too."""
    values: dict[str, dict[str, str]] = defaultdict(dict)
    names: dict[str, str] = {}
    for part in (
        *session.iterfind("SESSTRANSFORMATIONINST"),
        *session.iterfind("SESSIONEXTENSION"),
    ):
        reader = part.get("DSQINSTNAME", "")
        name = part.get("SINSTANCENAME", reader)
        given = {a.get("NAME", ""): a.get("VALUE", "") for a in part.iterfind("ATTRIBUTE")}
        values[name] |= {key: value for key, value in given.items() if value}
        for link in part.iterfind("CONNECTIONREFERENCE"):
            if called := link.get("CONNECTIONNAME") or link.get("VARIABLE", ""):
                names.setdefault(name, called)
                names.setdefault(reader, called)
    return {
        name: Link(name=names.get(name, ""), values=values.get(name, {}))
        for name in sorted({*values, *names})
    }
