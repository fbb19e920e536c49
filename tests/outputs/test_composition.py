"""The parts of the total add up to it, and the number of "test again" labels is the number in the
heading.
"""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seamscope.document import Survey
from seamscope.estimate import Effort, NotReadable, Totals, UnreadPart
from seamscope.outputs import FORMATS
from seamscope.outputs.board import build_board_pages
from seamscope.outputs.text.summary import Run, render_summary
from seamscope.outputs.views.board import build_board
from seamscope.outputs.views.composition import (
    compose_total,
    explain_sum,
    list_unread,
    round_to_sum,
    write_sum,
)
from seamscope.outputs.views.effort_rows import Role, list_effort_rows
from seamscope.outputs.views.next_steps import ask_about_unread, rank_questions
from seamscope.outputs.views.regression import list_tested
from seamscope.outputs.views.run_costs import get_run_cost
from seamscope.outputs.views.total import compute_total
from seamscope.outputs.writers.languages import use_language
from seamscope.pipeline import Job, run
from seamscope.readiness import ReadinessState
from seamscope.records import Evidence
from seamscope.resolved import Question
from seamscope.wording import format_days

from .survey_sample import small

SAMPLE = Path(__file__).parents[2] / "inventories" / "halden-pumps"
LOST = Evidence(file="flows.bin")


@pytest.fixture(scope="module")
def sample() -> Survey:
    return run(Job(paths=(SAMPLE,), poc=SAMPLE / "poc.yaml", jobs=1)).survey


def read(survey: Survey) -> str:
    return " | ".join(text for page in build_board_pages(survey) for text in page.itertext())


@given(st.lists(st.floats(0.01, 5_000), min_size=1, max_size=6))
def test_rounded_parts_add_up_to_the_rounded_total(values: list[float]) -> None:
    """The rounded parts add up to the total as it is shown, and each is close to its exact
    value.
    """
    total = sum(values)
    rounded = round_to_sum(values, total)
    shown = float(format_days(total).replace(",", "").replace("<", ""))
    assert sum(rounded) == pytest.approx(shown, abs=0.11)
    assert all(abs(a - b) <= max(total / 90, 0.11) for a, b in zip(rounded, values, strict=True))


@pytest.mark.parametrize(
    ("values", "total", "rounded"),
    [
        ([91.4, 13.4, 15.7], 120.5, [91, 13, 16]),  # 120.5 is shown as 120, as Python rounds it
        ([0.33, 0.33, 0.34], 1.0, [0.3, 0.3, 0.4]),
        ([1_000, 234], 1_234, [1_000, 230]),
    ],
)
def test_the_largest_remainder_is_rounded_up(
    values: list[float], total: float, rounded: list[float]
) -> None:
    """Parts are rounded so that their sum is the rounded total: 120 is 91 + 13 + 16."""
    assert round_to_sum(values, total) == rounded


def test_the_page_the_terminal_and_the_view_show_one_sum(sample: Survey) -> None:
    """The board page and the terminal show the same named parts of the total, and the explanation
    says what the total excludes.
    """
    composition = compose_total(sample)
    assert composition
    assert round(composition.total) == sum(part.days for part in composition.parts)
    names = [part.name for part in composition.parts]
    assert names[0] == "for the 3 integrations"
    assert names[-2:] == [
        "for 0 to 1 more integration in 2 skipped entries and 2 unknown systems",
        "for project management",
    ]
    assert composition.single > composition.parts[0].days
    assert write_sum(composition) in read(sample)
    terminal = " ".join(render_summary(sample, Run()).split())
    assert write_sum(composition, brief=True) in terminal
    assert any(
        "The total excludes work on the product itself" in line for line in explain_sum(composition)
    )


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_page_has_all_percentiles_and_what_the_total_excludes(
    sample: Survey, language: str
) -> None:
    """In English and in German, whose words are longer, the page shows P50, P90 and the cost with
    the product.
    """
    with use_language(language):
        shown = read(sample)
    total = compute_total(sample)
    assert total
    assert f"P50 {format_days(total.days.p50)}, P90 {format_days(total.days.p90)}" in shown
    assert {"en": "with the product: ", "de": "mit dem Produkt: "}[language] in shown


def test_the_question_about_unread_inputs_counts_them(sample: Survey) -> None:
    """There is one question for each kind of unread input, with the number of inputs of this
    kind.
    """
    assert list_unread(sample) == "2 skipped entries and 2 unknown systems"
    texts = [question.text for question in ask_about_unread(sample)]
    assert texts == [
        "Which integrations do 2 skipped entries contain?",
        "Which integrations do 2 unknown systems contain?",
    ]


