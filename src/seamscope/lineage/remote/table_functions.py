"""Table functions that read another system: OPENQUERY, dblink, EXTERNAL_QUERY, s3 and others."""

import re
from collections.abc import Callable, Sequence, Set

from sqlglot import exp

from seamscope.lineage.catalog import Catalog
from seamscope.lineage.query.names import get_table_name
from seamscope.lineage.remote.connection_strings import get_database, register_connection
from seamscope.lineage.remote.dynamic_names import add_note
from seamscope.lineage.remote.local_table_functions import combine_tables, is_local_function
from seamscope.lineage.remote.qualify import build_remote_name, move_to_remote, prefix_database
from seamscope.lineage.remote.text_readers import split_name
from seamscope.lineage.remote.tree_builders import build_select, build_table, parse_known
from seamscope.lineage.remote_systems import Remote, find_dialect, is_location, parse_connection

FILE_FUNCTIONS = re.compile(
    r"^(read|scan)_|_scan$|^(s3|gcs|url|hdfs|azureblobstorage|file|deltalake|iceberg"
    r"|parquet_scan|read_files|cloud_files|infer_schema|glob)(cluster)?$",
    re.I,
)


CATALOG_DIALECTS = frozenset({"trino", "presto", "athena"})  # the first of three parts is a system
KAFKA_FUNCTION = "read_kafka"
# Functions that read files only, so that any argument is a path.
FILE_ONLY_FUNCTIONS = frozenset({
    "read_csv_auto", "parquet_scan", "read_json", "read_json_auto", "read_ndjson", "read_text",
    "read_blob", "read_xlsx", "read_files", "cloud_files", "iceberg_scan", "delta_scan",
})  # fmt: skip
PASS_THROUGH_FUNCTIONS = frozenset({"query", "raw_query"})  # Trino functions
SCHEMA_POSITION = 5  # in postgresql(host, database, table, user, password, schema)


def may_read_remote(node: exp.Expr) -> bool:
    """Return whether a table function may read another system or files, judging by its name."""
    name = node.name if isinstance(node, exp.Anonymous) else type(node).__name__
    reads = isinstance(node, exp.ReadCSV | exp.ReadParquet) or FILE_FUNCTIONS.search(name)
    return bool(reads) or name.casefold() in _RESOLVERS or is_local_function(node)


def mentions_remote(words: Set[str]) -> bool:
    """Return whether any of these lower-case words is a function that reads another system."""
    return not words.isdisjoint(_RESOLVERS)


def resolve_function(node: exp.Expr, catalog: Catalog, dialect: str = "") -> exp.Expr | None:
    """Return the remote table or query that a function reads, None if it reads none.

    ``OPENQUERY(srv, 'SELECT a FROM t')`` -> ``(SELECT a FROM srv...t)``.
    """
    name = node.name if isinstance(node, exp.Anonymous) else type(node).__name__
    resolve = _RESOLVERS.get(name.casefold())
    arguments = _list_arguments(node)
    if resolve is not None:
        return resolve([read_argument(item) for item in arguments], catalog)
    if name.casefold() == KAFKA_FUNCTION:
        return _resolve_kafka(node)
    if FILE_FUNCTIONS.search(name) or isinstance(node, exp.ReadCSV | exp.ReadParquet):
        files = [
            build_table((path,)) for path in map(read_argument, arguments) if is_location(path)
        ]
        return combine_tables(files) or _resolve_file(node, arguments)
    return _resolve_trino_query(node, catalog) if dialect in CATALOG_DIALECTS else None


def _resolve_file(node: exp.Expr, arguments: Sequence[exp.Expr]) -> exp.Expr | None:
    """Return the file of a function that reads only files: ``read_text('notes')``.

    Its path need not have the extension of a data file.
    """
    name = node.name if isinstance(node, exp.Anonymous) else ""
    if not arguments or (name and name.casefold() not in FILE_ONLY_FUNCTIONS):
        return None
    if isinstance(arguments[0], exp.Literal):
        return build_table((f"./{arguments[0].name}",))
    add_note(node.root(), "a file path is an expression with an unknown value; use a literal path")
    return None


