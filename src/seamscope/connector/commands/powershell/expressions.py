"""Evaluate PowerShell expressions to values: strings, hash tables, objects, method calls."""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Iterator
from typing import TypeVar

from seamscope.connector.commands.powershell.objects import call_method, call_static, get_class
from seamscope.connector.commands.powershell.syntax import (
    DEEPEST,
    Chain,
    Element,
    Piece,
    Word,
    parse,
)
from seamscope.connector.commands.powershell.values import (
    Made,
    Value,
    Variables,
    expand,
    find_root,
    read_hash,
    read_plain,
)
from seamscope.connector.scrub import quote

_METHOD = re.compile(r"\.(?P<name>\w+)\Z")
_CAST = re.compile(r"\[[\w.]+\]")
_NAME = re.compile(r"\w+\Z")
_STATIC = re.compile(r"\[(?P<kind>[\w.]+)\]::(?P<name>\w+)\Z")
SETTING = re.compile(
    r"(?:\[[\w.\[\]]+\])?\$(?:(?:env|script|global|local|private):)?(?P<name>\w+)"
    r"(?P<path>(?:\.\w+)*)\Z",
    re.I,
)
CONNECTION = re.compile(r"\A(?:server|data source|host)\s*=\s*\w", re.I)


# Yields what blocks move, and returns the result.
Result = TypeVar("Result")
Moves = Generator[Made, None, Result]


