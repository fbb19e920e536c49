"""The yearly run cost as sentences and as rows, for the terminal and the reports."""

from collections.abc import Iterator

from seamscope.document import Survey
from seamscope.estimate.run_cost_result import Claim, CurvePoint, RunCost, Span
from seamscope.outputs.writers.tabulate import Cell
from seamscope.wording import format_figure, round_days

CURVE_STEP = 6  # months between the rows of the cumulative cost


def get_run_cost(survey: Survey) -> RunCost | None:
    """Return the run cost of a survey; None without a POC or without an integration to build."""
    return survey.totals.run_cost if survey.totals else None


def list_cost_headers(currency: str = "") -> tuple[str, ...]:
    """Return the headers of `list_cost_rows`; each figure has its statistic and its unit."""
    unit = f"{currency} a year".strip()
    return (
        "cost line",
        *(f"{statistic}, {unit}" for statistic in ("P10", "P50", "P90")),
        "P50, person-days a year",
        "calculation",
        "source",
    )


def list_cost_rows(cost: RunCost) -> list[tuple[Cell, ...]]:
    """Return one row for each cost line, then one for the total, with three significant digits."""
    rows: list[tuple[Cell, ...]] = [
        (
            f"{line.name}: {line.what}",
            *_build_cells(line.yearly),
            round_days(line.days.p50) if line.days else None,
            line.basis,
            line.source,
        )
        for line in cost.lines
    ]
    total = "simulated as a whole, because percentiles do not add up"
    days = round_days(cost.days.p50)
    return [*rows, ("total", *_build_cells(cost.yearly), days, total, "")]


def list_cost_detail_rows(cost: RunCost) -> list[tuple[Cell, ...]]:
    """Return the cost lines, the build, savings, and the cumulative cost after go-live.

    The columns are those of `list_cost_headers`.
    """
    rows = list_cost_rows(cost)
    for part in cost.parts:
        note = "assumed, poc.yaml gives no days" if part.assumed else ""
        days = round_days(part.days.p50)
        rows.append((f"build, {part.name}", *_build_cells(part.cost), days, note, part.source))
    if cost.build_days:
        whole = "once, before go-live; simulated as a whole"
        days = round_days(cost.build_days.p50)
        rows.append(("build, total", *_build_cells(cost.build), days, whole, ""))
    for saving in cost.savings:
        amount, start = _round_figure(saving.yearly), f"from month {saving.from_month}"
        rows.append((f"saved, {saving.what}", amount, amount, amount, None, start, saving.source))
    for point in cost.curve:
        if point.month and point.month % CURVE_STEP == 0:
            name = f"cumulative after month {point.month}"
            text = f"build and run, not a year; {_format_curve(point, cost)}"
            rows.append((name, *_build_cells(point.total), None, text, ""))
    low, high = cost.claim.needed
    early, late = (f"{month:.0f}" for month in cost.claim.months)
    text = f"the yearly run cost that would reach the build cost in month {late} to {early}"
    name = f"for a crossing in month {early} to {late}"
    return [*rows, (name, _round_figure(low), None, _round_figure(high), None, text, "")]


def _format_curve(point: CurvePoint, cost: RunCost) -> str:
    crossed = "above" if point.run.p50 > cost.build.p50 else "below"
    text = f"run cost alone {format_figure(point.run.p50)} at P50, {crossed} the build cost"
    if not cost.savings:
        return text
    return f"{text}; {format_figure(point.saved)} saved, net {format_figure(point.net)} at P50"


