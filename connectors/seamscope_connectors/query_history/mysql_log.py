"""Read MySQL's text logs: each statement, with the database that its connection uses.

Both the general log and the slow query log are supported; they begin with the same lines.
"""

import re
from collections.abc import Iterator

from seamscope.connector import File
from seamscope_connectors.query_history.rows import HistoryRow

HEADER = re.compile(r"^Time[ \t]{1,40}Id[ \t]{1,4}Command[ \t]{1,8}Argument", re.M)
# ``2026-01-05T08:00:00.123456Z	   12 Query	SELECT 1``, in 5.6 ``260105  8:00:00	   12 Query``.
ENTRY = re.compile(
    r"(?:\d{4}-\d\d-\d\dT[\d:.+\-Z]{8,32}|\d{6}[ ]{1,2}\d{1,2}:\d\d:\d\d|\t)[ \t]{1,16}(\d{1,20}) "
    r"(Query|Execute|Prepare|Connect|Init DB|Quit|Change user|Close stmt|Reset stmt|Statistics"
    r"|Field List|Ping|Binlog Dump(?: GTID)?|Register Slave|Daemon|Sleep)(?:\t(.*))?"
)
SLOW = re.compile(r"^# (?:Time: |User@Host: )", re.M)
QUERY_TIME = re.compile(r"^# Query_time: \d", re.M)
USED = re.compile(r"use `?(\w{1,64})`?;", re.I)
STAMP = re.compile(r"SET timestamp=\d{1,20};", re.I)
CONNECTED = re.compile(r"\S{0,300}@\S{0,300} on (\S{1,64})")
RUN = frozenset({"query", "execute"})


def is_mysql_log(file: File) -> bool:
    """Return whether a file begins like a MySQL general log or slow query log."""
    if file.suffix not in {".log", ".txt", ""}:
        return False
    head = file.head(2048)  # a log that was rotated has no header
    return HEADER.search(head) is not None or QUERY_TIME.search(head) is not None


def read_mysql_log(file: File) -> Iterator[HistoryRow]:
    """Yield one row for each entry, with the columns of the table `mysql.general_log`."""
    yield from _read_slow(file) if SLOW.search(file.text()) else _read_general(file)


def _read_slow(file: File) -> Iterator[HistoryRow]:
    """Yield the statements of a slow query log.

    In each entry, the statement follows lines with comments. ``use sales;`` sets the database until
    the next ``use``.
    """
    database, start, in_entry = "", 0, False
    lines: list[str] = []
    for number, line in enumerate([*file.text().splitlines(), "# Time: "], start=1):
        if line.startswith("# ") or HEADER.match(line):
            if lines:
                cells = {"command_type": "Query", "argument": "\n".join(lines)}
                yield HistoryRow(cells={**cells, "db": database}, evidence=file.at(start))
            lines, in_entry = [], line.startswith("# ")
        elif match := USED.fullmatch(line):
            database = match[1]
        elif in_entry and STAMP.fullmatch(line) is None and line.strip():
            start = start if lines else number
            lines.append(line)


def _read_general(file: File) -> Iterator[HistoryRow]:
    found: tuple[int, str, str, list[str]] | None = None
    for number, line in enumerate(file.text().splitlines(), start=1):
        match = ENTRY.fullmatch(line)
        if match is None:
            if found is not None and not HEADER.match(line):
                found[3].append(line)
            continue
        if found is not None:
            yield _build_row(file, *found)
        found = (number, match[1], match[2], [match[3] or ""])
    if found is not None:
        yield _build_row(file, *found)


def _build_row(file: File, number: int, thread: str, command: str, lines: list[str]) -> HistoryRow:
    cells = {"thread_id": thread, "command_type": command, "argument": "\n".join(lines)}
    return HistoryRow(cells=cells, evidence=file.at(number))


def place_statements(rows: list[HistoryRow]) -> list[HistoryRow]:
    """Return the statements of a general log, with the database that their connection uses."""
    places: dict[str, str] = {}
    found: list[HistoryRow] = []
    for row in rows:
        command, argument = row.first("command_type").casefold(), row.first("argument")
        thread = row.first("thread_id")
        if command == "init db":
            places[thread] = argument
        elif command == "connect" and (match := CONNECTED.match(argument)):
            places[thread] = match[1] if match[1] != "using" else ""
        elif command in RUN:
            cells = {**row.cells, "schema_name": row.first("db") or places.get(thread, "")}
            found.append(HistoryRow(cells=cells, evidence=row.evidence))
    return found
