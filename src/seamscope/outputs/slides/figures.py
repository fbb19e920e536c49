"""Slides with text: the advice with key figures, and lists that end above the footer."""

from collections.abc import Sequence
from math import ceil
from textwrap import shorten

from seamscope.document import Survey
from seamscope.outputs.slides.deck import (
    GREEN,
    GREY,
    ORANGE,
    SMALLEST,
    TOP,
    YELLOW,
    Deck,
    add_headline,
    add_key_figures,
    add_paragraphs,
    fit_points,
)
from seamscope.outputs.views.composition import compose_total, write_sum
from seamscope.outputs.views.digest import TotalLine, describe_counts, list_totals
from seamscope.outputs.views.effort_rows import list_effort_rows
from seamscope.outputs.views.roadmaps import describe_go_live
from seamscope.outputs.views.run_costs import get_run_cost
from seamscope.outputs.views.total import compute_total, format_money
from seamscope.outputs.views.verdict import Verdict, give_verdict
from seamscope.outputs.views.verdict_reasons import Advice
from seamscope.wording import end_sentence, format_days, translate, translate_term

COLOURS = {
    Advice.SETTLE: ORANGE,
    Advice.ASK: ORANGE,
    Advice.RESERVE: YELLOW,
    Advice.PLAN: GREEN,
    Advice.NOTHING: GREY,
    Advice.NO_POC: GREY,
}

LONGEST = 300  # maximum number of characters of one line of a list
IN_A_ROW = 80  # number of characters of 18 points that fit on one line, even in a wide font
FIGURES = 4.65  # inches: top of the key figures
PARTS = 6.3  # inches: top of the parts of the total
ROOM = 5.3  # inches between title and footer
ROW, SPACE = 0.3, 0.13  # inches: height of a row, and space after a paragraph


def add_summary_slide(deck: Deck, survey: Survey, source: str) -> None:
    """Add a slide with the advice, its reasons, the go-live date and key figures."""
    verdict = give_verdict(survey)
    slide = deck.add_slide(survey.meta.title or translate("Integration landscape"), source)
    add_headline(slide, translate_term(verdict.advice.value), COLOURS[verdict.advice])
    top = TOP + 0.8
    size, paragraphs = _fit_advice(survey, verdict, FIGURES - top)
    add_paragraphs(slide, paragraphs, top, size, FIGURES)
    add_key_figures(slide, _list_key_figures(survey), FIGURES)
    if composition := compose_total(survey):
        lines = [end_sentence(write_sum(composition))]
        if composition.product:
            product = translate("with work on the product: {total}", total=composition.product)
            lines.append(end_sentence(f"{product[:1].upper()}{product[1:]}"))
        add_paragraphs(slide, lines, PARTS, SMALLEST, PARTS + 0.7)


def _fit_advice(survey: Survey, verdict: Verdict, height: float) -> tuple[float, list[str]]:
    """Return paragraphs about the advice that fit a height in inches, and their size in points.

    Reasons that do not fit are only counted.
    """
    go_live, _ = describe_go_live(survey)
    about = f"{verdict.about[:1].upper()}{verdict.about[1:]}"
    first = [end_sentence(about), verdict.sentence]
    last = [
        *([end_sentence(go_live)] if go_live else []),
        describe_counts(survey, list_effort_rows(survey)),
    ]
    reasons = [reason for reason in verdict.reasons if reason.rstrip(".") not in about]
    for shown in range(len(reasons), -1, -1):
        more = len(reasons) - shown
        rest = [translate("and {more} more in the report", more=more)] if more else []
        paragraphs = [*first, *reasons[:shown], *rest, *last]
        size = fit_points(paragraphs, height)
        if size:
            return size, paragraphs
    return SMALLEST, first


def _list_key_figures(survey: Survey) -> list[tuple[str, str]]:
    figures = [
        (format_days(total.days.p80), _describe_total(total))
        for total in list_totals(survey)
        if not (total.is_part or total.is_unread)
    ]
    whole = compute_total(survey)
    if whole and whole.cost:
        amount = format_money(whole.cost.p80, whole.currency)
        rate = format_money(whole.rate, whole.currency)
        text = (
            translate("price of the P80 person-days, at an average {rate} a day", rate=rate)
            if whole.average_rate
            else translate("price of the P80 person-days, at {rate} a day", rate=rate)
        )
        figures.insert(1, (amount, text))
    if cost := get_run_cost(survey):
        month = cost.month
        text = translate(
            "months after which run cost exceeds build cost, P50 (80 % range {p10:.0f} to "
            "{p90:.0f})",
            p10=month.p10,
            p90=month.p90,
        )
        figures.append((f"{month.p50:.0f}", text))
        if cost.payback is not None:
            text = translate("months after which the savings cover build and run cost, P50")
            figures.append((str(cost.payback), text))
    return figures


def _describe_total(total: TotalLine) -> str:
    return translate(
        "{total}: person-days at P80 (P50 {low}, P90 {high})",
        total=total.name,
        low=format_days(total.days.p50),
        high=format_days(total.days.p90),
    )


def add_list_slide(deck: Deck, title: str, lines: Sequence[str], source: str) -> None:
    """Add a slide with a list; its last line counts the lines that do not fit."""
    if not lines:
        return
    shown: list[str] = []
    left = ROOM
    for place, line in enumerate(lines):
        words = shorten(line, LONGEST, placeholder=" …")
        left -= ceil(len(words) / IN_A_ROW) * ROW + SPACE
        reserve = 0.0 if place == len(lines) - 1 else ROW + SPACE  # for the count of the rest
        if shown and left < reserve:
            break
        shown.append(words)
    if more := len(lines) - len(shown):
        shown.append(translate("and {more} more in the report", more=more))
    add_paragraphs(deck.add_slide(title, source), shown, TOP)
