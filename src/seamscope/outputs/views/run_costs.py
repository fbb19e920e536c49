"""The yearly run cost as sentences and as table rows, for the terminal and the reports."""

from collections.abc import Iterator

from seamscope.document import Survey
from seamscope.estimate.run_cost_result import Claim, CurvePoint, Lever, RunCost, Span
from seamscope.outputs.writers.tabulate import Cell
from seamscope.wording import (
    format_figure,
    format_number,
    mark_each,
    mark_text,
    round_days,
    translate,
    translate_term,
)

CURVE_STEP = 6  # months between the rows of the cumulative cost


def get_run_cost(survey: Survey) -> RunCost | None:
    """Return the run cost of a survey; None without a POC or without an integration to build."""
    return survey.totals.run_cost if survey.totals else None


def list_cost_headers(currency: str = "") -> tuple[str, ...]:
    """Return the headers for `list_cost_rows`, with the statistic and unit of each figure."""
    unit = translate("{currency} a year", currency=currency).strip()
    return (
        mark_text("cost line"),
        *(f"{statistic}, {unit}" for statistic in ("P10", "P50", "P90")),
        *mark_each("P50, person-days a year", "calculation", "source"),
    )


def list_cost_rows(cost: RunCost) -> list[tuple[Cell, ...]]:
    """Return a row for each cost line, then a row for the total, with three significant digits."""
    rows: list[tuple[Cell, ...]] = [
        (
            f"{translate_term(line.name)}: {translate_term(line.what)}",
            *_build_cells(line.yearly),
            round_days(line.days.p50) if line.days else None,
            line.basis,
            line.source,
        )
        for line in cost.lines
    ]
    total = translate("simulated as a whole, because percentiles do not add up")
    days = round_days(cost.days.p50)
    return [*rows, (translate("total"), *_build_cells(cost.yearly), days, total, "")]


def list_cost_detail_rows(cost: RunCost) -> list[tuple[Cell, ...]]:
    """Return rows for the cost lines, the build cost, savings, and cumulative cost by month.

    The columns are those of `list_cost_headers`.
    """
    rows = list_cost_rows(cost)
    for part in cost.parts:
        note = translate("assumed, poc.yaml does not specify the days") if part.assumed else ""
        days = round_days(part.days.p50)
        rows.append(
            (
                translate("build, {part}", part=part.name),
                *_build_cells(part.cost),
                days,
                note,
                part.source,
            )
        )
    if cost.build_days:
        whole = translate(
            "once, before go-live; simulated as a whole, because percentiles do not add up"
        )
        days = round_days(cost.build_days.p50)
        rows.append((translate("build, total"), *_build_cells(cost.build), days, whole, ""))
    for saving in cost.savings:
        amount, start = (
            _round_figure(saving.yearly),
            translate("from month {month}", month=saving.from_month),
        )
        rows.append(
            (
                translate("saved, {what}", what=saving.what),
                amount,
                amount,
                amount,
                None,
                start,
                saving.source,
            )
        )
    for point in cost.curve:
        if point.month and point.month % CURVE_STEP == 0:
            name = translate("cumulative after month {month}", month=point.month)
            text = translate(
                "build and all run cost so far; {curve}", curve=_format_curve(point, cost)
            )
            rows.append((name, *_build_cells(point.total), None, text, ""))
    low, high = cost.claim.needed
    early, late = (f"{month:.0f}" for month in cost.claim.months)
    text = translate(
        "yearly run cost at which run cost exceeds build cost after {early} to {late} months",
        late=late,
        early=early,
    )
    name = translate("for the quoted {early} to {late} months", early=early, late=late)
    return [*rows, (name, _round_figure(low), None, _round_figure(high), None, text, "")]


def _format_curve(point: CurvePoint, cost: RunCost) -> str:
    crossed = translate("above") if point.run.p50 > cost.build.p50 else translate("below")
    text = translate(
        "run cost from go-live to the end of this month: {p50} at P50, {crossed} the build cost",
        p50=format_figure(point.run.p50),
        crossed=crossed,
    )
    if not cost.savings:
        return text
    return translate(
        "{costs}; {saved} saved, net {net} at P50",
        costs=text,
        saved=format_figure(point.saved),
        net=format_figure(point.net),
    )


