"""Split shell and batch text into pipelines of commands, without running or expanding anything.

Supports quotes, pipes, redirections, here documents and variables that are set to constants.
Backslashes in Windows paths are kept.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

# One token: a comment, a quoted or bare piece of a word, an operator, a newline, or spaces.
_TOKEN = re.compile(
    r"(?P<gap>[ \t]+|\\\r?\n|\^\r?\n|`\r?\n)"
    r"|(?P<newline>\r?\n)"
    r"|(?P<heredoc><<-?[ \t]*[\"'\\]?(?P<tag>\w+)[\"']?)"
    r"|(?P<redirect>(?:[12&](?=>))?(?:>>|>&|>|<(?![<(])))"
    r"|(?P<operator>\|\||&&|\||;;?|&|\(|\))"
    r"|(?P<double>\"(?:[^\"\\]|\\.|\"\")*+(?:\"|\Z))"
    r"|(?P<single>'[^']*+(?:'|\Z))"
    r"|(?P<bare>\\[ \"'$]|[^\s\"'|&;<>()]|<\(|>\(|<)",
    re.S,
)
_COMMENT = re.compile(r"(?:#|::|REM\b)[^\n]*", re.I)
_ASSIGNMENT = re.compile(r"(?:export\s+)?(?P<name>[A-Za-z_]\w*)=(?P<value>.*)", re.S)
_BATCH_SET = re.compile(r"\"?(?P<name>\w+)=(?P<value>[^\"]*)\"?\Z")
_VARIABLE = re.compile(r"\$\{(\w+)(?::?-([^{}]*))?\}|\$(\w+)|%(\w+)%")
# Words before a command that only set how or when it runs.
PREFIXES = frozenset({
    "then", "do", "else", "if", "while", "until", "!", "time", "sudo", "nohup", "exec", "env", "@",
    "call", "start", "nice", "{", "command", "eval", "&",
})  # fmt: skip
KEYWORDS = frozenset({"fi", "done", "esac", "}", "for", "case", "in", "function", "select"})


@dataclass(slots=True)
class Command:
    """One command: its words, its redirections, and its here document."""

    words: list[str] = field(default_factory=list)
    reads: list[str] = field(default_factory=list)
    writes: list[str] = field(default_factory=list)
    text: str = ""
    line: int = 1


Pipeline = list[Command]


class Splitter:
    """Splits one text, keeping the variables that are set to constants.

    pipeline: the commands so far. word: the pieces of the current word, None between words.
    redirection: the operator whose file name is the next word.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.variables: dict[str, str] = {}
        self.pipeline: Pipeline = [Command()]
        self.word: list[str] | None = None
        self.redirection = ""
        self.line = 1
        self._tags: list[str] = []

    def split(self) -> Iterator[Pipeline]:
        """Yield the pipelines in order."""
        place = 0
        while place < len(self.text):
            comment = _COMMENT.match(self.text, place) if self.word is None else None
            token = None if comment else _TOKEN.match(self.text, place)
            if token is None:
                place = comment.end() if comment else place + 1
                continue
            place = token.end()
            if token.lastgroup in {"bare", "double", "single"}:
                self._add_piece(token.lastgroup, token[0])
                continue
            self._end_word()
            self.line += token[0].count("\n")
            if token.lastgroup == "newline":
                place = self._read_heredocs(place)
            yield from self._separate(token)
        self._end_word()
        yield from self._finish()

    def _separate(self, token: re.Match[str]) -> Iterator[Pipeline]:
        """Record a redirection or a here document; yield the pipeline if it ends here."""
        kind, text = token.lastgroup, token[0]
        if kind == "redirect":
            self.redirection = "2" if text.startswith(("2", "&")) else text
        elif token["tag"]:
            self._tags.append(token["tag"])
        elif text == "|":
            self.pipeline.append(Command())
        elif kind in {"newline", "operator"}:
            yield from self._finish()

    def _add_piece(self, kind: str, text: str) -> None:
        if self.word is None:
            self.word = []
            command = self.pipeline[-1]
            command.line = command.line if command.words else self.line
        self.word.append(self._read_piece(kind, text))
        self.line += text.count("\n")

    def _end_word(self) -> None:
        if self.word is not None:
            self._add(self.pipeline[-1], "".join(self.word), self.redirection)
            self.word, self.redirection = None, ""

    def _read_piece(self, kind: str, text: str) -> str:
        if kind == "single":
            return text.strip("'")
        if kind == "double":
            inner = text[1:-1] if text.endswith('"') and len(text) > 1 else text[1:]
            text = inner.replace('\\"', '"').replace('""', '"')
        elif text.startswith("\\") and len(text) == 2:
            text = text[1]
        return text

    def _fill(self, text: str) -> str:
        """Return a word with known variables replaced by their values."""
        return _VARIABLE.sub(lambda m: self.variables.get(m[1] or m[3] or m[4], m[2] or m[0]), text)

    def _add(self, command: Command, word: str, expects: str) -> None:
        word = self._fill(word)
        if expects.startswith("<"):
            command.reads.append(word)
        elif expects.startswith(("1>", ">")):
            command.writes.append(word)
        elif not expects:
            command.words.append(word)

    def _read_heredocs(self, place: int) -> int:
        """Read the here documents whose tags this line contains; return the position after them."""
        for tag in self._tags:
            end = re.compile(rf"^[ \t]*{re.escape(tag)}[ \t]*\r?$", re.M).search(self.text, place)
            stop = end.start() if end else len(self.text)
            text = self._fill(self.text[place:stop])
            for command in self.pipeline:
                command.text = command.text or text
            after = end.end() if end else stop
            self.line += self.text.count("\n", place, after)
            place = after
        self._tags.clear()
        return place

    def _finish(self) -> Iterator[Pipeline]:
        """Yield the pipeline without empty commands; store the constants that it sets."""
        for command in self.pipeline:
            command.words[:] = self._strip(command.words)
        kept = [command for command in self.pipeline if command.words]
        self.pipeline = [Command()]
        if kept:
            yield kept

    def _strip(self, words: list[str]) -> list[str]:
        """Return a command's words without prefixes and assignments, and store the assignments."""
        rest = list(words)
        while rest:
            first = rest[0].lstrip("@") or rest[0]
            if first.casefold() in PREFIXES:
                rest.pop(0)
            elif first.casefold() in {"export", "set", "local", "declare", "readonly"}:
                for word in rest[1:]:
                    self._set(word)
                return []
            elif self._set(first):
                rest.pop(0)
            else:
                break
        if rest and rest[0].casefold() in KEYWORDS:
            return []
        return rest

    def _set(self, word: str) -> bool:
        found = _ASSIGNMENT.fullmatch(word) or _BATCH_SET.fullmatch(word)
        if found is None:
            return False
        if "$" not in found["value"] and "`" not in found["value"]:
            self.variables[found["name"]] = found["value"]
        return True


def split_commands(text: str) -> Iterator[Pipeline]:
    """Yield the pipelines of a shell or batch text, with constants filled in."""
    return Splitter(text).split()
