"""Functions in FROM that read another system: OPENQUERY, dblink, EXTERNAL_QUERY, s3 and so on."""

import re
from collections.abc import Callable, Sequence

from sqlglot import exp

from seamscope.lineage.catalog import Catalog
from seamscope.lineage.query.names import get_table_name
from seamscope.lineage.remote.connection_strings import get_database, register_connection
from seamscope.lineage.remote.dynamic_names import add_note
from seamscope.lineage.remote.local_table_functions import combine_tables, is_local_function
from seamscope.lineage.remote.qualify import build_remote_name, move_to_remote, prefix_database
from seamscope.lineage.remote.text_readers import split_name
from seamscope.lineage.remote.tree_builders import build_select, build_table, parse_known
from seamscope.lineage.remote_systems import Remote, connection, dialect_of, is_location

READERS = re.compile(
    r"^(read|scan)_|_scan$|^(s3|gcs|url|hdfs|azureblobstorage|file|deltalake|iceberg"
    r"|parquet_scan|read_files|cloud_files|infer_schema|glob)(cluster)?$",
    re.I,
)


CATALOG_DIALECTS = frozenset({"trino", "presto", "athena"})  # the first of three parts is a system
KAFKA = "read_kafka"
# What reads files alone, whatever they are called.
FILES = frozenset({
    "read_csv_auto", "parquet_scan", "read_json", "read_json_auto", "read_ndjson", "read_text",
    "read_blob", "read_xlsx", "read_files", "cloud_files", "iceberg_scan", "delta_scan",
})  # fmt: skip
ASKING = frozenset({"query", "raw_query"})  # Trino's functions that pass a text on
SCHEMA = 5  # where postgresql(host, database, table, user, password, schema) has it


def may_read_remote(node: exp.Expr) -> bool:
    """Tell whether a function is one that reads another system, or files."""
    name = node.name if isinstance(node, exp.Anonymous) else type(node).__name__
    reads = isinstance(node, exp.ReadCSV | exp.ReadParquet) or READERS.search(name)
    return bool(reads) or name.casefold() in _CALLS or is_local_function(node)


def resolve_function(node: exp.Expr, context: Catalog, dialect: str = "") -> exp.Expr | None:
    """Return the other system's table or query a function reads, None if it reads none."""
    name = node.name if isinstance(node, exp.Anonymous) else type(node).__name__
    reader = _CALLS.get(name.casefold())
    given = _arguments(node)
    if reader is not None:
        return reader([read_argument(item) for item in given], context)
    if name.casefold() == KAFKA:
        return _kafka(node)
    if READERS.search(name) or isinstance(node, exp.ReadCSV | exp.ReadParquet):
        found = [build_table((said,)) for said in map(read_argument, given) if is_location(said)]
        return combine_tables(found) or _file(node, given)
    return _asked_by(node, context) if dialect in CATALOG_DIALECTS else None


def _file(node: exp.Expr, given: Sequence[exp.Expr]) -> exp.Expr | None:
    """Return the file that a reader of files names without an ending that tells it is one."""
    name = node.name if isinstance(node, exp.Anonymous) else ""
    if not given or (name and name.casefold() not in FILES):
        return None
    if isinstance(given[0], exp.Literal):
        return build_table((f"./{given[0].name}",))
    add_note(node.root(), "a file is named by an expression, whose value is not known here")
    return None


def _asked_by(node: exp.Expr, context: Catalog) -> exp.Expr | None:
    """Trino's TABLE(catalog.system.query(query => '…')): the text is in the catalog's dialect."""
    inner = node.expressions[0] if node.expressions else None
    if not isinstance(inner, exp.Dot) or inner.name.casefold() not in ASKING:
        return None
    given = [read_argument(item) for item in inner.expression.expressions]
    catalog = next(inner.find_all(exp.Identifier, bfs=False)).name
    known = context.remotes.get(catalog.casefold())
    return _passed(catalog, given[0], known.dialect if known else "") if given else None


def _arguments(call: exp.Expr) -> Sequence[exp.Expr]:
    found = [a for a in (call.args.get("this"),) if isinstance(a, exp.Expr)]
    every = [*found, *call.expressions]
    return [i for a in every for i in (a.expressions if isinstance(a, exp.Array) else [a])]


def read_argument(node: exp.Expr) -> str:
    """Return an argument's text or dotted name."""
    if isinstance(node, exp.Kwarg | exp.PropertyEQ | exp.EQ):
        node = node.expression
    match node:
        case exp.Column():
            return ".".join(part.name for part in node.parts)
        case exp.Table():
            return ".".join(get_table_name(node))
        case _:
            return node.name


def _passed(remote: str, text: str, dialect: str, database: str = "") -> exp.Expr:
    """Return pass-through text as a subquery over tables of the remote."""
    tree = parse_known(text, dialect) or (parse_known(text, "") if dialect else None)
    if not isinstance(tree, exp.Query):
        tree = build_select(build_table((remote, "", "", "")))
    return exp.Subquery(this=move_to_remote(tree, remote, database))


