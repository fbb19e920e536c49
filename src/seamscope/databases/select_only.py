"""Refuse every statement that is not a single query, before it is sent to a database."""

import re

# Quoted strings, quoted names and comments: words in them are ignored.
_QUOTED = re.compile(
    r"'(?:[^']|'')*+'"
    r'|"(?:[^"]|"")*+"'
    r"|`[^`]*+`"
    r"|\[[^\]\n]{0,128}\]"
    r"|--[^\n]*+"
    r"|/\*(?:[^*]|\*(?!/))*+(?:\*/|(?P<open>\Z))"  # not closed: its words count
)
# Words that begin a query.
_FIRST = frozenset({"select", "with", "show", "values", "pragma"})
# Words of a query that writes, locks, calls or leaves the database.
_FORBIDDEN = frozenset(
    {
        "alter", "analyze", "attach", "begin", "call", "commit", "copy", "create", "delete",
        "detach", "do", "drop", "dumpfile", "exec", "execute", "export", "grant", "handler",
        "import", "insert", "install", "into", "load", "lock", "merge", "outfile", "refresh",
        "reindex", "rename", "revoke", "rollback", "savepoint", "set", "truncate", "unlock",
        "update", "vacuum",
    }
)  # fmt: skip
_WORD = re.compile(r"[a-z_][\w$]*+")
# Syntax that databases interpret differently: an escaped quote, a comment that MySQL executes, and
# a comment that begins without a space.
_AMBIGUOUS = re.compile(r"\\['\"`]|/\*m?!|--(?!\s)", re.I)


def is_single_query(sql: str) -> bool:
    """Return whether a string is one read-only query: ``SELECT``, ``WITH``, ``SHOW``, ``PRAGMA``.

    Return False for ``SELECT … INTO OUTFILE``, ``WITH x AS (DELETE …)``, ``FOR UPDATE`` and several
    statements, even if the database would refuse them too. A name that is one of the refused words,
    such as a column called `update`, must be quoted.
    """
    if _AMBIGUOUS.search(sql):
        return False
    text = _QUOTED.sub(lambda found: " ' " if found["open"] is None else found[0], sql)
    text = text.casefold().strip().removesuffix(";")
    words = _WORD.findall(text)
    if words[:3] == ["show", "create", "table"]:
        words = ["show", *words[3:]]
    assigns = text.startswith("pragma") and "=" in text
    return (
        bool(words)
        and words[0] in _FIRST
        and ";" not in text
        and not assigns
        and _FORBIDDEN.isdisjoint(words)
    )
