"""Collect the names, ids and states of the systems in all lists of a folder."""

from collections.abc import Iterable, Iterator, Sequence

from seamscope.connector.lists.kinds import INTERFACES, PARTS, SYSTEMS
from seamscope.connector.lists.layout import FoundList
from seamscope.connector.lists.vocabulary import load_vocabulary
from seamscope.connector.states import Stated, read_state
from seamscope.connector.words import fold_words
from seamscope.records import State
from seamscope_connectors.tables.interfaces import get_id_family
from seamscope_connectors.tables.names import Names, collect_names, fold_name, split_values
from seamscope_connectors.tables.rows import Sheet

WIDEST = 8  # digits of an id with leading zeros
LONGEST_NAME = 60  # characters of a name below a list


def collect_listed_names(sheets: Sequence[Sheet], heads: Iterable[str]) -> Names:
    """Return the system names, ids and states in all lists. heads: names in the top rows of
    matrices.
    """
    names: list[str] = list(heads)
    cells: list[str] = []
    ids: dict[tuple[str, str], str] = {}
    for sheet in sheets:
        names += _list_noted_names(sheet.found)
        match sheet.layout.kind:
            case kind if kind == SYSTEMS:
                for name, others, number in _choose_columns(sheet, "name", "aliases", "id"):
                    names += [name, *split_values(others)]
                    for family in ("system", ""):
                        _define_id(ids, (family, fold_name(number)), name)
            case kind if kind == INTERFACES:
                cells += [cell for row in _choose_columns(sheet, "first", "second") for cell in row]
    _add_parts(sheets, ids)
    known = {fold_name(name) for name in names}
    ids = {key: name for key, name in ids.items() if key[1] and name and key[1] not in known}
    ids = {**_pad_ids(ids), **ids}
    return collect_names(names, cells, ids, dict(_list_states(sheets)))


def _define_id(ids: dict[tuple[str, str], str], key: tuple[str, str], name: str) -> None:
    """Add an id of a system; an id that two systems have identifies neither system."""
    other = ids.setdefault(key, name)
    if name and other and fold_name(other) != fold_name(name):
        ids[key] = ""


def _list_noted_names(found: FoundList) -> Iterator[str]:
    """Yield the names below a heading such as "Known systems:" among the remarks of a list."""
    things = load_vocabulary().things
    headed, previous = False, 0
    for line in found.notes:
        text = line.cells[line.filled[0]].strip() if len(line.filled) == 1 else ""
        headed = headed and line.number == previous + 1
        if headed and text and len(text) <= LONGEST_NAME:
            yield text
        elif text.endswith(":"):
            headed = any(things.get((word,)) == "system" for word in fold_words(text))
        else:
            headed = False
        previous = line.number


def _pad_ids(ids: dict[tuple[str, str], str]) -> dict[tuple[str, str], str]:
    """Return numeric ids with leading zeros, because the id 3 may be "003" in another sheet."""
    return {
        (family, number.lstrip("0").zfill(width)): name
        for (family, number), name in ids.items()
        if number.isdecimal() and number.lstrip("0")
        for width in range(1, WIDEST + 1)
    }


def _list_states(sheets: Sequence[Sheet]) -> Iterator[tuple[str, Stated]]:
    """Yield the folded name and the state of each system that is not active."""
    for sheet in sheets:
        if sheet.layout.kind == SYSTEMS:
            for name, text in _choose_columns(sheet, "name", "state"):
                stated = read_state(sheet.spell_state(text))
                if stated is not None and stated.state not in {State.ACTIVE, State.UNKNOWN}:
                    yield fold_name(name), stated


def _add_parts(sheets: Sequence[Sheet], ids: dict[tuple[str, str], str]) -> None:
    """Add the ids of components and other parts, mapped to the system they belong to."""
    for sheet in sheets:
        if sheet.layout.kind != PARTS:
            continue
        column = sheet.layout.columns["id"][0]
        family = get_id_family(sheet.layout.headings[column].thing)
        for number, owner, _ in _choose_columns(sheet, "id", "system_id", "name"):
            name = ids.get(("system", fold_name(owner)), "")
            if name:
                ids.setdefault((family, fold_name(number)), name)


def _choose_columns(sheet: Sheet, *keys: str) -> Iterator[tuple[str, ...]]:
    """Yield the cells of each entry that have the meanings `keys`.

    A meaning may have several columns; their first filled cell is used, "" if all are empty.
    """
    places = [sheet.layout.columns.get(key, ()) for key in keys]
    for line in sheet.found.entries:
        yield tuple(
            next(
                (
                    line.cells[at].strip()
                    for at in columns
                    if at < len(line.cells) and line.cells[at].strip()
                ),
                "",
            )
            for columns in places
        )
