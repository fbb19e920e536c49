"""Remove the literals of statements in query statistics, because they may be values of rows."""

import re
from functools import cache

# In these dialects, a backslash escapes a quote, and double quotes enclose a string and not a name.
_ESCAPING = frozenset({"mysql", "bigquery", "databricks", "snowflake"})
_DOUBLE_TEXTS = frozenset({"mysql", "bigquery", "databricks"})

# Comments, quoted names and numbers are matched as well, so that a quote in them does not start a
# string.
_COMMENT = r"(?P<comment>--[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z))"
_TRIPLE = (
    r'(?P<triple>"""(?:[^"]|"(?!""))*+(?:"""|\Z)'
    r"|'''(?:[^']|'(?!''))*+(?:'''|\Z))"
)
_NAME = r"`[^`]*+(?:`|\Z)|\[[^\]\n'\"]{0,128}\]"
_DOUBLE = r'"(?:[^"]|"")*+(?:"|\Z)'
_SINGLE = r"[Ee]'(?:[^'\\]|''|\\.)*+(?:'|\Z)|[NnBbXx]?'(?:[^']|'')*+(?:'|\Z)"
_ESCAPED = r"[NnBbXxRr]?'(?:[^'\\]|''|\\.)*+(?:'|\Z)"
_ESCAPED_DOUBLE = r'[BbRr]?"(?:[^"\\]|""|\\.)*+(?:"|\Z)'
_REST = (
    r"(?P<dollar>\$(?:[A-Za-z_]\w{0,62})?\$)"
    r"|(?P<word>[$:?@]*[A-Za-z_]\w*+|[$:?@]\d++)"
    r"|(?P<number>\d[\w.]*+)"
)
_LOCATION = re.compile(r"[A-Za-z][A-Za-z0-9+.]{1,20}://[^\s'?;@]{0,500}")
_SQL = re.compile(r"\s*+(?:select|with|insert|update|delete|merge|call|exec(?:ute)?)\b", re.I)


@cache
def _compile(dialect: str) -> re.Pattern[str]:
    """Return the regular expression that finds the tokens of a dialect."""
    single = _ESCAPED if dialect in _ESCAPING else _SINGLE
    names, texts, triple = f"{_NAME}|{_DOUBLE}", single, ""
    if dialect in _DOUBLE_TEXTS:
        names, texts, triple = _NAME, f"{single}|{_ESCAPED_DOUBLE}", f"{_TRIPLE}|"
    tokens = f"{_COMMENT}|{triple}(?P<name>{names})|(?P<text>{texts})|{_REST}"
    return re.compile(tokens, re.S)


def blank_literals(sql: str, dialect: str) -> str:
    """Return a statement with ``?`` for strings and ``0`` for numbers, and without comments.

    Names and locations such as ``s3://bucket/path`` are kept. SQL that is sent to another server is
    kept too, without its own literals: ``OPENQUERY(erp, 'select a from t where b = ''x''')``.
    dialect: a sqlglot name.
    """
    tokens = _compile(dialect)
    parts: list[str] = []
    position = 0
    while found := tokens.search(sql, position):
        parts.append(sql[position : found.start()])
        position = found.end()
        match found.lastgroup:
            case "comment":
                parts.append(" ")
            case "text":
                parts.append(_blank_text(found[0], dialect))
            case "triple":
                parts.append("'?'")
            case "dollar":
                position = _find_end(sql, position, found[0])
                parts.append("'?'")
            case "number":
                parts.append("0")
            case _:
                parts.append(found[0])
    parts.append(sql[position:])
    return "".join(parts)


def _find_end(sql: str, position: int, mark: str) -> int:
    """Return the end of a string in dollar quotes."""
    end = sql.find(mark, position)
    return len(sql) if end < 0 else end + len(mark)


def _blank_text(quoted: str, dialect: str) -> str:
    mark = "'" if quoted.lstrip("NnBbXxRrEe").startswith("'") else '"'
    inner = quoted[quoted.index(mark) + 1 :].removesuffix(mark).replace(mark * 2, mark)
    if location := _LOCATION.fullmatch(inner):
        return f"'{location[0]}'"
    if _SQL.match(inner):
        return "'" + blank_literals(inner, dialect).replace("'", "''") + "'"
    return "'?'"
