"""The whole report as Markdown: what it costs, what to ask, what was found, what was not read."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from seamscope.document import Survey
from seamscope.outputs.tabulate import Cell, bullet, inert, markdown_table
from seamscope.outputs.text.pack import assumptions, catalogue, one_page, work
from seamscope.outputs.views.digest import (
    ASSUMPTIONS,
    figure,
    forgotten,
    is_left_out,
    question_line,
    ranked_questions,
    span,
    totals,
    totals_note,
)
from seamscope.outputs.views.provenance import coverage, method, skipped, systems
from seamscope.outputs.views.rows import Role, Row, rows
from seamscope.outputs.views.run_costs import COLUMNS, comparison, cost_rows, run_cost_of, summary

QUESTIONS = 50  # beyond, nobody reads on; `seamscope show questions` has all of them
Part = Callable[[Survey], Iterator[str]]


def markdown(survey: Survey) -> bytes:
    """Return the report, UTF-8; parts without content are left out."""
    parts: tuple[Part, ...] = (
        one_page,
        _effort,
        work,
        _running,
        _questions,
        _forgotten,
        _findings,
        _readiness,
        assumptions,
        catalogue,
        systems,
        skipped,
        coverage,
        method,
    )
    lines = chain.from_iterable(part(survey) for part in parts)
    return "".join(f"{line}\n" for line in lines).encode()


def _effort(survey: Survey) -> Iterator[str]:
    found = rows(survey)
    shown = [row for row in found if row.role is not Role.OUTSIDE]
    other = [row for row in found if row.role is Role.OUTSIDE]
    yield "## Effort"
    yield ""
    if shown:
        columns = (
            "id", "systems", "role", "how", "CFP", "score", "class", "P50, days", "P80, days",
            "P90, days", "POC P50–P90, days", "unknown facts", "both ways", "certainty", "why",
        )  # fmt: skip
        yield markdown_table(columns, [_cells(row) for row in shown])
    yield from _totals(survey)
    yield from ASSUMPTIONS
    yield ""
    if other:
        yield "### Integrations outside what the POC touches"
        yield ""
        headers = ("id", "systems", "how", "class", "P50–P90, days", "why")
        yield markdown_table(headers, [_brief(row) for row in other])


def _brief(row: Row) -> tuple[Cell, ...]:
    how = ", ".join(row.mechanisms)
    return (row.label, row.systems, how, row.effort_class, span(row.days), row.reason)


def _cells(row: Row) -> tuple[Cell, ...]:
    made = row.days
    percentiles = [figure(value) for value in (made.p50, made.p80, made.p90)] if made else [""] * 3
    excluded = "; not in the total" if is_left_out(row) else ""
    return (
        row.label,
        row.systems,
        row.standing,
        ", ".join(row.mechanisms),
        None if row.cfp is None else f"{row.cfp:.0f}",
        None if row.score is None else f"{row.score:.0f}",
        row.effort_class,
        *percentiles,
        span(row.poc_days),
        row.missing if row.effort_class else None,
        ", ".join(row.both_ways),
        row.certainty,
        f"{row.reason}{excluded}",
    )


def _totals(survey: Survey) -> Iterator[str]:
    made = totals(survey)
    if survey.totals is None or not made:
        return
    headers = ("total, person-days", "mean", "P50", "P80", "P90")
    cells = [
        (t.name, *(figure(v) for v in (t.days.mean, t.days.p50, t.days.p80, t.days.p90)))
        for t in made
    ]
    yield markdown_table(headers, cells)
    yield inert(totals_note(survey))
    yield ""
    for what, split in (("phase", survey.totals.by_phase), ("role", survey.totals.by_role)):
        if split:
            parts = [(name, f"{hours:.0f}") for name, hours in split]
            yield markdown_table((what, "production, mean hours"), parts)


def _running(survey: Survey) -> Iterator[str]:
    cost = run_cost_of(survey)
    if cost is None:
        return
    yield from ("## Running it", "")
    yield from (bullet(line) for line in summary(cost))
    yield from ("", markdown_table(COLUMNS, cost_rows(cost)))
    yield from (bullet(line) for line in comparison(cost))
    yield ""


def _questions(survey: Survey) -> Iterator[str]:
    ranked = ranked_questions(survey)
    yield from _section("Questions, the most telling first", map(question_line, ranked[:QUESTIONS]))
    if len(ranked) > QUESTIONS:
        more = f"{len(ranked) - QUESTIONS} more: `seamscope show questions` lists them all."
        yield from (f"and {more}", "")


def _forgotten(survey: Survey) -> Iterator[str]:
    yield from _section("Systems the POC does not mention", forgotten(survey))


def _findings(survey: Survey) -> Iterator[str]:
    order = ("high", "medium", "low")
    found = sorted(survey.findings, key=lambda f: (order.index(f.severity.value), f.what, f.where))
    if not found:
        return
    yield "## Findings"
    yield ""
    headers = ("severity", "what", "where", "what to do", "evidence")
    cells = [
        (f.severity.value, f.what, ", ".join(f.where), f.remedy, ", ".join(map(str, f.evidence)))
        for f in found
    ]
    yield markdown_table(headers, cells)


def _readiness(survey: Survey) -> Iterator[str]:
    if not survey.readiness:
        return
    yield "## Readiness for production"
    yield ""
    cells = [(r.line, r.state, r.answer, ", ".join(map(str, r.evidence))) for r in survey.readiness]
    yield markdown_table(("line", "state", "answer", "evidence"), cells)


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    made = [bullet(line) for line in lines]
    if made:
        yield from (f"## {title}", "", *made, "")
