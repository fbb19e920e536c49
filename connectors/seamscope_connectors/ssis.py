"""SQL Server Integration Services: what packages (.dtsx) move between which connections.

A folder's packages and project connection managers (.conmgr) are one source: a package names
connections that stand in the files beside it. Element and property names as in real packages.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from seamscope.connector import Claim, Connector, File, Source
from seamscope.connector.connections import clues, string_clues
from seamscope.errors import UnreadableError
from seamscope.records import (
    ClueKind,
    ColumnEdge,
    Dataset,
    Endpoint,
    Flow,
    Mechanism,
    Query,
    Record,
    Skipped,
    State,
    SystemRef,
)

DTS = "{www.microsoft.com/SqlServer/Dts}"
TASK = "{www.microsoft.com/sqlserver/dts/tasks/sqltask}"
GONE = ":invalid"  # what is written behind the id of a connection that was deleted
# Hosts that stand for "this machine" tell nothing about a system.
ENCRYPTED = "{http://www.w3.org/2001/04/xmlenc#}EncryptedData"


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """One box of a data flow and the boxes that feed it."""

    element: Element
    properties: dict[str, str]
    connection: str
    feeds: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Where a task stands: its file, the connections it knows, whether it runs."""

    file: File
    known: dict[str, SystemRef]
    state: State


class SsisConnector(Connector):
    """Reads data flows and Execute SQL tasks; nothing in a package is run."""

    name = "ssis"
    reads = "SQL Server Integration Services packages (.dtsx, .conmgr)"

    def claim(self, file: File) -> Claim | None:
        if file.suffix in {".dtsx", ".conmgr"}:
            return Claim(reason=f"ends in {file.suffix}", group=f"ssis:{file.folder}")
        return None

    def read(self, source: Source) -> Iterator[Record]:
        shared: dict[str, SystemRef] = {}
        roots: list[tuple[File, Element]] = []
        for file in source.files:
            try:
                root = file.xml()
            except UnreadableError as error:
                yield Skipped(reason=error.what, remedy=error.remedy, evidence=file.at(error.line))
                continue
            if file.suffix == ".conmgr":
                shared |= _manager(root, "Project")
            else:
                roots.append((file, root))
        for file, root in roots:
            yield from _package(file, root, shared)


def _package(file: File, root: Element, shared: dict[str, SystemRef]) -> Iterator[Record]:
    if root.tag != f"{DTS}Executable":
        raise file.error("not an SSIS package", "export it with SQL Server 2012 or newer", 1)
    if root.find(f".//{ENCRYPTED}") is not None or root.tag == ENCRYPTED:
        yield Skipped(
            reason="parts of the package are encrypted; what they hold is not read",
            remedy="save it with ProtectionLevel DontSaveSensitive",
            evidence=file.at(root),
            kind="entry",
        )
    known = dict(shared)
    for manager in root.iterfind(f"{DTS}ConnectionManagers/{DTS}ConnectionManager"):
        known |= _manager(manager, "Package")
    yield from _tasks(file, root, known, State.ACTIVE)


def _tasks(
    file: File, parent: Element, known: dict[str, SystemRef], state: State
) -> Iterator[Record]:
    """Walk containers down; what stands in a disabled one is disabled."""
    for task in parent.iterfind(f"{DTS}Executables/{DTS}Executable"):
        off = task.get(f"{DTS}Disabled", "").lower() in {"true", "1", "-1"}
        inner = State.DISABLED if off else state
        kind = task.get(f"{DTS}ExecutableType", "")
        if "Pipeline" in kind:
            yield from _data_flow(file, task, known, inner)
        elif "ExecuteSQLTask" in kind:
            yield from _execute_sql(file, task, known, inner)
        yield from _tasks(file, task, known, inner)


def _execute_sql(
    file: File, task: Element, known: dict[str, SystemRef], state: State
) -> Iterator[Record]:
    for data in task.iter(f"{TASK}SqlTaskData"):
        where = file.at(data, task.get(f"{DTS}refId", ""))
        text = data.get(f"{TASK}SqlStatementSource", "")
        if data.get(f"{TASK}SqlStmtSourceType", "DirectInput") != "DirectInput" or not text:
            yield Skipped(
                reason="the statement comes from a variable or a file when the package runs",
                remedy="give the SQL as a file of its own",
                evidence=where,
                kind="entry",
            )
            continue
        home = known.get(data.get(f"{TASK}Connection", ""), SystemRef())
        yield Query(
            text=text,
            dialect="tsql",
            home=home,
            database=_database(home),
            technology="SSIS",
            state=state,
            evidence=where,
        )


def _data_flow(
    file: File, task: Element, known: dict[str, SystemRef], state: State
) -> Iterator[Record]:
    """Follow the paths from each destination back to what feeds it."""
    boxes = _components(task)
    for name, box in boxes.items():
        if _role(box) != "Destination":
            continue
        feeders = _upstream(name, boxes)
        sources = [boxes[key] for key in feeders if _role(boxes[key]) == "Source"]
        lookups = [boxes[key] for key in feeders if "Lookup" in _class(boxes[key])]
        if not sources:
            yield _incomplete(file, box, "no source reaches this destination")
        context = Task(file=file, known=known, state=state)
        for origin in (*sources, *lookups):
            yield from _movement(context, origin, box, lookups)


