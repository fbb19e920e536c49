"""Rewrite statements that sqlglot does not support as plain SQL with the same lineage.

``UNLOAD ('SELECT a FROM t') TO 's3://b/x'`` -> ``INSERT INTO "s3://b/x" SELECT a FROM t``.
"""

import re
from dataclasses import dataclass

from sqlglot import exp

from seamscope.lineage.parsing.lazy_pattern import LazyPattern
from seamscope.lineage.remote import (
    clickhouse_engines,
    continuous_loads,
    external_tables,
    file_transfers,
    table_moves,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RewrittenStatement:
    """The statements that replace an unsupported statement; their lineage is the same.

    technology: technology that moves the data, such as "UNLOAD" or "external table".
    """

    trees: tuple[exp.Expr, ...]
    technology: str = ""


# The first words of all statements that a rule below may match.
_HEADS = re.compile(
    r"\A\s*+(?:(?:CREATE|BULK|UNLOAD|LOAD|EXPORT|INSERT\s+OVERWRITE|COPY|IMPORT|GRANT|ALTER|RENAME|PUT|GET"
    r"|EXCHANGE|APPLY|(?:EXEC(?:UTE)?\s+)?(?:@\w+\s*=\s*)?[\w.\[\]]*sp_rename)\b"
    r"|(?:SELECT|PERFORM)\s+(?:\*\s+FROM\s+)?(?:\w+\.)?dblink_exec)",
    re.I,
)
_QUERY_INTO_FILE = re.compile(
    r"\A\s*+(?:SELECT|WITH|\()(?=.*\sINTO\s+(?:OUT|DUMP)FILE\s)", re.I | re.S
)
_QUERY_OF_FILE = re.compile(r"\A\s*+INSERT\s(?=.*\sFROM\s+EXTERNAL\s+')", re.I | re.S)
_RULES = tuple(
    (words, LazyPattern(pattern, re.I | re.S), technology, rewrite)
    for module in (
        table_moves, external_tables, file_transfers, continuous_loads, clickhouse_engines,
    )
    for words, pattern, technology, rewrite in module.RULES
)  # fmt: skip

_TEMPORARY = re.compile(
    r"\A\s*+CREATE\s+(?:OR\s+REPLACE\s+)?(?:GLOBAL\s+)?TEMP(?:ORARY)?\s+(?:TABLE|VIEW)\b", re.I
)


def rewrite_unparsed(text: str, dialect: str) -> RewrittenStatement | None:
    """Return plain statements with the lineage of this statement, None if no rule matches it."""
    if not (_HEADS.match(text) or _names_file(text)):
        return None
    upper = " ".join(text.upper().split())
    for words, pattern, technology, rewrite in _RULES:
        if words in upper and (match := pattern.search(text)):
            trees = tuple(rewrite(match, text, dialect))
            for tree in trees if _TEMPORARY.match(text) else ():
                tree.set("properties", exp.Properties(expressions=[exp.TemporaryProperty()]))
            if trees:
                return RewrittenStatement(trees=trees, technology=technology)
    return None


def _names_file(text: str) -> bool:
    """Return whether a query writes or reads a file of the server.

    ``SELECT a FROM t INTO OUTFILE 'f'`` writes one, ``INSERT INTO t SELECT a FROM EXTERNAL 'f'``
    reads one.
    """
    upper = text.upper()
    if "EXTERNAL" in upper and _QUERY_OF_FILE.match(text):
        return True
    return "FILE" in upper and _QUERY_INTO_FILE.match(text) is not None
