"""The board page as SVG and PNG: heading, total, six rows per page, axis and foot."""

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from seamscope.document import Survey
from seamscope.outputs.board.columns import (
    AROUND,
    BETWEEN,
    DAYS,
    GAP,
    HEADING,
    HEADS,
    HEIGHT,
    LEFT,
    MARGIN,
    MOVES,
    POC,
    RIGHT,
    SCORE,
    SUBTITLE,
    SYSTEM,
    TODAY,
    TOP,
    WIDTH,
    Lane,
    Scale,
    Strip,
    divide_rows,
)
from seamscope.outputs.board.footer import draw_footer, draw_notes
from seamscope.outputs.board.heading import count_rows, draw_heading, say_total
from seamscope.outputs.board.key import draw_key
from seamscope.outputs.board.rows import choose_note, draw_pair_row, draw_poc_row
from seamscope.outputs.canvas.canvas import Canvas, encode_svg
from seamscope.outputs.canvas.palette import LIGHT, Palette
from seamscope.outputs.canvas.raster import rasterise
from seamscope.outputs.canvas.text import (
    fit_size,
    measure_text,
    wrap_text,
)
from seamscope.outputs.diagram.theme import LIGHT as LIGHT_THEME
from seamscope.outputs.diagram.theme import Theme
from seamscope.outputs.views.board import Board, build_board
from seamscope.outputs.views.board_rows import BoardRow
from seamscope.outputs.views.composition import write_sum
from seamscope.outputs.views.coverage_line import describe_coverage
from seamscope.outputs.views.display_names import load_board_knowledge
from seamscope.outputs.views.provenance import describe_source
from seamscope.wording import (
    format_days,
    format_figure,
    translate,
)

REPORT = "report.html"
FILE = "landscape"  # `survey` writes landscape.svg, landscape-2.svg and so on


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """One page: its number, the number of pages, the rank of its first row, and its rows."""

    number: int
    count: int
    first: int
    rows: tuple[BoardRow, ...]


def render_svg(survey: Survey, theme: Theme = LIGHT_THEME) -> bytes:
    """Return the first board page as SVG; its rows link to report.html."""
    return render_board_pages(survey, theme, FILE)[0]


def render_png(survey: Survey, theme: Theme = LIGHT_THEME) -> bytes:
    """Return the first board page as PNG, 2,560 pixels wide."""
    return rasterise(render_svg(survey, theme))


def render_board_pages(
    survey: Survey, theme: Theme = LIGHT_THEME, file: str = ""
) -> tuple[bytes, ...]:
    """Return every board page as SVG.

    file: see `build_board_pages`.
    """
    pages = build_board_pages(survey, theme.palette, REPORT, file)
    return tuple(encode_svg(page) for page in pages)


def build_board_pages(
    survey: Survey, palette: Palette = LIGHT, report: str = "", file: str = ""
) -> tuple[Element, ...]:
    """Return the pages as SVG elements.

    report: the HTML file that rows link to, "" if the drawing is part of that file.
    file: file name of the first page without suffix, "" if the pages are not written to separate
    files; the names of the next pages are derived from it.
    """
    board = build_board(survey)
    size = load_board_knowledge().rows_per_page
    parts = [board.rows[start : start + size] for start in range(0, len(board.rows), size)] or [()]
    source = describe_source(survey)
    largest = max((row.days.p90 for row in board.rows if row.days), default=1.0)
    scale = Scale.fit(largest)
    pages = []
    for number, rows in enumerate(parts, start=1):
        page = _Page(number=number, count=len(parts), first=(number - 1) * size + 1, rows=rows)
        canvas, part = Canvas(WIDTH, HEIGHT, palette), _say_part(board, page)
        draw_heading(canvas, board, part)
        _draw_lanes(canvas, board, rows, scale)
        _draw_rows(canvas, board, rows, scale, report)
        bottom = _find_bottom(rows)
        if board.poc:
            draw_key(canvas, rows, bottom)
        _draw_note(canvas, _say_rest(board, page, file), bottom, with_poc=bool(board.poc))
        draw_footer(canvas, board, bottom)
        draw_notes(canvas, board, source, describe_coverage(survey))
        title = f"{board.title}{f', {part}' if part else ''}"
        pages.append(canvas.finish(title, describe_board(board, rows)))
    return tuple(pages)


