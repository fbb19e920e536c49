"""Recognise sheets with the same list at several dates, and sheets that are templates."""

import re
from collections.abc import Sequence
from dataclasses import replace

from seamscope.connector.dates import DATE, take_dates
from seamscope.connector.grid import Grid
from seamscope.connector.lists.vocabulary import load_cell_words
from seamscope.connector.scrub import quote
from seamscope.connector.words import fold_words

UNDATED = "2000"  # the year of sheets that are named by a month only
SHORT_YEAR = re.compile(r"(?<=[\s'./-])'?(\d\d)$")  # "Apr 25"


def mark_editions(grids: Sequence[Grid]) -> tuple[Grid, ...]:
    """Return the sheets; if several sheets have a date as name, all but the newest are doubtful.

    ``Jan 25``, ``Feb 25`` and ``Mar 25`` are one list at three dates: a row that only an older
    sheet contains yields only possible flows. The cells of templates are removed.
    """
    dated = {grid.name: date for grid in grids if (date := _read_date(grid.name))}
    newest = max(dated.values(), default="")
    current = next((name for name, date in dated.items() if date == newest), "")
    found = []
    for grid in grids:
        if is_template(grid.name):
            note = (f"sheet '{quote(grid.name)}' is a template", "rename it if it is a list")
            found.append(replace(grid, lines=(), notes=(*grid.notes, note)))
        elif len({*dated.values()}) > 1 and dated.get(grid.name, newest) < newest:
            doubt = f"the sheet '{quote(grid.name)}' is older than '{quote(current)}'"
            note = (f"{doubt}; its flows are only possible", "remove older sheets from the file")
            found.append(replace(grid, doubt=doubt, notes=(*grid.notes, note)))
        else:
            found.append(grid)
    return tuple(found)


def is_template(name: str) -> bool:
    """Return whether a sheet's name denotes a template: "Vorlage", "Example"."""
    return any((word,) in load_cell_words("templates") for word in fold_words(name))


def _read_date(name: str) -> str:
    """Return the date in a sheet's name, "" if the name contains other words."""
    text = SHORT_YEAR.sub(r"20\1", name.strip())
    for spelled in (name.strip(), text, f"{text} {UNDATED}"):  # "2025-01" has its year in full
        dated = take_dates(spelled)
        if len(dated.dates) == 1 and fold_words(dated.text) == (DATE,):
            return dated.dates[0]
    return ""
