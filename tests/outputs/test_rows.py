"""Rows of the effort table, and the totals, questions and counts below it."""

import json
from dataclasses import replace

import pytest

from seamscope.document import InputFile, Meta, Survey
from seamscope.estimate import EffortClass, Scope
from seamscope.landscape import Direction
from seamscope.lineage import Coverage, RoutineCoverage
from seamscope.outputs.commands.show import format_list
from seamscope.outputs.views.coverage_line import measure_read
from seamscope.outputs.views.digest import (
    describe_counts,
    describe_skipped,
    format_day_range,
    format_poc_days,
    format_question,
    limit_lines,
    list_forgotten_systems,
    list_high_findings,
    list_totals,
)
from seamscope.outputs.views.effort_rows import Days, EffortRow, Role, list_effort_rows
from seamscope.outputs.views.next_steps import list_first_questions, shorten_question
from seamscope.records import Certainty, Evidence
from seamscope.resolved import Finding, Question, Severity
from seamscope.surface import Forgotten
from seamscope.wording import format_count, format_days, round_days

from .survey_sample import effort, estimate, small

EMPTY = Survey(meta=Meta(tool="seamscope", tool_version="0", schema_version="2"))


def row(label: str, survey: Survey | None = None) -> EffortRow:
    return next(row for row in list_effort_rows(survey or small()) if row.label == label)


def test_every_integration_has_a_row_in_the_order_of_role_and_cost() -> None:
    """Integrations to build come first, then those to test again, and then all others; within a
    role, the most expensive comes first.
    """
    assert [row.label for row in list_effort_rows(small())] == [
        "I-001",
        "I-002",
        "I-004",
        "I-003",
        "I-005",
    ]
    swapped = tuple(
        replace(item, effort_hours=replace(item.effort_hours, p80=1000.0))
        if item.integration == small().integrations[1].id
        else item
        for item in small().estimates
    )
    rows = list_effort_rows(replace(small(), estimates=swapped))
    assert [row.label for row in rows][:2] == ["I-002", "I-001"]


def test_systems_are_in_the_direction_of_data() -> None:
    """Systems are written in the direction of the data (`A → B`); a two-way integration has `⇄` and
    an unknown direction `–?–`.
    """
    assert [row.systems for row in list_effort_rows(small())] == [
        "Service Copilot ⇄ Salesforce",
        "SAP S/4HANA → Service Copilot",
        "Salesforce → Fax Gateway",
        "SAP S/4HANA → Salesforce",
        "Snowflake –?– MES",
    ]


def test_hours_become_days_of_the_survey() -> None:
    """With 8 hours a day, 160 hours are 20 days; with 10 hours a day, they are 16 days."""
    assert row("I-001").days == Days(mean=22.0, p50=20.0, p80=30.0, p90=40.0)
    sample = small()
    assert sample.totals
    longer = replace(sample, totals=replace(sample.totals, hours_per_day=10.0))
    result = row("I-001", longer).days
    assert result
    assert result.p50 == 16.0


def test_poc_and_production_are_separate() -> None:
    """A row has separate days for the POC and for production; they are empty if this scope was not
    estimated.
    """
    assert row("I-001").poc_days == Days(mean=5.5, p50=5.0, p80=7.5, p90=10.0)
    assert row("I-002").poc_days is None


def test_a_poc_estimate_alone_gives_size_and_class() -> None:
    """Without a production estimate, the row has the size and score of the POC estimate."""
    only = replace(small(), estimates=(estimate("copilot--crm", 20.0, Scope.POC),))
    result = row("I-001", only)
    assert (result.days, result.cfp, result.effort_class) == (None, 12.0, "S")


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("I-001", Role.BUILD),
        ("I-003", Role.DEPENDS_ON),
        ("I-004", Role.TEST_AGAIN),
        ("I-005", Role.OUTSIDE),
    ],
)
def test_the_role_comes_from_the_surface(label: str, role: Role) -> None:
    """Integrations are built, depended on or affected; those the POC does not touch are outside."""
    assert row(label).role is role


