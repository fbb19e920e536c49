"""Write any table as terminal text, Markdown, CSV or JSON, with nothing in a cell taking effect."""

import csv
import io
import json
import re
from collections.abc import Sequence

Cell = str | int | float | None
# Control and direction characters, line separators, and what XML and UTF-8 cannot hold
CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
    r"\ufeff\ufffe\uffff\ud800-\udfff]"
)
SHAPES = ("text", "markdown", "csv", "json")


def tabulate(headers: Sequence[str], rows: Sequence[Sequence[Cell]], shape: str) -> str:
    """Return the table in one of SHAPES, with a line break at the end."""
    match shape:
        case "markdown":
            return markdown_table(headers, rows)
        case "csv":
            return csv_text(headers, rows)
        case "json":
            items = [dict(zip(headers, row, strict=True)) for row in rows]
            return json.dumps(items, ensure_ascii=False, indent=2) + "\n"
        case _:
            return text_table(headers, rows)


def text_table(headers: Sequence[str], rows: Sequence[Sequence[Cell]], width: int = 160) -> str:
    """Return a table for the terminal; numbers stand on the right."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for index, header in enumerate(headers):
        column = [row[index] for row in rows]
        numeric = bool(column) and all(isinstance(cell, int | float | None) for cell in column)
        table.add_column(header, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(plain(cell)) for cell in row))
    stream = io.StringIO()
    console = Console(file=stream, width=width, color_system=None, highlight=False)
    console.print(table)
    return "\n".join(line.rstrip() for line in stream.getvalue().splitlines()) + "\n"


def markdown_table(headers: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    """Return a Markdown table; no cell can end it or carry markup."""
    lines = ["| " + " | ".join(headers) + " |", "|" + "---|" * len(headers)]
    lines += ["| " + " | ".join(markdown(plain(cell)) for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def csv_text(headers: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    """Return CSV; a text that a spreadsheet would run as a formula gets a leading ``'``."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(headers)
    writer.writerows([_unformula(cell) for cell in row] for row in rows)
    return stream.getvalue()


def plain(cell: Cell) -> str:
    """Return a cell as text on one line, without control or direction characters."""
    text = "" if cell is None else str(cell)
    # No character that goes is printable, and of most texts all are.
    return text if text.isprintable() else CONTROL.sub("", text.replace("\n", " "))


def markdown(text: str) -> str:
    """Return text with every character that Markdown or HTML would act on made inert."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([\\`*_\[\]#|~$])", r"\\\1", text)


def inert(text: str) -> str:
    """Return text as one line of a Markdown paragraph, heading or list that stays mere text."""
    made = markdown(" ".join(plain(text).split()))
    return re.sub(r"^(\d*)([-+=.)])", r"\1\\\2", made)


def bullet(text: str) -> str:
    """Return text as a Markdown list item."""
    return f"- {inert(text)}"


def _unformula(cell: Cell) -> Cell:
    if not isinstance(cell, str):
        return cell
    risky = cell[:1] in {"\t", "\r", "\n"} or cell.lstrip()[:1] in {"=", "+", "-", "@"}
    return f"'{plain(cell)}" if risky else plain(cell)
