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


def test_survey_accepts_a_new_workspace(tmp_path: Path) -> None:
    """The example files give a survey with two integrations to build and no error."""
    result = seamscope("init", tmp_path / "new")
    assert result.exit_code == 0
    assert {path.name for path in (tmp_path / "new").iterdir()} == {
        "seamscope.yaml",
        "poc.yaml",
        "inventory.yaml",
    }
    found = seamscope("survey", tmp_path / "new", "-o", tmp_path / "out")
    assert found.exit_code == 0
    assert "Read: 1 of 1 file" in found.stdout
    assert len(set(re.findall(r"I-[2-9B-Z]{5}", found.stdout))) == 2


def test_existing_files_are_kept(tmp_path: Path) -> None:
    """An existing file is not changed, and the output says so."""
    (tmp_path / "poc.yaml").write_text("mine")
    text = seamscope("init", tmp_path).stdout
    assert (tmp_path / "poc.yaml").read_text() == "mine"
    assert f"kept  {tmp_path / 'poc.yaml'}" in text
    assert f"wrote {tmp_path / 'inventory.yaml'}" in text


def test_a_mapping_is_guessed_from_headers(tmp_path: Path) -> None:
    """Known headers are matched, similar ones guessed, others listed; the survey then reads the
    list.
    """
    (tmp_path / "apps.csv").write_text(
        "Titel;App owner;Bussines criticality;Colour\nERP;Anna;high;red\n"
    )
    assert seamscope("init", tmp_path, tmp_path / "apps.csv").exit_code == 0
    text = (tmp_path / "apps.mapping.yaml").read_text()
    result = yaml.safe_load(text)
    assert result["holds"] == "systems"
    assert result["columns"] == {
        "name": "Titel",
        "owner": "App owner",
        "criticality": "Bussines criticality",
    }
    assert '# Not used: "Colour"' in text
    (tmp_path / "inventory.yaml").unlink()
    seamscope("survey", tmp_path, "-o", tmp_path / "out")
    shown = seamscope("show", "systems", tmp_path / "out" / "survey.json", "--format", "json")
    assert "Anna" in shown.stdout


def test_headers_cannot_break_the_mapping_file(tmp_path: Path) -> None:
    """Whatever a header contains, the file is valid YAML without secrets."""
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
def test_a_file_that_is_not_a_list_is_an_error(tmp_path: Path, name: str) -> None:
    """A missing, empty or other file gives a message and no mapping."""
    (tmp_path / "text.txt").write_text("x")
    (tmp_path / "empty.csv").write_text("")
    text = seamscope("init", tmp_path, tmp_path / name)
    assert text.exit_code == 2
    assert name in text.stderr
    assert not list(tmp_path.glob("*.mapping.yaml"))
