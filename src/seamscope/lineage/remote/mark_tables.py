"""Rename the tables of a statement that are on another system, before its query is traced.

Such a table gets a name of four parts, and the first part is the remote system: ``srv..d.t``.
Pass-through SQL becomes a subquery. Files and folders are named by their path.
"""

from collections.abc import Callable, Iterator

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

PASS_THROUGH_TARGETS = frozenset({"openquery", "openrowset"})  # INSERT INTO f(srv, 'SELECT …')
LINK_DIALECTS = frozenset({"oracle", "teradata"})


def mark_remote_tables(
    tree: exp.Expr, catalog: Catalog, dialect: str
) -> tuple[exp.Expr, list[exp.Expr]]:
    """Rename every table on another system; return the tree and its calls of unknown functions.

    Oracle: ``SELECT a FROM t@link`` -> ``SELECT a FROM link...t AS t``. Unknown functions are
    functions that sqlglot does not support; the inputs may define them.
    """
    is_changed = isinstance(tree, exp.Insert) and _mark_function_target(tree, catalog)
    nodes = _list_tables(tree, dialect)
    ctes = {node.alias.casefold() for node in nodes if isinstance(node, exp.CTE)}
    for node in nodes:
        if not isinstance(node, exp.Table):
            continue
        if len(name := get_table_name(node)) == 1 and name[0].casefold() in ctes:
            continue
        replacement = _resolve_table(node, catalog, dialect)
        is_target = isinstance(node.parent, exp.Update | exp.Delete)
        if isinstance(replacement, exp.Subquery) and is_target:
            replacement = _get_changed_table(replacement)
        if replacement is not None and replacement is not node:
            copy_attachments(node, replacement)
            is_changed = True
            if node.parent is None:
                tree = replacement
            else:
                node.replace(replacement)
    if is_changed:
        nodes = list(tree.find_all(exp.Anonymous))
    return tree, [node for node in nodes if isinstance(node, exp.Anonymous)]


def _list_tables(tree: exp.Expr, dialect: str) -> list[exp.Expr]:
    """Return the tables and CTEs of a tree.

    Table functions such as ``query_table(['t'])`` are first replaced by the tables in their
    arguments.
    """
    nodes = list(tree.find_all(exp.Table, exp.CTE, exp.Stream, exp.Func))
    if expand_local_functions(nodes, dialect):
        return list(tree.find_all(exp.Table, exp.CTE, exp.Anonymous))
    return nodes


def _resolve_table(node: exp.Table, catalog: Catalog, dialect: str) -> exp.Expr | None:
    """Return the table or query that replaces a table, None to keep the table."""
    if isinstance(node.args.get("catalog"), exp.Anonymous):
        return _resolve_opendatasource(node, catalog)
    if isinstance(node.this, exp.Func):
        return resolve_function(node.this, catalog, dialect)
    name = get_table_name(node)
    if dialect == "clickhouse" and (replace_word := CLICKHOUSE_WORDS.get(name)) is not None:
        return replace_word(node)
    if dialect == "databricks" and len(name) == 2 and name[0].casefold() == "live":
        return build_table(name[1:])  # a table of the same pipeline
    resolved = _resolve_name(name, catalog, dialect) if name else None
    return build_table(resolved) if resolved and resolved != name else None


# Schemas whose names are often left out; "" is the schema of the session.
_OPEN_SCHEMAS = frozenset({"", "dbo", "public"})


def _list_synonym_keys(name: Name) -> Iterator[Name]:
    """Yield the keys under which a name may be a synonym: ``db.dm.gl`` -> ``db.dm.gl``, ``dm.gl``.

    The name without a schema is a key only after a default schema: ``dbo.gl`` may be the synonym
    ``gl``, but ``dm.gl`` may not.
    """
    folded = fold(name)
    for start in range(len(folded)):
        last = start == len(folded) - 1
        if not (last and start and folded[start - 1] not in _OPEN_SCHEMAS):
            yield folded[start:]


