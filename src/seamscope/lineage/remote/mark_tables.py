"""Mark what a statement reads or writes on another system, before its scopes are walked.

A table on another system gets four parts, the first the name of the remote; pass-through text
becomes a subquery; files and folders go by their path.
"""

from collections.abc import Callable

from sqlglot import exp

from seamscope.lineage.catalog import Catalog
from seamscope.lineage.query.model import Name, fold
from seamscope.lineage.query.names import get_table_name
from seamscope.lineage.remote.connection_strings import register_connection
from seamscope.lineage.remote.local_table_functions import expand_local_functions
from seamscope.lineage.remote.qualify import build_remote_name, copy_attachments
from seamscope.lineage.remote.table_functions import (
    CATALOG_DIALECTS,
    read_argument,
    resolve_function,
)
from seamscope.lineage.remote.text_readers import split_name
from seamscope.lineage.remote.tree_builders import build_table
from seamscope.lineage.remote_systems import is_location

PASSING = frozenset({"openquery", "openrowset"})  # what they write to, a text names
LINKS = frozenset({"oracle", "teradata"})


def mark_remote_tables(tree: exp.Expr, context: Catalog, dialect: str) -> exp.Expr:
    """Return the tree with every table on another system marked as such."""
    if isinstance(tree, exp.Insert):
        _target_call(tree, context)
    found = _nodes(tree, dialect)
    ctes = {node.alias.casefold() for node in found if isinstance(node, exp.CTE)}
    for node in found:
        if not isinstance(node, exp.Table):
            continue
        if len(name := get_table_name(node)) == 1 and name[0].casefold() in ctes:
            continue
        made = _marked(node, context, dialect)
        if isinstance(made, exp.Subquery) and isinstance(node.parent, exp.Update | exp.Delete):
            made = _changed(made)
        if made is not None and made is not node:
            copy_attachments(node, made)
            if node.parent is None:
                tree = made
            else:
                node.replace(made)
    return tree


def _nodes(tree: exp.Expr, dialect: str) -> list[exp.Expr]:
    """Return the tables of a tree and its CTEs, once what functions hold is in place."""
    found = list(tree.find_all(exp.Table, exp.CTE, exp.Stream, exp.Func))
    return (
        list(tree.find_all(exp.Table, exp.CTE)) if expand_local_functions(found, dialect) else found
    )


def _marked(node: exp.Table, context: Catalog, dialect: str) -> exp.Expr | None:
    if isinstance(node.args.get("catalog"), exp.Anonymous):
        return _open_source(node, context)
    if isinstance(node.this, exp.Func):
        return resolve_function(node.this, context, dialect)
    name = get_table_name(node)
    if dialect == "clickhouse" and (word := WORDS.get(name)) is not None:
        return word(node)
    if dialect == "databricks" and len(name) == 2 and name[0].casefold() == "live":
        return build_table(name[1:])  # a table of the same pipeline
    made = _renamed(name, context, dialect) if name else None
    return build_table(made) if made and made != name else None


def _renamed(name: Name, context: Catalog, dialect: str) -> Name | None:
    """Return what a name stands for: a synonym's table, a link's, a catalog's."""
    for start in range(len(name)):
        if (other := context.synonyms.get(fold(name[start:]))) is not None:
            return _renamed(other, context, dialect) or other if other != name else other
    if name[-1] == "*":  # all of a schema, as IMPORT FOREIGN SCHEMA makes it
        return None
    joined = ".".join(name)
    if dialect in LINKS and "@" in joined[1:] and not is_location(name[0]):
        local, _, link = joined.partition("@")
        known = context.remotes.get(link.casefold())
        return build_remote_name(known.name if known else link, split_name(local))
    for end in (2, 1):
        prefix = context.prefixes.get(fold(name[:end])) if len(name) > end else None
        if prefix is not None:
            remote, database, *schema = prefix
            rest = name[end:]
            return build_remote_name(
                remote,
                (database, *(schema or [""]), rest[-1]) if len(rest) == 1 else (database, *rest),
            )
    if dialect in CATALOG_DIALECTS and len(name) == 3:
        return build_remote_name(name[0], name[1:])
    return None


def _infile(node: exp.Table) -> exp.Table | None:
    """INSERT INTO t FROM INFILE 'path': the path is taken for an alias."""
    path, node.args["alias"] = node.alias, None
    return build_table((path,)) if path else None


def _dictionary(node: exp.Table) -> exp.Table | None:
    """FROM dictionary('d.t'): the name is taken for a column of an alias."""
    alias = node.args.get("alias")
    named = alias.columns[:1] if isinstance(alias, exp.TableAlias) and not alias.name else []
    if not named:
        return None
    node.args["alias"] = None
    return build_table(split_name(named[0].sql("clickhouse")))


# What ClickHouse writes where a table's name could stand.
WORDS: dict[Name, Callable[[exp.Table], exp.Table | None]] = {
    ("INFILE",): _infile,
    ("dictionary",): _dictionary,
}


def _open_source(node: exp.Table, context: Catalog) -> exp.Table:
    """OPENDATASOURCE('provider', 'Data Source=…').db.schema.table."""
    call = node.args["catalog"]
    given = [read_argument(item) for item in call.expressions]
    name = register_connection(
        given[1] if len(given) > 1 else "", given[0], "OPENDATASOURCE", context
    )
    rest = get_table_name(exp.Table(this=node.this.copy(), db=node.args["db"].copy()))
    return build_table(build_remote_name(name, rest))


def _changed(passed: exp.Subquery) -> exp.Table | None:
    """UPDATE OPENQUERY(…), DELETE OPENQUERY(…): the table that the text names is changed."""
    inner = passed.find(exp.Table)
    return None if inner is None else build_table(get_table_name(inner))


def _target_call(tree: exp.Insert, context: Catalog) -> None:
    """INSERT INTO OPENQUERY(…), INSERT INTO FUNCTION s3(…): the target is elsewhere."""
    target = tree.this
    if isinstance(target, exp.Schema) and target.this.name.casefold() in PASSING:
        given = [read_argument(item) for item in target.expressions]
        made = resolve_function(
            exp.Anonymous(this=target.this.name, expressions=target.expressions), context
        )
        if made is not None and len(given) > 1:
            tree.set("this", _passed_to(made))
    elif isinstance(target, exp.Func):
        made = resolve_function(target, context, "clickhouse")
        if made is not None:
            tree.set("this", made)
            tree.args.pop("is_function", None)


def _passed_to(made: exp.Expr) -> exp.Expr:
    """Return the table that a pass-through text names, with the columns it lists."""
    inner = made.find(exp.Table)
    if inner is None or made is inner:
        return made
    plain = build_table(get_table_name(inner))
    named = [e.alias_or_name for e in made.this.expressions]
    idents = [exp.Identifier(this=name, quoted=True) for name in named if name not in {"", "*"}]
    return exp.Schema(this=plain, expressions=idents) if idents else plain
