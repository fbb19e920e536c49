"""Mistakes in the program's own YAML files are reported, and only those."""

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pytest

from seamscope.errors import InputError
from seamscope.knowledge import load_typed
from seamscope.pydantic_rules import STRICT


@dataclass(frozen=True, slots=True, kw_only=True)
class Cask:
    """An entry that does not ask for the line on which it stands."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT
    name: str
    litres: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Barrel:
    """An entry that does."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT
    name: str
    litres: int = 0
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cellar:
    """A file with both kinds of entries."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT
    casks: tuple[Cask, ...] = ()
    barrels: tuple[Barrel, ...] = ()


def write_cellar(folder: Path, text: str) -> Path:
    path = folder / "cellar.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that counts as the one of the program's own files."""
    monkeypatch.setattr("seamscope.knowledge.FOLDER", tmp_path)
    return tmp_path


def read_faults(path: Path) -> list[str]:
    with pytest.raises(InputError) as caught:
        load_typed(path, Cellar)
    return sorted(str(error).rsplit("/", 1)[-1] for error in caught.value.errors)


def test_a_wrong_value_is_the_only_mistake(own: Path) -> None:
    """The entries before and after it are fine, although they have no field for a line."""
    path = write_cellar(
        own, "casks:\n  - name: Oak\n    litres: 200\n  - name: Ash\n    litres: plenty\n"
    )
    (fault,) = read_faults(path)
    assert fault.startswith("cellar.yaml:5: 'casks.1.litres': ")
    assert "unknown key" not in fault


def test_a_missing_value_is_the_only_mistake(own: Path) -> None:
    """Each kind of entry is checked by its own fields."""
    path = write_cellar(own, "casks:\n  - litres: 200\nbarrels:\n  - name: Elm\n")
    assert read_faults(path) == ["cellar.yaml:2: 'casks.0.name' is missing; add it"]


def test_a_file_of_a_user_has_no_false_mistakes_either(tmp_path: Path) -> None:
    """Outside the folder, unknown keys are mistakes as well; a line is never one."""
    path = write_cellar(
        tmp_path, "casks:\n  - name: Oak\n    liters: 200\nbarrels:\n  - name: Elm\n"
    )
    assert read_faults(path) == [
        "cellar.yaml:3: unknown key 'casks.0.liters'; did you mean 'litres'?"
    ]


def test_only_entries_that_ask_for_their_line_receive_it(tmp_path: Path) -> None:
    """An entry that has a field for its line receives line 4."""
    path = write_cellar(tmp_path, "casks:\n  - name: Oak\nbarrels:\n  - name: Elm\n")
    assert load_typed(path, Cellar) == Cellar(
        casks=(Cask(name="Oak"),), barrels=(Barrel(name="Elm", line=4),)
    )
