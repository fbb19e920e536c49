"""Read the Python code and the SQL cells of a program, a Jupyter notebook or a Databricks
notebook.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from seamscope.connector import File

DATABRICKS = "# Databricks notebook source"
MAGIC = re.compile(r"# MAGIC ?")
CELL = "# COMMAND ----------"
# Lines that are commands of the notebook: %pip install x, !ls, dbutils magic.
COMMAND = re.compile(r"[ \t]*[%!]")
SQL_CELL = re.compile(r"%%?(?:sql|bigquery)\b[^\n]*\n?", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A piece of code with the line of the file at which it begins."""

    text: str
    line: int
    is_sql: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """The parts of a file. kind: "jupyter" or "databricks" for a notebook, "" for a program."""

    parts: tuple[Part, ...]
    kind: str = ""

    def count_lines(self) -> int:
        """Return the number of the last line of code, 1 if there is no code."""
        return max((part.line + part.text.count("\n") for part in self.parts), default=1)


def read_code(file: File) -> Code:
    """Return the code of a file; raise UnreadableError if a notebook is not valid JSON."""
    if file.suffix == ".ipynb":
        return Code(parts=tuple(_read_notebook(file)), kind="jupyter")
    text = file.text()
    if text.startswith(DATABRICKS):
        return Code(parts=tuple(_read_databricks(text)), kind="databricks")
    return Code(parts=(Part(text=text, line=1),))


def _read_notebook(file: File) -> Iterator[Part]:
    root = file.document()
    language = root["metadata"]["language_info"]["name"].text.casefold()
    root["metadata"].set_aside()
    if language not in {"", "python", "ipython", "pyspark", "sql"}:
        raise file.error(
            f"the notebook is written in {language}, not in Python",
            "list its flows in the inventory",
            1,
        )
    for cell in root["cells"]:
        for key in ("outputs", "metadata", "attachments"):
            cell[key].set_aside()
        if cell["cell_type"].text != "code":
            cell.set_aside()
            continue
        source = cell["source"]
        items = list(source) if source.is_list else [source]
        # The raw text: `Doc.text` has no line ends.
        text = "".join(item.raw for item in items if isinstance(item.raw, str))
        yield from _split_cell(text, items[0].evidence.line or 1 if items else 1)


def _read_databricks(text: str) -> Iterator[Part]:
    line = 1
    for cell in text.split(CELL):
        lines = cell.split("\n")
        first = next((n for n, one in enumerate(lines) if MAGIC.match(one)), None)
        if first is None:
            yield Part(text=cell, line=line)
        else:
            code = "\n".join(MAGIC.sub("", one) for one in lines[first:])
            yield from _split_cell(code, line + first)
        line += len(lines) - 1


def _split_cell(text: str, line: int) -> Iterator[Part]:
    """Yield a cell as SQL, or as Python without notebook commands such as ``%pip``."""
    plain = text.lstrip()
    if found := SQL_CELL.match(plain):
        yield Part(text=plain[found.end() :], line=line + 1, is_sql=True)
    elif plain.startswith("%%") or re.match(r"%(?:md|sh|scala|r|fs)\b", plain):
        return
    else:
        kept = ("" if COMMAND.match(one) else one for one in text.split("\n"))
        yield Part(text="\n".join(kept), line=line)
