"""Oracle's conditional compilation: ``$IF $$debug $THEN … $ELSE … $END`` in PL/SQL.

It depends on the database which branch is compiled. Branches that consist of whole statements are
all kept, because each of them may move data. If the branches are parts of one statement, only the
first non-empty branch is kept, because the branches together are not valid SQL.
"""

import re
from dataclasses import dataclass, field

_DIRECTIVE = re.compile(r"\$(?:if|error)\b", re.I)
_SCANNER = re.compile(
    r"--[^\n]*|/\*(?:[^*]|\*(?!/))*+(?:\*/)?|'[^']*'|\"[^\"]*\""
    r"|\$(?P<word>if|elsif|then|else|end|error)\b|(?P<inquiry>\$\$\w+)|(?P<end>;)",
    re.I,
)
_INQUIRED = "NULL"
Span = tuple[int, int]


@dataclass(slots=True)
class _Choice:
    """An ``$IF`` whose ``$END`` has not been reached, with its directives and complete branches.

    directive: where the current directive begins.
    branch: where the current branch begins, -1 inside a condition.
    ends_statement: whether a statement ends in a branch, so that branches are whole statements.
    """

    directive: int
    branch: int = -1
    ends_statement: bool = False
    branches: list[Span] = field(default_factory=list)
    directives: list[Span] = field(default_factory=list)

    def open_branch(self, end: int) -> None:
        """Begin a branch after ``$THEN`` or ``$ELSE``."""
        self.directives.append((self.directive, end))
        self.branch = end

    def end_statement(self) -> None:
        """Record that a statement ends in the current branch, so branches are whole statements."""
        self.ends_statement = True

    def close_branch(self, start: int) -> None:
        """End a branch at ``$ELSIF``, ``$ELSE`` or ``$END``, where another directive begins."""
        if self.branch >= 0:
            self.branches.append((self.branch, start))
        self.directive, self.branch = start, -1


def strip_directives(text: str) -> str:
    """Return an Oracle script without ``$IF`` directives; statements keep their line and column."""
    if _DIRECTIVE.search(text) is None:
        return text
    letters = list(text)
    open_choices: list[_Choice] = []
    for found in _SCANNER.finditer(text):
        start, end = found.span()
        if found["inquiry"] and end - start >= len(_INQUIRED):
            letters[start:end] = _INQUIRED.ljust(end - start)
        elif found["end"]:
            for choice in open_choices:
                choice.end_statement()
        elif word := (found["word"] or "").casefold():
            _follow(word, (start, end), open_choices, letters)
    return "".join(letters)


def _follow(word: str, span: Span, open_choices: list[_Choice], letters: list[str]) -> None:
    start, end = span
    if word in {"if", "error"}:
        open_choices.append(_Choice(start))
        return
    if not open_choices:
        return
    choice = open_choices[-1]
    match word:
        case "then":
            choice.open_branch(end)
        case "else":
            choice.close_branch(start)
            choice.open_branch(end)
        case "elsif":
            choice.close_branch(start)
        case _:
            choice.close_branch(start)
            choice.directives.append((choice.directive, end))
            _blank_choice(open_choices.pop(), letters)


def _blank_choice(choice: _Choice, letters: list[str]) -> None:
    """Replace the directives of an ``$IF``, and the branches that are not kept, by spaces."""
    spans = list(choice.directives)
    texts = ["".join(letters[start:end]) for start, end in choice.branches]
    if not choice.ends_statement:
        first = next((i for i, text in enumerate(texts) if text.strip()), 0)
        spans += [span for i, span in enumerate(choice.branches) if i != first]
    for start, end in spans:
        letters[start:end] = [letter if letter == "\n" else " " for letter in letters[start:end]]
