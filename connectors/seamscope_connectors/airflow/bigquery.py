"""The jobs of `BigQueryInsertJobOperator`: `configuration` is a job as BigQuery's API takes it."""

import ast
from collections.abc import Iterator
from dataclasses import replace

from seamscope.connector.entries import entry_fault
from seamscope.records import Certainty, Clue, ClueKind, Endpoint, Flow, Record, SystemRef
from seamscope_connectors.airflow.ends import located, system
from seamscope_connectors.airflow.moves import REMEDY, flow, queries
from seamscope_connectors.airflow.names import HOLE
from seamscope_connectors.airflow.tasks import Task

Entries = dict[str, ast.expr]
STORE = Endpoint(system=SystemRef(clues=(Clue(kind=ClueKind.CLASS, value="GoogleCloudStorage"),)))


def jobs(task: Task) -> Iterator[Record]:
    """Yield what a job moves: it runs SQL, loads files, writes files, or copies tables."""
    known = task.names.entries(task.given.get("configuration")) or {}
    home = system(task, "BigQuery")
    found: list[Record] = []
    for name, read in (("query", _query), ("load", _load), ("extract", _extract), ("copy", _copy)):
        if job := task.names.entries(known.get(name)):
            found += read(task, job, home)
    yield from found
    if "configuration" in task.given and not found:
        what = "a job whose configuration is made at run time, or moves nothing known, is not read"
        yield entry_fault(what, REMEDY, task.where)


def _query(task: Task, job: Entries, home: SystemRef) -> Iterator[Record]:
    texts = [task.names.text(job["query"])] if "query" in job else []
    ends = _tables(task, job, home, "destinationTable")
    place = task.names.entries(job.get("defaultDataset")) or {}
    yield from queries(
        task,
        texts,
        home,
        ends[0] if ends else None,
        database=_told(task, place, "projectId") or task.text("project_id"),
        schema=_told(task, place, "datasetId"),
    )


def _load(task: Task, job: Entries, home: SystemRef) -> Iterator[Record]:
    for end in _tables(task, job, home, "destinationTable"):
        for start in _files(task, job, "sourceUris", "sourceUri"):
            yield _likely(flow(task, start, end))


def _extract(task: Task, job: Entries, home: SystemRef) -> Iterator[Record]:
    for start in _tables(task, job, home, "sourceTable"):
        for end in _files(task, job, "destinationUris", "destinationUri"):
            yield _likely(flow(task, start, end))


def _copy(task: Task, job: Entries, home: SystemRef) -> Iterator[Record]:
    for start in _tables(task, job, home, "sourceTables", "sourceTable"):
        for end in _tables(task, job, home, "destinationTable"):
            yield flow(task, start, end)


def _likely(found: Flow) -> Flow:
    """Say so where no URI tells that the files lie in Cloud Storage."""
    if STORE.system not in {found.source.system, found.target.system}:
        return found
    reason = "where the files lie is put together at run time; BigQuery takes Cloud Storage"
    return replace(found, certainty=Certainty.LIKELY, reason=reason)


def _tables(task: Task, job: Entries, home: SystemRef, *keys: str) -> list[Endpoint]:
    """Return the tables under the first of these keys, `project.dataset.table` each."""
    node = next((job[key] for key in keys if key in job), None)
    found = []
    for item in task.names.items(node) if node else []:
        parts = task.names.entries(item)
        named = (_told(task, parts or {}, key) for key in ("projectId", "datasetId", "tableId"))
        name = ".".join(filter(None, named)) or HOLE
        found.append(Endpoint(system=home, dataset=name))
    return found


def _files(task: Task, job: Entries, *keys: str) -> list[Endpoint]:
    """Return where the files under the first of these keys lie."""
    node = next((job[key] for key in keys if key in job), None)
    texts = [task.names.text(item) for item in task.names.items(node)] if node else []
    return [located(text) if "://" in text else replace(STORE, dataset=text) for text in texts]


def _told(task: Task, entries: Entries, key: str) -> str:
    return task.names.text(entries[key]) if key in entries else ""
