"""Data flows: what moves from each source to each destination that it reaches."""

import re
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
    SystemRef,
)
from seamscope_connectors.ssis.components import (
    Component,
    class_of,
    columns,
    components,
    object_of,
    role,
    unquoted,
    upstream,
)
from seamscope_connectors.ssis.connections import bare, database

GONE = ":invalid"  # what is written behind the id of a connection that was deleted


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Where a task stands: its file, the connections it knows, whether it runs."""

    file: File
    known: dict[str, SystemRef]
    state: State


def data_flow(
    file: File, task: Element, known: dict[str, SystemRef], state: State
) -> Iterator[Record]:
    """Follow the paths from each destination back to what feeds it."""
    boxes = components(task)
    for name, box in boxes.items():
        if role(box) != "Destination":
            continue
        feeders = upstream(name, boxes)
        sources = [boxes[key] for key in feeders if role(boxes[key]) == "Source"]
        lookups = [boxes[key] for key in feeders if "Lookup" in class_of(boxes[key])]
        if not sources:
            yield incomplete(file, box, "no source reaches this destination")
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
        yield incomplete(file, origin, "a component whose connection is gone from the package")
        return
    start = task.known.get(origin.connection, SystemRef(name=bare(origin.connection)))
    end = task.known.get(target.connection, SystemRef(name=bare(target.connection)))
    to = Endpoint(system=end, dataset=object_of(target))
    sql = origin.properties.get("SqlCommand", "")
    called = re.match(r"\s*EXEC(?:UTE)?\s+([\w.\[\]\"]+)", sql, re.I)
    dataset = object_of(origin) if not sql else unquoted(called[1]) if called else ""
    if "Variable" in origin.properties.get("AccessMode", "") or (not sql and not dataset):
        yield incomplete(file, origin, "the source's table or statement comes from a variable")
    if sql and not called:
        yield Query(
            text=sql, dialect="tsql", home=start, database=database(start), target=to,
            mechanism=Mechanism.ETL, technology="SSIS", state=state, evidence=where,
        )  # fmt: skip
    if called:
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


def incomplete(file: File, box: Component, reason: str) -> Skipped:
    """Say what of a box could not be told; the rest of the data flow is read."""
    return Skipped(
        reason=reason,
        remedy="name the table or statement in the inventory",
        evidence=file.at(box.element, box.element.get("refId", "")),
        kind="entry",
    )