def test_unread_inputs_rank_by_what_reading_one_of_them_settles() -> None:
    """Unread inputs are ranked by the uncertainty per input: one file comes before 30 skipped
    entries, although these have a larger share together.
    """
    hours = Effort(mean=440, p50=400, p80=600, p90=900)
    one = UnreadPart(what="unsupported file", count=1, expected=0.3, evidence=(LOST,))
    many = UnreadPart(what="skipped item", count=30, expected=0.6)  # of an older version
    unread = NotReadable(
        most=3,
        expected=0.9,
        hours=hours,
        added_hours=80.0,
        parts=(many, one),
        variance_share=0.45,
    )
    asked = Question(text="Which objects move?", variance_share=0.1)
    survey = replace(
        small(),
        totals=Totals(poc=hours, production=hours, management_hours=hours, not_readable=unread),
        questions=(asked,),
    )
    assert [(q.text, q.variance_share) for q in rank_questions(survey)] == [
        ("Which integrations does flows.bin contain?", pytest.approx(0.15)),
        ("Which objects move?", 0.1),
        ("Which integrations do 30 skipped items contain?", pytest.approx(0.3)),
    ]


def test_as_many_integrations_are_labelled_test_again_as_the_heading_says(sample: Survey) -> None:
    """The number of integrations labelled "test again" is the number in the heading; indirectly
    affected integrations are counted separately.
    """
    board = build_board(sample)
    near = [one for row in board.rows for one in row.neighbours]
    assert sum(one.test_again and not one.repeated for one in near) == board.to_test == 3
    indirect = {one.integration for one in near if one.role is Role.INDIRECT}
    assert indirect <= set(sample.surface.affects)
    assert len(indirect) == board.indirect - board.distant
    assert board.to_test + board.indirect == len(sample.surface.affects)
    assert list_tested(sample) <= set(sample.surface.affects)


def test_the_board_and_the_effort_table_count_alike(sample: Survey) -> None:
    """The board page and the effort table label the same integrations "test again" and "reached
    indirectly".
    """
    board, table = build_board(sample), list_effort_rows(sample)
    roles = [row.role for row in table]
    assert roles.count(Role.TEST_AGAIN) == board.to_test
    assert roles.count(Role.INDIRECT) == board.indirect
    text = FORMATS["table"].render(sample).decode()
    assert "test again: reads data that the POC writes" in text
    assert len(re.findall(r" test again  ", text)) == board.to_test


def test_a_system_that_the_poc_replaces_is_to_be_retired(sample: Survey) -> None:
    """A system that the POC replaces is labelled as to be retired, and is neither counted as "test
    again" nor estimated.
    """
    (key,) = sample.surface.replaced
    name = next(node.name for node in sample.systems if node.id == key)
    assert name == "Promise spreadsheet"
    marks = {one.role for row in build_board(sample).rows for one in row.neighbours
             if one.name == name}  # fmt: skip
    assert marks == {Role.RETIRE}
    assert not any(key in item.systems for item in sample.integrations
                   if item.id in sample.surface.affects)  # fmt: skip
    build = sample.surface.build
    parts = [part.reason for e in sample.estimates if e.integration in build for part in e.size]
    assert not any(name in reason and "tested again" in reason for reason in parts)


def test_an_owner_on_whom_sources_disagree_is_a_question(sample: Survey) -> None:
    """If sources disagree on an owner, the card shows "Vertrieb or Tom Reiter?"; an undisputed
    owner has no question mark.
    """
    cards = {row.card.name: row.card.owner for row in build_board(sample).rows}
    assert cards["Salesforce"] == "Vertrieb or Tom Reiter?"
    assert "?" not in cards["SAP S/4HANA"]


def test_all_outputs_rank_the_same_questions(sample: Survey) -> None:
    """The board page and the report list the same questions in the same order, with one for each
    kind of unread input.
    """
    assert all(question.effect for question in rank_questions(sample))
    ranked = [question.text for question in rank_questions(sample)]
    assert sample.totals
    assert sample.totals.not_readable
    assert len(ranked) == len(sample.questions) + len(sample.totals.not_readable.parts)
    assert [question.text for question in build_board(sample).questions] == ranked
    assert sum(question.variance_share or 0.0 for question in rank_questions(sample)) <= 1
    report = FORMATS["markdown"].render(sample).decode()
    section = report.split("## Questions, by share of the uncertainty")[1].split("\n## ")[0]
    assert len(re.findall(r"^- ", section, re.M)) == len(ranked)


