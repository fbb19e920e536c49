"""Ids of findings, and findings that `seamscope.yaml` accepts."""

from datetime import date
from pathlib import Path

import pytest

from seamscope.config import Accepted, read_config
from seamscope.errors import InputError
from seamscope.findings import accept_findings, assign_ids, expire_acceptances
from seamscope.resolved import Finding, Severity


def finding(what: str, *where: str, severity: Severity = Severity.HIGH) -> Finding:
    return Finding(severity=severity, what=what, where=where)


OWNER = finding("CRM has no known owner and is in 3 integrations", "crm")
MASTER = finding("CRM and ERP both write Customer, and no master is defined", "crm--erp")


def find_id(wanted: Finding, *others: Finding) -> str:
    (found,) = (one.id for one in assign_ids([*others, wanted]) if one.what == wanted.what)
    return found


def accept(until: str, key: str = "", today: str = "", **words: str) -> list[tuple[bool, str]]:
    """Accept one finding, and return whether MASTER and OWNER are accepted, followed by the
    messages.

    until: last day of the acceptance.
    key: id of the accepted finding, by default that of MASTER.
    today: date of the check.
    """
    entry = Accepted(
        finding=key or find_id(MASTER),
        statement=words.get("statement", "until the MES is live"),
        author="Ann",
        expires=date.fromisoformat(until),
        line=7,
    )
    done = accept_findings(assign_ids([MASTER, OWNER]), [entry], today=today, file="s.yaml")
    states = [(one.is_accepted, "") for one in done.findings]
    return [*states, *((False, str(note)) for note in done.notes)]


def test_an_id_stays_when_other_findings_come_and_figures_change() -> None:
    """The id of a finding does not depend on its figures and dates or on other findings, so that
    its acceptance stays valid.
    """
    alone = find_id(OWNER)
    assert alone.startswith("F-")
    assert find_id(OWNER, MASTER, finding("other", "x")) == alone
    assert find_id(finding("CRM has no known owner and is in 1,204 integrations", "crm")) == alone
    measured = finding("CRM, measured 2026-11-20: 4.1 % (49 of 1,200 rows) have no key", "crm")
    later = finding("CRM, measured 2026-12-01: 10 % (120 of 1,200 rows) have no key", "crm")
    assert find_id(measured) == find_id(later)


def test_findings_about_other_things_have_other_ids() -> None:
    """Findings with the same words about different systems have different ids; equal findings are
    numbered.
    """
    twins = assign_ids([OWNER, finding(OWNER.what, "erp"), OWNER])
    assert len({one.id for one in twins}) == 3
    assert twins[0].id == find_id(OWNER)


def test_an_accepted_finding_is_neither_dropped_nor_open() -> None:
    """An accepted finding stays in the survey and counts as accepted up to and including its last
    day.
    """
    assert accept("2026-12-31") == [(True, ""), (False, "")]
    assert accept("2026-12-31", today="2026-12-31") == [(True, ""), (False, "")]


def test_an_acceptance_expires_after_its_last_day() -> None:
    """After its last day, the finding counts again, and a message with file and line says so."""
    *states, note = accept("2026-12-31", today="2027-01-01")
    assert states == [(False, ""), (False, "")]
    assert note[1] == (
        f"s.yaml:7: {find_id(MASTER)} was accepted by Ann until 2026-12-31, and is reported again; "
        "resolve the finding, or set a new date"
    )


def test_an_acceptance_of_no_finding_is_reported() -> None:
    """An acceptance whose id belongs to no finding is reported with its line."""
    *states, note = accept("2026-12-31", key="F-22222")
    assert states == [(False, ""), (False, "")]
    assert note[1].startswith("s.yaml:7: F-22222 is accepted, but no finding has this id; remove")


def test_a_stored_acceptance_expires_as_well() -> None:
    """An acceptance that is stored in a survey expires after its last day, even if the survey is
    checked without a configuration.
    """
    done = accept_findings(
        assign_ids([MASTER]),
        [Accepted(finding=find_id(MASTER), statement="s", author="a", expires=date(2026, 12, 31))],
        today="",
        file="",
    )
    (kept,) = expire_acceptances(done.findings, "2026-12-31")
    (late,) = expire_acceptances(done.findings, "2027-01-01")
    assert (kept.is_accepted, late.is_accepted) == (True, False)
    assert expire_acceptances([OWNER], "2027-01-01") == (OWNER,)


WHOLE = "{finding: F-7KQ3M, statement: it ends in March, author: Ann, expires: 2027-03-31}"


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (WHOLE.replace("statement: it ends in March, ", ""), "statement' is missing; add it"),
        (WHOLE.replace(", author: Ann", ""), "author' is missing; add it"),
        (WHOLE.replace(", expires: 2027-03-31", ""), "expires' is missing; add it"),
        (WHOLE.replace("2027-03-31", "next year"), "is not a date; write it as YYYY-MM-DD"),
        (WHOLE.replace("Ann", "''"), "'accepted.author' of F-7KQ3M is empty; write who accepts"),
        (WHOLE.replace("it ends in March", "' '"), "is empty; write why it is accepted"),
        (WHOLE.replace("F-7KQ3M", "no master"), "is not the id of a finding; write one that"),
        (WHOLE.replace("statement", "because"), "unknown key 'accepted.0.because'"),
    ],
)
def test_an_acceptance_needs_a_finding_a_reason_a_name_and_a_day(
    entry: str, message: str, tmp_path: Path
) -> None:
    """An acceptance without a finding, a reason, a name or a day, or with an invalid one, is an
    error with its line.
    """
    path = tmp_path / "seamscope.yaml"
    path.write_text(f"dialect: tsql\naccepted:\n  - {entry}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"seamscope\.yaml:3: ") as caught:
        read_config(path)
    assert message in str(caught.value)


def test_a_whole_acceptance_is_read_with_its_line(tmp_path: Path) -> None:
    """A valid acceptance is read from seamscope.yaml with the line of its entry, which messages
    use.
    """
    path = tmp_path / "seamscope.yaml"
    path.write_text(f"accepted:\n  - {WHOLE}\n", encoding="utf-8")
    (entry,) = read_config(path).accepted
    assert (entry.finding, entry.expires, entry.line) == ("F-7KQ3M", date(2027, 3, 31), 2)
