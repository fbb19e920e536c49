"""What running it costs a year, and when that passes what building cost."""

from xml.etree.ElementTree import Element

from seamscope.document import Survey
from seamscope.estimate.run_cost_result import RunCost, Span
from seamscope.outputs.html.charts import CURVE_FLOOR, MARGIN, WIDTH, Axis, chart, rule, text
from seamscope.outputs.html.markup import Part, el
from seamscope.outputs.html.tables import table
from seamscope.outputs.views.run_costs import COLUMNS, comparison, cost_rows, run_cost_of, summary

LEFT, TOP = 74.0, 20.0
NAMES = {"build": "built", "run": "run"}
Points = tuple[tuple[float, Span], ...]
MONTHS = (24.0, 120.0)  # the chart ends between, a fifth after the latest break-even


def costs(survey: Survey) -> Element | None:
    """Return run cost, break-even and what would make the quoted months true; None if not known."""
    cost = run_cost_of(survey)
    if cost is None:
        return None
    lines: list[list[Part]] = [[_cell(cell) for cell in row] for row in cost_rows(cost)]
    title = f"Cumulated cost, {cost.currency}: what running costs passes what building cost"
    return el(
        "div",
        *(el("p", line) for line in summary(cost)),
        el("figure", el("figcaption", title), break_even(cost)),
        table(COLUMNS, lines, f"Run cost a year, {cost.currency}"),
        el("h3", "What others say"),
        *(el("p", line) for line in comparison(cost)),
    )


def break_even(cost: RunCost) -> Element:
    """Return both costs over the months: a band for the build, a widening one for running."""
    end = min(max(cost.month.p90 * 1.2, MONTHS[0]), MONTHS[1])
    highest = max(cost.build.p90, cost.yearly.p90 / 12 * end) * 1.05 or 1.0
    months = Axis(low=0.0, high=end, start=LEFT, end=WIDTH - MARGIN)
    money = Axis(low=0.0, high=highest, start=CURVE_FLOOR, end=TOP)
    at, nothing = money.at, _times(cost.yearly, 0)
    bands = (
        ("build", ((0.0, cost.build), (end, cost.build))),
        ("run", ((0.0, nothing), (end, _times(cost.yearly, end / 12)))),
    )
    parts = [
        *(rule(LEFT, at(v), WIDTH - MARGIN, at(v), "grid") for v in money.ticks()),
        *(text(LEFT - 6, at(v) + 4, f"{v:,.0f}", "tick end") for v in money.ticks()),
        *(text(months.at(m), CURVE_FLOOR + 16, f"{m:g}", "tick middle") for m in months.ticks()),
        text(WIDTH - MARGIN, CURVE_FLOOR + 32, "months after going live", "tick end"),
        *(_area(points, months, money, look) for look, points in bands),
        *(_middle(points, months, money, look) for look, points in bands),
        rule(LEFT, CURVE_FLOOR, WIDTH - MARGIN, CURVE_FLOOR, "axis"),
    ]
    if cost.month.p50 <= end:
        x, y = months.at(cost.month.p50), at(cost.build.p50)
        parts += [rule(x, y, x, CURVE_FLOOR, "rule")]
        parts += [text(x + 6, CURVE_FLOOR - 8, _month(cost.month), "label strong")]
    told = f"Cumulated cost of running passes the build in {_month(cost.month)}"
    return chart(told, CURVE_FLOOR + 36, parts)


def _area(points: Points, months: Axis, money: Axis, look: str) -> Element:
    """Return P10 to P90 as an area."""
    low = [f"{months.at(m):.1f},{money.at(span.p10):.1f}" for m, span in points]
    high = [f"{months.at(m):.1f},{money.at(span.p90):.1f}" for m, span in points]
    path = f"M{' L'.join([*low, *reversed(high)])} Z"
    return el("g", el("path", d=path, class_="area"), class_=look)


def _middle(points: Points, months: Axis, money: Axis, look: str) -> Element:
    """Return P50 as a line with its name at the end."""
    middle = [f"{months.at(m):.1f},{money.at(span.p50):.1f}" for m, span in points]
    month, span = points[-1]
    return el(
        "g",
        el("path", d=f"M{' L'.join(middle)}", class_="curve"),
        text(months.at(month) - 6, money.at(span.p50) - 6, NAMES[look], "label strong end"),
        class_=look,
    )


def _times(span: Span, factor: float) -> Span:
    return Span(p10=span.p10 * factor, p50=span.p50 * factor, p90=span.p90 * factor)


def _month(month: Span) -> str:
    return f"month {month.p50:.0f} ({month.p10:.0f} to {month.p90:.0f})"


def _cell(cell: object) -> str:
    match cell:
        case None:
            return ""
        case int() | float():
            return f"{cell:,}"
        case _:
            return str(cell)