def test_the_factor_with_most_points_is_the_reason() -> None:
    """The reason in a row is the factor with the most points."""
    text = "stakeholders low (+4 points): two owners in two teams"
    assert row("I-001").reason == text


def test_without_a_raising_factor_the_size_is_the_reason() -> None:
    """If no factor raises the estimate, the reason is the largest part of the size, or else the
    setup.
    """
    plain = replace(estimate("copilot--crm", 20.0), factors=())
    text = "size, mostly data groups (8 CFP): 4 flows, 2 each"
    assert row("I-001", replace(small(), estimates=(plain,))).reason == text
    bare = replace(plain, size=())
    text = "setup, 40 h once per pair of systems"
    assert row("I-001", replace(small(), estimates=(bare,))).reason == text


def test_an_experts_estimate_has_the_experts_reason() -> None:
    """The expert's reason takes precedence over all factors."""
    expert = replace(estimate("copilot--crm", 20.0), override="built one last year")
    text = "estimated by an expert: built one last year"
    assert row("I-001", replace(small(), estimates=(expert,))).reason == text


def test_a_row_without_an_estimate_gives_the_reason() -> None:
    """A row without an estimate says whether no flow is active, the POC does not touch it or its
    direction is unknown.
    """
    assert row("I-004").reason == "not estimated: no active flow"
    assert row("I-005").reason == "not estimated: the POC does not touch it"
    sample = small()
    built = replace(sample, surface=replace(sample.surface, build=("dwh--mes",)))
    assert row("I-005", built).reason == "not estimated: the direction of the data is unknown"


def test_the_least_certain_flow_decides_the_certainty() -> None:
    """One likely flow makes the integration likely; a dependency has no certainty."""
    assert [row.certainty for row in list_effort_rows(small())] == [
        "likely", "certain", "certain", "certain", ""
    ]  # fmt: skip


def test_states_are_named_when_nothing_is_active() -> None:
    """A retired integration shows its state, an active one shows none."""
    assert row("I-004").states == ("retired",)
    assert row("I-001").states == ()


def test_mechanisms_are_sorted_by_use() -> None:
    """The mechanism of most flows comes first, and the mechanism of a dependency is shown, too."""
    sample = small()
    merged = replace(
        sample.integrations[0], flows=("f5", "f1", "f2"), direction=Direction.BOTH, label="I-009"
    )
    mixed = replace(sample, integrations=(merged,))
    assert row("I-009", mixed).mechanisms == ("API", "file")
    assert row("I-005").mechanisms == ("DB link",)


def test_rows_tolerate_unknown_ids() -> None:
    """If a survey lacks flows and systems, its rows show the ids instead of names."""
    torn = replace(small(), flows=(), systems=(), dependencies=())
    assert row("I-001", torn).systems == "copilot ⇄ crm"
    assert row("I-001", torn).mechanisms == ()


def test_totals_come_from_the_simulation() -> None:
    """The total is the P50 of the simulation (22 days without management), not the sum of the P50
    column (22.5 days).
    """
    result = {item.name: item.days.p50 for item in list_totals(small())}
    assert result == {
        "total to build, with management": 25.0,
        "of which integrations": 22.0,
        "of which management": 3.0,
        "POC only": 5.0,
    }
    assert list_totals(EMPTY) == ()


def test_questions_are_ranked_by_share_of_variance() -> None:
    """Questions with the largest share of the uncertainty come first, and the share is shown if
    there is one.
    """
    asked = list_first_questions(small())
    assert [question.variance_share for question in asked] == [0.4, 0.3, 0.2]
    assert format_question(asked[0]) == "Is there a contract? (40 % of the uncertainty)"
    assert format_question(Question(text="Who?")) == "Who?"


