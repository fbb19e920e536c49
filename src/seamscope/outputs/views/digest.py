"""What goes with every effort table: totals, questions, forgotten systems, findings, skipped.

Sentences are plain text; each format makes them inert in its own way.
"""

from collections import Counter
from dataclasses import dataclass

from seamscope.document import Survey
from seamscope.estimate import Effort
from seamscope.outputs.views.rows import Days, Role, Row, days, hours_per_day
from seamscope.readiness import ReadinessState
from seamscope.resolved import Question, Severity
from seamscope.wording import number

QUESTIONS = 3  # "answer these three first": more are in the report
LISTED = 10  # lines of one kind below the table
ASSUMPTIONS = (
    "P50, P80 and P90: half, 80 % and 90 % of simulated outcomes cost no more than this.",
    "Days are model figures, not promises: no public data on integration-level actuals exists; "
    "`seamscope explain` shows every factor with its reason and source.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """One line below the table, in person-days."""

    name: str
    days: Days


def totals(survey: Survey) -> tuple[Total, ...]:
    """Return production, its management and the POC; nothing if the survey has no totals."""
    if survey.totals is None:
        return ()
    per_day = hours_per_day(survey)
    found: tuple[tuple[str, Effort], ...] = (
        ("production, build", survey.totals.production),
        ("production, management on top", survey.totals.management_hours),
        ("POC alone", survey.totals.poc),
    )
    return tuple(
        Total(name=name, days=days(effort, per_day)) for name, effort in found if effort.p90 > 0
    )


def ranked_questions(survey: Survey) -> tuple[Question, ...]:
    """Return all questions, those whose answers narrow the total most first."""
    return tuple(
        sorted(survey.questions, key=lambda q: (-(q.variance_share or 0.0), q.text, q.about))
    )


def first_questions(survey: Survey) -> tuple[Question, ...]:
    """Return the questions to ask before any other."""
    return ranked_questions(survey)[:QUESTIONS]


def question_line(question: Question) -> str:
    """Return a question with what an answer is worth, if that was computed."""
    if question.variance_share is None:
        return question.text
    share = f"{100 * question.variance_share:.0f} % of the uncertainty"
    return f"{question.text} ({share})"


def forgotten(survey: Survey) -> tuple[str, ...]:
    """Return the systems the POC does not mention, each with the reason it should."""
    names = {system.id: system.name for system in survey.systems}
    return tuple(
        f"{names.get(item.system, item.system)}: {item.reason}" if item.system else item.reason
        for item in survey.surface.forgot
    )


def high_findings(survey: Survey) -> tuple[str, ...]:
    """Return the findings of high severity, each with what to do."""
    return tuple(
        f"{item.what}; {item.remedy}" if item.remedy else item.what
        for item in survey.findings
        if item.severity is Severity.HIGH
    )


def first(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Return the first LISTED lines and a count of the rest."""
    more = len(lines) - LISTED
    return (*lines[:LISTED], f"and {more} more, in the report") if more > 0 else lines


def is_left_out(row: Row) -> bool:
    """Tell whether an integration to build has a figure that the totals do not count."""
    return row.role is Role.BUILD and bool(row.effort_class) and not row.in_total


def counted(survey: Survey, table: tuple[Row, ...]) -> str:
    """Say how many integrations were found and what became of each kind."""
    estimated = sum(row.days is not None or row.poc_days is not None for row in table)
    left = [row for row in table if row.days is None and row.poc_days is None]
    inactive = sum(not row.active for row in left)
    outside = sum(row.active and row.role is Role.OUTSIDE for row in left)
    kinds = (
        (estimated, "estimated"),
        (inactive, "with no active flow"),
        (outside, "without an estimate, outside what the POC touches"),
        (len(left) - inactive - outside, "without an estimate for another reason"),
    )
    said = ", ".join(f"{count} {what}" for count, what in kinds if count)
    systems, found = number(len(survey.systems), "system"), number(len(table), "integration")
    return f"{systems}, {found}" + (f": {said}." if said else ".")


def skipped_line(survey: Survey) -> str:
    """Count what was not read, by kind; "" if all was read."""
    kinds = (("file", "file"), ("entry", "entry"), ("statement", "SQL statement"))
    counts = [(sum(s.kind == kind for s in survey.skipped), word) for kind, word in kinds]
    said = ", ".join(number(count, word) for count, word in counts if count)
    other = len(survey.skipped) - sum(count for count, _ in counts)
    parts = [part for part in (said, number(other, "other thing") if other else "") if part]
    return f"Not read: {', '.join(parts)}; each is named in the report." if parts else ""


def readiness_line(survey: Survey) -> str:
    """Count the lines of the readiness checklist by state; "" without one."""
    states = Counter(line.state for line in survey.readiness)
    said = ", ".join(f"{states[state]} {state.value}" for state in ReadinessState if states[state])
    return f"Readiness for production: {said} (`seamscope show readiness`)." if said else ""


def totals_note(survey: Survey) -> str:
    """Say what the totals hold, and why they are not sums of the column."""
    return (
        "Totals count what is to build and come from one simulation of it; percentiles do not "
        f"add up, so they are not the sum of a column. A day has {hours_per_day(survey):g} hours."
    )


def figure(value: float) -> str:
    """Return days as they should be read: tenths below ten, whole days above."""
    if 0 < value < 0.05:
        return "<0.1"
    return f"{value:.1f}" if value < 9.95 else f"{value:.0f}"


def span(found: Days | None) -> str:
    """Return `P50–P90` of days, "" without an estimate."""
    return f"{figure(found.p50)}–{figure(found.p90)}" if found else ""
