"""One entry of `answers.yaml`, and the file as a whole."""

from dataclasses import dataclass, field
from functools import cache

from seamscope.errors import SeamscopeError
from seamscope.knowledge import load
from seamscope.records import Evidence

NAME = "answers.yaml"
CONNECTOR = "answers"
# The keys of an entry, in their order.
KEYS = ("id", "question", "candidates", "evidence", "effect", "answer", "answered_by",
        "answered_on")  # fmt: skip
# The keys that a person fills in; seamscope writes the other keys.
PERSONAL = ("answer", "answered_by", "answered_on")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A question with its answer, and its position in the file.

    by, on: who answered, and when.
    line: 1-based line of the answer.
    place: cell range if the file is a workbook.
    first, last: 1-based lines of the whole entry.
    column: 0-based column of the keys of the entry.
    personal: whether a person has edited the entry, so that seamscope must not change it.
    """

    id: str
    answer: str = ""
    by: str = ""
    on: str = ""
    line: int = 0
    place: str = ""
    first: int = 0
    last: int = 0
    column: int = 0
    personal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerFile:
    """The content of an answers file.

    name: file name for evidence.
    shown: path for errors.
    text: the whole file with LF line ends.
    entries: the valid entries, in order.
    errors: all errors with their lines.
    sound: whether the file is free of errors, so that it may be rewritten.
    newline: line ends of the file.
    """

    name: str = NAME
    shown: str = ""
    text: str = ""
    entries: tuple[Entry, ...] = ()
    errors: tuple[SeamscopeError, ...] = ()
    sound: bool = True
    newline: str = "\n"
    mark: bool = field(default=False, repr=False)  # the file begins with a byte order mark

    @property
    def answered(self) -> tuple[Entry, ...]:
        """The entries with an answer."""
        return tuple(entry for entry in self.entries if entry.answer)

    def locate(self, entry: Entry) -> Evidence:
        """Return the file and line of an answer, as evidence."""
        return Evidence(file=self.name, line=entry.line, place=entry.place, connector=CONNECTOR)

    @property
    def content(self) -> bytes:
        """The file as bytes, with the line ends and the byte-order mark that it had."""
        text = self.text if self.newline == "\n" else self.text.replace("\n", self.newline)
        return (b"\xef\xbb\xbf" if self.mark else b"") + text.encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An answer in the survey, with its question and its effect.

    effect: the change that the answer caused, or the reason why it was not applied.
    applied: whether the answer was applied.
    evidence: file and line of the answer.
    """

    id: str
    question: str
    answer: str
    answered_by: str = ""
    answered_on: str = ""
    applied: bool = True
    effect: str = ""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The content of knowledge/answers.yaml; see the comments there."""

    first: int
    matters: float
    near: float
    affirmative: frozenset[str]
    negative: frozenset[str]
    facts: dict[str, dict[str, str]]  # fact -> {"attribute": …} or {"poc": key}
    ways: dict[str, list[str]]


@cache
def load_rules() -> Rules:
    """Return the content of knowledge/answers.yaml, which is read once."""
    match load("answers"):
        case {
            "first": int(first),
            "matters": float(matters),
            "near": float(near),
            "affirmative": list(affirmative),
            "negative": list(negative),
            "facts": dict(facts),
            "ways": dict(ways),
        }:
            return Rules(
                first=first,
                matters=matters,
                near=near,
                affirmative=frozenset(map(str, affirmative)),
                negative=frozenset(map(str, negative)),
                facts=facts,
                ways=ways,
            )
        case _:
            raise ValueError("knowledge/answers.yaml is not complete")
