"""The output of `seamscope show`: one list of a survey, such as systems or questions."""

from collections import Counter
from collections.abc import Callable

from seamscope.document import Survey
from seamscope.landscape import Direction
from seamscope.lineage import Coverage, RoutineCoverage, sum_by_dialect
from seamscope.outputs.views import ledgers, roadmaps
from seamscope.outputs.views import reality_check as reality
from seamscope.outputs.views.findings import rank_findings
from seamscope.outputs.views.next_steps import rank_questions
from seamscope.outputs.views.provenance import format_first_evidence
from seamscope.outputs.views.quality import QUALITY_HEADERS, list_quality_rows
from seamscope.outputs.views.run_costs import (
    get_run_cost,
    list_cost_detail_rows,
    list_cost_headers,
)
from seamscope.outputs.writers.stored_survey import translate_survey
from seamscope.outputs.writers.tabulate import Cell, choose_language, tabulate
from seamscope.residue import VARIABLE
from seamscope.resolved import End
from seamscope.wording import format_date, format_number, mark_each, translate, translate_term

Rows = tuple[tuple[str, ...], list[tuple[Cell, ...]]]
ARROWS = {
    Direction.BOTH: "⇄",
    Direction.A_TO_B: "→",
    Direction.B_TO_A: "←",
    Direction.UNKNOWN: "?",
}


def format_list(survey: Survey, name: str, shape: str) -> str:
    """Return a list of the survey as text, markdown, csv or json.

    name: a key of LISTS.
    """
    with choose_language(shape):
        headers, rows = LISTS[name](translate_survey(survey))
        return tabulate(headers, rows, shape)


def _list_systems(survey: Survey) -> Rows:
    headers = mark_each(
        "id",
        "name",
        "kind",
        "product",
        "owner",
        "lifecycle",
        "known from",
        "other names",
        "evidence",
    )
    rows: list[tuple[Cell, ...]] = [
        (
            s.id,
            s.name,
            translate_term(s.kind),
            s.product,
            s.owner,
            s.lifecycle.value,
            s.known_from.value,
            ", ".join(s.aliases),
            format_first_evidence(s.evidence),
        )
        for s in survey.systems
    ]
    return headers, rows


def _list_endpoints(survey: Survey) -> Rows:
    """Return the endpoints that could not be assigned to a system, with their number of flows."""
    headers = mark_each("id", "name", "kind", "flows", "evidence")
    ends = Counter(end for f in survey.flows for end in {f.source.system, f.target.system})
    rows: list[tuple[Cell, ...]] = [
        (e.id, e.name, translate_term(e.kind.value), ends[e.id], format_first_evidence(e.evidence))
        for e in survey.endpoints
    ]
    return headers, rows


def _list_integrations(survey: Survey) -> Rows:
    names = {system.id: system.name for system in survey.systems}
    headers = mark_each(
        "label",
        "id",
        "system",
        "direction",
        "system ",
        "flows",
        "written by both",
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
            translate("yes") if i.active else translate("no"),
            format_first_evidence(i.evidence),
        )
        for i in survey.integrations
    ]
    return headers, rows


def _list_touchpoints(survey: Survey) -> Rows:
    sides = {flow.id: (flow.source, flow.target) for flow in survey.flows}
    labels: dict[str, set[str]] = {}
    for integration in survey.integrations:
        for flow in integration.flows:
            for end in sides[flow]:
                if end.dataset:
                    labels.setdefault(end.dataset, set()).add(integration.label)
    datasets = {dataset.id: dataset for dataset in survey.datasets}
    headers = mark_each("dataset", "system", "entity", "owner", "in integrations", "evidence")
    rows: list[tuple[Cell, ...]] = [
        (
            d.name,
            d.system,
            d.entity,
            d.owner,
            ", ".join(sorted(labels[key])),
            format_first_evidence(d.evidence),
        )
        for key in sorted(labels)
        if (d := datasets.get(key))
    ]
    return headers, rows


def _list_quality(survey: Survey) -> Rows:
    return QUALITY_HEADERS, [tuple(row) for row in list_quality_rows(survey)]


def _list_flows(survey: Survey) -> Rows:
    headers = mark_each(
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
            _format_endpoint(f.source),
            _format_endpoint(f.target),
            f.mechanism.value,
            f.technology,
            f.state.value,
            f.certainty.value,
            ", ".join(f.via),
            format_first_evidence(f.evidence),
        )
        for f in survey.flows
    ]
    return headers, rows


def _list_questions(survey: Survey) -> Rows:
    headers = mark_each(
        "question", "share of the uncertainty, %", "what it changes", "answered by the key",
        "concerns", "evidence",
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (
            q.text,
            None if q.variance_share is None else round(100 * q.variance_share, 1),
            q.effect,
            q.key,
            ", ".join(q.about),
            format_first_evidence(q.evidence),
        )
        for q in rank_questions(survey)
    ]
    return headers, rows


