"""Airflow DAGs: SQL tasks, transfer operators, inlets and outlets, read off the syntax tree.

A DAG is never imported or run and no template is rendered. Airflow is the mechanism, never an
end; connection ids and operator names are clues to the ends. Operators follow the naming of the
Airflow providers: `S3ToRedshiftOperator`, `SQLExecuteQueryOperator(sql=…, conn_id=…)`.
"""

import re
from collections.abc import Iterator

from seamscope.connector import Claim, Connector, File, Source
from seamscope.connector.entries import entry_fault
from seamscope.records import Endpoint, Record, Skipped
from seamscope_connectors.airflow.bigquery import jobs
from seamscope_connectors.airflow.ends import SIDES, located, system, uris
from seamscope_connectors.airflow.moves import flow, queries, settled
from seamscope_connectors.airflow.named import named_systems
from seamscope_connectors.airflow.tasks import TRANSFER, Dag, Task, dags_in, tasks_in

FROM = ("source_table", "source_project_dataset_tables", "source_project_dataset_table")
INTO = ("destination_project_dataset_table", "destination_table", "hive_table", "target_table",
        "redshift_table", "mysql_table", "table", "table_name")  # fmt: skip
SQL = ("sql", "query", "hql", "bql")
# These steer a run and move no data.
CONTROL = frozenset({"EmptyOperator", "DummyOperator", "TriggerDagRunOperator", "BaseOperator",
                     "LatestOnlyOperator", "EmailOperator"})  # fmt: skip
# These wait for what code of their own says.
CODE_SENSORS = frozenset({"PythonSensor", "BashSensor"})
# Their names say nothing of the product they speak to.
GENERIC = frozenset({"SQLExecuteQuery", "Sql"})


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
        unread: list[str] = []
        own: list[str] = []
        dags: list[Dag] | None = None
        tasks = tasks_in(source.file)
        if not tasks:
            what = "imports airflow, but defines no task"
            yield entry_fault(what, "add the files that define the tasks", source.file.at(1))
        for task in tasks:
            made = list(settled(task, _records(task)))
            yield from made
            yield from _nameless(task)
            if made or _waits(task):
                continue
            dags = dags_in(source.file) if dags is None else dags
            named = list(named_systems(task, dags))
            yield from named
            if not named:
                is_own = TRANSFER.fullmatch(task.kind) and not _sides(task)
                (own if is_own else unread).append(task.kind)
        for kind in sorted(set(own)):
            what = f"not read: {kind} is an operator of your own, {own.count(kind)} times"
            yield entry_fault(what, "add what it moves to the inventory", source.file.at())
        if unread:
            kinds = ", ".join(f"{unread.count(kind)} {kind}" for kind in sorted(set(unread)))
            what = f"tasks that run code, or name no data, are not read: {kinds}"
            yield entry_fault(what, "add what they move to the inventory", source.file.at())


def _waits(task: Task) -> bool:
    """Tell whether a task only steers the run, or waits for others."""
    sensor = task.kind.endswith(("Sensor", "SensorAsync")) and task.kind not in CODE_SENSORS
    return sensor or task.kind in CONTROL


def _nameless(task: Task) -> Iterator[Skipped]:
    """Say how many inlets and outlets have no URI, or one that is not told by the file."""
    count = sum(uris(task, key)[1] for key in ("inlets", "outlets"))
    if count:
        what = f"inlets and outlets without a URI are not read: {count}"
        yield entry_fault(what, "add what it moves to the inventory", task.where)


def _records(task: Task) -> Iterator[Record]:
    for start in uris(task, "inlets")[0]:
        for end in uris(task, "outlets")[0]:
            yield flow(task, located(start), located(end))
    if task.kind == "BigQueryInsertJobOperator":
        yield from jobs(task)
    elif sides := _sides(task):
        yield from _transfer(task, *sides)
    elif not task.kind.startswith("@") or task.kind == "@task.sql":
        yield from _statements(task)


def _sides(task: Task) -> tuple[str, str] | None:
    """Return the products, or words, that the two sides of a transfer go by."""
    if task.kind == "GenericTransfer":
        return "source", "destination"
    match = TRANSFER.fullmatch(task.kind)
    known = match is not None and match["source"] in SIDES and match["target"] in SIDES
    return (match["source"], match["target"]) if match and known else None


def _transfer(task: Task, origin: str, target: str) -> Iterator[Record]:
    """Yield what a transfer moves: tables of one side, or what SQL reads there."""
    here, there = system(task, origin, target), system(task, target, origin)
    for name in task.values(*INTO) or [""]:
        end = Endpoint(system=there, dataset=name)
        texts = task.values(*SQL)
        yield from queries(task, texts, here, end, database=task.text("database"))
        for table in task.values(*FROM) or [""]:
            if not texts:
                yield flow(task, Endpoint(system=here, dataset=table), end)


def _statements(task: Task) -> Iterator[Record]:
    """Yield the SQL that a task runs in one system, into a table of it where one is named."""
    side = re.sub(r"(?:Operator|Sensor|SensorAsync)$|^@.*", "", task.kind)
    home = system(task, "" if side in GENERIC else side)
    filled = task.text("destination_dataset_table")
    end = Endpoint(system=home, dataset=filled) if filled else None
    yield from queries(task, task.values(*SQL), home, end, database=task.text("database"))
