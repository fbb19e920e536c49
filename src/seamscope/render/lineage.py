"""One SQL file's reads, writes, columns and diagnostics, for `seamscope lineage`."""

import json

from seamscope.lineage import Traced, trace
from seamscope.records import Dataset, Endpoint, Evidence, Flow, Query, Skipped
from seamscope.render.tabulate import Cell, plain, tabulate


def lineage_report(text: str, name: str, dialect: str, shape: str) -> str:
    """Trace one text and return its flows, the datasets it names and what was not understood."""
    query = Query(text=text, dialect=dialect, evidence=Evidence(file=name, line=1))
    traced = trace([query])
    return _as_json(traced) if shape == "json" else _as_text(traced)


def _as_text(traced: Traced) -> str:
    flows: list[tuple[Cell, ...]] = []
    notes: list[str] = []
    named: set[str] = set()
    for record in traced.records:
        match record:
            case Flow():
                columns = ", ".join(
                    f"{c.source} → {c.target} ({c.kind.value})" for c in record.columns
                )
                ends = _end(record.source), _end(record.target)
                flows.append((*ends, record.mechanism.value, columns, record.evidence.line))
                named |= set(ends)
            case Skipped():
                notes.append(f"{record.evidence}: {record.reason}; {record.remedy}")
            case _:
                pass
    alone = sorted({_named(r) for r in traced.records if isinstance(r, Dataset)} - named)
    parts = (
        [tabulate(("reads", "writes", "how", "columns", "line"), flows, "text")] if flows else []
    )
    parts += [f"named, no flow: {plain(', '.join(alone))}\n"] if alone else []
    for c in traced.coverage:
        parts.append(
            f"{c.parsed} statements parsed, {c.partly} partly, {c.not_understood} not understood"
            f" ({c.dialect or 'no dialect'})\n"
        )
    return "\n".join(parts) + "".join(f"{plain(note)}\n" for note in notes)


def _as_json(traced: Traced) -> str:
    flows, notes, datasets = [], [], set()
    for record in traced.records:
        match record:
            case Flow():
                flows.append(
                    {
                        "source": _end(record.source),
                        "target": _end(record.target),
                        "mechanism": record.mechanism.value,
                        "columns": [
                            {"source": c.source, "target": c.target, "kind": c.kind.value}
                            for c in record.columns
                        ],
                        "line": record.evidence.line,
                    }
                )
            case Dataset():
                datasets.add(_named(record))
            case Skipped():
                notes.append({"line": record.evidence.line, "reason": record.reason})
            case _:
                pass
    whole = {"flows": flows, "datasets": sorted(datasets), "diagnostics": notes}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _end(end: Endpoint) -> str:
    server = next((c.value for c in end.system.clues if c.kind.value == "server"), "")
    name = end.dataset or end.system.name or "(the caller)"
    return f"{server}:{name}" if server else name


def _named(dataset: Dataset) -> str:
    return _end(Endpoint(system=dataset.system, dataset=dataset.name))
