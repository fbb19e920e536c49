"""Split shell and batch text into pipelines of commands, without running or expanding anything.

Supports quotes, pipes, redirections, here documents and variables that are set to constants.
Backslashes in Windows paths are kept.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from seamscope.connector.commands.syntax import Shell, find_syntax

_ASSIGNMENT = re.compile(r"(?:export\s+)?(?P<name>[A-Za-z_]\w*)=(?P<value>.*)", re.S)
_BATCH_SET = re.compile(r"\"?(?P<name>\w+)=(?P<value>[^\"]*)\"?\Z")
# `$name = value` and `[string]$name = value` of PowerShell, after splitting into words
_TYPED = re.compile(r"(?:\[[\w.\[\]]+\])?\$(?:(?:env|script|global|local):)?(?P<name>\w+)", re.I)
# The condition of IF in batch, before its command; words are joined by one space.
_CONDITION = re.compile(
    r"(?:/i )?(?:not )?(?:exist \S+|errorlevel \S+|defined \S+|\S+==\S+|\S+ == \S+"
    r"|\S+ (?:equ|neq|lss|leq|gtr|geq) \S+)(?= |\Z)",
    re.I,
)
# Prefixes that set how or when a command runs: ``nohup``, ``sudo``, ``time``.
PREFIXES = frozenset({
    "then", "do", "else", "if", "while", "until", "!", "time", "sudo", "nohup", "exec", "env", "@",
    "call", "start", "nice", "{", "command", "eval", "&",
})  # fmt: skip
KEYWORDS = frozenset({"fi", "done", "esac", "}", "for", "case", "in", "function", "select"})


LONGEST_REST = 2000  # characters of a line before or after a command that are searched for secrets


@dataclass(slots=True)
class Command:
    """One command: its words, its redirections, and its here document.

    source: its lines in the script, whose quotes and options show which words are secret.
    """

    words: list[str] = field(default_factory=list)
    reads: list[str] = field(default_factory=list)
    writes: list[str] = field(default_factory=list)
    text: str = ""
    line: int = 1
    source: str = ""


Pipeline = list[Command]


class Splitter:
    """Splits a script into commands, and replaces variables that are set to constants.

    pipeline: the commands so far.
    word: the parts of the current word, None between two words.
    redirection: the operator whose file name is the next word.
    """

    def __init__(self, text: str, shell: Shell = "posix") -> None:
        self.text = text
        self.shell = shell
        self.syntax = find_syntax(shell)
        self.variables: dict[str, str] = {}
        self.pipeline: Pipeline = [Command()]
        self.word: list[str] | None = None
        self.redirection = ""
        self.line = 1
        self._tags: list[str] = []
        self._begin: int | None = None
        self._end = 0

    def split(self) -> Iterator[Pipeline]:
        """Yield the pipelines in order."""
        place = 0
        while place < len(self.text):
            comment = self.syntax.comment.match(self.text, place) if self.word is None else None
            token = None if comment else self.syntax.token.match(self.text, place)
            if token is None:
                self.line += comment[0].count("\n") if comment else 0
                place = comment.end() if comment else place + 1
                continue
            place = token.end()
            if token.lastgroup in {"bare", "double", "single"}:
                self._begin = token.start() if self._begin is None else self._begin
                self._end = place
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
        if text.startswith("@"):  # a PowerShell here-string
            return text[text.find("\n") + 1 :].rsplit("\n", 1)[0]
        if kind == "single":
            return text.strip("'") if self.shell == "posix" else text[1:-1].replace("''", "'")
        if kind == "double":
            inner = text[1:-1] if text.endswith('"') and len(text) > 1 else text[1:]
            inner = inner if self.shell == "batch" else inner.replace('\\"', '"').replace('`"', '"')
            text = inner.replace('""', '"')
        elif text[0] in "\\^`" and len(text) == 2:  # an escape and a letter
            text = text[1] if text[0] != "^" or self.shell == "batch" else text
        return text

    def _fill(self, text: str) -> str:
        """Return a word with known variables replaced by their values."""
        return self.syntax.variable.sub(self._value, text)

    def _value(self, match: re.Match[str]) -> str:
        groups = match.groupdict()
        names = (one for one in match.groups() if one and one != groups["default"])
        return self.variables.get(self._spell(next(names, "")), groups["default"] or match[0])

    def _spell(self, name: str) -> str:
        """Return a variable's name as it is stored: in lower case if the shell ignores case."""
        return name.casefold() if self.syntax.folds else name

    def _add(self, command: Command, word: str, expects: str) -> None:
        # PowerShell's `$x = …` names the variable that it sets.
        sets = self.shell == "powershell" and not command.words and word.startswith(("$", "["))
        word = word if sets else self._fill(word)
        if expects == "<<<":  # a here string
            command.text = command.text or word
        elif expects.startswith("<"):
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
        source = "" if self._begin is None else cut_lines(self.text, self._begin, self._end)
        self._begin = None
        for command in self.pipeline:
            command.source = source
            command.words[:] = self._strip(command.words)
        kept = [command for command in self.pipeline if command.words]
        self.pipeline = [Command()]
        if kept:
            yield kept

    def _strip(self, words: list[str]) -> list[str]:
        """Return a command's words without prefixes and assignments, and store the assignments."""
        rest = list(words)
        if self.shell == "powershell" and len(rest) > 1 and rest[1] == "=":
            rest = self._assign(rest)
        while rest := self._skip_condition(rest):
            first = rest[0].lstrip("@") or rest[0]
            if first.casefold() in PREFIXES:
                rest.pop(0)
            elif first.casefold() in {"export", "set", "local", "declare", "readonly"}:
                for word in [" ".join(rest[1:])] if self.shell == "batch" else rest[1:]:
                    self._set(word)
                return []
            elif self._set(first):
                rest.pop(0)
            else:
                break
        if rest and rest[0].casefold() in KEYWORDS:
            self._loop(rest)
            return []
        return rest

    def _loop(self, words: list[str]) -> None:
        """Store the value of a loop variable: ``for f in orders_*.csv`` sets f to the pattern."""
        match words:
            case ["for", name, "in", value] if not set("$`(") & set(value):
                self.variables[self._spell(name)] = value
            case _:
                pass

    def _skip_condition(self, words: list[str]) -> list[str]:
        """Return the words after the condition of an IF in a batch file."""
        tested = _CONDITION.match(" ".join(words)) if self.shell == "batch" else None
        return words[len(tested[0].split()) :] if tested else words

    def _assign(self, words: list[str]) -> list[str]:
        """Store the value of ``$name = value``, or return the command in ``$name = Get-Item y``."""
        named = _TYPED.fullmatch(words[0])
        value = words[2] if len(words) == 3 else ""  # name, equals sign, value
        if named and value and "$" not in value:
            self.variables[self._spell(named["name"])] = value
        # A single value is not a command, unless it is a connection string, which identifies a
        # database.
        return words[2:] if "=" in value or not value else []

    def _set(self, word: str) -> bool:
        found = _ASSIGNMENT.fullmatch(word) or _BATCH_SET.fullmatch(word)
        if found is None or self.shell == "powershell":
            return False
        if "$" not in found["value"] and "`" not in found["value"]:
            self.variables[self._spell(found["name"])] = found["value"].strip()
        return True


def cut_lines(text: str, begin: int, end: int) -> str:
    """Return a part of a text, extended to whole lines at its start and end."""
    first = text.rfind("\n", max(0, begin - LONGEST_REST), begin) + 1
    last = text.find("\n", end, end + LONGEST_REST)
    start = first or max(0, begin - LONGEST_REST)
    return text[start : last if last >= 0 else end + LONGEST_REST]


def split_commands(text: str, shell: Shell = "posix") -> Iterator[Pipeline]:
    """Yield the pipelines of a script, with constants filled in."""
    return Splitter(text, shell).split()
