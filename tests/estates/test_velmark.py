"""An estate whose truth was written before its inputs: how true its survey is, unconfigured."""

from pathlib import Path

import pytest

from seamscope.document import Survey
from seamscope.pipeline import Job, run

from .architect import survey_answered
from .score import ANSWERS, Score, report, score
from .truth import read_truth

ESTATE = Path(__file__).parent / "velmark"


@pytest.fixture(scope="module")
def survey() -> Survey:
    return run(Job(paths=(ESTATE / "inputs",))).survey


@pytest.fixture(scope="module")
def first_score(survey: Survey) -> Score:
    return score(survey, read_truth(ESTATE / "truth.yaml"))


def test_systems_are_found_once_each(survey: Survey, first_score: Score) -> None:
    """Nine nodes in ten are a system of its own, and hardly one is missed."""
    assert first_score.systems.precision >= 0.9, report(first_score, survey)
    assert first_score.systems.recall >= 0.95, report(first_score, survey)


def test_nothing_is_merged_wrongly(survey: Survey, first_score: Score) -> None:
    """No node is two systems."""
    assert first_score.merged == (), report(first_score, survey)


def test_no_more_is_asked_than_a_board_reads(first_score: Score) -> None:
    """Sixty questions are the most."""
    assert first_score.asked <= 60


def test_the_questions_that_matter_are_among_them(survey: Survey, first_score: Score) -> None:
    """Those that the estate's author would ask before planning anything."""
    assert first_score.questions_met >= 12, report(first_score, survey)


def test_flows_are_right_before_anybody_answers(survey: Survey, first_score: Score) -> None:
    """Both ends and the direction count."""
    assert first_score.flows.precision >= 0.85, report(first_score, survey)
    assert first_score.flows.recall >= 0.85, report(first_score, survey)


def test_nothing_dead_or_reversed_is_drawn_as_active(survey: Survey, first_score: Score) -> None:
    """Retired, disabled, planned, commented out: none of them moves data today."""
    assert first_score.forbidden == (), report(first_score, survey)


def test_two_way_integrations_are_found(survey: Survey, first_score: Score) -> None:
    """They cost the most."""
    assert first_score.two_way.precision >= 0.85, report(first_score, survey)
    assert first_score.two_way.recall >= 0.85, report(first_score, survey)


@pytest.mark.slow
def test_twenty_answers_make_it_right() -> None:
    """The architect answers the heaviest questions first, and surveys again as they go."""
    truth = read_truth(ESTATE / "truth.yaml")
    later = survey_answered(ESTATE / "inputs", truth, ANSWERS)
    later_score = score(later, truth, answered=True)
    for share in (later_score.systems, later_score.flows, later_score.two_way):
        assert share.precision >= 0.95, report(later_score, later)
        assert share.recall >= 0.95, report(later_score, later)
    assert not later_score.forbidden, report(later_score, later)
    assert not later_score.merged, report(later_score, later)
    assert all(answer.applied for answer in later.answers)
