"""Rows of the effort table, and what stands below it."""

from dataclasses import replace

import pytest

from seamscope.document import Meta, Survey
from seamscope.estimate import EffortClass, Scope
from seamscope.landscape import Direction
from seamscope.outputs.views.digest import (
    counted,
    figure,
    first,
    first_questions,
    forgotten,
    high_findings,
    question_line,
    skipped_line,
    span,
    totals,
)
from seamscope.outputs.views.rows import Days, Role, Row, rows
from seamscope.resolved import Finding, Question, Severity
from seamscope.surface import Forgotten
from seamscope.wording import number

from .survey_sample import effort, estimate, small

EMPTY = Survey(meta=Meta(tool="seamscope", tool_version="0", schema_version="1"))


def row(label: str, survey: Survey | None = None) -> Row:
    return next(row for row in rows(survey or small()) if row.label == label)


def test_every_integration_has_a_row_in_the_order_of_its_label() -> None:
    """No integration is left out, whatever its state or role."""
    assert [row.label for row in rows(small())] == ["I-001", "I-002", "I-003", "I-004", "I-005"]


def test_systems_stand_in_the_direction_of_data() -> None:
    """An arrow always points right; both ways and unknown have signs of their own."""
    assert [row.systems for row in rows(small())] == [
        "Service Copilot ⇄ Salesforce",
        "SAP S/4HANA → Service Copilot",
        "SAP S/4HANA → Salesforce",
        "Salesforce → Fax Gateway",
        "Snowflake –?– MES",
    ]


def test_hours_become_days_of_the_survey() -> None:
    """160 hours at 8 a day are 20 days; at 10 a day they are 16."""
    assert row("I-001").days == Days(mean=22.0, p50=20.0, p80=30.0, p90=40.0)
    sample = small()
    assert sample.totals
    longer = replace(sample, totals=replace(sample.totals, hours_per_day=10.0))
    made = row("I-001", longer).days
    assert made
    assert made.p50 == 16.0


def test_poc_and_production_are_separate() -> None:
    """Each scope has its own figures; one that was not estimated is empty."""
    assert row("I-001").poc_days == Days(mean=5.5, p50=5.0, p80=7.5, p90=10.0)
    assert row("I-002").poc_days is None


def test_a_poc_estimate_alone_still_gives_size_and_class() -> None:
    """Without a production estimate the POC's own size and score stand in the row."""
    only = replace(small(), estimates=(estimate("copilot--crm", 20.0, Scope.POC),))
    made = row("I-001", only)
    assert (made.days, made.cfp, made.effort_class) == (None, 12.0, "S")


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("I-001", Role.BUILD),
        ("I-003", Role.DEPENDS_ON),
        ("I-004", Role.AFFECTS),
        ("I-005", Role.OUTSIDE),
    ],
)
def test_the_role_comes_from_the_surface(label: str, role: Role) -> None:
    """Build, depends on, affects; what the POC does not touch is outside."""
    assert row(label).role is role


def test_the_heaviest_factor_is_the_reason() -> None:
    """The factor with most points explains the row."""
    said = "stakeholders low (+4 points): two owners in two teams"
    assert row("I-001").reason == said


def test_without_a_heavy_factor_the_size_is_the_reason() -> None:
    """The largest part of the size explains an integration of nominal factors."""
    plain = replace(estimate("copilot--crm", 20.0), factors=())
    said = "size, most of it data groups (8 CFP): 4 flows, 2 each"
    assert row("I-001", replace(small(), estimates=(plain,))).reason == said
    bare = replace(plain, size=())
    said = "setup, 40 h for a pair of systems"
    assert row("I-001", replace(small(), estimates=(bare,))).reason == said


def test_an_experts_figure_says_so() -> None:
    """An override's own reason comes before any factor."""
    expert = replace(estimate("copilot--crm", 20.0), override="built one last year")
    said = "an expert's figure: built one last year"
    assert row("I-001", replace(small(), estimates=(expert,))).reason == said


def test_a_row_without_a_figure_says_why() -> None:
    """No active flow, outside, direction unknown: each has its own words."""
    assert row("I-004").reason == "not estimated: no active flow"
    assert row("I-005").reason == "not estimated: outside what the POC touches"
    sample = small()
    built = replace(sample, surface=replace(sample.surface, build=("dwh--mes",)))
    assert row("I-005", built).reason == "not estimated: nobody says which way data goes"


def test_the_weakest_flow_decides_the_certainty() -> None:
    """One likely flow makes the integration likely; a dependency alone has no certainty."""
    assert [row.certainty for row in rows(small())] == [
        "likely", "certain", "certain", "certain", ""
    ]  # fmt: skip


