"""Sheets with lists: risks, assumptions, run cost, readiness, systems, sources."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from seamscope.document import Survey
from seamscope.outputs.views.catalogue import (
    ASSUMPTION_HEADERS,
    INTERFACE_HEADERS,
    list_assumption_rows,
    list_interfaces,
)
from seamscope.outputs.views.cost_drivers import list_counted_estimates
from seamscope.outputs.views.digest import list_forgotten_systems
from seamscope.outputs.views.findings import describe_finding, name_severity, rank_findings
from seamscope.outputs.views.provenance import format_evidence
from seamscope.outputs.views.run_costs import (
    compare_with_rules,
    get_run_cost,
    list_cost_headers,
    list_cost_rows,
    summarize_run_cost,
)
from seamscope.outputs.workbook.sheet import Cell, Styles, write_table
from seamscope.wording import format_count, mark_each, translate, translate_term

if TYPE_CHECKING:
    from xlsxwriter import Workbook

SYSTEMS = mark_each(
    "system", "kind", "product", "domain", "owner", "criticality", "lifecycle", "known from",
    "evidence",
)  # fmt: skip
RISKS = mark_each("kind", "severity", "risk", "concerns", "what to do", "evidence")
READINESS = mark_each("requirement", "state", "answer", "evidence")
SKIPPED = mark_each("kind", "file and line", "reason", "what to do")
PROVENANCE = mark_each("file", "connector", "records", "SHA-256")
Lines = Iterator[Sequence[Cell]]
LONGEST_NAME = 31  # maximum number of characters that spreadsheets allow in the name of a sheet
IN_FULL = (
    600  # maximum number of estimates whose assumptions are listed; each has about fifteen rows
)


def write_lists(book: "Workbook", survey: Survey, styles: Styles) -> None:
    """Write a sheet for every list that is not empty."""
    sheets: tuple[tuple[str, tuple[str, ...], Lines], ...] = (
        (translate("Risks"), RISKS, _list_risks(survey)),
        (
            translate("Estimate assumptions"),
            ASSUMPTION_HEADERS,
            _list_estimate_assumptions(survey),
        ),
        (translate("Run cost"), _list_run_cost_headers(survey), _list_run_costs(survey)),
        (translate("Readiness"), READINESS, _list_readiness(survey)),
        (translate("Interfaces"), INTERFACE_HEADERS, list_interfaces(survey)),
        (translate("Systems"), SYSTEMS, _list_systems(survey)),
        (translate("Not read"), SKIPPED, _list_skipped(survey)),
        (translate("Provenance"), PROVENANCE, _list_files(survey)),
    )
    for name, headers, lines in sheets:
        rows = list(lines)
        if rows:
            write_table(book.add_worksheet(name[:LONGEST_NAME]), headers, rows, styles)


def _list_risks(survey: Survey) -> Lines:
    names = _index_names(survey)
    for f in rank_findings(survey):
        about = ", ".join(names.get(key, key) for key in f.where)
        yield (
            translate("finding"),
            name_severity(f),
            describe_finding(f),
            about,
            f.remedy,
            format_evidence(f.evidence),
        )
    for line in list_forgotten_systems(survey):
        yield (
            translate("not mentioned by the POC"),
            "",
            line,
            "",
            translate("plan this in poc.yaml, or note there why production does not need it"),
            "",
        )
    for ready in survey.readiness:
        if ready.state == "contradicted":
            yield (
                translate("contradicted"),
                "",
                translate_term(ready.line),
                "",
                ready.answer,
                format_evidence(ready.evidence),
            )


def _list_estimate_assumptions(survey: Survey) -> Lines:
    """Yield the assumptions of all estimates; if there are too many, only of those in the total."""
    shown = survey.estimates
    if len(shown) > IN_FULL:
        shown = list_counted_estimates(survey)[:IN_FULL]
    yield from list_assumption_rows(survey, shown)
    if more := len(survey.estimates) - len(shown):
        yield (
            translate(
                "{estimates}: survey.json lists their assumptions",
                estimates=format_count(more, "further estimate"),
            ),
        )


def _list_run_cost_headers(survey: Survey) -> tuple[str, ...]:
    cost = get_run_cost(survey)
    return list_cost_headers(cost.currency if cost else "")


def _list_run_costs(survey: Survey) -> Lines:
    cost = get_run_cost(survey)
    if cost is None:
        return
    yield from list_cost_rows(cost)
    for line in (*summarize_run_cost(cost), *compare_with_rules(cost)):
        yield (line,)


def _list_readiness(survey: Survey) -> Lines:
    for line in survey.readiness:
        yield (
            translate_term(line.line),
            translate_term(line.state),
            line.answer,
            format_evidence(line.evidence),
        )


def _list_systems(survey: Survey) -> Lines:
    for s in survey.systems:
        yield (
            s.name,
            translate_term(s.kind),
            s.product,
            translate_term(s.domain),
            s.owner,
            translate_term(s.criticality),
            translate_term(s.lifecycle.value),
            translate_term(s.known_from.value),
            format_evidence(s.evidence),
        )


def _list_skipped(survey: Survey) -> Lines:
    for item in survey.skipped:
        yield translate_term(item.kind), str(item.evidence), item.reason, item.remedy


def _list_files(survey: Survey) -> Lines:
    for file in survey.meta.inputs:
        yield file.path, file.connector or translate("no connector"), file.records, file.sha256


def _index_names(survey: Survey) -> dict[str, str]:
    labels = {item.id: item.label for item in survey.integrations}
    return labels | {system.id: system.name for system in survey.systems}
