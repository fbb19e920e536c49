"""Follow the statements of a PowerShell script, and yield the pipelines that move data."""

import re
import shlex
from collections.abc import Iterator, Sequence
from itertools import pairwise

from seamscope.connector.commands.powershell.expressions import (
    CONNECTION,
    SETTING,
    Expressions,
    Moves,
)
from seamscope.connector.commands.powershell.objects import list_session_host
from seamscope.connector.commands.powershell.syntax import (
    DEEPEST,
    Chain,
    Element,
    Piece,
    Word,
    parse,
)
from seamscope.connector.commands.powershell.values import Made, Value, read_plain
from seamscope.connector.commands.programs import load_programs
from seamscope.connector.commands.shell import LONGEST_REST, Command

# Keywords before a block, whose content runs; their conditions move no data.
_BLOCKS = frozenset({
    "if", "elseif", "else", "foreach", "for", "while", "do", "until", "try", "catch", "finally",
    "switch", "function", "filter", "workflow", "begin", "process", "end", "trap", "param", "class",
    "configuration", "enum", "using", "break", "continue",
})  # fmt: skip
_PREFIXES = frozenset({"return", "throw", ".", "&"})
# Options that do not take data to move: ``-Headers $headers``.
_NO_DATA = frozenset({
    "-headers", "-credential", "-websession", "-sessionvariable", "-token", "-certificate",
    "-smtpserver", "-erroraction", "-errorvariable", "-scriptblock", "-argumentlist", "-context",
    "-session", "-sessionid", "-sftpsession", "-sshsession", "-sessionoption", "-tosession",
    "-fromsession", "-authentication",
})  # fmt: skip
# The session or context of a command, and the options of the command that opened it.
_OPENED = {
    "-context": ("-storageaccountname",), "-sessionid": ("-computername",),
    "-sftpsession": ("-computername",), "-sshsession": ("-computername",),
    "-session": ("-computername", "-hostname"), "-tosession": ("-computername",),
    "-fromsession": ("-computername",), "-sessionoption": ("-hostname",),
    "-winscpsession": ("-hostname",),
}  # fmt: skip
LONGEST = 40  # elements of a pipeline
_PARAMETER = re.compile(
    r"\$(?P<name>\w+)\s*=\s*(?P<quote>[\"'])(?P<value>(?:(?!(?P=quote)).)*)(?P=quote)", re.S
)
_LOOP = re.compile(r"\s*\$(?P<name>\w+)\s+in\s+(?P<list>.*)", re.I | re.S)


def read_pipelines(text: str) -> Iterator[Made]:
    """Yield the pipelines of a script; a pipeline begins with the commands that made its data."""
    lines = text.split("\n")
    for made in _Reader().read(text):
        for one in made:
            if isinstance(one, Command):
                one.source = lines[one.line - 1][: 2 * LONGEST_REST]
        yield made


