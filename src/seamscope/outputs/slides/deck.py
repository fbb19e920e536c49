"""Slides with the few things they hold: a title, text, a table, a picture, a chart."""

import io
import re
import zipfile
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
from pptx.enum.dml import MSO_LINE_DASH_STYLE
from pptx.enum.shapes import MSO_SHAPE
from pptx.util import Emu, Inches, Pt

from seamscope.outputs.mark import MARK
from seamscope.outputs.tabulate import plain

if TYPE_CHECKING:
    from pptx.chart.chart import Chart
    from pptx.slide import Slide
    from pptx.text.text import TextFrame

INK, SOFT, LINK = RGBColor(0x1B, 0x1F, 0x24), RGBColor(0x57, 0x60, 0x6A), RGBColor(0x0B, 0x5C, 0xAD)
BUILT, KEPT, GOOD = RGBColor(0xD5, 0x5E, 0x00), RGBColor(0xE6, 0x9F, 0x00), RGBColor(0, 0x9E, 0x73)
HEAD, PANEL = RGBColor(0xE7, 0xEC, 0xF2), RGBColor(0xFF, 0xFF, 0xFF)
FONT = "Arial"
WIDTH, HEIGHT, MARGIN = 13.333, 7.5, 0.6  # inches
TOP = 1.35  # below the title
SMALLEST = 12  # points: what the last row of a room can read
EPOCH = (1980, 1, 1, 0, 0, 0)
BLANK = 6  # the layout without placeholders in the library's own template
_CREATED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


class Deck:
    """A growing set of slides."""

    def __init__(self) -> None:
        self._deck = Presentation()
        self._deck.core_properties.comments = MARK
        self._deck.slide_width, self._deck.slide_height = Inches(WIDTH), Inches(HEIGHT)

    def slide(self, title: str, source: str) -> "Slide":
        """Add a slide with its title, its number and where its figures come from."""
        made = self._deck.slides.add_slide(self._deck.slide_layouts[BLANK])
        head = _frame(made, (MARGIN, 0.45), (WIDTH - 2 * MARGIN, 0.8))
        _run(head, title, 28, bold=True)
        foot = _frame(made, (MARGIN, HEIGHT - 0.5), (WIDTH - 2 * MARGIN, 0.35))
        _run(foot, f"{source} · {len(self._deck.slides)}", 9, colour=SOFT)
        return made

    def content(self) -> bytes:
        """Return the file, its dates taken out so that the same survey gives the same bytes."""
        stream = io.BytesIO()
        self._deck.save(stream)
        return _dateless(stream.getvalue())


def words(slide: "Slide", told: Sequence[str], top: float, size: float = 18) -> None:
    """Write lines of text from a height on, in inches, each a paragraph of its own."""
    frame = _frame(slide, (MARGIN, top), (WIDTH - 2 * MARGIN, HEIGHT - top - 0.8))
    for number, line in enumerate(told):
        _run(frame, line, size, fresh=number > 0)


def strip(slide: "Slide", told: str, colour: RGBColor) -> None:
    """Write one sentence large beside a bar of its colour."""
    bar = slide.shapes.add_shape(
        MSO_SHAPE.RECTANGLE, Inches(MARGIN), Inches(TOP), Inches(0.12), Inches(0.65)
    )
    bar.fill.solid()
    bar.fill.fore_color.rgb = colour
    bar.line.fill.background()
    frame = _frame(slide, (MARGIN + 0.2, TOP), (WIDTH - 2 * MARGIN, 0.65))
    _run(frame, told, 28, bold=True)


def big(slide: "Slide", figure: str, told: str, at: tuple[float, float]) -> None:
    """Write one figure large, with what it is below."""
    frame = _frame(slide, at, (2.9, 1.3))
    _run(frame, figure, 40, bold=True, colour=LINK)
    _run(frame, told, 13, colour=SOFT, fresh=True)


def table(
    slide: "Slide",
    headers: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[float],
    top: float = TOP,
) -> None:
    """Add a native table; widths are shares of the slide's width."""
    whole = WIDTH - 2 * MARGIN
    box = (Inches(MARGIN), Inches(top), Inches(whole), Inches(0.36 * (len(rows) + 1)))
    made = slide.shapes.add_table(len(rows) + 1, len(headers), *box).table
    for column, share in enumerate(widths):
        made.columns[column].width = Emu(int(Inches(whole) * share / sum(widths)))
    for row, line in enumerate([headers, *rows]):
        for column, text in enumerate(line):
            cell = made.cell(row, column)
            cell.margin_top = cell.margin_bottom = Inches(0.03)
            cell.fill.solid()
            cell.fill.fore_color.rgb = PANEL if row else HEAD
            _run(cell.text_frame, text, SMALLEST, bold=row == 0)