def _draw_note(canvas: Canvas, rest: str, bottom: float, *, with_poc: bool) -> None:
    """Write where the other integrations are; on a page with all of them, what figures are not."""
    words = rest or translate("model figures, not promises")
    x = DAYS.x - 2 * GAP if with_poc else SCORE.x
    shade = canvas.palette.ink if rest else canvas.palette.soft
    canvas.draw_text(x, bottom + 22, words, fill=shade, bold=bool(rest), anchor="end")


def _say_part(board: Board, page: _Page) -> str:
    """Return the page number and the range of integrations, "" if it is the only page."""
    if page.count == 1:
        return ""
    return translate(
        "page {number} of {pages}: {first} to {last} of {integrations}",
        number=page.number,
        pages=page.count,
        first=page.first,
        last=page.first + len(page.rows) - 1,
        integrations=len(board.rows) + board.hidden,
    )


def _say_rest(board: Board, page: _Page, file: str) -> str:
    """Return a note on where to find the integrations that follow those of this page.

    file: see `build_board_pages`.
    """
    total = len(board.rows) + board.hidden
    if page.number == page.count:
        hidden = board.hidden and page.count > 1
        words = translate("All {integrations} are in report.html.", integrations=total)
        return words if hidden else ""
    first = page.first + len(page.rows)
    if not file:
        return translate(
            "{first} to {last} of {integrations} follow on the next page",
            first=first,
            last=min(first + len(page.rows) - 1, len(board.rows)),
            integrations=total,
        )
    return translate(
        "{first} to {last} of {integrations}: see {file}.svg or {file}.png",
        first=first,
        last=min(first + len(page.rows) - 1, len(board.rows)),
        integrations=total,
        file=f"{file}-{page.number + 1}",
    )


def _find_bottom(rows: tuple[BoardRow, ...]) -> float:
    """Return the y of the bottom edge of a page's last row."""
    last = divide_rows(max(len(rows), 1))[-1]
    return last.top + last.height


def describe_board(board: Board, rows: tuple[BoardRow, ...]) -> str:
    """Return the text alternative of a page: verdict, count, total, and a sentence for each row."""
    sentences = [board.verdict, count_rows(board), *([say_total(board)] if board.total else [])]
    sentences += [board.go_live] if board.go_live else []
    sentences += [write_sum(board.composition)] if board.composition else []
    sentences += [_describe_row(row, board.poc) for row in rows]
    return " ".join(
        words if words.endswith((".", "?", "!")) else f"{words}." for words in sentences
    )


def _describe_row(row: BoardRow, poc: str) -> str:
    other = row.other.name if row.other else poc
    card, data = row.card.name, translate("data")
    parts = [translate("{label} {system} and {other}", label=row.label, system=card, other=other)]
    for movement, way in (
        (row.reads, translate("{source} to {target}", source=card, target=other)),
        (row.writes, translate("{source} to {target}", source=other, target=card)),
    ):
        if movement:
            parts.append(
                translate("{what} from {way}", what=", ".join(movement.what) or data, way=way)
            )
    if row.days:
        parts.append(
            translate("{p80} {unit} at P80", p80=format_days(row.days.p80), unit=row.days_word)
        )
    if row.missing:
        parts.append(translate("missing: {missing}", missing=", ".join(row.missing)))
    return "; ".join(parts)


