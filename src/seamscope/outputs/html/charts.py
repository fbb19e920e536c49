"""Charts of the uncertainty of estimates, as inline SVG; the stylesheet sets their colours.

Each chart is drawn in two widths, so that its text is legible on a phone and on paper.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import exp, floor, log, log10
from textwrap import shorten
from xml.etree.ElementTree import Element

from seamscope.outputs.html.markup import build_element
from seamscope.outputs.views.effort_rows import Days, EffortRow
from seamscope.wording import format_days, format_number, translate

Z90 = 1.2815515655446004  # 90 % quantile of the standard normal distribution
WIDE, HALF, NARROW = 720.0, 480.0, 340.0  # of a page, of half a page and of a phone, in pixels
MARGIN = 24.0
CURVE_TOP, CURVE_FLOOR, CURVE_HEIGHT = 62.0, 214.0, 250.0
STEPS = 120
BARS, PRINTED = 40, 20  # maximum number of bars in one chart, on the screen and on paper
ROW, TWO_LINES = 24.0, 40.0  # height of a row: its name before its bar, or above its bar
LABELS, NAMES = 66.0, 330.0  # x at which the names begin, and x at which the bars begin
NAME_LENGTH = 36


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """An axis of a chart: maps the values `low` to `high` to the positions `start` to `end`."""

    low: float
    high: float
    start: float
    end: float
    logarithmic: bool = False

    def locate(self, value: float) -> float:
        """Return the position of a value."""
        part = (
            log(value / self.low) / log(self.high / self.low)
            if self.logarithmic
            else (value - self.low) / (self.high - self.low)
        )
        return self.start + part * (self.end - self.start)

    def list_ticks(self) -> list[float]:
        """Return round values within the axis.

        A logarithmic axis has 1, 2 and 5 times the powers of ten, a linear axis has even steps.
        """
        if self.logarithmic:
            powers = range(floor(log10(self.low)), floor(log10(self.high)) + 1)
            every = [digit * 10.0**power for power in powers for digit in (1, 2, 5)]
            return [value for value in every if self.low <= value <= self.high]
        rough = (self.high - self.low) / 6
        power = 10.0 ** floor(log10(rough))
        step = next(power * digit for digit in (1, 2, 5, 10) if power * digit >= rough)
        first = floor(self.low / step) + 1
        return [step * n for n in range(first, floor(self.high / step) + 1)]


def draw_total_curve(total: Days, width: float) -> Element | None:
    """Return a chart of the density of the total in person-days: a lognormal through P50 and P90.

    width: width of the chart, in pixels.
    """
    if not 0 < total.p50 < total.p90:
        return None
    mu, sigma = log(total.p50), log(total.p90 / total.p50) / Z90
    low, high = exp(mu - 2.3 * sigma), exp(mu + 2.5 * sigma)
    axis = Axis(low=low, high=high, start=MARGIN, end=width - MARGIN)
    days = [low + (high - low) * step / STEPS for step in range(STEPS + 1)]
    density = [exp(-(((log(d) - mu) / sigma) ** 2) / 2) / d for d in days]
    height = CURVE_FLOOR - CURVE_TOP
    points = [
        f"{axis.locate(d):.1f},{CURVE_FLOOR - height * value / max(density):.1f}"
        for d, value in zip(days, density, strict=True)
    ]
    line = " L".join(points)
    parts = [
        build_element(
            "path", d=f"M{MARGIN},{CURVE_FLOOR} L{line} L{axis.end},{CURVE_FLOOR} Z", class_="area"
        ),
        build_element("path", d=f"M{line}", class_="curve"),
        draw_line(MARGIN, CURVE_FLOOR, axis.end, CURVE_FLOOR, "axis"),
        *_draw_percentiles(total, axis),
        *(
            draw_text(axis.locate(t), CURVE_FLOOR + 16, format_number(t, "g"), "tick middle")
            for t in axis.list_ticks()
        ),
        draw_text(axis.end, CURVE_FLOOR + 32, translate("person-days"), "tick end"),
    ]
    percentiles = _describe_percentiles(total)
    title = translate("Distribution of the total: {percentiles}", percentiles=percentiles)
    return build_chart(title, (width, CURVE_HEIGHT), parts)


def draw_range_chart(effort_rows: Sequence[EffortRow], width: float) -> Element | None:
    """Return a logarithmic chart of P50 to P90 of each integration, the highest mean first.

    width: width of the chart, in pixels; a narrow chart has each name above its bar.
    """
    estimated = [(row, days) for row in effort_rows if (days := row.any_days) and days.p50 > 0]
    estimated.sort(key=lambda pair: (-pair[1].mean, pair[0].label))
    if not estimated:
        return None
    estimated = estimated[:BARS]
    low = min(estimate.p50 for _, estimate in estimated) * 0.85
    high = max(estimate.p90 for _, estimate in estimated) * 1.15
    is_narrow = width < WIDE
    start, row_height = (MARGIN, TWO_LINES) if is_narrow else (NAMES, ROW)
    axis = Axis(low=low, high=high, start=start, end=width - MARGIN, logarithmic=True)
    bottom = row_height * len(estimated) + 10
    parts = [
        draw_line(axis.locate(t), 4, axis.locate(t), bottom, "grid") for t in axis.list_ticks()
    ]
    parts += [
        draw_text(axis.locate(t), bottom + 16, format_number(t, "g"), "tick middle")
        for t in axis.list_ticks()
    ]
    for place, (row, estimate) in enumerate(estimated):
        middle = row_height * place + 18
        bar = middle + 15 if is_narrow else middle
        parts.append(_draw_bar(row, estimate, (middle, bar), axis))
    parts.append(
        draw_text(axis.end, bottom + 32, translate("person-days, logarithmic"), "tick end")
    )
    title = translate("P50 to P90 of each integration, in person-days")
    return build_chart(title, (width, bottom + 40), parts)


def _draw_percentiles(total: Days, axis: Axis) -> Iterator[Element]:
    percentiles = (("P50", total.p50), ("P80", total.p80), ("P90", total.p90))
    for place, (name, value) in enumerate(percentiles):
        x, top = axis.locate(value), 12.0 + 17 * place
        yield draw_line(x, top - 8, x, CURVE_FLOOR, "rule")
        days = format_days(value)
        label = (
            f"{name}: {days}"
            if axis.end < HALF - MARGIN
            else translate("{name}: {value} person-days", name=name, value=days)
        )
        yield draw_text(x + 5, top, label, "label")


def _draw_bar(row: EffortRow, estimate: Days, at: tuple[float, float], axis: Axis) -> Element:
    """Return the name and the bar of an integration.

    at: the y coordinates of the middle of the name and of the bar.
    """
    name = shorten(row.systems, NAME_LENGTH, placeholder=" …")
    start, middle, end = (
        axis.locate(estimate.p50),
        axis.locate(estimate.p80),
        axis.locate(estimate.p90),
    )
    title = f"{row.label} {row.systems}: {_describe_percentiles(estimate)}"
    shape = f"bar bar-{row.effort_class}"
    width = f"{end - start:.1f}"
    return build_element(
        "a",
        build_element("title", title),
        draw_text(0, at[0] + 4, row.label, "label strong"),
        draw_text(LABELS, at[0] + 4, name, "label"),
        build_element("rect", x=f"{start:.1f}", y=f"{at[1] - 6:.1f}", width=width, height="12",
                      class_=shape),
        draw_line(middle, at[1] - 8, middle, at[1] + 8, "rule"),
        href=f"#/{row.label}",
    )  # fmt: skip


def _describe_percentiles(days: Days) -> str:
    p50, p80, p90 = (format_days(value) for value in (days.p50, days.p80, days.p90))
    return translate("P50 {p50}, P80 {p80}, P90 {p90} person-days", p50=p50, p80=p80, p90=p90)


def draw_line(x1: float, y1: float, x2: float, y2: float, style: str) -> Element:
    """Return a straight line between two points.

    style: the CSS class of the line.
    """
    ends = {"x1": x1, "y1": y1, "x2": x2, "y2": y2}
    return build_element(
        "line", class_=style, **{name: f"{value:.1f}" for name, value in ends.items()}
    )


def draw_text(x: float, y: float, words: str, style: str) -> Element:
    """Return text at a point.

    style: CSS classes, which also align the text.
    """
    return build_element("text", words, x=f"{x:.1f}", y=f"{y:.1f}", class_=style)


def build_chart(title: str, size: tuple[float, float], parts: Sequence[Element]) -> Element:
    """Return a chart with a title for screen readers.

    size: width and height of the chart.
    """
    # the role is `group`, not `img`, so that screen readers can access the parts of the chart
    box = f"0 0 {size[0]:g} {size[1]:g}"
    style = "chart narrow" if size[0] <= NARROW else "chart"
    return build_element("svg", *parts, viewBox=box, role="group", aria_label=title, class_=style)


def build_figure(
    title: str, draw: Callable[[float], Element | None], width: float = WIDE
) -> Element | None:
    """Return a figure with a caption and two charts, a wide and a narrow one; None without a chart.

    The stylesheet shows one of the charts. A chart with more than `PRINTED` bars is not printed.
    draw: draws the chart in a given width.
    width: width of the chart on a screen that is wider than a phone's.
    """
    charts = [chart for each in (width, NARROW) if (chart := draw(each)) is not None]
    caption = build_element("figcaption", title)
    bars = max((len(chart.findall("a")) for chart in charts), default=0)
    style = "long" if bars > PRINTED else None
    return build_element("figure", caption, *charts, class_=style) if charts else None
