"""Rewrite statements that load or write files as INSERTs: BULK INSERT, UNLOAD, EXPORT DATA, PUT."""

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
)
from seamscope.lineage.remote.tree_builders import (
    RewriteRules,
    Trees,
    build_insert,
    build_named_table,
    build_path,
    build_select,
    build_table,
    build_union,
    parse_column_names,
    parse_known,
)

_STAGE = r"[\w.$\"/~%\-]+"  # the part after the @ of a stage
_TABLE = rf"\s+(?:EXTERNAL\s+)?TABLE\s+(?P<table>{DOTTED})(?:\s+PARTITION\s*\([^)]*\))?\s+"
_LOCATION = r"(?:'[^']+'|file://\S+)"
_DOLLAR_QUOTED = re.compile(r"\A\s*+\$(\w*)\$(.*)\$\1\$\s*", re.S)


def _rewrite_bulk_insert(match: re.Match[str], text: str, dialect: str) -> Trees:
    """Rewrite T-SQL's ``BULK INSERT t FROM '/in/day.csv'`` as an INSERT into t."""
    return [build_insert(build_named_table(match[1]), build_select(build_path(match[2])))]


def _rewrite_unload(match: re.Match[str], text: str, dialect: str) -> Trees:
    """Rewrite ``UNLOAD ('SELECT a FROM t') TO 's3://b/x'`` as an INSERT into the file.

    The query may be in quotes, in ``$$``, or unquoted.
    """
    argument = read_parentheses(text, 0)
    to = re.match(r"\s*TO\s+('[^']*')", text[text.index(argument) + len(argument) + 1 :], re.I)
    dollars, inner = _DOLLAR_QUOTED.fullmatch(argument), argument.strip()
    if inner.startswith("'"):
        inner = inner[1:-1].replace("\\'", "'").replace("''", "'")
    query = parse_known(dollars[2] if dollars else inner, dialect)
    if not to or not isinstance(query, exp.Query):
        return []
    return [build_insert(build_path(to[1]), query)]


def _rewrite_load_data(match: re.Match[str], text: str, dialect: str) -> Trees:
    """Rewrite ``LOAD DATA INFILE 'day.csv' INTO TABLE t`` (MySQL, Hive) as an INSERT into t."""
    return [build_insert(build_named_table(match[2]), build_select(build_path(match[1])))]


def _rewrite_load_from_files(match: re.Match[str], text: str, dialect: str) -> Trees:
    """Rewrite ``LOAD DATA INTO t FROM FILES (uris = ['gs://b/x'])`` as an INSERT into t."""
    files = [build_table((uri,)) for uri in read_texts(text, "uris")]
    names = parse_column_names(read_definition(text, match.end(1)), dialect)
    return [build_insert(build_named_table(match[1]), build_union(files), names)] if files else []


def _rewrite_export_data(match: re.Match[str], text: str, dialect: str) -> Trees:
    """Rewrite ``EXPORT DATA OPTIONS (uri = 'gs://b/x') AS SELECT …`` as an INSERT into the file."""
    head, rows = split_create_as(text)
    uri = read_options(head).get("uri", "")
    query = parse_known(rows, dialect) if rows else None
    return [build_insert(build_table((uri,)), query)] if uri and query is not None else []


def _rewrite_insert_directory(match: re.Match[str], text: str, dialect: str) -> Trees:
    """Rewrite ``INSERT OVERWRITE DIRECTORY '/out' SELECT a FROM t`` as an INSERT into the files."""
    query = parse_known(text[match.end() :], dialect)
    return [build_insert(build_path(match[1]), query)] if query is not None else []


def _rewrite_copy_out(match: re.Match[str], text: str, dialect: str) -> Trees:
    """Rewrite ``COPY INTO @stage/x FROM t``, or ``FROM (SELECT …)``, as an INSERT into the file."""
    target = build_path(match[1])
    inner = text[match.end() :].strip()
    rows = parse_known(read_parentheses(inner, 0), dialect) if inner.startswith("(") else None
    if rows is None:
        name = re.match(DOTTED, inner)
        rows = build_select(build_named_table(name[0])) if name else None
    return [build_insert(target, rows)] if rows is not None else []


def _rewrite_put(match: re.Match[str], text: str, dialect: str) -> Trees:
    """Rewrite Snowflake's ``PUT file:///x @stage``, GET or COPY FILES as an INSERT into a file."""
    return [
        build_insert(
            build_path(match["to"]),
            build_select(build_path(match["from"])),
        )
    ]


def _rewrite_hive_export(match: re.Match[str], text: str, dialect: str) -> Trees:
    """Rewrite Hive's ``EXPORT TABLE t TO '/out'`` or ``IMPORT TABLE t FROM '/in'`` as an INSERT."""
    table, location = build_named_table(match["table"]), build_path(match["place"])
    is_export = match["way"].upper() == "EXPORT"
    return [
        build_insert(location, build_select(table))
        if is_export
        else build_insert(table, build_select(location))
    ]


