"""Read the name and columns of a table from CREATE TABLE with unsupported options."""

import re

from sqlglot import exp

from seamscope.lineage.remote.text_readers import (
    DOTTED,
    IF_NOT,
    NAME,
    read_definition,
    split_arguments,
    split_create_as,
    split_name,
)
from seamscope.lineage.remote.tree_builders import build_identifier, build_named_table

_TABLE = re.compile(
    rf"\A\s*+CREATE\s+(?:(?!TABLE\b)\w+\s+){{0,4}}TABLE{IF_NOT}\s+(?P<name>{DOTTED})(?=\s*\()",
    re.I,
)
_COLUMN = re.compile(rf"\A(?P<name>{NAME})(?:\s+(?P<type>{DOTTED}(?:\s*\([^()]*\))?))?(?=\s|$)")
_BROKEN = re.compile(r"\s*\)\s*[\d,.]")  # a bracket that closes something else
# First words of the items in CREATE TABLE that are not columns.
_NOT_COLUMNS = frozenset({
    "CONSTRAINT", "PRIMARY", "FOREIGN", "UNIQUE", "CHECK", "INDEX", "KEY", "PERIOD", "EXCLUDE",
    "LIKE", "FULLTEXT", "SPATIAL", "PARTITION", "PROJECTION", "CLUSTERED", "SUPPLEMENTAL",
})  # fmt: skip


def parse_partial_create(text: str) -> exp.Create | None:
    """Return ``CREATE TABLE t (a INT, b TEXT)`` without options, None if it has no columns.

    Return None also if a syntax error follows the column list: the faulty text may have been the
    options of a foreign table, whose rows come from another system.
    """
    match = _TABLE.match(text)
    if match is None or split_create_as(text)[1]:
        return None
    definition = read_definition(text, match.end())
    rest = text[text.find(definition, match.end()) + len(definition) :]
    columns = [_parse_column(item) for item in split_arguments(definition)]
    valid = [column for column in columns if column is not None]
    if not valid or any(column.name.startswith("@@") for column in valid) or _BROKEN.match(rest):
        return None
    schema = exp.Schema(this=build_named_table(match["name"]), expressions=valid)
    return exp.Create(this=schema, kind="TABLE")


def _parse_column(item: str) -> exp.ColumnDef | None:
    """Return one column definition, None for other items such as ``PRIMARY KEY (a)``."""
    match = _COLUMN.match(item)
    if match is None or match["name"].upper() in _NOT_COLUMNS:
        return None
    type_text = match["type"] or ""
    column = exp.ColumnDef(this=build_identifier(split_name(match["name"])[0]))
    if type_text.upper() not in {"", "AS", "NOT", "NULL", "DEFAULT", "GENERATED"}:
        column.set("kind", exp.DataType(this=exp.DataType.Type.USERDEFINED, kind=type_text))
    return column
