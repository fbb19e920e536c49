"""The sentences around effort tables: totals, questions, forgotten systems, findings.

Sentences are plain text; each output escapes them for its own format.
"""

from collections import Counter
from dataclasses import dataclass

from seamscope.document import Survey
from seamscope.estimate import Effort, NotReadable
from seamscope.estimate.one_total import SCOPE
from seamscope.outputs.views.composition import compose_total, explain_sum, write_sum
from seamscope.outputs.views.effort_rows import (
    Days,
    EffortRow,
    Role,
    convert_to_days,
    get_hours_per_day,
)
from seamscope.outputs.views.total import compute_total
from seamscope.readiness import ReadinessState
from seamscope.resolved import Question, Severity
from seamscope.wording import (
    format_count,
    format_days,
    format_percent,
    mark_each,
    mark_text,
    translate,
    translate_term,
)

LISTED = 10  # maximum number of lines of one kind below the effort table
POC_ONLY = mark_text("POC only")
NO_TOTAL = mark_text(
    "The days compare integrations as if each were built from scratch; they are not added up. "
    "Add --poc poc.yaml (`seamscope init` writes one) for a total of the integrations that your "
    "POC needs."
)
METHOD_NOTES = mark_each(
    "P50, P80 and P90: 50 %, 80 % and 90 % of the simulated outcomes are at or below the figure.",
    "Days are model estimates, not commitments: there is no public data on the actual effort of "
    "single integrations. `seamscope explain` shows every factor with its reason and source.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalLine:
    """One line below the effort table, in person-days.

    is_part: whether this is a part of the total in the first line.
    is_unread: whether this is about unread inputs, which are included in the P80 and P90 of the
    total.
    """

    name: str
    days: Days
    is_part: bool = False
    is_unread: bool = False


def list_totals(survey: Survey) -> tuple[TotalLine, ...]:
    """Return lines for the total, its parts, the POC and unread inputs; () without estimates.

    P80 and P90 of the total include the unread inputs.
    """
    if survey.totals is None:
        return ()
    total = compute_total(survey)
    first = (TotalLine(name=translate(SCOPE), days=total.days),) if total else ()
    per_day = get_hours_per_day(survey)
    unread = survey.totals.not_readable
    efforts: tuple[tuple[str, Effort, bool], ...] = (
        (translate("of which integrations"), survey.totals.production, True),
        (translate("of which management"), survey.totals.management_hours, True),
        (translate(POC_ONLY), survey.totals.poc, False),
    )
    lines = tuple(
        TotalLine(name=name, days=convert_to_days(effort, per_day), is_part=is_part)
        for name, effort, is_part in efforts
        if effort.p90 > 0
    )
    if unread is None or unread.hours.p90 <= 0:
        return (*first, *lines)
    days = convert_to_days(unread.hours, per_day)
    return (*first, *lines, TotalLine(name=describe_unread(unread), days=days, is_unread=True))


def describe_unread(unread: NotReadable) -> str:
    """Return the name of the line with the hours of integrations in unread inputs.

    Such integrations raise the P80 of the total even if the P80 of the line is 0, because the total
    has other risks too.
    """
    return translate(
        "unread inputs, taken alone: 0 to {integrations}",
        integrations=format_count(unread.most, "more integration"),
    )


def format_question(question: Question) -> str:
    """Return a question with its share of the uncertainty, if that was computed."""
    if question.variance_share is None:
        return question.text
    share = translate("{share} % of the uncertainty", share=format_percent(question.variance_share))
    effect = question.effect.partition("; ")[2]
    worth = f"{share}; {effect}" if effect else share
    answer = translate(" Answer: {key}.", key=question.key) if question.key else ""
    return f"{question.text} ({worth}){answer}"


def list_forgotten_systems(survey: Survey) -> tuple[str, ...]:
    """Return the systems that the POC does not mention, with the reasons why it should."""
    names = {system.id: system.name for system in survey.systems}
    return tuple(
        f"{names.get(item.system, item.system)}: {item.reason}" if item.system else item.reason
        for item in survey.surface.forgot
    )


def list_high_findings(survey: Survey) -> tuple[str, ...]:
    """Return the findings of high severity that are not accepted, with their remedies."""
    return tuple(
        f"{item.what}; {item.remedy}" if item.remedy else item.what
        for item in survey.findings
        if item.severity is Severity.HIGH and not item.is_accepted
    )


def limit_lines(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Return the first LISTED lines, then a line with the number of remaining lines."""
    more = len(lines) - LISTED
    return (
        (*lines[:LISTED], translate("and {more} more in the report", more=more))
        if more > 0
        else lines
    )


def is_excluded(row: EffortRow) -> bool:
    """Return whether an integration to build has an estimate that the totals exclude."""
    return row.role is Role.BUILD and bool(row.effort_class) and not row.in_total


def describe_counts(survey: Survey, table: tuple[EffortRow, ...]) -> str:
    """Describe the numbers of systems and integrations found, and of estimates."""
    without_estimate = [row for row in table if not row.effort_class]
    estimated = len(table) - len(without_estimate)
    inactive = sum(not row.active for row in without_estimate)
    outside = sum(row.active and row.role is Role.OUTSIDE for row in without_estimate)
    kinds = (
        (estimated, translate("estimated")),
        (inactive, translate("without an active flow")),
        (outside, translate("not estimated because the POC does not touch them")),
        (len(without_estimate) - inactive - outside, translate("not estimated for another reason")),
    )
    details = ", ".join(f"{count} {description}" for count, description in kinds if count)
    systems, integrations = (
        format_count(len(survey.systems), "system"),
        format_count(len(table), "integration"),
    )
    return f"{systems}, {integrations}" + (f": {details}." if details else ".")


def describe_skipped(survey: Survey) -> str:
    """Describe the numbers of files, entries and statements that were not read; "" if none."""
    counts = Counter(item.kind for item in survey.skipped)
    files, entries = counts["file"], counts["entry"] + counts["part"]
    statements = counts["statement"] + counts["columns"]
    unused = {item.evidence.file for item in survey.skipped if item.kind == "key"}
    parts = [
        *([format_count(files, "file")] if files else []),
        *([format_count(entries, "entry")] if entries else []),
        *([format_count(statements, "SQL statement")] if statements else []),
        *(
            [translate("columns or keys of {files}", files=format_count(len(unused), "file"))]
            if unused
            else []
        ),
    ]
    return (
        translate("Not read: {parts}; the report lists each of them.", parts=", ".join(parts))
        if parts
        else ""
    )


def count_skipped(kind: str, count: int) -> str:
    """Return the number of unread items of a kind: `2 files`, `1 entry`, `3 statements`."""
    match kind:
        case "file":
            return format_count(count, "file")
        case "entry":
            return format_count(count, "entry")
        case "part":
            return format_count(count, "skipped part")
        case "statement" | "columns":
            return format_count(count, "statement")
        case "note":
            return format_count(count, "note")
        case _:
            return format_count(count, "item")


def describe_readiness(survey: Survey) -> str:
    """Describe the number of readiness lines in each state; "" without a POC."""
    states = Counter(line.state for line in survey.readiness)
    counts = ", ".join(
        f"{states[state]} {translate_term(state.value)}"
        for state in ReadinessState
        if states[state]
    )
    return (
        translate("Readiness for production: {counts} (`seamscope show readiness`).", counts=counts)
        if counts
        else ""
    )


def explain_totals(survey: Survey) -> str:
    """Return sentences on what the totals include, and why their parts do not add up."""
    if survey.totals is None:
        return translate(
            "{note} A day has {hours:g} hours.",
            note=translate(NO_TOTAL),
            hours=get_hours_per_day(survey),
        )
    composition = compose_total(survey)
    return " ".join(
        (
            translate("Totals count the integrations to build and come from one simulation."),
            *([translate("At P80: {sum}.", sum=write_sum(composition))] if composition else []),
            *(explain_sum(composition) if composition else []),
            *(
                [translate("Unread inputs raise P80 and P90, not the mean and P50.")]
                if survey.totals.not_readable
                else []
            ),
            translate("A day has {hours:g} hours.", hours=get_hours_per_day(survey)),
        )
    )


def format_day_range(days: Days | None) -> str:
    """Return the days from P50 to P90, such as "12–34"; "" without an estimate."""
    return f"{format_days(days.p50)}–{format_days(days.p90)}" if days else ""


def format_poc_days(days: Days | None) -> str:
    """Return the days of an integration in the POC; "not in the POC" if they are 0."""
    return translate("not in the POC") if days and not days.p90 else format_day_range(days)
