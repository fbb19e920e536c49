"""Find the lists and matrices in a file, and build the records of all files together."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from seamscope.connector import File, redact
from seamscope.connector.entries import note_reading, skip_entry, skip_keys, skip_part
from seamscope.connector.grid import Grid
from seamscope.connector.lists import find_lists, find_turned_lists, is_form, is_header_cell
from seamscope.connector.lists.doubts import name_places
from seamscope.connector.lists.ends import OF_INTERFACES
from seamscope.connector.lists.forms import find_forms
from seamscope.connector.lists.guess import guess_columns
from seamscope.connector.lists.joined import split_joined
from seamscope.connector.lists.kinds import INTERFACES, SYSTEMS, Layout
from seamscope.connector.lists.layout import FoundList
from seamscope.connector.lists.mapped import find_mapped_lists
from seamscope.connector.lists.meanings import MEANINGS
from seamscope.connector.lists.profiles import complete_profile
from seamscope.connector.lists.subjects import add_subject
from seamscope.connector.lists.turned import find_wider_lists
from seamscope.connector.scrub import quote
from seamscope.records import Dependency, Evidence, Flow, Record, Skipped, SystemRef
from seamscope_connectors.tables.accounts import read_accounts
from seamscope_connectors.tables.blocks import fill_blocks
from seamscope_connectors.tables.changes import mark_changed
from seamscope_connectors.tables.doubts import note_open_directions
from seamscope_connectors.tables.editions import mark_editions
from seamscope_connectors.tables.interfaces import read_interfaces
from seamscope_connectors.tables.legend import Legend, read_legend
from seamscope_connectors.tables.listed import collect_listed_names
from seamscope_connectors.tables.matrix import Matrix, drop_unknown_codes, find_matrix, read_matrix
from seamscope_connectors.tables.names import Names, fold_name
from seamscope_connectors.tables.roles import RoleMatrix, find_role_matrix, read_role_matrix
from seamscope_connectors.tables.rows import Sheet
from seamscope_connectors.tables.systems import read_systems

MATRIX = "interfaces as a matrix"
ROLES = "data objects with masters and receivers"
NAMING = {SYSTEMS: ("name",), INTERFACES: ("first", "second")}  # columns with names of systems
SPLIT_ENDS = "put the source and the target in separate rows"
PLAIN = frozenset({".csv", ".tsv", ".txt"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A file with its sheets and the lists, matrices and legend found on them.

    written: the sheets as they are in the file.
    grids: the sheets as they are read; if the headers are in the first column, rows and columns are
    swapped.
    """

    file: File
    written: tuple[Grid, ...]
    grids: tuple[Grid, ...]
    sheets: tuple[Sheet, ...]
    matrices: tuple[tuple[Grid, Matrix], ...]
    roles: tuple[tuple[Grid, RoleMatrix], ...]
    legend: Legend

    @property
    def kinds(self) -> tuple[str, ...]:
        """The types of lists in the file, sorted."""
        found = {sheet.layout.kind for sheet in self.sheets}
        found |= {MATRIX} if self.matrices else set()
        return tuple(sorted(found | ({ROLES} if self.roles else set())))

    @property
    def shown(self) -> str:
        """The first row with several cells, which messages about the file show."""
        for grid in self.grids:
            for line in grid.lines:
                if len(line.filled) > 1:
                    return redact(", ".join(line.cells[at].strip() for at in line.filled))[:120]
        return ""


