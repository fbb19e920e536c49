"""A table's name and columns, from a definition of which the parser does not know some option."""

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
    rf"\s*CREATE\s+(?:(?!TABLE\b)\w+\s+){{0,4}}TABLE{IF_NOT}\s+(?P<name>{DOTTED})(?=\s*\()",
    re.I,
)
_COLUMN = re.compile(rf"(?P<name>{NAME})(?:\s+(?P<type>{DOTTED}(?:\s*\([^()]*\))?))?(?=\s|$)")
# What stands among the columns and is none.
_RULES = frozenset({
    "CONSTRAINT", "PRIMARY", "FOREIGN", "UNIQUE", "CHECK", "INDEX", "KEY", "PERIOD", "EXCLUDE",
    "LIKE", "FULLTEXT", "SPATIAL", "PARTITION", "PROJECTION", "CLUSTERED", "SUPPLEMENTAL",
})  # fmt: skip


def parse_partial_create(text: str) -> exp.Create | None:
    """Return a definition with the table's columns alone, None if it lists none."""
    found = _TABLE.match(text)
    if found is None or split_create_as(text)[1]:
        return None
    columns = [_column(item) for item in split_arguments(read_definition(text, found.end()))]
    known = [column for column in columns if column is not None]
    if not known:
        return None
    schema = exp.Schema(this=build_named_table(found["name"]), expressions=known)
    return exp.Create(this=schema, kind="TABLE")


def _column(item: str) -> exp.ColumnDef | None:
    found = _COLUMN.match(item)
    if found is None or found["name"].upper() in _RULES:
        return None
    kind = found["type"] or ""
    typed = kind if kind.upper() not in {"", "AS", "NOT", "NULL", "DEFAULT", "GENERATED"} else ""
    made = exp.ColumnDef(this=build_identifier(split_name(found["name"])[0]))
    if typed:
        made.set("kind", exp.DataType(this=exp.DataType.Type.USERDEFINED, kind=typed))
    return made
