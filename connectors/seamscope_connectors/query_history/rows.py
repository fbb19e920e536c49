"""The rows of a query history in any of the supported file formats."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from seamscope.connector import Doc, File, fold_header
from seamscope.errors import UnreadableError
from seamscope.records import Evidence
from seamscope_connectors.query_history.engines import KNOWN

TABLES = frozenset({".csv", ".xlsx", ".parquet"})


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One row of a query history, by folded column name."""

    cells: Mapping[str, str]
    evidence: Evidence

    def first(self, *columns: str) -> str:
        """Return the first of these cells that is not blank."""
        for column in columns:
            if found := self.cells.get(column, "").strip():
                return found
        return ""


def list_columns(file: File) -> set[str]:
    """Return the folded column names of a table, or the keys at the start of a JSON document."""
    if file.suffix in TABLES:
        try:
            return {header for table in file.heads(KNOWN) for header in table.headers}
        except UnreadableError:
            return set()
    return {fold_header(key) for key in re.findall(r'"([A-Za-z_]+)"\s*:', file.head(16384))}


def read_rows(file: File) -> Iterator[HistoryRow]:
    """Yield the rows of a query history in any of the supported file formats."""
    if file.suffix in TABLES:
        for table in file.tables(KNOWN):
            blank = dict.fromkeys(table.headers, "")
            for row in table.rows:
                yield HistoryRow(blank | row.cells, row.evidence)
        return
    for document in file.documents():
        for item in document if document.is_list else [document]:
            cells = {fold_header(key): _encode_cell(value) for key, value in item.items() if value}
            if cells:
                yield HistoryRow(cells, item.evidence)


def _encode_cell(value: Doc) -> str:
    """Return a cell as text; mappings and lists as JSON, as a CSV file would hold them."""
    return json.dumps(value.raw) if value.is_mapping or value.is_list else value.text
