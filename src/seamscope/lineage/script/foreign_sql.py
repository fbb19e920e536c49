"""Find the SQL that a routine in JavaScript, Python or Java executes, as SQL string expressions.

``var q = `DELETE FROM ${t}`; snowflake.execute({sqlText: q})`` is read as the dynamic SQL ``EXECUTE
IMMEDIATE q``, after ``q := 'DELETE FROM ' || t``. The body itself is not parsed.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

_LITERAL = (
    r"(?:[fr]{0,2}\"\"\"(?:(?!\"\"\").)*+\"\"\"|`[^`]*+`"
    r"|[fr]{0,2}(?<!\\)\"(?:[^\"\\\n]|\\.)*+\"|[fr]{0,2}(?<!\\)'(?:[^'\\\n]|\\.)*+')"
)
_NAME = r"[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*"
# A call with the argument sqlText may execute SQL, so it is not skipped as part of an expression.
_CALLED = r"(?:\((?![^()]{0,200}\bsqlText\b)[^()\"'`]{0,200}\))?"
_PART = rf"(?:{_LITERAL}|{_NAME}{_CALLED})"
_TEXT = rf"{_PART}(?:\s*+\+\s*+{_PART}){{0,99}}+"
_PARTS = re.compile(rf"(?P<literal>{_LITERAL})|(?P<name>{_NAME})(?P<call>{_CALLED})", re.S)
_COMMENT = re.compile(
    rf"{_LITERAL}|(?P<comment>//[^\n]*|/\*(?:[^*]|\*(?!/))*+\*/)|/\*(?:[^*]|\*(?!/))*+\Z", re.S
)
# An assignment to a variable, or a call that executes SQL.
_STEP = re.compile(
    rf"\bsqlText\s*:\s*(?P<text>{_TEXT})"
    r"|\.(?:execute|executemany|executeQuery|executeUpdate|prepare|sql|query|read_sql)\s*"
    rf"\(\s*(?!\{{)(?P<argument>{_TEXT})\s*[,)]"
    rf"|(?<![\w.$=!<>])(?P<name>[A-Za-z_$][\w$]*)\s*(?P<plus>\+?)=(?!=)\s*(?P<value>{_TEXT})"
    r"(?=\s*(?:;|\n|$))",
    re.S,
)
_PLACE = re.compile(r"\$\{\s*(?P<js>[^{}]{1,200})\}|\{\s*(?P<python>[A-Za-z_]\w*)[^{}]{0,50}\}")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}


class ForeignStep(NamedTuple):
    """A step of a routine's body: it assigns a string to a variable, or executes SQL.

    variable: the assigned variable, "" if the step executes SQL.
    expression: the string as an SQL expression.
    line: number of lines before the step in the body.
    """

    variable: str
    expression: str
    line: int


def list_steps(body: str) -> Iterator[ForeignStep]:
    """Yield the assignments of strings and the executions of SQL in a routine's body, in order."""
    body = _COMMENT.sub(_blank_comment, body)
    for found in _STEP.finditer(body):
        text = found["text"] or found["argument"] or found["value"]
        expression = " || ".join(_translate(text))
        name = found["name"] or ""
        start = found.start("text") if found["text"] else found.start()
        if found["plus"]:
            expression = f"{name} || {expression}"
        yield ForeignStep(name, expression, body.count("\n", 0, start))


def _blank_comment(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0]) if match["comment"] else match[0]


def _translate(text: str) -> Iterator[str]:
    """Yield the parts of a string expression as SQL.

    ``'DELETE FROM ' + t`` -> ``'DELETE FROM '`` and ``t``.
    """
    for part in _PARTS.finditer(text):
        if part["name"]:
            yield _name_variable(part["name"] + ("_call" if part["call"] else ""))
            continue
        literal = part["literal"]
        prefix = literal[: len(literal) - len(literal.lstrip("fr"))]
        literal = literal[len(prefix) :]
        size = 3 if literal.startswith('"""') else 1
        quote, inner = literal[0], literal[size:-size]
        yield from _split_places(inner, is_template=quote == "`" or "f" in prefix)


def _split_places(inner: str, *, is_template: bool) -> Iterator[str]:
    """Yield the constant parts of a string and the variables in it: ``DELETE FROM ${t}``."""
    done = 0
    for place in _PLACE.finditer(inner) if is_template else ():
        yield _quote(inner[done : place.start()])
        yield _name_variable(place["js"] or place["python"])
        done = place.end()
    yield _quote(inner[done:])


def _quote(text: str) -> str:
    plain = re.sub(r"\\(.)", lambda m: _ESCAPES.get(m[1], m[1]), text, flags=re.S)
    return "'" + plain.replace("'", "''") + "'"


def _name_variable(text: str) -> str:
    """Return a variable or any other expression as one word: ``args.table`` -> ``args_table``."""
    return re.sub(r"\W+", "_", text).strip("_") or "unknown"
