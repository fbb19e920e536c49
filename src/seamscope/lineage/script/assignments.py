"""Find the variables that a statement sets, by patterns in its text."""

import re
from collections.abc import Collection, Iterator

from seamscope.lineage.remote.text_readers import split_arguments
from seamscope.lineage.split import Statement

# The index of an element in an array or collection: ``(i)``, ``[i + 1]``, ``(rows.LAST)``.
_INDEX = r"\s*+[(\[](?:[\w$#.+\-*: ]|'[^']*')++[)\]]"
VARIABLE = rf"[@:]?[\w$#.]+(?:{_INDEX}[\w$#.]*+)*+"
_EVERY_INDEX = re.compile(rf"(?<!\s){_INDEX}")
VARIABLES = rf"{VARIABLE}(?:\s*,\s*{VARIABLE})*"
SET = re.compile(
    r"^\s*(?:(?:SET\s+|DECLARE\s+(?:OR\s+REPLACE\s+)?)(?:VAR(?:IABLE)?\s+)?|LET\s+)?"
    rf"(?P<name>[@:]?[\w.$]++(?:{_INDEX}(?:[\w$#.]++|(?=\s*+(?::?=|[(\[]))))*+)\s*+"
    r"(?:AS\s++)?(?P<type>[\w\s(),.%\[\]]*?)"
    r"(?P<op>:=|\+=|=|\bDEFAULT\b)\s*(?P<value>.*?)(?:;\s*+|(?<!\s)\s*+)$",
    re.I | re.S,
)
SET_TUPLE = re.compile(
    rf"^\s*SET\s*\((?P<names>{VARIABLES})\)\s*+=\s*+(?P<value>.*?);?(?<!\s)\s*+$", re.I | re.S
)
FETCH = re.compile(
    rf"^\s*FETCH\s++(?:[\w\s@-]*?\bFROM\s++)?(?P<cursor>[\w@#]+)\s+(?:BULK\s+COLLECT\s+)?INTO\s+"
    rf"(?P<names>{VARIABLES})",
    re.I,
)
_NEXT_CLAUSE = r"(?:FROM|WHERE|GROUP|HAVING|ORDER|LIMIT|FETCH|FOR|UNION)"
_INTO = re.compile(
    rf"\b(?:BULK\s+COLLECT\s+)?INTO\s+(?:STRICT\s+)?(?P<names>{VARIABLES})"
    rf"(?=\s+{_NEXT_CLAUSE}\b|\s*+;?\s*+$)",
    re.I,
)
# In Postgres INTO may come first: SELECT INTO a, b x, y FROM t
_INTO_FIRST = re.compile(
    rf"(?<=\bSELECT)\s+INTO\s+(?:STRICT\s+)?(?P<names>{VARIABLES})\s+(?!{_NEXT_CLAUSE}\b)(?=\S)",
    re.I,
)
_TSQL_SELECT = re.compile(
    r"^\s*SELECT\s+(?:TOP\s*+\(?\s*+\d+(?:\s*+\))?\s++|DISTINCT\s++)?(@\w+)\s*[+\-]?=", re.I
)
_MYSQL_SELECT = re.compile(r"@[\w$]+\s*:=")
_TSQL_SET = re.compile(r"(@\w+)\s*[-+*/%&|^:]?=", re.I)
_TSQL_OUT = re.compile(r"(@\w+)\s+OUT(?:PUT)?\b|^\s*EXEC(?:UTE)?\s+(@\w+)\s*=", re.I)
_FINAL_INTO = re.compile(rf"\bINTO\s+(?P<names>{VARIABLES})(?=\s*+(?:USING\b|(?:;\s*+)?$))", re.I)
_LOOP_VARIABLE = re.compile(r"^\s*FOR(?:EACH)?\s+(\w+)", re.I)
TEXT = re.compile(r"'(?:[^']|'')*'")
_CHANGE = re.compile(
    r"\b(?:INSERT\s+INTO|DELETE\s+FROM|MERGE\s+INTO|UPDATE\s+[\w.$#\[\]\"`]+\s+SET)\b", re.I
)
# Dialects in which SELECT … INTO can set variables, and those in which it never creates a table.
INTO_VARIABLES = frozenset({
    "oracle", "postgres", "mysql", "snowflake", "redshift", "bigquery", "teradata", "",
})  # fmt: skip
ONLY_INTO_VARIABLES = frozenset({"oracle", "mysql", "snowflake", "teradata"})
ASSIGNING = frozenset({"DECLARE", "SET", "ASSIGN", "LET"})  # first words of statements


