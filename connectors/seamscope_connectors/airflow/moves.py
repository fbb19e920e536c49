"""Build the flows and queries of tasks, and report names that are known only at run time."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from seamscope.connector.entries import skip_entry
from seamscope.connector.scrub import quote
from seamscope.records import Endpoint, Flow, Mechanism, Query, Record, Skipped, SystemRef
from seamscope_connectors.airflow.ends import resolve_uri
from seamscope_connectors.airflow.names import (
    HOLE,
    get_constant_part,
    is_templated,
    strip_partition,
)
from seamscope_connectors.airflow.tasks import Task

DIALECTS = {"postgres": "postgres", "mysql": "mysql", "snowflake": "snowflake", "mssql": "tsql",
            "bigquery": "bigquery", "redshift": "redshift", "oracle": "oracle", "hive": "hive",
            "trino": "trino", "sqlite": "sqlite", "databricks": "databricks"}  # fmt: skip
AFTER_FAILURE = frozenset({"one_failed", "all_failed"})
DATASET = "the dataset's name"
REMEDY = "list the flows of this task in the inventory"
INCLUDE = re.compile(r"\{%-?\s*include\s+['\"]([^'\"]+)['\"]\s*-?%\}")
# SQL literals, quoted names and comments; a quote inside a template does not end a literal. An
# unclosed one matches up to the end of the text, so that no text is searched twice.
QUOTED = re.compile(
    r"""--[^\n]*|/\*.*?(?:\*/|\Z)|\{\#.*?(?:\#\}|\Z)|\#\s[^\n]*|"[^"]*(?:"|\Z)|`[^`]*(?:`|\Z)"""
    r"""|'(?:\{\{[^{}]*\}\}|\{%[^{}]*%\}|''|[^'])*+(?:'|\Z)""",
    re.S,
)


def build_flow(task: Task, start: Endpoint, end: Endpoint) -> Flow:
    """Return a flow from `start` to `end`, with the task as technology and the DAG as route."""
    return Flow(
        source=start,
        target=end,
        evidence=task.where,
        mechanism=Mechanism.ETL,
        technology=f"Airflow {task.kind}",
        route=task.file.path.rpartition("/")[2],
        latency="batch",
        error_handling=task.list_failure_rules(),
        after_failure=task.get_text("trigger_rule") in AFTER_FAILURE,
    )


def build_queries(
    task: Task,
    texts: Iterable[str],
    home: SystemRef,
    end: Endpoint | None,
    *,
    database: str = "",
    schema: str = "",
) -> Iterator[Record]:
    """Yield a query for each SQL text of a task.

    SQL in a .sql file, and SQL that is built at run time, is reported; then only a flow from `home`
    to `end` is yielded.

    home: the system that runs the SQL.
    end: the target of the rows.
    """
    words = f"{task.kind} {' '.join(task.list_connections())}".lower()
    dialect = next((DIALECTS[word] for word in sorted(DIALECTS) if word in words), "")
    for text in filter(str.strip, texts):
        plain = _strip_templates(text)
        if path := _get_script_path(text):
            problem = f"runs {path}, whose system is not known"
            yield skip_entry(
                problem,
                "add that file to the inputs, and set its home in seamscope.yaml",
                task.where,
            )
        elif is_templated(plain):
            problem = "SQL built at run time is not read"
            yield skip_entry(problem, REMEDY, task.where)
        else:
            yield Query(
                text=plain, home=home, target=end, database=database, schema=schema,
                dialect=dialect, mechanism=Mechanism.ETL if end else Mechanism.SQL,
                technology=f"Airflow {task.kind}", route=task.file.path.rpartition("/")[2],
                error_handling=task.list_failure_rules(),
                after_failure=task.get_text("trigger_rule") in AFTER_FAILURE, evidence=task.where,
            )  # fmt: skip
            yield from _report_templated(task, DATASET, _list_templated_files(text))
            continue
        if end:
            yield build_flow(task, Endpoint(system=home), end)


