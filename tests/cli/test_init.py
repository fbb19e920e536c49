"""`init` writes a workspace that `survey` accepts as it stands, and overwrites nothing."""

import re
from pathlib import Path

import openpyxl
import pytest
import yaml
from click.testing import CliRunner, Result

from seamscope.cli import main


def seamscope(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_survey_accepts_a_fresh_workspace(tmp_path: Path) -> None:
    """The examples make a survey with two seams to build and no complaint."""
    made = seamscope("init", tmp_path / "new")
    assert made.exit_code == 0
    assert {path.name for path in (tmp_path / "new").iterdir()} == {
        "seamscope.yaml",
        "poc.yaml",
        "inventory.yaml",
    }
    found = seamscope("survey", tmp_path / "new", "-o", tmp_path / "out")
    assert found.exit_code == 0
    assert "read 1 of 1 file; skipped 0 files, 0 entries" in found.stderr
    assert len(set(re.findall(r"I-\d+", found.stdout))) == 2


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    """A file that exists stays as it is, and that is said."""
    (tmp_path / "poc.yaml").write_text("mine")
    said = seamscope("init", tmp_path).stdout
    assert (tmp_path / "poc.yaml").read_text() == "mine"
    assert f"kept  {tmp_path / 'poc.yaml'}" in said
    assert f"wrote {tmp_path / 'inventory.yaml'}" in said


def test_a_mapping_is_guessed_from_the_headers(tmp_path: Path) -> None:
    """Known headers are found, alike ones guessed, others listed; the survey then reads it."""
    (tmp_path / "apps.csv").write_text(
        "Titel;App owner;Bussines criticality;Colour\nERP;Anna;high;red\n"
    )
    assert seamscope("init", tmp_path, tmp_path / "apps.csv").exit_code == 0
    text = (tmp_path / "apps.mapping.yaml").read_text()
    said = yaml.safe_load(text)
    assert said["holds"] == "systems"
    assert said["columns"] == {
        "name": "Titel",
        "owner": "App owner",
        "criticality": "Bussines criticality",
    }
    assert '# Not used: "Colour"' in text
    (tmp_path / "inventory.yaml").unlink()
    seamscope("survey", tmp_path, "-o", tmp_path / "out")
    shown = seamscope("show", "systems", tmp_path / "out" / "survey.json", "--format", "json")
    assert "Anna" in shown.stdout


def test_headers_of_a_workbook_cannot_break_the_mapping(tmp_path: Path) -> None:
    """Whatever a header holds, the file is YAML and says no secret."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = 'A: "b"'.replace(":", "")
    sheet.append(["name: [x", 'quo"te\n- line', "password=hunter22", "owner"])
    book.save(tmp_path / "odd.xlsx")
    assert seamscope("init", tmp_path, tmp_path / "odd.xlsx").exit_code == 0
    text = (tmp_path / "odd.mapping.yaml").read_text()
    assert yaml.safe_load(text)["columns"]["owner"] == "owner"
    assert "hunter22" not in text


@pytest.mark.parametrize("name", ["none.csv", "text.txt", "empty.csv"])
def test_what_is_no_list_is_told(tmp_path: Path, name: str) -> None:
    """A missing, empty or other file gives a message and no mapping."""
    (tmp_path / "text.txt").write_text("x")
    (tmp_path / "empty.csv").write_text("")
    said = seamscope("init", tmp_path, tmp_path / name)
    assert said.exit_code == 2
    assert name in said.stderr
    assert not list(tmp_path.glob("*.mapping.yaml"))
