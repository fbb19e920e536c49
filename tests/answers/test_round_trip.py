"""Survey, answer and survey again: answers are found, kept and applied."""

import json
from pathlib import Path

import openpyxl
import pytest

from seamscope.answers import read_answers

from .workspace import OWNER, answer, make, seamscope


def run_survey(workspace: Path, output: Path, *more: object) -> dict[str, object]:
    ran = seamscope("survey", workspace, "-o", output, "--jobs", 1, *more)
    assert ran.exit_code == 0, ran.output
    document: dict[str, object] = json.loads((output / "survey.json").read_text())
    return document


def ids(survey: dict[str, object], key: str) -> list[str]:
    match survey[key]:
        case list(items):
            return [item["id"] for item in items]
        case other:
            raise AssertionError(other)


def find_owner(survey: dict[str, object], name: str) -> object:
    match survey["systems"]:
        case list(items):
            return next(item for item in items if item["name"] == name)
        case other:
            raise AssertionError(other)


@pytest.mark.slow
def test_answers_are_kept_beside_the_configuration(tmp_path: Path) -> None:
    """If the workspace has a seamscope.yaml, answers.yaml is written beside it and not to the
    output folder.
    """
    workspace = make(tmp_path / "w")
    ran = seamscope("survey", workspace, "-o", tmp_path / "out", "--jobs", 1)
    assert (workspace / "answers.yaml").is_file()
    assert not (tmp_path / "out" / "answers.yaml").exists()
    assert str(workspace / "answers.yaml") in ran.stderr


@pytest.mark.slow
def test_without_a_configuration_answers_are_kept_in_the_output_folder(tmp_path: Path) -> None:
    """Without a seamscope.yaml, the input folder is left unchanged, and the next run finds
    answers.yaml in the output folder.
    """
    workspace = make(tmp_path / "w", config=False)
    before = {path: path.read_bytes() for path in workspace.iterdir()}
    poc = ("--poc", workspace / "poc.yaml")
    run_survey(workspace, tmp_path / "out", *poc)
    assert {path: path.read_bytes() for path in workspace.iterdir()} == before
    answer(tmp_path / "out" / "answers.yaml", OWNER, "Ann")
    survey = run_survey(workspace, tmp_path / "out", *poc)
    assert ids(survey, "answers") == [OWNER]
    assert {path: path.read_bytes() for path in workspace.iterdir()} == before


@pytest.mark.slow
def test_an_answers_file_is_no_input_and_counts_only_when_it_holds_an_answer(
    tmp_path: Path,
) -> None:
    """An answers.yaml without an answer, or a copy of it in the inputs, does not change the outputs
    of a run.
    """
    workspace = make(tmp_path / "w")
    run_survey(workspace, tmp_path / "one")
    written = (workspace / "answers.yaml").read_bytes()
    run_survey(workspace, tmp_path / "two")
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name
    assert (workspace / "answers.yaml").read_bytes() == written
    copied = workspace / "copies" / "mine.yaml"
    copied.parent.mkdir()
    copied.write_bytes(written)
    run_survey(workspace, tmp_path / "three")
    first = (tmp_path / "one" / "survey.json").read_bytes()
    assert (tmp_path / "three" / "survey.json").read_bytes() == first


@pytest.mark.slow
def test_an_answer_changes_what_it_says_with_its_line_as_evidence(tmp_path: Path) -> None:
    """The answered owner is set with the line of the answer as evidence, the question is not asked
    again, and nothing else changes.
    """
    workspace = make(tmp_path / "w")
    path = workspace / "answers.yaml"
    before = run_survey(workspace, tmp_path / "a")
    assert OWNER in ids(before, "questions")
    answer(path, OWNER, "Jürgen Weiß")
    after = run_survey(workspace, tmp_path / "b")
    (entry,) = read_answers(path).answered
    ledger = find_owner(after, "Ledger")
    assert isinstance(ledger, dict)
    assert ledger["owner"] == "Jürgen Weiß"
    here = {"file": "answers.yaml", "line": entry.line, "connector": "answers"}
    assert here in ledger["evidence"]
    assert path.read_text().splitlines()[entry.line - 1] == "    answer: Jürgen Weiß"
    assert OWNER not in ids(after, "questions")
    assert set(ids(before, "questions")) - set(ids(after, "questions")) == {OWNER}
    assert {**before, **dict.fromkeys(("meta", "systems"))}.keys() == after.keys()
    for key in ("datasets", "interfaces", "flows", "dependencies", "integrations", "endpoints"):
        assert before[key] == after[key], key
    match after["meta"]:
        case {"inputs": list(inputs)}:
            assert [i["records"] for i in inputs if i["path"] == "answers.yaml"] == [1]
        case other:
            raise AssertionError(other)


@pytest.mark.slow
def test_with_answers_two_runs_give_the_same_bytes(tmp_path: Path) -> None:
    """Two runs with answers write the same bytes, although the first removes settled questions and
    so moves the lines of the answers.
    """
    workspace = make(tmp_path / "w")
    path = workspace / "answers.yaml"
    run_survey(workspace, tmp_path / "a")
    last = read_answers(path).entries[-1]
    line = answer(path, last.id, "whatever")
    text = path.read_text().replace("answers:\n", "answers:\n  - id: place:gone\n    answer:\n", 1)
    path.write_text(text.replace("answers:\n", "# ours\nanswers:\n", 1))
    run_survey(workspace, tmp_path / "b")
    kept = path.read_bytes()
    assert b"place:gone" not in kept
    assert b"# ours\n" in kept
    run_survey(workspace, tmp_path / "c")
    assert path.read_bytes() == kept
    for file in (tmp_path / "b").iterdir():
        assert file.read_bytes() == (tmp_path / "c" / file.name).read_bytes(), file.name
    (entry,) = read_answers(path).answered
    assert entry.line == line + 1
    assert f'"line":{entry.line}' in (tmp_path / "c" / "survey.json").read_text()


