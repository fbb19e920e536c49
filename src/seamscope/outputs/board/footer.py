"""Draw the foot of the board page: forgotten systems, first questions, contradictions, notes."""

from functools import partial

from seamscope.outputs.board.columns import HEADING, LINE, MARGIN, WIDTH
from seamscope.outputs.canvas.canvas import Canvas
from seamscope.outputs.canvas.text import (
    SMALL,
    fit_text,
    fits_lines,
    join_fitting,
    measure_text,
    wrap_text,
)
from seamscope.outputs.views.board import Board
from seamscope.outputs.views.board_foot import FootItem, list_foot
from seamscope.outputs.views.sentences import keep_sentences
from seamscope.wording import mark_text, translate

RULE = 50.0  # distance of the foot's upper edge from the last row
HEAD = 69.0  # distance of its headings from the last row
LAST = 853.0
# The y of the lines at the bottom, below a rule: on the figures and on the colours.
FIGURES, COLOURS = 875.0, 893.0
GUTTER = 36.0
SWATCH = 11.0
INDENT = 46.0  # indent of a question's text, to the right of its share in percent
# If a list is too long, each entry gets at most ITEM_LINES lines, or the available lines divided by
# FEWEST, if that is more.
ITEM_LINES = 2
FEWEST = 3
# Legend of the colours of facts.
WARN = mark_text("sensitive, critical or to test again")
BAD = mark_text("missing, contradicted, flawed or late")
P80 = mark_text("P80: 8 of 10 outcomes cost no more (P50: 5, P90: 9).")
RANGES = mark_text(
    "Ranges show the model's errors on 18 published efforts; actual projects vary more."
)


def draw_footer(canvas: Canvas, board: Board, bottom: float) -> None:
    """Draw three lists; each shows the entries that fit and the number of remaining entries.

    bottom: y of the bottom edge of the last row, below which the lists begin.
    """
    colours = canvas.palette
    rule, head = bottom + RULE, bottom + HEAD
    canvas.draw_line(((MARGIN, rule), (WIDTH - MARGIN, rule)), stroke=colours.rule)
    width = (WIDTH - 2 * MARGIN - 2 * GUTTER) / 3
    for place, (heading, items) in enumerate(list_foot(board)):
        x = MARGIN + place * (width + GUTTER)
        canvas.draw_text(x, head, heading, size=HEADING, fill=colours.soft, bold=True)
        _draw_items(canvas, (x, head), width, items)


def _draw_items(
    canvas: Canvas, heading: tuple[float, float], width: float, items: list[FootItem]
) -> None:
    """Write the entries of a list below its heading.

    heading: x and y of the heading.
    width: width of the list.
    """
    colours, x, y = canvas.palette, heading[0], heading[1] + LINE + 3
    room = int((LAST - heading[1]) // LINE)
    if not items:
        canvas.draw_text(x, y, translate("none"), fill=colours.soft)
        return
    wrapped = [_wrap_item(item, width, room) for item in items]
    if sum(map(len, wrapped)) > room:
        most = max(ITEM_LINES, room // FEWEST)
        wrapped = [_shorten_item(item, width, most, room - 1) for item in items]
    for place, (item, lines) in enumerate(zip(items, wrapped, strict=True)):
        last = place == len(items) - 1
        if len(lines) > room - (0 if last else 1) and place:
            rest = translate("+{count:,} more in the report", count=len(items) - place)
            canvas.draw_text(x, y, rest, fill=colours.soft)
            return
        canvas.draw_text(x, y, _fit_head(item, width), bold=True)
        indent = _measure_indent(item, width)
        for words in lines:
            canvas.draw_text(
                x + indent, y, words, fill=colours.bad if item.alarming else colours.soft
            )
            y += LINE
        room -= len(lines)


def _wrap_item(item: FootItem, width: float, lines: int) -> tuple[str, ...]:
    return wrap_text(item.words, width - _measure_indent(item, width), SMALL, lines=lines)


def _shorten_item(item: FootItem, width: float, lines: int, most: int) -> tuple[str, ...]:
    """Wrap the first sentences of an entry into `lines` lines.

    If the first sentence needs more lines, wrap into at most `most` lines.
    """
    room = width - _measure_indent(item, width)
    for count in (lines, most):
        fits = partial(fits_lines, width=room, size=SMALL, lines=count)
        words = keep_sentences(item.words, fits)
        if fits(words):
            break
    return wrap_text(words, room, SMALL, lines=count)


def _measure_indent(item: FootItem, width: float) -> float:
    """Return the distance of an entry's text from the left edge of the list."""
    head = _fit_head(item, width)
    return max(INDENT, measure_text(f"{head}  ", SMALL, bold=True)) if head else 0.0


def _fit_head(item: FootItem, width: float) -> str:
    return fit_text(item.head, width / 2, SMALL, bold=True)


def draw_notes(canvas: Canvas, board: Board, source: str, share: str) -> None:
    """Explain figures and colours on the last two lines.

    source: a text on the right about the sources of the page.
    share: a text on the right about the share of the inputs that were read.
    """
    edge = FIGURES - SMALL + 1
    canvas.draw_line(((MARGIN, edge), (WIDTH - MARGIN, edge)), stroke=canvas.palette.rule)
    with_days = any(row.days for row in board.rows)
    notes = (translate(P80), translate(RANGES)) if with_days else ()
    _draw_line(canvas, FIGURES, notes, source)
    room = WIDTH - MARGIN - _draw_colours(canvas)
    words = fit_text(translate("Read: {share}", share=share), room, SMALL)
    canvas.draw_text(WIDTH - MARGIN, COLOURS, words, fill=canvas.palette.soft, anchor="end")


def _draw_line(canvas: Canvas, y: float, notes: tuple[str, ...], right: str) -> None:
    """Write a text at the right edge, and at the left edge the sentences that fit beside it."""
    soft, width = canvas.palette.soft, WIDTH - 2 * MARGIN
    shown = fit_text(right, width, SMALL)
    canvas.draw_text(WIDTH - MARGIN, y, shown, fill=soft, anchor="end")
    if notes:
        room = width - measure_text(shown, SMALL) - GUTTER
        canvas.draw_text(MARGIN, y, join_fitting(notes, room, SMALL), fill=soft)


def _draw_colours(canvas: Canvas) -> float:
    """Explain the two colours that mark facts; return the x after the explanation."""
    colours, x = canvas.palette, MARGIN
    for fill, words in ((colours.bad, translate(BAD)), (colours.warn, translate(WARN))):
        canvas.draw_rectangle(x, COLOURS - SWATCH, SWATCH, SWATCH, fill=fill, radius=2)
        canvas.draw_text(x + SWATCH + 6, COLOURS, words, fill=fill)
        x += SWATCH + 6 + measure_text(words, SMALL) + 18
    return x
