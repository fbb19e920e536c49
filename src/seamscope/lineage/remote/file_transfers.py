"""Statements that load tables from files, or write files: BULK INSERT, UNLOAD, EXPORT DATA."""

import re

from sqlglot import exp

from seamscope.lineage.remote.dynamic_names import add_note
from seamscope.lineage.remote.text_readers import (
    DOTTED,
    read_definition,
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
    build_insert,
    build_named_table,
    build_select,
    build_table,
    build_union,
    parse_column_names,
    parse_known,
)

_PATH = r"[\w.$\"/~%\-]+"  # of a stage
_TABLE = rf"\s+(?:EXTERNAL\s+)?TABLE\s+(?P<table>{DOTTED})(?:\s+PARTITION\s*\([^)]*\))?\s+"
_PLACE = r"(?:'[^']+'|file://\S+)"
_DOLLARS = re.compile(r"\s*\$(\w*)\$(.*)\$\1\$\s*", re.S)


def _bulk_insert(found: re.Match[str], text: str, dialect: str) -> Trees:
    return [
        build_insert(build_named_table(found[1]), build_select(build_table((unquote(found[2]),))))
    ]


def _unload(found: re.Match[str], text: str, dialect: str) -> Trees:
    """UNLOAD ('query' | $$query$$ | query) TO 'place'."""
    given = read_parentheses(text, 0)
    to = re.match(r"\s*TO\s+('[^']*')", text[text.index(given) + len(given) + 1 :], re.I)
    dollars, inner = _DOLLARS.fullmatch(given), given.strip()
    if inner.startswith("'"):
        inner = inner[1:-1].replace("\\'", "'").replace("''", "'")
    query = parse_known(dollars[2] if dollars else inner, dialect)
    if not to or not isinstance(query, exp.Query):
        return []
    return [build_insert(build_table((unquote(to[1]),)), query)]


def _load_data(found: re.Match[str], text: str, dialect: str) -> Trees:
    return [
        build_insert(build_named_table(found[2]), build_select(build_table((unquote(found[1]),))))
    ]


def _load_files(found: re.Match[str], text: str, dialect: str) -> Trees:
    """BigQuery's LOAD DATA INTO t FROM FILES (uris = […])."""
    files = [build_table((uri,)) for uri in read_texts(text, "uris")]
    names = parse_column_names(read_definition(text, found.end(1)), dialect)
    return [build_insert(build_named_table(found[1]), build_union(files), names)] if files else []


def _export(found: re.Match[str], text: str, dialect: str) -> Trees:
    head, rows = split_create_as(text)
    uri = read_options(head).get("uri", "")
    query = parse_known(rows, dialect) if rows else None
    return [build_insert(build_table((uri,)), query)] if uri and query is not None else []


def _directory(found: re.Match[str], text: str, dialect: str) -> Trees:
    query = parse_known(text[found.end() :], dialect)
    return [build_insert(build_table((unquote(found[1]),)), query)] if query is not None else []


def _copy_out(found: re.Match[str], text: str, dialect: str) -> Trees:
    target = build_table((unquote(found[1]),))
    inner = text[found.end() :].strip()
    rows = parse_known(read_parentheses(inner, 0), dialect) if inner.startswith("(") else None
    if rows is None:
        plain = re.match(DOTTED, inner)
        rows = build_select(build_named_table(plain[0])) if plain else None
    return [build_insert(target, rows)] if rows is not None else []


def _put(found: re.Match[str], text: str, dialect: str) -> Trees:
    """Snowflake's PUT file @stage, GET @stage file and COPY FILES INTO @stage FROM @stage."""
    return [
        build_insert(
            build_table((unquote(found["to"]),)),
            build_select(build_table((unquote(found["from"]),))),
        )
    ]


def _kept(found: re.Match[str], text: str, dialect: str) -> Trees:
    """Hive's EXPORT TABLE t TO 'place', IMPORT TABLE t FROM 'place'."""
    here, place = build_named_table(found["table"]), build_table((unquote(found["place"]),))
    out = found["way"].upper() == "EXPORT"
    return [
        build_insert(place, build_select(here)) if out else build_insert(here, build_select(place))
    ]


