"""Draw the foot of the board page: forgotten systems, first questions, contradictions, legend."""

from functools import partial

from seamscope.outputs.board.columns import HEADING, LINE, MARGIN, WIDTH
from seamscope.outputs.board.rows import draw_directions
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
from seamscope.wording import mark_text, translate, translate_term

RULE = 38.0  # distance of the foot's upper edge from the last row
HEAD = 60.0  # distance of its headings from the last row
LAST = 853.0
READ = 872.0
LEGEND = 890.0
GUTTER = 36.0
INDENT = 46.0  # indent of a question's text, to the right of its share in percent
# If a list is too long, each entry gets at most ITEM_LINES lines, or the available lines divided by
# FEWEST, if that is more.
ITEM_LINES = 2
FEWEST = 3
# Legend of the arrows in the first lane: text, whether the neighbour sends, whether it receives.
SIGNS = (
    (mark_text("sends data"), True, False),
    (mark_text("receives data"), False, True),
    (mark_text("both"), True, True),
    (mark_text("not known"), False, False),
)
P80 = mark_text("P80: 8 of 10 outcomes cost no more.")
RANGES = mark_text(
    "Ranges show the model's errors on 18 published efforts; actual projects vary more."
)
AGAIN = mark_text("test again: system reads POC data; indirectly: via another system")


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
        canvas.draw_text(x, head, heading, size=HEADING, fill=colours.bad, bold=True)
        _draw_items(canvas, (x, head), width, items)


def _draw_items(
    canvas: Canvas, heading: tuple[float, float], width: float, items: list[FootItem]
) -> None:
    """Write the entries of a list below its heading. heading: x and y of the heading."""
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
    """Wrap the first sentences of an entry into `lines` lines; `most` if a sentence is longer."""
    room = width - _measure_indent(item, width)
    for count in (lines, most):
        fits = partial(fits_lines, width=room, size=SMALL, lines=count)
        words = keep_sentences(item.words, fits)
        if fits(words):
            break
    return wrap_text(words, room, SMALL, lines=count)


def _measure_indent(item: FootItem, width: float) -> float:
    """Return the distance of an entry's text from the left edge of its list."""
    head = _fit_head(item, width)
    return max(INDENT, measure_text(f"{head}  ", SMALL, bold=True)) if head else 0.0


def _fit_head(item: FootItem, width: float) -> str:
    return fit_text(item.head, width / 2, SMALL, bold=True)


def draw_reading_notes(canvas: Canvas, share: str, *, with_days: bool) -> None:
    """Explain the ranges (left), and write the share of the inputs that was read (right).

    with_days: whether the page has estimates.
    """
    soft = canvas.palette.soft
    words = translate("Read: {share}", share=share)
    canvas.draw_text(WIDTH - MARGIN, READ, words, fill=soft, anchor="end")
    if with_days:
        room = WIDTH - 2 * MARGIN - measure_text(words, SMALL) - GUTTER
        notes = join_fitting((translate(P80), translate(RANGES)), room, SMALL)
        canvas.draw_text(MARGIN, READ, notes, fill=soft)


def draw_legend(canvas: Canvas, source: str, *, with_poc: bool) -> None:
    """Write the legend: the meaning of the arrows in the first lane, and the source of the page."""
    colours = canvas.palette
    x = MARGIN
    if with_poc:
        for words, gives, takes in SIGNS:
            x = _draw_sign(canvas, x, translate_term(words), gives=gives, takes=takes)
        again = translate(AGAIN)
        canvas.draw_text(x, LEGEND, again, fill=colours.soft)
        x += measure_text(again, SMALL) + GUTTER
    room = WIDTH - MARGIN - x
    longer = f"{source} · {translate('model figures, not promises')}"
    shown = longer if measure_text(longer, SMALL) <= room else fit_text(source, room, SMALL)
    canvas.draw_text(WIDTH - MARGIN, LEGEND, shown, fill=colours.soft, anchor="end")


def _draw_sign(canvas: Canvas, x: float, words: str, *, gives: bool, takes: bool) -> float:
    draw_directions(canvas, x, LEGEND - 5, canvas.palette.soft, gives=gives, takes=takes)
    canvas.draw_text(x + 24, LEGEND, words, fill=canvas.palette.soft)
    return x + 24 + measure_text(words, SMALL) + 20
