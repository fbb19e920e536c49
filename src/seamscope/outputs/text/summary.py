"""The text that `seamscope survey` prints: advice, integrations to build, warnings, next command.

The text has at most LINES lines. With `--all`, it has all sections in full, and the whole effort
table follows.
"""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from seamscope.document import Survey
from seamscope.estimate.one_total import SCOPE
from seamscope.output_folders import ANSWERS
from seamscope.outputs.views.board import Board, build_board
from seamscope.outputs.views.board_rows import BoardRow
from seamscope.outputs.views.composition import write_sum
from seamscope.outputs.views.coverage_line import describe_read
from seamscope.outputs.views.digest import POC_ONLY, list_totals
from seamscope.outputs.views.effort_rows import Days
from seamscope.outputs.views.findings import count_accepted
from seamscope.outputs.views.next_steps import shorten_question
from seamscope.outputs.views.roadmaps import TIME
from seamscope.outputs.views.run_costs import get_run_cost
from seamscope.outputs.views.sentences import keep_sentences
from seamscope.outputs.views.total import Total, format_money
from seamscope.outputs.views.verdict import give_verdict
from seamscope.outputs.views.verdict_reasons import Advice
from seamscope.outputs.writers.stored_survey import translate_survey
from seamscope.outputs.writers.tabulate import clean_text
from seamscope.readiness import ReadinessState
from seamscope.wording import (
    format_count,
    format_days,
    format_figure,
    format_percent,
    translate,
    translate_count,
    translate_term,
)

