"""Mask the values that an INSERT statement stores in columns with a secret."""

import re
from collections.abc import Iterator

from seamscope.connector.secret_rules import is_secret_name

HIDDEN = "***"

# `INSERT INTO app.users (login, password) VALUES`, up to the first row
_INSERT = re.compile(
    r"\b(?:insert|replace)(?:\s{1,8}(?:into|overwrite|ignore|table|or\s{1,8}replace)){0,3}"
    r"(?:\s{1,8}[^\s()]{1,256}+(?:\s[^\s()]{1,64}+)?+)?+\s{0,8}+\((?P<columns>[^()]{1,4000}+)\)\s{0,8}+"
    r"(?:overriding\s{1,8}\w{1,10}\s{1,8}value\s{1,8})?values?\b",
    re.I,
)
# In a literal, MySQL writes `\'` for a quote; elsewhere a path may end in a backslash.
_TOKEN = re.compile(r"'(?:[^'\\]|''|\\'(?!\s{0,4}[,);])|\\)*+'?+|\"[^\"]*+\"?+|[(),]|[^'\"(),]++")
# A number that could be a PIN; a shorter one is a count or a flag.
_NUMBER = re.compile(r"\d{4,}+")


def redact_inserts(text: str) -> str:
    """Return text without the literals for columns whose names denote a secret.

    ``INSERT INTO u (login, password) VALUES ('etl', 'x')``: the second value of each row is masked.
    """
    parts: list[str] = []
    at = 0
    for match in _INSERT.finditer(text):
        names = (name.strip(' \t\r\n"`[]') for name in match["columns"].split(","))
        places = {place for place, name in enumerate(names) if is_secret_name(name)}
        if places and match.end() >= at:
            parts.append(text[at : match.end()])
            at = match.end()
            for shown in _list_row_parts(text, at, places):
                parts.append(shown[0])
                at = shown[1]
    return "".join([*parts, text[at:]])


def _list_row_parts(text: str, start: int, places: set[int]) -> Iterator[tuple[str, int]]:
    """Yield the tokens of the rows with secrets masked, each with the position of its end.

    places: positions of the columns with a secret.
    """
    depth = place = 0
    for token in _TOKEN.finditer(text, start):
        shown = token[0]
        if shown == "(":
            depth += 1
            place = 0 if depth == 1 else place
        elif shown == ")":
            depth -= 1
        elif shown == ",":
            place += depth == 1
        elif depth <= 0 and shown.strip():
            return  # the end of the rows
        elif place in places:
            shown = _hide_literal(shown)
        yield shown, token.end()
        if depth < 0:
            return


def _hide_literal(token: str) -> str:
    """Return a value of a row with its literal masked; names and placeholders are kept."""
    if token[0] in "'\"":
        return token if len(token) < 3 else f"{token[0]}{HIDDEN}{token[0]}"
    return _NUMBER.sub(HIDDEN, token)
