"""Split PowerShell text into statements, pipelines, commands and words, without running it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from seamscope.connector.redaction import redact

DEEPEST = 12  # levels of nested brackets that are read
_TOKEN = re.compile(
    r"(?P<space>(?:[ \t\r]|`\r?\n)++)"
    r"|(?P<newline>\n)"
    r"|(?P<redirect>(?:[1-6*](?=>))?>>?(?:&[12])?)"
    r"|(?P<operator>\|\||&&|[|;&])"
    r"|(?P<here>@\"[ \t]*\r?\n(?:[^\n]|\n(?!\"@))*+(?:\n\"@|\Z)"
    r"|@'[ \t]*\r?\n(?:[^\n]|\n(?!'@))*+(?:\n'@|\Z))"
    r"|(?P<double>\"(?:[^\"`]|`.|\"\")*+(?:\"|\Z))"
    r"|(?P<single>'(?:[^']|'')*+(?:'|\Z))"
    r"|(?P<open>[@$]?\(|@?\{)"
    r"|(?P<close>[)}])"
    r"|(?P<bare>\$\{[^}\n]{1,80}\}|`.|(?:[^\s\"'`|&;(){}<>@$]|[@$](?![({\"']))++|.)",
    re.S,
)
_COMMENT = re.compile(r"<#(?:[^#]|#(?!>))*+(?:#>|\Z)|#[^\n]*")
_INSIDE = re.compile(
    r"<#(?:[^#]|#(?!>))*+(?:#>|\Z)|(?<![\w$`])#[^\n]*|`."
    r"|@\"[ \t]*\r?\n(?:[^\n]|\n(?!\"@))*+(?:\n\"@|\Z)|@'[ \t]*\r?\n(?:[^\n]|\n(?!'@))*+(?:\n'@|\Z)"
    r"|\"(?:[^\"`]|`.|\"\")*+(?:\"|\Z)|'(?:[^']|'')*+(?:'|\Z)|(?P<open>[({])|(?P<close>[)}])",
    re.S,
)
# ``$x=1`` and ``Name=1`` without spaces around the equals sign
_SET = re.compile(r"(?P<name>(?:\[[\w.\[\]]+\])?\$?[\w:.]+)(?P<sign>\+?=)(?P<value>.*)", re.S)

PieceKind = Literal["bare", "double", "single", "group", "block", "hash"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part of a word.

    text: the content of a string or bracket, without its delimiters.
    """

    kind: PieceKind
    text: str
    line: int


Word = tuple[Piece, ...]


@dataclass(slots=True, kw_only=True)
class Element:
    """One command or expression of a pipeline.

    writes: the files to which its output is redirected.
    """

    line: int
    words: list[Word] = field(default_factory=list)
    writes: list[Word] = field(default_factory=list)


Chain = list[Element]


def parse(text: str, line: int = 1) -> Iterator[Chain]:
    """Yield the pipelines of the statements of a script or of the content of a bracket."""
    return _Parser(text, line).parse()


class _Parser:
    """Reads one level of brackets.

    word: the pieces of the current word, empty between words.
    """

    def __init__(self, text: str, line: int) -> None:
        self.text = text
        self.line = line
        self.chain: Chain = []
        self.word: list[Piece] = []
        self.redirects = ""

    def parse(self) -> Iterator[Chain]:
        place = 0
        while place < len(self.text):
            comment = None if self.word else _COMMENT.match(self.text, place)
            if comment:
                self.line += comment[0].count("\n")
                place = comment.end()
                continue
            token = _TOKEN.match(self.text, place)
            if token is None:
                break
            place = token.end()
            kind, text = token.lastgroup, token[0]
            if kind == "open":
                place = self._add_bracket(text, place)
            elif kind in {"here", "double", "single", "bare"}:
                self._add_piece(kind, text)
            elif not (kind == "space" and self._continues()):
                self._end_word()
                yield from self._separate(kind or "", text)
            self.line += 0 if kind == "open" else text.count("\n")
        self._end_word()
        yield from self._finish()

    def _continues(self) -> bool:
        """Return whether a list goes on after a comma and spaces: ``'a', 'b'``."""
        return bool(self.word) and self.word[-1].kind == "bare" and self.word[-1].text[-1:] == ","

    def _separate(self, kind: str, text: str) -> Iterator[Chain]:
        element = self.chain[-1] if self.chain else None
        if kind == "redirect":
            self.redirects = text
        elif text == "|":
            self.chain.append(Element(line=self.line))
        elif kind == "newline" and element is not None and not element.words:
            return  # a pipeline goes on in the next line after ``|``
        elif text != "&" and kind in {"newline", "operator", "close"}:
            yield from self._finish()

    def _add_piece(self, kind: str, text: str) -> None:
        """Add a literal to the word; mask its secrets before it is joined to other text."""
        piece: PieceKind = "bare"
        if kind == "here":
            inner = text[text.find("\n") + 1 :].rsplit("\n", 1)[0]
            piece = "double" if text[1] == '"' else "single"
        elif kind == "single":
            inner, piece = text[1:].removesuffix("'").replace("''", "'"), "single"
        elif kind == "double":
            inner = text[1:].removesuffix('"').replace('""', '"').replace('`"', '"')
            piece = "double"
        else:
            inner = text[1:] if text[0] == "`" and len(text) == 2 else text
        self.word.append(Piece(kind=piece, text=redact(inner), line=self.line))

    def _add_bracket(self, opening: str, place: int) -> int:
        """Add the content of a bracket to the word; return the position after the bracket."""
        end = _find_end(self.text, place)
        kind: PieceKind = "group" if "(" in opening else "hash" if opening[0] == "@" else "block"
        inner = self.text[place : end - 1]
        self.word.append(Piece(kind=kind, text=inner, line=self.line))
        self.line += self.text.count("\n", place, end)
        return end

    def _end_word(self) -> None:
        if not self.word:
            return
        if not self.chain:
            self.chain.append(Element(line=self.word[0].line))
        element = self.chain[-1]
        words = list(_split_setting(tuple(self.word))) if not element.words else [tuple(self.word)]
        element.line = element.line if element.words else self.word[0].line
        if self.redirects:
            element.writes += [] if "&" in self.redirects else words
        else:
            element.words += words
        self.word, self.redirects = [], ""

    def _finish(self) -> Iterator[Chain]:
        kept = [element for element in self.chain if element.words]
        self.chain, self.redirects = [], ""
        if kept:
            yield kept


def _split_setting(word: Word) -> Iterator[Word]:
    """Split an assignment without spaces, ``$x=1``, into ``$x``, ``=`` and ``1``.

    Any other word is yielded unchanged.
    """
    first = word[0]
    found = _SET.fullmatch(first.text) if first.kind == "bare" else None
    if found is None:
        yield word
        return
    for text in (found["name"], found["sign"]):
        yield (Piece(kind="bare", text=text, line=first.line),)
    rest = (Piece(kind="bare", text=found["value"], line=first.line), *word[1:])
    rest = rest if found["value"] else rest[1:]
    if rest:
        yield rest


def _find_end(text: str, place: int) -> int:
    """Return the position after the bracket that closes the bracket opened before `place`."""
    depth = 1
    for found in _INSIDE.finditer(text, place):
        depth += bool(found["open"]) - bool(found["close"])
        if depth == 0:
            return found.end()
    return len(text) + 1