def open_book(file: File, *, head: bool = False) -> Book:
    """Find the lists in a file. head: read only the start of a CSV, enough to recognise it."""
    written = mark_editions(tuple(file.grids(is_header_cell, head=head)))
    read = [_read_page(sheet, file) for sheet in written]
    if names := _list_system_names(read):
        read = [
            page if page.found or page.matrix or page.roles else _read_page(sheet, file, names)
            for page, sheet in zip(read, written, strict=True)
        ]
    sheets = [
        Sheet(
            file=file.path,
            connector=file.connector,
            grid=page.grid,
            found=one,
            csv=file.suffix in PLAIN,
        )
        for page in read
        for one in page.found
        if not (file.is_page and file.columns is None and _is_vague(one.layout))
    ]
    sheets = list(mark_changed([fill_blocks(sheet) for sheet in sheets]))
    grids = tuple(page.grid for page in read)
    legend = read_legend((grid, _list_entries(grid, sheets)) for grid in grids)
    return Book(
        file=file,
        written=written,
        grids=grids,
        sheets=tuple(replace(sheet, legend=legend) for sheet in sheets),
        matrices=tuple((page.written, page.matrix) for page in read if page.matrix),
        roles=tuple((page.written, page.roles) for page in read if page.roles),
        legend=legend,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """The contents of a sheet.

    written: the cells as they are in the file, with the subject of the sheet if it was added.
    grid: the cells as they are read.
    """

    written: Grid
    grid: Grid
    found: tuple[FoundList, ...]
    matrix: Matrix | None = None
    roles: RoleMatrix | None = None


def _read_page(sheet: Grid, file: File, names: frozenset[str] = frozenset()) -> _Page:
    """Return the lists and the matrix on a sheet. names: case-folded names of known systems."""
    title = PurePosixPath(file.name).stem
    mapped = find_mapped_lists(sheet, file.columns)
    if mapped is not None:
        return _Page(written=sheet, grid=sheet, found=tuple(mapped))
    grid = rest = complete_profile(split_joined(add_subject(sheet, title)))
    found = find_lists(grid, title, names)
    roles = find_role_matrix(grid)
    matrix = find_matrix(grid) if roles is None else None
    if matrix is not None and _is_below(matrix, found):
        matrix = None
    if table := roles or matrix:
        numbers = table.numbers
        rest = replace(grid, lines=tuple(n for n in grid.lines if n.number not in numbers))
        found = find_lists(rest, title, names)
    form = bool(found) and all(map(is_form, found))
    turned = None if (found and not form) or table else _read_forms(grid, title)
    if found and not form and not table:
        turned = find_wider_lists(grid, found)
    read, lists = turned or (grid, found)
    return _Page(written=grid, grid=read, found=tuple(lists), matrix=matrix, roles=roles)


def _read_forms(grid: Grid, title: str) -> tuple[Grid, list[FoundList]] | None:
    """Return a sheet with headers in the first column as a table, and the lists in the table.

    Return None if there is no such list.
    """
    forms = find_forms(grid)
    read = [find_lists(form, title) for form in forms]
    found = [one for lists in read for one in lists if one.layout.kind == INTERFACES]
    if not found:
        return find_turned_lists(grid)
    known = [any(one.layout.kind == INTERFACES for one in lists) for lists in read]
    rows = [
        str(line.number)
        for form, sure in zip(forms, known, strict=True) if not sure
        for line in form.lines[1:]
    ]  # fmt: skip
    note = (f"forms without a source and a target are not read: rows {', '.join(rows)}", SPLIT_ENDS)
    return replace(grid, notes=(*grid.notes, note) if rows else grid.notes), found


def _list_system_names(read: Iterable[_Page]) -> frozenset[str]:
    """Return the case-folded names of the systems in the lists of a file."""
    return frozenset(
        fold_name(line.cells[at])
        for page in read for one in page.found if one.layout.kind in NAMING
        for key in NAMING[one.layout.kind] for at in one.layout.columns.get(key, ())[:1]
        for line in one.entries if at in line.filled
    )  # fmt: skip


def _is_below(matrix: Matrix, lists: Sequence[FoundList]) -> bool:
    """Return whether the first row of a matrix is an ordinary row of a list above the matrix.

    This is true if the list has no gap before that row. A row of a system list may name other
    systems and then looks like the first row of a matrix.
    """
    head = matrix.head.number
    for one in lists:
        numbers = {line.number for line in (*one.entries, *one.notes)}
        first = one.header.number + 1
        if head in numbers and all(number in numbers for number in range(first, head)):
            return True
    return False


def _is_vague(layout: Layout) -> bool:
    """Return whether a table on a page may list something other than interfaces.

    "Source" and "Target" alone could also describe copies of files, for example.
    """
    titled = layout.headings.values()
    named = any(heading.thing and heading.side for heading in titled)
    told = any(heading.interfaces in OF_INTERFACES for heading in titled)
    return layout.kind == INTERFACES and not (named or told)


def _list_entries(grid: Grid, sheets: Sequence[Sheet]) -> frozenset[int]:
    """Return the numbers of the rows that are entries of the lists on a sheet."""
    return frozenset(
        line.number for sheet in sheets if sheet.grid is grid for line in sheet.found.entries
    )


def read_books(books: Sequence[Book]) -> Iterator[Record]:
    """Yield the records of all lists of a folder."""
    sheets = [sheet for book in books for sheet in book.sheets if not sheet.doubt]
    tops = [one.top for book in books for _, one in book.matrices]
    tops += [one.top for book in books for _, one in book.roles]
    heads = [name for top in tops for name in top.values()]
    places = _find_places(sheets, heads)
    names = collect_listed_names([s for s in sheets if s not in places], heads)
    for book in books:
        yield from _report_unread(book)
        for sheet in book.sheets:
            yield from _read_list(sheet, names, doubt=places.get(sheet, sheet.doubt))
        for grid, found in book.matrices:
            matrix = drop_unknown_codes(found, _list_codes(sheets))
            yield from read_matrix(matrix, grid, book.file.at(1, grid.name), book.legend)
        for grid, roles in book.roles:
            yield from read_role_matrix(roles, grid, book.file.at(1, grid.name))


def _find_places(sheets: Sequence[Sheet], heads: Sequence[str]) -> dict[Sheet, str]:
    """Return the lists whose source and target may be places instead of systems, with the reason.

    A list that contains a system of another list is left out.
    """
    named = {sheet: doubt for sheet in sheets if (doubt := name_places(sheet.layout))}
    if not named:
        return {}
    known = collect_listed_names([sheet for sheet in sheets if sheet not in named], heads)
    return {
        sheet: doubt for sheet, doubt in named.items()
        if not any(
            known.has(line.cells[at])
            for key in ("first", "second") for at in sheet.layout.columns[key][:1]
            for line in sheet.found.entries if at in line.filled
        )
    }  # fmt: skip


def _list_codes(sheets: Sequence[Sheet]) -> frozenset[str]:
    """Return the case-folded short names and ids in the system lists of a folder."""
    return frozenset(
        fold_name(line.cells[at])
        for sheet in sheets if sheet.layout.kind == SYSTEMS
        for line in sheet.found.entries
        for key in ("aliases", "id") for at in sheet.layout.columns.get(key, ())
        if at in line.filled
    )  # fmt: skip


def _read_list(sheet: Sheet, names: Names, *, doubt: str) -> Iterator[Record]:
    """Yield the records of a list; if it is in doubt, yield only a report that asks for a
    mapping.
    """
    if doubt:
        yield _ask_for_mapping(sheet, doubt)
        return
    yield from _report_guesses(sheet)
    match sheet.layout.kind:
        case "systems":
            yield from read_systems(sheet, names)
        case "interfaces":
            yield from _read_interfaces(sheet, names)
        case "accounts":
            yield from read_accounts(sheet)


def _report_unread(book: Book) -> Iterator[Record]:
    """Report sheets without a list, notes about sheets, and mapped columns that are missing."""
    columns = book.file.columns
    if columns is not None:
        titles = [h.title for sheet in book.sheets for h in sheet.layout.headings.values()]
        if missing := columns.list_missing(titles):
            problem = (
                f"the mapping refers to columns that do not exist: {quote(', '.join(missing), 200)}"
            )
            yield skip_entry(problem, f"correct the mapping at {columns.origin}", book.file.at())
    listed = {sheet.grid.name for sheet in book.sheets}
    listed |= {grid.name for grid, _ in (*book.matrices, *book.roles)}
    others = [g for g in book.grids if g.name not in listed and any(n.filled for n in g.lines)]
    for grid in book.grids:
        for problem, remedy in grid.notes:
            yield skip_entry(problem, remedy, book.file.at(1, grid.name))
    if others and book.file.is_page:
        problem = f"tables on the page that are not lists of systems or interfaces: {len(others)}"
        remedy = (
            "if they describe systems or interfaces, rename their columns to system and "
            "owner, or to source and target"
        )
        yield skip_entry(problem, remedy, book.file.at(1, others[0].name))
        return
    yield from _report_nameless(book)
    for grid in others:
        yield skip_part(
            f"sheet '{grid.name}' is not a list of systems or interfaces",
            "if it describes systems or interfaces, rename its columns to system and owner, or "
            "to source and target",
            book.file.at(1, grid.name),
        )


def _report_nameless(book: Book) -> Iterator[Record]:
    """Report columns of lists that contain values but have no header."""
    for grid in book.grids:
        lists = [sheet.found for sheet in book.sheets if sheet.grid is grid]
        headed = {at for one in lists for at in one.layout.headings}
        last = max(headed, default=0)
        held = {at for one in lists for line in one.entries for at in line.filled}
        # In a CSV, more cells than headers are an error of the row.
        beyond = book.file.suffix in PLAIN
        nameless = sorted(at for at in held - headed if at < last or not beyond)
        if nameless:
            shown = ", ".join(str(at + 1) for at in nameless[:10])
            problem = f"columns without a header are not read: {shown}"
            yield skip_keys(problem, "give them a header", book.file.at(1, grid.name))


def _report_guesses(sheet: Sheet) -> Iterator[Record]:
    """Report columns whose meaning was guessed, with the mapping that would correct them."""
    layout = sheet.layout
    ends = layout.ends
    if layout.guesses:
        shown = ", ".join(
            f"'{title}' as {layout.spell_meaning(key)}" for title, key in layout.guesses
        )
        remedy = f"if one is wrong, {_suggest_mapping(sheet, layout.guesses)}"
        yield note_reading(
            f"columns recognised by their words: {quote(shown, 300)}", remedy, sheet.whole
        )
    if ends is not None and ends.guessed and not layout.mapped:
        titles = [(sheet.title("first"), "source"), (sheet.title("second"), "target")]
        heads = ", ".join(f"'{title}' as {key}" for title, key in titles)
        remedy = f"if one is wrong, {_suggest_mapping(sheet, titles)}"
        yield note_reading(f"columns recognised by their words: {heads}", remedy, sheet.whole)


def _ask_for_mapping(sheet: Sheet, doubt: str) -> Skipped:
    """Return the report of a list that is not read, with a mapping by which the user can confirm
    its columns.
    """
    layout = sheet.layout
    columns = [(layout.headings[places[0]].title, key) for key, places in layout.columns.items()]
    told = [
        (title, key) for title, key in columns if layout.spell_meaning(key) in MEANINGS[layout.kind]
    ]
    remedy = f"correct and confirm the columns: {_suggest_mapping(sheet, told)}"
    return skip_entry(f"the list is not read: {doubt}", remedy, sheet.whole)


def _read_interfaces(sheet: Sheet, names: Names) -> Iterator[Record]:
    """Yield the records of a list of interfaces; report once if it has no data direction."""
    layout = sheet.layout
    if other := sheet.other_end:
        titles = [(sheet.title("first"), "first"), (sheet.title("second"), "second")]
        problem = f"the column '{quote(other)}' contains systems too; the flows are only possible"
        remedy = f"if it is not an end, {_suggest_mapping(sheet, titles)}"
        yield note_reading(problem, remedy, sheet.whole)
    if (at := sheet.end_date) is not None:
        title = layout.headings[at].title
        problem = f"'{quote(title, 60)}' has a date in some rows; their flows are only possible"
        columns = [(sheet.title(key), key) for key in ("first", "second")]
        remedy = (
            f"if interfaces ended then, {_suggest_mapping(sheet, [*columns, (title, 'state')])}"
        )
        yield note_reading(problem, remedy, sheet.whole)
    open_: list[Dependency] = []
    moves: set[tuple[Evidence, SystemRef, SystemRef]] = set()
    for record in read_interfaces(sheet, names):
        if isinstance(record, Dependency):
            open_.append(record)
        elif isinstance(record, Flow):
            moves.add((record.evidence, record.source.system, record.target.system))
        yield record
    if not open_ or layout.ends is None or layout.ends.directed or layout.mapped:
        return
    one_way = any((where, target, source) not in moves for where, source, target in moves)
    if one_way and "direction" in layout.columns:
        yield from note_open_directions(sheet, open_)
        return
    titles = [(sheet.title("first"), "source"), (sheet.title("second"), "target")]
    heads = " and ".join(f"'{title}'" for title, _ in titles)
    remedy = f"if data flows from the first to the second, {_suggest_mapping(sheet, titles)}"
    problem = f"the columns {heads} do not indicate the direction of the data"
    yield skip_entry(problem, remedy, sheet.whole)


def _suggest_mapping(sheet: Sheet, columns: Iterable[tuple[str, str]]) -> str:
    """Return the instruction to write a mapping file for these columns of a list."""
    layout = sheet.layout
    meanings = {layout.spell_meaning(key): title for title, key in columns}
    return _format_mapping(sheet.file.rpartition("/")[2].rpartition("!")[2], layout.kind, meanings)


def suggest_first_mapping(book: Book) -> str:
    """Return the instruction to write a mapping file for a file without a readable list.

    The result is "" if no header suggests systems or interfaces.
    """
    guesses = [guess for grid in book.grids if (guess := guess_columns(grid)) is not None]
    best = max(guesses, key=lambda guess: len(guess.columns), default=None)
    needed = {SYSTEMS: {"name"}, INTERFACES: {"source", "target"}}
    if best is None or len(best.columns) < 2 or not needed[best.holds] <= best.columns.keys():
        return ""
    columns = {meaning: titles[0] for meaning, titles in best.columns.items()}
    instruction = _format_mapping(book.file.name, best.holds, columns)
    return f"if it lists {best.holds}, {instruction}"


def _format_mapping(name: str, holds: str, columns: Mapping[str, str]) -> str:
    written = ", ".join(f"{k}: {json.dumps(t, ensure_ascii=False)}" for k, t in columns.items())
    return (
        f"write into {name.rpartition('.')[0] or name}.mapping.yaml: "
        f"{{mapping: 1, files: [{json.dumps(name, ensure_ascii=False)}], holds: {holds}, "
        f"columns: {{{written}}}}}"
    )
