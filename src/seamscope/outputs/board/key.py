"""Draw the key of the first lane below the rows: the arrows and tags of the neighbours."""

from collections.abc import Iterable, Iterator

from seamscope.outputs.board.columns import DAYS, MARGIN, WIDTH
from seamscope.outputs.board.rows import INDIRECT, REPEATED, RETIRE, TAG, TAGS, draw_directions
from seamscope.outputs.canvas.canvas import Canvas
from seamscope.outputs.canvas.text import SMALL, join_fitting, measure_text
from seamscope.outputs.views.board_rows import BoardRow, Neighbour
from seamscope.wording import mark_text, translate, translate_term

ARROWS, WORDS = 22.0, 41.0  # distances of the two lines from the last row
# Text of an arrow, whether the neighbour sends, whether it receives.
SIGNS = (
    (mark_text("sends data to the system"), True, False),
    (mark_text("receives data from it"), False, True),
    (mark_text("both"), True, True),
    (mark_text("not known"), False, False),
)
# Meanings of the tags, in the order in which they are dropped if there is no room, the last first.
MEANINGS = {
    TAG: mark_text("reads data that the POC writes, tested within these days"),
    INDIRECT: mark_text("gets it via another system, not tested"),
    REPEATED: mark_text("shown in that system's row"),
    RETIRE: mark_text("replaced by the POC"),
    "": mark_text("not affected"),
}


def draw_key(canvas: Canvas, rows: tuple[BoardRow, ...], bottom: float) -> None:
    """Explain the arrows, and the tags that the page shows. bottom: y below the last row."""
    soft = canvas.palette.soft
    neighbours = [one for row in rows for one in row.neighbours]
    if not neighbours:
        return
    subject = translate("A neighbour today:")
    canvas.draw_text(MARGIN, bottom + ARROWS, subject, fill=soft)
    x = MARGIN + measure_text(subject, SMALL) + 10
    for words, gives, takes in SIGNS:
        x = _draw_sign(canvas, x, bottom + ARROWS, translate_term(words), gives=gives, takes=takes)
    meanings = join_fitting(_list_meanings(neighbours), WIDTH - 2 * MARGIN, SMALL)
    canvas.draw_text(MARGIN, bottom + WORDS, meanings.removesuffix(";"), fill=soft)


def _draw_sign(
    canvas: Canvas, x: float, y: float, words: str, *, gives: bool, takes: bool
) -> float:
    if x + 24 + measure_text(words, SMALL) > DAYS.x:
        return x
    draw_directions(canvas, x, y - 5, canvas.palette.soft, gives=gives, takes=takes)
    canvas.draw_text(x + 24, y, words, fill=canvas.palette.soft)
    return x + 24 + measure_text(words, SMALL) + 18


def _list_meanings(neighbours: Iterable[Neighbour]) -> Iterator[str]:
    """Yield the meaning of each tag that one of the neighbours has."""
    shown = {
        REPEATED if one.repeated and one.role in TAGS else TAGS.get(one.role, "")
        for one in neighbours
    }
    for tag, meaning in MEANINGS.items():
        if tag in shown:
            name = translate_term(tag) if tag else translate("without a note")
            yield translate("{tag}: {meaning};", tag=name, meaning=translate_term(meaning))