def test_a_late_go_live_is_in_the_heading(sample: Survey) -> None:
    """The heading has the go-live dates of the roadmap at P80 and P50, the target date, and "Late"
    if go-live is after it.
    """
    roadmap = sample.roadmap
    assert roadmap
    board = build_board(sample)
    assert board.is_late
    assert board.go_live == (
        f"Late: go-live {roadmap.go_live_p80} at P80 (P50 {roadmap.go_live_p50}), "
        f"target {roadmap.target}"
    )
    for target, end in (("2029-01-01", ", target 2029-01-01"), ("", ")")):
        timely = build_board(replace(sample, roadmap=replace(roadmap, target=target)))
        assert not timely.is_late
        assert timely.go_live.startswith(f"Go-live {roadmap.go_live_p80} at P80 (P50 ")
        assert timely.go_live.endswith(end)


def test_a_day_rate_that_nobody_stated_is_called_assumed(sample: Survey) -> None:
    """The summary calls the day rate "average rate" if poc.yaml states it, and "assumed rate"
    otherwise.
    """
    assert "average rate 930" in render_summary(sample, Run())
    assert sample.totals
    assert sample.totals.run_cost
    cost = replace(sample.totals.run_cost, day_rate_assumed=True)
    shown = render_summary(replace(sample, totals=replace(sample.totals, run_cost=cost)), Run())
    assert "assumed rate " in shown
    assert ", day rate" not in shown


def test_the_months_of_the_checklist_agree_with_its_dates(sample: Survey) -> None:
    """The checklist's months to go-live are the calendar months from the gate to the go-live date
    of the roadmap.
    """
    roadmap = sample.roadmap
    assert roadmap
    assert (roadmap.gate, roadmap.target) == ("2027-03-05", "2027-09-05")
    days = (date.fromisoformat(roadmap.go_live_p50) - date(2027, 3, 5)).days
    (time,) = (line for line in sample.readiness if line.id == "time")
    assert time.answer.startswith("6 months from the gate to go-live on 2027-09-05 is below")
    assert f"{12 * days / 365.25:.1f} (" in time.answer
    assert time.answer.endswith(f"until {roadmap.go_live_p50}")


def test_a_survey_of_an_older_version_names_the_percentile_that_it_has(sample: Survey) -> None:
    """For an older survey without a P80 date, the heading shows the P90 date and says that it is
    P90.
    """
    assert sample.roadmap
    old = replace(sample.roadmap, go_live_p80="", target="")
    board = build_board(replace(sample, roadmap=old))
    assert board.go_live.startswith(f"Go-live {old.go_live_p90} at P90 (P50 ")
    contradicted = tuple(
        replace(line, state=ReadinessState.CONTRADICTED, answer="the target is 6 months")
        for line in sample.readiness
    )
    late = build_board(replace(sample, roadmap=old, readiness=contradicted))
    assert (late.go_live, late.is_late) == ("Late: the target is 6 months", True)


def test_work_on_the_product_never_makes_the_total_smaller(sample: Survey) -> None:
    """P50 and P80 of the total with the work on the product are larger than without it.

    The part of the build cost for the integrations is equal to the total without this work.
    """
    total, cost, composition = compute_total(sample), get_run_cost(sample), compose_total(sample)
    assert total and total.cost and cost and cost.build_days and composition  # noqa: PT018
    assert cost.build_days.p80
    assert cost.build_days.p50 > total.days.p50
    assert cost.build_days.p80 > total.days.p80
    days, p50 = format_days(cost.build_days.p80), format_days(cost.build_days.p50)
    assert composition.product.startswith(f"{days} person-days at P80 (P50 {p50}) ≈ EUR ")
    (integrations, *_) = cost.parts
    assert integrations.cost.p50 == pytest.approx(total.cost.p50, rel=1e-3)
    assert integrations.days.p80 == pytest.approx(total.days.p80, rel=2e-3)
    assert integrations.days.p90 == pytest.approx(total.days.p90, rel=2e-3)


def test_german_pages_have_no_english_sum(sample: Survey) -> None:
    """The parts of the total are in German if the language is German."""
    with use_language("de"):
        composition = compose_total(sample)
        assert composition
        assert "für die 3 Integrationen" in write_sum(composition)
