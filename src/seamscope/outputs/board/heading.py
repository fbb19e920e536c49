"""Draw the heading of the board page: title, verdict, number of integrations, total and parts."""

from functools import partial

from seamscope.outputs.board.columns import MARGIN, SUBTITLE, WIDTH
from seamscope.outputs.canvas.canvas import Canvas
from seamscope.outputs.canvas.text import SMALL, fit_text, fits_lines, join_fitting, measure_text
from seamscope.outputs.views.board import Board
from seamscope.outputs.views.composition import Composition, explain_sum, write_sum
from seamscope.outputs.views.effort_rows import Days
from seamscope.outputs.views.sentences import keep_sentences
from seamscope.outputs.views.total import format_price
from seamscope.wording import format_count, format_days, mark_text, translate, translate_count

# Size of the title, the total, and the parts of the total.
TITLE, TOTAL, PARTS = 32.0, 27.0, 16.0
# The y of the baselines, from top to bottom, and of the line below them.
TITLE_LINE, VERDICT_LINE, COUNT_LINE, PARTS_LINE, REMARK_LINE = 40.0, 65.0, 88.0, 110.0, 130.0
RULE = 139.0
RIGHT_EDGE = WIDTH - MARGIN
SCORES = mark_text(
    "Score: complexity from 0 (half a day to build) to 100 (100 days), on a logarithmic scale."
)
IF_NEW = mark_text(
    "These integrations exist. The days are the effort to rebuild each of them; no rebuild is "
    "planned, so they are not added up."
)


def count_rows(board: Board) -> str:
    """Return a phrase with the numbers of integrations to build, two-way integrations and tests.

    Without a POC, the phrase has the number of ranked integrations.
    """
    if board.poc or board.total:
        return _count_rows_to_build(board)
    total = len(board.rows) + board.hidden
    ranked = (
        format_count(total, "two-way integration")
        if board.two_way
        else format_count(total, "integration")
    )
    if board.hidden:
        ranked = translate(
            "The {shown} most complex of {integrations}",
            shown=len(board.rows),
            integrations=ranked,
        )
    return translate("{ranked}, ranked by complexity score", ranked=ranked)


def _count_rows_to_build(board: Board) -> str:
    count = translate_count(
        "{count} integration to build", "{count} integrations to build", len(board.rows)
    )
    two_way = again = ""
    if board.rows:
        two_way = (
            translate(", {two_way} of them two-way", two_way=board.two_way)
            if board.two_way
            else translate(", none two-way")
        )
    if board.to_test:
        again = translate("; {existing:,} existing to test again", existing=board.to_test)
    return f"{count}{two_way}{again}{_count_indirect(board)}"


def _count_indirect(board: Board) -> str:
    """Return a phrase with the number of integrations reached indirectly.

    Integrations whose systems are too far from the POC to be on the page are counted separately, so
    that the first number is the number of integrations shown.
    """
    near = board.indirect - board.distant
    words = translate(", {indirect:,} more reached indirectly", indirect=near) if near else ""
    if not board.distant:
        return words
    return words + translate(", {distant:,} further away (not shown)", distant=board.distant)


def say_total(board: Board) -> str:
    """Return the total at P80 in person-days and money, "" if there is no total."""
    if board.total is None:
        return ""
    days, price = board.total.days, format_price(board.total)
    money = f" ≈ {price}" if price else ""
    return translate("{p80} person-days (P80){money}", p80=format_days(days.p80), money=money)


def draw_heading(canvas: Canvas, board: Board, part: str) -> None:
    """Write the lines above the rows.

    part: which rows are on this page, "" if it has all rows.
    """
    _draw_title(canvas, board, part)
    _draw_verdict(canvas, board)
    _draw_counts(canvas, board)
    if board.composition and board.total:
        _draw_composition(canvas, board.composition, board.total.days)
    elif not board.total:
        _explain_ranking(canvas)
    canvas.draw_line(((MARGIN, RULE), (RIGHT_EDGE, RULE)), stroke=canvas.palette.rule)


