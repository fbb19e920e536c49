"""Read parts of SQL text with patterns: names, options, parentheses, quoted strings."""

import re
from collections.abc import Iterator

from seamscope.lineage.query.model import Name
from seamscope.lineage.split.dollar_quotes import DollarQuotes

# The quantifiers are possessive, so that long names cause no backtracking.
NAME = r"(?:[\w$#@{}\-]++|\[[^\]]{1,300}\]|\"[^\"]+\"|`[^`]+`)"
DOTTED = rf"{NAME}(?:\s*+\.\s*+{NAME}?+)*+"
IF_NOT = r"(?:\s+IF\s+NOT\s+EXISTS)?"
CREATE = r"^\s*CREATE\s+(?:OR\s+REPLACE\s+)?"
STRING = r"N?'((?:[^']|'')*)'"
_OPTION = re.compile(
    rf"(?:[@\"`]?(?<!\w)(?P<key>\w++)[\"`]?\s*+(?:=>?|:)?"
    rf"|{STRING.replace('(', '(?P<quoted>', 1)}\s*=>?)\s*"
    rf"(?:{STRING.replace('(', '(?P<one>', 1)}|\"(?P<two>[^\"]*)\")|{STRING}|\"[^\"]*\""
)
# The query of CREATE … AS, outside of parentheses, quotes and comments.
_QUERY = re.compile(
    r"'(?:[^'\\]|''|\\.)*+(?:'|\\?\Z)|\"[^\"]*\"|`[^`]*`|\[[^\]\[]*\]|--[^\n]*"
    r"|/\*(?:[^*]|\*(?!/))*+(?:\*/)?|[()]"
    r"|(?P<as>\bAS(?=[\s(]+(?:SELECT|SEL|WITH|FROM|PIVOT|UNPIVOT|VALUES|COPY|INSERT)\b))",
    re.I | re.S,
)
_DOLLARS = re.compile(r"(?<![\w$])\$(?:[A-Za-z_]\w{0,62})?\$")
# Options that are never read.
SECRET_OPTIONS = frozenset({"password", "pwd", "user", "username", "passwd", "uid"})


def split_name(dotted: str) -> Name:
    """Return the parts of a dotted name without quotes: ``[srv]..t`` -> ``('srv', '', 't')``."""
    matches = re.findall(rf"((?<![\w$#@{{}}\-]){NAME})?(?<!\s)\s*(\.|$)", dotted.strip())
    names = [name.strip('[]"`') for name, end in matches if name or end == "."]
    return tuple(names)


def read_options(text: str) -> dict[str, str]:
    """Return the options in SQL text by their keys in lower case, without secrets.

    ``host 'h'``, ``host = 'h'`` and ``'host' => 'h'`` -> ``{'host': 'h'}``.
    """
    options: dict[str, str] = {}
    for match in _OPTION.finditer(text):
        key = match["key"] or match["quoted"]
        if key and key.casefold() not in SECRET_OPTIONS:
            options[key.casefold()] = (match["one"] or match["two"] or "").replace("''", "'")
    return options


def read_texts(text: str, key: str) -> list[str]:
    """Return the strings of ``uris = ['a', "b"]``, or of ``uris = 'a'``."""
    match = re.search(rf"\b{key}\s*=>?\s*(\[[^\]]*\]|'[^']*'|\"[^\"]*\")", text, re.I)
    pairs = re.findall(rf"{STRING}|\"([^\"]*)\"", match[1]) if match else []
    return [one or two for one, two in pairs]


def split_create_as(text: str) -> tuple[str, str]:
    """Split CREATE … AS into the text before AS and the query after it, "" without a query.

    ``CREATE PIPE p AS COPY INTO t …`` -> ``CREATE PIPE p`` and ``COPY INTO t …``.
    """
    depth = 0
    for match in _QUERY.finditer(text):
        depth += (match[0] == "(") - (match[0] == ")")
        if depth == 0 and match["as"]:
            return text[: match.start()], text[match.end() :]
    return text, ""


def read_definition(text: str, start: int) -> str:
    """Return the text in the parentheses that follow a table's name: ``t (a INT)`` -> ``a INT``.

    Return "" if no parentheses follow.

    start: the position after the name.
    """
    return read_parentheses(text, start) if re.match(r"\s*\(", text[start:]) else ""


def read_name_after(text: str, pattern: str) -> str:
    """Return the name that follows a pattern, "" if there is none: ``SERVER srv`` -> ``srv``.

    After an equals sign, no space is needed: ``DATA_SOURCE=srv``.
    """
    space = r"\s*" if pattern.endswith(("=", "=?")) else r"\s+"
    match = re.search(rf"{pattern}{space}({DOTTED})", text, re.I)
    return ".".join(split_name(match[1])) if match else ""


def read_parentheses(text: str, start: int) -> str:
    """Return the text in the first parentheses at or after `start`, "" if they are not closed."""
    begin = text.find("(", start)
    depth = 0
    for index, sign in _list_unquoted(text, begin) if begin >= 0 else ():
        depth += (sign == "(") - (sign == ")")
        if depth == 0:
            return text[begin + 1 : index]
    return ""


def split_arguments(text: str) -> list[str]:
    """Return the arguments of a call; commas in brackets do not count: ``a, f(b, c)`` has two."""
    arguments, depth, start = [], 0, 0
    for index, sign in _list_unquoted(text):
        if sign == "," and depth == 0:
            arguments.append(text[start:index].strip())
            start = index + 1
        else:
            depth += (sign in "([{") - (sign in ")]}")
    rest = text[start:].strip()
    return [*arguments, rest] if rest else arguments


def _list_unquoted(text: str, start: int = 0) -> Iterator[tuple[int, str]]:
    """Yield (index, character) for each character outside of quotes and ``$tag$ … $tag$``."""
    quote, end, dollars = "", 0, DollarQuotes(text)
    for index in range(start, len(text)):
        sign = text[index]
        if index < end:
            continue
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "'\"":
            quote = sign
        elif sign == "$" and (opened := _DOLLARS.match(text, index)):
            end = max(dollars.find_end(opened[0], opened.end()), opened.end())
        else:
            yield index, sign


def unquote(text: str) -> str:
    """Return the text of a string literal, or of a quoted name: ``N'it''s'`` -> ``it's``."""
    match = re.fullmatch(STRING, text.strip())
    return match[1].replace("''", "'") if match else text.strip().strip('[]"`')
