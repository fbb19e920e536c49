"""Small estates, in which nearly every flow is in the configuration of a platform.

Their authors had not seen the code. Each has 11 to 14 systems, 13 to 18 files and about 20 flows.
Lists contain few of the flows, and many follow only from two files together. See `small/README.md`.
"""

from pathlib import Path

import pytest

from seamscope.pipeline import Job, run

from .score import report, score
from .truth import read_truth

pytestmark = pytest.mark.slow  # a survey of a company each

FOLDER = Path(__file__).parent / "small"
# The minimum share of the true flows that a survey without answers finds.
FLOWS = {
    "at_klinikverbund": 0.8,
    "brauerei": 0.8,
    "es_transporte": 0.75,
    "fenwater_housing": 0.5,
    "fr_mutuelle": 0.45,
    "ie_bank": 0.85,
    "medsupply": 0.8,
    "nl_waterschap": 0.95,
    "officenta_pharma": 0.6,
    "olmeda_super": 0.8,
    "paczki": 0.75,
    "pl_moebel": 0.6,
    "plde_nordwarta": 0.6,
    "seeblick_bank": 0.75,
    "seguradora": 0.95,
    "skyplate_catering": 0.5,
    "torvalle_macchine": 0.4,
    "universiteit": 0.85,
    "us_cumberline": 0.85,
    "ville": 0.5,
}


@pytest.mark.parametrize("name", FLOWS)
def test_a_small_estate_is_read_without_answers(name: str) -> None:
    """Most systems and flows are right, no systems are merged wrongly, and no flow that has ended
    is shown as active.
    """
    survey = run(Job(paths=(FOLDER / name / "inputs",))).survey
    found = score(survey, read_truth(FOLDER / name / "truth.yaml"))
    text = report(found, survey)
    assert found.merged == (), text
    assert found.forbidden == (), text
    assert found.systems.precision >= 0.8, text
    assert found.systems.recall >= 0.95, text
    assert found.flows.precision >= 0.75, text
    assert found.flows.recall >= FLOWS[name], text


def test_every_small_estate_has_a_floor() -> None:
    """Each folder of a small estate has a minimum result, so that the test above includes it."""
    assert {path.name for path in FOLDER.iterdir() if path.is_dir()} == set(FLOWS)
