"""Statements built by hand for constructs that the parser does not know."""

import re
from collections.abc import Sequence

from sqlglot import exp

from seamscope.lineage.model import Name
from seamscope.lineage.parse import one


def identifier(name: str) -> exp.Identifier:
    """Return a name as it would be written: quoted only where it must be."""
    return exp.Identifier(this=name, quoted=not re.fullmatch(r"[A-Za-z_]\w*", name))


def table(name: Name) -> exp.Table:
    """Return a table of up to four parts; a part that is left out stays empty."""
    idents = [identifier(part) for part in name]
    last: exp.Expr = idents[-1]
    if len(idents) == 4:
        last = exp.Dot(this=idents[2], expression=idents[3])
        idents = idents[:2]
    else:
        idents = idents[:-1]
    found = exp.Table(this=last)
    for key, ident in zip(("db", "catalog"), reversed(idents), strict=False):
        found.set(key, ident)
    return found


def select(source: exp.Expr, columns: Sequence[str] = ()) -> exp.Select:
    """Return a SELECT of these columns, or of all."""
    wanted: list[exp.Expr] = [exp.Column(this=identifier(name)) for name in columns]
    return exp.Select(expressions=wanted or [exp.Star()], from_=exp.From(this=source))


def filling(target: exp.Expr, rows: exp.Expr, columns: Sequence[str] = ()) -> exp.Insert:
    """Return an INSERT of rows into a table."""
    if columns:
        names = [identifier(name) for name in columns]
        target = exp.Schema(this=target, expressions=names)
    return exp.Insert(this=target, expression=rows)


def making(target: exp.Expr, rows: exp.Expr) -> exp.Create:
    """Return a CREATE TABLE … AS of rows."""
    return exp.Create(this=target, kind="TABLE", expression=rows)


def parsed(text: str, dialect: str) -> exp.Expr | None:
    """Return one statement's tree, None if it is not understood as it stands."""
    found = one(text, dialect)
    return None if isinstance(found, exp.Command) else found


def columns_of(definition: str, dialect: str) -> list[str]:
    """Return the names of the columns in what stands in CREATE TABLE's parentheses."""
    tree = parsed(f"CREATE TABLE t ({definition})", dialect) or parsed(
        f"CREATE TABLE t ({definition})", ""
    )
    if tree is None or not isinstance(tree.this, exp.Schema):
        return []
    return [item.name for item in tree.this.expressions if isinstance(item, exp.ColumnDef)]


def called(call: str) -> exp.Expr | None:
    """Return a table function as it stands in FROM."""
    tree = parsed(" ".join(("SELECT * FROM", call)), "clickhouse")
    from_ = tree.args.get("from_") if tree is not None else None
    return from_.this if isinstance(from_, exp.From) else None