def _strip_templates(text: str) -> str:
    """Replace templates in SQL literals and comments: ``WHERE d = '{{ ds }}'`` → ``WHERE d = ''``.

    Such templates do not stand for tables, so the rest of the SQL can be read.
    """
    # Whether `\'` ends a literal depends on the dialect, so such SQL is not changed.
    return text if "\\'" in text else QUOTED.sub(_strip_template, text)


def _strip_template(match: re.Match[str]) -> str:
    text = match[0]
    if not is_templated(text) or text[0] in '"`#' or (text[0] == "'" and text[-1] != "'"):
        return text
    if text[0] != "'":
        return " "
    place, path, _ = text.partition("://")[2].partition("/")
    # Keep the bucket of a COPY: 's3://landing/{{ ds }}.csv' becomes 's3://landing/'.
    return (
        f"'{text[1:].partition('://')[0]}://{place}/'" if path and not is_templated(place) else "''"
    )


def _list_templated_files(text: str) -> list[str]:
    """Return the paths in SQL literals with a template: ``'s3://b/{{ ds }}.csv'``."""
    literals = [found.strip("'") for found in QUOTED.findall(text) if found.startswith("'")]
    return [
        resolve_uri(one).dataset or HOLE for one in literals if "://" in one and is_templated(one)
    ]


def _get_script_path(text: str) -> str:
    """Return the .sql file in a string or in ``{% include 'a.sql' %}``, "" for SQL."""
    include = INCLUDE.fullmatch(text.strip())
    path = include[1] if include else text.strip()
    return path if path.endswith(".sql") else ""


def remove_templated_names(task: Task, records: Iterable[Record]) -> Iterator[Record]:
    """Yield the records of a task without names that are built at run time; report such names.

    A flow to ``dw.{{ params.table }}`` becomes a flow to its system without a dataset.
    """
    seen: set[Record] = set()
    datasets: dict[str, None] = {}
    databases: dict[str, None] = {}
    systems: dict[str, None] = {}
    for record in records:
        datasets |= dict.fromkeys(
            end.dataset for end in _list_ends(record) if is_templated(strip_partition(end.dataset))
        )
        databases |= dict.fromkeys(name for name in _list_databases(record) if is_templated(name))
        systems |= dict.fromkeys(name for name in _list_clues(record) if is_templated(name))
        fixed = _clean_record(record)
        if fixed not in seen:
            seen.add(fixed)
            yield fixed
    yield from _report_templated(task, DATASET, datasets)
    yield from _report_templated(task, "the database's name", databases)
    yield from _report_templated(task, "the system's connection or host", systems)


def _report_templated(task: Task, what: str, names: Iterable[str]) -> Iterator[Skipped]:
    shown = ", ".join(quote(name) for name in names)
    if shown:
        yield skip_entry(quote(f"{what} is built at run time: {shown}", 300), REMEDY, task.where)


def _list_ends(record: Record) -> list[Endpoint]:
    match record:
        case Flow(source=source, target=target):
            return [source, target]
        case Query(home=home, target=target):
            return [Endpoint(system=home), *([target] if target else [])]
        case _:
            return []


def _list_databases(record: Record) -> list[str]:
    return [record.database, record.schema] if isinstance(record, Query) else []


def _list_clues(record: Record) -> list[str]:
    return [clue.value for end in _list_ends(record) for clue in end.system.clues]


def _clean_record(record: Record) -> Record:
    match record:
        case Flow():
            return replace(
                record, source=_clean_end(record.source), target=_clean_end(record.target)
            )
        case Query():
            return replace(
                record,
                home=_clean_system(record.home),
                target=_clean_end(record.target) if record.target else None,
                database=get_constant_part(record.database),
                schema=get_constant_part(record.schema),
            )
        case _:
            return record


def _clean_end(end: Endpoint) -> Endpoint:
    return Endpoint(system=_clean_system(end.system), dataset=get_constant_part(end.dataset))


def _clean_system(system: SystemRef) -> SystemRef:
    clues = tuple(clue for clue in system.clues if not is_templated(clue.value))
    return replace(system, clues=clues)
