"""Write questions into `answers.yaml` without touching what a person wrote there.

The text is edited line by line, not dumped: answers, comments, order and spelling stay as they are.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from seamscope.answers.entry import KEYS, PERSONAL, AnswerFile, Entry, rules
from seamscope.answers.reading import parse
from seamscope.resolved import Question

HEAD = """\
# What seamscope could not settle by itself, the weightiest question first.
# Write behind `answer:`: yes or no, a name (one of the candidates or another), a state such as
# retired, a way such as `a to b`, `b to a`, both or none, or a fact. Leave it empty to skip.
# The next `seamscope survey` reads this file; it keeps every answer and every comment.
# `seamscope review` asks the same questions on a terminal.
"""
EVIDENCE = 5  # places that an entry shows
# Texts that YAML reads as they stand, whatever its version.
PLAIN = re.compile(r"[A-Za-z][\w.\-/]*(?::[\w.\-/]+)*\Z")
WORDS = frozenset({"yes", "no", "y", "n", "true", "false", "on", "off", "null"})


def updated(file: AnswerFile, questions: Iterable[Question]) -> AnswerFile:
    """Return the file with the first questions by weight; what a person wrote stays.

    Entries that nobody has written into are renewed, or go where the question is asked no more.
    New ones follow at the end. A file with errors in it is returned as it is.
    """
    if not file.sound:
        return file
    asked = {question.id: question for question in ranked(questions)[: rules().first]}
    known = {entry.id for entry in file.entries}
    fresh = [question for key, question in asked.items() if key not in known]
    lines = (file.text if file.text.strip() else f"{HEAD}answers:\n").split("\n")
    _append(lines, fresh, file.entries)
    for entry in reversed(file.entries):
        if not entry.personal:
            question = asked.get(entry.id)
            made = rendered(question, entry.column) if question else []
            lines[entry.first - 1 : entry.last] = _with_dash(made, lines[entry.first - 1])
    left = fresh or any(entry.personal or entry.id in asked for entry in file.entries)
    text = "\n".join(lines)
    if not left:
        text = re.sub(r"^answers:[ \t]*$", "answers: []", text, flags=re.MULTILINE)
    if text == file.text:
        return file
    return _reread(text, file)


def with_answers(file: AnswerFile, given: Mapping[str, Entry]) -> AnswerFile:
    """Return the file with answers filled in, by the id of an entry that is in it."""
    if not file.sound:
        return file
    lines = file.text.split("\n")
    for entry in reversed(file.entries):
        if entry.id in given:
            one = given[entry.id]
            values = dict(zip(PERSONAL, (one.answer, one.by, one.on), strict=True))
            body = lines[entry.first - 1 : entry.last]
            lines[entry.first - 1 : entry.last] = _filled(body, values, entry.column)
    return _reread("\n".join(lines), file)


def ranked(questions: Iterable[Question]) -> list[Question]:
    """Return the questions that have an id, those that matter most first."""

    def rank(question: Question) -> tuple[float, float, str]:
        return (-question.weight, -(question.variance_share or 0.0), question.id)

    return sorted((question for question in questions if question.id), key=rank)


def rendered(question: Question, column: int) -> list[str]:
    """Return the lines of an entry whose keys stand in this column, the first without its dash."""
    evidence = [str(place) for place in question.evidence]
    more = len(evidence) - EVIDENCE
    shown = [*evidence[:EVIDENCE], *([f"and {more} more"] if more > 0 else [])]
    values = {
        "id": scalar(question.id),
        "question": scalar(question.text),
        "candidates": _sequence(question.candidates),
        "evidence": _sequence(shown),
        "effect": scalar(question.effect),
    }
    indent = " " * column
    return [f"{indent}{key}: {values.get(key, '')}".rstrip() for key in KEYS]


def scalar(text: str) -> str:
    """Return a text as YAML: plain where every reader takes it as that text, else in quotes."""
    if not text:
        return ""
    plain = bool(PLAIN.match(text)) and text.casefold() not in WORDS
    if plain or _is_phrase(text):
        return text
    # JSON's escapes are YAML's; what breaks a line or cannot be seen is escaped as well.
    made = json.dumps(text, ensure_ascii=False)
    return "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in made)


def written(value: str) -> str:
    """Return what a person answered as YAML: `yes` and a date stand as a person writes them."""
    plain = value.casefold() in WORDS - {"null"} or re.match(r"\d{4}-\d\d-\d\d\Z", value)
    return value if plain else scalar(value)


def _is_phrase(text: str) -> bool:
    """Tell whether a text is several plain words, such as `SAP S/4HANA`."""
    words = text.split(" ")
    return len(words) > 1 and all(PLAIN.match(word) for word in words)


def _sequence(texts: Sequence[str]) -> str:
    return f"[{', '.join(scalar(text) for text in texts)}]"


def _with_dash(made: list[str], first: str) -> list[str]:
    """Return an entry's lines with the dash, and what stands before it, of its old first line."""
    if not made:
        return []
    column = len(made[0]) - len(made[0].lstrip())
    return [first[:column] + made[0][column:], *made[1:]]


def _reread(text: str, file: AnswerFile) -> AnswerFile:
    """Return what a changed text says, with the line ends of the file it comes from."""
    made = parse(text.encode(), file.name, file.shown)
    return replace(made, newline=file.newline, mark=file.mark)


def _append(lines: list[str], fresh: Sequence[Question], entries: Sequence[Entry]) -> None:
    """Put entries behind the last one, or below `answers:` where there is none yet."""
    if not fresh:
        return
    place = entries[-1].last if entries else 1 + _key_line(lines)
    column = entries[-1].column if entries else 4
    before = lines[entries[-1].first - 1][:column] if entries else "  - "
    if not entries:
        nothing = r"^answers:[ \t]*(?:\[[ \t]*\]|null|~)?"
        lines[place - 1] = re.sub(nothing, "answers:", lines[place - 1])
    dash = re.sub(r"[^ -]", " ", before)
    made = [_with_dash(rendered(question, column), dash) for question in fresh]
    lines[place:place] = [line for entry in made for line in entry]
    if lines[-1]:
        lines.append("")


def _key_line(lines: Sequence[str]) -> int:
    """Return the index of the line that begins the list."""
    return next(n for n, line in enumerate(lines) if re.match(r"answers\s*:", line))


def _filled(body: Sequence[str], values: Mapping[str, str], column: int) -> list[str]:
    """Return an entry's lines with these keys set; a comment behind an empty value stays."""
    made = list(body)
    for key, value in values.items():
        at = next((n for n, line in enumerate(made) if _key(line, column) == key), None)
        if at is None:
            made.append(f"{' ' * column}{key}: {written(value)}".rstrip())
            continue
        comment = re.search(r"(?<!\s)\s++#.*$", made[at])
        tail = comment[0] if comment else ""
        made[at] = f"{made[at][:column]}{key}: {written(value)}".rstrip() + tail
    return made


def _key(line: str, column: int) -> str:
    """Return the key that a line of an entry begins with, "" if it begins with none."""
    found = re.match(r"([a-z_]+):(?:\s|$)", line[column:])
    return found[1] if found and not line[:column].strip(" -") else ""


def emptied(entry: Entry) -> Entry:
    """Return an entry without its answer, for undoing."""
    return replace(entry, answer="", by="", on="")