class _Reader(Expressions):
    """Follows the statements of a script."""

    def read(self, text: str) -> Iterator[Made]:
        yield from self._run(text, 1, 0)
        for value in self.variables.values():
            yield from self._release(value)
        for value in self.connections:  # connection strings that no command is known to use
            if value.text and not value.used:
                yield [Command(words=[value.text], line=value.line)]

    def _run(self, text: str, line: int, depth: int) -> Iterator[Made]:
        if depth < DEEPEST:
            for chain in parse(text, line):
                yield from self._run_statement(chain, depth)

    def _run_statement(self, chain: Chain, depth: int) -> Iterator[Made]:
        words = chain[0].words
        lead = words[0][0]  # a bracket may follow without a space: ``if(…)``
        first = lead.text.casefold() if lead.kind == "bare" else ""
        if first in _PREFIXES and len(words) > 1:
            chain[0].words = words[1:]
            yield from self._run_statement(chain, depth)
        elif first == "param" or (first == "function" and len(words) > 2):
            yield from self._run_blocks(words, depth, parameters=True)
        elif first in _BLOCKS:
            yield from self._run_blocks(words, depth)
        elif len(words) > 1 and read_plain(words[1]) in {"=", "+="} and SETTING.match(first):
            yield from self._assign(chain, depth)
        else:
            made = yield from self.convert(chain, depth)
            if made:
                yield made

    def _run_blocks(
        self, words: Sequence[Word], depth: int, *, parameters: bool = False
    ) -> Iterator[Made]:
        """Yield the pipelines in the blocks of IF, FOREACH, TRY, FUNCTION and similar."""
        for piece in (piece for word in words for piece in word):
            if piece.kind == "block":
                yield from self._run(piece.text, piece.line, depth + 1)
            elif piece.kind == "group" and (loop := _LOOP.match(piece.text)):
                self._loop(loop["name"].casefold(), loop["list"], piece.line, depth)
            elif piece.kind == "group" and parameters:
                for found in _PARAMETER.finditer(piece.text):
                    value = Value(text=found["value"], line=piece.line)
                    self.variables.setdefault(found["name"].casefold(), value)

    def _loop(self, name: str, text: str, line: int, depth: int) -> None:
        """Set the variable of a loop to the data of its list: ``foreach ($row in $rows)``."""
        every = self.read_group(Piece(kind="group", text=text, line=line), depth)
        every.used = True
        self.variables[name] = Value(made=every.made, used=True, line=line)

    # --- assignments

    def _assign(self, chain: Chain, depth: int) -> Iterator[Made]:
        """Set a variable or a property: ``$rows = Invoke-Sqlcmd …``, ``$c.CommandText = '…'``."""
        named = SETTING.match(read_plain(chain[0].words[0]))
        if named is None:
            return
        rest = Element(line=chain[0].line, words=chain[0].words[2:], writes=chain[0].writes)
        value = yield from self.evaluate([rest, *chain[1:]], depth)
        value.line = rest.line
        name, path = named["name"].casefold(), named["path"].casefold().strip(".")
        if value.text and CONNECTION.match(value.text):
            self.connections.append(value)
        if path:
            owner = self.variables.setdefault(name, Value(line=rest.line))
            owner.fields[path.rpartition(".")[2]] = value
            return
        old = self.variables.get(name)
        if old is not None and old is not value:
            yield from self._release(old)
        self.variables[name] = value

    def _release(self, value: Value) -> Iterator[Made]:
        """Yield the pipeline that produced a variable's value, if no command has used it."""
        if value.made and not value.used:
            value.used = True
            yield list(value.made)

    # --- commands

    def convert(self, chain: Chain, depth: int) -> Moves[Made]:
        """Return the commands of a pipeline; yield the transfers of blocks in their arguments."""
        made: Made = []
        for element in chain:
            first = element.words[0]
            if _is_expression(first):
                value = self.read_word(first, depth) or Value()
                value.used = True
                made = [*_shorten(made), *value.made]
                made += self._write(element, depth)
                continue
            words, fed = self._read_words(element, depth)
            name = words[0].casefold()
            if name not in load_programs().silent:
                made = [*_shorten(fed), *_shorten(made)]
            self.variables["_"] = Value(made=made, used=True)
            for piece in (piece for word in element.words[1:] for piece in word):
                if piece.kind == "block":
                    yield from self._run(piece.text, piece.line, depth + 1)
            if name == "start-process":
                words = _read_started(words)
            writes = [self.read_text(word, depth) for word in element.writes]
            made = [*_shorten(made), Command(words=words, writes=writes, line=element.line)]
        return made

    def _write(self, element: Element, depth: int) -> Made:
        """Return an ``out-file`` command for each file to which an expression is redirected.

        ``$rows > a.csv`` → ``out-file a.csv``
        """
        files = [self.read_text(word, depth) for word in element.writes]
        return [Command(words=["out-file", file], line=element.line) for file in files]

    def _read_words(self, element: Element, depth: int) -> tuple[list[str], Made]:
        """Return the words of a command, and the pipelines of the variables in its arguments."""
        words: list[str] = []
        fed: Made = []
        for number, word in enumerate(element.words):
            option = words[-1].casefold() if words else ""
            first = word[0]
            splat = first.text[1:].casefold() if first.text.startswith("@") else ""
            if number and first.kind == "bare" and splat in self.variables:
                for key, entry in self.variables[splat].fields.items():
                    words += [f"-{key}", entry.text or ""]
                    fed += [] if f"-{key}" in _NO_DATA else _take(entry)
                continue
            value = self.read_word(word, depth) if number else None
            if value is None:
                words.append(self.read_text(word, depth))
                continue
            fed += [] if option in _NO_DATA else _take(value)
            host = next(list_session_host(value, _OPENED.get(option, ())), "")
            words.append(host or self._spell(value, word, depth))
        return words, fed

    def _spell(self, value: Value, word: Word, depth: int) -> str:
        """Return the text of an argument, and mark the argument's value as used."""
        if value.text is None:
            return self.read_text(word, depth)
        value.used = True
        return value.text


def _shorten(made: Made) -> Made:
    """Return a pipeline, without its middle if it is very long.

    The first and the last commands are enough to see what the pipeline moves.
    """
    return made if len(made) < LONGEST else [*made[: LONGEST // 2], *made[-LONGEST // 2 :]]


def _take(value: Value) -> Made:
    value.used = value.used or bool(value.made)
    return list(value.made)


def _is_expression(word: Word) -> bool:
    """Return whether a word at the start of a command is an expression: a variable or a string."""
    first = word[0]
    if first.kind in {"group", "hash", "block"}:
        return True
    if first.kind in {"single", "double"}:  # ``& 'C:\\x.exe' …`` has lost its operator
        return False
    return first.text.startswith(("$", "[")) and not re.match(r"\[\[?\Z", first.text)


def _read_started(words: list[str]) -> list[str]:
    """Return the program and the arguments of ``Start-Process -FilePath x -ArgumentList '…'``."""
    values = {option.casefold(): text for option, text in pairwise(words[1:])}
    program = values.get("-filepath") or (words[1] if len(words) > 1 else "")
    text = values.get("-argumentlist", "")
    try:
        arguments = shlex.split(text, posix=False)
    except ValueError:
        arguments = text.split()
    return [program or words[0], *(one.strip("\"'") for one in arguments)]