def picture(slide: "Slide", png: bytes) -> None:
    """Add a picture as large as the slide allows, in its own proportions."""
    room_width, room_height = Inches(WIDTH - 2 * MARGIN), Inches(HEIGHT - TOP - 0.65)
    shape = slide.shapes.add_picture(io.BytesIO(png), 0, 0)
    scale = min(room_width / shape.width, room_height / shape.height)
    shape.width, shape.height = Emu(int(shape.width * scale)), Emu(int(shape.height * scale))
    shape.left = Emu((Inches(WIDTH) - shape.width) // 2)
    shape.top = Inches(TOP)


def ranges(slide: "Slide", found: Sequence[tuple[str, float, float]]) -> None:
    """Add a native bar chart that spans low to high for each name; the first stands on top."""
    data = CategoryChartData(number_format="0")
    data.categories = [plain(name) for name, _, _ in reversed(found)]
    data.add_series("up to P50", [low for _, low, _ in reversed(found)])
    data.add_series("P50 to P90, person-days", [high - low for _, low, high in reversed(found)])
    chart = _chart(slide, XL_CHART_TYPE.BAR_STACKED, data)
    chart.has_legend = False
    chart.plots[0].gap_width = 60
    hidden, shown = chart.plots[0].series
    hidden.format.fill.background()
    shown.format.fill.solid()
    shown.format.fill.fore_color.rgb = LINK


def lines(slide: "Slide", months: Sequence[int], series: dict[str, Sequence[float]]) -> None:
    """Add a native line chart of sums over months."""
    data = CategoryChartData(number_format="#,##0")
    data.categories = [str(month) for month in months]
    for name, values in series.items():
        data.add_series(name, values)
    chart = _chart(slide, XL_CHART_TYPE.LINE, data)
    for one, name in zip(chart.plots[0].series, series, strict=True):
        one.smooth = False
        one.format.line.width = Pt(3 if name.endswith("P50") else 1.5)
        one.format.line.color.rgb = BUILT if name.startswith("built") else LINK
        if not name.endswith("P50"):
            one.format.line.dash_style = MSO_LINE_DASH_STYLE.DASH


def _chart(slide: "Slide", kind: XL_CHART_TYPE, data: CategoryChartData) -> "Chart":
    box = (Inches(MARGIN), Inches(TOP), Inches(WIDTH - 2 * MARGIN), Inches(HEIGHT - TOP - 0.8))
    chart = slide.shapes.add_chart(kind, *box, data).chart
    chart.font.size, chart.font.name = Pt(SMALLEST), FONT
    chart.has_title = False
    chart.has_legend = True
    chart.legend.position = XL_LEGEND_POSITION.BOTTOM
    chart.legend.include_in_layout = False
    return chart


def _frame(slide: "Slide", at: tuple[float, float], size: tuple[float, float]) -> "TextFrame":
    box = slide.shapes.add_textbox(*(Inches(value) for value in (*at, *size)))
    box.text_frame.word_wrap = True
    return box.text_frame


def _run(
    frame: "TextFrame",
    text: str,
    size: float,
    *,
    bold: bool = False,
    colour: RGBColor = INK,
    fresh: bool = False,
) -> None:
    """Write a text into the last paragraph of a frame, or into a fresh one."""
    paragraph = frame.add_paragraph() if fresh else frame.paragraphs[-1]
    paragraph.space_after = Pt(size / 2)
    run = paragraph.add_run()
    run.text = " ".join(plain(text).split())
    run.font.size, run.font.bold, run.font.name = Pt(size), bold, FONT
    run.font.color.rgb = colour


def _dateless(content: bytes) -> bytes:
    """Write an archive anew with one date for all, in it and in the workbooks of its charts."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            held = old.read(name)
            if name.endswith(".xlsx"):
                held = _dateless(held)
            elif name == "docProps/core.xml":
                held = _CREATED.sub(rb"\g<1>2000-01-01T00:00:00Z", held)
            new.writestr(zipfile.ZipInfo(name, EPOCH), held, zipfile.ZIP_DEFLATED)
    return made.getvalue()