def test_every_integration_is_counted_once() -> None:
    """The number of estimated integrations, and the numbers without an estimate for each reason,
    add up to all integrations.
    """
    text = describe_counts(small(), list_effort_rows(small()))
    assert text == (
        "6 systems, 5 integrations: 2 estimated, 1 without an active flow, "
        "1 not estimated because the POC does not touch them, "
        "1 not estimated for another reason."
    )
    assert describe_counts(EMPTY, ()) == "0 systems, 0 integrations."


def test_skipped_items_are_counted_by_kind() -> None:
    """Files, entries, statements and columns that were not read are counted; notes on how an input
    was read are not.
    """
    said = "Not read: 1 file, 1 SQL statement; the report lists each of them."
    assert describe_skipped(small()) == said
    sample = small()
    first = sample.skipped[0]
    note, keys = replace(first, kind="note"), replace(first, kind="key")
    assert describe_skipped(replace(sample, skipped=(note,))) == ""
    said = "Not read: columns or keys of 1 file; the report lists each of them."
    assert describe_skipped(replace(sample, skipped=(note, keys, keys))) == said
    assert describe_skipped(EMPTY) == ""


def test_forgotten_systems_and_findings_are_sentences() -> None:
    """Forgotten systems are shown by name, and findings with their remedy."""
    assert list_forgotten_systems(small()) == ("Fax Gateway: Cases written to Salesforce reach it",)
    known = small()
    missing = replace(
        known.surface, forgot=(Forgotten(system="", reason="no monitoring is known"),)
    )
    assert list_forgotten_systems(replace(known, surface=missing)) == ("no monitoring is known",)
    assert list_high_findings(small()) == (
        "A linked server crosses systems; read it through an interface",
    )
    bare = Finding(severity=Severity.HIGH, what="No remedy")
    assert list_high_findings(replace(EMPTY, findings=(bare,))) == ("No remedy",)


def test_long_lists_end_with_a_count() -> None:
    """Of eleven lines, ten are shown and one is counted."""
    assert limit_lines(tuple("abcdefghijk"))[-2:] == ("j", "and 1 more in the report")
    assert limit_lines(("a",)) == ("a",)


def test_figures_have_at_most_three_significant_digits() -> None:
    """Days below ten have one decimal, larger ones are whole numbers of three significant digits
    with a thousands separator.
    """
    days = (0.0, 0.04, 9.94, 9.96, 56.3, 1234.5, 98765)
    texts = ["0.0", "<0.1", "9.9", "10", "56", "1,230", "98,800"]
    assert [format_days(value) for value in days] == texts
    assert [round_days(value) for value in days] == [0, 0.0, 9.9, 10, 56, 1230, 98800]
    assert format_day_range(Days(mean=1.0, p50=2.0, p80=3.0, p90=12.0)) == "2.0–12"
    assert format_day_range(None) == ""


def test_an_integration_without_a_part_in_the_poc_is_not_free() -> None:
    """Zero days for the POC are shown as "not in the POC"."""
    assert format_poc_days(Days(mean=0.0, p50=0.0, p80=0.0, p90=0.0)) == "not in the POC"
    assert format_poc_days(Days(mean=1.0, p50=2.0, p80=3.0, p90=12.0)) == "2.0–12"
    assert format_poc_days(None) == ""
    assert [format_count(n, w) for n, w in ((1, "entry"), (2, "entry"), (0, "file"))] == [
        "1 entry", "2 entries", "0 files"
    ]  # fmt: skip


def test_an_estimate_outside_the_totals_is_marked() -> None:
    """A row whose estimate is not part of the total has `in_total` false."""
    spare = replace(
        estimate("copilot--crm", 1.0), in_total=False, effort_class=EffortClass.S,
        effort_hours=effort(1.0),
    )  # fmt: skip
    assert not row("I-001", replace(small(), estimates=(spare,))).in_total
    assert row("I-002").in_total


