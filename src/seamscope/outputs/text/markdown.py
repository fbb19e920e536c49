"""The whole report as Markdown: summary, effort, breakdown, run cost and questions."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain

from seamscope.document import Survey
from seamscope.outputs.text.markdown_appendix import (
    list_assumptions_and_exclusions,
    list_findings,
    list_interface_catalogue,
    list_method,
    list_readiness,
    list_skipped,
    list_sql_coverage,
    list_systems,
    list_table,
)
from seamscope.outputs.text.markdown_way import (
    list_risks,
    list_way_to_go_live,
    summarize_total,
)
from seamscope.outputs.views.accuracy_line import describe_accuracy
from seamscope.outputs.views.breakdown import break_down
from seamscope.outputs.views.cost_drivers import rank_cost_drivers, rank_largest_integrations
from seamscope.outputs.views.coverage_line import describe_read
from seamscope.outputs.views.digest import (
    METHOD_NOTES,
    describe_counts,
    explain_totals,
    format_poc_days,
    format_question,
    is_excluded,
    list_forgotten_systems,
    list_totals,
)
from seamscope.outputs.views.display_names import name_factor
from seamscope.outputs.views.effort_rows import (
    EffortRow,
    Role,
    get_hours_per_day,
    list_effort_rows,
    name_days,
)
from seamscope.outputs.views.next_steps import list_first_questions, rank_questions
from seamscope.outputs.views.provenance import describe_source_and_seed
from seamscope.outputs.views.regression import explain_roles
from seamscope.outputs.views.run_costs import (
    compare_with_rules,
    get_run_cost,
    list_cost_detail_rows,
    list_cost_headers,
    summarize_run_cost,
)
from seamscope.outputs.views.verdict import give_verdict
from seamscope.outputs.writers.tabulate import (
    Cell,
    escape_markdown_line,
    format_bullet,
    format_markdown_table,
)
from seamscope.wording import (
    end_sentence,
    format_days,
    format_figure,
    mark_each,
    mark_text,
    translate,
    translate_term,
)

LABELS = 6  # maximum number of integrations listed for one cost driver
Part = Callable[[Survey], Iterator[str]]


def render_markdown(survey: Survey) -> bytes:
    """Return the report as Markdown, UTF-8; parts without content are left out."""
    parts: tuple[Part, ...] = (
        _list_summary,
        _list_effort,
        _list_breakdown,
        _list_run_cost,
        list_way_to_go_live,
        list_risks,
        _list_questions,
        _list_forgotten_systems,
        list_findings,
        list_readiness,
        list_assumptions_and_exclusions,
        list_interface_catalogue,
        list_systems,
        list_skipped,
        list_sql_coverage,
        list_method,
    )
    lines = chain.from_iterable(part(survey) for part in parts)
    return "".join(f"{line}\n" for line in lines).encode()


def _list_summary(survey: Survey) -> Iterator[str]:
    """Yield the summary: advice, totals, largest integrations, first questions."""
    yield from (
        f"# {escape_markdown_line(survey.meta.title or translate('Integration landscape'))}",
        "",
    )
    yield from (escape_markdown_line(describe_source_and_seed(survey)), "")
    verdict = give_verdict(survey)
    yield from (
        f"**{escape_markdown_line(end_sentence(verdict.headline))}** "
        f"{escape_markdown_line(verdict.sentence)}",
        "",
    )
    yield from map(format_bullet, verdict.reasons)
    yield from ("", escape_markdown_line(describe_counts(survey, list_effort_rows(survey))), "")
    yield from (escape_markdown_line(end_sentence(describe_read(survey))), "")
    if line := describe_accuracy(survey):
        yield from (escape_markdown_line(line), "")
    yield from summarize_total(survey)
    lines = [
        (t.name, *(format_days(v) for v in (t.days.p50, t.days.p80, t.days.p90)))
        for t in list_totals(survey)
    ]
    if lines:
        headers = mark_each("total", "P50, person-days", "P80, person-days", "P90, person-days")
        yield format_markdown_table(headers, lines)
    largest = (f"{item.label} {item.sentence}" for item in rank_largest_integrations(survey))
    yield from _list_section("### " + translate("The largest integrations"), largest)
    yield from _list_section("### " + translate("Cost drivers"), _list_cost_drivers(survey))
    questions = map(format_question, list_first_questions(survey))
    yield from _list_section("### " + translate("Questions to answer first"), questions)
    if cost := get_run_cost(survey):
        yield from _list_section(
            "### " + translate("Cost of running the product"), summarize_run_cost(cost)
        )


def _list_cost_drivers(survey: Survey) -> Iterator[str]:
    for driver in rank_cost_drivers(survey):
        days = translate(
            "on average {days} person-days more than with a nominal rating",
            days=format_days(driver.days),
        )
        others = translate(" and others") if len(driver.labels) > LABELS else ""
        labels = f"{', '.join(driver.labels[:LABELS])}{others}"
        yield translate(
            "{driver}: {days}, in {labels}; {reason}",
            driver=name_factor(driver.name),
            days=days,
            labels=labels,
            reason=driver.reason,
        )


def _list_effort(survey: Survey) -> Iterator[str]:
    effort_rows = list_effort_rows(survey)
    touched = [row for row in effort_rows if row.role is not Role.OUTSIDE]
    outside = [row for row in effort_rows if row.role is Role.OUTSIDE]
    days = name_days(survey)
    yield from ("## " + translate("Effort"), "")
    if touched:
        headers = mark_each(
            "id", "systems", "role", "mechanism", "size, CFP", "score, 0–100", "class",
            f"P50, {days}", f"P80, {days}", f"P90, {days}", "POC P50–P90, days", "unknown facts",
            "written by both", "certainty", "main reason",
        )  # fmt: skip
        yield format_markdown_table(headers, [_build_cells(row) for row in touched])
        if roles := explain_roles(touched):
            yield from (escape_markdown_line(roles), "")
    yield from _list_totals(survey)
    yield from map(translate_term, METHOD_NOTES)
    yield ""
    if outside:
        yield from ("### " + translate("Integrations that the POC does not touch"), "")
        brief = mark_each("id", "systems", "mechanism", "class", "score, 0–100", "main reason")
        yield format_markdown_table(brief, [_build_outside_cells(row) for row in outside])


def _build_cells(row: EffortRow) -> tuple[Cell, ...]:
    estimate = row.days
    percentiles = (
        [format_days(value) for value in (estimate.p50, estimate.p80, estimate.p90)]
        if estimate
        else [""] * 3
    )
    excluded = translate("; not in the total") if is_excluded(row) else ""
    return (
        row.label,
        row.systems,
        row.status,
        ", ".join(row.mechanisms),
        None if row.cfp is None else f"{row.cfp:.0f}",
        None if row.score is None else f"{row.score:.0f}",
        row.effort_class,
        *percentiles,
        format_poc_days(row.poc_days),
        row.missing if row.effort_class else None,
        ", ".join(row.both_ways),
        translate_term(row.certainty),
        f"{row.reason}{excluded}",
    )


def _build_outside_cells(row: EffortRow) -> tuple[Cell, ...]:
    score = None if row.score is None else f"{row.score:.0f}"
    return (
        row.label,
        row.systems,
        ", ".join(row.mechanisms),
        row.effort_class,
        score,
        row.reason,
    )


def _list_totals(survey: Survey) -> Iterator[str]:
    totals = list_totals(survey)
    if survey.totals is None:
        yield from (escape_markdown_line(explain_totals(survey)), "")
        return
    if not totals:
        return
    columns = mark_each("total, person-days", "mean", "P50", "P80", "P90")
    cells = [
        (t.name, *(format_days(v) for v in (t.days.mean, t.days.p50, t.days.p80, t.days.p90)))
        for t in totals
    ]
    yield format_markdown_table(columns, cells)
    yield escape_markdown_line(explain_totals(survey))
    yield ""
    figures = mark_text("production, mean hours")
    for headers, hours_by_name in (
        ((mark_text("phase"), figures), survey.totals.by_phase),
        ((mark_text("role"), figures), survey.totals.by_role),
    ):
        if hours_by_name:
            lines = [(translate_term(key), format_figure(hours)) for key, hours in hours_by_name]
            yield format_markdown_table(headers, lines)


def _list_breakdown(survey: Survey) -> Iterator[str]:
    """Yield the hours of each integration to build: setup, each direction, and common work."""
    per_day = get_hours_per_day(survey)
    lines: list[Sequence[Cell]] = [
        (part.label, part.name, f"{100 * part.share:.0f} %", format_days(part.hours / per_day))
        for part in break_down(survey)
    ]
    headers = mark_each("id", "direction or part", "share of the integration", "mean, days")
    yield from list_table(translate("Work breakdown"), headers, iter(lines))


def _list_run_cost(survey: Survey) -> Iterator[str]:
    cost = get_run_cost(survey)
    if cost is None:
        return
    yield from ("## " + translate("Run cost"), "")
    yield from (format_bullet(line) for line in summarize_run_cost(cost))
    yield from (
        "",
        format_markdown_table(list_cost_headers(cost.currency), list_cost_detail_rows(cost)),
    )
    yield from (format_bullet(line) for line in compare_with_rules(cost))
    yield ""


def _list_questions(survey: Survey) -> Iterator[str]:
    questions = map(format_question, rank_questions(survey))
    title = (
        translate("Questions, by share of the uncertainty")
        if survey.totals
        else translate("Questions, the most important first")
    )
    yield from _list_section(f"## {title}", questions)


def _list_forgotten_systems(survey: Survey) -> Iterator[str]:
    yield from _list_section(
        "## " + translate("Systems the POC does not mention: decide whether in scope"),
        list_forgotten_systems(survey),
    )


def _list_section(heading: str, lines: Iterable[str]) -> Iterator[str]:
    items = [format_bullet(line) for line in lines]
    if items:
        yield from (heading, "", *items, "")
