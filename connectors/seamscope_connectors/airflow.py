"""Airflow DAGs: SQL tasks, transfer operators, inlets and outlets, read off the syntax tree.

A DAG is never imported or run and no template is rendered. Airflow is the mechanism, never an
end; connection ids and operator names are clues to the ends. Operators follow the naming of the
Airflow providers: `S3ToRedshiftOperator`, `SQLExecuteQueryOperator(sql=…, conn_id=…)`.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from seamscope.connector import Claim, Connector, File, Source, host_of
from seamscope.connector.entries import entry_fault
from seamscope.records import Clue, ClueKind, Endpoint, Flow, Mechanism, Query, Record, SystemRef

TRANSFER = re.compile(r"(?P<source>[A-Z]\w*?)To(?P<target>[A-Z]\w*?)(?:Operator)?")
DIALECTS = {"postgres": "postgres", "mysql": "mysql", "snowflake": "snowflake", "mssql": "tsql",
            "bigquery": "bigquery", "redshift": "redshift", "oracle": "oracle", "hive": "hive",
            "trino": "trino", "sqlite": "sqlite", "databricks": "databricks"}  # fmt: skip
FROM = ("source_table", "source_project_dataset_tables", "source_project_dataset_table")
INTO = ("destination_project_dataset_table", "destination_table", "hive_table", "target_table",
        "redshift_table", "mysql_table", "table", "table_name")  # fmt: skip
# These steer a run and move no data.
CONTROL = frozenset({"EmptyOperator", "DummyOperator", "TriggerDagRunOperator", "BaseOperator",
                     "LatestOnlyOperator", "EmailOperator"})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One operator call: its class, its keyword values, and the constants of its module."""

    file: File
    call: ast.Call
    kind: str
    constants: dict[str, str]

    def values(self, *keys: str) -> list[str | None]:
        """Return the texts of the first of these keywords that is given; None: not constant."""
        given = {item.arg: item.value for item in self.call.keywords if item.arg}
        found = next((given[key] for key in keys if key in given), None)
        items = found.elts if isinstance(found, ast.List | ast.Tuple) else [found] if found else []
        return [self._constant(item) for item in items]

    def text(self, *keys: str) -> str:
        """Return the one text of these keywords, "" if there is none or it is made at run time."""
        found = self.values(*keys)
        return found[0] or "" if len(found) == 1 else ""

    def uris(self, key: str) -> list[str]:
        """Return the texts of a list of `Dataset("…")`, `Asset("…")` or plain texts."""
        given = [item.value for item in self.call.keywords if item.arg == key]
        nodes = (node for value in given for node in ast.walk(value))
        return [text for node in nodes if (text := self._constant(node)) and "://" in text]

    def connections(self) -> dict[str, str]:
        """Return the connection ids by keyword."""
        keys = [item.arg for item in self.call.keywords if item.arg]
        return {key: text for key in keys if key.endswith("conn_id") and (text := self.text(key))}

    def _constant(self, node: ast.AST) -> str | None:
        match node:
            case ast.Constant(value=str(value)):
                return value
            case ast.Name(id=name):
                return self.constants.get(name)
            case _:
                return None


class AirflowConnector(Connector):
    """Reads the syntax tree of DAG files; nothing of them runs."""

    name = "airflow"
    reads = "Airflow DAGs (Python, read as text)"

    def claim(self, file: File) -> Claim | None:
        imports = r"^\s*(?:from|import)\s+airflow\b"
        if file.suffix == ".py" and re.search(imports, file.head(16384), re.M):
            return Claim(reason="imports airflow")
        return None

    def read(self, source: Source) -> Iterator[Record]:
        unread = []
        for task in _tasks(source.file):
            made = list(_records(task))
            yield from made
            if not made and task.kind not in CONTROL:
                unread.append(task.kind)
        if unread:
            kinds = ", ".join(f"{unread.count(kind)} {kind}" for kind in sorted(set(unread)))
            what = f"tasks that run code, or name no data, are not read: {kinds}"
            yield entry_fault(what, "add what they move to the inventory", source.file.at())


