"""Recognise SQL that is one plain statement, so that it need not be split."""

import re

from seamscope.lineage.split.batches import split_batches
from seamscope.lineage.split.limits import MAX_DEPTH
from seamscope.lineage.split.statement import Statement

LONGEST = 20_000  # characters; longer SQL may be a data load
_HEAD = re.compile(
    r"\s*+(?P<head>SELECT|WITH|INSERT|UPDATE|DELETE|MERGE"
    r"|CREATE(?=\s+(?:OR\s+REPLACE\s+)?(?:MATERIALIZED\s+)?(?:TABLE|VIEW)\b))\b",
    re.I,
)
# Characters of comments, variables and quoted bodies; SQL with one of them is split.
_NOT_PLAIN = ("#", "@", "$", "\\", "--", "//", "/*")
_WORD = re.compile(r"\w+")
_OTHER_HEADS = frozenset({
    "CREATE", "ALTER", "EXEC", "EXECUTE", "CALL", "DECLARE", "BEGIN", "WHILE", "PRINT", "USE",
    "RETURN", "GO", "PROCEDURE", "FUNCTION", "TRIGGER", "TRUNCATE", "DROP", "GRANT", "LOOP",
    "FETCH", "OPEN", "CLOSE", "COMMIT", "ROLLBACK", "EXPLAIN",
})  # fmt: skip
# In dialects that need no semicolon between statements, these words may also begin one.
_UNSEPARATED = re.compile(r"\b(?:INSERT|UPDATE|DELETE|MERGE|SET|IF)\b", re.I)
_NO_SEMICOLONS = frozenset({"tsql", "fabric", ""})


def read_plain_statement(text: str, dialect: str) -> Statement | None:
    """Return SQL as one statement if it seems to be a single plain statement, otherwise None.

    ``INSERT INTO t (a) SELECT b FROM s;`` seems to be one. The caller must check that the parser
    accepts it.
    """
    found = _HEAD.match(text) if len(text) <= LONGEST else None
    if found is None or any(map(text.__contains__, _NOT_PLAIN)) or text.count("(") > MAX_DEPTH:
        return None
    if ";" in text.rstrip()[:-1]:
        return None
    head = found["head"].upper()
    words: list[str] = _WORD.findall(text.upper())
    has_rows = head != "MERGE" and "VALUES" in words
    if has_rows or sum(map(_OTHER_HEADS.__contains__, words)) > (head == "CREATE"):
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
