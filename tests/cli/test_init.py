"""`init` writes a workspace that `survey` accepts without changes, and overwrites no file."""

import json
import re
from pathlib import Path

import jsonschema
import openpyxl
import pytest
import yaml
from click.testing import CliRunner, Result

from seamscope.cli import main


class EditorLoader(yaml.SafeLoader):
    """Load YAML as editors do before they apply a JSON Schema: a date remains a string."""


EditorLoader.yaml_implicit_resolvers = {
    sign: [(tag, pattern) for tag, pattern in found if not tag.endswith(":timestamp")]
    for sign, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def seamscope(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.mark.slow
def test_survey_accepts_a_new_workspace(tmp_path: Path) -> None:
    """The example files give a survey with two integrations to build and no error."""
    result = seamscope("init", tmp_path / "new")
    assert result.exit_code == 0
    assert {path.name for path in (tmp_path / "new").iterdir()} == {
        "seamscope.yaml",
        "poc.yaml",
        "inventory.yaml",
        ".seamscope",
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
    """A known or similar header is mapped to a column, any other is listed as not used; `survey`
    then reads the list.
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
    seamscope("survey", tmp_path, "-o", tmp_path / "out")
    shown = seamscope("show", "systems", tmp_path / "out" / "survey.json", "--format", "json")
    assert "Anna" in shown.stdout


def test_a_mapping_shows_letters_as_they_are(tmp_path: Path) -> None:
    r"""The mapping file contains "Größe in Plätzen" and not its code points, such as `\u00f6`."""
    table = tmp_path / "Übersicht.csv"
    table.write_text("Anwendung,Größe in Plätzen,Verantwortlich\nKai,3,Ada\n", encoding="utf-8")
    seamscope("init", tmp_path, table)
    text = next(tmp_path.glob("*.mapping.yaml")).read_text(encoding="utf-8")
    assert '"Größe in Plätzen"' in text
    assert "\\u" not in text


def test_headers_cannot_break_the_mapping_file(tmp_path: Path) -> None:
    """Headers with quotes, line breaks or passwords lead to a mapping file that is valid YAML
    without the password.
    """
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
    """`init` with a missing or empty file, or one that is not a list, is an error and writes no
    mapping file.
    """
    (tmp_path / "text.txt").write_text("x")
    (tmp_path / "empty.csv").write_text("")
    text = seamscope("init", tmp_path, tmp_path / name)
    assert text.exit_code == 2
    assert name in text.stderr
    assert not list(tmp_path.glob("*.mapping.yaml"))


@pytest.mark.parametrize("place", [".", "given"])
def test_a_missing_file_is_reported_with_the_folder_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    """A relative path refers to the working directory; if DIR contains a file with this name, the
    error proposes it.
    """
    (tmp_path / "given").mkdir()
    (tmp_path / "given" / "apps.csv").write_text("Application,Owner\nERP,Anna\n")
    monkeypatch.chdir(tmp_path)
    files = ["apps.csv"] if place == "." else ["given", "apps.csv"]
    result = seamscope("init", *files)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"apps.csv: does not exist in {tmp_path}; ")
    remedy = "check the path" if place == "." else f"did you mean {Path('given', 'apps.csv')}?"
    assert remedy in result.stderr
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["apps.csv", "given"]


LISTED = "Application,Acronym,Owner\nClaims system SIGMA,SIGMA,Anna\nPartner system,ZPV,Jo\n"


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("apps.csv", LISTED),
        ("sql/load.sql", "INSERT INTO mart.claims SELECT * FROM claims.claim;\n"),
        ("openapi.json", '{"openapi": "3.0.0", "info": {"title": "Claims"}, "paths": {}}'),
    ],
)
def test_no_system_is_declared_where_the_folder_has_inputs(
    tmp_path: Path, file: str, content: str
) -> None:
    """If the folder has inputs, `init` writes no inventory.yaml, and the message names one of the
    inputs.
    """
    (tmp_path / file).parent.mkdir(exist_ok=True)
    (tmp_path / file).write_text(content)
    result = seamscope("init", tmp_path, "--reads", "SIGMA", "--writes", "Claims system")
    assert result.exit_code == 0
    assert not (tmp_path / "inventory.yaml").exists()
    assert f"no inventory.yaml is written, because files such as {file} describe" in result.stderr
    again = seamscope("init", tmp_path)
    assert [line[:5] for line in again.stdout.splitlines()] == ["kept ", "kept "]


@pytest.mark.parametrize("file", ["notes.md", "minutes.txt", "photo.png", "x.mapping.yaml"])
def test_files_that_no_connector_reads_do_not_replace_the_inventory(
    tmp_path: Path, file: str
) -> None:
    """Beside files that no connector reads, such as interview notes, `init` writes an
    inventory.yaml with the names of the POC.
    """
    mapping = "mapping: 1\nfiles: [x.csv]\nholds: systems\ncolumns: {name: Titel}\n"
    (tmp_path / file).write_text(mapping if file.endswith("yaml") else "SIGMA sends claims.")
    seamscope("init", tmp_path, "--reads", "SIGMA")
    text = (tmp_path / "inventory.yaml").read_text(encoding="utf-8")
    assert "- name: SIGMA" in text
    assert "# `init` wrote these names." in text


def test_names_of_the_poc_are_matched_with_the_lists(tmp_path: Path) -> None:
    """An acronym in the POC is matched with the listed system. A misspelt name is reported with the
    listed name that it resembles.
    """
    (tmp_path / "apps.csv").write_text(LISTED)
    seamscope("init", tmp_path, "--reads", "SIGMA, Partner sytem", "--writes", "ZPV")
    found = seamscope("survey", tmp_path, "-o", tmp_path / "out")
    assert 'the POC reads "Partner sytem", which no input lists' in found.stderr
    assert "did you mean ZPV (Partner system)?" in found.stderr
    shown = seamscope("show", "systems", tmp_path / "out", "-f", "json")
    names = {row["name"] for row in json.loads(shown.stdout)}
    assert names == {
        "SIGMA",
        "ZPV",
        "Partner sytem",
        "Example proof of concept",
    }


@pytest.mark.slow
def test_options_replace_the_questions(tmp_path: Path) -> None:
    """The systems of `--reads` and `--writes` are in poc.yaml and inventory.yaml, and `survey`
    accepts both files.
    """
    words = ["--name", "Promise: dates", "--reads", "SAP S/4HANA, Salesforce", "--writes", "no"]
    more = ["--sponsor", "COO", "--people", "5"]
    assert seamscope("init", tmp_path, *words, *more).exit_code == 0
    poc = yaml.safe_load((tmp_path / "poc.yaml").read_text(encoding="utf-8"))
    assert poc["name"] == "Promise: dates"
    assert poc["reads"] == [{"system": "SAP S/4HANA"}, {"system": "Salesforce"}]
    assert poc["writes"] == [{"system": "no"}]
    assert (poc["sponsor"], poc["team"]["people"]) == ("COO", 5)
    listed = yaml.safe_load((tmp_path / "inventory.yaml").read_text(encoding="utf-8"))
    assert [each["name"] for each in listed["systems"]] == ["SAP S/4HANA", "Salesforce", "no"]
    found = seamscope("survey", tmp_path, "-o", tmp_path / "out")
    assert found.exit_code == 0, found.output
    assert len(set(re.findall(r"I-[2-9B-Z]{5}", found.stdout))) == 3


def test_five_questions_are_asked_on_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the number of people is not a number, `init` asks again; Enter skips a question."""
    monkeypatch.setattr("seamscope.cli.inputs.is_terminal", lambda: True)
    typed = "Order promising\nSAP, Salesforce\nSAP\n\nmany\n6\n"
    result = CliRunner().invoke(main, ["init", str(tmp_path)], input=typed)
    assert result.exit_code == 0, result.output
    assert "5/5 How many people build it?" in result.output
    assert "'many' is not a number of people; write digits only" in result.output
    poc = yaml.safe_load((tmp_path / "poc.yaml").read_text(encoding="utf-8"))
    assert poc["reads"] == [{"system": "SAP"}, {"system": "Salesforce"}]
    assert poc["writes"] == [{"system": "SAP"}]
    assert "sponsor" not in poc
    assert poc["team"]["people"] == 6
    again = CliRunner().invoke(main, ["init", str(tmp_path)])
    assert "1/5" not in again.output
    assert again.exit_code == 0
    skipped = CliRunner().invoke(main, ["init", str(tmp_path / "b")], input="\n" * 5)
    assert skipped.exit_code == 0
    assert "Example CRM" in (tmp_path / "b" / "poc.yaml").read_text(encoding="utf-8")


def test_editors_find_the_schema_of_each_file(tmp_path: Path) -> None:
    """The first line of each file that `init` writes names a schema, which exists and accepts the
    file.
    """
    seamscope("init", tmp_path)
    (tmp_path / "apps.csv").write_text("Application,Owner\nERP,Anna\n", encoding="utf-8")
    seamscope("init", tmp_path, tmp_path / "apps.csv")
    files = sorted(tmp_path.glob("*.yaml"))
    assert len(files) == 4
    for file in files:
        text = file.read_text(encoding="utf-8")
        named = re.findall(r"\A# yaml-language-server: \$schema=(\S+)\n", text)
        schema = json.loads((tmp_path / named[0]).read_text(encoding="utf-8"))
        jsonschema.validate(yaml.load(text, Loader=EditorLoader), schema)


def test_every_commented_key_of_the_workspace_is_valid(tmp_path: Path) -> None:
    """If a user removes the # before any key, the schema accepts the key."""
    seamscope("init", tmp_path)
    for name, kind in (("poc.yaml", "poc"), ("seamscope.yaml", "configuration")):
        text = (tmp_path / name).read_text(encoding="utf-8")
        keys = re.split(r"^(?=name|poc)", text, maxsplit=1, flags=re.M)[1]
        document = yaml.load(re.sub(r"^(\s*)# ", r"\1", keys, flags=re.M), Loader=EditorLoader)
        schema = json.loads((tmp_path / ".seamscope" / f"{kind}.schema.json").read_text("utf-8"))
        jsonschema.validate(document, schema)
        assert len(document) > 6
