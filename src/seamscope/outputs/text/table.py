"""The effort table for the terminal; every figure stands with its range and its reason."""

import io
from collections.abc import Iterable, Iterator

from seamscope.document import Survey
from seamscope.outputs.tabulate import plain
from seamscope.outputs.views.cost_drivers import decisive
from seamscope.outputs.views.digest import (
    ASSUMPTIONS,
    counted,
    figure,
    first,
    first_questions,
    forgotten,
    high_findings,
    is_left_out,
    question_line,
    readiness_line,
    skipped_line,
    span,
    totals,
    totals_note,
)
from seamscope.outputs.views.rows import Role, Row, rows
from seamscope.outputs.views.run_costs import run_cost_of, summary
from seamscope.wording import number

WIDTH = 140  # fixed, so that the same survey gives the same bytes in every terminal and pipe
SHOWN = 300  # integrations; more scroll away, and effort.csv has all
REASON = 110  # characters of a reason; `explain` has the rest
Column = tuple[str, str, bool]  # header, justify, whether it may wrap


def table(survey: Survey) -> bytes:
    """Return the integrations the POC touches, the totals and what to ask first."""
    found = rows(survey)
    touched = [row for row in found if row.role is not Role.OUTSIDE]
    shown = touched[:SHOWN]
    with_poc = any(row.poc_days for row in shown)
    lines = [_cells(row, with_poc=with_poc) for row in shown]
    parts = [_grid(_columns(with_poc=with_poc), lines)] if shown else []
    if more := len(touched) - len(shown):
        parts.append(
            f"{number(more, 'further integration')}: effort.csv and the report have all.\n"
        )
    parts.append("".join(f"{line}\n" for line in _below(survey, found)))
    return "\n".join(parts).encode()


def _columns(*, with_poc: bool) -> list[Column]:
    poc: list[Column] = [("POC days\nP50–P90", "right", False)] if with_poc else []
    return [
        ("id", "left", False),
        ("systems", "left", True),
        ("role", "left", False),
        ("how", "left", True),
        ("CFP", "right", False),
        ("score", "right", False),
        ("class", "left", False),
        ("days\nP50", "right", False),
        ("days\nP80", "right", False),
        ("days\nP90", "right", False),
        *poc,
        ("un-\nknown", "right", False),
        ("why", "left", True),
    ]


def _cells(row: Row, *, with_poc: bool) -> list[str]:
    made = row.days
    percentiles = [figure(value) for value in (made.p50, made.p80, made.p90)] if made else [""] * 3
    return [
        row.label,
        row.systems,
        row.standing,
        _how(row),
        "" if row.cfp is None else f"{row.cfp:.0f}",
        "" if row.score is None else f"{row.score:.0f}",
        row.effort_class,
        *percentiles,
        *([span(row.poc_days)] if with_poc else []),
        str(row.missing) if row.effort_class else "",
        _why(row),
    ]


def _how(row: Row) -> str:
    sure = f" ({row.certainty})" if row.certainty not in {"", "certain"} else ""
    return ", ".join(row.mechanisms) + sure


def _why(row: Row) -> str:
    both = f"; both sides write {', '.join(row.both_ways)}" if row.both_ways else ""
    excluded = "; not in the total" if is_left_out(row) else ""
    why = row.reason if len(row.reason) <= REASON else f"{row.reason[: REASON - 1]}…"
    return f"{why}{both}{excluded}"


def _below(survey: Survey, found: tuple[Row, ...]) -> Iterator[str]:
    made = totals(survey)
    if made:
        yield "Total, person-days"
        for item in made:
            low, likely, high = (figure(v) for v in (item.days.p50, item.days.p80, item.days.p90))
            yield f"  {item.name + ':':32} P50 {low:>6}   P80 {likely:>6}   P90 {high:>6}"
        yield f"  {totals_note(survey)}"
        yield ""
    lines = (f"{one.label} {one.sentence}" for one in decisive(survey))
    yield from _listed("The seams that decide it:", lines)
    if cost := run_cost_of(survey):
        yield from _listed("Running it (`seamscope show costs`):", summary(cost))
    yield from _listed("Ask first:", map(question_line, first_questions(survey)))
    yield from _listed("The POC does not mention:", first(forgotten(survey)))
    yield from _listed("Findings of high severity:", first(high_findings(survey)))
    if line := readiness_line(survey):
        yield line
    yield plain(counted(survey, found))
    if outside := sum(row.role is Role.OUTSIDE for row in found):
        hidden = number(outside, "integration")
        yield f"{hidden} outside what the POC touches: not in this table, but in the report."
    if line := skipped_line(survey):
        yield line
    yield from ASSUMPTIONS


def _listed(title: str, lines: Iterable[str]) -> Iterator[str]:
    made = [f"  - {plain(line)}" for line in lines]
    if made:
        yield title
        yield from made
        yield ""


def _grid(columns: list[Column], cells: list[list[str]]) -> str:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    made = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for header, side, wraps in columns:
        made.add_column(header, justify="right" if side == "right" else "left", no_wrap=not wraps)
    for row in cells:
        made.add_row(*(Text(plain(cell)) for cell in row))
    stream = io.StringIO()
    Console(file=stream, width=WIDTH, color_system=None, highlight=False).print(made)
    return "\n".join(line.rstrip() for line in stream.getvalue().splitlines()) + "\n"
