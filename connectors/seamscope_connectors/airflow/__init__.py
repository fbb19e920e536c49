"""Read Airflow DAGs: SQL tasks, transfer operators, inlets and outlets, from the syntax tree.

A DAG is never imported or run, and templates are not rendered. Airflow is recorded as the
technology of a flow, never as its source or target; the connection id and the operator name are
clues to these systems. Operators follow the naming of Airflow's providers: `S3ToRedshiftOperator`,
`SQLExecuteQueryOperator(sql=…, conn_id=…)`.
"""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from seamscope.connector import Claim, Connector, File, Source
from seamscope.connector.connections import build_clues
from seamscope.connector.entries import note_reading, skip_entry
from seamscope.connector.parse import parse_python
from seamscope.records import ClueKind, Endpoint, Flow, Query, Record, Skipped, SystemRef
from seamscope_connectors.airflow.bigquery import add_project, read_job
from seamscope_connectors.airflow.ends import (
    OBJECT_STORES,
    SIDES,
    identify_system,
    list_objects,
    list_uris,
    resolve_uri,
)
from seamscope_connectors.airflow.hooks import index_functions, read_hooks, read_passed_on
from seamscope_connectors.airflow.moves import build_flow, build_queries, remove_templated_names
from seamscope_connectors.airflow.name_hints import infer_systems_from_names
from seamscope_connectors.airflow.tasks import (
    TRANSFER,
    Dag,
    Task,
    list_dags,
    list_tasks,
)

FROM = ("source_table", "source_project_dataset_tables", "source_project_dataset_table")
INTO = ("destination_project_dataset_table", "destination_table", "hive_table", "target_table",
        "redshift_table", "mysql_table", "table", "table_name")  # fmt: skip
SQL = ("sql", "query", "hql", "bql")
STAGE_COPY = "CopyFromExternalStageToSnowflakeOperator"
# Operators that control a run but do not move data.
CONTROL = frozenset({"EmptyOperator", "DummyOperator", "TriggerDagRunOperator", "BaseOperator",
                     "LatestOnlyOperator", "EmailOperator"})  # fmt: skip
ADD_DBT = "add the dbt project to the survey"
# Commands of dbt that run what its project describes.
DBT_RUN = re.compile(
    r"(?:^|[;&|(\s/])dbt\s(?:[^;&|]{0,200}\s)?(?:run|build|seed|snapshot|test|compile|deps)\b"
)
# Sensors that wait for a condition in custom code.
CODE_SENSORS = frozenset({"PythonSensor", "BashSensor"})
# Operators (without "Operator") whose names contain no product.
GENERIC = frozenset({"SQLExecuteQuery", "Sql"})


class AirflowConnector(Connector):
    """Reads the syntax tree of DAG files without running them."""

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
        nodes = list(ast.walk(parse_python(source.file.text(), source.file.path)))
        dags = list_dags(nodes)
        schedule = _find_schedule(dags)
        tasks = list_tasks(source.file, nodes)
        functions = index_functions(nodes)
        if not tasks:
            problem = "the file imports airflow, but does not define a task"
            yield skip_entry(problem, "add the files that define the tasks", source.file.at(1))
        passed = [*read_passed_on(tasks, functions)]
        handed = {id(task) for task, _ in passed}
        yield from _list_passed_on(passed, schedule)
        for task in tasks:
            found = (*_read_records(task), *read_hooks(task, functions))
            records = list(remove_templated_names(task, found))
            yield from (_set_frequency(record, schedule) for record in records)
            yield from _report_missing_uris(task)
            if records or _moves_nothing(task) or id(task) in handed:
                continue
            if DBT_RUN.search(task.get_text("bash_command", "command")):
                yield note_reading(
                    "the task runs dbt, whose project has the flows", ADD_DBT, task.where
                )
                continue
            inferred = list(infer_systems_from_names(task, dags))
            yield from inferred
            if not inferred:
                is_own = TRANSFER.fullmatch(task.kind) and not _find_sides(task)
                (own if is_own else unread).append(task.kind)
        for kind in sorted(set(own)):
            problem = f"tasks of the custom operator {kind} are not read: {own.count(kind)}"
            yield skip_entry(problem, "list its flows in the inventory", source.file.at())
        if unread:
            kinds = ", ".join(f"{unread.count(kind)} {kind}" for kind in sorted(set(unread)))
            problem = f"tasks that run code, or have no tables or files, are not read: {kinds}"
            yield skip_entry(problem, "list their flows in the inventory", source.file.at())


def _list_passed_on(passed: Sequence[tuple[Task, Record]], schedule: str) -> Iterator[Record]:
    """Yield the flows from one task to another. passed: each flow twice, once for each of its
    tasks.
    """
    for task, record in passed[::2]:
        yield from (_set_frequency(one, schedule) for one in remove_templated_names(task, [record]))


