"""Read answers from the questions sheet of the workbook."""

from collections.abc import Iterator
from pathlib import Path
from zipfile import BadZipFile

from seamscope.answers.entry import AnswerFile, Entry
from seamscope.connector.redaction import redact
from seamscope.errors import SeamscopeError

SHEET = "Questions"
ID, ANSWER, BY, ON = "id", "Answer", "Answered by", "Answered on"


def read_workbook(path: Path) -> AnswerFile:
    """Return the answers in `effort.xlsx`; errors are returned in `errors` and not raised."""
    try:
        rows = list(_read_rows(path))
    except (OSError, BadZipFile, KeyError, ValueError) as error:
        fault = _build_error(path, f"is not a workbook ({type(error).__name__})", "save it as XLSX")
        return AnswerFile(name=path.name, shown=str(path), errors=(fault,), sound=False)
    if not rows:
        fault = _build_error(
            path, f"has no sheet {SHEET}", "pass the effort.xlsx that `seamscope survey` wrote"
        )
        return AnswerFile(name=path.name, shown=str(path), errors=(fault,), sound=False)
    head = [str(cell or "").strip() for cell in rows[0]]
    if ID not in head or ANSWER not in head:
        problem = f"the sheet {SHEET} has no columns {ID} and {ANSWER}"
        fault = _build_error(path, problem, "leave the first row as it is")
        return AnswerFile(name=path.name, shown=str(path), errors=(fault,), sound=False)
    entries = tuple(_read_entries(rows, head))
    seen: dict[str, int] = {}
    errors = []
    for entry in entries:
        if entry.id in seen:
            problem = f"the id {redact(entry.id)} occurs in rows {seen[entry.id]} and {entry.line}"
            errors.append(_build_error(path, problem, "keep one of them", entry.line))
        seen.setdefault(entry.id, entry.line)
    doubled = {error.line for error in errors}
    duplicate_ids = {entry.id for entry in entries if entry.line in doubled}
    unique_entries = tuple(entry for entry in entries if entry.id not in duplicate_ids)
    return AnswerFile(name=path.name, shown=str(path), entries=unique_entries, errors=tuple(errors))


def _read_entries(rows: list[tuple[object, ...]], head: list[str]) -> Iterator[Entry]:
    for number, row in enumerate(rows[1:], start=2):
        cells = dict(zip(head, map(_format_cell, row), strict=False))
        if cells.get(ID) and cells.get(ANSWER):
            yield Entry(
                id=cells[ID],
                answer=redact(cells[ANSWER]),
                by=redact(cells.get(BY, "")),
                on=cells.get(ON, ""),
                line=number,
                place=f"{SHEET}!{number}",
                personal=True,
            )


def _read_rows(path: Path) -> Iterator[tuple[object, ...]]:
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True, data_only=True)
    try:
        if SHEET in book.sheetnames:
            yield from book[SHEET].iter_rows(values_only=True)
    finally:
        book.close()


def _format_cell(cell: object) -> str:
    """Return the text of a cell as displayed: dates without midnight, numbers without `.0`."""
    match cell:
        case None:
            return ""
        case bool():
            return "yes" if cell else "no"
        case float() if cell.is_integer():
            return str(int(cell))
        case _:
            return str(cell).strip().removesuffix(" 00:00:00")


def _build_error(path: Path, problem: str, remedy: str, line: int | None = None) -> SeamscopeError:
    return SeamscopeError(problem, remedy=remedy, file=str(path), line=line)
