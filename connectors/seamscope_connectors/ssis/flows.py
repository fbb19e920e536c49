"""Read data flows: a flow from each source to each destination that its rows reach."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from seamscope.connector import File
from seamscope.connector.entries import skip_entry
from seamscope.connector.failures import CONTINUES, keep_in
from seamscope.records import (
    Certainty,
    Dataset,
    Endpoint,
    Flow,
    Mechanism,
    Query,
    Record,
    Skipped,
    State,
)
from seamscope_connectors.ssis.calls import locate_procedure, parse_call
from seamscope_connectors.ssis.components import (
    Component,
    get_class,
    get_command,
    get_object,
    get_role,
    get_row_handling,
    is_raw,
    is_set_at_run_time,
    is_transform,
    list_components,
    list_upstream,
    map_columns,
)
from seamscope_connectors.ssis.connections import FILES, FLAT, Known, find_connection, get_database
from seamscope_connectors.ssis.elements import get_place

DISABLED = "the task or its container is disabled"
ON_ERRORS = "only for rows or tasks that fail"
# What a component does with a row that fails; FailComponent is the default.
ROWS = {"RedirectRow": keep_in("another output"), "IgnoreFailure": CONTINUES}
NAME_IT = "list its flows between systems in the inventory"
RAW = "a raw file is temporary storage of data flows"
SCRATCH = "the package both writes and reads this file, so it is temporary storage"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """The file, connections and state of a task.

    scratch: references to files that the package both writes and reads.
    error_handling: what happens if the task fails.
    after_failure: whether it runs only after a failure.
    """

    file: File
    known: Known
    state: State = State.ACTIVE
    scratch: frozenset[str] = frozenset()
    error_handling: tuple[str, ...] = ()
    after_failure: bool = False


def read_data_flow(context: Task, task: Element) -> Iterator[Record]:
    """Yield the flows into each destination, from the sources on the paths to it."""
    components = list_components(task)
    ignored = {
        name: reason
        for name, component in components.items()
        if (reason := _explain_ignored(context, component))
    }
    for name, reason in ignored.items():
        yield _report_incomplete(context.file, components[name], reason, NAME_IT)
    if not components:
        where = context.file.at(task, get_place(task))
        yield skip_entry("the data flow has no components", "export the package again", where)
    yield from _report_unconnected(context, components, ignored)
    for name, component in components.items():
        if "OLEDBCommand" in get_class(component) and name not in ignored:
            yield from _list_row_commands(context, component)
        if get_role(component) != "Destination" or name in ignored:
            continue
        feeders = list_upstream(name, components)
        used = [components[key] for key in feeders if key not in ignored]
        lookups = [feeder for feeder in used if "Lookup" in get_class(feeder)]
        if not any(get_role(components[key]) == "Source" for key in feeders):
            scripted = any("Script" in get_class(components[key]) for key in feeders)
            problem = "a script creates the rows of" if scripted else "no source leads to"
            yield _report_incomplete(context.file, component, f"{problem} this destination")
        without_errors = set(list_upstream(name, components, errors=False))
        for origin in (*(feeder for feeder in used if get_role(feeder) == "Source"), *lookups):
            rejected = not without_errors & {
                key for key, one in components.items() if one is origin
            }
            inner = replace(context, after_failure=context.after_failure or rejected)
            yield from _list_movements(inner, origin, component, lookups)


def _report_unconnected(
    context: Task, components: dict[str, Component], ignored: Collection[str]
) -> Iterator[Skipped]:
    """Report sources without a destination, and components of an unknown class."""
    reached = {
        feeder
        for name, component in components.items()
        if get_role(component) == "Destination" or name in ignored
        for feeder in list_upstream(name, components)
    }
    for name, component in components.items():
        if name in ignored:
            continue
        if get_role(component) == "Source" and name not in reached:
            yield _report_incomplete(context.file, component, "no destination follows the source")
        elif not get_role(component) and component.connection and not is_transform(component):
            what = "the component has a connection, but its class is unknown"
            yield _report_incomplete(context.file, component, what)


def find_scratch_files(tasks: list[Element], known: Known) -> frozenset[str]:
    """Return references to FILE connections that the package both writes and reads."""
    ends: dict[str, set[str]] = {"Source": set(), "Destination": set()}
    for component in (component for task in tasks for component in list_components(task).values()):
        if find_connection(component.connection, known).kind in FILES:
            ends.get(get_role(component), set()).add(component.connection)
    return frozenset(ends["Source"] & ends["Destination"])


def _explain_ignored(context: Task, component: Component) -> str:
    """Return the reason why a component is ignored, "" if its connection identifies a system."""
    connection = find_connection(component.connection, context.known)
    if is_raw(component):
        return RAW
    if component.connection in context.scratch:
        return f"the component uses the connection '{connection.name}': {SCRATCH}"
    if not connection.why_not:
        return ""
    if not connection.name:
        return "the connection of the component was deleted from the package"
    return f"the component uses the connection '{connection.name}': {connection.why_not}"


def _list_row_commands(task: Task, component: Component) -> Iterator[Record]:
    """Yield the statement that an OLE DB Command runs for every row."""
    home = find_connection(component.connection, task.known).ref
    text = component.properties.get("SqlCommand", "")
    if not text:
        yield _report_incomplete(task.file, component, "the OLE DB Command has no statement")
    else:
        yield Query(
            text=text, dialect="tsql", home=home, database=get_database(home), technology="SSIS",
            state=task.state, error_handling=task.error_handling,
            after_failure=task.after_failure,
            evidence=task.file.at(component.element, component.place),
        )  # fmt: skip


def _list_movements(
    task: Task, origin: Component, target: Component, lookups: list[Component]
) -> Iterator[Record]:
    """Yield the flow between a source and a destination, and the query of the source."""
    file, state = task.file, task.state
    where = file.at(origin.element, origin.place)
    source_connection = find_connection(origin.connection, task.known)
    target_connection = find_connection(target.connection, task.known)
    start, target_end = (
        source_connection.ref,
        Endpoint(
            system=target_connection.ref, dataset=get_object(target) or target_connection.file
        ),
    )
    sql = get_command(origin)
    call = parse_call(sql)
    later = get_role(origin) == "Source" and is_set_at_run_time(origin)
    dataset = "" if sql or later else get_object(origin) or source_connection.file
    if later or (not sql and not dataset):
        flat = source_connection.kind in FLAT
        problem = "the file of the source is set at run time" if flat else ""
        problem = problem or "the table or statement of the source comes from a variable"
        yield _report_incomplete(file, origin, problem)
    if sql and not call:
        yield Query(
            text=sql, dialect="tsql", home=start, database=get_database(start), target=target_end,
            mechanism=Mechanism.ETL, technology="SSIS", state=state, evidence=where,
            error_handling=_list_failure_rules(task, origin), after_failure=task.after_failure,
        )  # fmt: skip
    if call:
        start, dataset = locate_procedure(call, start)
        yield Dataset(system=start, name=dataset, kind="procedure", evidence=where, state=state)
    yield Flow(
        source=Endpoint(system=start, dataset=dataset),
        target=target_end,
        mechanism=Mechanism.ETL,
        technology="SSIS",
        columns=tuple(sorted(map_columns(origin, target, dataset))),
        lookups=tuple(get_object(lookup) for lookup in lookups if get_object(lookup)),
        error_handling=_list_failure_rules(task, origin, target),
        after_failure=task.after_failure,
        state=state,
        certainty=Certainty.LIKELY if task.after_failure else Certainty.CERTAIN,
        reason="; ".join(part for part in (DISABLED if state is State.DISABLED else "",
                                           ON_ERRORS if task.after_failure else "") if part),
        evidence=where,
    )  # fmt: skip


def _list_failure_rules(task: Task, *components: Component) -> tuple[str, ...]:
    """Return what happens if the task fails, and what happens to rows that fail.

    The texts are constants that all connectors use.
    """
    rows = {kept for one in components if (kept := ROWS.get(get_row_handling(one)))}
    return tuple(sorted({*task.error_handling, *rows}))


def _report_incomplete(
    file: File,
    component: Component,
    reason: str,
    remedy: str = "list the flow with its table in the inventory",
) -> Skipped:
    """Report a component whose flow is unknown or incomplete."""
    where = file.at(component.element, component.place)
    return Skipped(reason=reason, remedy=remedy, evidence=where, kind="entry")
