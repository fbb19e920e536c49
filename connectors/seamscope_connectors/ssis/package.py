"""Read the data flow and Execute SQL tasks in the containers of a package."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from xml.etree.ElementTree import Element

from seamscope.connector import File
from seamscope.connector.entries import skip_entry
from seamscope.connector.failures import CAUGHT
from seamscope.records import Query, Record, State, SystemRef
from seamscope_connectors.ssis.connections import (
    FILES,
    Connection,
    Known,
    find_connection,
    get_database,
    read_manager,
)
from seamscope_connectors.ssis.elements import (
    DTS,
    get_place,
    get_setting,
    has_encrypted_parts,
    is_encrypted,
    list_children,
)
from seamscope_connectors.ssis.failures import (
    find_failure_paths,
    is_error_handler,
    list_failure_rules,
    list_keys,
)
from seamscope_connectors.ssis.flows import NAME_IT, Task, find_scratch_files, read_data_flow

TASK = "{www.microsoft.com/sqlserver/dts/tasks/sqltask}"
DECRYPT = "save the file with ProtectionLevel DontSaveSensitive"
# Tasks that are read, run another package, or do not move data; others are reported.
READ = frozenset({"ExecuteSQL", "ExecutePackage", "Pipeline", "Expression", "SendMail"})
ON_DISK = "its file or folder does not belong to a known system"


def open_package(file: File) -> Element:
    """Return the root of a package or connection manager.

    Raises UnreadableError if the file is encrypted, or is neither a package nor a connection
    manager.
    """
    root = file.xml()
    shared = file.suffix == ".conmgr"
    problem = "connection manager" if shared else "package"
    if is_encrypted(root):
        raise file.error(f"the {problem} is encrypted", DECRYPT, 1)
    if root.tag != f"{DTS}{'ConnectionManager' if shared else 'Executable'}":
        raise file.error(f"not an SSIS {problem}", "save it with SQL Server 2005 or newer", 1)
    return root


def read_package(file: File, root: Element, shared: Known) -> Iterator[Record]:
    """Yield the flows and queries of a package. shared: connection managers of the project."""
    if has_encrypted_parts(root):
        reason = "encrypted parts of the package are not read"
        yield skip_entry(reason, DECRYPT, file.at(root))
    known = dict(shared)
    for inner in list_children(root, "ConnectionManagers", "ConnectionManager"):
        known |= read_manager(inner, "Package")
    for provider in list_children(root, "LogProviders", "LogProvider"):
        yield from _report_log(file, provider, known)
    flows = [task for task in root.iter(f"{DTS}Executable") if _is_data_flow(task)]
    context = Task(file=file, known=known, scratch=find_scratch_files(flows, known))
    unread: Counter[str] = Counter()
    for inner_context, task in _walk(context, root):
        records = list(_read_task(inner_context, task))
        yield from records
        unread.update(() if records else _list_unsupported(task))
    if unread:
        kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(unread.items()))
        problem = f"tasks that run code or handle files are not read: {kinds}"
        yield skip_entry(problem, NAME_IT, file.at(root))


def _walk(context: Task, root: Element) -> Iterator[tuple[Task, Element]]:
    """Yield all tasks, depth first; tasks in a disabled container are disabled.

    Event handlers are containers, too. The walk is not recursive, because a hostile file may nest
    deeper than Python's recursion limit.
    """
    todo = [(context, root)]
    while todo:
        outer, parent = todo.pop()
        yield outer, parent
        handlers = list_children(parent, "EventHandlers", "EventHandler")
        failing, started = find_failure_paths(parent)
        rules = (*outer.error_handling, *list_failure_rules(parent))
        inside = replace(outer, error_handling=tuple(dict.fromkeys(rules)))
        inner = list_children(parent, "Executables", "Executable")
        found = [(replace(outer, after_failure=outer.after_failure or is_error_handler(one)), one)
                 for one in handlers]  # fmt: skip
        for one in inner:
            keys = list_keys(one)
            own = replace(inside, error_handling=(CAUGHT,)) if keys & failing else inside
            found.append((replace(own, after_failure=True) if keys & started else own, one))
        todo += [(_enter(context, task), task) for context, task in reversed(found)]


def _read_task(context: Task, task: Element) -> Iterator[Record]:
    if _is_data_flow(task):
        yield from read_data_flow(context, task)
    elif "ExecuteSQLTask" in task.get(f"{DTS}ExecutableType", ""):
        yield from _read_sql_task(context, task)
    else:
        yield from _report_connections(context, task)


def _list_unsupported(task: Element) -> Iterator[str]:
    """Yield the type of a task that may move data, but is not supported."""
    found = re.search(r"(?<!\w)(\w+)Task\b", task.get(f"{DTS}ExecutableType", ""))
    if found and found[1] not in READ and not _is_data_flow(task):
        yield f"{found[1]}Task"


def _enter(context: Task, task: Element) -> Task:
    off = get_setting(task, "Disabled").lower() in {"true", "1", "-1"}
    return replace(context, state=State.DISABLED) if off else context


def _is_data_flow(task: Element) -> bool:
    kind = task.get(f"{DTS}ExecutableType", "")
    return "Pipeline" in kind or task.find(f"{DTS}ObjectData/pipeline") is not None


def _read_sql_task(context: Task, task: Element) -> Iterator[Record]:
    for data in task.iter(f"{TASK}SqlTaskData"):
        where = context.file.at(data, get_place(task))
        text = data.get(f"{TASK}SqlStatementSource", "")
        reference = data.get(f"{TASK}Connection", "")
        connection = context.known.get(reference) or Connection(name=reference, ref=SystemRef())
        if connection.why_not and connection.ref != SystemRef():
            # Without a known connection, the SQL may still contain the database of its tables.
            reason = f"the statement uses the connection '{connection.name}': {connection.why_not}"
            yield skip_entry(reason, NAME_IT, where)
        elif data.get(f"{TASK}SqlStmtSourceType", "DirectInput") != "DirectInput" or not text:
            reason = "the statement comes from a variable or file at run time"
            yield skip_entry(reason, "add the SQL as a .sql file to the inputs", where)
        else:
            yield Query(
                text=text, dialect="tsql", home=connection.ref,
                database=get_database(connection.ref),
                technology="SSIS", state=context.state, evidence=where,
                error_handling=context.error_handling, after_failure=context.after_failure,
            )  # fmt: skip


def _report_connections(context: Task, task: Element) -> Iterator[Record]:
    """Report connections without a known system that an unsupported task uses."""
    data = task.find(f"{DTS}ObjectData")
    values = (
        set()
        if data is None
        else {value for element in data.iter() for value in element.attrib.values()}
    )
    used = {context.known[key].name: context.known[key] for key in values if key in context.known}
    for name, connection in sorted(used.items()):
        why_not = connection.why_not or (ON_DISK if connection.kind in FILES else "")
        if why_not:
            where = context.file.at(task, get_place(task))
            yield skip_entry(f"the task uses the connection '{name}': {why_not}", NAME_IT, where)


def _report_log(file: File, provider: Element, known: Known) -> Iterator[Record]:
    """Report the connection that a package logs to."""
    connection = get_setting(provider, "ConfigString")
    if connection:
        yield skip_entry(
            f"the package logs to the connection '{find_connection(connection, known).name}', "
            "which is not read as a flow",
            "list the flow in the inventory if a system uses the log",
            file.at(provider, get_place(provider)),
        )
