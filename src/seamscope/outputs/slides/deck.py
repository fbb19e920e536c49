"""Build slides with python-pptx: title, text, table, picture and chart."""

import io
import re
import zipfile
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
from pptx.enum.dml import MSO_LINE_DASH_STYLE
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import PP_ALIGN
from pptx.util import Emu, Inches, Pt

from seamscope.outputs.canvas.text import measure_text, wrap_text
from seamscope.outputs.views.effort_rows import Days
from seamscope.outputs.writers.mark import MARK
from seamscope.outputs.writers.tabulate import clean_text
from seamscope.wording import translate, translate_term

if TYPE_CHECKING:
    from pptx.chart.axis import _BaseAxis
    from pptx.chart.chart import Chart
    from pptx.shapes.base import BaseShape
    from pptx.slide import Slide
    from pptx.text.text import TextFrame

INK, GREY, BLUE = RGBColor(0x1B, 0x1F, 0x24), RGBColor(0x57, 0x60, 0x6A), RGBColor(0x0B, 0x5C, 0xAD)
ORANGE, YELLOW, GREEN = (
    RGBColor(0xD5, 0x5E, 0x00),
    RGBColor(0xE6, 0x9F, 0x00),
    RGBColor(0, 0x9E, 0x73),
)
PALE = RGBColor(0x9C, 0xC3, 0xEA)
HEAD, PANEL = RGBColor(0xE7, 0xEC, 0xF2), RGBColor(0xFF, 0xFF, 0xFF)
FONT = "Arial"
WIDTH, HEIGHT, MARGIN = 13.333, 7.5, 0.6  # inches
TOP = 1.35  # inches: top of the content, below the title
SMALLEST = 12  # points: the smallest text that is legible from the back of a room
TITLE, LARGE = 28, 36  # points: largest sizes of a title and of a key figure
POINTS = 72  # points in an inch
EPOCH = (1980, 1, 1, 0, 0, 0)
TITLE_ONLY = 5  # index of the layout with a title placeholder in python-pptx's template
_CREATED = re.compile(rb"(<dcterms:(?:created|modified)[^<>]*+>)[^<]*+")


class Deck:
    """A presentation to add slides to."""

    def __init__(self) -> None:
        self._deck = Presentation()
        self._deck.core_properties.comments = MARK
        self._deck.slide_width, self._deck.slide_height = Inches(WIDTH), Inches(HEIGHT)

    def add_slide(self, title: str, source: str) -> "Slide":
        """Add a slide with its title, a footer with source and number, and notes.

        The title is a placeholder, which outline views and screen readers need.
        """
        slide = self._deck.slides.add_slide(self._deck.slide_layouts[TITLE_ONLY])
        heading = slide.shapes.title
        heading.left, heading.top = Inches(MARGIN), Inches(0.45)
        heading.width, heading.height = Inches(WIDTH - 2 * MARGIN), Inches(0.8)
        heading.text_frame.word_wrap = True
        heading.text_frame.paragraphs[0].alignment = PP_ALIGN.LEFT
        _add_run(heading.text_frame, title, _fit_line(title, TITLE, WIDTH - 2 * MARGIN), bold=True)
        slide.notes_slide.notes_text_frame.text = translate(
            "Source: {source}", source=clean_text(source)
        )
        footer = _add_text_frame(slide, (MARGIN, HEIGHT - 0.5), (WIDTH - 2 * MARGIN, 0.35))
        _add_run(footer, f"{source} · {len(self._deck.slides)}", 9, colour=GREY)
        return slide

    def encode(self) -> bytes:
        """Return the file with fixed dates, so that the same survey yields the same bytes."""
        stream = io.BytesIO()
        self._deck.save(stream)
        return _fix_dates(stream.getvalue())


def add_paragraphs(
    slide: "Slide",
    paragraphs: Sequence[str],
    top: float,
    size: float = 18,
    bottom: float = HEIGHT - 0.8,
) -> None:
    """Add paragraphs of text to a slide.

    top, bottom: distances of the text box from the top of the slide, in inches.
    size: size of the text in points.
    """
    frame = _add_text_frame(slide, (MARGIN, top), (WIDTH - 2 * MARGIN, bottom - top))
    for number, line in enumerate(paragraphs):
        _add_run(frame, line, size, new_paragraph=number > 0)