def _find_schedule(dags: Sequence[Dag]) -> str:
    """Return the schedule that all DAGs of a file have in common, "" if unknown."""
    schedules = {dag.schedule for dag in dags}
    return schedules.pop() if len(schedules) == 1 else ""


def _set_frequency(record: Record, schedule: str) -> Record:
    match record:
        case Flow() | Query():
            return replace(record, frequency=record.frequency or schedule)
        case _:
            return record


def _moves_nothing(task: Task) -> bool:
    """Return whether a task only controls the run, or is a sensor that waits for something."""
    sensor = task.kind.endswith(("Sensor", "SensorAsync")) and task.kind not in CODE_SENSORS
    return sensor or task.kind in CONTROL


def _report_missing_uris(task: Task) -> Iterator[Skipped]:
    """Report the number of inlets and outlets of a task that have no URI in the file."""
    count = sum(list_uris(task, key)[1] for key in ("inlets", "outlets"))
    if count:
        problem = f"inlets and outlets without a URI are not read: {count}"
        yield skip_entry(problem, "list the flows of the task in the inventory", task.where)


def _read_records(task: Task) -> Iterator[Record]:
    for start in list_uris(task, "inlets")[0]:
        for end in list_uris(task, "outlets")[0]:
            yield build_flow(task, resolve_uri(start), resolve_uri(end))
    if task.kind == "BigQueryInsertJobOperator":
        yield from read_job(task)
    elif task.kind == STAGE_COPY:
        yield _read_stage_copy(task)
    elif sides := _find_sides(task):
        yield from _read_transfer(task, *sides)
    elif not task.kind.startswith("@") or task.kind == "@task.sql":
        yield from _read_statements(task)


def _read_stage_copy(task: Task) -> Flow:
    """Return the flow of a COPY INTO task: from the files of an external stage into a table."""
    stage, prefix = task.get_text("stage"), task.get_text("prefix")
    names = (task.get_text(key) for key in ("database", "schema", "table"))
    target = Endpoint(
        system=identify_system(task, "Snowflake"), dataset=".".join(filter(None, names))
    )
    origin = SystemRef(clues=build_clues((ClueKind.SOURCE, stage)))
    return build_flow(task, Endpoint(system=origin, dataset=prefix), target)


def _find_sides(task: Task) -> tuple[str, str] | None:
    """Return source and target in the name of a transfer operator: ``S3ToRedshiftOperator`` → S3,
    Redshift.

    Return None if the operator is not a transfer, or if no operator of Airflow's providers contains
    one of the names.
    """
    if task.kind == "GenericTransfer":
        return "source", "destination"
    match = TRANSFER.fullmatch(task.kind)
    known = match is not None and match["source"] in SIDES and match["target"] in SIDES
    return (match["source"], match["target"]) if match and known else None


def _read_transfer(task: Task, origin: str, target: str) -> Iterator[Record]:
    """Yield the flows of a transfer operator, or the query that it runs at the source.

    origin, target: the products in the operator's name.
    """
    home, target_system = (
        identify_system(task, origin, target),
        identify_system(task, target, origin),
    )
    for name in _list_datasets(task, "target", target, origin) or [""]:
        end = Endpoint(system=add_project(target_system, name), dataset=name)
        texts = task.list_texts(*SQL)
        yield from build_queries(task, texts, home, end, database=task.get_text("database"))
        for table in _list_datasets(task, "source", origin, target) or [""]:
            if not texts:
                start = Endpoint(system=add_project(home, table), dataset=table)
                yield build_flow(task, start, end)


def _list_datasets(task: Task, role: str, side: str, other: str) -> list[str]:
    """Return the tables, or for an object store the objects, that a transfer reads or writes.

    role: "source" for the data that is read, "target" for the data that is written.
    side: the product that stores this data.
    other: the product at the other end of the transfer.
    """
    if side in OBJECT_STORES:
        return list_objects(task, role, alone=other not in OBJECT_STORES)
    return task.list_texts(*(FROM if role == "source" else INTO))


def _read_statements(task: Task) -> Iterator[Record]:
    """Yield the SQL that a task runs in one system.

    The table `destination_dataset_table`, if the task has one, receives the rows of a query.
    """
    side = re.sub(r"(?:Operator|Sensor|SensorAsync)$|^@.*", "", task.kind)
    home = identify_system(task, "" if side in GENERIC else side)
    filled = task.get_text("destination_dataset_table")
    end = Endpoint(system=add_project(home, filled), dataset=filled) if filled else None
    yield from build_queries(
        task, task.list_texts(*SQL), home, end, database=task.get_text("database")
    )
