"""The rows of a history, whatever it is written in."""

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
class Ran:
    """One row of a history, by folded column."""

    cells: Mapping[str, str]
    evidence: Evidence

    def first(self, *columns: str) -> str:
        return next((found for c in columns if (found := self.cells.get(c, "").strip())), "")


def columns_of(file: File) -> set[str]:
    """Return the folded columns of a table, or the keys of the first objects of a document."""
    if file.suffix in TABLES:
        try:
            return {header for table in file.heads(KNOWN) for header in table.headers}
        except UnreadableError:
            return set()
    return {fold_header(key) for key in re.findall(r'"([A-Za-z_]+)"\s*:', file.head(16384))}


def rows_of(file: File) -> Iterator[Ran]:
    """Yield the rows of a history, whatever it is written in."""
    if file.suffix in TABLES:
        for table in file.tables(KNOWN):
            for row in table.rows:
                yield Ran({header: row.get(header) for header in table.headers}, row.evidence)
        return
    for document in file.documents():
        for item in document if document.is_list else [document]:
            cells = {fold_header(key): _cell(value) for key, value in item.items() if value}
            if cells:
                yield Ran(cells, item.evidence)


def _cell(value: Doc) -> str:
    """Return a cell as text; lists of objects as JSON, as a CSV file holds them."""
    return json.dumps(value.raw) if value.is_mapping or value.is_list else value.text