def _draw_title(canvas: Canvas, board: Board, part: str) -> None:
    total = say_total(board)
    if not board.poc and not board.total:
        total = translate("Days if built new; no total")
    canvas.draw_text(RIGHT_EDGE, TITLE_LINE, total, size=TOTAL, bold=True, anchor="end")
    width = RIGHT_EDGE - MARGIN - measure_text(total, TOTAL, bold=True) - 40
    width -= measure_text(part, SUBTITLE, bold=True) + 24 if part else 0
    title = fit_text(board.title, width, TITLE, bold=True)
    canvas.draw_text(MARGIN, TITLE_LINE, title, size=TITLE, bold=True)
    x = MARGIN + measure_text(title, TITLE, bold=True) + 24
    canvas.draw_text(x, TITLE_LINE, part, size=SUBTITLE, fill=canvas.palette.soft, bold=True)


def _draw_verdict(canvas: Canvas, board: Board) -> None:
    """Write the verdict on one line, and the total including the product to the right of it.

    If the verdict is too long, it is written smaller or without its last statements.
    """
    product = board.composition.product_brief if board.composition else ""
    canvas.draw_text(RIGHT_EDGE, VERDICT_LINE, product, size=SUBTITLE, bold=True, anchor="end")
    width = RIGHT_EDGE - MARGIN
    width -= measure_text(product, SUBTITLE, bold=True) + 24 if product else 0
    verdict = board.verdict
    size = SUBTITLE if measure_text(verdict, SUBTITLE, bold=True) <= width else PARTS
    fits = partial(fits_lines, width=width, size=size, lines=1, bold=True)
    words = fit_text(keep_sentences(verdict, fits), width, size, bold=True)
    canvas.draw_text(MARGIN, VERDICT_LINE, words, size=size, bold=True)


def _draw_counts(canvas: Canvas, board: Board) -> None:
    """Write the number of integrations at the left, and the go-live date of the POC at the right.

    Both are written smaller if they do not fit next to each other.
    """
    counted, date, late = count_rows(board), board.go_live, board.is_late
    width, gap = RIGHT_EDGE - MARGIN, 24
    wide = (
        measure_text(counted, SUBTITLE, bold=True) + gap + measure_text(date, SUBTITLE, bold=late)
    )
    size = SUBTITLE if wide <= width else PARTS
    canvas.draw_text(MARGIN, COUNT_LINE, counted, size=size, bold=True)
    room = width - gap - measure_text(counted, size, bold=True)
    words = fit_text(date, room, size, bold=late)
    fill = canvas.palette.bad if late else canvas.palette.soft
    canvas.draw_text(RIGHT_EDGE, COUNT_LINE, words, size=size, fill=fill, bold=late, anchor="end")


def _explain_ranking(canvas: Canvas) -> None:
    """Explain the score and the person-days of integrations that exist already."""
    for words, y in ((translate(SCORES), PARTS_LINE), (translate(IF_NEW), REMARK_LINE)):
        shown = fit_text(words, RIGHT_EDGE - MARGIN, PARTS)
        canvas.draw_text(MARGIN, y, shown, size=PARTS, fill=canvas.palette.soft)


def _draw_composition(canvas: Canvas, composition: Composition, days: Days) -> None:
    """Write the parts of the total, and explain why the bars do not add up to it."""
    width, gap = RIGHT_EDGE - MARGIN, 14
    others = translate("P50 {p50}, P90 {p90}", p50=format_days(days.p50), p90=format_days(days.p90))
    room = width - gap - measure_text(others, PARTS)
    whole, brief = (write_sum(composition, brief=brief) for brief in (False, True))
    chosen = whole if measure_text(whole, PARTS, bold=True) <= room else brief
    words = fit_text(chosen, room, PARTS, bold=True)
    canvas.draw_text(MARGIN, PARTS_LINE, words, size=PARTS, bold=True)
    end = MARGIN + measure_text(words, PARTS, bold=True) + gap
    canvas.draw_text(end, PARTS_LINE, others, size=PARTS, fill=canvas.palette.soft)
    words = join_fitting(explain_sum(composition, with_product=False), width, SMALL)
    canvas.draw_text(MARGIN, REMARK_LINE, words, fill=canvas.palette.soft)