def _outfile(found: re.Match[str], text: str, dialect: str) -> Trees:
    """SELECT … INTO OUTFILE 'path': after the query, or before its FROM."""
    rest = text[found.end() :]
    after = re.search(r"\bFROM\b.*", rest, re.I | re.S)
    query = parse_known(text[: found.start("into")] + (after[0] if after else ""), dialect)
    if not isinstance(query, exp.Query):
        return []
    return [build_insert(build_table((unquote(found["file"]),)), query)]


def _client(found: re.Match[str], text: str, dialect: str) -> Trees:
    """COPY t FROM STDIN, TO STDOUT, FROM PROGRAM: rows of the client, which no dataset holds."""
    if found["query"]:
        tree = parse_known(read_parentheses(text, found.start("query")), dialect)
    elif found["way"].upper() == "TO":
        tree = build_select(
            build_named_table(found["table"]),
            [split_name(name)[-1] for name in split_arguments(found["names"] or "")],
        )
    else:
        tree = exp.Insert(this=build_named_table(found["table"]))
    if tree is None:
        return []
    if found["what"].upper() == "PROGRAM":
        add_note(tree, "what a program makes or takes is not followed")
    return [tree]


RULES: RewriteRules = (
    ("BULK", rf"^\s*BULK\s+INSERT\s*({DOTTED})\s+FROM\s+(N?'[^']*')", "BULK INSERT", _bulk_insert),
    ("UNLOAD", r"^\s*UNLOAD\s*\(", "UNLOAD", _unload),
    ("FROM FILES", rf"^\s*LOAD\s+DATA\s+(?:OVERWRITE|INTO)\s+(?:(?:TEMP(?:ORARY)?\s+)?TABLE\s+)?"
     rf"({DOTTED}).*?\bFROM\s+FILES\s*\(", "LOAD DATA", _load_files),
    ("LOAD ", rf"^\s*LOAD\s+(?:DATA|XML)\s+.*?IN(?:FILE|PATH)\s+('[^']*').*?"
     rf"INTO\s+TABLE\s+({DOTTED})", "LOAD DATA", _load_data),
    ("EXPORT", r"^\s*EXPORT\s+DATA\b", "EXPORT DATA", _export),
    ("PUT", rf"^\s*PUT\s+(?P<from>{_PLACE})\s+(?P<to>@{_PATH})", "PUT", _put),
    ("GET", rf"^\s*GET\s+(?P<from>@{_PATH})\s+(?P<to>{_PLACE})", "GET", _put),
    ("COPY FILES", rf"^\s*COPY\s+FILES\s+INTO\s+(?P<to>@{_PATH})\s+FROM\s+(?P<from>@{_PATH})",
     "COPY FILES", _put),
    ("EXPORT", rf"^\s*(?P<way>EXPORT){_TABLE}TO\s+(?P<place>'[^']+')", "EXPORT", _kept),
    ("IMPORT", rf"^\s*(?P<way>IMPORT){_TABLE}FROM\s+(?P<place>'[^']+')", "IMPORT", _kept),
    ("DIRECTORY", r"^\s*INSERT\s+OVERWRITE\s+(?:LOCAL\s+)?DIRECTORY\s+('[^']*')"
     r"(?:(?!SELECT).)*", "INSERT OVERWRITE DIRECTORY", _directory),
    ("COPY", rf"^\s*COPY\s+(?:(?P<query>\((?=\s*(?:SELECT|WITH)\b).*\))|(?P<table>{DOTTED})\s*"
     r"(?:\((?P<names>[^()]*)\))?)\s*(?P<way>FROM|TO)\s+(?P<what>STDIN|STDOUT|PROGRAM)\b", "COPY",
     _client),
    ("INTO", r"^\s*(?=SELECT\b|WITH\b|\().*?(?P<into>\bINTO\s+(?:OUTFILE|DUMPFILE)\s+)"
     r"(?P<file>'[^']*')", "INTO OUTFILE", _outfile),
    ("COPY", r"^\s*COPY\s+INTO\s+(@[\w.$\"/~%\-]+|'[^']+')\s+FROM\s+", "COPY INTO", _copy_out),
)  # fmt: skip
