"""A table that compares several POCs: integrations to build, effort, cost and risks of each."""

from collections import Counter
from collections.abc import Callable, Sequence

from seamscope.document import Survey
from seamscope.landscape import Direction
from seamscope.outputs.views.effort_rows import REACHED, list_effort_rows
from seamscope.outputs.views.total import compute_total, format_money
from seamscope.outputs.writers.tabulate import Cell, choose_language, tabulate
from seamscope.readiness import ReadinessState
from seamscope.wording import format_date, format_figure, mark_text, translate, translate_term

NONE = "–"


def tabulate_scopes(surveys: Sequence[tuple[str, Survey]], shape: str) -> str:
    """Return a table with a row for each measure, such as the total, and a column for each POC."""
    headers = ("", *(name for name, _ in surveys))
    with choose_language(shape):
        rows: list[tuple[Cell, ...]] = [
            (translate_term(title), *(measure(survey) for _, survey in surveys))
            for title, measure in MEASURES
        ]
        return tabulate(headers, rows, shape)


def _count_integrations(survey: Survey) -> Cell:
    build = frozenset(survey.surface.build)
    chosen = [item for item in survey.integrations if item.id in build]
    both = sum(item.direction is Direction.BOTH for item in chosen)
    return (
        translate("{count}, {both} two-way", count=len(chosen), both=both)
        if both
        else str(len(chosen))
    )


def _count_touched(survey: Survey) -> Cell:
    return str(sum(row.role in REACHED for row in list_effort_rows(survey)))


def _format_days(survey: Survey) -> Cell:
    total = compute_total(survey)
    if total is None:
        return NONE
    return f"{format_figure(total.days.p80)} (P50 {format_figure(total.days.p50)})"


def _format_cost(survey: Survey) -> Cell:
    total = compute_total(survey)
    if total is None or total.cost is None:
        return NONE
    return format_money(total.cost.p80, total.currency)


def _format_run_cost(survey: Survey) -> Cell:
    cost = survey.totals.run_cost if survey.totals else None
    return format_money(cost.yearly.p50, cost.currency) if cost else NONE


def _format_go_live(survey: Survey) -> Cell:
    roadmap = survey.roadmap
    if roadmap is None:
        return NONE
    if roadmap.go_live_p50:
        return translate(
            "{p50} to {p80}",
            p50=format_date(roadmap.go_live_p50),
            p80=format_date(roadmap.go_live_p80),
        )
    span = roadmap.go_live
    return translate(
        "{p50:.0f} to {p80:.0f} working days after the start",
        p50=span.p50,
        p80=span.p90 if span.p80 is None else span.p80,
    )


def _count_lines(survey: Survey) -> Cell:
    counts = Counter(line.state for line in survey.readiness)
    return translate(
        "{contradicted} contradicted, {open} open",
        contradicted=counts[ReadinessState.CONTRADICTED],
        open=counts[ReadinessState.OPEN],
    )


def _count_risks(survey: Survey) -> Cell:
    if survey.ledger is None:
        return NONE
    decisive = sum(entry.decisive for entry in survey.ledger.entries)
    return translate(
        "{entries}, {decisive} decisive", entries=len(survey.ledger.entries), decisive=decisive
    )


def _count_signs(survey: Survey) -> Cell:
    return str(len(survey.ledger.outside_signs)) if survey.ledger else NONE


MEASURES: tuple[tuple[str, Callable[[Survey], Cell]], ...] = (
    (mark_text("integrations to build"), _count_integrations),
    (mark_text("integrations to test again or reached indirectly"), _count_touched),
    (mark_text("person-days at P80, with management"), _format_days),
    (mark_text("price of the P80 person-days"), _format_cost),
    (mark_text("run cost a year, P50"), _format_run_cost),
    (mark_text("go-live, P50 to P80"), _format_go_live),
    (mark_text("readiness lines"), _count_lines),
    (mark_text("risks before production"), _count_risks),
    (mark_text("signs of a large overrun"), _count_signs),
)
