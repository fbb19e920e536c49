"""Write tables as terminal text, Markdown, CSV or JSON; cells are escaped for each format."""

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from gettext import NullTranslations
from textwrap import wrap

from seamscope.wording import translate_term, use_translations

Cell = str | int | float | None
# Control and bidirectional characters, line separators, and characters invalid in XML or UTF-8.
CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
    r"\ufeff\ufffe\uffff\ud800-\udfff]"
)
# By this comment, which no page shows, seamscope recognises the table in any language.
MARK = "<!-- made by seamscope -->"
TABLE_FORMATS = ("text", "markdown", "csv", "json")
# Width of text tables in characters. Files and pipes have the same width everywhere.
TEXT_WIDTH = ContextVar("TEXT_WIDTH", default=160)
LONGEST_WORD = (
    24  # columns fit words of up to this many characters; longer words, such as ids, are broken
)
COLUMN_GAP = 3


@contextmanager
def use_width(width: int) -> Iterator[None]:
    """Fit text tables to a width in characters inside the `with` block."""
    token = TEXT_WIDTH.set(width)
    try:
        yield
    finally:
        TEXT_WIDTH.reset(token)


@contextmanager
def choose_language(shape: str) -> Iterator[None]:
    """Use English inside the `with` block for CSV and JSON, because programs read them."""
    if shape in {"csv", "json"}:
        with use_translations(NullTranslations()):
            yield
    else:
        yield


def tabulate(headers: Sequence[str], rows: Sequence[Sequence[Cell]], shape: str) -> str:
    """Return the table in one of TABLE_FORMATS, with a line break at the end."""
    match shape:
        case "markdown":
            return f"{format_markdown_table(headers, rows).rstrip()}\n\n{MARK}\n"
        case "csv":
            return format_csv(headers, rows)
        case "json":
            items = [dict(zip(headers, row, strict=True)) for row in rows]
            return json.dumps(items, ensure_ascii=False, indent=2) + "\n"
        case _:
            return format_text_table(headers, rows)


def format_text_table(headers: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    """Return a table for the terminal; columns of numbers are right-aligned.

    If the columns are too narrow for their words, each row becomes a block with one line per cell.
    headers: English headers from `mark_each`; they are translated here.
    """
    width = TEXT_WIDTH.get()
    names = [translate_term(header) for header in headers]
    texts = [[clean_text(cell) for cell in row] for row in rows]
    if _measure_words(names, texts) > width:
        return _format_blocks(names, texts, width)
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for index, name in enumerate(names):
        column = [row[index] for row in rows]
        numeric = bool(column) and all(isinstance(cell, int | float | None) for cell in column)
        table.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for row in texts:
        table.add_row(*map(Text, row))
    stream = io.StringIO()
    console = Console(file=stream, width=width, color_system=None, highlight=False)
    console.print(table)
    return "\n".join(line.rstrip() for line in stream.getvalue().splitlines()) + "\n"


def _measure_words(names: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    """Return the minimum width in characters of a table whose columns fit their longest words."""
    columns = zip(names, *rows, strict=True)
    longest = (max(len(word) for text in column for word in text.split() or [""])
               for column in columns)  # fmt: skip
    return sum(min(one, LONGEST_WORD) for one in longest) + COLUMN_GAP * (len(names) - 1)


def _format_blocks(names: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> str:
    """Return a block for each row: the first cell, then a line for each other non-empty cell."""
    margin = max(map(len, names[1:]), default=0) + 4
    space = max(width - margin, LONGEST_WORD)
    blocks = []
    for head, *cells in rows:
        lines = wrap(head, width, break_on_hyphens=False) or ["-"]
        for name, text in zip(names[1:], cells, strict=True):
            first, *others = wrap(text, space, break_on_hyphens=False) or [""]
            if first:
                lines.append(f"  {name:<{margin - 2}}{first}")
            lines.extend(" " * margin + other for other in others)
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


def format_markdown_table(headers: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    """Return a Markdown table; cells are escaped and cannot break the table or add markup.

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
    """Return a cell as one line of text, without control and bidirectional characters."""
    text = "" if cell is None else str(cell)
    # Most strings are printable, and a printable string contains none of these characters.
    return text if text.isprintable() else CONTROL.sub("", text.replace("\n", " "))


def escape_markdown(text: str) -> str:
    """Escape every character that has a meaning in Markdown or HTML."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([\\`*_\[\]#|~$])", r"\\\1", text)


def escape_markdown_line(text: str) -> str:
    r"""Escape text that is one line of a Markdown paragraph, heading or list: `1. a` → `1\. a`."""
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
