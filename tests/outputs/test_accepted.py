"""Every report shows an accepted finding as accepted and does not count it."""

from dataclasses import replace

import pytest
from tests.outputs.survey_sample import small

from seamscope.document import Survey, decode, encode
from seamscope.outputs import FORMATS
from seamscope.outputs.commands.show import format_list
from seamscope.outputs.text.summary import Run, render_summary
from seamscope.outputs.views.digest import list_high_findings
from seamscope.outputs.views.findings import count_accepted, describe_finding, rank_findings
from seamscope.resolved import Acceptance, Finding, Severity

ACCEPTED = Acceptance(statement="Ends in <March>", author="Jana Weber", expires="2027-03-31")
SEVERE = Finding(severity=Severity.HIGH, what="A severe one", where=(), id="F-AAAAA")
MINOR = Finding(severity=Severity.LOW, what="A minor one", where=(), id="F-BBBBB")


def survey(acceptance: Acceptance | None) -> Survey:
    return replace(small(), findings=(replace(SEVERE, accepted=acceptance), MINOR))


@pytest.mark.parametrize("name", ["html", "markdown"])
def test_reports_show_statement_author_and_last_day(name: str) -> None:
    """Each report shows who accepted a finding, until when and with what statement. The statement
    is escaped like all text of users.
    """
    text = FORMATS[name].render(survey(ACCEPTED)).decode()
    assert "accepted by Jana Weber until 2027-03-31: Ends in &lt;March&gt;" in text.replace(
        "\\", ""
    )
    assert "<March>" not in text


def test_an_accepted_finding_comes_after_the_others() -> None:
    """Open findings come before accepted ones."""
    assert [one.id for one in rank_findings(survey(ACCEPTED))] == ["F-BBBBB", "F-AAAAA"]
    assert [one.id for one in rank_findings(survey(None))] == ["F-AAAAA", "F-BBBBB"]


def test_an_expired_acceptance_is_shown_and_counts_again() -> None:
    """A finding whose acceptance has expired counts as open, and its text says that the date has
    passed.
    """
    expired = survey(replace(ACCEPTED, expired=True))
    assert list_high_findings(survey(ACCEPTED)) == ()
    assert list_high_findings(expired) == ("A severe one",)
    assert (count_accepted(survey(ACCEPTED)), count_accepted(expired)) == (1, 0)
    assert "until 2027-03-31, but this date has passed: Ends" in describe_finding(
        expired.findings[0]
    )


def test_the_terminal_counts_accepted_findings() -> None:
    """The summary in the terminal has the number of accepted findings, and `list findings` has the
    person, date and statement of each.
    """
    assert "1 finding accepted" in render_summary(survey(ACCEPTED), Run())
    assert "accepted" not in render_summary(survey(None), Run())
    line = format_list(survey(ACCEPTED), "findings", "csv").splitlines()[2]
    assert line.startswith("F-AAAAA,high,A severe one,")
    assert ",Jana Weber,2027-03-31,Ends in <March>," in line


def test_survey_json_keeps_the_acceptance() -> None:
    """The acceptance of a finding is still there after writing and reading survey.json."""
    assert decode(encode(survey(ACCEPTED))).findings[0].accepted == ACCEPTED
