"""Data flows: what moves from each source to each destination that it reaches."""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from seamscope.connector import File
from seamscope.records import (
    Dataset,
    Endpoint,
    Flow,
    Mechanism,
    Query,
    Record,
    Skipped,
    State,
)
from seamscope_connectors.ssis.calls import called, procedure
from seamscope_connectors.ssis.components import (
    Component,
    class_of,
    columns,
    command_of,
    components,
    is_raw,
    is_told_later,
    object_of,
    role,
    upstream,
)
from seamscope_connectors.ssis.connections import FILES, FLAT, Known, behind, database

NAME_IT = "name the flow in the inventory if data passes here from one system to another"
RAW = "a raw file is scratch that only data flows write and read, and no system"
SCRATCH = "a file that the package itself fills and reads is scratch, and no system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Where a task stands: its file, the connections it knows, whether it runs.

    scratch: references to files that the package both fills and reads.
    """

    file: File
    known: Known
    state: State = State.ACTIVE
    scratch: frozenset[str] = frozenset()


def data_flow(context: Task, task: Element) -> Iterator[Record]:
    """Follow the paths from each destination back to what feeds it."""
    boxes = components(task)
    aside = {name: reason for name, box in boxes.items() if (reason := _why_aside(context, box))}
    for name, reason in aside.items():
        yield _incomplete(context.file, boxes[name], reason, NAME_IT)
    for name, box in boxes.items():
        if "OLEDBCommand" in class_of(box) and name not in aside:
            yield from _row_by_row(context, box)
        if role(box) != "Destination" or name in aside:
            continue
        feeders = upstream(name, boxes)
        used = [boxes[key] for key in feeders if key not in aside]
        lookups = [feeder for feeder in used if "Lookup" in class_of(feeder)]
        if not any(role(boxes[key]) == "Source" for key in feeders):
            made = any("Script" in class_of(boxes[key]) for key in feeders)
            problem = "a script makes the rows of" if made else "no source reaches"
            yield _incomplete(context.file, box, f"{problem} this destination")
        for origin in (*(feeder for feeder in used if role(feeder) == "Source"), *lookups):
            yield from _movement(context, origin, box, lookups)


def scratch_files(tasks: list[Element], known: Known) -> frozenset[str]:
    """Return the references to FILE connections that data flows of one package fill and read."""
    ends: dict[str, set[str]] = {"Source": set(), "Destination": set()}
    for box in (box for task in tasks for box in components(task).values()):
        if behind(box.connection, known).kind in FILES:
            ends.get(role(box), set()).add(box.connection)
    return frozenset(ends["Source"] & ends["Destination"])


def _why_aside(context: Task, box: Component) -> str:
    """Return why nothing that a box reads or writes belongs to a system, "" if it does."""
    connection = behind(box.connection, context.known)
    if is_raw(box):
        return RAW
    if box.connection in context.scratch:
        return f"it uses the connection '{connection.name}': {SCRATCH}"
    if not connection.why_not:
        return ""
    if not connection.name:
        return "a component whose connection is gone from the package"
    return f"it uses the connection '{connection.name}': {connection.why_not}"


def _row_by_row(task: Task, box: Component) -> Iterator[Record]:
    """Yield the statement that an OLE DB Command runs for each row that passes it."""
    home = behind(box.connection, task.known).ref
    if text := box.properties.get("SqlCommand", ""):
        yield Query(
            text=text, dialect="tsql", home=home, database=database(home), technology="SSIS",
            state=task.state, evidence=task.file.at(box.element, box.place),
        )  # fmt: skip


def _movement(
    task: Task, origin: Component, target: Component, lookups: list[Component]
) -> Iterator[Record]:
    """Yield the flow between two components, and the query that feeds it."""
    file, state = task.file, task.state
    where = file.at(origin.element, origin.place)
    left = behind(origin.connection, task.known)
    entered = behind(target.connection, task.known)
    start, to = left.ref, Endpoint(system=entered.ref, dataset=object_of(target) or entered.file)
    sql = command_of(origin)
    call = called(sql)
    later = role(origin) == "Source" and is_told_later(origin)
    dataset = "" if sql or later else object_of(origin) or left.file
    if later or (not sql and not dataset):
        flat = left.kind in FLAT
        problem = "file of rows is named" if flat else "table or statement comes from a variable"
        yield _incomplete(file, origin, f"the source's {problem}{' when it runs' if flat else ''}")
    if sql and not call:
        yield Query(
            text=sql, dialect="tsql", home=start, database=database(start), target=to,
            mechanism=Mechanism.ETL, technology="SSIS", state=state, evidence=where,
        )  # fmt: skip
    if call:
        start, dataset = procedure(call, start)
        yield Dataset(system=start, name=dataset, kind="procedure", evidence=where, state=state)
    yield Flow(
        source=Endpoint(system=start, dataset=dataset),
        target=to,
        mechanism=Mechanism.ETL,
        technology="SSIS",
        columns=tuple(sorted(columns(origin, target, dataset))),
        lookups=tuple(object_of(lookup) for lookup in lookups if object_of(lookup)),
        state=state,
        reason="the task or its container is disabled" if state is State.DISABLED else "",
        evidence=where,
    )


def _incomplete(
    file: File,
    box: Component,
    reason: str,
    remedy: str = "name the table or statement in the inventory",
) -> Skipped:
    """Say what of a box could not be told; the rest of the data flow is read."""
    where = file.at(box.element, box.place)
    return Skipped(reason=reason, remedy=remedy, evidence=where, kind="entry")
