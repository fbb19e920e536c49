"""Read the rows of a query history in any of the supported file formats."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from seamscope.connector import Doc, File, Table, fold_header
from seamscope.errors import UnreadableError
from seamscope.records import Evidence
from seamscope_connectors.query_history.engines import ENGINES, KNOWN, Engine

PARQUET = ".parquet"
TEXTS = frozenset({".csv", ".tsv"})
TABLES = frozenset({*TEXTS, ".xlsx", PARQUET})
# Columns with the number of a piece, if SQL is spread over several rows.
NUMBERED = frozenset(engine.pieces[0] for engine in ENGINES if engine.pieces)
JSON_TOKEN = re.compile(r'(?<!\\)"(?P<key>[A-Za-z_]++)"\s*+:|(?<!\\)"(?:[^"\\]|\\.)*+"|[\[\]{}]')
SQL = re.compile(
    r"\s*+(?:--[^\n]*\n\s*+|/\*.{0,500}?\*/\s*+)*+\(?\s*+(?:select|with|insert|update|delete|merge|create"
    r"|copy|call|exec|execute|truncate|alter|drop|begin|declare|set|use|grant|unload|load)\b",
    re.I | re.S,
)
# Words after the first word of a statement, to exclude strings such as "set of glasses".
FURTHER = re.compile(
    r"\b(?:from|into|set|values|table|view|select|procedure)\b|[=@(;]|\w\.\w", re.I
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRow:
    """One row of a query history.

    cells: cells by case-folded column name.
    raw: cells with their leading and trailing blanks, which are needed to join SQL from several
    rows.
    """

    cells: Mapping[str, str]
    evidence: Evidence
    raw: Mapping[str, str] = field(default_factory=dict)

    def first(self, *columns: str) -> str:
        """Return the first cell of these columns that is not blank, "" if all are blank."""
        for column in columns:
            if (cell := self.cells.get(column)) and (found := cell.strip()):
                return found
        return ""


def list_columns(file: File) -> set[str]:
    """Return the case-folded column names of a table, or the first keys of a JSON document."""
    if file.suffix in TABLES:
        try:
            return {header for table in file.read_heads(KNOWN) for header in table.headers}
        except UnreadableError:
            return set()
    return {fold_header(key) for key in _list_row_keys(file.head(16384))}


def _list_row_keys(text: str) -> Iterator[str]:
    """Yield the keys of the rows at the start of a JSON document.

    The document is one row or a list of rows. Keys of nested values are ignored.
    """
    depth, level = 0, 2 if text.lstrip().startswith("[") else 1
    for token in JSON_TOKEN.finditer(text):
        if token["key"] is not None:
            if depth == level:
                yield token["key"]
        elif token[0] in "{[":
            depth += 1
        elif token[0] in "}]":
            depth -= 1


def contains_sql(file: File, engine: Engine) -> bool:
    """Return whether the first rows contain SQL; a column named "query" may contain search terms
    instead.

    In JSON, at least half of the rows must have a column for SQL.
    """
    if file.suffix not in TABLES:
        keys = Counter(fold_header(key) for key in _list_row_keys(file.head(16384)))
        return 2 * max((keys[text] for text in engine.texts), default=0) >= max(keys.values())
    tables = file.tables(KNOWN) if file.suffix == PARQUET else file.read_heads(KNOWN)
    rows = (row for table in tables for row in table.rows)
    texts = (row.get(column) for row in rows for column in engine.texts)
    starts = ((text, SQL.match(text)) for text in texts if text)
    return any(start and FURTHER.search(text, start.end()) for text, start in starts)


def read_rows(file: File) -> Iterator[HistoryRow]:
    """Yield the rows of a query history in any of the supported file formats."""
    if file.suffix in TEXTS:
        yield from _read_csv(file)
        return
    if file.suffix in TABLES:
        for table in file.tables(KNOWN):
            raw = _list_raw(file, table) if NUMBERED & set(table.headers) else {}
            blank = dict.fromkeys(table.headers, "")
            for row in table.rows:
                found = raw.get(row.evidence.line, {})
                yield HistoryRow(cells=blank | row.cells, evidence=row.evidence, raw=found)
        return
    for item in file.iterate_entries():
        cells = {fold_header(key): _encode_cell(value) for key, value in item.items() if value}
        if cells:
            yield HistoryRow(cells=cells, evidence=item.evidence, raw=cells)


def _read_csv(file: File) -> Iterator[HistoryRow]:
    table = file.stream_csv(KNOWN)
    blank = dict.fromkeys(table.headers, "")
    is_numbered = bool(NUMBERED & set(table.headers))
    for row, cells in table.rows:
        raw = dict(zip(table.headers, cells, strict=False)) if is_numbered else {}
        yield HistoryRow(cells=blank | row.cells, evidence=row.evidence, raw=raw)


def _list_raw(file: File, table: Table) -> dict[int, dict[str, str]]:
    """Return the cells of a table with leading and trailing blanks, by line number."""
    known = KNOWN.__contains__
    grids = file.grids(lambda cell: known(fold_header(cell)))
    lines = next((grid.lines for grid in grids if grid.name == table.name), ())
    return {line.number: dict(zip(table.headers, line.cells, strict=False)) for line in lines}


def _encode_cell(value: Doc) -> str:
    """Return a JSON value as the text of a cell; mappings and lists become JSON."""
    return json.dumps(value.raw) if value.is_mapping or value.is_list else value.text