def _list_readiness(survey: Survey) -> Rows:
    headers = mark_each("id", "requirement", "state", "rests on", "answer", "proof", "evidence")
    rows: list[tuple[Cell, ...]] = [
        (
            line.id,
            line.line,
            line.state.value,
            line.proof.value,
            line.answer,
            ", ".join(line.where),
            format_first_evidence(line.evidence),
        )
        for line in survey.readiness
    ]
    return headers, rows


def _list_reality_check(survey: Survey) -> Rows:
    return reality.COLUMNS, reality.list_reality_check(survey)


def _list_run_costs(survey: Survey) -> Rows:
    cost = get_run_cost(survey)
    if cost is None:
        return list_cost_headers(), []
    return list_cost_headers(cost.currency), list_cost_detail_rows(cost)


def _list_roadmap(survey: Survey) -> Rows:
    return roadmaps.HEADERS, roadmaps.list_roadmap_rows(survey)


def _list_ledger(survey: Survey) -> Rows:
    return ledgers.HEADERS, ledgers.list_ledger_rows(survey)


def _list_today(survey: Survey) -> Rows:
    return ledgers.TODAY, ledgers.list_today_rows(survey)


def _list_contacts(survey: Survey) -> Rows:
    return ledgers.CONTACTS, ledgers.list_contact_rows(survey)


def _list_findings(survey: Survey) -> Rows:
    headers = mark_each(
        "id", "severity", "finding", "concerns", "what to do", "accepted by", "until", "because",
        "evidence",
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for f in rank_findings(survey):
        accepted = f.accepted
        expired = translate(" (expired)") if accepted and accepted.expired else ""
        rows.append(
            (
                f.id,
                translate_term(f.severity.value),
                f.what,
                ", ".join(f.where),
                f.remedy,
                accepted.author if accepted else "",
                f"{format_date(accepted.expires)}{expired}" if accepted else "",
                accepted.statement if accepted else "",
                format_first_evidence(f.evidence),
            )
        )
    return headers, rows


def _list_skipped(survey: Survey) -> Rows:
    headers = mark_each("file and line", "kind", "reason", "what to do")
    rows: list[tuple[Cell, ...]] = [
        (str(s.evidence), translate_term(s.kind), s.reason, s.remedy) for s in survey.skipped
    ]
    return headers, rows


def _list_residue(survey: Survey) -> Rows:
    """Return the residue: mentions of systems in the inputs that are not in the survey."""
    headers = mark_each("file and line", "kind", "system", "words")
    rows: list[tuple[Cell, ...]] = [
        (str(one.evidence), translate_term(one.kind), one.value, one.words)
        for one in sorted(survey.residue, key=lambda one: one.kind == VARIABLE)  # the weakest last
    ]
    return headers, rows


def _list_sql_coverage(survey: Survey) -> Rows:
    """Return the numbers of understood SQL statements, by dialect, then by file and routine.

    The row of a file includes its routines, so the total of a dialect is the sum of the file rows.
    """
    headers = mark_each(
        "file", "dialect", "part of the file", "understood", "partly understood", "not understood",
        "share understood",
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (translate("all files"), c.dialect, "", *_list_degrees(c))
        for c in sum_by_dialect(survey.meta.coverage)
    ]
    for c in survey.meta.coverage:
        rows.append((c.file, c.dialect, translate("whole file"), *_list_degrees(c)))
        rows += ((c.file, c.dialect, r.name, *_list_degrees(r)) for r in c.routines)
    return headers, rows


def _list_degrees(coverage: Coverage | RoutineCoverage) -> tuple[Cell, ...]:
    """Return the counts of statements understood, partly understood and not understood.

    The last cell is the share of statements that were understood at least partly.
    """
    c = coverage
    total = c.parsed + c.partly + c.not_understood
    share = f"{format_number(100 * (c.parsed + c.partly) / total, '.1f')} %" if total else ""
    return c.parsed, c.partly, c.not_understood, share


def _format_endpoint(end: End) -> str:
    return end.dataset or end.system


LISTS: dict[str, Callable[[Survey], Rows]] = {
    "systems": _list_systems,
    "endpoints": _list_endpoints,
    "integrations": _list_integrations,
    "touchpoints": _list_touchpoints,
    "quality": _list_quality,
    "flows": _list_flows,
    "questions": _list_questions,
    "readiness": _list_readiness,
    "costs": _list_run_costs,
    "roadmap": _list_roadmap,
    "ledger": _list_ledger,
    "today": _list_today,
    "contacts": _list_contacts,
    "reality": _list_reality_check,
    "findings": _list_findings,
    "skipped": _list_skipped,
    "coverage": _list_sql_coverage,
    "residue": _list_residue,
}
