"""Mask the passwords below headers that denote a secret, and single cells that are a token."""

import math
import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise

from seamscope.connector.grid import Grid, Line
from seamscope.connector.secret_forms import HIDDEN
from seamscope.connector.secret_rules import is_secret_name

HEADS = 2  # lines with several cells that may be headers
SHORTEST, LONGEST = 6, 512  # characters of a secret
_SHORTEST_TOKEN = 20
_SIGNS = frozenset("!#$%^*?~+&@=")
# A cell that is one word in the alphabet of base64 or of base64 for URLs. A name has longer runs
# of letters in one case, fewer changes between types of characters, and repeats characters.
_ENCODED = re.compile(r"(?:[0-9A-Za-z+/]{20,200}|[0-9A-Za-z_\-]{20,200})={0,2}")
_RUN = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_WORD = re.compile(r"[A-Z]?[a-z]{2,}")
_MOST_WORDS = 0.6  # share of the characters; less than that in 9 of 10 random texts
_LONGEST_RUN = 6  # letters
_CHANGES = 0.4  # per character; about 0.6 in random text, 0.3 in names
_BITS = 3.7  # of entropy per character
_LEAST_DIGITS = 1
_LEAST_APART = 12  # characters for each `-` or `_`
_IDS = 3  # cells of one column that look alike are ids


def mask_secret_cells(grid: Grid) -> Grid:
    """Return a sheet with `***` for the secrets in columns such as "Password" and "hasło".

    Without this, such a cell would be read like any other: as the id of a row, or as a name in a
    matrix. Below any other header, a cell that looks generated is masked if it is the only one.
    """
    return _mask_columns(_mask_tokens(grid))


def _mask_tokens(grid: Grid) -> Grid:
    """Mask cells that look generated, except ids.

    Such cells are ids if a column contains several of them, or if one occurs again elsewhere.
    """
    found = [
        (at, column, cell.strip())
        for at, line in enumerate(grid.lines)
        for column, cell in enumerate(line.cells)
        if len(cell) >= _SHORTEST_TOKEN and column not in line.wide and looks_generated(cell)
    ]
    if not found:
        return grid
    alike = Counter((column, len(word)) for _, column, word in found)
    uses = Counter(word for _, _, word in found)
    hidden: dict[int, frozenset[int]] = {}
    for at, column, word in found:
        if alike[column, len(word)] < _IDS and uses[word] == 1:
            hidden[at] = hidden.get(at, frozenset()) | {column}
    lines = tuple(
        _hide(line, hidden[at]) if at in hidden else line for at, line in enumerate(grid.lines)
    )
    return replace(grid, lines=lines)


def looks_generated(cell: str) -> bool:
    """Return whether a cell is one word of random upper-case and lower-case letters and digits."""
    word = cell.strip()
    if not _ENCODED.fullmatch(word) or sum(map(str.isdigit, word)) < _LEAST_DIGITS:
        return False
    plain = re.sub(r"[^0-9A-Za-z]", "", word)
    if (len(word) - len(plain)) * _LEAST_APART > len(word):
        return False
    kinds = ["a" if c.islower() else "A" if c.isupper() else "0" for c in plain]
    changes = sum(one != other for one, other in pairwise(kinds)) / len(plain)
    counts = Counter(word).values()
    bits = -sum(n / len(word) * math.log2(n / len(word)) for n in counts)
    if len(set(kinds)) < 3 or changes < _CHANGES or bits < _BITS:
        return False
    in_words = sum(map(len, _WORD.findall(plain))) / len(plain)
    return in_words < _MOST_WORDS and max(map(len, _RUN.findall(plain))) <= _LONGEST_RUN


def _mask_columns(grid: Grid) -> Grid:
    """Mask the cells below headers that denote a secret."""
    wide = [at for at, line in enumerate(grid.lines[:50]) if len(line.filled) > 1][:HEADS]
    columns = {
        column: at
        for at in reversed(wide)
        for column in grid.lines[at].filled
        if is_secret_name(" ".join(grid.lines[at].cells[column].split()))
    }
    if not columns:
        return grid
    lines = tuple(_mask(line, columns, at) for at, line in enumerate(grid.lines))
    return replace(grid, lines=lines)


def _mask(line: Line, columns: dict[int, int], at: int) -> Line:
    """Return a line with masked cells.

    columns: for each column with secrets, the position of its header.
    at: position of the line.
    """
    hidden = {
        column
        for column, header in columns.items()
        if at > header and column < len(line.cells) and is_secret_cell(line.cells[column])
    }
    return _hide(line, frozenset(hidden)) if hidden else line


def _hide(line: Line, hidden: frozenset[int]) -> Line:
    """Return a line with `***` for the cells in these columns."""
    cells = tuple(HIDDEN if k in hidden else cell for k, cell in enumerate(line.cells))
    return replace(line, cells=cells)


def is_secret_cell(text: str) -> bool:
    """Return whether a cell below a header such as "Password" may be a secret.

    A secret is one word of mixed characters.
    """
    word = text.strip()
    if not SHORTEST <= len(word) <= LONGEST or len(word.split()) != 1 or "://" in word:
        return False
    has_letter, has_digit = any(map(str.isalpha, word)), any(map(str.isdigit, word))
    return has_letter and (has_digit or not _SIGNS.isdisjoint(word[1:]))
