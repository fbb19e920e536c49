"""Packages: their executables, container by container, and the SQL that tasks run."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from seamscope.connector import File
from seamscope.records import Query, Record, Skipped, State, SystemRef
from seamscope_connectors.ssis.connections import DTS, database, manager
from seamscope_connectors.ssis.flows import data_flow

TASK = "{www.microsoft.com/sqlserver/dts/tasks/sqltask}"
ENCRYPTED = "{http://www.w3.org/2001/04/xmlenc#}EncryptedData"


def package(file: File, root: Element, shared: dict[str, SystemRef]) -> Iterator[Record]:
    """Yield what a package moves and runs. shared: the connections of its project."""
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
    for inner in root.iterfind(f"{DTS}ConnectionManagers/{DTS}ConnectionManager"):
        known |= manager(inner, "Package")
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
            yield from data_flow(file, task, known, inner)
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
            database=database(home),
            technology="SSIS",
            state=state,
            evidence=where,
        )
