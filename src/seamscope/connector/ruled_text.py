"""Read tables in plain text whose columns are aligned with a rule below the header.

    Code  Name             State
    ----  ---------------  -------
    PHR   Pharos ERP       live

Query tools of databases print such tables, and people type them. A rule may have ``+`` or ``|``
between the columns, and "=" instead of "-".
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from seamscope.connector.grid import Grid, build_grid

SUFFIXES = frozenset({".txt", ".lst", ".rpt", ".rst"})
RULE = re.compile(r"[ \t|+]*(?:[-=─═]{2,}[ \t|+┼]+)+[-=─═]{2,}[ \t|+]*")
RUN = re.compile(r"[-=─═]{2,}")
GAP = re.compile(r"\s{2,}|\t+|\s*[|│]\s*")
SEPARATORS = " \t|│"
COUNT = re.compile(r"\(?\d{1,9} [\w()]{3,20}(?: selected)?\.?\)?")  # "(2 rows)"
MOST = 20_000  # lines of a table


def has_ruled_table(text: str) -> bool:
    """Return whether a text has the header, the rule and the first row of a table."""
    return any(len(rows) > 1 for rows in _find_tables(text.expandtabs().splitlines()))


def read_ruled_grids(text: str) -> list[Grid]:
    """Return each table of a text as a sheet."""
    tables = [rows for rows in _find_tables(text.expandtabs().splitlines()) if len(rows) > 1]
    return [
        replace(build_grid(f"table {number}" if len(tables) > 1 else "", rows), headed=True)
        for number, rows in enumerate(tables, start=1)
    ]


def _find_tables(lines: Sequence[str]) -> Iterator[list[tuple[int, list[str]]]]:
    """Yield the rows of each table with their line numbers, the header first."""
    for at, line in enumerate(lines):
        header = lines[at - 1] if at else ""
        if not RULE.fullmatch(line) or not header.strip() or RULE.fullmatch(header):
            continue
        starts = [found.start() for found in RUN.finditer(line)]
        rows = [(at, _cut(header, starts))]
        for number, row in enumerate(lines[at + 1 : at + MOST], start=at + 2):
            if not row.strip() or RULE.fullmatch(row) or COUNT.fullmatch(row.strip()):
                break
            rows.append((number, _cut(row, starts)))
        yield rows


def _cut(line: str, starts: Sequence[int]) -> list[str]:
    """Return the cells of a line; a line that is not aligned is split at wide gaps."""
    if any(0 < at < len(line) and line[at - 1] not in SEPARATORS for at in starts):
        cells = GAP.split(line.strip(SEPARATORS))
        return [*cells, *[""] * (len(starts) - len(cells))]
    ends = [*starts[1:], max(len(line), starts[-1])]
    return [line[start:end].strip(SEPARATORS) for start, end in zip(starts, ends, strict=True)]
