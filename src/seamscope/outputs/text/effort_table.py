"""The effort table for the terminal, with totals and the questions to answer first."""

import io
from collections.abc import Iterable, Iterator

from seamscope.document import Survey
from seamscope.outputs.views.accuracy_line import describe_accuracy
from seamscope.outputs.views.cost_drivers import rank_largest_integrations
from seamscope.outputs.views.digest import (
    METHOD_NOTES,
    describe_counts,
    describe_readiness,
    describe_skipped,
    explain_totals,
    format_poc_days,
    format_question,
    is_excluded,
    limit_lines,
    list_forgotten_systems,
    list_high_findings,
    list_totals,
)
from seamscope.outputs.views.effort_rows import (
    IF_BUILT_NEW,
    EffortRow,
    Role,
    list_effort_rows,
    name_days,
)
from seamscope.outputs.views.next_steps import list_first_questions
from seamscope.outputs.views.regression import explain_roles
from seamscope.outputs.views.run_costs import get_run_cost, summarize_run_cost
from seamscope.outputs.views.total import format_headline
from seamscope.outputs.writers.tabulate import clean_text
from seamscope.wording import format_count, format_days, translate, translate_term

WIDTH = 140  # fixed, so that the same survey yields the same bytes everywhere
SHOWN = 300  # maximum number of integrations in the table; effort.csv has all of them
REASON = 110  # maximum number of characters of a reason; `seamscope explain` shows the whole text
Column = tuple[str, str, bool]  # header, justify, whether it may wrap


def render_table(survey: Survey) -> bytes:
    """Return the effort table of integrations that the POC touches, with totals and questions."""
    effort_rows = list_effort_rows(survey)
    touched = [row for row in effort_rows if row.role is not Role.OUTSIDE]
    shown = touched[:SHOWN]
    with_poc = any(row.poc_days for row in shown)
    days = name_days(survey)
    lines = [_build_cells(row, days, with_poc=with_poc) for row in shown]
    parts = [_format_grid(_list_columns(days, with_poc=with_poc), lines)] if shown else []
    if more := len(touched) - len(shown):
        parts.append(
            translate(
                "{integrations} in effort.csv and the report.",
                integrations=format_count(more, "more integration"),
            )
            + "\n"
        )
    parts.append("".join(f"{line}\n" for line in _list_lines_below(survey, effort_rows)))
    return "\n".join(parts).encode()


def _list_columns(days: str, *, with_poc: bool) -> list[Column]:
    percentiles: list[Column] = [
        (f"{translate('days')}\n{name}", "right", False) for name in ("P50", "P80", "P90")
    ]
    # The header "days if built new" is long: the percentiles share one column under it.
    if days == translate(IF_BUILT_NEW):
        percentiles = [(f"{days}\n{'P50':>5}{'P80':>6}{'P90':>6}", "right", False)]
    poc: list[Column] = [(translate("POC days\nP50–P90"), "right", False)] if with_poc else []
    return [
        (translate("id"), "left", False),
        (translate("systems"), "left", True),
        (translate("role"), "left", False),
        (translate("mechanism"), "left", True),
        (translate("CFP"), "right", False),
        (translate("score"), "right", False),
        (translate("class"), "left", False),
        *percentiles,
        *poc,
        (translate("un-\nknown\nfacts"), "right", False),
        (translate("main reason"), "left", True),
    ]


def _build_cells(row: EffortRow, days: str, *, with_poc: bool) -> list[str]:
    estimate = row.days
    percentiles = (
        [format_days(value) for value in (estimate.p50, estimate.p80, estimate.p90)]
        if estimate
        else [""] * 3
    )
    if days == translate(IF_BUILT_NEW):
        low, likely, high = percentiles
        percentiles = [f"{low:>5}{likely:>6}{high:>6}"]
    return [
        row.label,
        row.systems,
        row.status,
        _format_mechanisms(row),
        "" if row.cfp is None else f"{row.cfp:.0f}",
        "" if row.score is None else f"{row.score:.0f}",
        row.effort_class,
        *percentiles,
        *([format_poc_days(row.poc_days)] if with_poc else []),
        str(row.missing) if row.effort_class else "",
        _format_reason(row),
    ]


def _format_mechanisms(row: EffortRow) -> str:
    sure = f" ({translate_term(row.certainty)})" if row.certainty not in {"", "certain"} else ""
    return ", ".join(row.mechanisms) + sure


def _format_reason(row: EffortRow) -> str:
    both = (
        translate("; both systems write {entities}", entities=", ".join(row.both_ways))
        if row.both_ways
        else ""
    )
    excluded = translate("; not in the total") if is_excluded(row) else ""
    why = row.reason if len(row.reason) <= REASON else f"{row.reason[: REASON - 1]}…"
    return f"{why}{both}{excluded}"


def _list_lines_below(survey: Survey, effort_rows: tuple[EffortRow, ...]) -> Iterator[str]:
    if roles := explain_roles(effort_rows):
        yield from (roles, "")
    yield from _list_total_lines(survey)
    lines = (
        f"{integration.label} {integration.sentence}"
        for integration in rank_largest_integrations(survey)
    )
    yield from _format_list(translate("Largest integrations:"), lines)
    if cost := get_run_cost(survey):
        yield from _format_list(
            translate("Run cost (`seamscope show costs`):"), summarize_run_cost(cost)
        )
    yield from _format_list(
        translate("Questions to answer first:"), map(format_question, list_first_questions(survey))
    )
    yield from _format_list(
        translate("Systems the POC does not mention, decide whether in scope:"),
        limit_lines(list_forgotten_systems(survey)),
    )
    yield from _format_list(
        translate("High-severity findings:"), limit_lines(list_high_findings(survey))
    )
    if line := describe_readiness(survey):
        yield line
    yield clean_text(describe_counts(survey, effort_rows))
    if line := describe_accuracy(survey):
        yield clean_text(line)
    if outside := sum(row.role is Role.OUTSIDE for row in effort_rows):
        hidden = format_count(outside, "integration")
        yield translate(
            "{hidden} that the POC does not touch: listed in the report, not in this table.",
            hidden=hidden,
        )
    if line := describe_skipped(survey):
        yield line
    yield from map(translate_term, METHOD_NOTES)


def _list_total_lines(survey: Survey) -> Iterator[str]:
    totals = list_totals(survey)
    if totals:
        if headline := format_headline(survey):
            yield headline
        yield translate("Total, person-days")
    for item in totals:
        low, likely, high = (format_days(v) for v in (item.days.p50, item.days.p80, item.days.p90))
        yield f"  {item.name + ':':32} P50 {low:>6}   P80 {likely:>6}   P90 {high:>6}"
    if totals or survey.totals is None:
        yield f"{'  ' if totals else ''}{explain_totals(survey)}"
        yield ""


def _format_list(title: str, lines: Iterable[str]) -> Iterator[str]:
    items = [f"  - {clean_text(line)}" for line in lines]
    if items:
        yield title
        yield from items
        yield ""


def _format_grid(columns: list[Column], cells: list[list[str]]) -> str:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for header, side, wraps in columns:
        table.add_column(header, justify="right" if side == "right" else "left", no_wrap=not wraps)
    for row in cells:
        table.add_row(*(Text(clean_text(cell)) for cell in row))
    stream = io.StringIO()
    Console(file=stream, width=WIDTH, color_system=None, highlight=False).print(table)
    return "\n".join(line.rstrip() for line in stream.getvalue().splitlines()) + "\n"
