"""Change CSV files and workbooks, one cell, column or row at a time."""

import csv
import io
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from seamscope.connector.tabular import find_delimiter
from seamscope.records import Record

WRONG = ("7", "{'x': 1}", "x y z", "zzz")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A changed table and the position of the change.

    bare: whether only the first cell of the row is left.
    """

    kind: str
    sheet: str
    row: int
    column: int
    data: bytes
    bare: bool = False  # whether nothing is left in the row but its first cell

    def __str__(self) -> str:
        return f"{self.kind} {self.sheet} row {self.row} column {self.column}".replace("  ", " ")

    def removed(self, before: Sequence[Record], after: Sequence[Record]) -> list[Record]:
        """Return the records from before the change that may be missing after it without a report.

        These are the records of the changed row or column if it still yields a record or if only
        the first cell of the row is left: a cell may name several systems, and a relation needs its
        cell.
        """
        gone = [record for record in before if self._is_here(record)]
        return gone if self.bare or any(self._is_here(record) for record in after) else []

    def _is_here(self, record: Record) -> bool:
        where = record.evidence
        if self.sheet and not where.place.startswith(self.sheet):
            return False
        return where.line == self.row or where.place.endswith(f"column {self.column}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Csv:
    """The rows of a CSV file. mark: its delimiter."""

    mark: str
    rows: tuple[tuple[str, ...], ...]

    @classmethod
    def parse(cls, path: str, data: bytes) -> Self | None:
        """Return the rows of a file, None if it is not a CSV file in UTF-8."""
        if not path.endswith((".csv", ".tsv")):
            return None
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            return None
        mark = find_delimiter(text, lambda cell: False)
        rows = tuple(map(tuple, csv.reader(io.StringIO(text, newline=""), delimiter=mark)))
        return cls(mark=mark, rows=rows) if len(rows) > 1 and len(rows[0]) > 1 else None

    def write(self) -> bytes:
        """Return the rows as bytes."""
        return self._write([list(row) for row in self.rows])

    def _write(self, rows: list[list[str]]) -> bytes:
        stream = io.StringIO()
        csv.writer(stream, delimiter=self.mark, lineterminator="\n").writerows(rows)
        return stream.getvalue().encode()

    def mutate(self, dice: random.Random) -> Change:
        """Return the rows with one change at one place."""
        rows = [list(row) for row in self.rows]
        at = dice.randrange(len(rows))
        column = dice.randrange(len(rows[at]) or 1)
        kind = dice.choice(["wrong type", "dropped", "doubled"])
        if kind == "doubled":
            rows.insert(at, rows[at])
        elif column < len(rows[at]):
            rows[at][column] = dice.choice(WRONG) if kind == "wrong type" else ""
        number = self._numbers()[at]
        data = self._write(rows)
        bare = kind == "dropped" and at > 0 and not any(rows[at][1:])
        return Change(kind=kind, sheet="", row=number, column=column + 1, data=data, bare=bare)

    def _numbers(self) -> list[int]:
        """Return the line on which each row begins; cells may contain line breaks."""
        found, line = [], 1
        for row in self.rows:
            found.append(line)
            line += 1 + sum(cell.count("\n") for cell in row)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """An Excel workbook."""

    data: bytes

    @classmethod
    def parse(cls, path: str, data: bytes) -> Self | None:
        """Return the workbook of a file, None if it is not a workbook."""
        if not path.endswith((".xlsx", ".xlsm")):
            return None
        try:
            load_workbook(io.BytesIO(data))
        except (ValueError, KeyError, OSError):
            return None
        return cls(data=data)

    def write(self) -> bytes:
        """Return the workbook as bytes."""
        return _save(load_workbook(io.BytesIO(self.data)))

    def mutate(self, dice: random.Random) -> Change:
        """Return the workbook with one change on one of its sheets."""
        book = load_workbook(io.BytesIO(self.data))
        sheet = dice.choice([one for one in book.worksheets if one.max_row > 1] or book.worksheets)
        row, column = dice.randint(1, sheet.max_row), dice.randint(1, sheet.max_column)
        kind = dice.choice(["wrong type", "dropped", "doubled"])
        if sheet.merged_cells.ranges and kind == "doubled":
            kind = "wrong type"  # openpyxl does not move merged ranges
        _change(sheet, kind, row, column, dice)
        bare = kind == "dropped" and not any(cell.value for cell in sheet[row][1:])
        return Change(
            kind=kind, sheet=sheet.title, row=row, column=column, data=_save(book), bare=bare
        )


def _change(sheet: Worksheet, kind: str, row: int, column: int, dice: random.Random) -> None:
    match kind:
        case "doubled":
            values = [cell.value for cell in sheet[row]]
            sheet.insert_rows(row)
            for at, value in enumerate(values, start=1):
                sheet.cell(row, at).value = value
        case _:
            corner = next(
                (r for r in sheet.merged_cells.ranges if sheet.cell(row, column).coordinate in r),
                None,
            )
            cell = sheet.cell(corner.min_row, corner.min_col) if corner else sheet.cell(row, column)
            cell.value = dice.choice(WRONG) if kind == "wrong type" else None


def _save(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
