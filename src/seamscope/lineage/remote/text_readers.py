"""Small readers of definitions: names, options, quoted texts."""

import re

from seamscope.lineage.query.model import Name

# Possessive: what follows a name never needs a part of it, and long ones are not tried again.
NAME = r"(?:[\w$#@{}\-]++|\[[^\]]+\]|\"[^\"]+\"|`[^`]+`)"
DOTTED = rf"{NAME}(?:\s*+\.\s*+{NAME}?+)*+"
IF_NOT = r"(?:\s+IF\s+NOT\s+EXISTS)?"
CREATE = r"^\s*CREATE\s+(?:OR\s+REPLACE\s+)?"
STRING = r"N?'((?:[^']|'')*)'"
_OPTION = re.compile(
    rf"(?:[@\"`]?(?P<key>\w+)[\"`]?\s*(?:=>?|:)?|{STRING.replace('(', '(?P<quoted>', 1)}\s*=>?)\s*"
    rf"(?:{STRING.replace('(', '(?P<one>', 1)}|\"(?P<two>[^\"]*)\")|{STRING}|\"[^\"]*\""
)
# The query of CREATE … AS, outside of parentheses, quotes and comments.
_QUERY = re.compile(
    r"'(?:[^'\\]|''|\\.)*'|\"[^\"]*\"|`[^`]*`|\[[^\]]*\]|--[^\n]*|/\*.*?\*/|[()]"
    r"|(?P<as>\bAS(?=[\s(]+(?:SELECT|SEL|WITH|FROM|PIVOT|UNPIVOT|VALUES|COPY|INSERT)\b))",
    re.I | re.S,
)
# Never read, whatever it says.
SECRET = frozenset({"password", "pwd", "user", "username", "passwd", "uid"})


def split_name(dotted: str) -> Name:
    """Return the parts of a dotted name without quotes; what is left out stays ""."""
    found = re.findall(rf"({NAME})?\s*(\.|$)", dotted.strip())
    names = [name.strip('[]"`') for name, end in found if name or end == "."]
    return tuple(names)


def read_options(text: str) -> dict[str, str]:
    """Return `key 'value'`, `key = 'value'` and `'key' => 'value'` pairs, keys in lower case."""
    pairs: dict[str, str] = {}
    for found in _OPTION.finditer(text):
        key = found["key"] or found["quoted"]
        if key and key.casefold() not in SECRET:
            pairs[key.casefold()] = (found["one"] or found["two"] or "").replace("''", "'")
    return pairs


def read_texts(text: str, key: str) -> list[str]:
    """Return the texts of `key = ['a', "b"]`, or of `key = 'a'`."""
    found = re.search(rf"\b{key}\s*=>?\s*(\[[^\]]*\]|'[^']*'|\"[^\"]*\")", text, re.I)
    pairs = re.findall(rf"{STRING}|\"([^\"]*)\"", found[1]) if found else []
    return [one or two for one, two in pairs]


def split_create_as(text: str) -> tuple[str, str]:
    """Return what stands before the query of CREATE … AS, and the query, "" if it has none."""
    depth = 0
    for found in _QUERY.finditer(text):
        depth += (found[0] == "(") - (found[0] == ")")
        if depth == 0 and found["as"]:
            return text[: found.start()], text[found.end() :]
    return text, ""


def read_definition(text: str, start: int) -> str:
    """Return what stands in the parentheses that follow a table's name, "" if none do."""
    return read_parentheses(text, start) if re.match(r"\s*\(", text[start:]) else ""


def read_name_after(text: str, pattern: str) -> str:
    """Return the name that follows a pattern, "" if there is none."""
    found = re.search(rf"{pattern}\s+({DOTTED})", text, re.I)
    return ".".join(split_name(found[1])) if found else ""


def read_parentheses(text: str, start: int) -> str:
    """Return what stands in the parentheses that open at or after `start`."""
    begin = text.find("(", start)
    depth, quote = 0, ""
    for index in range(max(begin, 0), len(text)):
        sign = text[index]
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "'\"":
            quote = sign
        else:
            depth += (sign == "(") - (sign == ")")
            if depth == 0:
                return text[begin + 1 : index]
    return ""


def split_arguments(text: str) -> list[str]:
    """Return the arguments of a call, split at its own commas."""
    found, depth, quote, start = [], 0, "", 0
    for index, sign in enumerate(text):
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "'\"":
            quote = sign
        elif sign == "," and depth == 0:
            found.append(text[start:index].strip())
            start = index + 1
        else:
            depth += (sign in "([{") - (sign in ")]}")
    rest = text[start:].strip()
    return [*found, rest] if rest else found


def unquote(text: str) -> str:
    """Return a literal's text, or a name without its quotes."""
    found = re.fullmatch(STRING, text.strip())
    return found[1].replace("''", "'") if found else text.strip().strip('[]"`')
