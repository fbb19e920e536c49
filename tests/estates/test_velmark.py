"""An estate whose truth was written before its inputs: how true its survey is, unconfigured."""

from pathlib import Path

import pytest

from seamscope.document import Survey
from seamscope.pipeline import Job, run

from .score import Score, read_truth, report, score

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