def fit_points(paragraphs: Sequence[str], height: float) -> float | None:
    """Return the largest font size, at most 18 points, at which paragraphs fit a height.

    Return None if they do not fit even with the size SMALLEST. Text is measured in Arial; a tenth
    of the width is kept free for wider fonts.

    height: the height in inches.
    """
    for size in (18, 16, 14, SMALLEST):
        lines = sum(_count_lines(text, size) for text in paragraphs)
        if (1.2 * size * lines + size / 2 * len(paragraphs)) / POINTS + 0.1 <= height:
            return size
    return None


def _count_lines(text: str, size: float) -> int:
    width = 0.9 * POINTS * (WIDTH - 2 * MARGIN - 0.2)
    return len(wrap_text(text, width, size, lines=len(text) + 1))


def add_headline(slide: "Slide", text: str, colour: RGBColor) -> None:
    """Add one large line of text with a coloured bar on its left."""
    bar = slide.shapes.add_shape(
        MSO_SHAPE.RECTANGLE, Inches(MARGIN), Inches(TOP), Inches(0.12), Inches(0.65)
    )
    bar.fill.solid()
    bar.fill.fore_color.rgb = colour
    bar.line.fill.background()
    frame = _add_text_frame(slide, (MARGIN + 0.2, TOP), (WIDTH - 2 * MARGIN, 0.65))
    _add_run(frame, text, 28, bold=True)


def add_key_figures(slide: "Slide", figures: Sequence[tuple[str, str]], top: float) -> None:
    """Add large figures of one size side by side, each with its description below.

    top: distance from the slide's top, in inches.
    """
    pitch = (WIDTH - 2 * MARGIN) / max(len(figures), 1)
    size = min((_fit_line(figure, LARGE, pitch - 0.2) for figure, _ in figures), default=LARGE)
    for place, (figure, description) in enumerate(figures):
        frame = _add_text_frame(slide, (MARGIN + pitch * place, top), (pitch - 0.2, 1.8))
        _add_run(frame, figure, size, bold=True, colour=BLUE)
        frame.paragraphs[-1].space_after = Pt(6)
        _add_run(frame, description, SMALLEST, colour=GREY, new_paragraph=True)


def _fit_line(text: str, largest: float, width: float) -> float:
    """Return the size in points, at most `largest`, at which bold text is one line.

    The size is at least 18 points.

    width: the width in inches, of which 0.4 inches are kept free.
    """
    wide = measure_text(text, largest, bold=True) / POINTS
    return max(min(largest, largest * (width - 0.4) / wide), 18) if wide else largest


def add_table(
    slide: "Slide",
    headers: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[float],
    top: float = TOP,
) -> None:
    """Add a native table.

    widths: relative widths of the columns.
    """
    whole = WIDTH - 2 * MARGIN
    box = (Inches(MARGIN), Inches(top), Inches(whole), Inches(0.36 * (len(rows) + 1)))
    frame = slide.shapes.add_table(len(rows) + 1, len(headers), *box)
    shown = tuple(map(translate_term, headers))
    _describe(
        frame,
        translate("Table with {rows} rows: {headers}", rows=len(rows), headers=", ".join(shown)),
    )
    table = frame.table
    for column, share in enumerate(widths):
        table.columns[column].width = Emu(int(Inches(whole) * share / sum(widths)))
    for row, line in enumerate([shown, *rows]):
        for column, text in enumerate(line):
            cell = table.cell(row, column)
            cell.margin_top = cell.margin_bottom = Inches(0.03)
            cell.fill.solid()
            cell.fill.fore_color.rgb = PANEL if row else HEAD
            _add_run(cell.text_frame, text, SMALLEST, bold=row == 0)


def fill_slide(slide: "Slide", png: bytes, name: str) -> None:
    """Cover a slide with a picture that has the slide's proportions.

    name: alternative text.
    """
    shape = slide.shapes.add_picture(
        io.BytesIO(png), 0, 0, width=Inches(WIDTH), height=Inches(HEIGHT)
    )
    shape.name = name
    _describe(shape, name)