def summarize_run_cost(cost: RunCost) -> Iterator[str]:
    """Yield the main figures as sentences, with 80 % ranges (P10 to P90)."""
    money = cost.currency
    low, _, high = (format_figure(value) for value in _list_values(cost.yearly))
    share, build = _format_share(cost.share), _format_money(cost.build, money)
    yield (
        translate(
            "The run cost is {p50} {money} a year at P50 (80 % range {low} to {high}). "
            "That is {share} of the build cost of integrations and product, {build}.",
            p50=format_figure(cost.yearly.p50),
            money=money,
            low=low,
            high=high,
            share=share,
            build=build,
        )
    )
    yield from _explain_build(cost)
    yield (
        translate(
            "The day rate is {money}, based on {source}.",
            money=_format_money(cost.day_rate, money),
            source=cost.day_rate_source,
        )
    )
    month = cost.month
    yield (
        translate(
            "Run cost exceeds build cost after {p50:.0f} months at P50 (80 % range {p10:.0f} to "
            "{p90:.0f}): from then on, all running since go-live has cost more than the build.",
            p50=month.p50,
            p10=month.p10,
            p90=month.p90,
        )
    )
    if cost.savings:
        saved = sum(saving.yearly for saving in cost.savings)
        end = cost.curve[-1].month if cost.curve else 0
        when = (
            translate("in month {payback}", payback=cost.payback)
            if cost.payback is not None
            else translate("not within {end} months", end=end)
        )
        yield (
            translate(
                "The retired systems cost {saved} {money} a year. These savings pay for build "
                "and run {when} at P50.",
                saved=format_figure(saved),
                money=money,
                when=when,
            )
        )
    per_run = cost.per_transaction
    low, high = _format_unit_cost(per_run.p10), _format_unit_cost(per_run.p90)
    yield (
        translate(
            "One transaction costs {unit_cost} {money} at P50 (80 % range {low} to "
            "{high}) without the build cost, at {source}.",
            unit_cost=_format_unit_cost(per_run.p50),
            money=money,
            low=low,
            high=high,
            source=cost.transactions_source,
        )
    )


def _explain_build(cost: RunCost) -> Iterator[str]:
    """Yield sentences on what the build cost includes, because it exceeds the total to build."""
    if not cost.parts:
        return
    integrations, *product = cost.parts
    names = ", ".join(part.name.removeprefix("product: ") for part in product)
    yield translate(
        "The build cost covers the integrations and their management, {integrations} {money} at "
        "P50, and the work on the product itself ({names}). The total to build covers the "
        "integrations and their management only.",
        integrations=format_figure(integrations.cost.p50),
        money=cost.currency,
        names=names,
    )


def compare_with_rules(cost: RunCost) -> Iterator[str]:
    """Yield sentences that compare the run cost with rules of thumb and a quoted claim."""
    assumed = [part.name.removeprefix("product: ") for part in cost.parts if part.assumed]
    if assumed:
        yield (
            translate(
                "poc.yaml does not specify the days for {assumed} (`product:`), so wide ranges "
                "are assumed for these parts of the build cost.",
                assumed=", ".join(assumed),
            )
        )
    for rule in cost.rules:
        share = translate("{share:.0f} % of the build a year", share=100 * rule.share)
        source = f"{rule.source[0].upper()}{rule.source[1:]}"
        yield translate(
            "{source}: with {share}, run cost exceeds build cost after {month:.0f} months.",
            source=source,
            share=share,
            month=rule.month,
        )
    yield from _check_claim(cost.claim)


def _check_claim(claim: Claim) -> Iterator[str]:
    early, late = (f"{month:.0f}" for month in claim.months)
    low, high = (f"{100 * share:.0f}" for share in claim.shares)
    yield (
        translate(
            "A published claim says that run cost exceeds build cost within {early} to {late} "
            "months. This requires a yearly run cost of {low} to {high} % of the build cost. In "
            "{chance:.0f} % of the simulated outcomes, run cost exceeds build cost within {late} "
            "months.",
            early=early,
            late=late,
            low=low,
            high=high,
            chance=100 * claim.chance,
        )
    )
    low_need, high_need = (format_figure(value) for value in claim.needed)
    yield translate(
        "That is {low} to {high} a year for this build.",
        low=low_need,
        high=high_need,
    )
    yield translate(
        "With every cost line at its P90, run cost exceeds build cost after {month:.0f} months.",
        month=claim.all_high,
    )
    near = [lever for lever in claim.levers if lever.within and lever.low > 0]
    if near:
        yield translate(
            "Each of these cost lines alone could make run cost exceed build cost in those months, "
            "at this yearly cost and with the other cost lines at P50: {lines}. For each, "
            "the lower figure is at most its P90.",
            lines="; ".join(map(_describe_lever, near)),
        )
    else:
        yield translate(
            "No single cost line could make run cost exceed build cost in those months: this holds "
            "for every value in its range, with the other cost lines at P50."
        )


def _describe_lever(lever: Lever) -> str:
    return translate(
        "{line} {low} to {high}",
        line=translate_term(lever.line),
        low=format_figure(lever.low),
        high=format_figure(lever.high),
    )


def _build_cells(span: Span) -> tuple[Cell, ...]:
    return tuple(_round_figure(value) for value in (span.p10, span.p50, span.p90))


def _round_figure(value: float) -> float:
    """Round a figure to three significant digits; from 1 up, to at most one decimal."""
    rounded = float(f"{value:.3g}")
    return int(rounded) if rounded == int(rounded) else round(rounded, 1)


def _format_money(span: Span, currency: str) -> str:
    low, middle, high = (format_figure(value) for value in _list_values(span))
    return translate(
        "{middle} {currency} ({low} to {high})",
        middle=middle,
        currency=currency,
        low=low,
        high=high,
    )


def _list_values(span: Span) -> tuple[float, float, float]:
    return span.p10, span.p50, span.p90


def _format_share(span: Span) -> str:
    low, middle, high = (f"{100 * value:.0f}" for value in (span.p10, span.p50, span.p90))
    return translate("{middle} % ({low} to {high})", middle=middle, low=low, high=high)


def _format_unit_cost(value: float) -> str:
    return format_number(value, ".2g")
