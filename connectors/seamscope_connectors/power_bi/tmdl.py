"""Read the tables, partitions and expressions of a model in TMDL, which nests by indentation."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from seamscope.connector import File
from seamscope.records import ColumnEdge, EdgeKind, Evidence

HEAD = re.compile(
    r"^(\t*)(table|partition|expression|column|dataSource)\s+('(?:[^']|'')*'|[^=\s][^=]*?)"
    r"(?<!\s)\s*+(?:=\s*+(.*))?$"
)
# Properties that follow the code of an expression.
SETTING = re.compile(
    r"^\t(?:lineageTag|queryGroup|annotation|isHidden|changedProperty|resultType)\b"
)
PROPERTY = re.compile(r"^\t*(\w+)\s*(:|=|$)\s*(.*)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Partition:
    """The source of a table.

    kind: `m`, `entity`, `query` or `calculated`.
    mode: `import`, `directQuery`, `directLake` or `dual`.
    text: its M or SQL.
    source: name of the expression or data source that it uses.
    """

    table: str
    kind: str
    mode: str
    text: str
    evidence: Evidence
    source: str = ""
    entity: str = ""
    columns: tuple[ColumnEdge, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """An object of a TMDL file: a line such as ``table Orders``, and the lines indented below it.

    given: the text after `=`.
    """

    kind: str
    name: str
    given: str
    lines: tuple[str, ...]
    line: int


def list_blocks(text: str) -> Iterator[Block]:
    """Yield the objects of a file, each followed by its nested objects."""
    lines = text.splitlines()
    for number, line in enumerate(lines):
        match = HEAD.match(line)
        if match is None:
            continue
        depth = len(match[1])
        end = number + 1
        while end < len(lines) and (not lines[end].strip() or _measure_indent(lines[end]) > depth):
            end += 1
        yield Block(
            kind=match[2],
            name=_unquote(match[3]),
            given=(match[4] or "").strip(),
            lines=tuple(lines[number + 1 : end]),
            line=number + 1,
        )


def _measure_indent(line: str) -> int:
    return len(line) - len(line.lstrip("\t"))


def _unquote(name: str) -> str:
    name = name.strip()
    return name[1:-1].replace("''", "'") if name.startswith("'") else name


def list_tmdl_expressions(file: File) -> Iterator[tuple[str, str]]:
    """Yield the shared expressions of a file by name."""
    for block in list_blocks(file.text()):
        if block.kind == "expression":
            body = "\n".join(line for line in block.lines if not SETTING.match(line))
            yield block.name, f"{block.given}\n{body}".strip()


def list_tmdl_partitions(file: File) -> Iterator[Partition]:
    """Yield the partitions of a file, with the columns of their table."""
    table, columns = "", tuple[ColumnEdge, ...]()
    for block in list_blocks(file.text()):
        if block.kind == "table":
            table = block.name
            columns = tuple(_list_columns(block))
        elif block.kind == "partition":
            given = dict(_list_properties(block.lines))
            yield Partition(
                table=table or block.name,
                kind=block.given.split()[0] if block.given else "",
                mode=given.get("mode", ""),
                text=_read_source(block.lines),
                evidence=file.at(block.line, table or block.name),
                source=_unquote(given.get("expressionSource", given.get("dataSource", ""))),
                entity=_unquote(given.get("entityName", "")),
                columns=columns,
            )


def _list_columns(table: Block) -> Iterator[ColumnEdge]:
    """Yield the mapping of each ``sourceColumn`` to the name of its column in the model."""
    for block in list_blocks("\n".join(table.lines)):
        if block.kind == "column" and not block.given:
            source = dict(_list_properties(block.lines)).get("sourceColumn", "").strip("[]'")
            if source:
                yield ColumnEdge(source=source, target=block.name, kind=EdgeKind.IDENTITY)


def _list_properties(lines: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for line in lines:
        if match := PROPERTY.match(line):
            yield match[1], match[3].strip()


def _read_source(lines: tuple[str, ...]) -> str:
    """Return the code after ``source =``, with the lines indented below it."""
    for number, line in enumerate(lines):
        match = re.match(r"^(\t*)source\s*=\s*(.*)$", line)
        if match:
            depth = len(match[1])
            inner = [match[2]]
            for below in lines[number + 1 :]:
                if below.strip() and _measure_indent(below) <= depth:
                    break
                inner.append(below)
            return "\n".join(inner).strip().removeprefix("```").removesuffix("```").strip()
    return ""