@pytest.mark.parametrize(
    "content",
    [b"answers:\n  - id: a\n    answer: \xff\n", b"- a\n", b"answers:\n- id: a\n- id: a\n"],
)
def test_a_broken_file_ends_the_run_and_stays_as_it_is(content: bytes, tmp_path: Path) -> None:
    """A broken answers.yaml ends the run with exit code 2 and its line, before anything is
    written.
    """
    workspace = make(tmp_path / "w")
    path = workspace / "answers.yaml"
    path.write_bytes(content)
    ran = seamscope("survey", workspace, "-o", tmp_path / "out", "--jobs", 1)
    assert ran.exit_code == 2
    assert f"{path}:" in ran.stderr
    assert path.read_bytes() == content
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_an_answer_without_a_question_is_reported_and_kept(tmp_path: Path) -> None:
    """An answer without a question is reported and kept, because it may match again in a later
    run.
    """
    workspace = make(tmp_path / "w")
    path = workspace / "answers.yaml"
    path.write_text("answers:\n  - id: place:gone\n    answer: Ledger\n")
    ran = seamscope("survey", workspace, "-o", tmp_path / "out", "--jobs", 1)
    assert f'{path}:3: no question has the id "place:gone" any more' in ran.stderr
    assert "    answer: Ledger" in path.read_text().splitlines()
    survey = json.loads((tmp_path / "out" / "survey.json").read_text())
    assert [one["applied"] for one in survey["answers"]] == [False]


@pytest.mark.slow
def test_windows_line_ends_survive_a_survey(tmp_path: Path) -> None:
    """An answers.yaml with CRLF keeps its line ends, and its answers count."""
    workspace = make(tmp_path / "w")
    path = workspace / "answers.yaml"
    run_survey(workspace, tmp_path / "a")
    answer(path, OWNER, "Ann")
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    survey = run_survey(workspace, tmp_path / "b")
    assert ids(survey, "answers") == [OWNER]
    content = path.read_bytes()
    assert content.count(b"\r\n") == content.count(b"\n") > 0


@pytest.mark.slow
def test_a_filled_in_workbook_is_taken_over_once_and_for_all(tmp_path: Path) -> None:
    """The answers of a workbook are copied to answers.yaml, so that the next run needs no
    workbook.
    """
    workspace = make(tmp_path / "w")
    run_survey(workspace, tmp_path / "a")
    book = openpyxl.load_workbook(tmp_path / "a" / "effort.xlsx")
    for row in book["Questions"].iter_rows(min_row=2):
        if row[0].value == OWNER:
            row[2].value = "Zoë"
    book.save(tmp_path / "filled.xlsx")
    first = run_survey(workspace, tmp_path / "b", "--answers", tmp_path / "filled.xlsx")
    assert [entry.answer for entry in read_answers(workspace / "answers.yaml").answered] == ["Zoë"]
    assert ids(first, "answers") == [OWNER]
    assert run_survey(workspace, tmp_path / "c") == first


@pytest.mark.slow
def test_answers_from_another_file_are_taken_over(tmp_path: Path) -> None:
    """`--answers FILE` copies the answers of a file that the report has saved to answers.yaml."""
    workspace = make(tmp_path / "w")
    given = tmp_path / "downloads.yaml"
    given.write_text(f"answers:\n  - id: {OWNER}\n    answer: Ann\n    answered_by: Bo\n")
    run_survey(workspace, tmp_path / "out", "--answers", given)
    (entry,) = read_answers(workspace / "answers.yaml").answered
    assert (entry.id, entry.answer, entry.by) == (OWNER, "Ann", "Bo")
    assert given.read_text().count("id:") == 1
    missing = seamscope(
        "survey", workspace, "-o", tmp_path / "x", "--answers", tmp_path / "no.yaml"
    )
    assert missing.exit_code == 2


@pytest.mark.slow
@pytest.mark.parametrize("own", [False, True], ids=["another file", "the file that counts"])
def test_a_trial_shows_what_would_change_and_writes_nothing(*, own: bool, tmp_path: Path) -> None:
    """`--try FILE` prints what the answers would change, and writes neither outputs nor answers."""
    workspace = make(tmp_path / "w")
    path = workspace / "answers.yaml"
    run_survey(workspace, tmp_path / "a")
    if own:
        answer(path, OWNER, "Ann")
        tried = path
    else:
        tried = tmp_path / "tried.yaml"
        tried.write_text(f"answers:\n  - id: {OWNER}\n    answer: Ann\n")
    before = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    ran = seamscope("survey", workspace, "-o", tmp_path / "b", "--jobs", 1, "--try", tried)
    assert ran.exit_code == 0, ran.output
    assert "open questions" in ran.stdout
    assert "the owner of Ledger is Ann" in ran.stdout
    assert {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()} == before
    assert not (tmp_path / "b").exists()


def test_a_folder_that_cannot_be_written_keeps_the_questions_in_the_output(tmp_path: Path) -> None:
    """If answers.yaml cannot be written, as in a read-only workspace, the survey succeeds and names
    the file on stderr.
    """
    workspace = make(tmp_path / "w")
    (workspace / "answers.yaml").mkdir()  # not even root can write this file
    ran = seamscope("survey", workspace, "-o", tmp_path / "out", "--jobs", 1)
    assert ran.exit_code == 0, ran.output
    assert str(workspace / "answers.yaml") in ran.stderr
