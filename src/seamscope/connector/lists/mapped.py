"""Find lists whose columns are declared in a mapping file."""

from fnmatch import fnmatch

from seamscope.connector.columns import Columns
from seamscope.connector.grid import Grid, Line
from seamscope.connector.lists.ends import Ends
from seamscope.connector.lists.headers import combine_rows
from seamscope.connector.lists.kinds import INTERFACES, Layout, RelationColumn
from seamscope.connector.lists.layout import FoundList, find_entries
from seamscope.connector.lists.meanings import MEANINGS, RELATIONS
from seamscope.connector.lists.vocabulary import Side
from seamscope.connector.tabular import fold_header

TOP = 60  # rows in which the header is searched


def find_mapped_lists(grid: Grid, columns: Columns | None) -> list[FoundList] | None:
    """Return the lists of a sheet according to its mapping file, None if it has none."""
    if columns is None or (columns.sheet and not fnmatch(grid.name, columns.sheet)):
        return None
    lines = [line for line in grid.lines if line.filled]
    best, levels = -1, 1
    hits = 0
    for place in range(min(len(lines), TOP)):
        for rows in (1, 2):
            found = _count_hits(lines[max(0, place + 1 - rows) : place + 1], columns)
            if found > hits:
                best, levels, hits = place, rows, found
    if best < 0:
        return []
    layout = _build_layout(lines[max(0, best + 1 - levels) : best + 1], columns)
    if layout is None:
        return []
    return [find_entries(layout, lines[best], lines[best + 1 :])]


def _count_hits(rows: list[Line], columns: Columns) -> int:
    titles = {fold_header(heading.title) for heading in combine_rows(rows).values()}
    return len(titles & set(columns.names))


def _build_layout(rows: list[Line], columns: Columns) -> Layout | None:
    headings = combine_rows(rows)
    ranks = {header: rank for rank, header in enumerate(columns.names)}
    found: dict[str, list[tuple[int, int]]] = {}
    for at, heading in headings.items():
        header = fold_header(heading.title)
        if meaning := columns.names.get(header):
            found.setdefault(meaning, []).append((ranks[header], at))
    places = {key: tuple(at for _, at in sorted(ranked)) for key, ranked in found.items()}
    relations = tuple(
        RelationColumn(column=at, way=way, title=headings[at].title)
        for key, way in RELATIONS.items()
        for at in places.pop(key, ())
    )
    used = {at for columns in places.values() for at in columns}
    for at, heading in headings.items():
        meaning = heading.interfaces if columns.holds == INTERFACES else heading.systems
        plain = heading.side is None and heading.exact and meaning in MEANINGS[columns.holds]
        if plain and at not in used and meaning not in places:
            places[meaning] = (at,)
    ends = None
    if columns.holds == INTERFACES:
        ends, places = _assign_ends(places)
        if ends is None:
            return None
    elif "name" not in places:
        return None
    return Layout(
        kind=columns.holds, columns=places, headings=headings, ends=ends, relations=relations,
        mapped=True,
    )  # fmt: skip


def _assign_ends(
    places: dict[str, tuple[int, ...]],
) -> tuple[Ends | None, dict[str, tuple[int, ...]]]:
    """Rename the meanings `source` and `target`, or `provider` and `consumer`, to first and second.

    ``source_id`` becomes ``first_id``.

    places: the columns by meaning.
    """
    for one, other in ((Side.SOURCE, Side.TARGET), (Side.PROVIDER, Side.CONSUMER)):
        keys = {one.value: "first", other.value: "second"}
        if all(any(f"{key}{part}" in places for part in ("", "_id")) for key in keys):
            renamed = {}
            for key, columns in places.items():
                head, _, part = key.partition("_")
                side = keys.get(head)
                renamed[f"{side}_{part}" if side and part else side or key] = columns
            ends = Ends(first=one, second=other, directed=one is Side.SOURCE)
            return ends, renamed
    return None, places
