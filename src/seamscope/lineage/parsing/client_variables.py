r"""Variables that a client or template engine fills in before the server sees the SQL.

SQL*Plus: ``&schema..t``; psql: ``:schema.t``, ``:'v'``; PostgreSQL extension scripts:
``@extschema@.t``; Python: ``{schema}.t``, ``%s``; deployment tools: ``${schema}.t``; Jinja:
``{{ schema }}.t``. A variable whose value the script defines is replaced by the value. Any other
variable becomes a quoted name, a *placeholder*: ``"&schema".t``.
"""

import re
from collections.abc import Mapping

from seamscope.lineage.parsing.placeholders import PLACEHOLDER_PATTERN

QUOTES: Mapping[str, str] = {
    "hive": "``", "spark": "``", "spark2": "``", "databricks": "``", "bigquery": "``",
    "mysql": "``", "clickhouse": "``", "athena": "``", "tsql": "[]", "fabric": "[]",
}  # fmt: skip
PSQL_DIALECTS = frozenset({"postgres", "redshift", ""})
SQLPLUS_DIALECTS = frozenset({"oracle", ""})
# Strings, quoted names and comments: a variable in them does not stand for a name.
_SKIPPED = r"'[^']*'|\"[^\"]*\"|`[^`]*`|\[[^\]\n\[]*\]|--[^\n]*|/\*(?:[^*]|\*(?!/))*+(?:\*/)?"
_DEFINE = r"^[ \t]*DEF(?:INE)?[ \t]+(?P<define>\w+)[ \t]*=[ \t]*(?P<value>[^\n]*)"
_PSQL_SET = r"^\\set[ \t]+(?P<set>\w+)[ \t]+(?P<text>[^\n]*)"
_PSQL = (
    r"(?<![:\w\])]):(?:'(?P<quoted>\w+)'|\"(?P<named>\w+)\"|(?P<owner>\w+)(?=\.\w)"
    r"|(?P<plain>\w+))"
)
_ANY = rf"(?P<hole>(?:(?:{PLACEHOLDER_PATTERN})\w*+)++)"
_WORD_BEFORE = re.compile(r"\w{1,120}\Z")
_BEFORE_NAME = re.compile(
    r"(?:\b(?:FROM|JOIN|INTO|TABLE|VIEW|UPDATE|USING|EXISTS|ONLY)\s{1,20}|\.)\Z", re.I
)
_BEFORE_VALUE = re.compile(
    r"(?:[(,=<>+\-*/|.]|\b(?:FROM|JOIN|INTO|TABLE|VIEW|UPDATE|USING|EXISTS|ONLY|IN|LIKE|AND|OR|NOT"
    r"|LIMIT|OFFSET|THEN|ELSE|WHEN|SELECT|WHERE|BY|SET|ON|BETWEEN|VALUES))\s{0,20}\Z",
    re.I,
)
_QUOTED_VALUE = re.compile(r"\s*(?P<quote>['\"])(?P<value>[^'\"]*)(?P=quote)\s*(?:;|--|\Z)")
_MARKS = ("&", "{", "%s", "%(", "@", ":")
_FIRST = re.compile(rf"{PLACEHOLDER_PATTERN}|:['\"\w]|\\set\b|^[ \t]*DEF(?:INE)?[ \t]", re.I | re.M)
_SCANNER = re.compile(rf"{_DEFINE}|{_PSQL_SET}|(?P<skipped>{_SKIPPED})|{_PSQL}|{_ANY}", re.I | re.M)


def fill_client_variables(text: str, dialect: str) -> str:
    """Return a script with its variables replaced by their values, or by quoted names.

    Every statement stays on its line.
    """
    if not any(mark in text for mark in _MARKS) or _FIRST.search(text) is None:
        return text
    filler = _Filler(text, dialect)
    return filler.fill()


def _read_value(text: str) -> str:
    """Return the value in the text after ``DEFINE x =``: ``'v' -- note`` → ``v``.

    Without quotes, the whole line is the value.
    """
    quoted = _QUOTED_VALUE.match(text)
    return quoted["value"] if quoted else text.strip(" \t\r;'\"")