def _draw_lanes(canvas: Canvas, board: Board, rows: tuple[BoardRow, ...], scale: Scale) -> None:
    """Write the heading of each column, and draw the axis of person-days."""
    colours = canvas.palette
    for lane, words in _list_heads(board):
        canvas.draw_text(lane.x, HEADS, words, size=HEADING, fill=colours.soft, bold=True)
        if lane is DAYS:
            x = lane.x + measure_text(words, HEADING, bold=True) + 8
            ranges = translate("bar: P50 to P90, tick: P80")
            canvas.draw_text(x, HEADS, ranges, fill=colours.soft)
    if not rows:
        return
    bottom = _find_bottom(rows)
    for mark in scale.marks:
        x = scale.place(mark)
        canvas.draw_line(((x, TOP), (x, bottom + 4)), stroke=colours.rule, thickness=0.6)
        anchor = "end" if mark == scale.marks[-1] else "middle"
        canvas.draw_text(x, bottom + 22, format_figure(mark), fill=colours.soft, anchor=anchor)


def _list_heads(board: Board) -> tuple[tuple[Lane, str], ...]:
    if board.poc:
        return (
            (AROUND, translate("NEIGHBOURS TODAY")),
            (TODAY, translate("POC TODAY")),
            (SYSTEM, translate("SYSTEM")),
            (MOVES, translate("TO BUILD")),
            (POC, translate("POC")),
            (DAYS, translate("PERSON-DAYS")),
        )
    return (
        (LEFT, translate("SYSTEM")),
        (BETWEEN, translate("WHAT MOVES EACH WAY")),
        (RIGHT, translate("SYSTEM")),
        (SCORE, translate("SCORE")),
        (DAYS, translate("PERSON-DAYS") if board.total else translate("DAYS IF BUILT NEW")),
    )


def _draw_rows(
    canvas: Canvas, board: Board, rows: tuple[BoardRow, ...], scale: Scale, report: str
) -> None:
    if not rows:
        canvas.draw_text(MARGIN, TOP + 60, translate("No integration was found."), size=SUBTITLE)
        return
    strips = divide_rows(len(rows))
    with_ways = choose_note(rows)
    if board.poc:
        bottom = strips[-1].top + strips[-1].height
        _draw_poc(canvas, board.poc, bottom)
    _separate_rows(canvas, strips, (AROUND.x, TODAY.end) if board.poc else (SCORE.x, SCORE.end))
    for row, strip in zip(rows, strips, strict=True):
        title = f"{row.label} {row.card.name}"
        with canvas.group(row.label, title, f"{report}#/{row.label}"):
            canvas.add_click_area(MARGIN, strip.top, WIDTH - 2 * MARGIN, strip.height)
            draw = draw_pair_row if row.other else draw_poc_row
            draw(canvas, row, strip, scale, with_ways=with_ways)


def _separate_rows(canvas: Canvas, strips: list[Strip], lane: tuple[float, float]) -> None:
    """Draw thin lines between the rows, in the lanes without boxes.

    Without these lines, the days of a row would be as close to the next row as to their own.

    lane: left and right edge of the first such lane.
    """
    for strip in strips[1:]:
        y = strip.top - GAP / 2
        for start, end in (lane, (DAYS.x, DAYS.end)):
            canvas.draw_line(((start, y), (end, y)), stroke=canvas.palette.rule, thickness=0.6)


def _draw_poc(canvas: Canvas, name: str, bottom: float) -> None:
    """Draw the POC as one vertical bar next to all rows."""
    canvas.draw_rectangle(
        POC.x,
        TOP,
        POC.width,
        bottom - TOP,
        fill=canvas.palette.poc,
        stroke=canvas.palette.ink,
        thickness=2.5,
        radius=10,
    )
    size = fit_size(name, POC.width - 20, SUBTITLE, bold=True)
    lines = wrap_text(name, POC.width - 20, size, lines=5, bold=True)
    y = (TOP + bottom) / 2 - (len(lines) - 1) * 11 + 6
    for words in lines:
        middle = POC.x + POC.width / 2
        canvas.draw_text(middle, y, words, size=size, bold=True, anchor="middle")
        y += SUBTITLE + 4
