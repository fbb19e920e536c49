"""Find the variables that routine heads, declarations and loops declare, by patterns in text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from seamscope.lineage.remote.text_readers import DOTTED, read_parentheses, split_arguments
from seamscope.lineage.remote.tree_builders import parse_column_names
from seamscope.lineage.split import Statement

ROUTINE_NAME = re.compile(
    rf"\b(?:PROC|PROCEDURE|FUNCTION|MACRO)\s+(?:IF\s+NOT\s+EXISTS\s+)?(?P<name>{DOTTED})\s*", re.I
)
_PACKAGE = re.compile(
    rf"^\s*(?:CREATE|ALTER)\b[^()]*?\bPACKAGE\s+(?:BODY\s+)?(?P<name>{DOTTED})", re.I
)
_MODES = re.compile(r"^\s*(?:(?:IN|OUT|INOUT|VARIADIC)\s+)+", re.I)
_PARAMETER = re.compile(r"^\s*(?P<name>@?[A-Za-z_][\w$#]*|\"[^\"]+\"|`[^`]+`)(?P<type>.*)$", re.S)
_OUT = re.compile(r"\b(?:OUT|OUTPUT|INOUT)\b", re.I)
_DEFAULT = re.compile(r"(?:\bDEFAULT\b|:?=).*$", re.I | re.S)
_RETURNS_TABLE = re.compile(r"\bRETURNS\s+TABLE\s*\(", re.I)
_DECLARED = re.compile(
    r"^\s*(?:DECLARE\s+(?:OR\s+REPLACE\s+)?(?:VAR(?:IABLE)?\s+)?|LET\s+)?"
    r"(?!(?:TYPE|SUBTYPE|PRAGMA|CURSOR|CONTINUE|EXIT|UNDO|BEGIN|PROCEDURE|FUNCTION)\b)"
    r"(?P<names>[A-Za-z_][\w$#]*(?:\s*,\s*[A-Za-z_][\w$#]*)*)",
    re.I,
)
# A declaration after its comments: a name with a type, or a keyword. Other words in the place of
# a declaration are damaged code.
_DECLARATION = re.compile(
    r"(?:\s++|--[^\n]*+(?:\n|$)|/\*(?:[^*]|\*(?!/))*+\*/)*+"
    r"(?:(?:DECLARE|TYPE|SUBTYPE|PRAGMA|CURSOR|CONTINUE|EXIT|UNDO|PROCEDURE|FUNCTION|END)\b"
    r"|(?:[@#]{0,2}+[\w{&:][\w$#@{}&.:]*+|\"[^\"]++\"|`[^`]++`)"
    r"(?:\s*+,\s*+(?:[@#]{0,2}+[\w{&:][\w$#@{}&.:]*+|\"[^\"]++\"|`[^`]++`))*+"
    r"(?:\s*+:=|\s++[A-Za-z_\"\[`{&%$@]))",
    re.I,
)
_CURSOR_PARAMETERS = re.compile(r"\bCURSOR\s+(?:\w+\s*)?(?=\()", re.I)
_LOOP = re.compile(
    r"^\s*+(?:[^'\"]*?:\s*+)?(?:FOR(?:ALL|EACH)?)\s+"
    r"(?P<names>[A-Za-z_][\w$#]*(?:\s*,\s*[A-Za-z_][\w$#]*)*)\s+(?:IN|AS|SLICE)\b",
    re.I,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A parameter of a routine.

    name: the name in lower case.
    position: the position in the parameter list, counted from 0.
    is_out: whether it is an OUT parameter.
    default: the SQL of its default value, "" without one.
    """

    name: str
    position: int
    is_out: bool = False
    default: str = ""


def list_parameters(head: str) -> list[Parameter]:
    """Return the parameters in a routine's head: ``PROCEDURE p(a INT, OUT b INT)`` -> a and b."""
    found = ROUTINE_NAME.search(head)
    if found is None:
        return []
    rest = head[found.end() :]
    declared = (
        read_parentheses(rest, 0)
        if rest.startswith("(")
        else re.split(r"\bAS\b(?!\s+\w+\s*,)|\bIS\b|\bRETURNS?\b", rest, flags=re.I)[0]
    )
    parameters: list[Parameter] = []
    for position, item in enumerate(split_arguments(declared)):
        named = _PARAMETER.match(_MODES.sub("", item))
        if named is None or not named["type"].strip():  # Postgres: f(int) has a type alone
            continue
        parameters.append(
            Parameter(
                name=_unquote(named["name"]),
                position=position,
                is_out=_OUT.search(item) is not None,
                default=_read_default(named["type"]),
            )
        )
    return parameters


def _read_default(declared: str) -> str:
    found = _DEFAULT.search(declared)
    return re.sub(r"^(?:DEFAULT|:?=)\s*", "", found[0], flags=re.I) if found else ""


def list_returned_columns(head: str, dialect: str) -> list[str]:
    """Return the columns of Postgres' ``RETURNS TABLE (a INT, b TEXT)``, in order."""
    found = _RETURNS_TABLE.search(head)
    if found is None or dialect not in {"postgres", "redshift", "snowflake", ""}:
        return []
    return parse_column_names(read_parentheses(head, found.end() - 1), dialect)


def find_package(head: str) -> str:
    """Return the name in ``CREATE PACKAGE BODY k AS``, "" for any other statement."""
    found = _PACKAGE.match(head)
    return found["name"] if found else ""


def list_declared(statement: Statement) -> list[str]:
    """Return the names that ``v NUMBER``, ``DECLARE a, b INT`` or ``LET x := 1`` declares."""
    if statement.head == "CURSOR":
        return []
    found = _DECLARED.match(statement.text)
    return [] if found is None else [_unquote(name) for name in found["names"].split(",")]


def is_declaration(text: str) -> bool:
    """Return whether a text between DECLARE and BEGIN is a declaration.

    ``v NUMBER := 1`` is one; ``)1 =: REBMUN v(`` and the call ``utl_http.set_header(r)`` are not.
    """
    return _DECLARATION.match(text) is not None


def list_cursor_parameters(text: str) -> list[str]:
    """Return the parameters of a cursor: ``CURSOR c (p NUMBER) IS SELECT …`` -> p."""
    found = _CURSOR_PARAMETERS.search(text)
    if found is None:
        return []
    items = split_arguments(read_parentheses(text, found.end()))
    return [named["name"].casefold() for item in items if (named := _PARAMETER.match(item))]


def list_loop_variables(text: str) -> Iterator[str]:
    """Yield the variables of a loop: ``FOR i IN 1..3 LOOP``, ``FORALL i IN …`` -> i."""
    if found := _LOOP.match(text):
        yield from (_unquote(name) for name in found["names"].split(","))


def _unquote(name: str) -> str:
    return name.strip().strip('"`').casefold()
