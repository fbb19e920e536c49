"""A small shop with planted flaws, written as extracts and databases of every kind."""

import csv
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl

# In a separate row: no written byte may contain it.
CANARY = "Zq7CanaryXv"
HEADERS = ("id", "buyer", "due", "zip", "note")
Line = tuple[str | None, ...]


def build_orders() -> list[Line]:
    """Return 403 orders with flaws that were counted by hand.

    due: empty in 20 rows, in one of them blank.
    buyer: a buyer that does not exist in 8 rows.
    zip: another format in 4 rows.
    note: empty in all but 100 rows.
    id: 5 occurs twice and 6 three times, so 2 ids occur in 5 rows.
    """
    rows: list[Line] = []
    for number in range(1, 401):
        due = f"2026-03-{number % 28 + 1:02d}" if number % 20 else None
        rows.append(
            (
                str(number),
                "9999" if number % 50 == 0 else str(1000 + number % 30),
                "  " if number == 200 else due,
                "SE 1" if number % 100 == 99 else f"SE-{10000 + number}",
                f'said; "so", on\nday {number}' if number % 4 == 0 else None,
            )
        )
    rows[0] = ("1", "1001", "2026-03-02", "SE-10001", CANARY)
    return [*rows, rows[4], rows[5], rows[5]]


def build_buyers() -> list[Line]:
    return [(str(1000 + number), f"buyer{number}@{CANARY}.example") for number in range(30)]


# (measure, column): count of the orders; a column that is not listed has none.
EXPECTED = {
    ("nulls", "id"): 0,
    ("nulls", "buyer"): 0,
    ("nulls", "due"): 20,
    ("nulls", "zip"): 0,
    # 100 of the first 400 rows have a note, and so has row 1; rows 5 and 6 have none.
    ("nulls", "note"): 302,
    ("distinct", "id"): 400,
    # 30 buyers and the one who does not exist.
    ("distinct", "buyer"): 31,
    ("distinct", "due"): 28,
    # 396 codes and the one form without a code.
    ("distinct", "zip"): 397,
    ("duplicate_keys", "id"): 2,
    ("duplicate_rows", "id"): 5,
    ("orphans", "buyer"): 8,
    ("outliers", "zip"): 4,
}


def write_csv(folder: Path, mark: str = ",", encoding: str = "utf-8") -> list[Path]:
    paths = [folder / "orders.csv", folder / "buyers.csv"]
    for path, headers, rows in zip(
        paths, (HEADERS, ("id", "mail")), (build_orders(), build_buyers()), strict=True
    ):
        with path.open("w", newline="", encoding=encoding) as stream:
            writer = csv.writer(stream, delimiter=mark)
            writer.writerow(headers)
            writer.writerows([["" if cell is None else cell for cell in row] for row in rows])
    return paths


def write_xlsx(folder: Path) -> list[Path]:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "orders"
    _fill(sheet, HEADERS, build_orders())
    _fill(book.create_sheet("buyers"), ("id", "mail"), build_buyers())
    path = folder / "extract.xlsx"
    book.save(path)
    return [path]


def _fill(sheet: Any, headers: Sequence[str], rows: Sequence[Line]) -> None:
    sheet.append(headers)
    for row in rows:
        sheet.append(row)


def write_parquet(folder: Path) -> list[Path]:
    import pyarrow
    from pyarrow import parquet

    paths = [folder / "orders.parquet", folder / "buyers.parquet"]
    for path, headers, rows in zip(
        paths, (HEADERS, ("id", "mail")), (build_orders(), build_buyers()), strict=True
    ):
        columns = {name: [row[at] for row in rows] for at, name in enumerate(headers)}
        parquet.write_table(pyarrow.table(columns), path)
    return paths


CREATE = (
    "CREATE TABLE buyers (id {text}, mail {text}{key})",
    "CREATE TABLE orders (id {text}, buyer {text}, due {text}, zip {text}, note {text}{refers})",
)


def write_sqlite(folder: Path) -> list[Path]:
    path = folder / "shop.db"
    connection = sqlite3.connect(path)
    refers = ", FOREIGN KEY (buyer) REFERENCES buyers (id)"
    for statement in CREATE:
        connection.execute(statement.format(text="TEXT", key=", PRIMARY KEY (id)", refers=refers))
    connection.executemany("INSERT INTO buyers VALUES (?, ?)", build_buyers())
    connection.executemany("INSERT INTO orders VALUES (?, ?, ?, ?, ?)", build_orders())
    connection.commit()
    connection.close()
    return [path]


def write_duckdb(folder: Path) -> list[Path]:
    import duckdb

    path = folder / "shop.duckdb"
    connection = duckdb.connect(str(path))
    for statement in CREATE:
        connection.execute(statement.format(text="VARCHAR", key="", refers=""))
    for table, rows in (("buyers", build_buyers()), ("orders", build_orders())):
        columns = [list(column) for column in zip(*rows, strict=True)]
        marks = ", ".join(["UNNEST(?::VARCHAR[])"] * len(columns))
        connection.execute(f"INSERT INTO {table} SELECT {marks}", columns)
    connection.close()
    return [path]
