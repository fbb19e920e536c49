"""Packages: their executables, container by container, and the SQL that tasks run."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from xml.etree.ElementTree import Element

from seamscope.connector import File
from seamscope.connector.entries import entry_fault
from seamscope.records import Query, Record, State, SystemRef
from seamscope_connectors.ssis.connections import (
    FILES,
    Connection,
    Known,
    behind,
    database,
    manager,
)
from seamscope_connectors.ssis.elements import (
    DTS,
    children,
    has_sealed_parts,
    is_sealed,
    place,
    setting,
)
from seamscope_connectors.ssis.flows import NAME_IT, Task, data_flow, scratch_files

TASK = "{www.microsoft.com/sqlserver/dts/tasks/sqltask}"
UNSEAL = "save it with ProtectionLevel DontSaveSensitive"
# Tasks that are read, that run packages which are files of their own, or that only steer.
READ = frozenset({"ExecuteSQL", "ExecutePackage", "Pipeline", "Expression", "SendMail"})
ON_DISK = "a file or folder that a task handles is no system"


def opened(file: File) -> Element:
    """Return the root of a package or a connection manager, or say why it is none."""
    root = file.xml()
    shared = file.suffix == ".conmgr"
    what = "connection manager" if shared else "package"
    if is_sealed(root):
        raise file.error(f"the {what} is encrypted", UNSEAL, 1)
    if root.tag != f"{DTS}{'ConnectionManager' if shared else 'Executable'}":
        raise file.error(f"not an SSIS {what}", "export it with SQL Server 2005 or newer", 1)
    return root


def package(file: File, root: Element, shared: Known) -> Iterator[Record]:
    """Yield what a package moves and runs. shared: the connections of its project."""
    if has_sealed_parts(root):
        reason = "parts of the package are encrypted; what they hold is not read"
        yield entry_fault(reason, UNSEAL, file.at(root))
    known = dict(shared)
    for inner in children(root, "ConnectionManagers", "ConnectionManager"):
        known |= manager(inner, "Package")
    for provider in children(root, "LogProviders", "LogProvider"):
        yield from _log(file, provider, known)
    flows = [task for task in root.iter(f"{DTS}Executable") if _is_data_flow(task)]
    context = Task(file=file, known=known, scratch=scratch_files(flows, known))
    unread: Counter[str] = Counter()
    for inside, task in _walk(context, root):
        made = list(_task(inside, task))
        yield from made
        unread.update(() if made else _unread(task))
    if unread:
        kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(unread.items()))
        what = f"tasks that run code or handle files are not read: {kinds}"
        yield entry_fault(what, NAME_IT, file.at(root))


def _walk(context: Task, root: Element) -> Iterator[tuple[Task, Element]]:
    """Walk containers down; what stands in a disabled one is disabled.

    Handlers of events are containers too: what they run, the package runs. No recursion: a file
    made to harm may nest deeper than the interpreter goes.
    """
    todo = [(context, root)]
    while todo:
        outer, parent = todo.pop()
        yield outer, parent
        handlers = children(parent, "EventHandlers", "EventHandler")
        inner = [*handlers, *children(parent, "Executables", "Executable")]
        todo += [(_inside(outer, task), task) for task in reversed(inner)]


def _task(context: Task, task: Element) -> Iterator[Record]:
    if _is_data_flow(task):
        yield from data_flow(context, task)
    elif "ExecuteSQLTask" in task.get(f"{DTS}ExecutableType", ""):
        yield from _execute_sql(context, task)
    else:
        yield from _asides(context, task)


def _unread(task: Element) -> Iterator[str]:
    """Yield the kind of a task that moves what only its code, or its settings, tell."""
    found = re.search(r"(?<!\w)(\w+)Task\b", task.get(f"{DTS}ExecutableType", ""))
    if found and found[1] not in READ and not _is_data_flow(task):
        yield f"{found[1]}Task"


def _inside(context: Task, task: Element) -> Task:
    off = setting(task, "Disabled").lower() in {"true", "1", "-1"}
    return replace(context, state=State.DISABLED) if off else context


def _is_data_flow(task: Element) -> bool:
    kind = task.get(f"{DTS}ExecutableType", "")
    return "Pipeline" in kind or task.find(f"{DTS}ObjectData/pipeline") is not None


def _execute_sql(context: Task, task: Element) -> Iterator[Record]:
    for data in task.iter(f"{TASK}SqlTaskData"):
        where = context.file.at(data, place(task))
        text = data.get(f"{TASK}SqlStatementSource", "")
        reference = data.get(f"{TASK}Connection", "")
        over = context.known.get(reference) or Connection(name=reference, ref=SystemRef())
        if over.why_not and over.ref != SystemRef():
            # Of a connection of which nothing is known, the SQL may still name what it reads.
            reason = f"the statement runs over '{over.name}': {over.why_not}"
            yield entry_fault(reason, NAME_IT, where)
        elif data.get(f"{TASK}SqlStmtSourceType", "DirectInput") != "DirectInput" or not text:
            reason = "the statement comes from a variable or a file when the package runs"
            yield entry_fault(reason, "give the SQL as a file of its own", where)
        else:
            yield Query(
                text=text, dialect="tsql", home=over.ref, database=database(over.ref),
                technology="SSIS", state=context.state, evidence=where,
            )  # fmt: skip


def _asides(context: Task, task: Element) -> Iterator[Record]:
    """Say which connections of any other task stand for no system, so that none is missed."""
    data = task.find(f"{DTS}ObjectData")
    told = (
        set() if data is None else {value for one in data.iter() for value in one.attrib.values()}
    )
    used = {context.known[key].name: context.known[key] for key in told if key in context.known}
    for name, connection in sorted(used.items()):
        why_not = connection.why_not or (ON_DISK if connection.kind in FILES else "")
        if why_not:
            where = context.file.at(task, place(task))
            yield entry_fault(f"the task uses the connection '{name}': {why_not}", NAME_IT, where)


def _log(file: File, provider: Element, known: Known) -> Iterator[Record]:
    """Say where a package's log goes: to know that it ran is bookkeeping, no integration."""
    over = setting(provider, "ConfigString")
    if over:
        yield entry_fault(
            f"the package's log goes to the connection '{behind(over, known).name}': "
            "bookkeeping, no integration",
            "name the flow in the inventory if a system works with the log",
            file.at(provider, place(provider)),
        )
