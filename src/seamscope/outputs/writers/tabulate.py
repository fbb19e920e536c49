"""Write tables as terminal text, Markdown, CSV or JSON; cells are escaped for each format."""

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from gettext import NullTranslations

from seamscope.wording import translate_term, use_translations

Cell = str | int | float | None
# Control and bidirectional characters, line separators, characters invalid in XML or UTF-8
CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
    r"\ufeff\ufffe\uffff\ud800-\udfff]"
)
TABLE_FORMATS = ("text", "markdown", "csv", "json")


@contextmanager
def choose_language(shape: str) -> Iterator[None]:
    """Use English inside the `with` block for CSV and JSON, which programs read."""
    if shape in {"csv", "json"}:
        with use_translations(NullTranslations()):
            yield
    else:
        yield


def tabulate(headers: Sequence[str], rows: Sequence[Sequence[Cell]], shape: str) -> str:
    """Return the table in one of TABLE_FORMATS, with a line break at the end."""
    match shape:
        case "markdown":
            return format_markdown_table(headers, rows)
        case "csv":
            return format_csv(headers, rows)
        case "json":
            items = [dict(zip(headers, row, strict=True)) for row in rows]
            return json.dumps(items, ensure_ascii=False, indent=2) + "\n"
        case _:
            return format_text_table(headers, rows)


def format_text_table(
    headers: Sequence[str], rows: Sequence[Sequence[Cell]], width: int = 160
) -> str:
    """Return a table for the terminal; columns of numbers are right-aligned.

    headers: English headers from `mark_each`; they are translated here.
    """
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for index, header in enumerate(headers):
        column = [row[index] for row in rows]
        numeric = bool(column) and all(isinstance(cell, int | float | None) for cell in column)
        table.add_column(
            translate_term(header), justify="right" if numeric else "left", overflow="fold"
        )
    for row in rows:
        table.add_row(*(Text(clean_text(cell)) for cell in row))
    stream = io.StringIO()
    console = Console(file=stream, width=width, color_system=None, highlight=False)
    console.print(table)
    return "\n".join(line.rstrip() for line in stream.getvalue().splitlines()) + "\n"


def format_markdown_table(headers: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    """Return a Markdown table; cells are escaped, so that none ends the table or is markup.

    headers: English headers from `mark_each`; they are translated here.
    """
    head = " | ".join(escape_markdown(clean_text(translate_term(header))) for header in headers)
    lines = [f"| {head} |", "|" + "---|" * len(headers)]
    lines += [
        "| " + " | ".join(escape_markdown(clean_text(cell)) for cell in row) + " |" for row in rows
    ]
    return "\n".join(lines) + "\n"


def format_csv(headers: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    """Return CSV; text that a spreadsheet would run as a formula gets a leading ``'``."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(headers)
    writer.writerows([_escape_formula(cell) for cell in row] for row in rows)
    return stream.getvalue()


def clean_text(cell: Cell) -> str:
    """Return a cell as text on one line, without control or bidirectional characters."""
    text = "" if cell is None else str(cell)
    # Most strings are printable, and a printable string contains none of these characters.
    return text if text.isprintable() else CONTROL.sub("", text.replace("\n", " "))


def escape_markdown(text: str) -> str:
    """Escape every character that has a meaning in Markdown or HTML."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([\\`*_\[\]#|~$])", r"\\\1", text)


def escape_markdown_line(text: str) -> str:
    r"""Escape text as one line of a Markdown paragraph, heading or list: `1. a` → `1\. a`."""
    escaped = escape_markdown(" ".join(clean_text(text).split()))
    return re.sub(r"^(\d*)([-+=.)])", r"\1\\\2", escaped)


def format_bullet(text: str) -> str:
    """Return text as an escaped Markdown list item."""
    return f"- {escape_markdown_line(text)}"


def _escape_formula(cell: Cell) -> Cell:
    if not isinstance(cell, str):
        return cell
    risky = cell[:1] in {"\t", "\r", "\n"} or cell.lstrip()[:1] in {"=", "+", "-", "@"}
    return f"'{clean_text(cell)}" if risky else clean_text(cell)