def _movement(
    task: Task, origin: Component, target: Component, lookups: list[Component]
) -> Iterator[Record]:
    """Yield the flow between two components, and the query that feeds it."""
    file, state = task.file, task.state
    where = file.at(origin.element, origin.element.get("refId", ""))
    if any(box.connection.endswith(GONE) for box in (origin, target)):
        yield _incomplete(file, origin, "a component whose connection is gone from the package")
        return
    start = task.known.get(origin.connection, SystemRef(name=_bare(origin.connection)))
    end = task.known.get(target.connection, SystemRef(name=_bare(target.connection)))
    to = Endpoint(system=end, dataset=_object(target))
    sql = origin.properties.get("SqlCommand", "")
    called = re.match(r"\s*EXEC(?:UTE)?\s+([\w.\[\]\"]+)", sql, re.I)
    dataset = _object(origin) if not sql else _unquoted(called[1]) if called else ""
    if "Variable" in origin.properties.get("AccessMode", "") or (not sql and not dataset):
        yield _incomplete(file, origin, "the source's table or statement comes from a variable")
    if sql and not called:
        yield Query(
            text=sql, dialect="tsql", home=start, database=_database(start), target=to,
            mechanism=Mechanism.ETL, technology="SSIS", state=state, evidence=where,
        )  # fmt: skip
    if called:
        yield Dataset(system=start, name=dataset, kind="procedure", evidence=where, state=state)
    yield Flow(
        source=Endpoint(system=start, dataset=dataset),
        target=to,
        mechanism=Mechanism.ETL,
        technology="SSIS",
        columns=tuple(sorted(_columns(origin, target, dataset))),
        lookups=tuple(_object(lookup) for lookup in lookups if _object(lookup)),
        state=state,
        reason="the task or its container is disabled" if state is State.DISABLED else "",
        evidence=where,
    )


def _columns(origin: Component, target: Component, dataset: str) -> set[ColumnEdge]:
    """Return the columns that reach the destination as they left the source."""
    head = f"{origin.element.get('refId', '')}."
    edges: set[ColumnEdge] = set()
    for column in target.element.iter("inputColumn"):
        lineage = column.get("lineageId", "")
        outside = re.search(r"\[([^\]]*)\]$", column.get("externalMetadataColumnId", ""))
        inside = re.search(r"\[([^\]]*)\]$", lineage)
        if lineage.startswith(head) and outside and inside:
            name = f"{dataset}.{inside[1]}" if dataset else inside[1]
            edges.add(ColumnEdge(source=name, target=outside[1]))
    return edges


def _components(task: Element) -> dict[str, Component]:
    boxes: dict[str, Component] = {}
    for element in task.iter("component"):
        properties = {p.get("name", ""): (p.text or "").strip() for p in element.iter("property")}
        link = element.find("connections/connection")
        reference = "" if link is None else link.get("connectionManagerRefId", "")
        if link is not None and not reference:
            reference = link.get("connectionManagerID", "")
        boxes[element.get("refId", element.get("id", ""))] = Component(
            element=element, properties=properties, connection=reference
        )
    for path in task.iter("path"):
        start, end = (_box(path.get(key, ""), boxes) for key in ("startId", "endId"))
        if start and end:
            boxes[end].feeds.append(start)
    return boxes


def _box(port: str, boxes: dict[str, Component]) -> str:
    """Return the component that a path's end belongs to: its name is the front of the port's."""
    name = re.split(r"\.(?:Inputs|Outputs)\[", port, maxsplit=1)[0]
    return name if name in boxes else ""


def _upstream(name: str, boxes: dict[str, Component]) -> list[str]:
    found: list[str] = []
    todo = list(boxes[name].feeds)
    while todo:
        key = todo.pop()
        if key not in found:
            found.append(key)
            todo += boxes[key].feeds
    return sorted(found)


def _class(box: Component) -> str:
    return box.element.get("componentClassID", "") + box.properties.get("UserComponentTypeName", "")


def _role(box: Component) -> str:
    """Return Source, Destination or "" by class, else by which sides a component has."""
    found = re.search(r"(Source|Destination)", _class(box))
    if found or not box.connection:
        return found[1] if found else ""
    return "" if box.feeds else "Source"


def _object(box: Component) -> str:
    names = ("OpenRowset", "TableOrViewName", "TableName", "FileName")
    return _unquoted(next((box.properties[n] for n in names if box.properties.get(n)), ""))


def _unquoted(name: str) -> str:
    return re.sub(r'[\[\]"]', "", name)


def _manager(manager: Element, level: str) -> dict[str, SystemRef]:
    """Return the system behind a connection manager under each of the names it goes by."""
    name = manager.get(f"{DTS}ObjectName", "")
    inner = manager.find(f"{DTS}ObjectData/{DTS}ConnectionManager")
    text = "" if inner is None else inner.get(f"{DTS}ConnectionString", "")
    ref = SystemRef(clues=(*string_clues(text), *clues((ClueKind.SOURCE, name))))
    keys = (
        f"{level}.ConnectionManagers[{name}]",
        manager.get(f"{DTS}DTSID", ""),
        manager.get(f"{DTS}refId", ""),
    )
    return {key: ref for key in keys if key}


def _bare(reference: str) -> str:
    found = re.search(r"\[([^\]]+)\]$", reference)
    return found[1] if found else reference


def _database(ref: SystemRef) -> str:
    return next((clue.value for clue in ref.clues if clue.kind is ClueKind.DATABASE), "")


def _incomplete(file: File, box: Component, reason: str) -> Skipped:
    return Skipped(
        reason=reason,
        remedy="name the table or statement in the inventory",
        evidence=file.at(box.element, box.element.get("refId", "")),
        kind="entry",
    )
