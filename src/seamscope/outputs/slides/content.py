"""What stands on which slide; a slide without content is left out."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from seamscope.document import Survey
from seamscope.errors import SeamscopeError
from seamscope.estimate.run_cost_result import Span
from seamscope.outputs.diagram.picture import png
from seamscope.outputs.slides.deck import (  # fmt: skip
    BUILT,
    GOOD,
    HEIGHT,
    KEPT,
    MARGIN,
    SOFT,
    TOP,
    Deck,
    big,
    lines,
    picture,
    ranges,
    strip,
    table,
    words,
)
from seamscope.outputs.views.cost_drivers import cost_drivers
from seamscope.outputs.views.digest import (
    ASSUMPTIONS,
    counted,
    figure,
    forgotten,
    question_line,
    ranked_questions,
    skipped_line,
    span,
    totals,
)
from seamscope.outputs.views.provenance import source_line
from seamscope.outputs.views.rows import Role, Row, rows
from seamscope.outputs.views.run_costs import run_cost_of, summary
from seamscope.outputs.views.verdict import Advice, verdict

ROWS = 13  # of a table on one slide at 12 points
TABLES = 3  # slides of the effort table; beyond, the workbook has the rest
LISTED = 8
BARS = 14
LONGEST = 210  # characters of one line

COLOURS = {Advice.ASK: BUILT, Advice.RESERVE: KEPT, Advice.PLAN: GOOD, Advice.NOTHING: SOFT}

Slide = Callable[[Deck], None]


def slides(survey: Survey) -> Iterator[Slide]:
    """Yield the slides in order: advice, drawing, effort, spread, running, risks, questions."""
    source = source_line(survey)
    yield lambda deck: _first(deck, survey, source)
    yield lambda deck: _drawing(deck, survey, source)
    yield from _effort(survey, source)
    yield lambda deck: _spread(deck, survey, source)
    yield lambda deck: _running(deck, survey, source)
    yield lambda deck: _listed(deck, "What makes it dear", _drivers(survey), source)
    yield lambda deck: _listed(deck, "Risks", _risks(survey), source)
    asked = [question_line(question) for question in ranked_questions(survey)]
    yield lambda deck: _listed(deck, "Ask first", asked, source)
    yield lambda deck: _listed(deck, "How to read this", _method(survey), source)


def _first(deck: Deck, survey: Survey, source: str) -> None:
    found = verdict(survey)
    made = deck.slide(survey.meta.title or "Integration landscape", source)
    told = [found.sentence, *found.reasons, counted(survey, rows(survey))]
    strip(made, found.advice.value, COLOURS[found.advice])
    words(made, told, TOP + 0.95)
    for place, total in enumerate(totals(survey)):
        low, high = figure(total.days.p50), figure(total.days.p90)
        name = f"{total.name}: days at P80 (P50 {low}, P90 {high})"
        big(made, figure(total.days.p80), name, (MARGIN + 3.1 * place, HEIGHT - 2.4))
    if cost := run_cost_of(survey):
        month, place = cost.month, len(totals(survey))
        told_month = f"months until running passes building ({month.p10:.0f} to {month.p90:.0f})"
        big(made, f"{month.p50:.0f}", told_month, (MARGIN + 3.1 * place, HEIGHT - 2.4))


def _drawing(deck: Deck, survey: Survey, source: str) -> None:
    try:
        drawn = png(survey)
    except SeamscopeError:
        return  # the tables hold the same; `survey` says why nothing was drawn
    picture(deck.slide("The landscape", source), drawn)


def _effort(survey: Survey, source: str) -> Iterator[Slide]:
    found = [row for row in rows(survey) if row.role is Role.BUILD]
    pages = [found[start : start + ROWS] for start in range(0, len(found), ROWS)]
    for number, page in enumerate(pages[:TABLES], start=1):
        more = len(found) - ROWS * TABLES if number == TABLES else 0
        title = "What is to build" + (f" ({number} of {len(pages)})" if len(pages) > 1 else "")
        told = f"{title}; {more} more in the workbook" if more > 0 else title
        yield partial(_page, title=told, page=page, source=source)


def _page(deck: Deck, title: str, page: Sequence[Row], source: str) -> None:
    headers = ("id", "systems", "how", "class", "P50", "P80", "P90", "POC", "unknown")
    cells = [
        (
            row.label,
            row.systems,
            ", ".join(row.mechanisms),
            row.effort_class,
            *([figure(v) for v in (row.days.p50, row.days.p80, row.days.p90)] if row.days
              else [""] * 3),
            span(row.poc_days),
            str(row.missing) if row.effort_class else "",
        )
        for row in page
    ]  # fmt: skip
    made = deck.slide(f"{title}, person-days", source)
    table(made, headers, cells, (0.8, 4.5, 1.8, 0.7, 0.8, 0.8, 0.8, 1.2, 1.0))


def _spread(deck: Deck, survey: Survey, source: str) -> None:
    built = [row for row in rows(survey) if row.role is Role.BUILD and row.days]
    built.sort(key=lambda row: (-(row.days.mean if row.days else 0.0), row.label))
    bars = [
        (f"{row.label} {row.systems}", row.days.p50, row.days.p90)
        for row in built[:BARS]
        if row.days
    ]
    if bars:
        ranges(deck.slide("How sure each figure is: P50 to P90 in person-days", source), bars)


def _running(deck: Deck, survey: Survey, source: str) -> None:
    cost = run_cost_of(survey)
    if cost is None:
        return
    month = cost.month
    title = f"Running passes building in month {month.p50:.0f} ({month.p10:.0f} to {month.p90:.0f})"
    months = list(range(0, int(min(max(month.p90, 24), 96)) + 7, 6))
    made = deck.slide(title, source)
    cumulated = {
        f"run, {name}": [value / 12 * m for m in months] for name, value in _named(cost.yearly)
    }
    lines(made, months, {"built, P50": [cost.build.p50] * len(months), **cumulated})
    _listed(deck, f"Once it runs ({cost.currency})", list(summary(cost)), source)


def _named(found: Span) -> Sequence[tuple[str, float]]:
    return ("P10", found.p10), ("P50", found.p50), ("P90", found.p90)


def _drivers(survey: Survey) -> list[str]:
    return [
        f"{driver.name}: {figure(driver.days)} days more than if it were nominal; {driver.reason}"
        for driver in cost_drivers(survey)
    ]


def _risks(survey: Survey) -> list[str]:
    order = ("high", "medium")
    grave = sorted(
        (f for f in survey.findings if f.severity.value in order),
        key=lambda f: (order.index(f.severity.value), f.what),
    )
    against = [line for line in survey.readiness if line.state == "contradicted"]
    return [
        *(f"Contradicted: {line.line}; {line.answer}" for line in against),
        *(f"{f.severity.value.capitalize()}: {f.what}" for f in grave),
        *(f"Not mentioned: {line}" for line in forgotten(survey)),
    ]


def _method(survey: Survey) -> list[str]:
    told = (*ASSUMPTIONS, survey.meta.method, skipped_line(survey))
    return [line for line in told if line]


def _listed(deck: Deck, title: str, told: Sequence[str], source: str) -> None:
    if not told:
        return
    more = len(told) - LISTED
    shown = [line if len(line) <= LONGEST else f"{line[:LONGEST]}…" for line in told[:LISTED]]
    if more > 0:
        shown.append(f"and {more} more, in the report")
    words(deck.slide(title, source), shown, TOP)
