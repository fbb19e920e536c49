"""Read the jobs of `BigQueryInsertJobOperator`, whose `configuration` follows BigQuery's API."""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace

from seamscope.connector.entries import skip_entry
from seamscope.records import Certainty, Clue, ClueKind, Endpoint, Flow, Record, SystemRef
from seamscope_connectors.airflow.ends import identify_system, resolve_uri
from seamscope_connectors.airflow.moves import REMEDY, build_flow, build_queries
from seamscope_connectors.airflow.names import HOLE
from seamscope_connectors.airflow.tasks import Task

Entries = dict[str, ast.expr]
# ``project.dataset.table`` or ``project:dataset.table``
PROJECT = re.compile(r"([a-z][a-z0-9-]{4,28}[a-z0-9])(?::|\.(?=[^.]+\.))")
STORE = Endpoint(system=SystemRef(clues=(Clue(kind=ClueKind.CLASS, value="GoogleCloudStorage"),)))


def add_project(system: SystemRef, table: str) -> SystemRef:
    """Return BigQuery with the project of a table as its database: ``acme-lake.raw.orders``."""
    of_bigquery = any(clue.value == "BigQuery" for clue in system.clues)
    qualified = PROJECT.match(table) if of_bigquery else None
    if qualified is None or any(clue.kind is ClueKind.DATABASE for clue in system.clues):
        return system
    project = Clue(kind=ClueKind.DATABASE, value=qualified[1])
    return replace(system, clues=(*system.clues, project))


def read_job(task: Task) -> Iterator[Record]:
    """Yield the flows and SQL of a job: `query`, `load`, `extract` (to files) or `copy`."""
    known = task.names.read_mapping(task.arguments.get("configuration")) or {}
    home = identify_system(task, "BigQuery")
    found: list[Record] = []
    for name, read in (
        ("query", _read_query),
        ("load", _read_load),
        ("extract", _read_extract),
        ("copy", _read_copy),
    ):
        if job := task.names.read_mapping(known.get(name)):
            found += read(task, job, home)
    yield from found
    if "configuration" in task.arguments and not found:
        problem = "the job is built at run time or has no tables, so it is not read"
        yield skip_entry(problem, REMEDY, task.where)


def _read_query(task: Task, job: Entries, home: SystemRef) -> Iterator[Record]:
    texts = [task.names.evaluate(job["query"])] if "query" in job else []
    ends = _list_tables(task, job, home, "destinationTable")
    place = task.names.read_mapping(job.get("defaultDataset")) or {}
    yield from build_queries(
        task,
        texts,
        home,
        ends[0] if ends else None,
        database=_read_text(task, place, "projectId") or task.get_text("project_id"),
        schema=_read_text(task, place, "datasetId"),
    )


def _read_load(task: Task, job: Entries, home: SystemRef) -> Iterator[Record]:
    for end in _list_tables(task, job, home, "destinationTable"):
        for start in _list_files(task, job, "sourceUris", "sourceUri"):
            yield _mark_likely(build_flow(task, start, end))


def _read_extract(task: Task, job: Entries, home: SystemRef) -> Iterator[Record]:
    for start in _list_tables(task, job, home, "sourceTable"):
        for end in _list_files(task, job, "destinationUris", "destinationUri"):
            yield _mark_likely(build_flow(task, start, end))


def _read_copy(task: Task, job: Entries, home: SystemRef) -> Iterator[Record]:
    for start in _list_tables(task, job, home, "sourceTables", "sourceTable"):
        for end in _list_tables(task, job, home, "destinationTable"):
            yield build_flow(task, start, end)


def _mark_likely(found: Flow) -> Flow:
    """Return a flow as likely if no URI shows where its files are.

    The files are then assumed to be in Cloud Storage, because BigQuery loads from it and extracts
    to it.
    """
    if STORE.system not in {found.source.system, found.target.system}:
        return found
    reason = "the location of the files is built at run time; Cloud Storage is assumed"
    return replace(found, certainty=Certainty.LIKELY, reason=reason)


def _list_tables(task: Task, job: Entries, home: SystemRef, *keys: str) -> list[Endpoint]:
    """Return the tables under the first of `keys` in the job, as `project.dataset.table`."""
    node = next((job[key] for key in keys if key in job), None)
    found = []
    for item in task.names.list_items(node) if node else []:
        parts = task.names.read_mapping(item)
        named = (
            _read_text(task, parts or {}, key) for key in ("projectId", "datasetId", "tableId")
        )
        name = ".".join(filter(None, named)) or HOLE
        found.append(Endpoint(system=add_project(home, name), dataset=name))
    return found


def _list_files(task: Task, job: Entries, *keys: str) -> list[Endpoint]:
    """Return the files under the first of `keys` in the job: ``gs://landing/a.csv``."""
    node = next((job[key] for key in keys if key in job), None)
    texts = [task.names.evaluate(item) for item in task.names.list_items(node)] if node else []
    return [resolve_uri(text) if "://" in text else replace(STORE, dataset=text) for text in texts]


def _read_text(task: Task, entries: Entries, key: str) -> str:
    return task.names.evaluate(entries[key]) if key in entries else ""
