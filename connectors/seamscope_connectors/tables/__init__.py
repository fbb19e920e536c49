"""Lists of systems and lists of interfaces, as people keep them in CSV files and workbooks.

What a column means is read off its header, in English or German; what a table is, off its
columns. Exports that have a connector or a meaning of their own (ServiceNow tables, LeanIX
snapshots, Archi's CSV files) are left alone.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from types import MappingProxyType

from seamscope.connector import (
    Claim,
    Connector,
    File,
    Fit,
    Row,
    Source,
    Table,
    fold_header,
    host_of,
)
from seamscope.connector.entries import checked_state, entry_fault, unread_columns
from seamscope.connector.identifiers import app_id_clues, telling_ids
from seamscope.connector.vocabulary import environment_of
from seamscope.records import Clue, ClueKind, Evidence, Record, Skipped, System
from seamscope_connectors.tables.cells import Cells, split_cell
from seamscope_connectors.tables.headers import INTERFACES, KNOWN, SYSTEMS, is_foreign, kind_of
from seamscope_connectors.tables.interfaces import EMPTY, read_interface

NOTHING = frozenset({"-", "–", "—", "?", "n/a", "k.a.", "tbd"})
# Where such a cell says that nobody knows, which is not the same as saying nothing.
TELLING = ("state", "direction")
FORMULA = re.compile(r"=|#(?:REF!|VALUE!|NAME\?|DIV/0!|N/A)")


class TablesConnector(Connector):
    """Reads lists of systems and of interfaces by their headers."""

    name = "tables"
    reads = "lists of systems and of interfaces (CSV, XLSX)"
    declares = True
    columns = MappingProxyType({"systems": SYSTEMS, "interfaces": INTERFACES})

    def claim(self, file: File) -> Claim | None:
        if file.suffix not in {".csv", ".tsv", ".xlsx", ".xlsm"}:
            return None
        tables = [table for table in file.heads(KNOWN) if table.headers]
        if any(is_foreign(table) for table in tables):
            return None
        kinds = sorted({kind for table in tables if (kind := kind_of(table))})
        if not kinds:
            return None
        return Claim(reason=f"has the columns of a list of {kinds[0]}", fit=Fit.GENERIC)

    def declines(self, file: File) -> str:
        if file.suffix not in {".csv", ".tsv", ".xlsx", ".xlsm"} or not file.size:
            return ""
        tables = [table for table in file.heads(KNOWN) if table.headers]
        if any(is_foreign(table) for table in tables):
            return "its columns are those of another export"
        shown = ", ".join(tables[0].headers)[:120] if tables else ""
        return (
            f"no column means a system beside an owner, or a source beside a target ({shown}); "
            "a mapping file says what the columns mean, see docs/mapping.md"
        )

    def read(self, source: Source) -> Iterator[Record]:
        for table in source.file.tables(KNOWN):
            match kind_of(table):
                case "systems":
                    yield from _rows(table, SYSTEMS, _system)
                case "interfaces":
                    yield from _rows(table, INTERFACES, read_interface)
                case _ if table.headers:
                    yield entry_fault(
                        f"sheet '{table.name}' is no list of systems or interfaces",
                        "name its columns: system and owner, or source and target",
                        table.evidence,
                    )


def _rows(
    table: Table,
    meanings: dict[str, tuple[str, ...]],
    make: Callable[[Cells, Evidence], Iterator[Record]],
) -> Iterator[Record]:
    """Yield the records of a table's rows, and what of them is not read."""
    blank = dict.fromkeys(meanings, "")
    named = {key: [h for h in headers if h in table.headers] for key, headers in meanings.items()}
    present = {key: headers for key, headers in named.items() if headers}
    used = {header for headers in present.values() for header in headers}
    yield from unread_columns(table.headers, used, table.evidence)
    if not table.rows:
        yield entry_fault("the list has no rows", "fill it, or leave it out", table.evidence)
    for row in table.rows:
        fault = _fault(row, len(table.headers))
        if fault:
            yield fault
            continue
        formulas = [header for header, cell in row.cells.items() if FORMULA.match(cell)]
        if formulas:
            what = f"a formula instead of a value in: {', '.join(formulas)}"
            yield entry_fault(what, "save the list with values", row.evidence)
        plain = {header: cell for header, cell in row.cells.items() if header not in formulas}
        kept = {header: cell for header, cell in plain.items() if cell.casefold() not in NOTHING}
        clean, full = replace(row, cells=kept), replace(row, cells=plain)
        cells = blank | {
            key: (full if key in TELLING else clean).get(*headers)
            for key, headers in present.items()
        }
        if "direction" in present and not cells["direction"]:
            cells["direction"] = EMPTY
        yield from make(cells, row.evidence)


def _fault(row: Row, columns: int) -> Skipped | None:
    """Return why a whole row cannot be used."""
    if row.extra:
        what = "the row has more cells than the header"
        return entry_fault(what, "put values that hold a delimiter in quotes", row.evidence)
    full = len(row.cells) >= max(2, columns / 2)
    if full and all(fold_header(cell) in KNOWN for cell in row.cells.values()):
        return entry_fault("a second header row", "nothing to do, if so", row.evidence)
    return None


def _system(cells: Cells, where: Evidence) -> Iterator[Record]:
    if not cells["name"]:
        yield entry_fault("a row without a name", "fill the name column", where)
        return
    stated = yield from checked_state(cells["state"], where)
    stated = stated.as_of(cells["stated"])
    clues = [
        *(Clue(kind=ClueKind.ID, value=text) for text in (cells["app_id"] or cells["id"],) if text),
        *(app_id_clues(cells["app_id"]) or telling_ids(cells["id"])),
        *(
            Clue(kind=ClueKind.HOST, value=h)
            for t in split_cell(cells["hosts"])
            if (h := host_of(t))
        ),
        *(Clue(kind=ClueKind.DATABASE, value=text) for text in split_cell(cells["databases"])),
    ]
    yield System(
        name=cells["name"],
        evidence=where,
        kind=cells["kind"],
        product=cells["product"],
        vendor=cells["vendor"],
        domain=cells["domain"],
        owner=cells["owner"],
        support=cells["support"],
        criticality=cells["criticality"],
        hosting=cells["hosting"],
        classification=cells["classification"],
        documentation=cells["documentation"],
        environment=environment_of(cells["environment"]),
        state=stated.state,
        state_said=stated.said,
        state_date=stated.date,
        aliases=split_cell(cells["aliases"]),
        clues=tuple(clues),
        other_names=split_cell(cells["other_names"]),
        description=cells["description"],
    )
