"""Jinja templates: references become table names, control tags disappear, nothing is rendered.

``{% for c in cols %}{{ c }},{% endfor %} 1 FROM {{ ref('t') }}`` -> ``{{ c }}, 1 FROM t``.
The body of a loop stays once, of an ``if`` its first branch. What a remaining ``{{ … }}`` stands
for is unknown; it is quoted later, like any other variable.
"""

import re

_ENDS = {"{%": "%}", "{#": "#}", "{{": "}}"}
_OPENING = re.compile(r"\{[%#{]")
_NAME = r"['\"]([^'\"]{1,200})['\"]"
_REF = re.compile(
    rf"\A\s*+ref\(\s*{_NAME}\s*(?:,\s*{_NAME}\s*)?(?:,\s*v(?:ersion)?\s*=[^()]*)?\)\s*"
)
_SOURCE = re.compile(rf"\A\s*+source\(\s*{_NAME}\s*,\s*{_NAME}\s*\)\s*")
# Expressions that write no SQL, and separators inside a loop: {{ "," if not loop.last }}.
_SILENT = re.compile(
    r"\A\s*+(?:(?:config|log|print|return|exceptions\.\w+)\s*\(|['\"].{0,200}\bloop\.)", re.S
)
_TAG = re.compile(r"\A(?P<word>\w+)\s*(?P<rest>.*)", re.S)
_SEPARATING = re.compile(
    r"\bnot\s+loop\.(?:last|first)\b|\bloop\.\w+\s*(?:!=|<|>)|\A-?\s*execute\b"
)
# Tags around SQL of its own: {% set q %} SELECT … {% endset %}.
_BLOCKS = frozenset({"macro", "call", "snapshot", "test", "materialization", "filter", "raw"})


def strip_jinja(text: str) -> str:
    """Return a text without its Jinja tags; every line stays where it is."""
    parts: list[str] = []
    hidden: list[bool] = []  # for each open `if`, whether the text here is left out
    done = 0
    while (match := _OPENING.search(text, done)) is not None:
        opening = match[0]
        end = text.find(_ENDS[opening], match.end())
        if end < 0:
            break
        parts.append(_keep(text[done : match.start()], hidden))
        inner = text[match.end() : end]
        if opening == "{%":
            new = _replace_tag(inner, hidden)
        elif opening == "{{" and not any(hidden):
            new = _replace_expression(inner.strip("-"), is_first=_begins_statement(parts))
        else:
            new = ""
        parts.append(new + "\n" * (inner.count("\n") - new.count("\n")))
        done = end + 2
    return "".join((*parts, text[done:]))


def _keep(text: str, hidden: list[bool]) -> str:
    return "\n" * text.count("\n") if any(hidden) else text


def _replace_tag(inner: str, hidden: list[bool]) -> str:
    """Return what replaces ``{% … %}``, and keep track of the branches of ``if``."""
    match = _TAG.match(inner.strip().removeprefix("-").removesuffix("-").strip())
    word = match["word"] if match else ""
    rest = match["rest"] if match else ""
    match word:
        case "if":
            hidden.append(_SEPARATING.search(rest) is not None)
        case "elif" | "else" if hidden:
            hidden[-1] = True
        case "endif" if hidden:
            hidden.pop()
        case "set" if "=" not in rest:
            return ";"
        case _ if word in _BLOCKS or word.removeprefix("end") in _BLOCKS | {"set"}:
            return ";" if word != "set" else " "
        case _:
            pass
    return " "


def _begins_statement(parts: list[str]) -> bool:
    """Return whether only blanks precede, since the start of the text or the last semicolon."""
    before = next((part.strip() for part in reversed(parts) if part.strip()), "")
    return not before or before.endswith(";")


def _replace_expression(inner: str, *, is_first: bool) -> str:
    """Return what replaces ``{{ … }}``: a table's name, a blank, or the plain expression."""
    if reference := _REF.fullmatch(inner):
        return reference[2] or reference[1]
    if source := _SOURCE.fullmatch(inner):
        return f"{source[1]}.{source[2]}"
    if _SILENT.match(inner) or (is_first and "(" in inner):
        return " "
    words = re.sub(r"['\"{}`\[\]]", "", inner).split()
    return f"{{{{ {' '.join(words)} }}}}"