def add_range_chart(slide: "Slide", ranges: Sequence[tuple[str, Days]]) -> None:
    """Add a native bar chart of P50, P80 and P90 by name, with the first name on top."""
    data = CategoryChartData(number_format="0")
    data.categories = [clean_text(name) for name, _ in reversed(ranges)]
    days = [each for _, each in reversed(ranges)]
    data.add_series(translate("up to P50"), [each.p50 for each in days])
    data.add_series(translate("P50 to P80"), [each.p80 - each.p50 for each in days])
    data.add_series(translate("P80 to P90"), [each.p90 - each.p80 for each in days])
    chart = _add_chart(slide, XL_CHART_TYPE.BAR_STACKED, data)
    chart.plots[0].gap_width = 60
    chart.has_legend = False
    _name_axis(chart.value_axis, translate("person-days; dark: P50 to P80, light: P80 to P90"))
    hidden, *shown = chart.plots[0].series
    hidden.format.fill.background()
    for series, colour in zip(shown, (BLUE, PALE), strict=True):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = colour


class CostLine(NamedTuple):
    """A line of a chart.

    amounts: build cost or cumulative run cost by month.
    """

    name: str
    amounts: Sequence[float]
    is_build: bool
    is_median: bool


def add_line_chart(
    slide: "Slide", months: Sequence[int], lines: Sequence[CostLine], currency: str
) -> None:
    """Add a native line chart of costs by month; medians are thick, other percentiles dashed."""
    data = CategoryChartData(number_format="#,##0")
    data.categories = [str(month) for month in months]
    for line in lines:
        data.add_series(line.name, line.amounts)
    chart = _add_chart(slide, XL_CHART_TYPE.LINE, data)
    labels = chart.value_axis.tick_labels
    labels.number_format, labels.number_format_is_linked = "#,##0", False
    _name_axis(chart.value_axis, currency)
    _name_axis(chart.category_axis, translate("months after go-live"))
    for series, line in zip(chart.plots[0].series, lines, strict=True):
        series.smooth = False
        series.format.line.width = Pt(3 if line.is_median else 1.5)
        series.format.line.color.rgb = ORANGE if line.is_build else BLUE
        if not line.is_median:
            series.format.line.dash_style = MSO_LINE_DASH_STYLE.DASH


def _name_axis(axis: "_BaseAxis", unit: str) -> None:
    """Write the unit of an axis next to it."""
    frame = axis.axis_title.text_frame
    frame.text = unit
    font = frame.paragraphs[0].font
    font.size, font.bold = Pt(SMALLEST), False


def _add_chart(slide: "Slide", kind: XL_CHART_TYPE, data: CategoryChartData) -> "Chart":
    box = (Inches(MARGIN), Inches(TOP), Inches(WIDTH - 2 * MARGIN), Inches(HEIGHT - TOP - 0.8))
    frame = slide.shapes.add_chart(kind, *box, data)
    _describe(frame, translate("Chart of {data}", data=", ".join(series.name for series in data)))
    chart = frame.chart
    chart.font.size, chart.font.name = Pt(SMALLEST), FONT
    chart.has_title = False
    chart.has_legend = True
    chart.legend.position = XL_LEGEND_POSITION.BOTTOM
    chart.legend.include_in_layout = False
    return chart


def _describe(shape: "BaseShape", text: str) -> None:
    """Give a shape its alternative text, which screen readers read."""
    [properties] = shape.element.xpath(".//p:cNvPr")[:1]
    properties.set("descr", clean_text(text))


def _add_text_frame(
    slide: "Slide", position: tuple[float, float], size: tuple[float, float]
) -> "TextFrame":
    box = slide.shapes.add_textbox(*(Inches(value) for value in (*position, *size)))
    box.text_frame.word_wrap = True
    return box.text_frame


def _add_run(
    frame: "TextFrame",
    text: str,
    size: float,
    *,
    bold: bool = False,
    colour: RGBColor = INK,
    new_paragraph: bool = False,
) -> None:
    """Add text to the last paragraph of a frame, or to a new paragraph."""
    paragraph = frame.add_paragraph() if new_paragraph else frame.paragraphs[-1]
    paragraph.space_after = Pt(size / 2)
    run = paragraph.add_run()
    run.text = " ".join(clean_text(text).replace("`", "").split())
    run.font.size, run.font.bold, run.font.name = Pt(size), bold, FONT
    run.font.color.rgb = colour


def _fix_dates(content: bytes) -> bytes:
    """Rewrite a ZIP archive, and the chart workbooks inside it, with one fixed date."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            member = old.read(name)
            if name.endswith(".xlsx"):
                member = _fix_dates(member)
            elif name == "docProps/core.xml":
                member = _CREATED.sub(rb"\g<1>2000-01-01T00:00:00Z", member)
            new.writestr(zipfile.ZipInfo(name, EPOCH), member, zipfile.ZIP_DEFLATED)
    return stream.getvalue()
