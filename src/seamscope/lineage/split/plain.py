"""Recognise a text that is one plain statement, so that it need not be split."""

import re

from seamscope.lineage.split.batches import split_batches
from seamscope.lineage.split.limits import MAX_DEPTH
from seamscope.lineage.split.statement import Statement

LONGEST = 20_000  # characters; a longer one may be a data load
_HEAD = re.compile(
    r"\s*+(?P<head>SELECT|WITH|INSERT|UPDATE|DELETE|MERGE"
    r"|CREATE(?=\s+(?:OR\s+REPLACE\s+)?(?:MATERIALIZED\s+)?(?:TABLE|VIEW)\b))\b",
    re.I,
)
# Comments, variables, quoted bodies and more statements: these need the splitter.
_NOT_PLAIN = re.compile(r"[#@$\\]|--|//|/\*|;(?!\s*\Z)|\bVALUES\b", re.I)
_OTHER_HEADS = re.compile(
    r"\b(?:CREATE|ALTER|EXEC|EXECUTE|CALL|DECLARE|BEGIN|WHILE|PRINT|USE|RETURN|GO|PROCEDURE|FUNCTION"
    r"|TRIGGER|TRUNCATE|DROP|GRANT|LOOP|FETCH|OPEN|CLOSE|COMMIT|ROLLBACK|EXPLAIN)\b",
    re.I,
)
# In dialects that need no semicolon between statements, these words may also begin one.
_UNSEPARATED = re.compile(r"\b(?:INSERT|UPDATE|DELETE|MERGE|SET|IF)\b", re.I)
_NO_SEMICOLONS = frozenset({"tsql", "fabric", ""})


def read_plain_statement(text: str, dialect: str) -> Statement | None:
    """Return a text as one statement if it looks like one, None if it may be anything else.

    ``INSERT INTO t (a) SELECT b FROM s;`` looks like one. The caller must check that it can be
    parsed as one.
    """
    found = _HEAD.match(text) if len(text) <= LONGEST else None
    if found is None or _NOT_PLAIN.search(text) or text.count("(") > MAX_DEPTH:
        return None
    head = found["head"].upper()
    if len(_OTHER_HEADS.findall(text)) > (head == "CREATE"):
        return None
    if dialect in _NO_SEMICOLONS and _UNSEPARATED.search(text, found.end()):
        return None
    if [batch.text for batch in split_batches(text, dialect)] != [text]:
        return None
    start = found.start("head")
    return Statement(
        text=text[start:].rstrip().rstrip(";").rstrip(),
        line=text.count("\n", 0, start) + 1,
        head=head,
        column=start - text.rfind("\n", 0, start),
    )
