"""One SQL file's reads, writes, columns and diagnostics, for `seamscope lineage`."""

import json

from seamscope.errors import InputError, SeamscopeError
from seamscope.lineage import TraceResult, trace
from seamscope.outputs.tabulate import Cell, plain, tabulate
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
from seamscope.wording import number


def lineage_report(
    text: str,
    name: str,
    dialect: str,
    shape: str,
    *,
    schema: str = "",
) -> str:
    """Trace one text and return its flows, what its routines read and write, and what is not known.

    schema: SQL that defines tables; it is read for their columns only.
    """
    here = Evidence(file=name, line=1)
    caller = Endpoint(system=SystemRef(), dataset="")  # who gets what a query returns
    queries = [Query(text=text, dialect=dialect, target=caller, evidence=here)]
    traced = trace(queries, _defined(schema, dialect) if schema else [])
    return _as_json(traced) if shape == "json" else _as_text(traced)


def known_dialect(name: str) -> str:
    """Return a dialect's name as the parser spells it; raise InputError if there is none."""
    from sqlglot.dialects.dialect import Dialect

    dialect = name.lower()
    if dialect and dialect not in Dialect.classes:
        known = ", ".join(sorted(filter(None, Dialect.classes)))
        raise InputError(
            SeamscopeError(f"no dialect is called {name!r}", remedy=f"one of: {known}")
        )
    return dialect


def _defined(schema: str, dialect: str) -> list[Dataset]:
    """Return the tables and views that a script of definitions makes, with their columns."""
    query = Query(text=schema, dialect=dialect, evidence=Evidence(file="schema", line=1))
    return [record for record in trace([query]).records if isinstance(record, Dataset)]


def _as_text(traced: TraceResult) -> str:
    flows: list[tuple[Cell, ...]] = []
    notes: list[str] = []
    named: set[str] = set()
    for record in traced.records:
        match record:
            case Flow():
                ends = _end(record.source), _end(record.target)
                flows.append((*ends, _how(record), _columns(record), record.evidence.line))
                named |= set(ends)
            case Dependency():
                ends = _end(record.source), _end(record.target)
                notes.append(f"{record.evidence}: {' ? '.join(ends)}: {record.reason}")
            case Skipped():
                notes.append(f"{record.evidence}: {record.reason}; {record.remedy}")
            case Dataset():
                pass
    alone = sorted({_named(r) for r in traced.records if isinstance(r, Dataset)} - named)
    headers = ("reads", "writes", "how", "columns", "line")
    parts = [tabulate(headers, flows, "text")] if flows else []
    parts += _routines(traced)
    parts += [f"named, no flow: {plain(', '.join(alone))}\n"] if alone else []
    for c in traced.coverage:
        parts.append(
            f"{number(c.parsed, 'statement')} parsed, {c.partly} partly, "
            f"{c.not_understood} not understood"
            f" ({c.dialect or 'no dialect'})\n"
        )
    return "\n".join(parts) + "".join(f"{plain(note)}\n" for note in notes)


def _routines(traced: TraceResult) -> list[str]:
    """Return what each routine reads and writes with all it calls; nothing if there is none."""
    rows: list[tuple[Cell, ...]] = [
        (r.name, ", ".join(r.reads), ", ".join(r.writes), ", ".join(r.calls), r.line)
        for r in traced.routines
        if r.name
    ]
    return [tabulate(("routine", "reads", "writes", "calls", "line"), rows, "text")] if rows else []


def _how(flow: Flow) -> str:
    how = flow.mechanism.value
    return f"{how} ({flow.technology})" if flow.technology else how


def _columns(flow: Flow) -> str:
    return ", ".join(f"{c.source} → {c.target} ({c.kind.value})" for c in flow.columns)


def _as_json(traced: TraceResult) -> str:
    flows, notes, datasets = [], [], set()
    for record in traced.records:
        match record:
            case Flow():
                flows.append(_flow(record))
            case Dataset():
                datasets.add(_named(record))
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


def _flow(flow: Flow) -> dict[str, object]:
    columns = [{"source": c.source, "target": c.target, "kind": c.kind.value} for c in flow.columns]
    return {
        "source": _end(flow.source),
        "target": _end(flow.target),
        "mechanism": flow.mechanism.value,
        "technology": flow.technology,
        "columns": columns,
        "line": flow.evidence.line,
        "routine": flow.evidence.place,
    }


def _end(end: Endpoint) -> str:
    wheres = [c.value for c in end.system.clues if c.kind.value == "server"]
    wheres += [c.value for c in end.system.clues if c.kind.value == "host"]
    name = end.dataset or end.system.name or "(the caller)"
    return f"{wheres[0]}:{name}" if wheres else name


def _named(dataset: Dataset) -> str:
    return _end(Endpoint(system=dataset.system, dataset=dataset.name))
