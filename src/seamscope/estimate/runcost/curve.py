"""Cumulative cost and savings month by month after go-live. Imports numpy."""

from collections.abc import Sequence
from datetime import date, timedelta
from math import ceil

from seamscope.estimate.run_cost_result import CurvePoint, SavedCost
from seamscope.estimate.runcost.figures import load_run_cost_figures
from seamscope.estimate.runcost.sampler import Draws, summarise
from seamscope.poc import Poc, Saving
from seamscope.records import Evidence

MONTHS_PER_YEAR = 12
DAYS_PER_MONTH = 365.25 / MONTHS_PER_YEAR


def list_savings(poc: Poc) -> tuple[SavedCost, ...]:
    """Return the yearly costs that are saved after go-live.

    A cost ends at go-live, or at the end of its contract if that is later. The date of the go-live
    is the start of the build plus the months to production. If poc.yaml does not contain both, ends
    of contracts are ignored.
    """
    go_live = _find_go_live(poc)
    return tuple(_build_saving(poc, saving, go_live) for saving in poc.savings)


def _find_go_live(poc: Poc) -> date | None:
    start, months = poc.team.start or poc.start, poc.targets.months_to_production
    if start is None or months is None:
        return None
    try:
        return start + timedelta(days=months * DAYS_PER_MONTH)
    except OverflowError:  # the date is beyond the calendar
        return None


def _build_saving(poc: Poc, saving: Saving, go_live: date | None) -> SavedCost:
    late = (saving.contract_end - go_live).days if saving.contract_end and go_live else 0
    evidence = Evidence(file=poc.file or "poc.yaml", line=saving.line, connector="poc")
    end = f"; contract ends {saving.contract_end}" if saving.contract_end else ""
    return SavedCost(
        what=saving.what,
        yearly=saving.yearly,
        from_month=max(ceil(late / DAYS_PER_MONTH), 0),
        source=f"{saving.source or 'poc.yaml'}{end}",
        evidence=(evidence,),
    )


def build_curve(
    build: Draws, yearly: Draws, savings: Sequence[SavedCost]
) -> tuple[CurvePoint, ...]:
    """Return cumulative run cost, total cost and savings at the end of each month, from month 0."""
    points = []
    for month in range(int(load_run_cost_figures().months.value) + 1):
        run = yearly * (month / MONTHS_PER_YEAR)
        saved = sum(s.yearly * max(month - s.from_month, 0) / MONTHS_PER_YEAR for s in savings)
        points.append(
            CurvePoint(
                month=month,
                run=summarise(run, digits=0),
                total=summarise(build + run, digits=0),
                saved=round(saved),
            )
        )
    return tuple(points)


def find_payback(curve: Sequence[CurvePoint]) -> int | None:
    """Return the first month in which savings exceed the total cost at P50, None if none does."""
    return next((point.month for point in curve if point.net <= 0), None)