def _resolve_openquery(given: list[str], context: Catalog) -> exp.Expr | None:
    """OPENQUERY(server, 'text'): the text is in the server's own dialect."""
    if len(given) < 2:
        return None
    known = context.remotes.get(given[0].casefold())
    return _passed(given[0], given[1], known.dialect if known and known.dialect else "tsql")


def _openrowset(given: list[str], context: Catalog) -> exp.Expr | None:
    if given and is_location(given[0]):
        return build_table((given[0],))
    if len(given) < 2:
        return None
    *first, last = given
    text = ";".join(first[1:])
    name = register_connection(text, given[0], "OPENROWSET", context)
    database = get_database(text, name)
    if re.match(r"\s*(?:select|with|exec)\b", last, re.I):
        return _passed(name, last, dialect_of(given[0]) or "tsql", database)
    return build_table(build_remote_name(name, prefix_database(database, split_name(last))))


def _dblink(given: list[str], context: Catalog) -> exp.Expr | None:
    if len(given) < 2:
        return None
    known = context.remotes.get(given[0].casefold())
    if known is not None or not re.search(r"[=:/]", given[0]):
        return _passed(given[0], given[1], "postgres")
    name = register_connection(given[0], "postgres", "dblink", context)
    return _passed(name, given[1], "postgres", get_database(given[0], name))


def _external_query(given: list[str], context: Catalog) -> exp.Expr | None:
    if len(given) < 2:
        return None
    name = given[0].replace(".", "/").split("/")[-1]
    if name.casefold() not in context.remotes:
        context.define(Remote(name=name, technology="EXTERNAL_QUERY"))
    return _passed(name, given[1], "")


def _hosted(product: str, technology: str) -> Callable[[list[str], Catalog], exp.Expr | None]:
    """Return a reader of `f('host:port', 'db', 'table', …)`, `f('host', db.table)`."""

    def read(given: list[str], context: Catalog) -> exp.Expr | None:
        if len(given) < 2:
            return None
        name = register_connection(given[0], product, technology, context)
        rest = split_name(given[1])
        if len(rest) == 1 and len(given) > 2 and given[2]:
            schema = given[SCHEMA] if product == "postgresql" and len(given) > SCHEMA else ""
            rest = (given[1], schema, given[2]) if product else (given[1], given[2])
        return build_table(build_remote_name(name, rest))

    return read


def _scanned(product: str) -> Callable[[list[str], Catalog], exp.Expr | None]:
    """Return DuckDB's reader of `f('host=… dbname=…', 'schema', 'table')`."""

    def read(given: list[str], context: Catalog) -> exp.Expr | None:
        if len(given) < 3:
            return None
        name = register_connection(given[0], product, f"{product}_scan()", context)
        if product == "mysql":  # what it calls a schema is a database
            return build_table(build_remote_name(name, (given[1], "", given[2])))
        return build_table(
            build_remote_name(name, (get_database(given[0], name), given[1], given[2]))
        )

    return read


def _asked(given: list[str], context: Catalog) -> exp.Expr | None:
    """DuckDB's postgres_query('attached', 'text')."""
    known = context.remotes.get(given[0].casefold())
    dialect = known.dialect if known else ""
    return _passed(given[0], given[1], dialect) if len(given) > 1 else None


def _sqlite(given: list[str], context: Catalog) -> exp.Expr | None:
    if len(given) < 2:
        return None
    name = register_connection(given[0], "sqlite", "sqlite()", context)
    return build_table(build_remote_name(name, (given[1],)))


def _jdbc(given: list[str], context: Catalog) -> exp.Expr | None:
    name = register_connection(given[0], "", "JDBC", context)
    path = split_name(given[-1]) if re.fullmatch(r"[\w.\"`]+", given[-1]) else ("",)
    return build_table(build_remote_name(name, prefix_database(get_database(given[0], name), path)))


def _kafka(node: exp.Expr) -> exp.Expr | None:
    """Databricks' read_kafka(bootstrapServers => 'host:port', subscribe => 'topic')."""
    given = {
        k.name.casefold(): read_argument(k) for k in node.expressions if isinstance(k, exp.Kwarg)
    }
    host = connection(given.get("bootstrapservers", "").split(",")[0])[0]
    topic = given.get("subscribe", "")
    return build_table((host, "", "", topic)) if host and topic else None


_CALLS: dict[str, Callable[[list[str], Catalog], exp.Expr | None]] = {
    "openquery": _resolve_openquery,
    "openrowset": _openrowset,
    "dblink": _dblink,
    "external_query": _external_query,
    "remote": _hosted("", "remote()"),
    "remotesecure": _hosted("", "remote()"),
    "cluster": _hosted("", "cluster()"),
    "mysql": _hosted("mysql", "mysql()"),
    "postgresql": _hosted("postgresql", "postgresql()"),
    "mongodb": _hosted("mongodb", "mongodb()"),
    "jdbc": _jdbc,
    "odbc": _jdbc,
    "postgres_scan": _scanned("postgres"),
    "postgres_scan_pushdown": _scanned("postgres"),
    "mysql_scan": _scanned("mysql"),
    "sqlite_scan": _sqlite,
    "sqlite": _sqlite,
    "postgres_query": _asked,
    "mysql_query": _asked,
}