def split_names(names: str) -> list[str]:
    """Return the variables in a list, without signs and indexes: `:a, b(1).c` → `a`, `b.c`."""
    return [strip_index(name.strip().lstrip(":")) for name in names.split(",")]


def strip_index(name: str) -> str:
    """Return the name of an element of a collection without its index: `rows(i).a` → `rows.a`."""
    return _EVERY_INDEX.sub("", name)


def has_index(names: str) -> bool:
    """Return whether a variable in a list is an element of a collection: ``rows(i).a``."""
    return _EVERY_INDEX.search(names) is not None


def find_select_into(
    statement: Statement, dialect: str, variables: Collection[str]
) -> re.Match[str] | None:
    """Return the match of `INTO v` in `SELECT a INTO v FROM t`, None if nothing sets a variable.

    Also return None if INTO creates a table.

    variables: the declared variables; outside of a routine, INTO can set only these.
    """
    if statement.head not in {"SELECT", "WITH"} or dialect not in INTO_VARIABLES:
        return None
    text = statement.text
    found = _INTO_FIRST.search(text) if dialect in {"postgres", "redshift"} else None
    found = found or _INTO.search(text)
    if found is None or statement.routine or dialect in ONLY_INTO_VARIABLES:
        return found
    if re.search("[:@]", found["names"]):
        return found
    is_known = all(name.casefold() in variables for name in split_names(found["names"]))
    return found if is_known else None


def is_select_assignment(statement: Statement, dialect: str) -> bool:
    """Return whether a statement is `SELECT @a = x FROM t`, in MySQL `SELECT @a := x FROM t`."""
    if dialect == "mysql":
        is_select = statement.head == "SELECT" and ":=" in statement.text
        return is_select and _MYSQL_SELECT.search(TEXT.sub("''", statement.text)) is not None
    return dialect in {"tsql", ""} and bool(_TSQL_SELECT.match(statement.text))


def split_declarations(statement: Statement) -> list[str]:
    """Return the single assignments of `DECLARE @a int = 1, @b int = 2` or `SET a = 1, b = 2`."""
    text = statement.text
    if re.match(r"\s*DECLARE\s+@", text, re.I):
        return re.split(r",\s*(?=@\w+\s+(?:AS\s+)?[\w\[\]]+)", text)
    if statement.head != "SET" or "," not in text:
        return [text]
    items: list[str] = []
    for item in split_arguments(text):
        if items and not re.match(r"[@\w.`]+\s*:?=", item):
            items[-1] += f", {item}"
        else:
            items.append(item)
    return items


def find_unknown_assignments(statement: Statement) -> Iterator[str]:
    """Yield the variables that a statement sets from rows or from a routine: `FETCH c INTO v`.

    Unlike after `SET @a = 'x'`, the text of such a variable is unknown.
    """
    text = TEXT.sub("''", statement.text)
    match statement.head:
        case "FETCH":
            if found := FETCH.search(text):
                yield from split_names(found["names"])
        case "FOR" | "FOREACH":
            yield from _LOOP_VARIABLE.findall(text)
        case "UPDATE" if "@" in text:
            yield from _TSQL_SET.findall(text)
        case "SELECT" | "WITH":
            return
        case _ if "@" in text:
            yield from (one or two for one, two in _TSQL_OUT.findall(text))
    if found := _FINAL_INTO.search(text):
        yield from split_names(found["names"])


def find_assignments(statement: Statement, dialect: str) -> Iterator[str]:
    """Yield every variable that a statement may set."""
    yield from find_unknown_assignments(statement)
    if statement.head in ASSIGNING:
        for item in split_declarations(statement):
            if found := SET.match(item):
                yield strip_index(found["name"].lstrip(":"))
        if found := SET_TUPLE.match(statement.text):
            yield from split_names(found["names"])
    elif is_select_assignment(statement, dialect):
        yield from _TSQL_SET.findall(TEXT.sub("''", statement.text))
    elif found := find_select_into(statement, dialect, ()):
        yield from split_names(found["names"])


def changes_data(text: str) -> bool:
    """Return whether SQL contains INSERT INTO, UPDATE … SET, DELETE FROM or MERGE INTO."""
    return _CHANGE.search(TEXT.sub("''", text)) is not None
