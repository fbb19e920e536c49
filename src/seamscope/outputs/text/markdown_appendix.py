"""The Markdown report's appendix: findings, readiness, assumptions, lists, method and sources."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from seamscope.document import Survey
from seamscope.lineage import sum_by_dialect
from seamscope.outputs.views.catalogue import (
    ASSUMPTION_HEADERS,
    EXCLUDED_HEADERS,
    INTERFACE_HEADERS,
    list_assumption_rows,
    list_excluded,
    list_interfaces,
)
from seamscope.outputs.views.cost_drivers import list_counted_estimates
from seamscope.outputs.views.digest import count_skipped
from seamscope.outputs.views.findings import describe_finding, name_severity, rank_findings
from seamscope.outputs.views.provenance import format_first_evidence
from seamscope.outputs.writers.tabulate import (
    Cell,
    escape_markdown_line,
    format_bullet,
    format_markdown_table,
)
from seamscope.records import Skipped
from seamscope.resolved import SystemNode
from seamscope.wording import mark_each, translate, translate_term

LONGEST = 300  # maximum number of rows of one list; the workbook and survey.json have all of them
PLACES = 40  # maximum number of inputs listed for one reason; `seamscope show skipped` lists all


def list_findings(survey: Survey) -> Iterator[str]:
    """Yield the findings, the most severe first and accepted findings last."""
    findings = rank_findings(survey)
    if not findings:
        return
    yield from ("## " + translate("Findings"), "")
    headers = mark_each("severity", "finding", "concerns", "what to do", "evidence")
    cells = [
        (
            name_severity(f),
            describe_finding(f),
            ", ".join(f.where),
            f.remedy,
            ", ".join(map(str, f.evidence)),
        )
        for f in findings
    ]
    yield format_markdown_table(headers, cells)


def list_readiness(survey: Survey) -> Iterator[str]:
    """Yield the readiness checklist with answers and evidence."""
    if not survey.readiness:
        return
    yield from ("## " + translate("Readiness for production"), "")
    cells = [
        (
            translate_term(r.line),
            ", ".join(translate_term(part) for part in (r.state.value, r.proof.value) if part),
            r.answer,
            ", ".join(r.where),
            ", ".join(map(str, r.evidence)),
        )
        for r in survey.readiness
    ]
    headers = mark_each("requirement", "state", "answer", "proof", "evidence")
    yield format_markdown_table(headers, cells)


def list_assumptions_and_exclusions(survey: Survey) -> Iterator[str]:
    """Yield the assumptions behind the total, and the integrations that it excludes.

    Without a POC, there is no total.
    """
    if survey.totals is None:
        return
    assumptions = list_assumption_rows(survey, list_counted_estimates(survey))
    yield from list_table(translate("Assumptions of the total"), ASSUMPTION_HEADERS, assumptions)
    yield from list_table(translate("Not in the total"), EXCLUDED_HEADERS, list_excluded(survey))


def list_interface_catalogue(survey: Survey) -> Iterator[str]:
    """Yield every flow between two systems with the id of its integration."""
    yield from list_table(
        translate("Interface catalogue"), INTERFACE_HEADERS, list_interfaces(survey)
    )


def list_systems(survey: Survey) -> Iterator[str]:
    """Yield every system with its owner, how it is known, and the names merged into it."""
    if not survey.systems:
        return
    yield from ("## " + translate("Systems"), "")
    headers = mark_each(
        "system", "kind", "product", "domain", "owner", "lifecycle", "known from",
        "other names, and why they match", "evidence",
    )  # fmt: skip
    cells = [
        (
            s.name,
            translate_term(s.kind),
            s.product,
            translate_term(s.domain),
            s.owner,
            translate_term(s.lifecycle.value),
            translate_term(s.known_from.value),
            _format_aliases(s),
            format_first_evidence(s.evidence),
        )
        for s in survey.systems
    ]
    yield format_markdown_table(headers, cells)


def _format_aliases(system: SystemNode) -> str:
    merged = {merge.name: f"{merge.name} ({merge.reason})" for merge in system.merges}
    return "; ".join(
        [*merged.values(), *(alias for alias in system.aliases if alias not in merged)]
    )


def list_skipped(survey: Survey) -> Iterator[str]:
    """Yield the inputs that were not read, grouped by reason, with file and line."""
    groups: dict[tuple[str, str, str], list[Skipped]] = {}
    for item in survey.skipped:
        groups.setdefault((item.kind, item.reason, item.remedy), []).append(item)
    if not groups:
        return
    yield from ("## " + translate("Not read"), "")
    for (kind, reason, remedy), items in sorted(groups.items()):
        text = f"{reason}; {remedy}" if remedy else reason
        counted = escape_markdown_line(count_skipped(kind, len(items)))
        yield f"**{escape_markdown_line(text)}** ({counted})"
        yield ""
        places = sorted(str(item.evidence) for item in items)
        yield from (format_bullet(place) for place in places[:PLACES])
        if more := len(places) - min(len(places), PLACES):
            yield format_bullet(
                translate("and {more} more: `seamscope show skipped` lists all of them", more=more)
            )
        yield ""


def list_sql_coverage(survey: Survey) -> Iterator[str]:
    """Yield the numbers of understood SQL statements, by dialect and by file."""
    if not survey.meta.coverage:
        return
    yield from ("## " + translate("SQL coverage, in statements"), "")
    headers = mark_each("file", "dialect", "understood", "partly understood", "not understood")
    cells = [
        (translate("all"), c.dialect, c.parsed, c.partly, c.not_understood)
        for c in sum_by_dialect(survey.meta.coverage)
    ]
    cells += [
        (c.file, c.dialect, c.parsed, c.partly, c.not_understood) for c in survey.meta.coverage
    ]
    yield format_markdown_table(headers, cells)


def list_method(survey: Survey) -> Iterator[str]:
    """Yield the method, the sources of its constants, and the number of files by connector."""
    yield from ("## " + translate("Method and sources"), "")
    if survey.meta.method:
        yield from (escape_markdown_line(translate_term(survey.meta.method)), "")
    sources = {part.source for estimate in survey.estimates for part in estimate.size}
    sources |= {factor.source for estimate in survey.estimates for factor in estimate.factors}
    if sources := sources - {""}:
        yield from (
            translate("Sources of the constants:"),
            "",
            *map(format_bullet, sorted(sources)),
            "",
        )
    files = Counter(item.connector or translate("no connector") for item in survey.meta.inputs)
    if files:
        yield format_markdown_table(mark_each("connector", "files"), sorted(files.items()))
        yield from (translate("survey.json lists every file with its SHA-256."), "")
    if survey.meta.options:
        options = ", ".join(f"{key}: {value}" for key, value in sorted(survey.meta.options.items()))
        yield from (escape_markdown_line(translate("Options: {options}.", options=options)), "")


def list_table(
    title: str, headers: tuple[str, ...], lines: Iterator[Sequence[Cell]]
) -> Iterator[str]:
    """Yield a titled table of at most LONGEST rows, or nothing if there are no rows."""
    shown = list(islice(lines, LONGEST))
    if not shown:
        return
    yield from (f"## {title}", "")
    yield format_markdown_table(headers, shown)
    more = sum(1 for _ in lines)
    if more:
        yield from (translate("and {more} more in the workbook.", more=more), "")
