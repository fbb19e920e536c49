"""What running costs a year, in sentences and rows for the terminal and the report."""

from collections.abc import Iterator

from seamscope.document import Survey
from seamscope.estimate.run_cost_result import Claim, RunCost, Span
from seamscope.outputs.tabulate import Cell

COLUMNS = (
    "line", "P10 a year", "P50 a year", "P90 a year", "days a year", "reckoned as", "source",
)  # fmt: skip


def run_cost_of(survey: Survey) -> RunCost | None:
    """Return the run cost of a survey; None without a POC or with nothing to build."""
    return survey.totals.run_cost if survey.totals else None


def cost_rows(cost: RunCost) -> list[tuple[Cell, ...]]:
    """Return one row for each line and one for the sum, which is no sum of percentiles."""
    rows: list[tuple[Cell, ...]] = [
        (
            f"{line.name}: {line.what}",
            *_cells(line.yearly),
            round(line.days.p50, 1) if line.days else None,
            line.basis,
            line.source,
        )
        for line in cost.lines
    ]
    total = "simulated together: percentiles do not add up"
    return [*rows, ("all lines", *_cells(cost.yearly), round(cost.days.p50, 1), total, "")]


def summary(cost: RunCost) -> Iterator[str]:
    """Yield the sentences that hold the figures, each with its range."""
    money = cost.currency
    yield (
        f"Running it costs {_money(cost.yearly, money)} a year, {_share(cost.share)} of the build "
        f"({_money(cost.build, money)}); a day costs {_money(cost.day_rate, money)} "
        f"({cost.day_rate_source})."
    )
    month = cost.month
    yield (
        f"What is spent on running passes what building cost in month {month.p50:.0f} after going "
        f"live ({month.p10:.0f} to {month.p90:.0f})."
    )
    one = cost.per_transaction
    yield (
        f"One run costs {_unit(one.p50)} {money} ({_unit(one.p10)} to {_unit(one.p90)}), the build "
        f"not counted: {cost.transactions_source}."
    )


def comparison(cost: RunCost) -> Iterator[str]:
    """Yield what others say, and which assumptions would make the quoted months true."""
    yield (
        "The build counted here is the integrations and their management. What the model itself "
        "and its screens cost to build is not in it; with them the month comes later."
    )
    for rule in cost.rules:
        share = f"{100 * rule.share:.0f} % of the build a year"
        yield f"{rule.source[0].upper()}{rule.source[1:]}, {share}, gives month {rule.month:.0f}."
    yield from _claimed(cost.claim)


def _claimed(claim: Claim) -> Iterator[str]:
    early, late = (f"{month:.0f}" for month in claim.months)
    low, high = (f"{100 * share:.0f}" for share in claim.shares)
    yield (
        f"“Run cost passes build within {early} to {late} months” needs {low} to {high} % of the "
        f"build a year; so soon or sooner it comes in {100 * claim.chance:.0f} % of the outcomes "
        "here."
    )
    yield f"With every line at its P90 at once it would be month {claim.all_high:.0f}."
    near = [lever for lever in claim.levers if lever.within and lever.low > 0]
    for lever in near:
        yield (
            f"{lever.line} alone would do it at {lever.low:,.0f} to {lever.high:,.0f} a year, "
            "inside its range."
        )
    if not near:
        yield "No line alone reaches that inside its range, with the others at P50."


def _cells(span: Span) -> tuple[Cell, ...]:
    return tuple(round(value) for value in (span.p10, span.p50, span.p90))


def _money(span: Span, currency: str) -> str:
    low, middle, high = (f"{_two(value):,.0f}" for value in (span.p10, span.p50, span.p90))
    return f"{middle} {currency} ({low} to {high})"


def _two(value: float) -> float:
    """Return a sum of money to two figures: more would feign a precision."""
    return float(f"{value:.2g}")


def _share(span: Span) -> str:
    low, middle, high = (f"{100 * value:.0f}" for value in (span.p10, span.p50, span.p90))
    return f"{middle} % ({low} to {high})"


def _unit(value: float) -> str:
    return f"{value:.2g}"