def _tasks(file: File) -> list[Task]:
    try:
        tree = ast.parse(file.text())
        nodes = list(ast.walk(tree))
    except SyntaxError as error:
        raise file.error("not valid Python 3", "mend the file", error.lineno) from None
    except (ValueError, RecursionError, MemoryError):
        raise file.error("Python that cannot be parsed", "split the file", 1) from None
    constants = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name) and isinstance(node.value.value, str)
    }
    calls = sorted(
        (node for node in nodes if isinstance(node, ast.Call)),
        key=lambda call: (call.lineno, call.col_offset),
    )
    named = ((call, _name(call.func)) for call in calls)
    return [
        Task(file=file, call=call, kind=kind, constants=constants)
        for call, kind in named
        if kind.endswith("Operator") or TRANSFER.fullmatch(kind) or kind == "GenericTransfer"
    ]


def _name(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def _records(task: Task) -> Iterator[Record]:
    for start in task.uris("inlets"):
        for end in task.uris("outlets"):
            yield _flow(task, _uri(start), _uri(end))
    match = TRANSFER.fullmatch(task.kind)
    if match or task.kind == "GenericTransfer":
        sides = (match["source"], match["target"]) if match else ("source", "destination")
        origin = Endpoint(system=_system(task, sides[0], sides[1]), dataset=task.text(*FROM))
        target = Endpoint(system=_system(task, sides[1], sides[0]), dataset=task.text(*INTO))
        queries = task.values("sql", "query")
        yield from _queries(task, queries, origin.system, target)
        if not queries:
            yield _flow(task, origin, target)
        return
    home = _system(task, task.kind.removesuffix("Operator"), "")
    yield from _queries(task, task.values("sql", "query"), home, None)


def _flow(task: Task, start: Endpoint, end: Endpoint) -> Flow:
    return Flow(
        source=start,
        target=end,
        evidence=task.file.at(task.call.lineno, task.text("task_id")),
        mechanism=Mechanism.ETL,
        technology=f"Airflow {task.kind}",
        latency="batch",
    )


def _queries(
    task: Task, texts: list[str | None], home: SystemRef, end: Endpoint | None
) -> Iterator[Record]:
    where = task.file.at(task.call.lineno, task.text("task_id"))
    words = f"{task.kind} {' '.join(task.connections())}".lower()
    for text in texts:
        plain = re.sub(r"'[^'\n]*\{\{.*?\}\}[^'\n]*'", "''", text or "")
        if text and text.strip().endswith(".sql"):
            what = f"runs {text.strip()}, which is read on its own if it is among the inputs"
            yield entry_fault(what, "give that file its home", where)
        elif not plain.strip() or "{{" in plain or "{%" in plain:
            what = "SQL that is made at run time is not read"
            yield entry_fault(what, "add what it moves to the inventory", where)
        else:
            yield Query(
                text=plain, home=home, target=end, database=task.text("database"),
                dialect=next((DIALECTS[word] for word in sorted(DIALECTS) if word in words), ""),
                mechanism=Mechanism.ETL if end else Mechanism.SQL,
                technology=f"Airflow {task.kind}", evidence=where,
            )  # fmt: skip


def _system(task: Task, side: str, other: str) -> SystemRef:
    """Return the clues to one side: its connection id, told by the keyword, and its product."""
    given = task.connections()
    own = [given[key] for key in sorted(given) if _about(key, side)]
    free = [given[key] for key in sorted(given) if not _about(key, other)] if not other else []
    ids = (own or free)[:1]
    clues = [Clue(kind=ClueKind.SOURCE, value=text) for text in ids]
    if side not in {"source", "destination", "SQLExecuteQuery"}:
        clues.append(Clue(kind=ClueKind.CLASS, value=side))
    return SystemRef(clues=tuple(clues))


def _about(key: str, side: str) -> bool:
    """Tell whether a keyword such as `hive_cli_conn_id` speaks of a side such as `Hive`."""
    word = key.partition("_")[0]
    clouds = {"S3": "aws", "GCS": "gcp", "BigQuery": "gcp"}
    return bool(side) and word in {side.lower(), clouds.get(side, side.lower())}


def _uri(uri: str) -> Endpoint:
    """Return the end that a dataset's URI names: host, or bucket, and the path below it."""
    scheme, _, rest = uri.partition("://")
    host, path = host_of(uri), rest.partition("/")[2].partition("?")[0]
    clues = (
        (ClueKind.HOST, host if "." in host else ""),
        (ClueKind.SOURCE, f"{scheme}://{host}" if host else ""),
        (ClueKind.CLASS, scheme),
    )
    return Endpoint(
        system=SystemRef(clues=tuple(Clue(kind=kind, value=text) for kind, text in clues if text)),
        dataset=path,
    )
