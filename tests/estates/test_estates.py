"""Estates whose truth was written before their inputs: how accurate a survey without configuration
is.

Their authors had not seen the code. The estates are a water utility (velmark), an airport, an
insurer, a hospital, a bank, an electricity network (grid), a telecom operator (telco), a supplier
of car parts (autoparts) and a hotel group (hotels). Each has the inputs that an architect would
collect in a week.
"""

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from seamscope.document import Survey
from seamscope.pipeline import Job, run

from .architect import survey_answered
from .estimates import LADDERS, add_load, build_view, change_flows, estimate_view, set_facts
from .score import ANSWERS, Score, report, score
from .truth import read_truth

pytestmark = pytest.mark.slow  # a survey of a whole company each

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """The minimum results of a survey of an estate.

    flows: recall of flows.
    two_way: recall of two-way integrations.
    questions: how many of the author's questions the survey must ask.
    """

    questions: int
    flows: float = 0.85
    two_way: float = 0.85


FLOORS = {
    "velmark": Floor(questions=12),
    "airport": Floor(questions=4),
    # A quarter of its flows occurs only in mails and pages, or passes through two hops.
    "autoparts": Floor(questions=8, flows=0.7, two_way=0.6),
    "bank": Floor(questions=6),
    "grid": Floor(questions=10),
    "hospital": Floor(questions=6),
    "hotels": Floor(questions=5),
    "telco": Floor(questions=6),
    # Two pairs depend on a host that only a contract and a comment assign to a system.
    "insurer": Floor(questions=4, two_way=0.6),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """The survey of an estate, its score and its minimum results."""

    survey: Survey
    score: Score
    floor: Floor

    @property
    def report(self) -> str:
        """Return the right and the wrong results, for the message of a failed test."""
        return report(self.score, self.survey)


@pytest.fixture(scope="module", params=FLOORS)
def scored(request: pytest.FixtureRequest) -> Scored:
    name = str(request.param)
    survey = run(Job(paths=(FOLDER / name / "inputs",))).survey
    found = score(survey, read_truth(FOLDER / name / "truth.yaml"))
    return Scored(survey=survey, score=found, floor=FLOORS[name])


def test_systems_are_found_once_each(scored: Scored) -> None:
    """Nine of ten nodes match separate true systems, and 95 % of the true systems are found."""
    assert scored.score.systems.precision >= 0.9, scored.report
    assert scored.score.systems.recall >= 0.95, scored.report


def test_nothing_is_merged_wrongly(scored: Scored) -> None:
    """No node of the survey matches two true systems."""
    assert scored.score.merged == (), scored.report


def test_no_more_is_asked_than_a_board_reads(scored: Scored) -> None:
    """A survey has at most sixty questions."""
    assert scored.score.asked <= 60


def test_the_questions_that_matter_are_among_them(scored: Scored) -> None:
    """The survey asks at least the expected number of the questions that the author would ask
    before planning anything.
    """
    assert scored.score.questions_met >= scored.floor.questions, scored.report


def test_flows_are_right_before_anybody_answers(scored: Scored) -> None:
    """Without answers, 95 % of the flows have the right source, target and direction, and few true
    flows are missing.
    """
    assert scored.score.flows.precision >= 0.95, scored.report
    assert scored.score.flows.recall >= scored.floor.flows, scored.report


def test_nothing_dead_or_reversed_is_drawn_as_active(scored: Scored) -> None:
    """No flow is shown as active if it is retired, disabled, planned, commented out or in the wrong
    direction.
    """
    assert scored.score.forbidden == (), scored.report


def test_two_way_integrations_are_found(scored: Scored) -> None:
    """Two-way integrations, which cost the most, are found with few errors."""
    assert scored.score.two_way.precision >= 0.85, scored.report
    assert scored.score.two_way.recall >= scored.floor.two_way, scored.report


def test_an_unrelated_load_changes_no_estimate(scored: Scored) -> None:
    """Forty new flows between two new systems change the estimate of no other integration."""
    view = build_view(scored.survey)
    assert estimate_view(add_load(view), scored.survey) == estimate_view(view, scored.survey)


def test_every_step_up_of_a_fact_costs_more_everywhere(scored: Scored) -> None:
    """A worse fact, such as a shorter latency, lowers the median of no integration."""
    for fact, steps in LADDERS.items():
        found = [estimate_view(step(build_view(scored.survey)), scored.survey) for step in steps]
        for key in found[0]:
            medians = [one[key].effort_hours.p50 for one in found]
            assert medians == sorted(medians), (fact, key)


def test_unknown_facts_widen_the_range_and_keep_the_median(scored: Scored) -> None:
    """If unknown facts become ordinary ones, no median changes by 10 %, and no range becomes
    wider.
    """
    # Contracts say how callers sign on, so without them it is unknown.
    view = replace(build_view(scored.survey), interfaces=())
    silent, ordinary = (
        estimate_view(change_flows(view, set_facts, text), scored.survey)
        for text in ("; ; ", "hourly; 5000 a day; basic")
    )
    for key, one in silent.items():
        assert ordinary[key].effort_hours.p50 == pytest.approx(one.effort_hours.p50, rel=0.1), key
        assert ordinary[key].sigma <= one.sigma, key


@pytest.mark.slow
@pytest.mark.parametrize("name", ["velmark", "bank", "hotels"])
def test_twenty_answers_give_a_precise_survey(name: str) -> None:
    """After twenty answers to the questions with the largest weight, precision and recall are at
    least 95 %.
    """
    truth = read_truth(FOLDER / name / "truth.yaml")
    later = survey_answered(FOLDER / name / "inputs", truth, ANSWERS)
    later_score = score(later, truth, answered=True)
    for share in (later_score.systems, later_score.flows, later_score.two_way):
        assert share.precision >= 0.95, report(later_score, later)
        assert share.recall >= 0.95, report(later_score, later)
    assert not later_score.forbidden, report(later_score, later)
    assert not later_score.merged, report(later_score, later)
    assert all(answer.applied for answer in later.answers)
