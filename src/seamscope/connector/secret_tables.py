"""Mask the passwords in tables that are written into one string: CSV, Markdown, wiki or HTML."""

import re

from seamscope.connector.secret_cells import is_secret_cell
from seamscope.connector.secret_forms import HIDDEN
from seamscope.connector.secret_html import has_cells, redact_cells
from seamscope.connector.secret_rules import is_secret_name, load_rules

# What separates cells, and how: Confluence and MediaWiki double the sign between two headers.
_DELIMITERS = {"|": r"\|{1,2}", "\t": r"\t", ";": ";", ",": ",", "  ": r"\s{2,}+"}
_LEAST_BARS = 6  # `|` in a table of two rows and two columns
_ROW_END = re.compile(r"(?<=\|)([ \t\r]++)(?=\|)")  # where a line break became a space
_WIKI_HEADER = re.compile(r"[^!|\n]{0,80}+!(?![=!])[^!\n]{1,200}+!!")
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

    The text is CSV, ``user,password\netl,x7yz41``, or a Markdown, wiki or HTML table. The cells are
    masked in all rows that have as many cells as the header.
    """
    if "<" in text and has_cells(text):
        text = redact_cells(text)
    if "\n" in text:
        return "\n".join(_redact_lines(text.split("\n")))
    if text.count("|") < _LEAST_BARS:
        return text
    lines = _ROW_END.split(text)  # every second part is the end of a row
    lines[::2] = _redact_lines(lines[::2])
    return "".join(lines)


def _redact_lines(lines: list[str]) -> list[str]:
    """Return the lines of a text with the cells masked."""
    shown = lines.copy()
    for sign, pattern in _DELIMITERS.items():
        if sum(line.count(sign) for line in lines) > 1:
            _mask_tables(lines, shown, re.compile(f"({pattern})"))
    return shown


def _mask_tables(lines: list[str], shown: list[str], splitter: re.Pattern[str]) -> None:
    """Mask the cells below each header that denotes a secret.

    lines: the text as written.
    shown: the lines to change.
    splitter: matches the delimiter of cells.
    """
    width, places = 0, frozenset[int]()
    for at, text in enumerate(lines):
        line = text.replace("!", "|") if _WIKI_HEADER.match(text) else text  # `! User !! Password`
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
