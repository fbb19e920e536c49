"""An estate whose truth was written before its inputs: how true its survey is, unconfigured."""

from pathlib import Path

import pytest

from seamscope.document import Survey
from seamscope.pipeline import Job, run

from .score import Score, report, score
from .truth import read_truth

ESTATE = Path(__file__).parent / "velmark"


@pytest.fixture(scope="module")
def survey() -> Survey:
    return run(Job(paths=(ESTATE / "inputs",))).survey


@pytest.fixture(scope="module")
def made(survey: Survey) -> Score:
    return score(survey, read_truth(ESTATE / "truth.yaml"))


def test_systems_are_found_once_each(survey: Survey, made: Score) -> None:
    """Nine nodes in ten are a system of its own, and hardly one is missed."""
    assert made.systems.precision >= 0.9, report(made, survey)
    assert made.systems.recall >= 0.95, report(made, survey)


def test_nothing_is_merged_wrongly(survey: Survey, made: Score) -> None:
    """No node is two systems."""
    assert made.merged == (), report(made, survey)


def test_no_more_is_asked_than_a_board_reads(made: Score) -> None:
    """Sixty questions are the most."""
    assert made.asked <= 60


def test_the_questions_that_matter_are_among_them(survey: Survey, made: Score) -> None:
    """Those that the estate's author would ask before planning anything."""
    assert made.questions_met >= 12, report(made, survey)


def test_flows_are_right_before_anybody_answers(survey: Survey, made: Score) -> None:
    """Both ends and the direction count."""
    assert made.flows.precision >= 0.85, report(made, survey)
    assert made.flows.recall >= 0.85, report(made, survey)
