"""Sheets that list: risks, questions, readiness, flows, systems, what was not read, sources."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from seamscope.document import Survey
from seamscope.outputs.views.catalogue import ASSUMED, INTERFACES, assumed, interfaces, places
from seamscope.outputs.views.cost_drivers import counted_estimates
from seamscope.outputs.views.digest import forgotten, ranked_questions
from seamscope.outputs.views.run_costs import COLUMNS, comparison, cost_rows, run_cost_of, summary
from seamscope.outputs.workbook.sheet import Cell, Styles, fill
from seamscope.wording import number

if TYPE_CHECKING:
    from xlsxwriter import Workbook

SYSTEMS = "system|kind|product|domain|owner|criticality|lifecycle|known from|read from"
Lines = Iterator[Sequence[Cell]]
IN_FULL = 600  # estimates whose assumptions are listed, each in about fifteen rows


def write_lists(book: "Workbook", survey: Survey, looks: Styles) -> None:
    """Write every list that has an entry."""
    sheets: tuple[tuple[str, str, Lines], ...] = (
        ("Risks", "kind|severity|what|about|what to do|read from", _risks(survey)),
        ("Questions", "question|% of the uncertainty|about|read from", _questions(survey)),
        ("Estimate assumptions", "|".join(ASSUMED), _assumptions(survey)),
        ("Run cost", "|".join(COLUMNS), _costs(survey)),
        ("Readiness", "line|state|answer|read from", _readiness(survey)),
        ("Interfaces", "|".join(INTERFACES), interfaces(survey)),
        ("Systems", SYSTEMS, _systems(survey)),
        ("Not read", "kind|place|why|what to do", _skipped(survey)),
        ("Provenance", "file|read by|records|SHA-256", _files(survey)),
    )
    for name, headers, lines in sheets:
        found = list(lines)
        if found:
            fill(book.add_worksheet(name), headers.split("|"), found, looks)


def _risks(survey: Survey) -> Lines:
    order = ("high", "medium", "low")
    names = _names(survey)
    for f in sorted(survey.findings, key=lambda f: (order.index(f.severity.value), f.what)):
        about = ", ".join(names.get(key, key) for key in f.where)
        yield "finding", f.severity.value, f.what, about, f.remedy, places(f.evidence)
    for line in forgotten(survey):
        yield (
            "the POC does not mention",
            "",
            line,
            "",
            "name it, or say why production needs it not",
            "",
        )
    for ready in survey.readiness:
        if ready.state == "contradicted":
            yield "contradicted", "", ready.line, "", ready.answer, places(ready.evidence)


def _questions(survey: Survey) -> Lines:
    names = _names(survey)
    for question in ranked_questions(survey):
        about = ", ".join(names.get(key, key) for key in question.about)
        share = None if question.variance_share is None else 100 * question.variance_share
        yield question.text, share, about, places(question.evidence)


def _assumptions(survey: Survey) -> Lines:
    """Yield the assumptions of all estimates; in a large landscape of those that count."""
    shown = survey.estimates
    if len(shown) > IN_FULL:
        shown = counted_estimates(survey)[:IN_FULL]
    yield from assumed(survey, shown)
    if more := len(survey.estimates) - len(shown):
        yield (f"{number(more, 'further estimate')}: survey.json has their assumptions",)


def _costs(survey: Survey) -> Lines:
    cost = run_cost_of(survey)
    if cost is None:
        return
    yield from cost_rows(cost)
    for line in (*summary(cost), *comparison(cost)):
        yield (line,)


def _readiness(survey: Survey) -> Lines:
    for line in survey.readiness:
        yield line.line, line.state, line.answer, places(line.evidence)


def _systems(survey: Survey) -> Lines:
    for s in survey.systems:
        yield (
            s.name, s.kind, s.product, s.domain, s.owner, s.criticality, s.lifecycle.value,
            s.known_from.value, places(s.evidence),
        )  # fmt: skip


def _skipped(survey: Survey) -> Lines:
    for item in survey.skipped:
        yield item.kind, str(item.evidence), item.reason, item.remedy


def _files(survey: Survey) -> Lines:
    for file in survey.meta.inputs:
        yield file.path, file.connector or "nothing claims it", file.records, file.sha256


def _names(survey: Survey) -> dict[str, str]:
    labels = {item.id: item.label for item in survey.integrations}
    return labels | {system.id: system.name for system in survey.systems}