def _resolve_trino_query(node: exp.Expr, catalog: Catalog) -> exp.Expr | None:
    """Return the query of Trino's ``TABLE(catalog.system.query(query => 'SELECT …'))``.

    The query is parsed in the dialect of the system that the catalog refers to.
    """
    inner = node.expressions[0] if node.expressions else None
    if not isinstance(inner, exp.Dot) or inner.name.casefold() not in PASS_THROUGH_FUNCTIONS:
        return None
    arguments = [read_argument(item) for item in inner.expression.expressions]
    name = next(inner.find_all(exp.Identifier, bfs=False)).name
    known = catalog.remotes.get(name.casefold())
    if not arguments:
        return None
    return _build_pass_through(name, arguments[0], known.dialect if known else "")


def _list_arguments(call: exp.Expr) -> Sequence[exp.Expr]:
    """Return the arguments of a call, with the items of arrays: ``f(a, [b, c])`` -> a, b, c."""
    first = [a for a in (call.args.get("this"),) if isinstance(a, exp.Expr)]
    every = [*first, *call.expressions]
    return [i for a in every for i in (a.expressions if isinstance(a, exp.Array) else [a])]


def read_argument(node: exp.Expr) -> str:
    """Return the string in an argument; if the argument is a name, return the dotted name."""
    if isinstance(node, exp.Kwarg | exp.PropertyEQ | exp.EQ):
        node = node.expression
    match node:
        case exp.Column():
            return ".".join(part.name for part in node.parts)
        case exp.Table():
            return ".".join(get_table_name(node))
        case _:
            return node.name


def _build_pass_through(remote: str, text: str, dialect: str, database: str = "") -> exp.Expr:
    """Return pass-through SQL as a subquery over tables of the remote system.

    If the SQL cannot be parsed, the subquery reads the system as a whole.
    """
    tree = parse_known(text, dialect) or (parse_known(text, "") if dialect else None)
    if not isinstance(tree, exp.Query):
        tree = build_select(build_table((remote, "", "", "")))
    return exp.Subquery(this=move_to_remote(tree, remote, database))


def _resolve_openquery(arguments: list[str], catalog: Catalog) -> exp.Expr | None:
    """Return the query of ``OPENQUERY(srv, 'SELECT a FROM t')``, parsed in the server's dialect."""
    if len(arguments) < 2:
        return None
    known = catalog.remotes.get(arguments[0].casefold())
    return _build_pass_through(
        arguments[0], arguments[1], known.dialect if known and known.dialect else "tsql"
    )


def _resolve_openrowset(arguments: list[str], catalog: Catalog) -> exp.Expr | None:
    """Return the query, table or file of ``OPENROWSET('SQLNCLI', 'Server=h;…', 'SELECT …')``."""
    if arguments and is_location(arguments[0]):
        return build_table((arguments[0],))
    if len(arguments) < 2:
        return None
    *first, last = arguments
    text = ";".join(first[1:])
    name = register_connection(text, arguments[0], "OPENROWSET", catalog)
    database = get_database(text, name)
    if re.match(r"\s*(?:select|with|exec)\b", last, re.I):
        return _build_pass_through(name, last, find_dialect(arguments[0]) or "tsql", database)
    return build_table(build_remote_name(name, prefix_database(database, split_name(last))))


def _resolve_dblink(arguments: list[str], catalog: Catalog) -> exp.Expr | None:
    """Return the query of Postgres' ``dblink('conn', 'SELECT a FROM t')``.

    The first argument is the name of a connection, or a connection string.
    """
    if len(arguments) < 2:
        return None
    known = catalog.remotes.get(arguments[0].casefold())
    if known is not None or not re.search(r"[=:/]", arguments[0]):
        return _build_pass_through(arguments[0], arguments[1], "postgres")
    name = register_connection(arguments[0], "postgres", "dblink", catalog)
    return _build_pass_through(name, arguments[1], "postgres", get_database(arguments[0], name))


def _resolve_external_query(arguments: list[str], catalog: Catalog) -> exp.Expr | None:
    """Return the query of BigQuery's ``EXTERNAL_QUERY('project.region.conn', 'SELECT …')``."""
    if len(arguments) < 2:
        return None
    name = arguments[0].replace(".", "/").split("/")[-1]
    if name.casefold() not in catalog.remotes:
        catalog.add_remote(Remote(name=name, technology="EXTERNAL_QUERY"))
    return _build_pass_through(name, arguments[1], "")


