"""Recognise rows of a list that are not entries: totals, notes, legends, column numbers."""

from collections.abc import Sequence

from seamscope.connector.grid import Line
from seamscope.connector.lists.headings import read_heading
from seamscope.connector.lists.kinds import INTERFACES, Layout
from seamscope.connector.lists.vocabulary import load_cell_words
from seamscope.connector.words import fold_words

NOTE = 80  # length from which a single cell in a row is a remark


def is_numbering(cells: Sequence[str]) -> bool:
    """Return whether a row below a header contains column numbers or units.

    ``(1) | (2) | (3)``, ``1 | 2 | 3``, ``a | b | c`` or ``(name) | (code) | (min)``.
    """
    if len(cells) < 2:
        return False
    bare = [cell.strip("()[]. ").casefold() for cell in cells]
    if _are_steps(bare):
        return True
    orders = ([str(at) for at in range(1, len(bare) + 1)], list("abcdefghijklmnopqrstuvwxyz"))
    return any(bare == order[: len(bare)] for order in orders) or all(
        len(cell) < 20 and cell[:1] in {"(", "["} and cell[-1:] in {")", "]"} for cell in cells
    )


def _are_steps(cells: Sequence[str]) -> bool:
    """Return whether cells are one word with numbers from 1: "Krok 1 | Krok 2 | Krok 3"."""
    parts = [cell.rpartition(" ") for cell in cells]
    words = {word for word, _, _ in parts}
    return (
        len(words) == 1
        and bool(words - {""})
        and ([number for *_, number in parts] == [str(at) for at in range(1, len(cells) + 1)])
    )


def is_key_header(line: Line) -> bool:
    """Return whether a row is the header of a table that explains codes: "Code | Meaning"."""
    words = [fold_words(line.cells[at]) for at in line.filled]
    return len(words) in {2, 3} and any(one in load_cell_words("meanings") for one in words)


def is_closing(line: Line, filled: Sequence[int], layout: Layout, *, gap: bool) -> bool:
    """Return whether a row is not an entry but a total, a note or a section heading.

    filled: the columns with cells.
    gap: whether an empty row precedes the row.
    """
    text = line.cells[filled[0]].strip()
    if gap and is_key_header(line):
        return True
    if _begins_total(text):
        return 2 * len(filled) <= len(layout.headings) + 1
    if len(filled) > 2:
        return False
    if len(filled) == 1:
        long = line.wide or gap or layout.kind == INTERFACES or len(text) > NOTE
        return (long and len(layout.headings) > 1) or text.startswith("*") or _begins_note(text)
    counted = line.cells[filled[1]].strip()[:1].isdecimal()
    return _begins_note(text) or (counted and fold_words(text)[:1] in load_cell_words("closing"))


def _begins_note(text: str) -> bool:
    """Return whether a cell begins like a note: "Legend", "Stand: 1.3.2024"."""
    known = load_cell_words("closing")
    head = fold_words(text.partition(":")[0])
    return fold_words(text) in known or (":" in text and head[:1] in known and len(head) < 4)


def _begins_total(text: str) -> bool:
    """Return whether a cell is a label for a total, such as "Sum" or "Total applications"."""
    words, known = fold_words(text), load_cell_words("totals")
    return words in known or (words[:1] in known and read_heading(" ".join(words[1:])).known)


def ends_list(line: Line, filled: Sequence[int], *, gap: bool) -> bool:
    """Return whether a row that is not an entry ends the list: a legend, a note or a total."""
    text = line.cells[filled[0]].strip()
    return (gap and is_key_header(line)) or _begins_note(text) or _begins_total(text)
