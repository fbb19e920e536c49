"""A table's name and columns, from a definition of which the parser does not know some option."""

import re

from sqlglot import exp

from seamscope.lineage.remote.text_readers import (
    DOTTED,
    IF_NOT,
    NAME,
    cut,
    definition,
    listed,
    parts,
)
from seamscope.lineage.remote.tree_builders import identifier, named

_TABLE = re.compile(
    rf"\s*CREATE\s+(?:(?!TABLE\b)\w+\s+){{0,4}}TABLE{IF_NOT}\s+(?P<name>{DOTTED})(?=\s*\()", re.I
)
_COLUMN = re.compile(rf"(?P<name>{NAME})(?:\s+(?P<type>{DOTTED}(?:\s*\([^()]*\))?))?(?=\s|$)")
# What stands among the columns and is none.
_RULES = frozenset({
    "CONSTRAINT", "PRIMARY", "FOREIGN", "UNIQUE", "CHECK", "INDEX", "KEY", "PERIOD", "EXCLUDE",
    "LIKE", "FULLTEXT", "SPATIAL", "PARTITION", "PROJECTION", "CLUSTERED", "SUPPLEMENTAL",
})  # fmt: skip


def outlined(text: str) -> exp.Create | None:
    """Return a definition with the table's columns alone, None if it lists none."""
    found = _TABLE.match(text)
    if found is None or cut(text)[1]:
        return None
    columns = [_column(item) for item in listed(definition(text, found.end()))]
    known = [column for column in columns if column is not None]
    if not known:
        return None
    schema = exp.Schema(this=named(found["name"]), expressions=known)
    return exp.Create(this=schema, kind="TABLE")


def _column(item: str) -> exp.ColumnDef | None:
    found = _COLUMN.match(item)
    if found is None or found["name"].upper() in _RULES:
        return None
    kind = found["type"] or ""
    typed = kind if kind.upper() not in {"", "AS", "NOT", "NULL", "DEFAULT", "GENERATED"} else ""
    made = exp.ColumnDef(this=identifier(parts(found["name"])[0]))
    if typed:
        made.set("kind", exp.DataType(this=exp.DataType.Type.USERDEFINED, kind=typed))
    return made