class _Filler:
    """Replaces the variables of one script by their values.

    A variable has the value of its last definition before the place where it is used.
    """

    def __init__(self, text: str, dialect: str) -> None:
        self._text = text
        self._dialect = dialect
        self._quotes = QUOTES.get(dialect, '""')
        self._values: dict[str, str] = {}
        self._parts: list[str] = []

    def fill(self) -> str:
        """Return the text with its variables replaced."""
        done = 0
        for match in _SCANNER.finditer(self._text):
            new, start = self._replace(match, done)
            if new is None:
                continue
            self._parts += (self._text[done:start], new)
            done = match.end()
        return "".join((*self._parts, self._text[done:]))

    def _replace(self, match: re.Match[str], done: int) -> tuple[str | None, int]:
        """Return the new text for a match (None to keep it), and where the replaced text begins."""
        start = match.start()
        match match.lastgroup:
            case "value" if self._dialect in SQLPLUS_DIALECTS:
                self._values[match["define"].casefold()] = _read_value(match["value"])
                return "", start
            case "text" if self._dialect in PSQL_DIALECTS:
                self._values[match["set"].casefold()] = match["text"].strip(" \t\r;'\"")
                return "", start
            case "skipped":
                return self._fill_string(match[0]), start
            case "quoted" | "named" | "owner" | "plain" if self._dialect in PSQL_DIALECTS:
                return self._fill_psql(match), start
            case "hole":
                return self._fill_hole(match, done)
            case _:
                return None, start

    def _fill_string(self, text: str) -> str | None:
        """Return a SQL*Plus string literal with its variables filled in, None if it has none."""
        if text[0] != "'" or "&" not in text or self._dialect not in SQLPLUS_DIALECTS:
            return None
        return _AMPERSAND.sub(self._fill_ampersand, text)

    def _fill_ampersand(self, match: re.Match[str]) -> str:
        return self._values.get(match["name"].casefold(), match[0])

    def _fill_psql(self, match: re.Match[str]) -> str | None:
        """Return the value of ``:v``, ``:'v'`` or ``:"v"``.

        If the value is unknown, return a quoted name where the variable is the name of a table, and
        the bind variable ``:v`` for ``:'v'``. Otherwise return None, which keeps the text.
        """
        name = match[match.lastgroup or 0]
        value = self._values.get(name.casefold())
        kind = match.lastgroup
        if value is not None:
            return f"'{value}'" if kind == "quoted" else value
        if name.isdigit() or name.casefold() in {"new", "old"}:
            return None
        is_name = kind in {"named", "owner"} or _BEFORE_NAME.search(
            self._text, max(0, match.start() - 40), match.start()
        )
        if is_name:
            return self._quote(f":{name}")
        return f":{name}" if kind == "quoted" else None

    def _fill_hole(self, match: re.Match[str], done: int) -> tuple[str | None, int]:
        """Replace a variable and the word before it by a quoted name: ``stg_{x}`` -> ``"stg_{x}"``.

        A SQL*Plus variable whose value is known is replaced by its value. The result is the same
        pair as in `_replace`: the new text, None to keep it, and where the replaced text begins.
        """
        hole, start = match["hole"], match.start()
        if not self._is_variable(hole, start):
            return None, start
        before = _WORD_BEFORE.search(self._text, max(done, start - 120), start)
        start = before.start() if before else start
        prefix = before[0] if before else ""
        if "&" in hole:
            hole = _AMPERSAND.sub(self._fill_ampersand, hole)
            if "&" not in hole:
                return prefix + hole, start
        return self._quote(prefix + hole), start

    def _is_variable(self, hole: str, start: int) -> bool:
        """Return whether ``&x``, ``@x@``, ``%s`` or ``{x}`` is a variable at this position.

        In ``a %s``, ``%`` may be the modulo operator. So ``%s`` is a variable only after an
        operator or keyword that a name or value can follow.
        """
        match hole[0]:
            case "&":
                return self._dialect in SQLPLUS_DIALECTS
            case "@":
                return self._dialect in PSQL_DIALECTS
            case "%":
                return bool(_BEFORE_VALUE.search(self._text, max(0, start - 40), start))
            case _:
                return True

    def _quote(self, name: str) -> str:
        """Return a name in the quotes of the dialect, without the dot that ends ``&a.``."""
        ended = name.endswith(".") and "&" in name
        opening, closing = self._quotes[0], self._quotes[-1]
        lines = "\n" * name.count("\n")
        name = " ".join(name.rstrip(".").split()) if ended else " ".join(name.split())
        return f"{opening}{name.replace(closing, ' ')}{closing}{lines}"


_AMPERSAND = re.compile(r"&&?(?P<name>\w+)\.?")
