"""Small readers of definitions: names, options, quoted texts."""

import re

from seamscope.lineage.model import Name

NAME = r"(?:[\w$#@{}\-]+|\[[^\]]+\]|\"[^\"]+\"|`[^`]+`)"
DOTTED = rf"{NAME}(?:\s*\.\s*{NAME}?)*"
TEXT = r"N?'((?:[^']|'')*)'"
# Never read, whatever it says.
SECRET = frozenset({"password", "pwd", "user", "username", "passwd", "uid"})


def parts(dotted: str) -> Name:
    """Return the parts of a dotted name without quotes; what is left out stays ""."""
    found = re.findall(rf"({NAME})?\s*(\.|$)", dotted.strip())
    names = [name.strip('[]"`') for name, end in found if name or end == "."]
    return tuple(names)


def options(text: str) -> dict[str, str]:
    """Return `key 'value'`, `key = 'value'` and `key => 'value'` pairs, keys in lower case."""
    found = re.findall(rf"[@\"`]?(\w+)[\"`]?\s*(?:=>?|:)?\s*(?:{TEXT}|\"([^\"]*)\")", text)
    pairs = {key.casefold(): (one or two).replace("''", "'") for key, one, two in found}
    return {key: value for key, value in pairs.items() if key not in SECRET}


def word_after(text: str, pattern: str) -> str:
    """Return the name that follows a pattern, "" if there is none."""
    found = re.search(rf"{pattern}\s+({DOTTED})", text, re.I)
    return ".".join(parts(found[1])) if found else ""


def inside(text: str, start: int) -> str:
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


def listed(text: str) -> list[str]:
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


def unquoted(text: str) -> str:
    """Return a literal's text, or a name without its quotes."""
    found = re.fullmatch(TEXT, text.strip())
    return found[1].replace("''", "'") if found else text.strip().strip('[]"`')
