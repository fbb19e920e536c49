"""`seamscope review`: it asks one question at a time and saves every answer at once."""

import os
import pty
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from seamscope.answers import (
    AnswerFile,
    Entry,
    describe_answers,
    fill_in_answers,
    read_answers,
    update_file,
)
from seamscope.cli.review import Reviewer, complete_answer, select_worthwhile
from seamscope.document import Meta, Survey, encode
from seamscope.records import Clue, ClueKind
from seamscope.resolved import Question, SystemNode

from .making import question
from .workspace import seamscope

SAME = question("same_system:a--b", weight=9)
PLACE = question("place:h", "place", weight=5, candidates=("Ledger", "Tolling", "Toll desk"))
FACT = question("fact:x", "fact", weight=1, candidates=(), variance_share=0.3)
LIGHT = question("fact:y", "fact", weight=0, candidates=(), variance_share=0.001)
META = Meta(tool="seamscope", tool_version="1", schema_version="2", title="T")
Review = Callable[..., AnswerFile]


def build_survey(*questions: Question) -> Survey:
    named = {key for question in questions for key in question.about}
    systems = tuple(SystemNode(id=key, name=key.title()) for key in sorted(named))
    return Survey(meta=META, systems=systems, questions=questions)


@pytest.fixture
def review(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Review:
    """Return a function that reviews questions with the typed lines and returns the saved answer
    file.
    """

    def run(*typed: str, questions: tuple[Question, ...] = (SAME, PLACE, FACT)) -> AnswerFile:
        lines: Iterator[str] = iter(typed)
        monkeypatch.setattr("builtins.input", lambda _: next(lines))
        path = tmp_path / "answers.yaml"
        Reviewer(path=path, by="Jürgen", on="2025-03-01").run(
            build_survey(*questions), read_answers(path)
        )
        assert next(lines, None) is None, "asked less than was typed"
        return read_answers(path)

    return run


def list_answers(file: AnswerFile) -> list[tuple[str, str]]:
    return [(entry.id, entry.answer) for entry in file.answered]


def test_each_answer_is_kept_with_who_and_when(review: Review) -> None:
    """An answer "yes", a name and a fact are saved with the name of the person and the date."""
    file = review("y", "Ledger", "3,000 a day")
    assert [(e.id, e.answer, e.by, e.on) for e in file.answered] == [
        (SAME.id, "yes", "Jürgen", "2025-03-01"),
        (PLACE.id, "Ledger", "Jürgen", "2025-03-01"),
        (FACT.id, "3,000 a day", "Jürgen", "2025-03-01"),
    ]


def test_skip_leaves_a_question_open_and_quit_ends(review: Review) -> None:
    """`s` leaves a question open, an empty line asks it again, and `q` ends with the answers so
    far.
    """
    assert list_answers(review("s", "", "n", "q")) == [(PLACE.id, "no")]


def test_the_end_of_input_quits(review: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-D ends the review, and the answers so far are kept."""
    first = review("y", "q")

    def ended(_: str) -> str:
        raise EOFError

    monkeypatch.setattr("builtins.input", ended)
    path = Path(first.shown)
    Reviewer(path=path, by="", on="").run(build_survey(SAME, PLACE), read_answers(path))
    assert list_answers(read_answers(path)) == [(SAME.id, "yes")]


def test_undo_takes_the_last_answer_out_and_asks_it_again(review: Review) -> None:
    """`u` removes the last answer, also across a skipped question; at the first question it does
    nothing.
    """
    assert list_answers(review("u", "y", "u", "n", "s", "u", "Tolling", "q")) == [
        (SAME.id, "no"),
        (PLACE.id, "Tolling"),
    ]
    undone = review("s", "u", "s", "q", questions=(FACT, LIGHT, question("fact:z", "fact")))
    assert (FACT.id, "") not in list_answers(undone)


def test_answers_of_an_earlier_review_are_not_asked_again(review: Review) -> None:
    """The next review begins where the last one ended."""
    review("y", "q")
    assert list_answers(review("Ledger", "q")) == [(SAME.id, "yes"), (PLACE.id, "Ledger")]


def test_review_stops_when_the_next_answer_changes_nothing_that_matters(
    review: Review, capsys: pytest.CaptureFixture[str]
) -> None:
    """The review ends before questions that would hardly change the result, and prints their
    number.
    """
    review("y", questions=(SAME, LIGHT))
    printed = capsys.readouterr().out
    assert "further answers would not change the result noticeably" in printed
    assert "1 other question" in printed


@pytest.mark.parametrize(
    ("weights", "count"),
    [
        ([(100, None), (50, None), (0.5, None)], 2),  # half a per cent of the first
        ([(0, 0.4), (0, 0.02), (0, 0.001)], 2),
        ([(100, None), (0, 0.02), (0, None)], 2),
        ([(0, None)], 0),
        ([], 0),
    ],
)
def test_questions_above_one_percent_are_asked(
    weights: list[tuple[float, float | None]], count: int
) -> None:
    """A question is asked if it has more than 1 % of the largest weight or of the estimate's
    variance.
    """
    many = [
        question(f"fact:{n}", "fact", weight=weight, variance_share=share)
        for n, (weight, share) in enumerate(weights)
    ]
    assert len(select_worthwhile(many)) == count


def test_at_most_sixty_are_asked() -> None:
    """Review asks at most 60 questions, as many as answers.yaml contains."""
    assert len(select_worthwhile([question(f"fact:{n}", "fact") for n in range(99)])) == 60


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("led", "Ledger"),
        ("LEDGER", "Ledger"),
        ("toll", "toll"),  # two begin so
        ("tolli", "Tolling"),
        ("l", "l"),  # a single letter may be meant as a key
        ("y", "yes"),
        ("N", "no"),
        ("Nowhere", "Nowhere"),
    ],
)
def test_a_name_is_completed_by_its_beginning(typed: str, meant: str) -> None:
    """A typed beginning is completed only if exactly one candidate starts with it."""
    assert complete_answer(typed, PLACE.candidates) == meant


WAY = question("direction:crewing--tolling", "direction", candidates=("Crewing to Tolling",))
MASTER = question("master:order", "master", subject="Order")
STATE = question("state:crewing", "state", about=("crewing",), candidates=())
MECHANISM = question("fact:m", "fact", subject="mechanism", text="How will data move?")
LISTING = question("same_system:crewing", candidates=(), about=("crewing",))


@pytest.mark.parametrize(
    ("asked", "refused", "valid", "prompt"),
    [
        (
            PLACE,
            ("both", "a to b", "Old to Tolling"),
            "Tolling",
            ("n if it belongs to none", "y yes"),
        ),
        (WAY, ("y", "a", "Crewing"), "b to a", ("a to b (Crewing to Tolling), b to a", "n no")),
        (MASTER, ("y", "n", "both", "Nowhere"), "Crewing", ("the name of a system", "y yes")),
        (STATE, ("y", "perhaps"), "retired", ("one of active", "y yes")),
        (MECHANISM, ("y", "telepathy"), "api", ("one of api", "y yes")),
        (LISTING, ("n", "maybe to be"), "Tolling", ("y a separate system", "n no")),
        (SAME, ("both", "Crewing"), "yes", ("y yes, n no", "a name")),
    ],
)
def test_an_answer_that_does_not_fit_is_asked_again(
    asked: Question,
    refused: tuple[str, ...],
    valid: str,
    prompt: tuple[str, str],
    *,
    review: Review,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A refused answer is quoted with the reason, and the prompt lists the answers that fit the
    question.
    """
    assert list_answers(review(*refused, valid, questions=(asked,))) == [(asked.id, valid)]
    printed = capsys.readouterr().out
    for text in refused:
        said = {"y": "yes", "n": "no"}.get(text, text)
        assert f'"{said}"' in printed.replace("'", '"')
    offered, unfit = prompt
    assert offered in describe_answers(asked)
    assert unfit not in describe_answers(asked)


def test_a_new_system_is_reported_at_the_prompt(
    review: Review, capsys: pytest.CaptureFixture[str]
) -> None:
    """Review says if no source lists the answered name, because it may be misspelt."""
    clue = Clue(kind=ClueKind.NAME, value="OM")
    review("Old mainframe", questions=(question("place:om", "place", clues=(clue,)),))
    assert '"Old mainframe" is listed by no source' in capsys.readouterr().out


def test_a_question_shows_candidates_evidence_and_effect(
    review: Review, capsys: pytest.CaptureFixture[str]
) -> None:
    """Review prints the question, its candidates, evidence and effect, and its position, such as
    `[1/3]`.
    """
    review("q")
    printed = capsys.readouterr().out
    for words in (SAME.text, "Crewing, Tolling", "apps.csv:3", "cmdb.csv:9", SAME.effect, "[1/3]"):
        assert words in printed


def test_comments_survive_a_review(review: Review, tmp_path: Path) -> None:
    """Review only adds its answers to the file and changes no other line."""
    path = tmp_path / "answers.yaml"
    file = fill_in_answers(update_file(AnswerFile(), (SAME, PLACE, FACT)), {})
    path.write_text(file.text.replace("answers:\n", "# ours: ask Zoë\nanswers:\n", 1))
    review("y", "q")
    changed = set(path.read_text().splitlines()) ^ {"# ours: ask Zoë", *file.text.splitlines()}
    assert changed == {
        "    answer: yes",
        "    answered_by: Jürgen",
        "    answered_on: 2025-03-01",
    }


def test_without_a_terminal_review_says_what_to_do(tmp_path: Path) -> None:
    """If stdin is not a terminal, `review` exits with 2 and names answers.yaml as the
    alternative.
    """
    path = tmp_path / "survey.json"
    path.write_bytes(encode(build_survey(SAME)))
    ran = seamscope("review", path)
    assert ran.exit_code == 2
    assert "answers.yaml" in ran.stderr
    assert not (tmp_path / "answers.yaml").exists()


@pytest.mark.slow
def test_review_works_on_a_terminal(tmp_path: Path) -> None:
    """`seamscope review` reads the answers from a pseudo-terminal and saves them."""
    path = tmp_path / "survey.json"
    path.write_bytes(encode(build_survey(SAME, PLACE)))
    command = [sys.executable, "-P", "-m", "seamscope", "review", str(path), "--by", "Zoë"]
    here, there = pty.openpty()
    with subprocess.Popen(
        [*command, "--date", "2025-03-01"], stdin=there, stdout=there, stderr=there, cwd=tmp_path
    ) as running:
        os.close(there)
        os.write(here, b"y\nLedger\n")
        code = running.wait(timeout=60)
    os.close(here)
    assert code == 0
    file = read_answers(tmp_path / "answers.yaml")
    assert file.answered == (
        *(
            Entry(
                id=one.id, answer=text, by="Zoë", on="2025-03-01", line=entry.line,
                first=entry.first, last=entry.last, column=entry.column, personal=True,
            )
            for one, text, entry in zip(
                (SAME, PLACE), ("yes", "Ledger"), file.entries, strict=True
            )
        ),
    )  # fmt: skip
