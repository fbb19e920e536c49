"""Fill the slides with content; slides without content are left out."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from seamscope.document import Survey
from seamscope.errors import SeamscopeError
from seamscope.estimate.run_cost_result import Span
from seamscope.outputs.board import render_board_pages
from seamscope.outputs.canvas.raster import rasterise
from seamscope.outputs.plan import Level, build_plan
from seamscope.outputs.slides.deck import (  # fmt: skip
    SMALLEST,
    CostLine,
    Deck,
    add_line_chart,
    add_paragraphs,
    add_range_chart,
    add_table,
    fill_slide,
)
from seamscope.outputs.slides.figures import add_list_slide, add_summary_slide
from seamscope.outputs.views.cost_drivers import rank_cost_drivers
from seamscope.outputs.views.digest import (
    METHOD_NOTES,
    describe_skipped,
    format_poc_days,
    list_forgotten_systems,
)
from seamscope.outputs.views.display_names import name_factor
from seamscope.outputs.views.effort_rows import EffortRow, Role, get_hours_per_day, list_effort_rows
from seamscope.outputs.views.next_steps import rank_questions, shorten_question
from seamscope.outputs.views.plan_options import PlanOptions
from seamscope.outputs.views.provenance import describe_source_and_seed
from seamscope.outputs.views.run_costs import get_run_cost, summarize_run_cost
from seamscope.readiness import ReadinessState
from seamscope.resolved import Question
from seamscope.wording import format_days, format_percent, mark_each, translate, translate_term

ROWS = 13  # number of table rows that fit on one slide at 12 points
WORTH = 0.005  # minimum share of the variance to show; a smaller one would be printed as 0 %
TABLES = 3  # maximum number of slides for the effort table; the workbook has all rows
BARS = 14
NOTE = 6.3  # inches: top of the note below a full table

Slide = Callable[[Deck], None]


def list_slides(survey: Survey) -> Iterator[Slide]:
    """Yield the slides in order: board page, advice, effort, ranges, run cost, risks, questions."""
    source = describe_source_and_seed(survey)
    yield lambda deck: _add_board_slides(deck, survey, source)
    yield lambda deck: add_summary_slide(deck, survey, source)
    yield from _list_effort_slides(survey, source)
    yield lambda deck: _add_range_slide(deck, survey, source)
    yield lambda deck: _add_run_cost_slides(deck, survey, source)
    yield lambda deck: add_list_slide(
        deck, translate("Cost drivers"), _list_cost_drivers(survey), source
    )
    yield lambda deck: add_list_slide(deck, translate("Risks"), _list_risks(survey), source)
    yield lambda deck: add_list_slide(
        deck, _count_readiness(survey), _list_readiness(survey), source
    )
    yield lambda deck: _add_plan_slide(deck, survey, source)
    questions = [_format_question(question) for question in rank_questions(survey)]
    yield lambda deck: add_list_slide(
        deck, translate("Questions to answer first"), questions, source
    )
    yield lambda deck: add_list_slide(
        deck, translate("Notes on the figures"), _list_method(survey), source
    )


def _add_board_slides(deck: Deck, survey: Survey, source: str) -> None:
    """Add each board page as a picture that fills the slide; no text is smaller than 9 points."""
    title = survey.meta.title or translate("Integration landscape")
    try:
        pictures = [rasterise(page) for page in render_board_pages(survey)]
    except SeamscopeError:
        return  # the tables have the same content; `survey` reports the reason
    for number, picture in enumerate(pictures, start=1):
        page = (
            translate("board page {number} of {pictures}", number=number, pictures=len(pictures))
            if len(pictures) > 1
            else translate("board page")
        )
        fill_slide(deck.add_slide(f"{title}: {page}", source), picture, f"{title}, {page}")


def _list_effort_slides(survey: Survey, source: str) -> Iterator[Slide]:
    to_build = _list_rows_to_build(survey)
    pages = [to_build[start : start + ROWS] for start in range(0, len(to_build), ROWS)]
    for number, page in enumerate(pages[:TABLES], start=1):
        more = len(to_build) - ROWS * TABLES if number == TABLES else 0
        title = translate("Integrations to build") + (
            translate(" ({number} of {pages})", number=number, pages=len(pages))
            if len(pages) > 1
            else ""
        )
        full_title = (
            translate("{title}; {more} more in the workbook", title=title, more=more)
            if more > 0
            else title
        )
        yield partial(_add_effort_slide, title=full_title, page=page, source=source)


def _add_effort_slide(deck: Deck, title: str, page: Sequence[EffortRow], source: str) -> None:
    headers = mark_each(
        "id", "systems", "mechanism", "class", "P50, days", "P80, days", "P90, days",
        "POC P50–P90, days", "unknown facts",
    )  # fmt: skip
    cells = [
        (
            row.label,
            row.systems,
            ", ".join(row.mechanisms),
            row.effort_class,
            *([format_days(v) for v in (row.days.p50, row.days.p80, row.days.p90)] if row.days
              else [""] * 3),
            format_poc_days(row.poc_days),
            str(row.missing) if row.effort_class else "",
        )
        for row in page
    ]  # fmt: skip
    slide = deck.add_slide(title, source)
    add_table(slide, headers, cells, (1.1, 4.2, 1.5, 0.7, 0.8, 0.8, 0.8, 1.3, 1.2))


def _list_rows_to_build(survey: Survey) -> list[EffortRow]:
    return [row for row in list_effort_rows(survey) if row.role is Role.BUILD]


def _add_range_slide(deck: Deck, survey: Survey, source: str) -> None:
    to_build = _list_rows_to_build(survey)
    bars = [(f"{row.label} {row.systems}", row.days) for row in to_build[:BARS] if row.days]
    if bars:
        title = translate("Range of each estimate: P50 to P90 in person-days")
        add_range_chart(deck.add_slide(title, source), bars)


def _add_run_cost_slides(deck: Deck, survey: Survey, source: str) -> None:
    cost = get_run_cost(survey)
    if cost is None:
        return
    month = cost.month
    spread = translate("80 % range {p10:.0f} to {p90:.0f}", p10=month.p10, p90=month.p90)
    title = translate(
        "Run cost exceeds build cost after {p50:.0f} months ({spread})",
        p50=month.p50,
        spread=spread,
    )
    months = list(range(0, int(min(max(month.p90, 24), 96)) + 7, 6))
    slide = deck.add_slide(title, source)
    build = CostLine(
        name=translate("build cost, P50"),
        amounts=[cost.build.p50] * len(months),
        is_build=True,
        is_median=True,
    )
    cumulated = [
        CostLine(
            name=translate("run cost, {percentile}", percentile=name),
            amounts=[value / 12 * month for month in months],
            is_build=False,
            is_median=name == "P50",
        )
        for name, value in _list_percentiles(cost.yearly)
    ]
    add_line_chart(slide, months, [build, *cumulated], cost.currency)
    add_list_slide(
        deck,
        translate("Run cost ({currency})", currency=cost.currency),
        list(summarize_run_cost(cost)),
        source,
    )


def _list_percentiles(span: Span) -> Sequence[tuple[str, float]]:
    return ("P10", span.p10), ("P50", span.p50), ("P90", span.p90)


def _list_cost_drivers(survey: Survey) -> list[str]:
    return [
        translate(
            "{driver}: on average {days} person-days more than with a nominal rating; {reason}",
            driver=name_factor(driver.name),
            days=format_days(driver.days),
            reason=driver.reason,
        )
        for driver in rank_cost_drivers(survey)
    ]


def _list_risks(survey: Survey) -> list[str]:
    order = ("high", "medium")
    findings = sorted(
        (f for f in survey.findings if f.severity.value in order and not f.is_accepted),
        key=lambda f: (order.index(f.severity.value), f.what),
    )
    return [
        *(f"{translate_term(f.severity.value).capitalize()}: {f.what}" for f in findings),
        *(
            translate("Not mentioned by the POC: {line}", line=line)
            for line in list_forgotten_systems(survey)
        ),
    ]


def _count_readiness(survey: Survey) -> str:
    counts = Counter(line.state for line in survey.readiness)
    return translate(
        "Readiness: {answered} answered, {unknown} open, {contradicted} contradicted",
        answered=counts[ReadinessState.ANSWERED],
        unknown=counts[ReadinessState.OPEN],
        contradicted=counts[ReadinessState.CONTRADICTED],
    )


def _list_readiness(survey: Survey) -> list[str]:
    """Return the contradicted lines of the checklist with both statements, then the open lines."""
    lines = survey.readiness
    contradicted = [line for line in lines if line.state is ReadinessState.CONTRADICTED]
    unknown = [line for line in lines if line.state is ReadinessState.OPEN]
    return [
        *(
            translate(
                "Contradicted: {line}; {answer}",
                line=translate_term(line.line),
                answer=line.answer,
            )
            for line in contradicted
        ),
        *(translate("Open: {line}", line=translate_term(line.line)) for line in unknown),
    ]


def _add_plan_slide(deck: Deck, survey: Survey, source: str) -> None:
    """Add a table of the plan's epics.

    The slide is omitted if there is no total, or if there are too many integrations for a plan.
    """
    try:
        plan = build_plan(survey, PlanOptions())
    except SeamscopeError:
        return
    epics = [task for task in plan.tasks if task.level is Level.EPIC]
    if not epics:
        return
    per_day = get_hours_per_day(survey)
    cells = [
        (
            task.name,
            plan.format_day(task.start),
            plan.format_day(task.finish, end=True),
            format_days(task.hours / per_day) if task.hours else "",
        )
        for task in epics[:ROWS]
    ]
    title = translate("Plan: {start} to {end}", start=plan.format_day(0.0),
                      end=plan.format_day(plan.finish, end=True))  # fmt: skip
    if more := len(epics) - len(cells):
        title = translate("{title}; {more} more in the workbook", title=title, more=more)
    headers = mark_each("task", "start", "finish", "person-days (P50, then the reserve)")
    slide = deck.add_slide(title, source)
    add_table(slide, headers, cells, (5.5, 1.3, 1.3, 1.9))
    if more:
        return
    note = translate(
        "An integration is listed without its share of the tests of all integrations, acceptance "
        "and go-live, which have a row of their own. All rows together are the P80 of the total."
    )
    add_paragraphs(slide, [note], NOTE, SMALLEST)


def _format_question(question: Question) -> str:
    worth = question.variance_share or 0.0
    if worth < WORTH:
        return shorten_question(question)
    share = translate("{share} % of the uncertainty", share=format_percent(worth))
    return f"{shorten_question(question)} ({share})"


def _list_method(survey: Survey) -> list[str]:
    method = translate_term(survey.meta.method)
    lines = (*map(translate_term, METHOD_NOTES), method, describe_skipped(survey))
    return [line for line in lines if line]
