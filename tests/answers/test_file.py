"""`answers.yaml`: a person's answers and comments are never lost, and errors are reported with
their line.
"""

from pathlib import Path

import pytest

from seamscope.answers import AnswerFile, Entry, fill_in_answers, parse, read_answers, update_file
from seamscope.resolved import Question

from .making import at, question

ONE, TWO, THREE = (
    question(f"same_system:{n}", weight=w) for n, w in (("a", 3), ("b", 2), ("c", 1))
)


def create_file(*questions: Question) -> AnswerFile:
    return update_file(AnswerFile(), questions)


def lines(file: AnswerFile) -> list[str]:
    return file.text.splitlines()


def test_a_new_file_holds_the_questions_by_weight_each_with_all_that_helps_to_answer() -> None:
    """The question with the largest weight comes first. Each has its candidates, evidence, effect
    and empty fields for the answer.
    """
    text = create_file(TWO, ONE).text
    assert text.startswith("#")
    assert "\n".join(text.splitlines()[text.splitlines().index("answers:") :]) == (
        """\
answers:
  - id: same_system:a
    question: "What about same_system:a?"
    candidates: [Crewing, Tolling]
    evidence: [apps.csv:3, cmdb.csv:9]
    effect: two systems become one
    answer:
    answered_by:
    answered_on:
  - id: same_system:b
    question: "What about same_system:b?"
    candidates: [Crewing, Tolling]
    evidence: [apps.csv:3, cmdb.csv:9]
    effect: two systems become one
    answer:
    answered_by:
    answered_on:"""
    )


def test_the_first_sixty_questions_are_asked() -> None:
    """answers.yaml has at most 60 questions, because more do not fit into one meeting; equal
    weights are sorted by id.
    """
    many = [question(f"fact:{n:03}", "fact", weight=n // 2) for n in range(100)]
    file = create_file(*many)
    assert len(file.entries) == 60
    assert [entry.id for entry in file.entries[:3]] == ["fact:098", "fact:099", "fact:096"]


def test_writing_again_changes_nothing() -> None:
    """The same questions produce the same bytes in any order."""
    file = create_file(ONE, TWO, THREE)
    assert update_file(file, (THREE, ONE, TWO)).content == file.content


HAND_MADE = """\
# Ours, see the wiki. Größe zählt.
answers:

- id: same_system:b   # Ask Jürgen
  question: old words
  answer:   yes   # he said so on Friday
  answered_by: Jürgen Weiß
- id: same_system:gone
  answer: No
  # keep this
- question: "without # a comment"
  id: same_system:obsolete
  answer:
- id: same_system:noted
  answer: ~
  # we must ask operations
# the end
"""


def test_answers_comments_order_and_spelling_are_kept() -> None:
    """An update of a hand-edited file removes only entries without an answer and adds new ones at
    the end.
    """
    file = update_file(parse(HAND_MADE.encode()), (ONE, TWO))
    kept = HAND_MADE.splitlines()
    without = [*kept[:10], *kept[13:16]]
    assert lines(file)[:13] == without
    assert lines(file)[13] == "- id: same_system:a"
    assert lines(file)[-1] == "# the end"
    assert [entry.answer for entry in file.answered] == ["yes", "No"]
    assert update_file(file, (TWO, ONE)).content == file.content


def test_line_ends_and_a_byte_order_mark_are_kept() -> None:
    """A file that was edited on Windows keeps its line ends."""
    content = b"\xef\xbb\xbf" + HAND_MADE.replace("\n", "\r\n").encode()
    file = update_file(parse(content), (ONE, TWO))
    assert file.content.startswith(b"\xef\xbb\xbf# Ours")
    assert file.content.count(b"\r\n") == file.content.count(b"\n")
    assert "Größe" in file.content.decode("utf-8-sig")
    assert [entry.line for entry in file.answered] == [6, 9]


def test_an_entry_that_nobody_touched_is_renewed_in_place() -> None:
    """An entry without an answer gets the new evidence of its question; an answered entry keeps its
    text.
    """
    moved = question("same_system:a", weight=3, evidence=(at("apps.csv:7"),))
    file = update_file(create_file(ONE, TWO), (moved, TWO))
    assert "    evidence: [apps.csv:7]" in lines(file)
    answered = fill_in_answers(create_file(ONE), {ONE.id: Entry(id=ONE.id, answer="no")})
    assert "    evidence: [apps.csv:3, cmdb.csv:9]" in lines(update_file(answered, (moved,)))


def test_a_list_that_becomes_empty_can_be_filled_again() -> None:
    """If no question is left, the file ends with `answers: []`, and a later question is added
    there.
    """
    empty = update_file(create_file(ONE), ())
    assert lines(empty)[-1] == "answers: []"
    assert parse(empty.content).sound
    assert update_file(empty, (ONE,)).content == create_file(ONE).content


@pytest.mark.parametrize("empty", ["answers:\n", "answers: []\n", "answers: ~\n", "", "\n"])
def test_an_empty_list_in_any_spelling_is_filled(empty: str) -> None:
    """A question is added to an empty list in any spelling, because a person may have emptied the
    file.
    """
    file = update_file(parse(empty.encode()), (ONE,))
    assert [entry.id for entry in file.entries] == [ONE.id]
    assert not file.errors


@pytest.mark.parametrize(
    "text",
    [
        'Is "Zürich #1" one: yes or no?',
        "- begins like a list",
        "007",
        "yes",
        "null",
        "C:\\temp\\x",
        "two\nlines \x07 and a bell",
        "e\u0301 and \u2028 and \U0001f6a2",
        "a: b",
        "{x}",
        "'quoted'",
        "@at",
        "*star",
        "%",
        "",
    ],
)
def test_any_text_is_read_back_unchanged(text: str) -> None:
    """A text of a question that is written to the file is read back unchanged by any YAML
    reader.
    """
    import yaml

    file = create_file(question("place:x", "place", text=text, candidates=(text,), effect=text))
    (entry,) = yaml.safe_load(file.text)["answers"]
    assert (entry["question"] or "", entry["candidates"]) == (text, [text] if text else [])
    given = fill_in_answers(file, {"place:x": Entry(id="place:x", answer=text)})
    assert [one.answer for one in given.entries] == [text.strip()]


def test_answers_are_filled_in_behind_their_key_and_comments_stay() -> None:
    """Answers of a review or workbook are written into the existing entries; comments on the same
    lines are kept.
    """
    file = parse(HAND_MADE.encode())
    result = fill_in_answers(
        file, {"same_system:obsolete": Entry(id="", answer="no", by="Ärzte", on="2025-03-01")}
    )
    assert lines(result)[10:15] == [
        '- question: "without # a comment"',
        "  id: same_system:obsolete",
        "  answer: no",
        '  answered_by: "Ärzte"',
        "  answered_on: 2025-03-01",
    ]
    kept = fill_in_answers(file, {"same_system:b": Entry(id="", answer="no")})
    assert lines(kept)[5] == "  answer: no   # he said so on Friday"


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        (b"answers:\n  - id: a\n    answer: \xff\n", 3, "is not UTF-8"),
        (b"- id: a\n  answer: yes\n", 1, "is not a mapping"),
        (b"just words\n", 1, "is not a mapping"),
        (b"questions: []\n", 1, "has no key `answers`"),
        (b"answers: {a: yes}\n", 1, "`answers` is not a list"),
        (b"answers: yes\n", 1, "`answers` is not a list"),
        (b"answers:\n  - id: a\n   answer: [\n", 3, "is not YAML"),
        (b"answers:\n  - &x {id: a}\n  - *x\n", 3, "holds an alias"),
        (b"answers:\n  - yes\n", 2, "an entry is not a mapping"),
        (b"answers:\n  - answer: yes\n", 2, "an entry has no `id`"),
        (b"answers:\n  - id: a\n    answer: [yes]\n", 3, "`answer` is a list or a mapping"),
        (b"answers:\n  - id: a\n    answer: {b: c}\n", 3, "`answer` is a list or a mapping"),
        (b"answers:\n  - id: a\n    answered_on: [1]\n", 3, "`answered_on` is a list or a mapping"),
        (b"answers:\n  - id: a\n  - id: b\n  - id: a\n", 4, "the id a occurs in lines 2, 4"),
        (b"answers: [{id: a, answer: yes}]\n", 1, "`answers` is a list in brackets"),
        (b"answers:\n  - {id: a, answer: }\n", 2, "an entry in braces cannot be filled in"),
        (b"\x00", 1, "is not YAML"),
        (b"answers: " + b"[" * 20000, 1, "is nested too deeply"),
    ],
)
def test_a_broken_file_is_reported_and_never_overwritten(
    content: bytes, line: int, words: str, tmp_path: Path
) -> None:
    """The error for a broken answers.yaml has its line and a remedy, and an update leaves the file
    unchanged.
    """
    path = tmp_path / "answers.yaml"
    path.write_bytes(content)
    file = read_answers(path)
    (error,) = file.errors
    assert (error.file, error.line) == (str(path), line)
    assert words in error.what
    assert error.remedy
    assert not file.sound
    assert update_file(file, (ONE,)) is file