def summarize_run_cost(cost: RunCost) -> Iterator[str]:
    """Yield the main figures as sentences, each with its 80 % range (P10 to P90)."""
    money = cost.currency
    low, _, high = (format_figure(value) for value in _list_values(cost.yearly))
    share, build = _format_share(cost.share), _format_money(cost.build, money)
    yield (
        f"The run cost is {format_figure(cost.yearly.p50)} {money} a year at P50 (80 % range "
        f"{low} to {high}). That is {share} of the build cost, {build}."
    )
    yield (
        f"The day rate is {_format_money(cost.day_rate, money)}, based on {cost.day_rate_source}."
    )
    month = cost.month
    yield (
        f"Cumulative run cost overtakes the build cost {month.p50:.0f} months after go-live at P50 "
        f"(80 % range {month.p10:.0f} to {month.p90:.0f})."
    )
    if cost.savings:
        saved = sum(saving.yearly for saving in cost.savings)
        end = cost.curve[-1].month if cost.curve else 0
        when = (
            f"in month {cost.payback}" if cost.payback is not None else f"not within {end} months"
        )
        yield (
            f"What is retired costs {format_figure(saved)} {money} a year. These savings pay "
            f"for build and run {when} at P50."
        )
    per_run = cost.per_transaction
    low, high = _format_unit_cost(per_run.p10), _format_unit_cost(per_run.p90)
    yield (
        f"One transaction costs {_format_unit_cost(per_run.p50)} {money} at P50 (80 % range {low} "
        f"to {high}) without the build cost, at {cost.transactions_source}."
    )


def compare_with_rules(cost: RunCost) -> Iterator[str]:
    """Yield rules of thumb, and what a quoted break-even would require."""
    assumed = [part.name.removeprefix("product: ") for part in cost.parts if part.assumed]
    if assumed:
        yield (
            "The build cost covers the integrations, their management and the work on the product "
            f"itself. poc.yaml does not give the days for {', '.join(assumed)} (`product:`), so "
            "these are wide assumed ranges."
        )
    for rule in cost.rules:
        share = f"{100 * rule.share:.0f} % of the build a year"
        source = f"{rule.source[0].upper()}{rule.source[1:]}"
        yield f"{source}: {share} gives a break-even in month {rule.month:.0f}."
    yield from _check_claim(cost.claim)


def _check_claim(claim: Claim) -> Iterator[str]:
    early, late = (f"{month:.0f}" for month in claim.months)
    low, high = (f"{100 * share:.0f}" for share in claim.shares)
    yield (
        f"“Run cost overtakes build cost within {early} to {late} months” requires a yearly run "
        f"cost of {low} to {high} % of the build cost. Of the simulated outcomes, "
        f"{100 * claim.chance:.0f} % reach break-even within {late} months."
    )
    low_need, high_need = (format_figure(value) for value in claim.needed)
    yield f"That is {low_need} to {high_need} a year for this build."
    yield f"With every cost line at its P90, break-even comes in month {claim.all_high:.0f}."
    near = [lever for lever in claim.levers if lever.within and lever.low > 0]
    for lever in near:
        yield (
            f"{lever.line} alone would reach it at {format_figure(lever.low)} to "
            f"{format_figure(lever.high)} a year, which is within its range."
        )
    if not near:
        yield "No single cost line reaches it within its range while the others stay at P50."


def _build_cells(span: Span) -> tuple[Cell, ...]:
    return tuple(_round_figure(value) for value in (span.p10, span.p50, span.p90))


def _round_figure(value: float) -> float:
    """Round to three significant digits; figures of 1 or more with no decimals beyond tenths."""
    rounded = float(f"{value:.3g}")
    return int(rounded) if rounded == int(rounded) else round(rounded, 1)


def _format_money(span: Span, currency: str) -> str:
    low, middle, high = (format_figure(value) for value in _list_values(span))
    return f"{middle} {currency} ({low} to {high})"


def _list_values(span: Span) -> tuple[float, float, float]:
    return span.p10, span.p50, span.p90


def _format_share(span: Span) -> str:
    low, middle, high = (f"{100 * value:.0f}" for value in (span.p10, span.p50, span.p90))
    return f"{middle} % ({low} to {high})"


def _format_unit_cost(value: float) -> str:
    return f"{value:.2g}"
