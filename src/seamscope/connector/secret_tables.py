"""Mask the passwords in tables that are written into one string: CSV or Markdown in a comment."""

import re

from seamscope.connector.secret_cells import is_secret_cell
from seamscope.connector.secret_forms import HIDDEN
from seamscope.connector.secret_rules import is_secret_name, load_rules

_DELIMITERS = ("|", "\t", ";", ",", "  ")
_RULE = re.compile(r"[\s|+=:\-]*+")  # between the header of a table and its rows
LONGEST = 2000  # characters of a line that may be a header
# One word, or a word before brackets: "x7yz41 (until May)"
_WORD = re.compile(r"[\s\"'`*]*+(?P<word>[^\s\"'`<>]++)[\"'`*]*+\s*+(?:\(|<|/?>|$)")
_QUOTES = " \t\r\"'`*"
# A line of a program is no header.
_SIGNS = re.compile(r"[(){}]")
_STATEMENT = re.compile(
    r"\s*+(?:select|insert|replace|merge|update|delete|from|where|(?:order|group)\s+by)\b", re.I
)


def redact_tables(text: str) -> str:
    r"""Return text without the cells below headers that denote a secret.

    The text is CSV, ``user,password\netl,x7yz41``, or a Markdown table. The cells are masked in all
    lines that have as many cells as the header.
    """
    lines = text.split("\n")
    shown = lines.copy()
    for delimiter in _DELIMITERS:
        if text.count(delimiter) > 1:
            splitter = re.compile(
                r"(\s{2,}+)" if delimiter == "  " else f"({re.escape(delimiter)})"
            )
            _mask_tables(lines, shown, splitter)
    return "\n".join(shown)


def _mask_tables(lines: list[str], shown: list[str], splitter: re.Pattern[str]) -> None:
    """Mask the cells below each header that denotes a secret.

    lines: the text as written.
    shown: the lines to change.
    splitter: matches the delimiter of cells.
    """
    width, places = 0, frozenset[int]()
    for at, line in enumerate(lines):
        if found := _find_secret_columns(line, splitter):
            width, places = len(splitter.split(line.rstrip())), found
        elif places and not _RULE.fullmatch(line):
            parts = splitter.split(line.rstrip())
            places = places if len(parts) == width else frozenset()
            shown[at] = _mask_cells(shown[at], splitter, places)


def _find_secret_columns(line: str, splitter: re.Pattern[str]) -> frozenset[int]:
    """Return the positions of headers that denote a secret; none if the line is not a header."""
    if len(line) > LONGEST or not load_rules().may_name(line.lower()):
        return frozenset()
    if _SIGNS.search(line) or _STATEMENT.match(line):
        return frozenset()
    parts = splitter.split(line.rstrip())
    names = [" ".join(cell.strip(_QUOTES).split()) for cell in parts]
    found = frozenset(at for at, name in enumerate(names) if not at % 2 and is_secret_name(name))
    return found if len(parts) > 1 else frozenset()


def _mask_cells(line: str, splitter: re.Pattern[str], places: frozenset[int]) -> str:
    """Return a line with the secrets at these places masked; odd places are delimiters."""
    cells = splitter.split(line)
    for at in (place for place in places if place < len(cells)):
        found = _WORD.match(cells[at])
        word = found["word"] if found else ""
        if is_secret_cell(word) and not is_secret_name(word):
            cells[at] = cells[at].replace(word, HIDDEN)
    return "".join(cells)