def test_all_errors_are_reported_at_once_and_correct_entries_are_kept() -> None:
    """All errors are reported at once with their lines, and the answers of correct entries are
    kept.
    """
    text = (
        "answers:\n- id: a\n  answer: [1]\n- 3\n- id: b\n  answer: yes\n- id: c\n- id: c\n"
        "  answer: no\n"
    )
    file = parse(text.encode())
    assert [error.line for error in file.errors] == [3, 4, 8]
    assert [(entry.id, entry.answer) for entry in file.answered] == [("b", "yes")]


def test_an_entry_in_braces_that_holds_an_answer_counts() -> None:
    """The answer of an entry such as `{id: same_system:a, answer: no}` counts, and its line is
    kept.
    """
    file = parse(b"answers:\n  - {id: same_system:a, answer: no}\n")
    assert [entry.answer for entry in file.answered] == ["no"]
    assert lines(update_file(file, (ONE, TWO)))[1] == "  - {id: same_system:a, answer: no}"
    assert [entry.id for entry in update_file(file, (ONE, TWO)).entries] == [ONE.id, TWO.id]


@pytest.mark.parametrize(
    ("written", "read"),
    [("yes", "yes"), ("true", "true"), ("007", "007"), ("1e3", "1e3"), ("2025-01-01", "2025-01-01"),
     ("~", ""), ("null", ""), ("''", ""), ('"no"', "no"), ("|\n    two\n    lines", "two\nlines")],
)  # fmt: skip
def test_an_answer_is_taken_as_it_is_written(written: str, read: str) -> None:
    """An answer stays text: `007`, which may be the name of a system, does not become a number."""
    (entry,) = parse(f"answers:\n- id: a\n  answer: {written}\n".encode()).entries
    assert entry.answer == read


def test_a_secret_in_an_answer_reaches_no_output() -> None:
    """A password in an answer is masked, because outputs show answers."""
    (entry,) = parse(b"answers:\n- id: a\n  answer: password=hunter2\n").entries
    assert "hunter2" not in entry.answer
