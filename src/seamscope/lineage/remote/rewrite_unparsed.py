"""Statements the parser does not know, or not as a flow, as plain ones with the same lineage."""

import re
from dataclasses import dataclass

from sqlglot import exp

from seamscope.lineage.remote import continuous_loads as feeds
from seamscope.lineage.remote import engines, external, files
from seamscope.lineage.remote import table_moves as moves


@dataclass(frozen=True, slots=True, kw_only=True)
class Shaped:
    """What a construct amounts to: plain statements, and what the construct is called."""

    trees: tuple[exp.Expr, ...]
    technology: str = ""


_HEADS = re.compile(
    r"\s*(?:(?:CREATE|BULK|UNLOAD|LOAD|EXPORT|INSERT\s+OVERWRITE|COPY|IMPORT|GRANT|ALTER|RENAME|PUT|GET"
    r"|EXCHANGE|APPLY|(?:EXEC(?:UTE)?\s+)?(?:@\w+\s*=\s*)?[\w.\[\]]*sp_rename)\b"
    r"|(?:SELECT|PERFORM)\s+(?:\*\s+FROM\s+)?(?:\w+\.)?dblink_exec"
    r"|(?:SELECT|WITH|\()(?=.*\sINTO\s+(?:OUT|DUMP)FILE\s))",
    re.I | re.S,
)
_SHAPES = tuple(
    (words, re.compile(pattern, re.I | re.S), technology, shaper)
    for kind in (moves, external, files, feeds, engines)
    for words, pattern, technology, shaper in kind.SHAPES
)

_TEMPORARY = re.compile(
    r"\s*CREATE\s+(?:OR\s+REPLACE\s+)?(?:GLOBAL\s+)?TEMP(?:ORARY)?\s+(?:TABLE|VIEW)\b", re.I
)


def shaped(text: str, dialect: str) -> Shaped | None:
    """Return what a construct amounts to, None if the statement is none of them."""
    if not _HEADS.match(text):
        return None
    upper = " ".join(text.upper().split())
    for words, pattern, technology, shaper in _SHAPES:
        if words in upper and (found := pattern.search(text)):
            trees = tuple(shaper(found, text, dialect))
            for tree in trees if _TEMPORARY.match(text) else ():
                tree.set("properties", exp.Properties(expressions=[exp.TemporaryProperty()]))
            if trees:
                return Shaped(trees=trees, technology=technology)
    return None
