"""Tables over something else: files, stages, data sources, foreign servers, JDBC, FEDERATED."""

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
    build_select,
    build_table,
    build_union,
    parse_column_names,
    parse_known,
    parse_table_function,
)
from seamscope.lineage.remote_systems import connection, is_location


def _foreign_table(found: re.Match[str], text: str, dialect: str) -> Trees:
    local = split_name(found[1])
    server = read_name_after(text, r"\bSERVER")
    names = parse_column_names(_plain(read_parentheses(text, found.end())), dialect)
    given = read_options(text[text.upper().rfind("SERVER") :])
    schema = given.get("schema_name") or given.get("schema") or ""
    name = given.get("table_name") or given.get("table") or local[-1]
    remote = build_table((server, "", schema, name))
    return [build_create(build_table(local), build_select(remote, names))] if server else []


def _plain(definition: str) -> str:
    """Return column definitions without the options of foreign tables."""
    return re.sub(r"\bOPTIONS\s*\([^)]*\)", "", definition, flags=re.I)


def _imported(found: re.Match[str], text: str, dialect: str) -> Trees:
    limited = re.search(r"LIMIT\s+TO\s*\(([^)]*)\)", text, re.I)
    server, schema = split_name(found["server"])[-1], split_name(found["schema"])[-1]
    names = [split_name(n)[-1] for n in split_arguments(limited[1])] if limited else ["*"]
    return [
        build_create(
            build_table((*split_name(found["local"]), name)),
            build_select(build_table((server, "", schema, name))),
        )
        for name in names
    ]


def _external_table(found: re.Match[str], text: str, dialect: str) -> Trees:
    """CREATE EXTERNAL TABLE: over a data source, a stage, or files."""
    head, query = split_create_as(text)
    remotes = [build_table(remote) for remote in _remotes(split_name(found[1]), head)]
    if query:
        return _stored(found[1], query, remotes, dialect)
    names = parse_column_names(_plain(read_definition(text, found.end())), dialect)
    if not remotes and (handled := _handled(head)) is not None:
        return [build_create(build_named_table(found[1]), build_select(handled, names))]
    return (
        [build_create(build_named_table(found[1]), build_union(remotes, names))] if remotes else []
    )


def _handled(head: str) -> exp.Expr | None:
    """Return the table of another system that Hive's storage handler reads: by JDBC, or Kafka."""
    given = read_options(head)
    found = {key.rsplit("sql.", 1)[-1]: value for key, value in given.items() if "sql." in key}
    if "jdbc.url" in found and "table" in found:
        return parse_table_function(f"jdbc('{found['jdbc.url']}', '{found['table']}')")
    if "kafka.topic" in given and (hosts := given.get("kafka.bootstrap.servers")):
        return build_table((connection(hosts.split(",")[0])[0], "", "", given["kafka.topic"]))
    return None


def _organised(found: re.Match[str], text: str, dialect: str) -> Trees:
    """Oracle's ORGANIZATION EXTERNAL (… DEFAULT DIRECTORY d … LOCATION ('f', other: 'g'))."""
    rest = text[found.end() :]
    directory = read_name_after(rest, r"\bDEFAULT\s+DIRECTORY")
    place = re.search(r"\bLOCATION\s*\(([^()]*)\)", rest, re.I)
    files: list[exp.Expr] = []
    for item in split_arguments(place[1]) if place else ():
        other, _, path = item.rpartition(":") if "'" not in item.split(":")[0] else ("", "", item)
        files.append(build_table((split_name(other or directory)[-1], "", "", unquote(path))))
    names = parse_column_names(read_definition(text, found.end(1)), dialect)
    return [build_create(build_named_table(found[1]), build_union(files, names))] if files else []


def _located(found: re.Match[str], text: str, dialect: str) -> Trees:
    """CREATE TABLE … LOCATION 's3://…': not called external, yet its rows are kept there."""
    given = read_options(split_create_as(text)[0])
    place = given.get("location") or given.get("external_location") or ""
    return _external_table(found, text, dialect) if is_location(place) else []


def _stored(local: str, query: str, places: list[exp.Table], dialect: str) -> Trees:
    """Return CREATE TABLE … AS of a query whose rows are kept in another place as well."""
    rows = parse_known(query, dialect)
    if not isinstance(rows, exp.Query):
        return []
    return [build_create(build_named_table(local), rows, also=places[0] if places else None)]


