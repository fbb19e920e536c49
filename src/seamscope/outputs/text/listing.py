"""Lists of what a survey holds, for `seamscope show`."""

from collections import Counter
from collections.abc import Callable, Sequence

from seamscope.document import Survey
from seamscope.landscape import Direction, Integration
from seamscope.lineage import by_dialect
from seamscope.outputs.tabulate import Cell, tabulate
from seamscope.outputs.views import data_quality as reality
from seamscope.outputs.views.run_costs import COLUMNS, cost_rows, run_cost_of
from seamscope.records import Evidence
from seamscope.resolved import End

Rows = tuple[tuple[str, ...], list[tuple[Cell, ...]]]
ARROWS = {
    Direction.BOTH: "⇄",
    Direction.A_TO_B: "→",
    Direction.B_TO_A: "←",
    Direction.UNKNOWN: "?",
}


def listing(survey: Survey, what: str, shape: str) -> str:
    """Return one of LISTS of a survey as a table in one of the shapes of `tabulate`."""
    headers, rows = LISTS[what](survey)
    return tabulate(headers, rows, shape)


def _systems(survey: Survey) -> Rows:
    headers = (
        "id",
        "name",
        "kind",
        "product",
        "owner",
        "lifecycle",
        "known from",
        "also called",
        "evidence",
    )
    rows: list[tuple[Cell, ...]] = [
        (
            s.id,
            s.name,
            s.kind,
            s.product,
            s.owner,
            s.lifecycle.value,
            s.known_from.value,
            ", ".join(s.aliases),
            _where(s.evidence),
        )
        for s in survey.systems
    ]
    return headers, rows


def _endpoints(survey: Survey) -> Rows:
    """What no evidence places in a system, and how many flows end there."""
    headers = ("id", "name", "kind", "flows", "evidence")
    ends = Counter(end for f in survey.flows for end in {f.source.system, f.target.system})
    rows: list[tuple[Cell, ...]] = [
        (e.id, e.name, e.kind.value, ends[e.id], _where(e.evidence)) for e in survey.endpoints
    ]
    return headers, rows


def _integrations(survey: Survey) -> Rows:
    names = {system.id: system.name for system in survey.systems}
    headers = (
        "label",
        "id",
        "system",
        "direction",
        "system ",
        "flows",
        "both ways",
        "active",
        "evidence",
    )
    rows: list[tuple[Cell, ...]] = [
        (
            i.label,
            i.id,
            names.get(i.systems[0], i.systems[0]),
            ARROWS[i.direction],
            names.get(i.systems[1], i.systems[1]),
            len(i.flows),
            ", ".join(shared.entity for shared in i.entities_both_ways),
            "yes" if i.active else "no",
            _where(i.evidence),
        )
        for i in survey.integrations
    ]
    return headers, rows


def _touchpoints(survey: Survey) -> Rows:
    sides = {flow.id: (flow.source, flow.target) for flow in survey.flows}
    seen: dict[str, set[str]] = {}
    for integration in survey.integrations:
        for flow in integration.flows:
            for end in sides[flow]:
                if end.dataset:
                    seen.setdefault(end.dataset, set()).add(_labelled(integration))
    datasets = {dataset.id: dataset for dataset in survey.datasets}
    headers = ("dataset", "system", "entity", "owner", "in integrations", "evidence")
    rows: list[tuple[Cell, ...]] = [
        (
            d.name,
            d.system,
            d.entity,
            d.owner,
            ", ".join(sorted(seen[key])),
            _where(d.evidence),
        )
        for key in sorted(seen)
        if (d := datasets.get(key))
    ]
    return headers, rows


def _flows(survey: Survey) -> Rows:
    headers = (
        "source",
        "target",
        "mechanism",
        "technology",
        "state",
        "certainty",
        "via",
        "evidence",
    )
    rows: list[tuple[Cell, ...]] = [
        (
            _end(f.source),
            _end(f.target),
            f.mechanism.value,
            f.technology,
            f.state.value,
            f.certainty.value,
            ", ".join(f.via),
            _where(f.evidence),
        )
        for f in survey.flows
    ]
    return headers, rows


def _questions(survey: Survey) -> Rows:
    headers = ("question", "share of variance, %", "about", "evidence")
    rows: list[tuple[Cell, ...]] = [
        (
            q.text,
            None if q.variance_share is None else round(100 * q.variance_share, 1),
            ", ".join(q.about),
            _where(q.evidence),
        )
        for q in survey.questions
    ]
    return headers, rows


def _readiness(survey: Survey) -> Rows:
    headers = ("id", "line", "state", "answer", "evidence")
    rows: list[tuple[Cell, ...]] = [
        (line.id, line.line, line.state.value, line.answer, _where(line.evidence))
        for line in survey.readiness
    ]
    return headers, rows


def _reality(survey: Survey) -> Rows:
    return reality.COLUMNS, reality.reality_rows(survey)


def _costs(survey: Survey) -> Rows:
    cost = run_cost_of(survey)
    return COLUMNS, cost_rows(cost) if cost else []


def _skipped(survey: Survey) -> Rows:
    headers = ("where", "kind", "reason", "remedy")
    rows: list[tuple[Cell, ...]] = [
        (str(s.evidence), s.kind, s.reason, s.remedy) for s in survey.skipped
    ]
    return headers, rows


def _coverage(survey: Survey) -> Rows:
    """How much SQL was understood: each dialect as a whole, then each file."""
    headers = ("file", "dialect", "understood", "partly", "not understood", "share understood")
    rows: list[tuple[Cell, ...]] = []
    for c in (*by_dialect(survey.meta.coverage), *survey.meta.coverage):
        total = c.parsed + c.partly + c.not_understood
        share = f"{100 * (c.parsed + c.partly) / total:.1f} %" if total else ""
        rows.append((c.file, c.dialect, c.parsed, c.partly, c.not_understood, share))
    return headers, rows


def _where(evidence: Sequence[Evidence]) -> str:
    more = f" +{len(evidence) - 1}" if len(evidence) > 1 else ""
    return f"{evidence[0]}{more}" if evidence else ""


def _end(end: End) -> str:
    return end.dataset or end.system


def _labelled(integration: Integration) -> str:
    return integration.label


LISTS: dict[str, Callable[[Survey], Rows]] = {
    "systems": _systems,
    "endpoints": _endpoints,
    "integrations": _integrations,
    "touchpoints": _touchpoints,
    "flows": _flows,
    "questions": _questions,
    "readiness": _readiness,
    "costs": _costs,
    "reality": _reality,
    "skipped": _skipped,
    "coverage": _coverage,
}
