"""Variables that a change of rows fills: UPDATE t SET @a = x, RETURNING x INTO v."""

import re
from collections.abc import Iterator
from dataclasses import replace

from sqlglot import exp

from seamscope.lineage.query.model import QueryResult
from seamscope.lineage.script.assignments import WORDS, named
from seamscope.lineage.script.execution import Execution
from seamscope.lineage.script.flows import Out
from seamscope.lineage.script.variables import take
from seamscope.lineage.split import Statement

_RETURNING = re.compile(
    rf"(?P<head>\bRETURN(?:ING)?\b.*?)\s+(?:BULK\s+COLLECT\s+)?INTO\s+(?:STRICT\s+)?"
    rf"(?P<names>{WORDS})\s*;?\s*$",
    re.I | re.S,
)
CHANGES = frozenset({"INSERT", "UPDATE", "DELETE", "MERGE", "WITH"})
CAUGHT = ("\0caught",)  # rows that a statement has changed


def freed(reader: Execution, tree: exp.Expr) -> exp.Expr:
    """Return an UPDATE without the variables it sets: UPDATE t SET @a = x, @b = c = y."""
    names: list[str] = []
    values_: list[exp.Expr] = []
    kept: list[exp.Expr] = []
    for item in tree.expressions:
        if not (isinstance(item, exp.EQ) and isinstance(item.this, exp.Parameter)):
            kept.append(item)
            continue
        names.append(f"@{item.this.name}")
        both = isinstance(item.expression, exp.EQ)
        kept += [item.expression] if both else []
        values_.append((item.expression.expression if both else item.expression).copy())
    if not names:
        return tree
    query = _rows_of(tree, values_)
    take(reader.frame, names, reader.walk(query.copy())[1] or QueryResult())
    tree.set("expressions", kept)
    return tree if kept else query


def without_into(piece: Statement) -> tuple[Statement, list[str]]:
    """Return a statement without its RETURNING … INTO, and the variables that this names."""
    found = _RETURNING.search(piece.text) if piece.head in CHANGES else None
    if found is None:
        return piece, []
    text = piece.text[: found.start()] + re.sub(
        r"^RETURN\b", "RETURNING", found["head"], flags=re.I
    )
    return replace(piece, text=text), named(found["names"])


def caught(reader: Execution, piece: Statement, tree: exp.Expr, names: list[str]) -> Iterator[Out]:
    """Read a statement whose changed rows go into variables."""
    returning = tree.args.get("returning")
    if isinstance(returning, exp.Returning):
        for index, item in enumerate(returning.expressions):
            if not isinstance(item, exp.Star):
                item.replace(exp.alias_(item.unalias().copy(), f"c{index}"))
        returning.set("into", exp.Table(this=exp.Identifier(this=CAUGHT[0], quoted=True)))
    reader.frame.named.add(CAUGHT)
    yield from reader.emit(tree, piece)
    if (rows := reader.frame.temps.pop(CAUGHT, None)) is not None:
        take(reader.frame, names, rows)


def _rows_of(tree: exp.Expr, columns: list[exp.Expr]) -> exp.Select:
    """Return a query over the rows that an UPDATE changes."""
    from_ = tree.args.get("from_") or exp.From(this=tree.this)
    query = exp.Select(expressions=columns, from_=from_.copy())
    if (where := tree.args.get("where")) is not None:
        query.set("where", where.copy())
    target = tree.this.alias_or_name.casefold()
    if all(t.alias_or_name.casefold() != target for t in query.find_all(exp.Table)):
        query.append("joins", exp.Join(this=tree.this.copy()))
    return query
