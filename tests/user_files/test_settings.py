"""The files that configure a run are found near the inputs, and all their errors are reported
together.
"""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from seamscope.cli import main
from seamscope.errors import InputError
from seamscope.settings import Named, Settings, read_settings

POC = "name: P\nreads:\n  - {system: CRM, mechanism: api}\n"
INVENTORY = "inventory: 1\nsystems:\n  - {name: CRM}\nflows:\n  - {from: CRM, to: ERP}\n"


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def settle(*paths: Path, config: Path | None = None, taken: Path | None = None) -> Settings:
    return read_settings(Named(paths=paths, config=config, taken=taken))


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.mark.parametrize("place", ["", "inputs", "inputs/crm"])
def test_files_are_found_in_the_input_above_it_and_one_level_below(
    tmp_path: Path, place: str
) -> None:
    """seamscope.yaml and poc.yaml are found in the input, above it and in a folder directly below
    it.
    """
    (tmp_path / "inputs" / "crm").mkdir(parents=True)
    config = write(tmp_path / place / "seamscope.yaml", "dialect: tsql\n")
    poc = write(tmp_path / place / "poc.yaml", POC)
    found = settle(tmp_path / "inputs")
    assert (found.config.dialect, found.config_path) == ("tsql", config)
    assert found.poc is not None
    assert found.poc_path == poc
    assert found.unused == ()
    assert {config, poc} <= set(found.files)


def test_two_levels_below_is_too_far(tmp_path: Path) -> None:
    """A seamscope.yaml two levels below the input is not used."""
    write(tmp_path / "a" / "b" / "seamscope.yaml", "dialect: tsql\n")
    assert settle(tmp_path).config_path is None


def test_of_several_files_below_none_is_used_and_the_reason_is_given(tmp_path: Path) -> None:
    """If several folders below the input have a seamscope.yaml, none is used; a message names each
    file and the option to select it.
    """
    for name in ("one", "two"):
        write(tmp_path / name / "seamscope.yaml", "dialect: tsql\n")
        write(tmp_path / name / "poc.yaml", POC)
    found = settle(tmp_path)
    assert (found.config_path, found.poc) == (None, None)
    messages = [str(note) for note in found.unused]
    assert len(messages) == 4
    assert all("not used, because there are several" in message for message in messages)
    assert "--config" in messages[0]
    assert "--poc" in messages[3]


def test_a_file_that_another_one_replaces_is_named(tmp_path: Path) -> None:
    """A file above takes precedence over one below, and a file named by an option over both; the
    unused file is reported.
    """
    above = write(tmp_path / "seamscope.yaml", "dialect: tsql\n")
    below = write(tmp_path / "crm" / "seamscope.yaml", "dialect: oracle\n")
    found = settle(tmp_path)
    assert found.config_path == above
    assert [note.file for note in found.unused] == [str(below)]
    assert f"{above} is used" in found.unused[0].what
    assert settle(tmp_path, config=below).config.dialect == "oracle"


def test_a_poc_of_another_program_is_not_used(tmp_path: Path) -> None:
    """A poc.yaml without `reads:` and `writes:` is not read as a POC."""
    write(tmp_path / "poc.yaml", "kind: Deployment\n")
    assert settle(tmp_path).poc is None


def test_hidden_folders_and_outputs_hold_no_settings(tmp_path: Path) -> None:
    """A seamscope.yaml in a hidden folder or in an output folder, such as that of `demo`, is not
    used.
    """
    write(tmp_path / "seamscope-demo" / "seamscope.yaml", "dialect: tsql\n")
    write(tmp_path / "seamscope-demo" / "manifest.json", '{"tool": "seamscope", "files": {}}')
    write(tmp_path / ".venv" / "seamscope.yaml", "dialect: tsql\n")
    assert settle(tmp_path).config_path is None


def test_the_errors_of_all_files_come_at_once_with_line_and_remedy(tmp_path: Path) -> None:
    """The errors of configuration, POC, answers and mapping are reported together before anything
    is read or written.
    """
    write(tmp_path / "seamscope.yaml", "homez: []\nlanguage: xx\n")
    write(tmp_path / "poc.yaml", "name: P\nreads:\n  - {system: CRM, mechanism: telepathy}\n")
    write(tmp_path / "a.mapping.yaml", "mapping: 1\nfiles: [a.csv]\nholds: sistems\n")
    write(tmp_path / "answers.yaml", "answers:\n  - answer: yes\n")
    write(tmp_path / "inventory.yaml", INVENTORY)
    result = run("survey", tmp_path, "-o", tmp_path / "out")
    assert result.exit_code == 2
    lines = result.stderr.splitlines()
    assert [Path(line.split(":")[0]).name for line in lines] == [
        "seamscope.yaml",
        "poc.yaml",
        "answers.yaml",
        "a.mapping.yaml",
    ]
    assert all("; " in line for line in lines)
    assert not (tmp_path / "out").exists()
    write(tmp_path / "seamscope.yaml", "language: xx\n")
    assert "there is no language 'xx'; write one of: en" in run("survey", tmp_path).stderr


def test_a_wrong_mapping_ends_the_run_unless_it_is_in_an_archive(tmp_path: Path) -> None:
    """A wrong mapping file is an error that ends the run; in an archive, it is only reported."""
    write(tmp_path / "a.csv", "Source,Target\nCRM,ERP\n")
    write(tmp_path / "a.mapping.yaml", "mapping: 1\nfiles: [a.csv]\nholds: sistems\n")
    result = run("survey", tmp_path, "-o", tmp_path / "out")
    assert result.exit_code == 2
    assert "a.mapping.yaml:3: holds: 'sistems' is unknown; write one of" in result.stderr


def test_a_claim_of_an_unknown_connector_is_refused(tmp_path: Path) -> None:
    """An unknown connector in `claims:` or `--claim` is an error that suggests a similar name."""
    write(tmp_path / "seamscope.yaml", 'claims: {"*.json": kafka-conect}\n')
    write(tmp_path / "inventory.yaml", INVENTORY)
    result = run("survey", tmp_path, "-o", tmp_path / "out", "--claim", "*.x=nobody")
    assert result.exit_code == 2
    assert "there is no connector 'kafka-conect'; did you mean 'kafka-connect'?" in result.stderr
    assert "'--claim *.x': there is no connector 'nobody'" in result.stderr


def test_the_terminal_names_what_was_used_and_what_was_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The settings files that are used, and each entry that is left out with its error, are named
    on stderr; the summary names the lines of these entries.
    """
    monkeypatch.chdir(tmp_path)
    write(Path("crm", "seamscope.yaml"), "poc: poc.yaml\n")
    write(Path("crm", "poc.yaml"), POC)
    write(Path("inventory.yaml"), INVENTORY + "  - {from: CRM, too: ERP}\n")
    result = run("survey", ".")
    assert result.exit_code == 0, result.output
    used = f"using {Path('crm', 'seamscope.yaml')}, {Path('crm', 'poc.yaml')}\n"
    assert result.stderr.startswith(used)
    line = "inventory.yaml:6: left out: unknown key 'too'; did you mean 'to'?"
    assert line in result.stderr
    assert "entries left out: inventory.yaml:6" in result.stdout


def test_answers_to_import_must_exist_and_be_valid(tmp_path: Path) -> None:
    """A missing file of answers is an error."""
    with pytest.raises(InputError, match="no such file"):
        settle(tmp_path, taken=tmp_path / "none.yaml")
