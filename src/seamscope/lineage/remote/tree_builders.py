"""Statements built by hand for constructs that the parser does not know."""

import re
from collections.abc import Callable, Sequence

from sqlglot import exp

from seamscope.lineage.parsing.parser import parse_single
from seamscope.lineage.query.model import Name
from seamscope.lineage.remote.text_readers import split_name

Trees = Sequence[exp.Expr]
# What makes plain statements of a construct: of what was found, the whole text and its dialect.
Rewriter = Callable[[re.Match[str], str, str], Trees]
RewriteRules = tuple[tuple[str, str, str, Rewriter], ...]  # a word it needs, pattern, technology


def build_identifier(name: str) -> exp.Identifier:
    """Return a name as it would be written: quoted only where it must be."""
    return exp.Identifier(this=name, quoted=not re.fullmatch(r"[A-Za-z_]\w*", name))


def build_named_table(dotted: str) -> exp.Table:
    """Return a table by its name as it is written."""
    return build_table(split_name(dotted))


def build_table(name: Name) -> exp.Table:
    """Return a table of up to four parts; a part that is left out stays empty."""
    idents = [build_identifier(part) for part in name]
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


def build_select(source: exp.Expr, columns: Sequence[str] = ()) -> exp.Select:
    """Return a SELECT of these columns, or of all."""
    wanted: list[exp.Expr] = [exp.Column(this=build_identifier(name)) for name in columns]
    return exp.Select(expressions=wanted or [exp.Star()], from_=exp.From(this=source))


def build_insert(target: exp.Expr, rows: exp.Expr, columns: Sequence[str] = ()) -> exp.Insert:
    """Return an INSERT of rows into a table."""
    if columns:
        names = [build_identifier(name) for name in columns]
        target = exp.Schema(this=target, expressions=names)
    return exp.Insert(this=target, expression=rows)


def build_create(
    target: exp.Expr, rows: exp.Expr, kind: str = "TABLE", also: exp.Expr | None = None
) -> exp.Create:
    """Return a CREATE TABLE … AS of rows, which are kept in another place as well."""
    made = exp.Create(this=target, kind=kind, expression=rows)
    if also is not None:
        made.set("properties", exp.Properties(expressions=[exp.ToTableProperty(this=also)]))
    return made


def build_union(sources: Sequence[exp.Expr], columns: Sequence[str] = ()) -> exp.Query:
    """Return a SELECT of these columns, or of all, from each of the sources."""
    found: exp.Query = build_select(sources[0], columns)
    for source in sources[1:]:
        rows = build_select(source, columns)
        found = exp.Union(this=found, expression=rows, distinct=False)
    return found


def build_rename(old: exp.Table, new: exp.Table) -> exp.Alter:
    """Return an ALTER TABLE … RENAME: what one table held stands in another."""
    return exp.Alter(this=old, kind="TABLE", actions=[exp.AlterRename(this=new)])


def parse_known(text: str, dialect: str) -> exp.Expr | None:
    """Return one statement's tree, None if it is not understood as it stands."""
    found = parse_single(text, dialect)
    return None if isinstance(found, exp.Command) else found


def parse_select_all(source: str, dialect: str) -> exp.Expr | None:
    """Return a SELECT of all that stands in FROM as it is written."""
    return parse_known(" ".join(("SELECT * FROM", source)), dialect)


def parse_column_names(definition: str, dialect: str) -> list[str]:
    """Return the names of the columns in what stands in CREATE TABLE's parentheses."""
    tree = parse_known(f"CREATE TABLE t ({definition})", dialect) or parse_known(
        f"CREATE TABLE t ({definition})", ""
    )
    if tree is None or not isinstance(tree.this, exp.Schema):
        return []
    return [item.name for item in tree.this.expressions if isinstance(item, exp.ColumnDef)]


def parse_table_function(call: str) -> exp.Expr | None:
    """Return a table function as it stands in FROM."""
    tree = parse_select_all(call, "clickhouse")
    from_ = tree.args.get("from_") if tree is not None else None
    return from_.this if isinstance(from_, exp.From) else None
