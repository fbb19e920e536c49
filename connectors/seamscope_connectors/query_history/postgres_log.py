"""Read PostgreSQL's log in CSV format (`log_destination = csvlog`), which has no header.

The columns follow the table `postgres_log` in "Using CSV-Format Log Output" of PostgreSQL's
documentation.
"""

import csv
import re
from collections.abc import Iterator

from seamscope.connector import File
from seamscope_connectors.query_history.rows import HistoryRow

TIME, USER, DATABASE, SEVERITY, MESSAGE, APPLICATION = 0, 1, 2, 11, 13, 22
FEWEST = 23  # minimum number of columns; later versions have more
BEGIN = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} [A-Z+\-\d]{2,6},")
SEVERITIES = frozenset({"LOG", "ERROR", "WARNING", "NOTICE", "INFO", "FATAL", "PANIC", "DEBUG"})
# "statement: …", "execute <unnamed>: …", prefixed with the duration
STATEMENT = re.compile(
    r"(?:duration: [\d.]{1,20} ms\s{1,4})?(?:statement|execute [^:\s]{1,64}): (?P<text>.+)", re.S
)
# An export of a query is a query whose rows the client receives.
COPY_OUT = re.compile(r"\s*COPY\s*\((?P<text>.+)\)\s*TO\s+STDOUT\b.*", re.I | re.S)


def is_postgres_log(file: File) -> bool:
    """Return whether a file begins like a PostgreSQL log in CSV format."""
    if file.suffix not in {".csv", ".log", ".txt"}:
        return False
    head = file.head(4096)
    if not BEGIN.match(head):
        return False
    row = next(csv.reader(head.splitlines()), [])
    return len(row) >= FEWEST and row[SEVERITY].rstrip("12345") in SEVERITIES


def read_postgres_log(file: File) -> Iterator[HistoryRow]:
    """Yield one row for each statement, with the columns of `pg_stat_activity`."""
    lines = file.text().splitlines(keepends=True)
    reader = csv.reader(lines)
    start = 1
    try:
        for row in reader:
            found = STATEMENT.fullmatch(row[MESSAGE]) if len(row) >= FEWEST else None
            if found and row[SEVERITY] == "LOG":
                copied = COPY_OUT.fullmatch(found["text"])
                cells = {
                    "query": copied["text"] if copied else found["text"],
                    "usename": row[USER],
                    "datname": row[DATABASE],
                    "application_name": row[APPLICATION],
                    "query_start_time": row[TIME],
                }
                yield HistoryRow(cells=cells, evidence=file.at(start))
            start = reader.line_num + 1
    except csv.Error as error:
        raise file.error(f"not valid CSV ({error})", "export the log again", start) from None
