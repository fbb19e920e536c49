"""Shorten very large SQL scripts, such as dumps and data loads, while they are read.

Most statements of such a script repeat an earlier one with other literals, and have the same
lineage. In a run of plain statements that change data, such repetitions are left out, and their
number is stored with the first of them. In a long ``INSERT … VALUES``, only the first row is kept,
and rows after ``COPY … FROM stdin`` are left out. All other text is kept unchanged.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import NamedTuple, TextIO

from seamscope.records import LeftOut

CHUNK = 4 * 1024 * 1024  # characters that are read at once
LONG = 2_000  # characters of an INSERT of which only the first row is kept
LONGEST = 16 * 1024 * 1024  # characters of a statement; a longer one is not examined
LONG_SHAPE = 20_000  # characters of another statement; a longer one is kept
LEAST = 64 * 1024  # characters that are needed to recognise what begins there

_STRING = r"'(?:[^'\\]++|\\[^'])*+'"
_NUMBER = r"(?<![\w$.\"`\]])[+-]?\d++(?:\.\d++)?+(?:e[+-]?\d++)?+(?![\w.])"
_LITERAL = rf"(?:\bN)?{_STRING}|{_NUMBER}"
# Text without comments, variables, escaped quotes and templates: each `;` ends a statement.
_PLAIN = (
    r"(?:[^;'\"`\[\\$#@{}/-]++|" + _STRING + r"|\"[^\"]*+\"|`[^`]*+`|\[[^\]\n]*+\]"
    r"|-(?!-)|/(?![*/]))*+"
)
_SPACE = r"(?:\s++|--[^\n]*+\n|GO[ \t]*+\r?\n)*+"
_LEAD = rf"(?P<lead>{_SPACE})"
_BEGINS = r"(?:INSERT|REPLACE\s+INTO|UPDATE|DELETE|MERGE)\b"
BEGINNING = re.compile(rf"{_LEAD}(?P<text>{_BEGINS}{_PLAIN})", re.I)
END = re.compile(r";[ \t]*+\r?(?:\n|\Z)")
END_OF_LINE = re.compile(r";[ \t]*+\r?\n")
# T-SQL without semicolons: one INSERT on each line.
LINE = re.compile(
    rf"{_LEAD}(?P<text>INSERT\b(?:[^;'\n\"`\[\\$#@{{}}/-]++|{_STRING}|\[[^\]\n]*+\]|-(?!-))*+)"
    r"(?P<end>\r?\n)(?=[ \t]*+(?:(?:INSERT|GO|SET|PRINT|COMMIT|ALTER|USE|IF|DBCC)\b|\r?\n|\Z))",
    re.I,
)
_WORDS = r"\b(?:NULL|TRUE|FALSE|DEFAULT|TO_DATE|TO_TIMESTAMP|DATE|TIMESTAMP|CAST|AS|DATETIME2?)\b"
_ITEM = rf"\s++|,|{_LITERAL}|{_WORDS}"
_ROW = rf"\((?:{_ITEM}|\((?:{_ITEM})*+\))*+\)"
ROWS = re.compile(
    rf"(?P<into>INSERT\b[^'()]*+(?:\([^'()]*+\)\s*+)?\bVALUES|INSERT\b[^'()]*?\bVALUES)\s*+"
    rf"(?P<first>{_ROW})(?:\s*+,\s*+{_ROW})*+\s*+",
    re.I,
)
LITERAL = re.compile(_LITERAL, re.I)
WORD = re.compile(_WORDS, re.I)
# Literals that are compared or calculated with; any other literal may be a name or an address.
OPERAND = re.compile(
    rf"(?P<before>[=<>+*/%|-]\s*+|\b(?:LIKE|BETWEEN|AND|THEN|ELSE|WHEN|LIMIT)\s++)(?:{_LITERAL})"
    rf"|(?P<list>\bIN\s*+\()\s*+(?:{_LITERAL})(?:\s*+,\s*+(?:{_LITERAL}))*+\s*+\)",
    re.I,
)
# Statements with one of these words may have effects that depend on literals or on a variable.
OTHER = re.compile(
    r"\b(?:PIVOT|UNPIVOT|RETURNING|OUTPUT|EXEC|EXECUTE|OPENQUERY|OPENROWSET|OPENDATASOURCE|OUTFILE"
    r"|DUMPFILE|DIRECTORY|FUNCTION|BEGIN|DECLARE|CREATE|CALL)\b",
    re.I,
)
# The first words of T-SQL statements that no semicolon separates from the statement before them.
NEXT = re.compile(
    r"\n[ \t]*+(?:INSERT|UPDATE|DELETE|MERGE|SET|PRINT|IF|WHILE|GO|RETURN|TRUNCATE|DROP)\b", re.I
)
DIGITS = re.compile(r"\d++")
COMMENT = re.compile(r"--[^\n]*+")
NEUTRAL = re.compile(
    rf"{_SPACE}(?:(?:COMMIT|ROLLBACK|START\s+TRANSACTION|BEGIN\s+TRAN|PRINT)\b|\Z)", re.I
)
COPY, STDIN = re.compile(r"\bCOPY\b", re.I), re.compile(r"\bFROM\s++stdin\b", re.I)
VALUES, SELECT = re.compile(r"\bVALUES\b", re.I), re.compile(r"\n[ \t\r]*+SELECT\b", re.I)
END_OF_ROWS = re.compile(r"^\\\.[ \t]*+\r?(?:\n|\Z)", re.M)
TEMPORARY = re.compile(
    r"\b(?:TEMP|TEMPORARY|VOLATILE)\b[^;]{0,40}?\bTABLE\s++(?:IF\s+NOT\s+EXISTS\s+)?"
    r"(?:[\"`\[]?\w+[\"`\]]?\.)*+[\"`\[]?(?P<name>\w+)",
    re.I,
)


class Piece(NamedTuple):
    """A part of a script, which ends at the end of a line.

    statement: a plain statement without its semicolon, "" for any other text.
    before: white space and comments before the statement, or the other text.
    is_rows: whether this piece is the rows of a COPY.
    """

    before: str
    statement: str = ""
    end: str = ""
    is_rows: bool = False


@dataclass(slots=True)
class _First:
    """The first of several equal statements, which is kept.

    line: the line of the statement in the short text.
    """

    line: int
    repeats: int = 0
    last: int = 0  # line of the file on which the last repetition begins


def shorten_script(stream: TextIO) -> tuple[str, LeftOut]:
    """Return a script without statements that repeat earlier statements, and what was left out."""
    shortener = _Shortener()
    for piece in _Pieces(stream):
        shortener.add(piece)
    return shortener.build()


class _Pieces:
    """Splits a stream into pieces: plain statements, and other text."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._text = ""
        self._at = 0
        self._is_ended = False

    def __iter__(self) -> Iterator[Piece]:
        while self._at < len(self._text) or self._read():
            piece = self._take_statement() or self._take_other()
            yield piece
            if not piece.statement and _begins_rows(piece.before[-CHUNK:]):
                yield from self._take_rows()

    def _read(self) -> bool:
        """Read more text, at least as much as is not split yet; return False at the end."""
        part = self._stream.read(max(CHUNK, len(self._text) - self._at))
        self._text = self._text[self._at :] + part
        self._at = 0
        self._is_ended = not part
        return bool(part)

    def _take_statement(self) -> Piece | None:
        """Return the plain statement at the current position, None if there is none."""
        while True:
            line = LINE.match(self._text, self._at)
            if line is not None and ROWS.fullmatch(line["text"]):
                self._at = line.end()
                return Piece(line["lead"], line["text"], line["end"])
            found = BEGINNING.match(self._text, self._at)
            if found is None:
                is_begun = len(self._text) - self._at < LEAST
            else:
                end = END.match(self._text, found.end())
                if end is not None and (end.end() < len(self._text) or self._is_ended):
                    self._at = end.end()
                    return Piece(found["lead"], found["text"], end[0])
                rest = len(self._text) - found.end()
                is_begun = rest < LEAST and found.end() - self._at < LONGEST
            if self._is_ended or not is_begun or not self._read():
                return None

    def _take_other(self) -> Piece:
        """Return the text up to the next semicolon that ends a line."""
        while True:
            found = END_OF_LINE.search(self._text, self._at)
            if found is None and not self._is_ended and len(self._text) - self._at < LONGEST:
                self._read()
                continue
            end = found.end() if found else len(self._text)
            start, self._at = self._at, end
            return Piece(self._text[start:end])

    def _take_rows(self) -> Iterator[Piece]:
        while self._at < len(self._text) or self._read():
            found = END_OF_ROWS.search(self._text, self._at)
            end = found.start() if found else self._text.rfind("\n", self._at) + 1
            if end > self._at:
                start, self._at = self._at, end
                yield Piece(self._text[start:end], is_rows=True)
            if found or not self._read():
                break
        if self._at < len(self._text) and (found := END_OF_ROWS.match(self._text, self._at)):
            self._at = found.end()
            yield Piece(found[0])


