"""Write questions into `answers.yaml` without changing what a person wrote there.

The text is edited line by line, so that answers, comments, order and spelling are preserved.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from seamscope.answers.entry import KEYS, PERSONAL, AnswerFile, Entry, load_rules
from seamscope.answers.reading import parse
from seamscope.records import ClueKind
from seamscope.resolved import Question, QuestionKind

HEAD = """\
# Questions that seamscope could not answer by itself, the most important first.
# Write after `answer:` yes or no, a name (one of the candidates or another), a state such as
# retired, a direction such as `a to b`, `b to a`, both or none, or a fact. Leave it empty to skip.
# The next `seamscope survey` reads this file; it keeps every answer and every comment.
# `seamscope review` asks the same questions on a terminal.
"""
EVIDENCE = 5  # maximum number of places in an entry
# Values that every version of YAML reads as strings without quotes.
PLAIN = re.compile(r"[A-Za-z][\w.\-/]*(?::[\w.\-/]+)*\Z")
WORDS = frozenset({"yes", "no", "y", "n", "true", "false", "on", "off", "null"})


def update_file(file: AnswerFile, questions: Iterable[Question]) -> AnswerFile:
    """Return the file with the most important questions; edited entries are preserved.

    Unedited entries are updated, or removed if their question is no longer asked. New entries are
    appended. A file with errors is returned unchanged.
    """
    if not file.sound:
        return file
    asked = {question.id: question for question in rank_questions(questions)[: load_rules().first]}
    known = {entry.id for entry in file.entries}
    fresh = [question for key, question in asked.items() if key not in known]
    lines = (file.text if file.text.strip() else f"{HEAD}answers:\n").split("\n")
    _append(lines, fresh, file.entries)
    for entry in reversed(file.entries):
        if not entry.personal:
            question = asked.get(entry.id)
            entry_lines = format_entry(question, entry.column) if question else []
            lines[entry.first - 1 : entry.last] = _restore_dash(entry_lines, lines[entry.first - 1])
    left = fresh or any(entry.personal or entry.id in asked for entry in file.entries)
    text = "\n".join(lines)
    if not left:
        text = re.sub(r"^answers:[ \t]*$", "answers: []", text, flags=re.MULTILINE)
    if text == file.text:
        return file
    return _parse_again(text, file)


def fill_in_answers(file: AnswerFile, answered_entries: Mapping[str, Entry]) -> AnswerFile:
    """Return the file with answers filled in.

    answered_entries: the new entries by id.
    """
    if not file.sound:
        return file
    lines = file.text.split("\n")
    for entry in reversed(file.entries):
        if entry.id in answered_entries:
            answered = answered_entries[entry.id]
            given = (answered.answer, answered.by, answered.on)
            values = dict(zip(PERSONAL, given, strict=True))
            body = lines[entry.first - 1 : entry.last]
            lines[entry.first - 1 : entry.last] = _set_values(body, values, entry.column)
    return _parse_again("\n".join(lines), file)


def rank_questions(questions: Iterable[Question]) -> list[Question]:
    """Return the questions that have an id, the most important first.

    A question whether several names mean one system comes before the questions about the master and
    the direction of these systems, because its answer may change the systems in these questions.
    """
    identified = [question for question in questions if question.id]
    following: dict[str, float] = {}
    for question in identified:
        if question.kind in {QuestionKind.MASTER, QuestionKind.DIRECTION}:
            for key in question.about:
                following[key] = max(following.get(key, 0.0), question.weight)

    def rank(question: Question) -> tuple[float, bool, float, str]:
        leads = _changes_systems(question)
        weights = [question.weight, *(following.get(key, 0.0) for key in question.about if leads)]
        return (-max(weights), not leads, -(question.variance_share or 0.0), question.id)

    return sorted(identified, key=rank)


def _changes_systems(question: Question) -> bool:
    """Return whether the answer decides which names are systems, or belong to one system."""
    match question.kind:
        case QuestionKind.SAME_SYSTEM:
            return True
        case QuestionKind.PLACE:
            named = any(clue.kind is ClueKind.NAME for clue in question.clues)
            return named and len(question.about) > 1
        case _:
            return False


def format_entry(question: Question, column: int) -> list[str]:
    """Return the lines of an entry without the leading dash.

    column: indentation of the keys.
    """
    evidence = [str(place) for place in question.evidence]
    more = len(evidence) - EVIDENCE
    shown = [*evidence[:EVIDENCE], *([f"and {more} more"] if more > 0 else [])]
    values = {
        "id": format_scalar(question.id),
        "question": format_scalar(question.text),
        "candidates": _format_sequence(question.candidates),
        "evidence": _format_sequence(shown),
        "effect": format_scalar(question.effect),
    }
    indent = " " * column
    return [f"{indent}{key}: {values.get(key, '')}".rstrip() for key in KEYS]


def format_scalar(text: str) -> str:
    """Return a string as a YAML scalar, without quotes if every parser reads it as a string."""
    if not text:
        return ""
    plain = bool(PLAIN.match(text)) and text.casefold() not in WORDS
    if plain or _is_phrase(text):
        return text
    # JSON strings are valid YAML; line breaks and invisible characters are escaped as well.
    entry_lines = json.dumps(text, ensure_ascii=False)
    return "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in entry_lines)


def format_answer(value: str) -> str:
    """Return an answer as a YAML scalar; `yes` and dates are not quoted."""
    plain = value.casefold() in WORDS - {"null"} or re.match(r"\d{4}-\d\d-\d\d\Z", value)
    return value if plain else format_scalar(value)


def _is_phrase(text: str) -> bool:
    """Return whether a string consists of several plain words, such as `SAP S/4HANA`."""
    words = text.split(" ")
    return len(words) > 1 and all(PLAIN.match(word) for word in words)


def _format_sequence(texts: Sequence[str]) -> str:
    return f"[{', '.join(format_scalar(text) for text in texts)}]"


def _restore_dash(entry_lines: list[str], first: str) -> list[str]:
    """Return the lines of an entry, with the dash and indentation that its first line had.

    first: the first line as it was.
    """
    if not entry_lines:
        return []
    column = len(entry_lines[0]) - len(entry_lines[0].lstrip())
    return [first[:column] + entry_lines[0][column:], *entry_lines[1:]]


def _parse_again(text: str, file: AnswerFile) -> AnswerFile:
    """Parse a changed text, keeping the line ends of the original file."""
    entry_lines = parse(text.encode(), file.name, file.shown)
    return replace(entry_lines, newline=file.newline, mark=file.mark)


def _append(lines: list[str], fresh: Sequence[Question], entries: Sequence[Entry]) -> None:
    """Append entries after the last entry, or below `answers:` if there is none."""
    if not fresh:
        return
    place = entries[-1].last if entries else 1 + _find_list_start(lines)
    column = entries[-1].column if entries else 4
    before = lines[entries[-1].first - 1][:column] if entries else "  - "
    if not entries:
        nothing = r"^answers:[ \t]*(?:\[[ \t]*\]|null|~)?"
        lines[place - 1] = re.sub(nothing, "answers:", lines[place - 1])
    dash = re.sub(r"[^ -]", " ", before)
    entry_lines = [_restore_dash(format_entry(question, column), dash) for question in fresh]
    lines[place:place] = [line for entry in entry_lines for line in entry]
    if lines[-1]:
        lines.append("")


def _find_list_start(lines: Sequence[str]) -> int:
    """Return the index of the line that begins the list."""
    return next(n for n, line in enumerate(lines) if re.match(r"answers\s*:", line))


def _set_values(body: Sequence[str], values: Mapping[str, str], column: int) -> list[str]:
    """Return the lines of an entry with values set for keys; comments after values are kept."""
    entry_lines = list(body)
    for key, value in values.items():
        at = next((n for n, line in enumerate(entry_lines) if _get_key(line, column) == key), None)
        if at is None:
            entry_lines.append(f"{' ' * column}{key}: {format_answer(value)}".rstrip())
            continue
        comment = re.search(r"(?<!\s)\s++#.*$", entry_lines[at])
        tail = comment[0] if comment else ""
        entry_lines[at] = f"{entry_lines[at][:column]}{key}: {format_answer(value)}".rstrip() + tail
    return entry_lines


def _get_key(line: str, column: int) -> str:
    """Return the key at the start of a line of an entry, "" if there is none."""
    found = re.match(r"([a-z_]+):(?:\s|$)", line[column:])
    return found[1] if found and not line[:column].strip(" -") else ""


def clear_entry(entry: Entry) -> Entry:
    """Return an entry without its answer, so that writing it removes the answer from the file."""
    return replace(entry, answer="", by="", on="")
