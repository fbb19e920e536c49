"""Rewrite tables whose rows are elsewhere: in files, stages, data sources or foreign servers."""

import re

from sqlglot import exp

from seamscope.lineage.query.model import Name
from seamscope.lineage.remote.text_readers import (
    CREATE,
    DOTTED,
    IF_NOT,
    NAME,
    STRING,
    read_definition,
    read_name_after,
    read_options,
    read_parentheses,
    read_texts,
    split_arguments,
    split_create_as,
    split_name,
    unquote,
)
from seamscope.lineage.remote.tree_builders import (
    RewriteRules,
    Trees,
    build_create,
    build_named_table,
    build_nulls,
    build_select,
    build_table,
    build_union,
    parse_column_names,
    parse_known,
    parse_table_function,
)
from seamscope.lineage.remote_systems import is_location, parse_connection, read_store

_STORED = re.compile(
    r"\bUSING\s*\((?:(?!\bUSING\s*\().)*?\bLOCATION\s*\(\s*'(?P<location>[^']*)'", re.I | re.S
)

# The bucket in an external table of Db2: S3('endpoint', 'key', 'secret', 'bucket').
_BUCKET = re.compile(r"\b(?:S3|SWIFT)\s*\((?P<arguments>[^()]*)\)", re.I)
_DATA_OBJECT = re.compile(rf"\bDATAOBJECT\b\s*(?:\(\s*)?{STRING}", re.I)
# ``EXTERNAL 'f' (a INT) USING (…)``, up to the options
_EXTERNAL_FILE = re.compile(
    rf"\bEXTERNAL\s+{STRING}\s*+(?:(?:\([^()]*(?:\([^()]*\)[^()]*)*\)|LIKE\s+{DOTTED})\s*+)?", re.I
)


def _rewrite_foreign_table(match: re.Match[str], text: str, dialect: str) -> Trees:
    """Rewrite ``CREATE FOREIGN TABLE t … SERVER srv …`` as a query over its remote table.

    Teradata foreign tables read files: ``… USING (LOCATION ('/s3/bucket.s3.amazonaws.com/x'))``.
    """
    local = split_name(match[1])
    if files := _STORED.search(text, match.end()):
        columns = parse_column_names(read_definition(text, match.end()), dialect)
        source = build_table((read_store(files["location"]),))
        return [build_create(build_table(local), build_select(source, columns))]
    server = read_name_after(text, r"\bSERVER")
    names = parse_column_names(_remove_options(read_parentheses(text, match.end())), dialect)
    options = read_options(text[text.upper().rfind("SERVER") :])
    if "program" in options:  # file_fdw: a command line prints the rows
        return [build_create(build_table(local), build_nulls(names))]
    if filename := options.get("filename"):
        return [build_create(build_table(local), build_select(build_table((filename,)), names))]
    schema = options.get("schema_name") or options.get("schema") or ""
    name = options.get("table_name") or options.get("table") or local[-1]
    remote = build_table((server, "", schema, name))
    return [build_create(build_table(local), build_select(remote, names))] if server else []


def _remove_options(definition: str) -> str:
    """Return column definitions without OPTIONS (…), which columns of foreign tables may have."""
    return re.sub(r"\bOPTIONS\s*+\((?:(?!\bOPTIONS\s*+\()[^)])*+\)", "", definition, flags=re.I)


def _rewrite_import_schema(match: re.Match[str], text: str, dialect: str) -> Trees:
    """Rewrite ``IMPORT FOREIGN SCHEMA s LIMIT TO (a) … INTO l`` as the creation of l.a from s.a."""
    limited = re.search(r"\bLIMIT\s++TO\s*+\(((?:(?!\bLIMIT\s)[^)])*+)\)", text, re.I)
    server, schema = split_name(match["server"])[-1], split_name(match["schema"])[-1]
    names = [split_name(n)[-1] for n in split_arguments(limited[1])] if limited else ["*"]
    return [
        build_create(
            build_table((*split_name(match["local"]), name)),
            build_select(build_table((server, "", schema, name))),
        )
        for name in names
    ]


def _rewrite_external_table(match: re.Match[str], text: str, dialect: str) -> Trees:
    """Rewrite ``CREATE EXTERNAL TABLE t (a INT) …`` as a query over its source, stage or files."""
    head, query = split_create_as(text)
    remotes = [build_table(remote) for remote in _list_storage(split_name(match[1]), head)]
    if query:
        return _build_stored_query(match[1], query, remotes, dialect)
    names = parse_column_names(_remove_options(read_definition(text, match.end())), dialect)
    if not remotes and (source := _build_storage_handler_source(head)) is not None:
        return [build_create(build_named_table(match[1]), build_select(source, names))]
    if not remotes:
        return []
    return [build_create(build_named_table(match[1]), build_union(remotes, names))]