def _remotes(local: Name, head: str) -> list[Name]:
    """Return what an external table is over."""
    given = read_options(head)
    stage = re.search(r"\bLOCATION\s*=?\s*(@[\w.$\"/~%\-]+)", head, re.I)
    if stage:
        return [(stage[1],)]
    source = read_name_after(head, r"\bDATA_SOURCE\s*=")
    location = given.get("location") or given.get("external_location") or given.get("path") or ""
    if source and re.match(r"^(?:\[?\w+\]?\.)*\[?\w+\]?$", given.get("object_name", "")):
        return [(source, "", given.get("schema_name", ""), given["object_name"])]
    if source and location:
        path = split_name(location) if re.fullmatch(DOTTED, location) else (location,)
        return [(source, *("",) * (3 - len(path[-3:])), *path[-3:])]
    if source:
        return [(source, "", given.get("schema_name", ""), local[-1])]
    return [(place,) for place in ([location] if location else read_texts(head, "uris"))]


def _federated(found: re.Match[str], text: str, dialect: str) -> Trees:
    given = re.search(rf"\bCONNECTION\s*=\s*{STRING}", text, re.I)
    if not given:
        return []
    names = parse_column_names(read_parentheses(text, found.end(1)), dialect)
    local = split_name(found[1])
    path = re.sub(r"^\w+://", "", given[1]).rsplit("@", 1)[-1].split("/")
    host, rest = re.sub(r":\d+$", "", path[0]), path[1:]
    database = rest[0] if len(rest) > 1 else ""
    name = rest[-1] if rest else local[-1]
    return [
        build_create(
            build_table(local), build_select(build_table((host, database, "", name)), names)
        )
    ]


def _using(found: re.Match[str], text: str, dialect: str) -> Trees:
    """Spark's tables over JDBC or files: USING format OPTIONS (…) LOCATION '…'."""
    head, query = split_create_as(text)
    given = read_options(head)
    names = parse_column_names(read_definition(head, found.end(1)), dialect)
    over: list[exp.Expr] = []
    if "url" in given and ("dbtable" in given or "query" in given):
        source = parse_table_function(f"jdbc('{given['url']}', '{given.get('dbtable', '')}')")
        over = [source] if source is not None else []
    elif location := given.get("path") or given.get("location"):
        over = [build_table((location,))]
    tables = [item for item in over if isinstance(item, exp.Table)]
    if not over:
        return []
    return (
        _stored(found[1], query, tables, dialect)
        if query
        else [build_create(build_named_table(found[1]), build_select(over[0], names))]
    )


RULES: RewriteRules = (
    ("FOREIGN TABLE", rf"{CREATE}FOREIGN\s+TABLE{IF_NOT}\s+({DOTTED})", "foreign table",
     _foreign_table),
    ("IMPORT", rf"^\s*IMPORT\s+FOREIGN\s+SCHEMA\s+(?P<schema>{NAME}).*?FROM\s+SERVER\s+"
     rf"(?P<server>{NAME})\s+INTO\s+(?P<local>{NAME})", "foreign table", _imported),
    ("EXTERNAL", rf"{CREATE}(?:READABLE\s+)?EXTERNAL\s+TABLE{IF_NOT}\s+({DOTTED})",
     "external table", _external_table),
    ("ORGANIZATION", rf"{CREATE}TABLE{IF_NOT}\s+({DOTTED}).*?\bORGANIZATION\s+EXTERNAL\s*(?=\()",
     "external table", _organised),
    ("FEDERATED", rf"{CREATE}TABLE{IF_NOT}\s+({DOTTED}).*?ENGINE\s*=\s*FEDERATED", "federation",
     _federated),
    ("USING", rf"{CREATE}(?:(?:GLOBAL\s+)?TEMP(?:ORARY)?\s+)?(?:TABLE|VIEW){IF_NOT}\s+({DOTTED})"
     r"(?:(?!\bAS\b).)*?\bUSING\s+([\w.]+)", "external table", _using),
    ("LOCATION", rf"{CREATE}TABLE{IF_NOT}\s+({DOTTED})"
     r"(?=(?:(?!\bSELECT\b).)*\b(?:EXTERNAL_)?LOCATION\s*=?\s*')", "external table", _located),
)  # fmt: skip
