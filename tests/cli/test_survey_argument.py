"""SURVEY may be a file, a folder, or left out; the newest output folder is found."""

import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from seamscope.cli import main
from seamscope.document import Meta, Survey, encode
from seamscope.output_folders import find_surveys, is_output_folder
from seamscope.outputs.writers.folder import publish


def seamscope(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def write_survey(folder: Path, age: int = 0) -> Path:
    """Write an output folder with a survey.

    age: how long ago the survey was written, in seconds.
    """
    meta = Meta(tool="seamscope", tool_version="0", schema_version="2", title=folder.name)
    publish(folder, {"survey.json": encode(Survey(meta=meta))})
    file = folder / "survey.json"
    os.utime(file, ns=(10**18 - age * 10**9,) * 2)
    return file


def test_the_newest_output_folder_of_any_name_is_found(tmp_path: Path) -> None:
    """If there are several output folders, the newest is used; other folders are ignored."""
    write_survey(tmp_path / "seamscope-out", age=60)
    newest = write_survey(tmp_path / "march")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "manifest.json").write_text('{"tool": "webpack"}', encoding="utf-8")
    (tmp_path / "other" / "survey.json").write_text("{}", encoding="utf-8")
    assert find_surveys(tmp_path)[0] == newest.resolve()
    assert not is_output_folder(tmp_path / "other")


def test_a_copy_of_an_output_folder_is_not_the_newest_survey(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Commands read the original and name the copy, although `cp -r` has given the copy a newer
    date.
    """
    original = write_survey(tmp_path / "seamscope-out", age=60)
    copy = tmp_path / "run1-out"
    shutil.copytree(original.parent, copy, copy_function=shutil.copyfile)
    monkeypatch.chdir(tmp_path)
    assert find_surveys(tmp_path) == [original.resolve(), (copy / "survey.json").resolve()]
    for words in (["show", "systems"], ["show", "systems", tmp_path]):
        said = seamscope(*words).stderr.splitlines()
        assert said[0] == f"reading {Path('seamscope-out', 'survey.json')}"
        assert said[1].startswith("other surveys, not read: run1-out; to read one")


def test_a_copy_of_a_copy_is_older_than_a_new_survey(tmp_path: Path) -> None:
    """Folders with the same survey are all dated like the oldest of them, so the new survey comes
    first.
    """
    kept = write_survey(tmp_path / "march", age=60)
    shutil.copytree(kept.parent, tmp_path / "april", copy_function=shutil.copyfile)
    newest = write_survey(tmp_path / "seamscope-out", age=30)
    found = find_surveys(tmp_path)
    assert [file.parent.name for file in found] == ["seamscope-out", "march", "april"]
    assert found[0] == newest.resolve()


def test_a_folder_in_the_default_folder_is_found(tmp_path: Path) -> None:
    """The survey of `-o seamscope-out/board` is found, one level below the default folder."""
    file = write_survey(tmp_path / "seamscope-out" / "board")
    assert find_surveys(tmp_path) == [file.resolve()]


def test_only_the_default_folders_count_above(tmp_path: Path) -> None:
    """From a subfolder of the project, `seamscope-out` of the project is found, but an output
    folder with another name is not.
    """
    (tmp_path / "sql" / "deep").mkdir(parents=True)
    write_survey(tmp_path / "march")
    assert (tmp_path / "march" / "survey.json").resolve() not in find_surveys(
        tmp_path / "sql" / "deep"
    )
    file = write_survey(tmp_path / "seamscope-out", age=60)
    assert find_surveys(tmp_path / "sql" / "deep") == [file.resolve()]


def test_commands_use_the_newest_survey_and_print_its_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The path of the survey is printed on stderr, so that stdout has only the table; `-q` omits
    it.
    """
    write_survey(tmp_path / "seamscope-out")
    monkeypatch.chdir(tmp_path)
    for words in (["show", "systems"], ["render", "markdown"], ["check"]):
        result = seamscope(*words)
        assert result.stderr.startswith(f"reading {Path('seamscope-out', 'survey.json')}\n"), words
        assert "reading" not in result.stdout
        assert "reading" not in seamscope(*words, "-q").stderr


def test_a_survey_may_be_given_as_folder_or_file(tmp_path: Path) -> None:
    """SURVEY may be the survey file, its output folder, or the project with this folder."""
    file = write_survey(tmp_path / "seamscope-out")
    by_file = seamscope("render", "markdown", file)
    for folder in (tmp_path / "seamscope-out", tmp_path):
        assert seamscope("render", "markdown", folder).stdout == by_file.stdout
    assert seamscope("diff", tmp_path, file).exit_code == 0


def test_no_survey_is_an_error_with_the_next_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If no survey is found, the error names the command that writes one."""
    (tmp_path / "empty").mkdir()
    monkeypatch.setattr("seamscope.cli.loading.find_surveys", lambda start: [])
    for words in (["show", "systems"], ["show", "systems", tmp_path / "empty"], ["review"]):
        result = seamscope(*words)
        assert result.exit_code == 2
        assert words == ["review"] or "run `seamscope survey" in result.stderr


def test_the_former_order_of_arguments_works_where_it_is_clear(tmp_path: Path) -> None:
    """`render SURVEY --as FORMAT` still works; for `render SURVEY` alone, the error shows the new
    order.
    """
    file = write_survey(tmp_path / "seamscope-out")
    former = seamscope("render", file, "--as", "markdown")
    assert former.stdout == seamscope("render", "markdown", file).stdout
    assert former.exit_code == 0
    wrong = seamscope("render", file)
    assert wrong.exit_code == 2
    assert "seamscope render FORMAT" in wrong.stderr
    assert "did you mean markdown?" in seamscope("render", "markdwn", file).stderr
    both = seamscope("render", "html", file, "--as", "svg")
    assert both.exit_code == 2
    assert "seamscope render FORMAT [SURVEY]" in both.stderr


def test_results_go_to_a_file_or_to_standard_output(tmp_path: Path) -> None:
    """`-o FILE` writes the same bytes as stdout, and `-o -` is stdout."""
    file = write_survey(tmp_path / "seamscope-out")
    for words in (["show", "systems"], ["render", "csv"], ["check"]):
        shown = seamscope(*words, file, "-f", "csv") if words != ["render", "csv"] else None
        shown = shown or seamscope(*words, file)
        options = ["-f", "csv"] if words != ["render", "csv"] else []
        assert seamscope(*words, file, *options, "-o", "-").stdout == shown.stdout
        written = seamscope(*words, file, *options, "-o", tmp_path / "x")
        assert (tmp_path / "x").read_text(encoding="utf-8") == shown.stdout
        assert written.stdout == ""
        assert f"wrote {tmp_path / 'x'}" in written.stderr
