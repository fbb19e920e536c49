"""Statements the parser does not know, or not as a flow, as plain ones with the same lineage."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlglot import exp

from seamscope.lineage.model import Name
from seamscope.lineage.seams.define import HEAD, IF_NOT
from seamscope.lineage.seams.text import (
    DOTTED,
    NAME,
    TEXT,
    inside,
    listed,
    options,
    parts,
    unquoted,
    word_after,
)
from seamscope.lineage.seams.trees import called, columns_of, filling, making, parsed, select, table


@dataclass(frozen=True, slots=True, kw_only=True)
class Shaped:
    """What a construct amounts to: plain statements, and what the construct is called."""

    trees: tuple[exp.Expr, ...]
    technology: str = ""


_HEADS = re.compile(
    r"\s*(?:CREATE|BULK|UNLOAD|LOAD|EXPORT|INSERT\s+OVERWRITE|COPY|IMPORT|GRANT|ALTER)\b", re.I
)
Trees = Sequence[exp.Expr]
Shaper = Callable[[re.Match[str], str, str], Trees]


def shaped(text: str, dialect: str) -> Shaped | None:
    """Return what a construct amounts to, None if the statement is none of them."""
    if not _HEADS.match(text):
        return None
    upper = text.upper()
    for words, pattern, technology, shaper in _SHAPERS:
        if words in upper and (found := pattern.search(text)):
            trees = tuple(shaper(found, text, dialect))
            return Shaped(trees=trees, technology=technology) if trees else None
    return None


def _bulk_insert(found: re.Match[str], text: str, dialect: str) -> Trees:
    return [filling(table(parts(found[1])), select(table((unquoted(found[2]),))))]


def _unload(found: re.Match[str], text: str, dialect: str) -> Trees:
    query = parsed(unquoted(found["query"]) if found["query"] else inside(text, 0), dialect)
    return [filling(table((unquoted(found["to"]),)), query)] if query is not None else []


def _load_data(found: re.Match[str], text: str, dialect: str) -> Trees:
    return [filling(table(parts(found[2])), select(table((unquoted(found[1]),))))]


def _export(found: re.Match[str], text: str, dialect: str) -> Trees:
    uri = options(text).get("uri", "")
    query = parsed(text[found.end() :], dialect)
    return [filling(table((uri,)), query)] if uri and query is not None else []


def _directory(found: re.Match[str], text: str, dialect: str) -> Trees:
    query = parsed(text[found.end() :], dialect)
    return [filling(table((unquoted(found[1]),)), query)] if query is not None else []


def _foreign_table(found: re.Match[str], text: str, dialect: str) -> Trees:
    local = parts(found[1])
    server = word_after(text, r"\bSERVER")
    names = columns_of(_plain(inside(text, found.end())), dialect)
    given = options(text[text.upper().rfind("SERVER") :])
    schema = given.get("schema_name") or given.get("schema") or ""
    name = given.get("table_name") or given.get("table") or local[-1]
    remote = table((server, "", schema, name))
    return [making(table(local), select(remote, names))] if server else []


def _plain(definition: str) -> str:
    """Return column definitions without the options of foreign tables."""
    return re.sub(r"\bOPTIONS\s*\([^)]*\)", "", definition, flags=re.I)


def _imported(found: re.Match[str], text: str, dialect: str) -> Trees:
    limited = re.search(r"LIMIT\s+TO\s*\(([^)]*)\)", text, re.I)
    server, schema = parts(found["server"])[-1], parts(found["schema"])[-1]
    names = [parts(n)[-1] for n in listed(limited[1])] if limited else ["*"]
    return [
        making(table((*parts(found["local"]), name)), select(table((server, "", schema, name))))
        for name in names
    ]


def _external_table(found: re.Match[str], text: str, dialect: str) -> Trees:
    """CREATE EXTERNAL TABLE: over a data source, a stage, or files."""
    local = parts(found[1])
    given = options(text)
    names = columns_of(_plain(inside(text, found.end())), dialect)
    uris = re.search(rf"\buris\s*=\s*\[\s*(?:{TEXT}|\"([^\"]*)\")", text, re.I)
    stage = re.search(r"\bLOCATION\s*=?\s*(@[\w.$\"/~%\-]+)", text, re.I)
    source = word_after(text, r"\bDATA_SOURCE\s*=")
    location = given.get("location", "") or (uris[1] or uris[2] if uris else "")
    remote: Name
    if stage:
        remote = (stage[1],)
    elif source and re.match(r"^(?:\[?\w+\]?\.)*\[?\w+\]?$", given.get("object_name", "")):
        remote = (source, "", given.get("schema_name", ""), given["object_name"])
    elif source and location:
        path = parts(location) if re.fullmatch(DOTTED, location) else (location,)
        remote = (source, *("",) * (3 - len(path[-3:])), *path[-3:])
    elif source:
        remote = (source, "", given.get("schema_name", ""), local[-1])
    else:
        remote = (location,)
    return [making(table(local), select(table(remote), names))] if remote != ("",) else []


def _federated(found: re.Match[str], text: str, dialect: str) -> Trees:
    given = re.search(rf"\bCONNECTION\s*=\s*{TEXT}", text, re.I)
    if not given:
        return []
    names = columns_of(inside(text, found.end(1)), dialect)
    local = parts(found[1])
    path = re.sub(r"^\w+://", "", given[1]).rsplit("@", 1)[-1].split("/")
    host, rest = re.sub(r":\d+$", "", path[0]), path[1:]
    database = rest[0] if len(rest) > 1 else ""
    name = rest[-1] if rest else local[-1]
    return [making(table(local), select(table((host, database, "", name)), names))]


def _engine(found: re.Match[str], text: str, dialect: str) -> Trees:
    """ClickHouse tables over another system: ENGINE = MySQL('host:port', 'db', 't', …)."""
    call = f"{found[2]}({inside(text, found.end() - 1)})"
    names = columns_of(inside(text, found.end(1)), dialect)
    source = called(call)
    if source is None:
        return []
    return [making(table(parts(found[1])), select(source, names))]


def _jdbc(found: re.Match[str], text: str, dialect: str) -> Trees:
    given = options(text)
    local = parts(found[1])
    names = columns_of(inside(text, found.end(1)), dialect) if "(" in text[: found.start(2)] else []
    if "url" in given and ("dbtable" in given or "query" in given):
        source = called(f"jdbc('{given['url']}', '{given.get('dbtable', '')}')")
        return [making(table(local), select(source, names))] if source is not None else []
    location = given.get("path") or given.get("location") or ""
    return [making(table(local), select(table((location,)), names))] if location else []


def _to_share(found: re.Match[str], text: str, dialect: str) -> Trees:
    return [
        filling(
            table((parts(found[2])[-1], "", "", parts(found[1])[-1])),
            select(table(parts(found[1]))),
        )
    ]


def _datashare(found: re.Match[str], text: str, dialect: str) -> Trees:
    return [
        filling(
            table((parts(found[1])[-1], "", "", parts(found[2])[-1])),
            select(table(parts(found[2]))),
        )
    ]


def _copy_out(found: re.Match[str], text: str, dialect: str) -> Trees:
    target = table((unquoted(found[1]),))
    inner = text[found.end() :].strip()
    rows = parsed(inside(inner, 0), dialect) if inner.startswith("(") else None
    if rows is None:
        named = re.match(DOTTED, inner)
        rows = select(table(parts(named[0]))) if named else None
    return [filling(target, rows)] if rows is not None else []


_SHAPERS: tuple[tuple[str, re.Pattern[str], str, Shaper], ...] = tuple(
    (words, re.compile(pattern, re.I | re.S), technology, shaper)
    for words, pattern, technology, shaper in (
        ("BULK", rf"^\s*BULK\s+INSERT\s*({DOTTED})\s+FROM\s+(N?'[^']*')", "BULK INSERT",
         _bulk_insert),
        ("UNLOAD", r"^\s*UNLOAD\s*\(\s*(?P<query>'(?:[^']|'')*')?.*?\)\s*TO\s+(?P<to>'[^']*')",
         "UNLOAD", _unload),
        ("LOAD DATA", rf"^\s*LOAD\s+DATA\s+.*?IN(?:FILE|PATH)\s+('[^']*').*?"
         rf"INTO\s+TABLE\s+({DOTTED})", "LOAD DATA", _load_data),
        ("EXPORT", r"^\s*EXPORT\s+DATA\b.*?OPTIONS\s*\(.*?\)\s*AS\s+(?=SELECT|WITH|\()",
         "EXPORT DATA", _export),
        ("DIRECTORY", r"^\s*INSERT\s+OVERWRITE\s+(?:LOCAL\s+)?DIRECTORY\s+('[^']*')"
         r"(?:(?!SELECT).)*", "INSERT OVERWRITE DIRECTORY", _directory),
        ("COPY", r"^\s*COPY\s+INTO\s+(@[\w.$\"/~%\-]+|'[^']+')\s+FROM\s+", "COPY INTO", _copy_out),
        ("FOREIGN TABLE", rf"{HEAD}FOREIGN\s+TABLE{IF_NOT}\s+({DOTTED})", "foreign table",
         _foreign_table),
        ("IMPORT", rf"^\s*IMPORT\s+FOREIGN\s+SCHEMA\s+(?P<schema>{NAME}).*?FROM\s+SERVER\s+"
         rf"(?P<server>{NAME})\s+INTO\s+(?P<local>{NAME})", "foreign table", _imported),
        ("EXTERNAL", rf"{HEAD}(?:READABLE\s+)?EXTERNAL\s+TABLE{IF_NOT}\s+({DOTTED})",
         "external table", _external_table),
        ("FEDERATED", rf"{HEAD}TABLE{IF_NOT}\s+({DOTTED}).*?ENGINE\s*=\s*FEDERATED", "federation",
         _federated),
        ("ENGINE", rf"{HEAD}TABLE{IF_NOT}\s+({DOTTED}).*?ENGINE\s*=\s*"
         r"(MySQL|PostgreSQL|MongoDB|S3|URL|HDFS|JDBC|ODBC|AzureBlobStorage)\s*\(", "federation",
         _engine),
        ("USING", rf"{HEAD}(?:TEMPORARY\s+)?(?:TABLE|VIEW){IF_NOT}\s+({DOTTED})"
         r"(?:(?!\bAS\b).)*?\bUSING\s+([\w.]+)", "external table", _jdbc),
        ("TO SHARE", rf"^\s*GRANT\s+SELECT\s+ON\s+(?:TABLE|VIEW)?\s*({DOTTED})\s+TO\s+SHARE\s+"
         rf"({DOTTED})", "share", _to_share),
        ("SHARE", rf"^\s*ALTER\s+(?:DATA)?SHARE\s+({DOTTED})\s+ADD\s+TABLE\s+({DOTTED})", "share",
         _datashare),
    )
)  # fmt: skip