def test_states_are_named_when_nothing_is_active() -> None:
    """A retired integration says so; an active one names no state."""
    assert row("I-004").states == ("retired",)
    assert row("I-001").states == ()


def test_mechanisms_come_in_words_most_used_first() -> None:
    """Flows count, dependencies too."""
    sample = small()
    merged = replace(
        sample.integrations[0], flows=("f5", "f1", "f2"), direction=Direction.BOTH, label="I-009"
    )
    mixed = replace(sample, integrations=(merged,))
    assert row("I-009", mixed).mechanisms == ("API", "file")
    assert row("I-005").mechanisms == ("DB link",)


def test_a_row_survives_ids_that_nothing_holds() -> None:
    """A survey edited by hand, with flows and systems gone, still gives rows by id."""
    torn = replace(small(), flows=(), systems=(), dependencies=())
    assert row("I-001", torn).systems == "copilot ⇄ crm"
    assert row("I-001", torn).mechanisms == ()


def test_totals_come_from_the_survey_and_not_from_the_rows() -> None:
    """The column's P50 would sum to 22.5 days; the simulation says 22, and management is apart."""
    made = {item.name: item.days.p50 for item in totals(small())}
    assert made == {
        "production, build": 22.0,
        "production, management on top": 3.0,
        "POC alone": 5.0,
    }
    assert totals(EMPTY) == ()


def test_questions_are_ranked_by_what_an_answer_is_worth() -> None:
    """The three that narrow the total most come first; one without a share says no share."""
    asked = first_questions(small())
    assert [question.variance_share for question in asked] == [0.4, 0.3, 0.2]
    assert question_line(asked[0]) == "Is there a contract? (40 % of the uncertainty)"
    assert question_line(Question(text="Who?")) == "Who?"


def test_every_integration_is_counted_once() -> None:
    """Estimated and each kind of not estimated add up to all."""
    said = counted(small(), rows(small()))
    assert said == (
        "6 systems, 5 integrations: 2 estimated, 1 with no active flow, "
        "1 without an estimate, outside what the POC touches, "
        "1 without an estimate for another reason."
    )
    assert counted(EMPTY, ()) == "0 systems, 0 integrations."


def test_what_was_not_read_is_counted_by_kind() -> None:
    """Files, entries and statements are told apart; an unknown kind is still counted."""
    said = "Not read: 1 file, 1 SQL statement; each is named in the report."
    assert skipped_line(small()) == said
    sample = small()
    odd = replace(sample, skipped=(replace(sample.skipped[0], kind="odd"),))
    assert skipped_line(odd) == "Not read: 1 other thing; each is named in the report."
    assert skipped_line(EMPTY) == ""


def test_forgotten_systems_and_high_findings_come_as_sentences() -> None:
    """Names instead of ids, and the remedy behind the finding."""
    assert forgotten(small()) == ("Fax Gateway: Cases written to Salesforce reach it",)
    known = small()
    missing = replace(
        known.surface, forgot=(Forgotten(system="", reason="no monitoring is known"),)
    )
    assert forgotten(replace(known, surface=missing)) == ("no monitoring is known",)
    assert high_findings(small()) == (
        "A linked server crosses systems; read it through an interface",
    )
    bare = Finding(severity=Severity.HIGH, what="No remedy")
    assert high_findings(replace(EMPTY, findings=(bare,))) == ("No remedy",)


def test_long_lists_end_with_a_count() -> None:
    """Eleven lines are ten and a count of the rest."""
    assert first(tuple("abcdefghijk"))[-2:] == ("j", "and 1 more, in the report")
    assert first(("a",)) == ("a",)


def test_figures_read_well() -> None:
    """Tenths below ten, whole days above; nouns follow their number."""
    assert [figure(value) for value in (0.0, 0.04, 9.94, 9.96)] == ["0.0", "<0.1", "9.9", "10"]
    assert span(Days(mean=1.0, p50=2.0, p80=3.0, p90=12.0)) == "2.0–12"
    assert span(None) == ""
    assert [number(n, w) for n, w in ((1, "entry"), (2, "entry"), (0, "file"))] == [
        "1 entry", "2 entries", "0 files"
    ]  # fmt: skip


def test_an_estimate_outside_the_totals_says_so() -> None:
    """`in_total` follows the estimate."""
    spare = replace(
        estimate("copilot--crm", 1.0), in_total=False, effort_class=EffortClass.S,
        effort_hours=effort(1.0),
    )  # fmt: skip
    assert not row("I-001", replace(small(), estimates=(spare,))).in_total
    assert row("I-002").in_total
