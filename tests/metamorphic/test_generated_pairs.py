"""Generated lists and scripts, rewritten by `benchmarks/metamorphic.py`, keep their meaning."""

import importlib
import random
from pathlib import Path
from types import ModuleType

import pytest

from seamscope import rounds

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
PAIRS = 40  # for each of five seeds


@pytest.fixture
def metamorphic(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Return the module `benchmarks/metamorphic.py`, changed so that it does not write answers,
    which are not compared here.
    """
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    monkeypatch.setattr(rounds, "update_file", lambda file, questions: file)
    return importlib.import_module("metamorphic")


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_rewritten_inputs_give_the_same_landscape(
    tmp_path: Path, metamorphic: ModuleType, seed: int
) -> None:
    """Systems and connections are the same before and after an input is rewritten."""
    broken = []
    for number in range(PAIRS):
        folder = tmp_path / str(number)
        folder.mkdir()
        compare = metamorphic.compare_lists if number % 2 else metamorphic.compare_scripts
        how, equal = compare(random.Random(f"{seed}/{number}"), folder)
        if not equal:
            broken.append(f"{number}: {how}")
    assert broken == []
