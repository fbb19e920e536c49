"""Which variables a statement sets, told by its text alone."""

import re
from collections.abc import Collection, Iterator

from seamscope.lineage.remote.text_readers import split_arguments
from seamscope.lineage.split import Statement

WORD = r"[@:]?[\w$#.]+(?:[(\[][\w.]+[)\]][\w.]*)?"
WORDS = rf"{WORD}(?:\s*,\s*{WORD})*"
SET = re.compile(
    r"^\s*(?:(?:SET\s+|DECLARE\s+(?:OR\s+REPLACE\s+)?)(?:VAR(?:IABLE)?\s+)?|LET\s+)?"
    r"(?P<name>[@:]?[\w.$]+)\s*(?:AS\s+)?(?P<type>[\w\s(),.%]*?)"
    r"(?P<op>:=|\+=|=|\bDEFAULT\b)\s*(?P<value>.*?);?\s*$",
    re.I | re.S,
)
SET_SEVERAL = re.compile(
    rf"^\s*SET\s*\((?P<names>{WORDS})\)\s*=\s*(?P<value>.*?);?\s*$", re.I | re.S
)
FETCH = re.compile(
    rf"^\s*FETCH\s+(?:[\w\s@-]*?\bFROM\s+)?(?P<cursor>[\w@#]+)\s+(?:BULK\s+COLLECT\s+)?INTO\s+"
    rf"(?P<names>{WORDS})",
    re.I,
)
_AFTER = r"(?:FROM|WHERE|GROUP|HAVING|ORDER|LIMIT|FETCH|FOR|UNION)"
_INTO = re.compile(
    rf"\b(?:BULK\s+COLLECT\s+)?INTO\s+(?:STRICT\s+)?(?P<names>{WORDS})"
    rf"(?=\s+{_AFTER}\b|\s*;?\s*$)",
    re.I,
)
# Postgres lets INTO come first: SELECT INTO a, b x, y FROM t
_INTO_FIRST = re.compile(
    rf"(?<=\bSELECT)\s+INTO\s+(?:STRICT\s+)?(?P<names>{WORDS})\s+(?!{_AFTER}\b)(?=\S)", re.I
)
_TSQL_VARIABLE = re.compile(
    r"^\s*SELECT\s+(?:TOP\s*\(?\s*\d+\s*\)?\s+|DISTINCT\s+)?(@\w+)\s*[+\-]?=", re.I
)
_TSQL_SET = re.compile(r"(@\w+)\s*[-+*/%&|^]?=", re.I)
_TSQL_OUT = re.compile(r"(@\w+)\s+OUT(?:PUT)?\b|^\s*EXEC(?:UTE)?\s+(@\w+)\s*=", re.I)
_GIVEN_BACK = re.compile(rf"\bINTO\s+(?P<names>{WORDS})(?=\s*(?:USING\b.*)?;?\s*$)", re.I | re.S)
_LOOPED = re.compile(r"^\s*FOR(?:EACH)?\s+(\w+)", re.I)
TEXT = re.compile(r"'(?:[^']|'')*'")
# Where SELECT … INTO fills variables, and where it can fill nothing else.
INTO_VARIABLES = frozenset({
    "oracle", "postgres", "mysql", "snowflake", "redshift", "bigquery", "teradata", "",
})  # fmt: skip
ALWAYS = frozenset({"oracle", "mysql", "snowflake", "teradata"})
SETTING = frozenset({"DECLARE", "SET", "ASSIGN", "LET"})


def named(words: str) -> list[str]:
    """Return the variables of a list, each without the sign of a host variable or an index."""
    return [re.split(r"[(\[]", word.strip().lstrip(":"))[0] for word in words.split(",")]


def into(piece: Statement, dialect: str, declared: Collection[str]) -> re.Match[str] | None:
    """Return the INTO of a SELECT that fills variables, None if it fills none."""
    if piece.head not in {"SELECT", "WITH"} or dialect not in INTO_VARIABLES:
        return None
    found = _INTO_FIRST.search(piece.text) if dialect in {"postgres", "redshift"} else None
    found = found or _INTO.search(piece.text)
    if found is None or piece.routine or dialect in ALWAYS or re.search("[:@]", found["names"]):
        return found
    known = all(name.casefold() in declared for name in named(found["names"]))
    return found if known else None


def selects_variables(piece: Statement, dialect: str) -> bool:
    """Tell whether a statement is T-SQL's `SELECT @a = x`."""
    return dialect in {"tsql", ""} and bool(_TSQL_VARIABLE.match(piece.text))


def declarations(piece: Statement) -> list[str]:
    """Return one by one what DECLARE @a int = 1, @b int = 2 and SET a = 1, b = 2 set."""
    if re.match(r"\s*DECLARE\s+@", piece.text, re.I):
        return re.split(r",\s*(?=@\w+\s+(?:AS\s+)?[\w\[\]]+)", piece.text)
    if piece.head != "SET" or "," not in piece.text:
        return [piece.text]
    items: list[str] = []
    for item in split_arguments(piece.text):
        if items and not re.match(r"[@\w.`]+\s*:?=", item):
            items[-1] += f", {item}"
        else:
            items.append(item)
    return items


def altered(piece: Statement) -> Iterator[str]:
    """Yield the variables that get values which no text tells: from rows, or from a routine."""
    text = TEXT.sub("''", piece.text)
    match piece.head:
        case "FETCH":
            if found := FETCH.search(text):
                yield from named(found["names"])
        case "FOR" | "FOREACH":
            yield from _LOOPED.findall(text)
        case "UPDATE" if "@" in text:
            yield from _TSQL_SET.findall(text)
        case "SELECT" | "WITH":
            return
        case _ if "@" in text:
            yield from (one or two for one, two in _TSQL_OUT.findall(text))
    if found := _GIVEN_BACK.search(text):
        yield from named(found["names"])


def assigned(piece: Statement, dialect: str) -> Iterator[str]:
    """Yield all the variables that a statement may set."""
    yield from altered(piece)
    if piece.head in SETTING:
        yield from (
            found["name"].lstrip(":") for item in declarations(piece) if (found := SET.match(item))
        )
        if found := SET_SEVERAL.match(piece.text):
            yield from named(found["names"])
    elif selects_variables(piece, dialect):
        yield from _TSQL_SET.findall(TEXT.sub("''", piece.text))
    elif found := into(piece, dialect, ()):
        yield from named(found["names"])
