"""The findings of a survey in the order of reports, and phrases for accepted findings."""

from seamscope.document import Survey
from seamscope.resolved import Finding, Severity
from seamscope.wording import format_date, mark_text, translate, translate_term

ACCEPTED = mark_text("accepted")
ORDER = tuple(Severity)  # the most severe first


def rank_findings(survey: Survey) -> list[Finding]:
    """Return the findings, the most severe first, and accepted findings last."""
    return sorted(
        survey.findings, key=lambda f: (f.is_accepted, ORDER.index(f.severity), f.what, f.where)
    )


def name_severity(finding: Finding) -> str:
    """Return the severity in the current language; `accepted` for an accepted finding."""
    return translate(ACCEPTED) if finding.is_accepted else translate_term(finding.severity.value)


def describe_finding(finding: Finding) -> str:
    """Return a finding as text, for an accepted finding with the person, date and reason."""
    accepted = finding.accepted
    if accepted is None:
        return finding.what
    words = (
        translate(
            "accepted by {author} until {expires}, but this date has passed: {statement}",
            author=accepted.author,
            expires=format_date(accepted.expires),
            statement=accepted.statement,
        )
        if accepted.expired
        else translate(
            "accepted by {author} until {expires}: {statement}",
            author=accepted.author,
            expires=format_date(accepted.expires),
            statement=accepted.statement,
        )
    )
    return f"{finding.what} ({words})"


def count_accepted(survey: Survey) -> int:
    """Return the number of findings that counts and gates ignore because they are accepted."""
    return sum(finding.is_accepted for finding in survey.findings)