def _make_host_resolver(
    product: str, technology: str
) -> Callable[[list[str], Catalog], exp.Expr | None]:
    """Return a function that resolves ClickHouse's ``mysql('host:port', 'db', 't', …)``.

    product: the product of the remote system, such as "mysql".
    technology: the name of the technology in flows, such as "mysql()".
    """

    def resolve(arguments: list[str], catalog: Catalog) -> exp.Expr | None:
        if len(arguments) < 2:
            return None
        name = register_connection(arguments[0], product, technology, catalog)
        rest = split_name(arguments[1])
        if len(rest) == 1 and len(arguments) > 2 and arguments[2]:
            has_schema = product == "postgresql" and len(arguments) > SCHEMA_POSITION
            schema = arguments[SCHEMA_POSITION] if has_schema else ""
            rest = (arguments[1], schema, arguments[2]) if product else (arguments[1], arguments[2])
        return build_table(build_remote_name(name, rest))

    return resolve


def _make_scan_resolver(product: str) -> Callable[[list[str], Catalog], exp.Expr | None]:
    """Return a function that resolves ``postgres_scan('host=… dbname=…', 'schema', 't')``.

    DuckDB has such functions for several products.
    """

    def resolve(arguments: list[str], catalog: Catalog) -> exp.Expr | None:
        if len(arguments) < 3:
            return None
        name = register_connection(arguments[0], product, f"{product}_scan()", catalog)
        if product == "mysql":  # its schema argument is a database
            return build_table(build_remote_name(name, (arguments[1], "", arguments[2])))
        return build_table(
            build_remote_name(name, (get_database(arguments[0], name), arguments[1], arguments[2]))
        )

    return resolve


def _resolve_attached_query(arguments: list[str], catalog: Catalog) -> exp.Expr | None:
    """Return the query of DuckDB's ``postgres_query('attached', 'SELECT a FROM t')``."""
    known = catalog.remotes.get(arguments[0].casefold())
    dialect = known.dialect if known else ""
    return _build_pass_through(arguments[0], arguments[1], dialect) if len(arguments) > 1 else None


def _resolve_sqlite(arguments: list[str], catalog: Catalog) -> exp.Expr | None:
    """Return the table of ``sqlite('file.db', 't')`` (ClickHouse, DuckDB)."""
    if len(arguments) < 2:
        return None
    name = register_connection(arguments[0], "sqlite", "sqlite()", catalog)
    return build_table(build_remote_name(name, (arguments[1],)))


def _resolve_jdbc(arguments: list[str], catalog: Catalog) -> exp.Expr | None:
    """Return the table of ClickHouse's ``jdbc('jdbc:…', 'db', 't')`` or ``odbc('DSN=…', 't')``."""
    name = register_connection(arguments[0], "", "JDBC", catalog)
    path = split_name(arguments[-1]) if re.fullmatch(r"[\w.\"`]+", arguments[-1]) else ("",)
    return build_table(
        build_remote_name(name, prefix_database(get_database(arguments[0], name), path))
    )


def _resolve_kafka(node: exp.Expr) -> exp.Expr | None:
    """Return the topic of ``read_kafka(bootstrapServers => 'host:port', subscribe => 'topic')``."""
    options = {
        k.name.casefold(): read_argument(k) for k in node.expressions if isinstance(k, exp.Kwarg)
    }
    host = parse_connection(options.get("bootstrapservers", "").split(",")[0])[0]
    topic = options.get("subscribe", "")
    return build_table((host, "", "", topic)) if host and topic else None


_RESOLVERS: dict[str, Callable[[list[str], Catalog], exp.Expr | None]] = {
    "openquery": _resolve_openquery,
    "openrowset": _resolve_openrowset,
    "dblink": _resolve_dblink,
    "external_query": _resolve_external_query,
    "remote": _make_host_resolver("", "remote()"),
    "remotesecure": _make_host_resolver("", "remote()"),
    "cluster": _make_host_resolver("", "cluster()"),
    "mysql": _make_host_resolver("mysql", "mysql()"),
    "postgresql": _make_host_resolver("postgresql", "postgresql()"),
    "mongodb": _make_host_resolver("mongodb", "mongodb()"),
    "jdbc": _resolve_jdbc,
    "odbc": _resolve_jdbc,
    "postgres_scan": _make_scan_resolver("postgres"),
    "postgres_scan_pushdown": _make_scan_resolver("postgres"),
    "mysql_scan": _make_scan_resolver("mysql"),
    "sqlite_scan": _resolve_sqlite,
    "sqlite": _resolve_sqlite,
    "postgres_query": _resolve_attached_query,
    "mysql_query": _resolve_attached_query,
}
