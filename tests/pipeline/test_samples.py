"""The sample landscapes have the systems, pairs and directions that a person read in their
inputs.
"""

from pathlib import Path

import pytest
import yaml

from seamscope.landscape import Direction
from seamscope.pipeline import Job, run

INVENTORIES = Path(__file__).parents[2] / "inventories"
EXPECTED = yaml.safe_load((Path(__file__).parent / "samples.yaml").read_text(encoding="utf-8"))
ARROWS = {
    Direction.A_TO_B: ">",
    Direction.B_TO_A: "<",
    Direction.BOTH: "<>",
    Direction.UNKNOWN: "?",
}


@pytest.mark.parametrize("sample", EXPECTED)
def test_a_sample_keeps_its_systems_pairs_and_directions(sample: str) -> None:
    """The systems, and the active and inactive integrations with their directions, are exactly the
    expected ones.
    """
    folder, wanted = INVENTORIES / sample, EXPECTED[sample]
    poc = folder / "poc.yaml"
    survey = run(Job(paths=(folder,), poc=poc if poc.is_file() else None)).survey
    drawn = {
        f"{item.systems[0]} {ARROWS[item.direction]} {item.systems[1]}": item.active
        for item in survey.integrations
    }
    assert sorted(system.name for system in survey.systems) == sorted(wanted["systems"])
    assert sorted(pair for pair, active in drawn.items() if active) == sorted(wanted["active"])
    assert sorted(pair for pair, active in drawn.items() if not active) == sorted(wanted["idle"])