def _rewrite_into_outfile(match: re.Match[str], text: str, dialect: str) -> Trees:
    """Rewrite ``SELECT a FROM t INTO OUTFILE '/out'`` as an INSERT; INTO may precede FROM."""
    rest = text[match.end() :]
    after = re.search(r"\bFROM\b.*", rest, re.I | re.S)
    query = parse_known(text[: match.start("into")] + (after[0] if after else ""), dialect)
    if not isinstance(query, exp.Query):
        return []
    return [build_insert(build_path(match["file"]), query)]


def _rewrite_client_copy(match: re.Match[str], text: str, dialect: str) -> Trees:
    """Rewrite ``COPY t FROM STDIN`` as an INSERT, and ``COPY t TO STDOUT`` as a SELECT.

    STDIN and STDOUT stand for the client.
    """
    if match["query"]:
        tree = parse_known(read_parentheses(text, match.start("query")), dialect)
    elif match["way"].upper() == "TO":
        tree = build_select(
            build_named_table(match["table"]),
            [split_name(name)[-1] for name in split_arguments(match["names"] or "")],
        )
    else:
        tree = exp.Insert(this=build_named_table(match["table"]))
    if tree is None:
        return []
    if match["what"].upper() == "PROGRAM":
        add_note(
            tree,
            "a program produces or receives the rows; declare its source or target in the "
            "inventory",
        )
    return [tree]


RULES: RewriteRules = (
    ("BULK", rf"^\s*BULK\s+INSERT\s*({DOTTED})\s+FROM\s+(N?'[^']*')", "BULK INSERT",
     _rewrite_bulk_insert),
    ("UNLOAD", r"^\s*UNLOAD\s*\(", "UNLOAD", _rewrite_unload),
    ("FROM FILES", rf"^\s*LOAD\s+DATA\s+(?:OVERWRITE|INTO)\s+(?:(?:TEMP(?:ORARY)?\s+)?TABLE\s+)?"
     rf"({DOTTED}).*?\bFROM\s+FILES\s*\(", "LOAD DATA", _rewrite_load_from_files),
    ("LOAD ", r"^\s*LOAD\s+(?:DATA|XML)\s++(?:(?!IN(?:FILE|PATH)\s+').)*+IN(?:FILE|PATH)\s+"
     rf"('[^']*')(?:(?!INTO\s+TABLE\s).)*+INTO\s+TABLE\s+({DOTTED})", "LOAD DATA",
     _rewrite_load_data),
    ("EXPORT", r"^\s*EXPORT\s+DATA\b", "EXPORT DATA", _rewrite_export_data),
    ("PUT", rf"^\s*PUT\s+(?P<from>{_LOCATION})\s+(?P<to>@{_STAGE})", "PUT", _rewrite_put),
    ("GET", rf"^\s*GET\s+(?P<from>@{_STAGE})\s+(?P<to>{_LOCATION})", "GET", _rewrite_put),
    ("COPY FILES", rf"^\s*COPY\s+FILES\s+INTO\s+(?P<to>@{_STAGE})\s+FROM\s+(?P<from>@{_STAGE})",
     "COPY FILES", _rewrite_put),
    ("EXPORT", rf"^\s*(?P<way>EXPORT){_TABLE}TO\s+(?P<place>'[^']+')", "EXPORT",
     _rewrite_hive_export),
    ("IMPORT", rf"^\s*(?P<way>IMPORT){_TABLE}FROM\s+(?P<place>'[^']+')", "IMPORT",
     _rewrite_hive_export),
    ("DIRECTORY", r"^\s*INSERT\s+OVERWRITE\s+(?:LOCAL\s+)?DIRECTORY\s+('[^']*')"
     r"(?:(?!SELECT).)*", "INSERT OVERWRITE DIRECTORY", _rewrite_insert_directory),
    ("COPY", rf"^\s*COPY\s+(?:(?P<query>\((?=\s*(?:SELECT|WITH)\b).*\))|(?P<table>{DOTTED})\s*+"
     r"(?:\((?P<names>[^()]*)\))?)\s*+(?P<way>FROM|TO)\s+(?P<what>STDIN|STDOUT|PROGRAM)\b", "COPY",
     _rewrite_client_copy),
    ("INTO", r"^\s*(?=SELECT\b|WITH\b|\().*?(?P<into>\bINTO\s+(?:OUTFILE|DUMPFILE)\s+)"
     r"(?P<file>'[^']*')", "INTO OUTFILE", _rewrite_into_outfile),
    ("COPY", r"^\s*COPY\s+INTO\s+(@[\w.$\"/~%\-]+|'[^']+')\s+FROM\s+", "COPY INTO",
     _rewrite_copy_out),
)  # fmt: skip
