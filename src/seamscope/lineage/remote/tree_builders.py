"""Build syntax trees by hand for statements that sqlglot does not support."""

import re
from collections.abc import Callable, Sequence

from sqlglot import exp

from seamscope.lineage.parsing.parser import parse_single
from seamscope.lineage.parsing.preprocess import remove_unsupported
from seamscope.lineage.query.model import Name
from seamscope.lineage.remote.text_readers import split_name, unquote

Trees = Sequence[exp.Expr]
# A function from (match of a rule's pattern, text, dialect) to statements that sqlglot supports.
Rewriter = Callable[[re.Match[str], str, str], Trees]
# Rules as tuples (words that the statement must contain, its pattern, its technology, rewriter).
# The first word of the statement must also be in `_HEADS` of rewrite_unparsed.py, which filters
# early.
RewriteRules = tuple[tuple[str, str, str, Rewriter], ...]


def build_identifier(name: str) -> exp.Identifier:
    """Return an identifier, quoted only if the name needs quotes."""
    return exp.Identifier(this=name, quoted=not re.fullmatch(r"[A-Za-z_]\w*", name))


def build_named_table(dotted: str) -> exp.Table:
    """Return the table with a dotted name, given as written: ``d."my t"``."""
    return build_table(split_name(dotted))


def build_path(literal: str) -> exp.Table:
    """Return a file, folder or bucket as a table that is named by its path: ``'s3://b/x'``."""
    return build_table((unquote(literal),))


def build_table(name: Name) -> exp.Table:
    """Return a table of up to four name parts; empty parts are kept: ``srv..t``."""
    parts = [build_identifier(part) for part in name]
    last: exp.Expr = parts[-1]
    if len(parts) == 4:
        last = exp.Dot(this=parts[2], expression=parts[3])
        parts = parts[:2]
    else:
        parts = parts[:-1]
    result = exp.Table(this=last)
    for key, part in zip(("db", "catalog"), reversed(parts), strict=False):
        result.set(key, part)
    return result


def build_select(source: exp.Expr, columns: Sequence[str] = ()) -> exp.Select:
    """Return ``SELECT a, b FROM source``, or ``SELECT * FROM source`` without columns."""
    projections: list[exp.Expr] = [exp.Column(this=build_identifier(name)) for name in columns]
    return exp.Select(expressions=projections or [exp.Star()], from_=exp.From(this=source))


def build_nulls(columns: Sequence[str]) -> exp.Select:
    """Return ``SELECT NULL AS a, NULL AS b``, for rows that do not come from a table."""
    values = [exp.alias_(exp.Null(), build_identifier(name)) for name in columns]
    return exp.Select(expressions=values or [exp.Null()])


def build_insert(target: exp.Expr, rows: exp.Expr, columns: Sequence[str] = ()) -> exp.Insert:
    """Return ``INSERT INTO target (a, b) rows``.

    rows: a query.
    """
    if columns:
        names = [build_identifier(name) for name in columns]
        target = exp.Schema(this=target, expressions=names)
    return exp.Insert(this=target, expression=rows)


def build_create(
    target: exp.Expr, rows: exp.Expr, kind: str = "TABLE", also: exp.Expr | None = None
) -> exp.Create:
    """Return ``CREATE TABLE target AS rows``.

    also: a second table or file to which the rows are written.
    """
    create = exp.Create(this=target, kind=kind, expression=rows)
    if also is not None:
        create.set("properties", exp.Properties(expressions=[exp.ToTableProperty(this=also)]))
    return create


def build_union(sources: Sequence[exp.Expr], columns: Sequence[str] = ()) -> exp.Query:
    """Return ``SELECT a, b FROM s UNION ALL SELECT a, b FROM r …`` over the sources."""
    union: exp.Query = build_select(sources[0], columns)
    for source in sources[1:]:
        rows = build_select(source, columns)
        union = exp.Union(this=union, expression=rows, distinct=False)
    return union


def build_rename(old: exp.Table, new: exp.Table) -> exp.Alter:
    """Return ``ALTER TABLE old RENAME TO new``, which moves all rows."""
    return exp.Alter(this=old, kind="TABLE", actions=[exp.AlterRename(this=new)])


def parse_known(text: str, dialect: str) -> exp.Expr | None:
    """Return the tree of one statement, None if sqlglot does not support it."""
    tree = parse_single(text, dialect)
    if tree is None and (repaired := remove_unsupported(text, dialect)) != text:
        tree = parse_single(repaired, dialect)
    return None if isinstance(tree, exp.Command) else tree


def parse_select_all(source: str, dialect: str) -> exp.Expr | None:
    """Return ``SELECT * FROM source`` for a source as written: a table, function or subquery."""
    return parse_known(" ".join(("SELECT * FROM", source)), dialect)


def parse_column_names(definition: str, dialect: str) -> list[str]:
    """Return the column names in the parentheses of CREATE TABLE: ``a INT, b TEXT`` -> a, b."""
    tree = parse_known(f"CREATE TABLE t ({definition})", dialect) or parse_known(
        f"CREATE TABLE t ({definition})", ""
    )
    if tree is None or not isinstance(tree.this, exp.Schema):
        return []
    return [item.name for item in tree.this.expressions if isinstance(item, exp.ColumnDef)]


def parse_table_function(call: str) -> exp.Expr | None:
    """Parse a table function as it is written in FROM: ``remote('host', 'd', 't')``."""
    tree = parse_select_all(call, "clickhouse")
    from_ = tree.args.get("from_") if tree is not None else None
    return from_.this if isinstance(from_, exp.From) else None
