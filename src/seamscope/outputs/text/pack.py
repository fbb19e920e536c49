"""The parts that make the Markdown report a pack for a review board, besides its tables."""

from collections.abc import Iterator, Sequence
from itertools import islice

from seamscope.document import Survey
from seamscope.outputs.tabulate import Cell, bullet, inert, markdown_table
from seamscope.outputs.views.breakdown import parts
from seamscope.outputs.views.catalogue import (
    ASSUMED,
    INTERFACES,
    LEFT_OUT,
    assumed,
    interfaces,
    left_out,
)
from seamscope.outputs.views.cost_drivers import cost_drivers, counted_estimates, decisive
from seamscope.outputs.views.digest import counted, figure, first_questions, question_line, totals
from seamscope.outputs.views.provenance import source_line
from seamscope.outputs.views.rows import hours_per_day, rows
from seamscope.outputs.views.run_costs import run_cost_of, summary
from seamscope.outputs.views.verdict import verdict

LONGEST = 300  # rows of one list; the workbook and survey.json have all of them


def one_page(survey: Survey) -> Iterator[str]:
    """Yield the summary that stands alone: advice, low, likely and high, drivers, questions."""
    yield from (f"# {inert(survey.meta.title or 'Integration landscape')}", "")
    yield from (inert(source_line(survey)), "")
    found = verdict(survey)
    yield from (f"**{found.advice.value}.** {inert(found.sentence)}", "")
    yield from map(bullet, found.reasons)
    yield from ("", inert(counted(survey, rows(survey))), "")
    lines = [
        (t.name, *(figure(v) for v in (t.days.p50, t.days.p80, t.days.p90))) for t in totals(survey)
    ]
    if lines:
        yield markdown_table(("person-days", "P50", "P80", "P90"), lines)
    if seams := decisive(survey):
        told = (bullet(f"{one.label} {one.sentence}") for one in seams)
        yield from ("### The seams that decide it", "", *told, "")
    yield from _drivers(survey)
    if asked := first_questions(survey):
        yield from ("### Ask first", "", *(bullet(question_line(one)) for one in asked), "")
    if cost := run_cost_of(survey):
        yield from ("### Once it runs", "", *map(bullet, summary(cost)), "")


def catalogue(survey: Survey) -> Iterator[str]:
    """Yield every interface that data moves over, under the id of its integration."""
    yield from _listed("Interface catalogue", INTERFACES, interfaces(survey))


def work(survey: Survey) -> Iterator[str]:
    """Yield the breakdown of what is to build: each direction and its set-up."""
    per_day = hours_per_day(survey)
    lines: list[Sequence[Cell]] = [
        (part.label, part.name, f"{100 * part.share:.0f} %", figure(part.hours / per_day))
        for part in parts(survey)
    ]
    headers = ("id", "direction or part", "share", "mean, days")
    yield from _listed("Work in parts", headers, iter(lines))


def assumptions(survey: Survey) -> Iterator[str]:
    """Yield what the total assumes, and what it leaves out."""
    counted_ones = counted_estimates(survey)
    yield from _listed("Assumptions of the total", ASSUMED, assumed(survey, counted_ones))
    yield from _listed("Not in the total", LEFT_OUT, left_out(survey))


def _drivers(survey: Survey) -> Iterator[str]:
    found = cost_drivers(survey)
    if not found:
        return
    yield from ("### What makes it dear", "")
    for driver in found:
        what = f"{driver.name}: {figure(driver.days)} days more than if it were nominal"
        where = f"{', '.join(driver.labels[:6])}{' and others' if len(driver.labels) > 6 else ''}"
        yield bullet(f"{what}, on {where}; {driver.reason}")
    yield ""


def _listed(title: str, headers: tuple[str, ...], lines: Iterator[Sequence[Cell]]) -> Iterator[str]:
    shown = list(islice(lines, LONGEST))
    if not shown:
        return
    yield from (f"## {title}", "")
    yield markdown_table(headers, shown)
    more = sum(1 for _ in lines)
    if more:
        yield from (f"and {more} more, in the workbook.", "")
