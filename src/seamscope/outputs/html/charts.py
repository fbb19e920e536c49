"""How sure the figures are, as inline SVG that takes its colours from the stylesheet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import exp, floor, log, log10
from xml.etree.ElementTree import Element

from seamscope.outputs.html.markup import el
from seamscope.outputs.views.digest import figure
from seamscope.outputs.views.rows import Days, Row

Z90 = 1.2815515655446004  # standard normal quantile
WIDTH, MARGIN = 720.0, 24.0
CURVE_TOP, CURVE_FLOOR, CURVE_HEIGHT = 62.0, 214.0, 250.0
STEPS = 120
BAR, NAMES, BARS = 24.0, 252.0, 40  # height of a bar, room for names, bars of one chart
NAME_LENGTH = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """A stretch of values on a stretch of the drawing; `steep` when the axis is logarithmic."""

    low: float
    high: float
    start: float
    end: float
    steep: bool = False

    def at(self, value: float) -> float:
        """Return where a value stands."""
        part = (
            log(value / self.low) / log(self.high / self.low)
            if self.steep
            else (value - self.low) / (self.high - self.low)
        )
        return self.start + part * (self.end - self.start)

    def ticks(self) -> list[float]:
        """Return round values inside: 1, 2 and 5 of each power of ten, or even steps."""
        if self.steep:
            powers = range(floor(log10(self.low)), floor(log10(self.high)) + 1)
            every = [digit * 10.0**power for power in powers for digit in (1, 2, 5)]
            return [value for value in every if self.low <= value <= self.high]
        rough = (self.high - self.low) / 6
        power = 10.0 ** floor(log10(rough))
        step = next(power * digit for digit in (1, 2, 5, 10) if power * digit >= rough)
        first = floor(self.low / step) + 1
        return [step * n for n in range(first, floor(self.high / step) + 1)]


def total_curve(total: Days) -> Element | None:
    """Return the density of the total: a lognormal through its P50 and P90, in person-days."""
    if not 0 < total.p50 < total.p90:
        return None
    mu, sigma = log(total.p50), log(total.p90 / total.p50) / Z90
    low, high = exp(mu - 2.3 * sigma), exp(mu + 2.5 * sigma)
    axis = Axis(low=low, high=high, start=MARGIN, end=WIDTH - MARGIN)
    days = [low + (high - low) * step / STEPS for step in range(STEPS + 1)]
    density = [exp(-(((log(d) - mu) / sigma) ** 2) / 2) / d for d in days]
    room = CURVE_FLOOR - CURVE_TOP
    points = [
        f"{axis.at(d):.1f},{CURVE_FLOOR - room * value / max(density):.1f}"
        for d, value in zip(days, density, strict=True)
    ]
    line = " L".join(points)
    parts = [
        el("path", d=f"M{MARGIN},{CURVE_FLOOR} L{line} L{axis.end},{CURVE_FLOOR} Z", class_="area"),
        el("path", d=f"M{line}", class_="curve"),
        rule(MARGIN, CURVE_FLOOR, WIDTH - MARGIN, CURVE_FLOOR, "axis"),
        *_marks(total, axis),
        *(text(axis.at(t), CURVE_FLOOR + 16, f"{t:g}", "tick middle") for t in axis.ticks()),
        text(WIDTH - MARGIN, CURVE_FLOOR + 32, "person-days", "tick end"),
    ]
    told = f"P50 {figure(total.p50)}, P80 {figure(total.p80)}, P90 {figure(total.p90)} person-days"
    return chart(f"Distribution of the total: {told}", CURVE_HEIGHT, parts)


def range_chart(found: Sequence[Row]) -> Element | None:
    """Return P50 to P90 of each integration on one logarithmic axis, the dearest first."""
    known = [(row, row.days) for row in found if row.days and row.days.p50 > 0]
    known.sort(key=lambda pair: (-pair[1].mean, pair[0].label))
    if not known:
        return None
    known = known[:BARS]
    low = min(made.p50 for _, made in known) * 0.85
    high = max(made.p90 for _, made in known) * 1.15
    axis = Axis(low=low, high=high, start=NAMES, end=WIDTH - MARGIN, steep=True)
    bottom = BAR * len(known) + 10
    parts = [rule(axis.at(t), 4, axis.at(t), bottom, "grid") for t in axis.ticks()]
    parts += [text(axis.at(t), bottom + 16, f"{t:g}", "tick middle") for t in axis.ticks()]
    for place, (row, made) in enumerate(known):
        parts.append(_bar(row, made, BAR * place + BAR / 2 + 6, axis))
    parts.append(text(WIDTH - MARGIN, bottom + 32, "person-days, logarithmic", "tick end"))
    return chart("P50 to P90 of each integration, in person-days", bottom + 40, parts)


def _marks(total: Days, axis: Axis) -> Iterator[Element]:
    found = (("P50", total.p50), ("P80", total.p80), ("P90", total.p90))
    for place, (name, value) in enumerate(found):
        x, top = axis.at(value), 12.0 + 17 * place
        yield rule(x, top - 8, x, CURVE_FLOOR, "rule")
        yield text(x + 5, top, f"{name}: {figure(value)} days", "label")


def _bar(row: Row, made: Days, y: float, axis: Axis) -> Element:
    name = row.systems if len(row.systems) <= NAME_LENGTH else f"{row.systems[:NAME_LENGTH]}…"
    start, middle, end = axis.at(made.p50), axis.at(made.p80), axis.at(made.p90)
    told = f"{row.label} {row.systems}: P50 {figure(made.p50)}, P80 {figure(made.p80)}, P90 "
    shape = f"bar bar-{row.effort_class}"
    width = f"{end - start:.1f}"
    return el(
        "a",
        el("title", told + f"{figure(made.p90)} person-days"),
        text(0, y + 4, row.label, "label strong"),
        text(42, y + 4, name, "label"),
        el("rect", x=f"{start:.1f}", y=f"{y - 6:.1f}", width=width, height="12", class_=shape),
        rule(middle, y - 8, middle, y + 8, "rule"),
        href=f"#/{row.label}",
    )  # fmt: skip


def rule(x1: float, y1: float, x2: float, y2: float, look: str) -> Element:
    """Return a straight line from one point to another."""
    ends = {"x1": x1, "y1": y1, "x2": x2, "y2": y2}
    return el("line", class_=look, **{name: f"{value:.1f}" for name, value in ends.items()})


def text(x: float, y: float, words: str, look: str) -> Element:
    """Return words that begin at a point, or as `look` says."""
    return el("text", words, x=f"{x:.1f}", y=f"{y:.1f}", class_=look)


def chart(title: str, height: float, parts: Sequence[Element]) -> Element:
    """Return a drawing as wide as the page allows, named for readers."""
    # a group, not an image: what it holds can be reached and read out
    box = f"0 0 {WIDTH:g} {height:g}"
    return el("svg", *parts, viewBox=box, role="group", aria_label=title, class_="chart")


def figure_of(title: str, drawn: Element | None) -> Element | None:
    """Return a chart under its title; None if there is no chart."""
    return None if drawn is None else el("figure", el("figcaption", title), drawn)
