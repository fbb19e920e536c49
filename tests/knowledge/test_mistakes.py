"""Mistakes in YAML files are reported without follow-up errors."""

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pytest

from seamscope.errors import InputError
from seamscope.knowledge import load_typed
from seamscope.pydantic_rules import STRICT


@dataclass(frozen=True, slots=True, kw_only=True)
class Cask:
    """An entry without a field `line`."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT
    name: str
    litres: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Barrel:
    """An entry with a field `line`, which the reader fills."""

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
    """Return a folder that counts as that of the program's own YAML files."""
    monkeypatch.setattr("seamscope.knowledge.FOLDER", tmp_path)
    return tmp_path


def read_faults(path: Path) -> list[str]:
    with pytest.raises(InputError) as caught:
        load_typed(path, Cellar)
    return sorted(str(error).rsplit("/", 1)[-1] for error in caught.value.errors)


def test_a_wrong_value_is_the_only_mistake(own: Path) -> None:
    """A wrong value is the only error: entries without a field `line` are valid."""
    path = write_cellar(
        own, "casks:\n  - name: Oak\n    litres: 200\n  - name: Ash\n    litres: plenty\n"
    )
    (fault,) = read_faults(path)
    assert fault.startswith("cellar.yaml:5: 'casks.1.litres': ")
    assert "unknown key" not in fault


def test_a_missing_value_is_the_only_mistake(own: Path) -> None:
    """A missing value is the only error, because each kind of entry is validated with the fields of
    its class.
    """
    path = write_cellar(own, "casks:\n  - litres: 200\nbarrels:\n  - name: Elm\n")
    assert read_faults(path) == ["cellar.yaml:2: 'casks.0.name' is missing; add it"]


def test_a_file_of_a_user_has_no_false_mistakes_either(tmp_path: Path) -> None:
    """In the file of a user, an unknown key is an error, but a missing field `line` is not."""
    path = write_cellar(
        tmp_path, "casks:\n  - name: Oak\n    liters: 200\nbarrels:\n  - name: Elm\n"
    )
    assert read_faults(path) == [
        "cellar.yaml:3: unknown key 'casks.0.liters'; did you mean 'litres'?"
    ]


def test_only_entries_that_ask_for_their_line_receive_it(tmp_path: Path) -> None:
    """An entry whose class has a field `line` gets its line; other entries do not."""
    path = write_cellar(tmp_path, "casks:\n  - name: Oak\nbarrels:\n  - name: Elm\n")
    assert load_typed(path, Cellar) == Cellar(
        casks=(Cask(name="Oak"),), barrels=(Barrel(name="Elm", line=4),)
    )
