"""Read a process definition of TIBCO BusinessWorks: its activities, calls and error paths."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from seamscope.connector import File, is_secret_name
from seamscope.records import ColumnEdge, EdgeKind, Evidence

SELECTED = re.compile(r"\$[\w\-.]+((?:/@?[\w\-.:*]+)+)")
MAX_FIELDS = 500  # maximum number of mapped fields of one activity
GROUP = re.compile(r"Group\Z")
# Attributes of version 6 that name a property, which names a shared resource.
REFERENCES = ("sharedresourceproperty", "sharedresource", "httpconnectionresource", "connection")
FAILURE = "error"
PLAIN = re.compile(r"\s*(?:'([^']*)'|\"([^\"]*)\"|[\d.]+)\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """One activity.

    kind: the last part of its type, such as "JDBCQueryActivity".
    settings: its configuration and the constant texts of its input, by name in lower case.
    fields: column edges into its input.
    after_failure: whether only error transitions lead to it.
    island: name of the part of the process that contains it; no transition leads to other parts.
    """

    name: str
    kind: str
    settings: Mapping[str, str]
    fields: tuple[ColumnEdge, ...]
    starts: bool
    after_failure: bool
    evidence: Evidence
    island: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """A process.

    calls: each called process, with the activity that calls it.
    catches: whether the process has an error path.
    """

    name: str
    activities: tuple[Activity, ...]
    calls: tuple[tuple[str, Activity], ...]
    catches: bool
    evidence: Evidence


def read_process(file: File) -> Process:
    """Return the process in a file of version 5 or 6."""
    root = file.xml()
    listed = list(_list_activities(root, file, _find_islands(root)))
    listed += list(_list_newer_activities(root, file))
    calls = [
        (one.settings.get("processname", ""), one)
        for one in listed
        if one.kind == "CallProcessActivity"
    ]
    name = next((one.text or "" for one in root if _tag(one) == "name"), "") or file.name
    return Process(
        name=name.rpartition("/")[2].removesuffix(".process").removesuffix(".bwp"),
        activities=tuple(listed),
        calls=tuple((path, one) for path, one in calls if path),
        catches=any(one.after_failure or "Catch" in one.kind for one in listed),
        evidence=file.at(root, file.name),
    )


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _list_activities(
    holder: Element,
    file: File,
    islands: Mapping[str, str],
    *,
    failed: bool = False,
    island: str = "",
) -> Iterator[Activity]:
    """Yield the activities of a process or group, and of the groups that it contains.

    islands: the island of each activity and group of the process, by name; see `Activity`.
    failed: whether the group runs only after a failure.
    island: the island of the group, "" for a process.
    """
    paths = _find_paths(holder)
    for one in holder:
        tag = _tag(one)
        if tag not in {"activity", "starter", "group"}:
            continue
        name = one.get("name", "")
        kind = next((child.text or "" for child in one if _tag(child) == "type"), "")
        after = failed or (tag != "starter" and name in paths.failing - paths.normal)
        own = island or islands.get(name, name if islands else "")
        if tag == "group" or GROUP.search(kind):
            inner = own or name
            yield from _list_activities(one, file, islands, failed=after, island=inner)
            continue
        built = _build_activity(one, kind.rpartition(".")[2], file, after=after)
        yield replace(built, island=own)


def _find_islands(holder: Element) -> dict[str, str]:
    """Return the island of each activity and group with a transition: the first name that it is
    connected with.

    An island is a part of the process that no transition connects with other parts. An error path
    belongs to the island at which the process begins. A process without transitions → {}.
    """
    found: dict[str, str] = {}
    for one in holder:
        if _tag(one) == "transition":
            ends = [(part.text or "").strip() for part in one if _tag(part) in {"from", "to"}]
            known = [found.get(end, end) for end in ends]
            lowest = min(known, default="")
            found |= dict.fromkeys(ends, lowest)
            found |= {name: lowest for name, island in found.items() if island in known}
    catches = [one.get("name", "") for one in holder if "Catch" in _read_type(one)]
    starts = [found[name] for name in found if name not in catches]
    begin = starts[0] if starts else ""
    return {name: begin if name in catches or found.get(island, island) in catches else island
            for name, island in found.items()}  # fmt: skip


def _read_type(element: Element) -> str:
    return next((part.text or "" for part in element if _tag(part) == "type"), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Paths:
    """Names of activities.

    normal: activities that run without a failure.
    failing: activities that an error path leads to.
    """

    normal: frozenset[str]
    failing: frozenset[str]


def _find_paths(holder: Element) -> _Paths:
    after: dict[str, list[str]] = defaultdict(list)
    failing: list[str] = []
    targets: set[str] = set()
    for one in holder:
        if _tag(one) == "transition":
            texts = {_tag(part): (part.text or "").strip() for part in one}
            source, target = texts.get("from", ""), texts.get("to", "")
            targets.add(target)
            if texts.get("conditionType") == FAILURE:
                failing.append(target)
            else:
                after[source].append(target)
    failing += [one.get("name", "") for one in holder if "Catch" in _read_type(one)]
    begins = [name for name in after if name not in targets and name not in failing]
    return _Paths(normal=_follow(begins, after), failing=_follow(failing, after))


def _follow(names: list[str], after: Mapping[str, list[str]]) -> frozenset[str]:
    """Return these activities and all activities that run after them."""
    found: set[str] = set()
    todo = list(names)
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo += after.get(name, ())
    return frozenset(found)


def _build_activity(element: Element, kind: str, file: File, *, after: bool) -> Activity:
    settings: dict[str, str] = {}
    fields: tuple[ColumnEdge, ...] = ()
    for part in element:
        if _tag(part) == "config":
            for one in part.iter():
                text = (one.text or "").strip()
                if text and not is_secret_name(_tag(one)):
                    settings.setdefault(_tag(one).casefold(), text)
        elif _tag(part) == "inputBindings":
            fields = tuple(dict.fromkeys(_list_fields(part, ())))[:MAX_FIELDS]
            for name, text in _list_fixed(part):
                settings.setdefault(name, text)
    return Activity(
        name=element.get("name", ""),
        kind=kind,
        settings=settings,
        fields=fields,
        starts=_tag(element) == "starter",
        after_failure=after,
        evidence=file.at(element, element.get("name", "")),
    )


def _list_fields(element: Element, path: tuple[str, ...]) -> Iterator[ColumnEdge]:
    """Yield a column edge for each field of an input and each field that it is selected from."""
    for child in element:
        tag = _tag(child)
        if tag == "value-of" and path:
            select = child.get("select", "")
            for found in SELECTED.finditer(select):
                steps = [
                    step.rpartition(":")[2].lstrip("@") for step in found[1].split("/") if step
                ]
                whole = found[0] == select.strip()
                yield ColumnEdge(
                    source="/".join(steps[-2:]),
                    target="/".join(path[-2:]),
                    kind=EdgeKind.IDENTITY if whole else EdgeKind.EXPRESSION,
                )
        else:
            is_field = "XSL/Transform" not in child.tag
            yield from _list_fields(child, (*path, tag) if is_field else path)


def _list_fixed(element: Element) -> Iterator[tuple[str, str]]:
    """Yield name and text of each field of an input with a constant text: ``fileName``,
    ``/out/a.csv``.
    """
    for one in element.iter():
        for child in one:
            fixed = PLAIN.fullmatch(child.get("select", "")) if _tag(child) == "value-of" else None
            text = (fixed[1] or fixed[2] or "") if fixed else ""
            if text and not is_secret_name(_tag(one)):
                yield _tag(one).casefold(), text


def _list_newer_activities(root: Element, file: File) -> Iterator[Activity]:
    """Yield the activities of version 6: ``activityTypeID="bw.jdbc.JDBCQuery"``, and calls
    (`invoke`).
    """
    properties = _list_properties(root)
    links = {one.get("name", ""): one for one in root.iter() if _tag(one) == "partnerLink"}
    handlers = {
        inner for one in root.iter() if _tag(one) in {"catch", "catchAll"} for inner in one.iter()
    }
    for holder in root.iter():
        if _tag(holder) in {"activityExtension", "receiveEvent", "extActivity"}:
            settings = _read_attributes(holder)
            kind = settings.get("activitytypeid", "") or settings.get("eventtypeid", "")
            if "subprocessname" in settings:
                kind, settings["processname"] = "CallProcessActivity", settings["subprocessname"]
        elif _tag(holder) == "invoke" and holder.get("partnerLink") in links:
            settings = _read_attributes(links[holder.get("partnerLink", "")])
            kind = "InvokeRESTAPI" if "connector" in settings else ""
            settings |= {"operation": holder.get("operation", "")}
            settings["requesturi"] = settings.get("path", "")
        else:
            continue
        shared = next((settings[key] for key in REFERENCES if settings.get(key)), "")
        settings["property"] = properties.get(shared, shared)
        if kind:
            yield Activity(
                name=holder.get("name", ""), kind=kind.rpartition(".")[2], settings=settings,
                fields=(), starts=_tag(holder) == "receiveEvent",
                after_failure=holder in handlers,
                evidence=file.at(holder, holder.get("name", "")),
            )  # fmt: skip


def _read_attributes(holder: Element) -> dict[str, str]:
    """Return the attributes of an element and of all elements inside it, by name in lower case."""
    settings: dict[str, str] = {}
    for one in holder.iter():
        for key, value in one.attrib.items():
            name = key.rpartition("}")[2].casefold()
            if value and not is_secret_name(name):
                settings.setdefault(name, value)
    return settings


def _list_properties(root: Element) -> dict[str, str]:
    """Return the resources that the properties of a process of version 6 refer to."""
    found: dict[str, str] = {}
    for one in root.iter():
        if _tag(one) == "variable" and one.get("name"):
            text = "".join(one.itertext()).strip()
            found[one.get("name", "")] = text
    return found
