"""The comparison of several POCs: what each scope builds, costs and risks."""

from collections import Counter
from collections.abc import Callable, Sequence

from seamscope.document import Survey
from seamscope.landscape import Direction
from seamscope.outputs.views.total import compute_total, format_money
from seamscope.outputs.writers.tabulate import Cell, tabulate
from seamscope.readiness import ReadinessState
from seamscope.wording import format_figure

NONE = "–"


def tabulate_scopes(surveys: Sequence[tuple[str, Survey]], shape: str) -> str:
    """Return a table with a row for each measure and a column for each POC, by its name."""
    headers = ("", *(name for name, _ in surveys))
    rows: list[tuple[Cell, ...]] = [
        (title, *(measure(survey) for _, survey in surveys)) for title, measure in MEASURES
    ]
    return tabulate(headers, rows, shape)


def _count_integrations(survey: Survey) -> Cell:
    build = frozenset(survey.surface.build)
    chosen = [item for item in survey.integrations if item.id in build]
    both = sum(item.direction is Direction.BOTH for item in chosen)
    return f"{len(chosen)}, {both} two-way" if both else str(len(chosen))


def _count_touched(survey: Survey) -> Cell:
    return str(len(survey.surface.affects))


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
        return f"{roadmap.go_live_p50} to {roadmap.go_live_p90}"
    span = roadmap.go_live
    return f"{span.p50:.0f} to {span.p90:.0f} working days after the start"


def _count_lines(survey: Survey) -> Cell:
    counts = Counter(line.state for line in survey.readiness)
    return f"{counts[ReadinessState.CONTRADICTED]} contradicted, {counts[ReadinessState.OPEN]} open"


def _count_risks(survey: Survey) -> Cell:
    if survey.ledger is None:
        return NONE
    decisive = sum(entry.decisive for entry in survey.ledger.entries)
    return f"{len(survey.ledger.entries)}, {decisive} decisive"


def _count_signs(survey: Survey) -> Cell:
    return str(len(survey.ledger.outside_signs)) if survey.ledger else NONE


MEASURES: tuple[tuple[str, Callable[[Survey], Cell]], ...] = (
    ("integrations to build", _count_integrations),
    ("integrations affected downstream", _count_touched),
    ("person-days at P80, with management", _format_days),
    ("cost to build at P80", _format_cost),
    ("run cost a year, P50", _format_run_cost),
    ("go-live, P50 to P90", _format_go_live),
    ("readiness lines", _count_lines),
    ("risks before production", _count_risks),
    ("signs of a large overrun", _count_signs),
)