LINES = 32  # a screen of 35 lines, minus three lines for messages on stderr
NARROWEST, WIDEST = 80, 120
ROWS = 6
QUESTIONS = 3
SYSTEMS = 3
MORE = "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """The facts about a run of `survey` that the summary shows.

    file: the output to open first.
    commands: the commands to run next.
    warnings: one line each.
    """

    file: str = ""
    commands: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def render_summary(
    survey: Survey, run: Run, width: int = NARROWEST, *, everything: bool = False
) -> str:
    """Return the summary, with at most LINES lines.

    width: columns of the terminal, limited to the range from NARROWEST to WIDEST.
    everything: whether to show all sections in full, even if they need more lines.
    """
    width = min(max(width, NARROWEST), WIDEST)
    survey = translate_survey(survey)
    board = build_board(survey)
    figures = [*_write_rows(board, width), *_write_totals(survey, board, width)]
    head = [
        *_write_advice(survey, board, width),
        *(["", *figures] if figures else []),
        "",
        *_write_contradictions(survey, width, is_late=board.is_late),
    ]
    tail = [*_write_warnings(survey, run, width), "", *_write_next(run, width), _explain(width)]
    sections = [
        _Section(forms=_list_question_forms(board, width), rank=0),
        _Section(forms=_list_forgotten_forms(board, width), rank=2),
        _Section(forms=_list_unpriced_forms(board, width), rank=3),
        _Section(forms=_list_regression_forms(board, width), rank=1),
    ]
    room = LINES - len(head) - len(tail)
    filled = _join([s.forms[-1] for s in sections]) if everything else _fill(sections, room)
    return "\n".join(line.rstrip() for line in (*head, *filled, *tail)) + "\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Section:
    """A section in several forms, the shortest form first.

    rank: sections with a high rank are left out first.
    """

    forms: list[list[str]]
    rank: int


def _fill(sections: list[_Section], room: int) -> list[str]:
    """Return the lines of the sections, each in the longest form for which there is room.

    If even the shortest forms do not fit, sections with a high rank are left out.
    """
    forms = {place: section.forms[0] for place, section in enumerate(sections)}
    last_first = sorted(forms, key=lambda place: -sections[place].rank)
    left_out: list[str] = []
    for place in last_first:
        if sum(map(len, forms.values())) + len(left_out) > room and forms[place]:
            left_out = [translate("  … (--all shows everything)")]
            forms[place] = []
    for place in (*reversed(last_first[:-1]), last_first[-1]):  # questions get what remains
        for longer in sections[place].forms:
            grown = forms | {place: longer}
            if forms[place] and sum(map(len, grown.values())) + len(left_out) <= room:
                forms = grown
    return [*_join([forms[place] for place in sorted(forms)]), *left_out]


def _join(parts: list[list[str]]) -> list[str]:
    return [line for part in parts for line in part]


def _list_question_forms(board: Board, width: int) -> list[list[str]]:
    """Return the first questions in several forms.

    The shortest form has one question without its key, the longest has QUESTIONS with keys.
    """
    counts = ((1, False), (2, False), (2, True), (QUESTIONS, False), (QUESTIONS, True))
    return [
        list(_write_questions(board, width, count=count, with_keys=with_keys))
        for count, with_keys in counts
    ]


def _write_advice(survey: Survey, board: Board, width: int) -> list[str]:
    verdict = give_verdict(survey)
    if board.contradicted:  # listed below
        words = translate(
            "{title}: {advice}. Resolve {contradictions} first.",
            title=board.title,
            advice=_lower_first(translate_term(verdict.advice.value)),
            contradictions=format_count(len(board.contradicted), "contradiction"),
        )
        return _wrap(words, width, lines=2)
    settle = translate("Resolve first: ") if verdict.advice is Advice.SETTLE else ""
    advice = _lower_first(translate_term(verdict.advice.value))
    about = f"{settle}{verdict.about}"
    words = f"{board.title}: {advice}. {about[:1].upper()}{about[1:]}"
    return _wrap(words, width, lines=2)


def _lower_first(words: str) -> str:
    return f"{words[:1].lower()}{words[1:]}"


def _write_rows(board: Board, width: int) -> Iterator[str]:
    """Yield the table of integrations to build, with a bar for the range of each estimate."""
    if not board.rows:
        return
    name_width = _measure_name(width)
    label_width = _measure_labels(board)
    bar_width = width - name_width - label_width - 23
    shown = board.rows[:ROWS]
    largest = max((row.days.p90 for row in shown if row.days), default=1.0) or 1.0
    title = (
        translate("To build (person-days)")
        if board.poc or board.total
        else translate("Days if built new")
    )
    axis = f"0{format_figure(largest, 2):>{bar_width - 1}}"
    yield f"  {title:<{name_width + label_width}}{'P50':>5}{'P80':>6}{'P90':>6}   {axis}"
    for row in shown:
        name = _cut_name(_name(row, board), name_width - 1)
        figures = _write_days(row.days) if row.days else f"{translate('not estimated'):>17}"
        bar = _draw_bar(row.days, largest, bar_width) if row.days else ""
        yield f"  {row.label:<{label_width}}{name:<{name_width}}{figures}   {bar}"
    if more := len(board.rows) + board.hidden - len(shown):
        rest = translate("and {integrations}", integrations=format_count(more, "more integration"))
        yield f"  {'':<{label_width}}{rest}"
    yield from _count_others(board, width)


def _count_others(board: Board, width: int) -> Iterator[str]:
    """If the rows are two-way integrations, yield a line with the number of other integrations."""
    others = []
    if board.one_way:
        others.append(format_count(board.one_way, "one-way integration"))
    if board.not_two_way:
        others.append(translate_count("{count} other", "{count} others", board.not_two_way))
    if others:
        words = translate(
            "and {integrations}: `show integrations`, --all",
            integrations=", ".join(others),
        )
        yield from _wrap(words, width, lines=1, indent="  ")


def _measure_labels(board: Board) -> int:
    return max((len(row.label) for row in board.rows), default=0) + 2


def _measure_name(width: int) -> int:
    return min(48, 32 + (width - NARROWEST) // 2)


def _name(row: BoardRow, board: Board) -> str:
    ways = "⇄" if row.two_way else "→" if row.reads else "←" if row.writes else "?"
    if row.other:
        return f"{clean_text(row.card.name)} {ways} {clean_text(row.other.name)}"
    kinds = [
        f"{max(len(move.what), 1)} {way}"
        for way, move in ((translate("in"), row.reads), (translate("out"), row.writes))
        if move
    ]
    return f"{clean_text(row.card.name)} {ways} {', '.join(kinds)}" if board.poc else ""


def _write_days(days: Days) -> str:
    figures = (format_days(value) for value in (days.p50, days.p80, days.p90))
    low, likely, high = figures
    return f"{low:>5}{likely:>6}{high:>6}"


def _draw_bar(days: Days, largest: float, width: int) -> str:
    """Return the range from P50 to P90 as a bar of characters, with a full block at P80."""
    start, mark, end = (
        round(value / largest * (width - 1)) for value in (days.p50, days.p80, days.p90)
    )
    return "".join(
        "█" if place == mark else "▒" if start <= place <= end else " " for place in range(width)
    )


def _write_totals(survey: Survey, board: Board, width: int) -> Iterator[str]:
    name_width, indent = _measure_name(width), " " * (_measure_labels(board) + 2)
    if board.total:
        figures = _write_days(board.total.days)
        yield f"{indent}{translate(SCOPE):<{name_width}}{figures}"
        if cost := board.total.cost:
            amounts = "".join(f"{_shorten(v):>6}" for v in (cost.p50, cost.p80, cost.p90))
            currency = _name_rate(board.total)
            yield f"{indent}{currency:<{name_width - 1}}{amounts}"
    for total in list_totals(survey) if board.poc else ():
        if total.name == translate(POC_ONLY):
            yield f"{indent}{translate('the POC alone'):<{name_width}}{_write_days(total.days)}"
    if board.composition:
        words = translate("P80: {sum}", sum=write_sum(board.composition, brief=True))
        yield from _wrap(words, width, lines=3, indent="  ")
    if cost_of_running := get_run_cost(survey):
        yearly, month = cost_of_running.yearly, cost_of_running.month
        yield from _wrap(
            translate(
                "Run cost: {cost} a year ({least} to {most}); run cost exceeds build cost (with "
                "the product) after {p50:.0f} months ({p10:.0f} to {p90:.0f}).",
                cost=format_money(yearly.p50, cost_of_running.currency),
                least=_shorten(yearly.p10),
                most=_shorten(yearly.p90),
                p50=month.p50,
                p10=month.p10,
                p90=month.p90,
            ),
            width,
            lines=2,
            indent="  ",
        )
    if board.go_live:
        yield from _wrap(board.go_live, width, lines=2, indent="! " if board.is_late else "  ")


def _name_rate(total: Total) -> str:
    """Return the label of the row with the price; the label contains the day rate."""
    rate = format_figure(total.rate)
    if total.assumed_rate:
        return translate(
            "price in {currency}, assumed rate {rate}", currency=total.currency, rate=rate
        )
    if total.average_rate:
        return translate(
            "price in {currency}, average rate {rate}", currency=total.currency, rate=rate
        )
    return translate("price in {currency}, day rate {rate}", currency=total.currency, rate=rate)


def _shorten(amount: float) -> str:
    """Return an amount in thousands: 251,300 → `251k`."""
    if amount < 1000:
        return format_figure(amount)
    return translate("{thousands}k", thousands=format_figure(amount / 1000))


def _write_contradictions(survey: Survey, width: int, *, is_late: bool) -> Iterator[str]:
    lines = [
        line
        for line in survey.readiness
        if line.state is ReadinessState.CONTRADICTED and not (is_late and line.id == TIME)
    ]
    if not lines:
        return
    yield translate("Contradictions to resolve first")
    first = lines[0]
    place = f"{first.evidence[0]} " if first.evidence else ""
    yield from _wrap(f"{place}{first.answer}", width, lines=3, indent="  ✗ ")
    if len(lines) > 1:
        more = format_count(len(lines) - 1, "more contradiction")
        yield translate("  ✗ and {contradictions}", contradictions=more)


def _write_questions(board: Board, width: int, *, count: int, with_keys: bool) -> Iterator[str]:
    asked = board.questions[:count]
    if not asked:
        return
    valued = any(question.variance_share for question in board.questions)
    yield (
        translate("Questions to answer first (share of the uncertainty)")
        if valued
        else translate("Questions to answer first")
    )
    for place, question in enumerate(asked, start=1):
        worth = (
            translate("{share} % of the uncertainty", share=format_percent(question.variance_share))
            if question.variance_share
            else ""
        )
        gap = " " * (len(worth) + 2 if worth else 0)  # the share is at the end of the first line
        fits = partial(_fits_two_lines, width=width - 4, gap=gap)
        words = keep_sentences(clean_text(shorten_question(question)), fits)
        first, *rest = _wrap(words, width - 4, lines=2, gap=gap) or [""]
        yield f"  {place} {first.strip():<{width - 4 - len(worth)}}{worth}"
        yield from (f"    {words}" for words in rest)
        key = question.key or (ANSWERS if question.id else "")
        if with_keys and key:
            yield f"    {_cut(translate('answer: {key}', key=clean_text(key)), width - 4)}"


def _list_forgotten_forms(board: Board, width: int) -> list[list[str]]:
    """Return the systems that the POC does not mention, if need be only counted.

    The longer form adds the reason why the first one may be in scope.
    """
    names = [clean_text(name) or translate("a monitoring system") for name, _ in board.forgotten]
    if not names:
        return [[]]
    short = _name_forgotten(names, width)
    if board.forgotten[0][0]:
        names[0] = f"{names[0]} ({clean_text(board.forgotten[0][1])})"
    return [_wrap(short, width, lines=1), _wrap(_name_forgotten(names, 2 * width), width, lines=2)]


def _name_forgotten(names: Sequence[str], most: int) -> str:
    """Return a line with the first names, as many as fit into this number of characters."""
    words = ""
    for shown in range(min(SYSTEMS, len(names)), 0, -1):
        more = len(names) - shown
        rest = translate(" and {more} more", more=more) if more else ""
        listed = f"{', '.join(names[:shown])}{rest}"
        words = translate("Not in the POC, decide whether in scope: {shown}", shown=listed)
        if len(words) <= most:
            break
    return words


def _list_unpriced_forms(board: Board, width: int) -> list[list[str]]:
    words = f"{board.unpriced[:1].upper()}{board.unpriced[1:]}"
    return [_wrap(words, width, lines=2)] if words else [[]]


def _list_regression_forms(board: Board, width: int) -> list[list[str]]:
    """Return what must be tested again, and the days that this takes.

    The longer form also has the integrations that are reached indirectly.
    """
    if not board.to_test:
        return [[]]
    counted = format_count(board.to_test, "existing integration")
    days = (
        translate("; {days} of the total days at P50", days=format_days(board.test_days))
        if board.test_days
        else ""
    )
    tested = translate("To test again: {integrations}{days}", integrations=counted, days=days)
    forms = [_wrap(tested, width, lines=2)]
    if board.indirect:
        others = translate(
            "; {indirect:,} more reached indirectly, not priced", indirect=board.indirect
        )
        forms.append(_wrap(f"{tested}{others}", width, lines=2))
    return forms


def _write_warnings(survey: Survey, run: Run, width: int) -> Iterator[str]:
    """Yield the warnings, then a line on the inputs that were read, skipped and accepted."""
    for warning in run.warnings:
        yield from _wrap(warning, width, lines=1, indent="! ")
    skipped = [item for item in survey.skipped if item.kind not in {"key", "note"}]
    accepted = count_accepted(survey)
    parts = [
        describe_read(survey),
        *(
            [translate("{entries} skipped", entries=format_count(len(skipped), "entry"))]
            if skipped
            else []
        ),
        *(
            [translate("{findings} accepted", findings=format_count(accepted, "finding"))]
            if accepted
            else []
        ),
        *(
            [
                translate(
                    "{endpoints} not placed",
                    endpoints=format_count(len(survey.endpoints), "endpoint"),
                )
            ]
            if survey.endpoints
            else []
        ),
    ]
    states = [line.state for line in survey.readiness]
    if states:
        counts = (
            f"{states.count(state)} {translate_term(state.value)}"
            for state in ReadinessState
            if state in states
        )
        parts[-1] += translate(". Readiness: {counts}", counts=", ".join(counts))
    yield from _wrap(f"{', '.join(parts)}.", width, lines=3)


def _write_next(run: Run, width: int) -> Iterator[str]:
    if run.file:
        yield f"{translate('Open'):<7}{run.file}"
    for place, command in enumerate(run.commands):
        yield f"{'' if place else translate('Next'):<7}{command}"


def _explain(width: int) -> str:
    words = translate("Model figures, not promises. P80: 8 of 10 simulated outcomes cost no more.")
    return _cut(words, width)


def _fits_two_lines(words: str, width: int, gap: str) -> bool:
    return len(_wrap(words, width, lines=3, gap=gap)) <= 2


def _wrap(words: str, width: int, *, lines: int, indent: str = "", gap: str = "") -> list[str]:
    """Wrap text into at most `lines` lines.

    indent: start of the first line, such as "! ".
    gap: spaces that shorten the first line.
    """
    return textwrap.wrap(
        clean_text(words),
        width,
        initial_indent=f"{indent}{gap}",
        subsequent_indent=" " * len(indent),
        max_lines=lines,
        placeholder=f" {MORE}",
        break_on_hyphens=False,
    )


def _cut_name(name: str, width: int) -> str:
    return name if len(name) <= width else f"{name[: width - 1].rstrip()}{MORE}"


def _cut(words: str, width: int) -> str:
    return textwrap.shorten(words, width, placeholder=f" {MORE}") if len(words) > width else words
