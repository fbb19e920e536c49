"""The whole program, from a folder of files to person-days, compared with published figures.

A new scenario is a new folder of `landscapes/` with its files and a `band.yaml`.
"""

from dataclasses import dataclass
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest
import yaml
from pydantic import TypeAdapter

from seamscope.document import Survey
from seamscope.pipeline import Job, run

from .base_drivers import BASE, restrict_drivers

FOLDERS = sorted(path for path in (Path(__file__).parent / "landscapes").iterdir() if path.is_dir())


@dataclass(frozen=True, kw_only=True)
class Band:
    """A published effort, from the lowest to the highest person-days, and its source."""

    says: str
    published: tuple[float, float]
    source: str


@pytest.fixture(scope="module", params=FOLDERS, ids=lambda path: path.name)
def scenario(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Band, Survey]:
    folder: Path = request.param
    work = tmp_path_factory.mktemp(folder.name) / "in"
    copytree(folder, work, ignore=ignore_patterns("band.yaml"))
    band = TypeAdapter(Band).validate_python(yaml.safe_load((folder / "band.yaml").read_text()))
    with pytest.MonkeyPatch.context() as patch:
        restrict_drivers(patch, BASE)
        return band, run(Job(paths=(work,))).survey


def test_days_lie_within_half_of_what_is_published(scenario: tuple[Band, Survey]) -> None:
    """The estimated median is at least half of the lowest published figure and at most 1.5 times
    the highest.
    """
    band, survey = scenario
    (estimate,) = survey.estimates
    days = estimate.effort_hours.p50 / 8
    low, high = band.published
    assert low / 2 <= days <= high * 1.5, f"{days:.1f} days, {band.source} says {band.published}"


def test_without_a_poc_there_is_no_total(scenario: tuple[Band, Survey]) -> None:
    """Without a POC, nothing is to build and there is no total."""
    _, survey = scenario
    assert survey.surface.build == ()
    assert survey.totals is None
    assert not any(estimate.in_total for estimate in survey.estimates)


def test_nothing_of_a_scenario_is_lost(scenario: tuple[Band, Survey]) -> None:
    """Each file of a scenario is read, and all files together give one active integration."""
    _, survey = scenario
    assert all(item.connector for item in survey.meta.inputs)
    assert survey.skipped == ()
    assert [integration.active for integration in survey.integrations] == [True]