def _build_storage_handler_source(head: str) -> exp.Expr | None:
    """Return the JDBC table or Kafka topic that a Hive table stores its rows in.

    Return None if the table has no storage handler, or one of another kind.
    """
    options = read_options(head)
    jdbc = {key.rsplit("sql.", 1)[-1]: value for key, value in options.items() if "sql." in key}
    if "jdbc.url" in jdbc and "table" in jdbc:
        return parse_table_function(f"jdbc('{jdbc['jdbc.url']}', '{jdbc['table']}')")
    if "kafka.topic" in options and (hosts := options.get("kafka.bootstrap.servers")):
        return build_table(
            (parse_connection(hosts.split(",")[0])[0], "", "", options["kafka.topic"])
        )
    return None


def _rewrite_oracle_external(match: re.Match[str], text: str, dialect: str) -> Trees:
    """Rewrite Oracle's ``ORGANIZATION EXTERNAL (… LOCATION ('f', other: 'g'))`` as a query.

    The query reads the files f and g. A file without a directory is in the DEFAULT DIRECTORY. With
    ``AS SELECT``, Oracle writes the rows to the files.
    """
    head, query = split_create_as(text)
    rest = head[match.end() :]
    directory = read_name_after(rest, r"\bDEFAULT\s+DIRECTORY")
    location = re.search(r"\bLOCATION\s*\(([^()]*)\)", rest, re.I)
    files: list[exp.Table] = []
    for item in split_arguments(location[1]) if location else ():
        other, _, path = item.rpartition(":") if "'" not in item.split(":")[0] else ("", "", item)
        files.append(build_table((split_name(other or directory)[-1], "", "", unquote(path))))
    if query:
        return _build_stored_query(match[1], query, files, dialect)
    names = parse_column_names(read_definition(text, match.end(1)), dialect)
    return [build_create(build_named_table(match[1]), build_union(files, names))] if files else []


def _rewrite_location(match: re.Match[str], text: str, dialect: str) -> Trees:
    """Rewrite ``CREATE TABLE t (a INT) LOCATION 's3://b/x'`` like CREATE EXTERNAL TABLE."""
    options = read_options(split_create_as(text)[0])
    location = options.get("location") or options.get("external_location") or ""
    return _rewrite_external_table(match, text, dialect) if is_location(location) else []


def _rewrite_unload(match: re.Match[str], text: str, dialect: str) -> Trees:
    """Rewrite Db2's ``CREATE EXTERNAL TABLE 'f' USING (…) AS SELECT …``, which writes a file."""
    head, query = split_create_as(text)
    rows = parse_known(query, dialect) if query else None
    if not isinstance(rows, exp.Query):
        return []
    return [build_create(build_table((_find_object(unquote(match[1]), head),)), rows)]


def _rewrite_file_query(match: re.Match[str], text: str, dialect: str) -> Trees:
    """Rewrite ``INSERT INTO t SELECT * FROM EXTERNAL 'f' LIKE t USING (…)`` of Db2."""
    file = _EXTERNAL_FILE.search(text, match.start())
    if file is None:
        return []
    end = file.end()
    if re.match(r"USING\s*\(", text[end:], re.I):
        options = read_parentheses(text, end)
        end = text.index("(", end) + len(options) + 2
    name = build_table((_find_object(unquote(file[1]), text[file.end() : end]),))
    tree = parse_known(f"{text[: file.start()]}{name.sql(dialect)}{text[end:]}", dialect)
    return [tree] if isinstance(tree, exp.Insert) else []


def _find_object(file: str, options: str) -> str:
    """Return the address of a file.

    If the options of the external table name a bucket, the address is ``s3://bucket/file``.
    """
    store = _BUCKET.search(options)
    arguments = split_arguments(store["arguments"]) if store else []
    return f"s3://{unquote(arguments[3])}/{file.lstrip('/')}" if len(arguments) > 3 else file


def _build_stored_query(name: str, query: str, locations: list[exp.Table], dialect: str) -> Trees:
    """Return ``CREATE TABLE t AS SELECT …``, which also writes its rows to the first location."""
    rows = parse_known(query, dialect)
    if not isinstance(rows, exp.Query):
        return []
    return [build_create(build_named_table(name), rows, also=locations[0] if locations else None)]


def _list_storage(local: Name, head: str) -> list[Name]:
    """Return the names of the stage, remote table or files that an external table reads."""
    options = read_options(head)
    stage = re.search(r"\bLOCATION\s*+(?:=\s*+)?(@[\w.$\"/~%\-]+)", head, re.I)
    if stage:
        return [(stage[1],)]
    if data_object := _DATA_OBJECT.search(head):
        return [(_find_object(data_object[1], head),)]
    source = read_name_after(head, r"\bDATA_SOURCE\s*=")
    location = (
        options.get("location") or options.get("external_location") or options.get("path") or ""
    )
    if source and re.match(r"^(?:\[?\w+\]?\.)*\[?\w+\]?$", options.get("object_name", "")):
        return [(source, "", options.get("schema_name", ""), options["object_name"])]
    if source and location:
        path = split_name(location) if re.fullmatch(DOTTED, location) else (location,)
        return [(source, *("",) * (3 - len(path[-3:])), *path[-3:])]
    if source:
        return [(source, "", options.get("schema_name", ""), local[-1])]
    return [(uri,) for uri in ([location] if location else read_texts(head, "uris"))]


