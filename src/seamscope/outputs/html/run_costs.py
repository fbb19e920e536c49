"""The section on run cost, compared with the build cost."""

from functools import partial
from xml.etree.ElementTree import Element

from seamscope.document import Survey
from seamscope.estimate.run_cost_result import RunCost, Span
from seamscope.outputs.html.charts import (
    CURVE_FLOOR,
    MARGIN,
    Axis,
    build_chart,
    build_figure,
    draw_line,
    draw_text,
)
from seamscope.outputs.html.markup import Part, build_element
from seamscope.outputs.html.tables import build_table
from seamscope.outputs.views.run_costs import (
    compare_with_rules,
    get_run_cost,
    list_cost_headers,
    list_cost_rows,
    summarize_run_cost,
)
from seamscope.wording import format_number, mark_text, translate

LEFT, TOP = 74.0, 20.0
MONTH = 150.0  # width of the name of a month, in pixels
NAMES = {"build": mark_text("build cost"), "run": mark_text("run cost")}  # by CSS class
Points = tuple[tuple[float, Span], ...]
MONTHS = (24.0, 120.0)  # limits for the last month of the chart


def build_run_costs(survey: Survey) -> Element | None:
    """Return run cost, build cost and rules of thumb; None if the run cost is unknown."""
    cost = get_run_cost(survey)
    if cost is None:
        return None
    lines: list[list[Part]] = [[_format_cell(cell) for cell in row] for row in list_cost_rows(cost)]
    title = translate(
        "Cumulative run cost and build cost, {currency}, P10 to P90 with P50 as a line",
        currency=cost.currency,
    )
    return build_element(
        "div",
        *(build_element("p", line) for line in summarize_run_cost(cost)),
        build_figure(title, partial(draw_cost_curves, cost)),
        build_table(
            list_cost_headers(cost.currency),
            lines,
            translate("Yearly run cost, {currency}", currency=cost.currency),
        ),
        build_element("h3", translate("Rules of thumb")),
        *(build_element("p", line) for line in compare_with_rules(cost)),
    )


def draw_cost_curves(cost: RunCost, width: float) -> Element:
    """Return a chart by month: build cost as a flat band, cumulative run cost as a wedge.

    width: width of the chart, in pixels.
    """
    end = min(max(cost.month.p90 * 1.2, MONTHS[0]), MONTHS[1])
    highest = max(cost.build.p90, cost.yearly.p90 / 12 * end) * 1.05 or 1.0
    months = Axis(low=0.0, high=end, start=LEFT, end=width - MARGIN)
    money = Axis(low=0.0, high=highest, start=CURVE_FLOOR, end=TOP)
    position, nothing = money.locate, _scale_span(cost.yearly, 0)
    bands = (
        ("build", ((0.0, cost.build), (end, cost.build))),
        ("run", ((0.0, nothing), (end, _scale_span(cost.yearly, end / 12)))),
    )
    parts = [
        *(
            draw_line(LEFT, position(v), months.end, position(v), "grid")
            for v in money.list_ticks()
        ),
        *(
            draw_text(LEFT - 6, position(v) + 4, format_number(v, ",.0f"), "tick end")
            for v in money.list_ticks()
        ),
        *(
            draw_text(months.locate(m), CURVE_FLOOR + 16, f"{m:g}", "tick middle")
            for m in months.list_ticks()
        ),
        draw_text(months.end, CURVE_FLOOR + 32, translate("months after go-live"), "tick end"),
        *(_draw_band(points, months, money, style) for style, points in bands),
        *(_draw_median(points, months, money, style) for style, points in bands),
        draw_line(LEFT, CURVE_FLOOR, months.end, CURVE_FLOOR, "axis"),
    ]
    if cost.month.p50 <= end:
        x, y = months.locate(cost.month.p50), position(cost.build.p50)
        parts += [draw_line(x, y, x, CURVE_FLOOR, "rule")]
        side, style = (6, "label strong") if x + MONTH < width else (-6, "label strong end")
        parts += [draw_text(x + side, CURVE_FLOOR - 8, _format_month(cost.month), style)]
    title = translate("Run cost exceeds build cost in {month}", month=_format_month(cost.month))
    return build_chart(title, (width, CURVE_FLOOR + 36), parts)


def _draw_band(points: Points, months: Axis, money: Axis, style: str) -> Element:
    """Return the area between P10 and P90 of a cost."""
    low = [f"{months.locate(m):.1f},{money.locate(span.p10):.1f}" for m, span in points]
    high = [f"{months.locate(m):.1f},{money.locate(span.p90):.1f}" for m, span in points]
    path = f"M{' L'.join([*low, *reversed(high)])} Z"
    return build_element("g", build_element("path", d=path, class_="area"), class_=style)


def _draw_median(points: Points, months: Axis, money: Axis, style: str) -> Element:
    """Return the line of a cost's P50, with its name at the end."""
    middle = [f"{months.locate(m):.1f},{money.locate(span.p50):.1f}" for m, span in points]
    month, span = points[-1]
    return build_element(
        "g",
        build_element("path", d=f"M{' L'.join(middle)}", class_="curve"),
        draw_text(
            months.locate(month) - 6,
            money.locate(span.p50) - 6,
            translate(NAMES[style]),
            "label strong end",
        ),
        class_=style,
    )


def _scale_span(span: Span, factor: float) -> Span:
    return Span(p10=span.p10 * factor, p50=span.p50 * factor, p90=span.p90 * factor)


def _format_month(month: Span) -> str:
    return translate(
        "month {p50:.0f} ({p10:.0f} to {p90:.0f})", p50=month.p50, p10=month.p10, p90=month.p90
    )


def _format_cell(cell: object) -> str:
    match cell:
        case None:
            return ""
        case int() | float():
            return format_number(cell, ",")
        case _:
            return str(cell)
