"""Read forms: blocks of labels and values, one per interface, stacked or side by side."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from seamscope.connector.grid import Grid, Line
from seamscope.connector.lists.headings import read_heading
from seamscope.connector.lists.vocabulary import load_vocabulary
from seamscope.connector.states import read_state
from seamscope.connector.words import fold_words
from seamscope.records import State

PARTS = re.compile(r"[(),;:]|\s[-–—]\s")
LABELS = 3  # minimum number of labels of a form, also of labels that all forms share
FORMS = 2  # minimum number of forms of a sheet
MOST = 60  # columns that may contain labels


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    """A form: its first row, and its values by label."""

    line: int
    values: dict[str, str]


def find_forms(grid: Grid) -> list[Grid]:
    """Return the forms of a sheet as tables with one row per form, [] for any other sheet.

    Forms with the same labels are in the same table. A form ends before an empty row, or before a
    label that it already has. A row of the table has the number of the first row of its form.
    """
    width = min(max((len(line.cells) for line in grid.lines), default=0), MOST)
    forms = [form for at in range(width - 1) for form in _list_forms(grid, at)]
    shared = set.intersection(*(set(form.values) for form in forms)) if forms else set()
    if len(forms) < FORMS or len(shared) < LABELS:
        return []
    kinds: dict[tuple[str, ...], list[_Form]] = {}
    for form in sorted(forms, key=lambda form: form.line):
        kinds.setdefault(tuple(form.values), []).append(form)
    return [_build_table(grid, labels, group) for labels, group in kinds.items()]


def _build_table(grid: Grid, labels: tuple[str, ...], forms: Sequence[_Form]) -> Grid:
    rows = [Line(number=form.line, cells=tuple(form.values.values())) for form in forms]
    return replace(grid, lines=(Line(number=forms[0].line, cells=labels), *rows))


def _list_forms(grid: Grid, column: int) -> Iterator[_Form]:
    """Yield the forms whose labels are in a column, and whose values are to the right of it."""
    values: dict[str, str] = {}
    start = last = 0
    title = ""
    for line in grid.lines:
        label, value = _read_cells(line, column)
        if not label:
            title = line.cells[column].strip() if column in line.filled else ""
            continue
        if not values and (state := _find_state(title)):
            values["Status"] = state
        if values and (label in values or line.number > last + 1):
            if _is_form(values):
                yield _Form(line=start, values=values)
            values = {"Status": state} if (state := _find_state(title)) else {}
        start = start if values else line.number
        last, title = line.number, ""
        values[label] = value
    if _is_form(values):
        yield _Form(line=start, values=values)


def _find_state(title: str) -> str:
    """Return the state in a form's title if the flow is not in use: "Fiche 7 - flux arrêté"."""
    things = load_vocabulary().things
    for part in PARTS.split(title) if title else ():
        words = [word for word in part.split() if fold_words(word) not in things]
        said = read_state(" ".join(words))
        if said is not None and said.state in {State.RETIRED, State.DISABLED, State.PLANNED}:
            return " ".join(words)
    return ""


def _read_cells(line: Line, column: int) -> tuple[str, str]:
    """Return the label and the value of a row, two empty strings if one of them is missing."""
    cells = [line.cells[at].strip() if at in line.filled else "" for at in (column, column + 1)]
    return (cells[0].rstrip(": "), cells[1]) if all(cells) else ("", "")


def _is_form(values: dict[str, str]) -> bool:
    """Return whether most labels are headers, and most values are not."""
    known = sum(_is_label(label) for label in values)
    labels = sum(_is_label(value) for value in values.values())
    return known >= LABELS and 2 * known > len(values) and 2 * labels < len(values)


def _is_label(text: str) -> bool:
    heading = read_heading(text)
    return heading.known or heading.bare is not None