class Expressions(ABC):
    """The variables of a script, and the values of its expressions.

    connections: the connection strings that the script contains.
    """

    def __init__(self) -> None:
        self.variables: Variables = {}
        self.connections: list[Value] = []

    @abstractmethod
    def convert(self, chain: Chain, depth: int) -> Moves[Made]:
        """Return the commands of a pipeline; yield the transfers of script blocks in it."""

    def evaluate(self, chain: Chain, depth: int) -> Moves[Value]:
        """Return the value of an expression; yield the transfers of script blocks in it."""
        words = chain[0].words
        if not words:
            return Value()
        if len(chain) == 1 and (value := self._read_value(words, depth)) is not None:
            return value
        made = yield from self.convert(chain, depth)
        return Value(made=made, line=chain[0].line)

    def _read_value(self, words: list[Word], depth: int) -> Value | None:
        """Return the value of an expression, None if the words are a command."""
        first = read_plain(words[0]).casefold()
        if first == "new-object":
            return self._build_object(words[1:], depth)
        if first == "join-path" and len(words) > 2:
            parts = [t for w in words[1:] if not (t := self.read_text(w, depth)).startswith("-")]
            return Value(text="\\".join(part.strip("\\") if n else part.rstrip("\\")
                                        for n, part in enumerate(parts)))  # fmt: skip
        if len(words) > 2 and read_plain(words[1]) == "+":
            parts = [self.read_text(word, depth) for word in words[::2]]
            return Value(text="".join(parts))
        if len(words) == 1:
            return self.read_word(words[0], depth)
        return None

    def read_word(self, word: Word, depth: int) -> Value | None:
        """Return the value of one word, None if it is the name of a command."""
        piece = word[0]
        if len(word) > 1 and word[-1].kind == "group":
            return self._call(word, depth)
        if len(word) > 1 and word[1].kind == "hash" and _CAST.fullmatch(piece.text):
            return self._read_bracket(word[1], depth)  # ``[pscustomobject]@{…}``
        if piece.kind in {"hash", "block"}:
            return self._read_bracket(piece, depth)
        if piece.kind == "group" and all(one.kind == "bare" for one in word[1:]):
            value = self.read_group(piece, depth)  # as in ``(Invoke-RestMethod …).items``
            return value if len(word) == 1 else Value(made=value.made, line=piece.line)
        return self._read_plain_word(word, depth)

    def _read_bracket(self, piece: Piece, depth: int) -> Value:
        """Return the value of a hash table ``@{a = 1}``, or an empty value for a script block.

        The value of a hash table has the pipelines of all its entries.
        """
        if piece.kind == "block":
            return Value()
        fields = read_hash(piece.text, piece.line, self._evaluate_quietly(depth), depth + 1)
        made = [command for value in fields.values() for command in value.made]
        unique = list({id(command): command for command in made}.values())
        return Value(fields=fields, made=unique, line=piece.line)

    def _read_plain_word(self, word: Word, depth: int) -> Value | None:
        """Return the value of a variable, a string or a number, None for the name of a command."""
        piece, text = word[0], self.read_text(word, depth)
        root = find_root(piece.text) if piece.kind == "bare" else ""
        known = self.variables.get(root) if root else None
        if known is not None and len(word) == 1:
            plain = SETTING.fullmatch(piece.text)
            path = plain["path"].casefold().strip(".") if plain else ""
            inner = known.fields.get(path) if path else known
            return inner if inner is not None else Value(made=known.made if path else [])
        if piece.kind == "bare" and not re.match(r"[$\[@\d\-]", piece.text):
            return None
        cast = re.fullmatch(r"\[[\w.]+\](?P<rest>.*)", text, re.S) if len(word) > 1 else None
        return Value(text=cast["rest"] if cast else text, line=piece.line)

    def read_group(self, piece: Piece, depth: int) -> Value:
        """Return the value of the last statement in brackets: ``(Get-Content x)``, ``(a + b)``."""
        if depth >= DEEPEST:
            return Value()
        value = Value()
        for chain in parse(piece.text, piece.line):
            value = _finish(self.evaluate(chain, depth + 1))
        return value

    def _evaluate_quietly(self, depth: int) -> Callable[[list[Word]], Value]:
        def evaluate(words: list[Word]) -> Value:
            element = Element(line=words[0][0].line, words=words)
            return _finish(self.evaluate([element], depth + 1))

        return evaluate

    def _build_object(self, words: list[Word], depth: int) -> Value:
        """Return the object of ``New-Object Class(arguments) -Property @{…}``."""
        names = [w for w in words if not read_plain(w).casefold().startswith(("-type", "-com"))]
        if not names:
            return Value()
        kind = names[0][0].text.casefold()
        groups = [p for word in names[:1] for p in word[1:] if p.kind == "group"]
        for before, word in zip((names[0], *names[1:]), names[1:], strict=False):
            if read_plain(before).casefold().startswith("-prop"):
                given = self.read_word(word, depth)
                return Value(kind=kind, fields=dict(given.fields) if given is not None else {})
            groups += [p for p in word if p.kind == "group"]
        arguments = [one for p in groups for one in self._read_arguments(p, depth)]
        plain = [w for w in names[1:] if w[0].kind in {"bare", "single", "double"}]
        read = (self.read_word(word, depth) for word in plain if word[0].text[:1] != "-")
        arguments += [value for value in read if value is not None]
        self.connections += [v for v in arguments if v.text and CONNECTION.match(v.text)]
        return Value(kind=kind, arguments=arguments)

    def _call(self, word: Word, depth: int) -> Value:
        """Return the value of a chain of calls: ``$session.PutFiles(a, b).Check()``."""
        value, place = self._find_owner(word, depth)
        while place < len(word):
            name = _METHOD.search(word[place].text)
            group = word[place + 1] if place + 1 < len(word) else None
            if name is None or group is None or group.kind != "group":
                break
            arguments = self._read_arguments(group, depth)
            owner = value
            path = _find_path(word[place].text)
            if name["name"].casefold() == "add" and path and arguments:
                owner.fields[path] = arguments[0]  # ``$mail.To.Add('a@b.example')``
            result = call_method(owner, name["name"].casefold(), arguments, word[place].line)
            if owner.made and not (result.made or result.kind or get_class(owner)):
                owner.used = True  # ``$rows.ToArray()`` is the data of `$rows`
                result = Value(made=owner.made)
            value = result
            place += 2
        return value

    def _find_owner(self, word: Word, depth: int) -> tuple[Value, int]:
        """Return the object whose method is called, and the index of the method's name."""
        first = word[0]
        text = first.text
        if first.kind == "group":
            return self.read_group(first, depth), 1
        if static := _STATIC.match(text):
            arguments = self._read_arguments(word[1], depth)
            kind, name = static["kind"].casefold(), static["name"].casefold()
            return call_static(kind, name, arguments, first.line), 2
        root = find_root(text)
        if not root:
            return Value(), 0
        owner = self.variables.setdefault(root, Value(line=first.line))
        return owner, 0

    def _read_arguments(self, piece: Piece, depth: int) -> list[Value]:
        found: list[Value] = []
        for text, line in _split_list(piece):
            group = Piece(kind="group", text=text, line=line)
            found.append(self.read_group(group, depth + 1))
        return found

    def read_text(self, word: Word, depth: int) -> str:
        """Return the text of a word, in which unknown parts remain as ``$name`` or ``$(…)``."""
        parts: list[str] = []
        for piece in word:
            match piece.kind:
                case "bare" | "double" | "single":
                    parts.append(expand(piece, self.variables))
                case "group":
                    value = self.read_group(piece, depth + 1)
                    parts.append(
                        f"$({quote(piece.text, 40)})" if value.text is None else value.text
                    )
                case _:
                    parts.append("")
        return "".join(parts)


def _finish(steps: Moves[Value]) -> Value:
    """Run a generator to its end, and return its value; ignore the transfers that it yields."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found: Value = end.value
            return found


def _split_list(piece: Piece) -> Iterator[tuple[str, int]]:
    """Yield the items of a list of arguments, each with its line number."""
    depth, start = 0, 0
    quote = ""
    for place, letter in enumerate(piece.text):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'":
            quote = letter
        elif letter in "({[":
            depth += 1
        elif letter in ")}]":
            depth -= 1
        elif letter == "," and depth == 0:
            yield piece.text[start:place], piece.line
            start = place + 1
    if piece.text[start:].strip():
        yield piece.text[start:], piece.line


def _find_path(text: str) -> str:
    """Return the path of fields before the name of a method, "" if there is none.

    ``$mail.To.Add`` → to.
    """
    *fields, method = text.casefold().split(".")[1:] or [""]
    path: list[str] = []
    while fields and _NAME.match(fields[-1]):
        path.insert(0, fields.pop())
    return ".".join(path) if _NAME.match(method) else ""
