"""Recognise sheets with changes to a list on another sheet: "Mutaties 2025" beside "Basis"."""

from collections.abc import Sequence
from dataclasses import replace

from seamscope.connector.grid import Line
from seamscope.connector.lists.kinds import INTERFACES
from seamscope.connector.lists.vocabulary import load_cell_words
from seamscope.connector.scrub import quote
from seamscope.connector.words import fold_words
from seamscope_connectors.tables.names import fold_name
from seamscope_connectors.tables.rows import Sheet


def mark_changed(sheets: Sequence[Sheet]) -> tuple[Sheet, ...]:
    """Return the lists; a row that a sheet of changes mentions yields only possible flows.

    The changes are not applied, because "other receiver" and "lapses" may concern any column.
    """
    changes = [sheet for sheet in sheets if _lists_changes(sheet)]
    return tuple(
        sheet if sheet in changes or sheet.layout.kind != INTERFACES else _mark(sheet, changes)
        for sheet in sheets
    )


def _lists_changes(sheet: Sheet) -> bool:
    """Return whether a list of interfaces contains changes, according to its name or one of its
    headers.
    """
    known = load_cell_words("changes")
    named = any((word,) in known for word in fold_words(sheet.grid.name))
    headed = any(fold_words(title) in known for title in sheet.layout.unread)
    return sheet.layout.kind == INTERFACES and (named or headed)


def _mark(sheet: Sheet, changes: Sequence[Sheet]) -> Sheet:
    """Return a list in which the flows of each row that a sheet of changes mentions are only
    possible.
    """
    named = {
        name: change.grid.name
        for change in changes for line in change.found.entries if (name := _get_id(change, line))
    }  # fmt: skip
    entries = tuple(
        replace(line, doubt=f"the sheet '{quote(named[name])}' changes this row")
        if (name := _get_id(sheet, line)) in named
        else line
        for line in sheet.found.entries
    )
    return replace(sheet, found=replace(sheet.found, entries=entries))


def _get_id(sheet: Sheet, line: Line) -> str:
    """Return the case-folded name or number of an interface, "" without one."""
    columns = sheet.layout.columns.get("name", ())[:1]
    return next((fold_name(line.cells[at]) for at in columns if at in line.filled), "")