def test_columns_that_nothing_reads_are_no_moves() -> None:
    """A skipped entry counts as a move of data that was not understood; an unread column does
    not.
    """
    sample = small()
    entry = replace(sample.skipped[0], kind="entry", evidence=Evidence(file="flows.csv", line=3))
    lost = measure_read(replace(sample, skipped=(entry,)))
    kept = measure_read(replace(sample, skipped=(replace(entry, kind="key"),)))
    assert lost.moves == kept.moves + 1
    assert lost.understood == kept.understood


def test_files_that_seamscope_wrote_are_no_files_read() -> None:
    """`answers.yaml` does not count as an input: a user with two other files reads "2 of 2
    files".
    """
    sample = small()
    answers = InputFile(path="answers.yaml", sha256="c" * 64, connector="answers", records=3)
    inputs = (*sample.meta.inputs, answers)
    counted = measure_read(replace(sample, meta=replace(sample.meta, inputs=inputs)))
    assert counted == measure_read(sample)
    assert (counted.files, counted.all_files) == (2, 2)


def test_the_total_of_a_dialect_is_the_sum_of_its_whole_files() -> None:
    """The total counts each file once; rows of routines are marked as parts of their file and are
    not added.
    """
    sample = small()
    part = RoutineCoverage(name="dbo.load", parsed=3)
    files = (
        Coverage(file="a.sql", dialect="tsql", parsed=5, partly=1, routines=(part,)),
        Coverage(file="b.sql", dialect="tsql", parsed=2),
    )
    shown = format_list(
        replace(sample, meta=replace(sample.meta, coverage=files)), "coverage", "json"
    )
    rows = [(row["file"], row["part of the file"], row["understood"]) for row in json.loads(shown)]
    assert rows == [
        ("all files", "", 7),
        ("a.sql", "whole file", 5),
        ("a.sql", "dbo.load", 3),
        ("b.sql", "whole file", 2),
    ]


def test_a_flow_that_is_only_possible_is_not_understood() -> None:
    """A possible flow, such as one of a hidden row, counts as a move of data but not as
    understood.
    """
    sample = small()
    first = sample.flows[0]
    doubtful = replace(first, certainty=Certainty.POSSIBLE)
    before = measure_read(sample)
    after = measure_read(replace(sample, flows=(doubtful, *sample.flows[1:])))
    assert (after.moves, after.understood) == (before.moves, before.understood - 1)


def test_an_integration_is_only_possible_if_nothing_active_in_it_is_sure() -> None:
    """An integration is "only possible" if all of its flows are possible and it has no
    dependency.
    """
    sample = small()
    flows = tuple(replace(flow, certainty=Certainty.POSSIBLE) for flow in sample.flows)
    doubtful = replace(sample, flows=flows)
    assert row("I-003", doubtful).only_possible
    assert not row("I-003").only_possible
    assert not row("I-005", doubtful).only_possible  # known by a dependency
    copilot = next(i for i in sample.integrations if i.label == "I-001")
    sure = tuple(
        replace(flow, certainty=Certainty.CERTAIN) if flow.id == copilot.flows[0] else flow
        for flow in flows
    )
    assert not row("I-001", replace(sample, flows=sure)).only_possible
    assert row("I-001", doubtful).only_possible


def test_a_short_list_shows_a_question_without_the_positions_of_its_evidence() -> None:
    """A short list shows a question without files and lines in brackets: `"active" (apps.xlsx:7)`
    becomes `"active"`.
    """
    sheet = Evidence(file="lists/apps.xlsx", line=7, place="Apps!7")
    page = Evidence(file="wiki.md", line=3)
    text = f'Is BDU still in use? "active" ({sheet}) / "old (see wiki)" ({page})'
    question = Question(text=text, evidence=(sheet, page))
    assert shorten_question(question) == 'Is BDU still in use? "active" / "old (see wiki)"'