class _Shortener:
    """Builds the short script: of equal statements in a run, it keeps only the first.

    Statements are equal if they differ only in literals.
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._lines = self._file_lines = 0  # lines of the short text and of the file so far
        self._gaps: list[tuple[int, int]] = []
        self._firsts: list[_First] = []
        self._run: dict[bytes, _First] = {}
        self._temporary: set[str] = set()  # names of temporary tables in lower case

    def build(self) -> tuple[str, LeftOut]:
        """Return the short text and what was left out."""
        repeats = tuple((one.line, one.repeats, one.last) for one in self._firsts if one.repeats)
        return "".join(self._parts), LeftOut(gaps=tuple(self._gaps), repeats=repeats)

    def add(self, piece: Piece) -> None:
        """Add the next piece to the short script, unless it repeats an earlier one."""
        if piece.is_rows:
            self._file_lines += piece.before.count("\n")
        elif not piece.statement:
            self._temporary |= {one["name"].casefold() for one in TEMPORARY.finditer(piece.before)}
            if not NEUTRAL.match(piece.before):
                self._run.clear()
            self._keep(piece.before)
        elif key := self._find_key(piece):
            self._add_statement(piece, key)
        else:
            self._run.clear()
            self._keep("".join(piece[:3]))

    def _add_statement(self, piece: Piece, key: bytes) -> None:
        above = piece.before.count("\n")
        if (first := self._run.get(key)) is not None:
            first.repeats += 1
            first.last = self._file_lines + above + 1
            self._file_lines += above + piece.statement.count("\n") + piece.end.count("\n")
            return
        first = self._run[key] = _First(self._lines + above + 1)
        self._firsts.append(first)
        short = _cut_rows(piece.statement)
        self._keep(piece.before + short + piece.end)
        self._file_lines += piece.statement.count("\n") - short.count("\n")

    def _keep(self, text: str) -> None:
        """Append text, which begins at the start of a line, to the short script."""
        missing = self._file_lines - self._lines
        if missing and (not self._gaps or self._gaps[-1][1] != missing):
            self._gaps.append((self._lines + 1, missing))
        self._parts.append(text)
        self._lines += text.count("\n")
        self._file_lines += text.count("\n")

    def _find_key(self, piece: Piece) -> bytes:
        """Return a key that is equal for repetitions of a statement.

        Return b"" for a statement that may not be left out.
        """
        text = piece.statement
        if rows := ROWS.fullmatch(text):
            shape = rows["into"] + WORD.sub("?", LITERAL.sub("?", rows["first"]))
        else:
            shape = _blank_operands(text)
        if not shape or OTHER.search(shape):
            return b""
        if self._temporary and not self._temporary.isdisjoint(re.findall(r"\w+", shape.casefold())):
            return b""
        comments = [DIGITS.sub("0", comment) for comment in COMMENT.findall(piece.before)]
        return blake2b("\0".join((shape, *comments)).encode("utf-8", "surrogatepass")).digest()


def _blank_operands(text: str) -> str:
    """Return a statement without the literals that it compares or calculates with.

    Return "" for a statement that is very long, or that may be several statements.
    """
    begins = [found[0].strip().upper() for found in NEXT.finditer(text)]
    is_update = text[:6].upper() == "UPDATE" and begins[:1] == ["SET"]
    if len(text) > LONG_SHAPE or len(begins) > is_update:
        return "" if text[:5].upper() != "MERGE" or len(text) > LONG_SHAPE else _blank(text)
    values = VALUES.search(text)
    return "" if values and SELECT.search(text, values.end()) else _blank(text)


def _begins_rows(text: str) -> bool:
    """Return whether a text ends with ``COPY … FROM stdin;`` and the end of its line."""
    tail = text.rstrip()
    statement = tail[:-1].rpartition(";")[2] if tail.endswith(";") else ""
    ends_line = "\n" in text[len(tail) :]
    return ends_line and bool(COPY.search(statement) and STDIN.search(statement))


def _blank(text: str) -> str:
    return OPERAND.sub(lambda found: f"{found['before'] or found['list']}?", text)


def _cut_rows(statement: str) -> str:
    """Return a long ``INSERT … VALUES`` with its first row only."""
    rows = ROWS.fullmatch(statement) if len(statement) > LONG else None
    return statement[: rows.end("first")] if rows else statement
