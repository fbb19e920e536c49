"""The output of `seamscope lineage`: reads, writes, column lineage and diagnostics of SQL."""

import json

from seamscope.errors import InputError, SeamscopeError
from seamscope.lineage import TraceResult, trace
from seamscope.outputs.writers.tabulate import Cell, choose_language, clean_text, tabulate
from seamscope.records import (
    Dataset,
    Dependency,
    Endpoint,
    Evidence,
    Flow,
    Query,
    Skipped,
    SystemRef,
)
from seamscope.wording import format_count, mark_each, translate

HEADERS = mark_each("reads", "writes", "mechanism", "columns", "line")


def report_lineage(
    text: str,
    name: str,
    dialect: str,
    shape: str,
    *,
    schema: str = "",
) -> str:
    """Trace SQL text, and return the result as text, json, markdown or csv.

    Text and json contain flows, routines and diagnostics; markdown and csv contain only flows.
    name: name of the SQL file, for the evidence.
    dialect: a sqlglot dialect, "" to guess.
    shape: output format.
    schema: SQL that defines tables and views, used only to look up their columns.
    """
    here = Evidence(file=name, line=1)
    caller = Endpoint(system=SystemRef(), dataset="")  # the client, which receives the result sets
    queries = [Query(text=text, dialect=dialect, target=caller, evidence=here)]
    traced = trace(queries, _read_schema(schema, dialect) if schema else [])
    match shape:
        case "json":
            return _format_json(traced)
        case "text":
            return _format_text(traced)
        case _:
            flows = [record for record in traced.records if isinstance(record, Flow)]
            with choose_language(shape):
                return tabulate(HEADERS, [_build_row(flow) for flow in flows], shape)


def check_dialect(name: str) -> str:
    """Return sqlglot's name of a dialect, ``mssql`` → ``tsql``; raise InputError if unknown."""
    from sqlglot.dialects.dialect import Dialect

    from seamscope.lineage.parsing.dialects import find_dialect_name

    dialect = find_dialect_name(name)
    if dialect and dialect not in Dialect.classes:
        dialects = ", ".join(sorted(filter(None, Dialect.classes)))
        raise InputError(
            SeamscopeError(f"unknown dialect {name!r}", remedy=f"use one of: {dialects}")
        )
    return dialect


def _read_schema(schema: str, dialect: str) -> list[Dataset]:
    """Return the tables and views that a schema defines in SQL, with their columns."""
    query = Query(text=schema, dialect=dialect, evidence=Evidence(file="schema", line=1))
    return [record for record in trace([query]).records if isinstance(record, Dataset)]


def _format_text(traced: TraceResult) -> str:
    flows: list[tuple[Cell, ...]] = []
    notes: list[str] = []
    shown: set[str] = set()
    for record in traced.records:
        match record:
            case Flow():
                flows.append(_build_row(record))
                shown |= {_format_endpoint(record.source), _format_endpoint(record.target)}
            case Dependency():
                ends = _format_endpoint(record.source), _format_endpoint(record.target)
                notes.append(f"{record.evidence}: {' ? '.join(ends)}: {record.reason}")
            case Skipped():
                notes.append(f"{record.evidence}: {record.reason}; {record.remedy}")
            case Dataset():
                pass
    unused = sorted({_format_dataset(r) for r in traced.records if isinstance(r, Dataset)} - shown)
    parts = [tabulate(HEADERS, flows, "text")] if flows else []
    parts += _format_routines(traced)
    parts += (
        [
            translate(
                "mentioned, but not part of a flow: {unused}", unused=clean_text(", ".join(unused))
            )
            + "\n"
        ]
        if unused
        else []
    )
    for c in traced.coverage:
        parts.append(
            translate(
                "{statements} parsed, {partly} partly, {not_understood} not understood ({dialect})",
                statements=format_count(c.parsed, "statement"),
                partly=c.partly,
                not_understood=c.not_understood,
                dialect=c.dialect or translate("no dialect"),
            )
            + "\n"
        )
    return "\n".join(parts) + "".join(f"{clean_text(note)}\n" for note in notes)


def _build_row(flow: Flow) -> tuple[Cell, ...]:
    ends = _format_endpoint(flow.source), _format_endpoint(flow.target)
    return *ends, _format_mechanism(flow), _format_columns(flow), flow.evidence.line


def _format_routines(traced: TraceResult) -> list[str]:
    """Return a table of the reads and writes of each routine, including the routines it calls."""
    rows: list[tuple[Cell, ...]] = [
        (r.name, ", ".join(r.reads), ", ".join(r.writes), ", ".join(r.calls), r.line)
        for r in traced.routines
        if r.name
    ]
    return (
        [tabulate(mark_each("routine", "reads", "writes", "calls", "line"), rows, "text")]
        if rows
        else []
    )


def _format_mechanism(flow: Flow) -> str:
    how = flow.mechanism.value
    return f"{how} ({flow.technology})" if flow.technology else how


def _format_columns(flow: Flow) -> str:
    return ", ".join(f"{c.source} → {c.target} ({c.kind.value})" for c in flow.columns)


def _format_json(traced: TraceResult) -> str:
    flows, notes, datasets = [], [], set()
    for record in traced.records:
        match record:
            case Flow():
                flows.append(_encode_flow(record))
            case Dataset():
                datasets.add(_format_dataset(record))
            case Skipped():
                notes.append({"line": record.evidence.line, "reason": record.reason})
            case Dependency():
                notes.append({"line": record.evidence.line, "reason": record.reason})
    routines = [
        {"name": r.name, "line": r.line, "reads": r.reads, "writes": r.writes, "calls": r.calls}
        for r in traced.routines
    ]
    coverage = [
        {
            "dialect": c.dialect,
            "parsed": c.parsed,
            "partly": c.partly,
            "not_understood": c.not_understood,
            "routines": [
                {
                    "name": r.name,
                    "parsed": r.parsed,
                    "partly": r.partly,
                    "not_understood": r.not_understood,
                }
                for r in c.routines
            ],
        }
        for c in traced.coverage
    ]
    whole = {
        "flows": flows,
        "datasets": sorted(datasets),
        "routines": routines,
        "coverage": coverage,
        "diagnostics": notes,
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _encode_flow(flow: Flow) -> dict[str, object]:
    columns = [{"source": c.source, "target": c.target, "kind": c.kind.value} for c in flow.columns]
    return {
        "source": _format_endpoint(flow.source),
        "target": _format_endpoint(flow.target),
        "mechanism": flow.mechanism.value,
        "technology": flow.technology,
        "columns": columns,
        "line": flow.evidence.line,
        "routine": flow.evidence.place,
    }


def _format_endpoint(end: Endpoint) -> str:
    servers = [c.value for c in end.system.clues if c.kind.value == "server"]
    servers += [c.value for c in end.system.clues if c.kind.value == "host"]
    name = end.dataset or end.system.name or translate("(the caller)")
    return f"{servers[0]}:{name}" if servers else name


def _format_dataset(dataset: Dataset) -> str:
    return _format_endpoint(Endpoint(system=dataset.system, dataset=dataset.name))