def _rewrite_federated(match: re.Match[str], text: str, dialect: str) -> Trees:
    """Rewrite MySQL's ``ENGINE=FEDERATED CONNECTION='mysql://u@h:3306/db/s'`` as a query over s.

    Instead of such a URL, MariaDB's ``ENGINE=CONNECT`` may have an ODBC or JDBC connection string,
    or the name of a file or of a web service (``HTTP='https://h' URI='/v1/x'``).
    """
    connection_string = re.search(rf"\bCONNECTION\s*=\s*{STRING}", text, re.I)
    names = parse_column_names(read_parentheses(text, match.end(1)), dialect)
    local = split_name(match[1])
    if not connection_string:
        options = read_options(text[match.end(1) :])
        place = f"{options.get('http', '')}{options.get('uri', '')}" or options.get("file_name", "")
        rows = build_select(build_table((place,)), names)
        return [build_create(build_table(local), rows)] if place else []
    path = re.sub(r"^\w+://", "", connection_string[1]).rsplit("@", 1)[-1].split("/")
    host, rest = re.sub(r":\d+$", "", path[0]), path[1:]
    database = rest[0] if len(rest) > 1 else ""
    name = rest[-1] if rest else local[-1]
    if not re.match(r"\w+://", connection_string[1]) and "=" in connection_string[1]:  # of CONNECT
        host, database, _ = parse_connection(connection_string[1])
        name = local[-1]
    listed = re.search(rf"\bTABNAME\s*=\s*{STRING}", text, re.I)
    far = build_table((host, database, "", listed[1] if listed else name))
    return [build_create(build_table(local), build_select(far, names))]


def _rewrite_using(match: re.Match[str], text: str, dialect: str) -> Trees:
    """Rewrite Spark's ``CREATE TABLE t USING jdbc OPTIONS (…)`` as a query over a table or file."""
    head, query = split_create_as(text)
    options = read_options(head)
    names = parse_column_names(read_definition(head, match.end(1)), dialect)
    sources: list[exp.Expr] = []
    if "url" in options and ("dbtable" in options or "query" in options):
        source = parse_table_function(f"jdbc('{options['url']}', '{options.get('dbtable', '')}')")
        sources = [source] if source is not None else []
    elif location := options.get("path") or options.get("location"):
        sources = [build_table((location,))]
    tables = [item for item in sources if isinstance(item, exp.Table)]
    if not sources:
        return []
    if query:
        return _build_stored_query(match[1], query, tables, dialect)
    return [build_create(build_named_table(match[1]), build_select(sources[0], names))]


RULES: RewriteRules = (
    ("FOREIGN TABLE", rf"{CREATE}(?:MULTISET\s+|SET\s+)?FOREIGN\s+TABLE{IF_NOT}\s+({DOTTED})",
     "foreign table", _rewrite_foreign_table),
    ("IMPORT", rf"^\s*IMPORT\s+FOREIGN\s+SCHEMA\s+(?P<schema>{NAME}).*?FROM\s+SERVER\s+"
     rf"(?P<server>{NAME})\s+INTO\s+(?P<local>{NAME})", "foreign table", _rewrite_import_schema),
    ("EXTERNAL TABLE '", rf"{CREATE}EXTERNAL\s+TABLE\s+({STRING})", "external table",
     _rewrite_unload),
    ("FROM EXTERNAL '", r"\bFROM\s+(?=EXTERNAL\s+')", "external table", _rewrite_file_query),
    ("EXTERNAL", rf"{CREATE}(?:READABLE\s+)?EXTERNAL\s+TABLE{IF_NOT}\s+({DOTTED})",
     "external table", _rewrite_external_table),
    ("ORGANIZATION", rf"{CREATE}TABLE{IF_NOT}\s+({DOTTED}).*?\bORGANIZATION\s+EXTERNAL\s*(?=\()",
     "external table", _rewrite_oracle_external),
    ("FEDERATED", rf"{CREATE}TABLE{IF_NOT}\s+({DOTTED}).*?ENGINE\s*=\s*FEDERATED", "federation",
     _rewrite_federated),
    ("CONNECT", rf"{CREATE}TABLE{IF_NOT}\s+({DOTTED}).*?ENGINE\s*=\s*[\"`']?CONNECT\b",
     "federation", _rewrite_federated),
    ("USING", rf"{CREATE}(?:(?:GLOBAL\s+)?TEMP(?:ORARY)?\s+)?(?:TABLE|VIEW){IF_NOT}\s+({DOTTED})"
     r"(?:(?!\bAS\b).)*?\bUSING\s+([\w.]+)", "external table", _rewrite_using),
    ("LOCATION", rf"{CREATE}TABLE{IF_NOT}\s+({DOTTED})"
     r"(?=(?:(?!\bSELECT\b).)*\b(?:EXTERNAL_)?LOCATION\s*=?\s*')", "external table",
     _rewrite_location),
)  # fmt: skip