def _resolve_name(name: Name, catalog: Catalog, dialect: str) -> Name | None:
    """Return the remote name behind a synonym, database link or foreign catalog, None if local.

    If the catalog ``crm`` is on another system: ``crm.sales.t`` -> ``crm..sales.t``.
    """
    for key in _list_synonym_keys(name) if catalog.synonyms else ():
        if (other := catalog.synonyms.get(key)) is not None:
            return _resolve_name(other, catalog, dialect) or other if other != name else other
    if name[-1] == "*":  # all tables that IMPORT FOREIGN SCHEMA creates
        return None
    joined = ".".join(name)
    if dialect in LINK_DIALECTS and "@" in joined[1:] and not is_location(name[0]):
        local, _, link = joined.partition("@")
        known = catalog.remotes.get(link.casefold())
        return build_remote_name(known.name if known else link, split_name(local))
    for end in (2, 1) if catalog.prefixes else ():
        prefix = catalog.prefixes.get(fold(name[:end])) if len(name) > end else None
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


def _replace_infile(node: exp.Table) -> exp.Table | None:
    """Return the file of ``INSERT INTO t FROM INFILE 'path'``; the parser takes it for an alias."""
    path, node.args["alias"] = node.alias, None
    return build_table((path,)) if path else None


def _replace_dictionary(node: exp.Table) -> exp.Table | None:
    """Return the table of ``FROM dictionary('d.t')``.

    The parser takes its name for a column of an alias.
    """
    alias = node.args.get("alias")
    columns = alias.columns[:1] if isinstance(alias, exp.TableAlias) and not alias.name else []
    if not columns:
        return None
    node.args["alias"] = None
    return build_table(split_name(columns[0].sql("clickhouse")))


# Keywords of ClickHouse that the parser reads as the name of a table.
CLICKHOUSE_WORDS: dict[Name, Callable[[exp.Table], exp.Table | None]] = {
    ("INFILE",): _replace_infile,
    ("dictionary",): _replace_dictionary,
}


def _resolve_opendatasource(node: exp.Table, catalog: Catalog) -> exp.Table:
    """Return the remote table of ``OPENDATASOURCE('provider', 'Data Source=…').db.schema.t``."""
    call = node.args["catalog"]
    arguments = [read_argument(item) for item in call.expressions]
    name = register_connection(
        arguments[1] if len(arguments) > 1 else "", arguments[0], "OPENDATASOURCE", catalog
    )
    rest = get_table_name(exp.Table(this=node.this.copy(), db=node.args["db"].copy()))
    return build_table(build_remote_name(name, rest))


def _get_changed_table(pass_through: exp.Subquery) -> exp.Table | None:
    """Return the table that ``UPDATE OPENQUERY(srv, 'SELECT a FROM t')`` changes."""
    inner = pass_through.find(exp.Table)
    return None if inner is None else build_table(get_table_name(inner))


def _mark_function_target(tree: exp.Insert, catalog: Catalog) -> bool:
    """Mark the target of ``INSERT INTO OPENQUERY(…)`` or ``INSERT INTO FUNCTION s3(…)``.

    Return whether the statement has such a target.
    """
    target = tree.this
    if isinstance(target, exp.Schema) and target.this.name.casefold() in PASS_THROUGH_TARGETS:
        arguments = [read_argument(item) for item in target.expressions]
        resolved = resolve_function(
            exp.Anonymous(this=target.this.name, expressions=target.expressions), catalog
        )
        if resolved is not None and len(arguments) > 1:
            tree.set("this", _get_pass_through_target(resolved))
            return True
    elif isinstance(target, exp.Func):
        resolved = resolve_function(target, catalog, "clickhouse")
        if resolved is not None:
            tree.set("this", resolved)
            tree.args.pop("is_function", None)
            return True
    return False


def _get_pass_through_target(resolved: exp.Expr) -> exp.Expr:
    """Return the table that pass-through SQL reads, with the columns that the SQL selects."""
    inner = resolved.find(exp.Table)
    if inner is None or resolved is inner:
        return resolved
    table = build_table(get_table_name(inner))
    names = [e.alias_or_name for e in resolved.this.expressions]
    columns = [exp.Identifier(this=name, quoted=True) for name in names if name not in {"", "*"}]
    return exp.Schema(this=table, expressions=columns) if columns else table
