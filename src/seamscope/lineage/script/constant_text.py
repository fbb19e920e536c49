"""Evaluate the text of dynamic SQL: constants, concatenation, string functions, CASE."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from itertools import count, islice
from typing import NamedTuple

from sqlglot import exp

from seamscope.lineage.remote.tree_builders import parse_known
from seamscope.lineage.script.holes import RUNTIME, make_hole

MAX_TEXTS = 16  # possible strings of one expression
MAX_CACHED = 2_048  # expressions whose trees are kept for the next rounds of execution
MAX_CODE = 128  # CHAR(n) is evaluated only for smaller n
_CASE_FUNCTIONS: Mapping[type, Callable[[str], str]] = {
    exp.Upper: str.upper, exp.Lower: str.lower, exp.Trim: str.strip,
}  # fmt: skip
# Functions that quote a string as a name or literal; functions of DBMS_ASSERT only check it.
QUOTING = {
    "quotename": "[{}]", "quote_ident": '"{}"', "quote_literal": "'{}'", "quote_nullable": "'{}'",
    "sql_object_name": "{}", "simple_sql_name": "{}", "qualified_sql_name": "{}",
    "schema_name": "{}", "noop": "{}",
}  # fmt: skip
# Statements whose dynamic SQL returns its rows to a loop, to the caller or to a cursor.
_ROW_RECEIVERS = (
    r"^\s*(?:FOR\s+\w+\s+IN\s+EXECUTE|RETURN\s+QUERY\s+EXECUTE"
    r"|OPEN\s+:?\w+\s+(?:NO\s+)?(?:SCROLL\s+)?FOR(?:\s+EXECUTE\b)?(?!\s*+\(*+\s*+(?:SELECT|WITH|VALUES)\b))\s+"
)
_DYNAMIC = re.compile(
    r"\bsp_executesql\b|\bEXECUTE\s+IMMEDIATE\b|(?<!\.)\bEXEC(?:UTE)?\s*\(|^\s*EXECUTE\s+(?:format\s*\(|')"
    r"|^\s*PREPARE\s+\w+\s+FROM\b|^\s*EXECUTE\s+\w+\s*(?:INTO\b|USING\b|\|\||;|$)"
    rf"|{_ROW_RECEIVERS}|\bSysExecSQL\s*\(|\bEXEC_DDL_STATEMENT\s*\(|\bDBMS_SQL\s*\.\s*PARSE\s*\(",
    re.I,
)
_FORMAT_PLACE = re.compile(r"%(?:(?P<position>\d+)\$)?-?\d*(?P<kind>[ILs%])")
_KEYWORDS = ("EXEC", "PREPARE", "OPEN", "DBMS_SQL")  # each dynamic statement has one of them
_TAIL = r"(?<!\s)(?=\s++(?:INTO|USING|BULK|RETURNING|LOOP)\b|\s*+;?\s*+$)"
_TEXT = r"(?P<text>(?:'(?:[^']|'')*'|\"[^\"]*\"|[^'\"])*?)"
_EXPRESSIONS = tuple(
    re.compile(pattern, re.I | re.S)
    for pattern in (
        r"\A(?:(?!\bEXEC(?:UTE)?\s*\().)*+\bEXEC(?:UTE)?\s*\((?P<text>.*)\)"
        r"(?:\s*AT\s+[\w\[\]]+)?\s*+(?:;\s*+)?$",
        r"\bsp_executesql\s+(?:@stmt\s*=\s*)?(?P<text>N?'(?:[^']|'')*'|@\w+)",
        r"\A(?:(?!\b(?:SysExecSQL|EXEC_DDL_STATEMENT)\s*\().)*+"
        r"\b(?:SysExecSQL|EXEC_DDL_STATEMENT)\s*\((?P<text>.*)\)\s*+(?:;\s*+)?$",
        r"\A(?:(?!\bDBMS_SQL\s*\.\s*PARSE\b).)*+\bDBMS_SQL\s*\.\s*PARSE\s*\([^,]*+,\s*+"
        r"(?P<text>.*?)(?<!\s)\s*+,\s*+[\w.\s]++\)\s*+(?:;\s*+)?$",
        rf"\bIMMEDIATE\b\s*{_TEXT}{_TAIL}",
        r"^\s*PREPARE\s+\w+\s+FROM\s++(?P<text>.*?)(?<!\s)\s*+;?\s*+$",
        rf"{_ROW_RECEIVERS}{_TEXT}{_TAIL}",
        rf"^\s*EXECUTE\s+{_TEXT}{_TAIL}",
    )
)


def is_dynamic(text: str) -> bool:
    """Return whether a statement executes dynamic SQL: `EXEC (@sql)`, `EXECUTE IMMEDIATE …`."""
    capitals = text.upper()
    return any(word in capitals for word in _KEYWORDS) and _DYNAMIC.search(text) is not None


def find_executed_expression(text: str) -> str:
    """Return the expression whose value is executed: `EXEC (@a + 'x')` → `@a + 'x'`; "" if none."""
    for pattern in _EXPRESSIONS:
        if found := pattern.search(text):
            return re.sub(r"^\$\w*\$(.*)\$\w*\$$", _to_literal, found["text"].strip(), flags=re.S)
    return ""


def _to_literal(dollar_quoted: re.Match[str]) -> str:
    return "'" + dollar_quoted[1].replace("'", "''") + "'"


def evaluate_texts(
    expression: str, dialect: str, get_texts: Callable[[str], tuple[str, ...]]
) -> tuple[str, ...]:
    """Return the possible strings of an expression; RUNTIME stands for unknown parts.

    `'DELETE FROM ' + @t` where `@t` may be `a` or `b` → `DELETE FROM a`, `DELETE FROM b`.

    If variables have different numbers of strings, it is unknown which strings belong together.
    Then these variables are treated as unknown.

    get_texts: returns the possible strings of a variable, one for each branch that sets it.
    """
    choices = _list_choices(expression, dialect)
    if not choices:
        return (RUNTIME,)
    return tuple(sorted({text for choice in choices for text in _evaluate_each(choice, get_texts)}))


class Choice(NamedTuple):
    """An expression without CASE, and the sorted, case-folded names of its variables."""

    node: exp.Expr
    variables: tuple[str, ...]


@lru_cache(maxsize=MAX_CACHED)
def _list_choices(expression: str, dialect: str) -> tuple[Choice, ...]:
    """Return an expression once for each branch of the CASE in it, () if it cannot be parsed.

    The trees are cached for the next round of execution, so nothing may change them.
    """
    tree = parse_known(f"SELECT {expression}", dialect)
    if not isinstance(tree, exp.Select) or len(tree.expressions) != 1:
        return ()
    nodes = list(islice(_expand_choices(tree.expressions[0]), MAX_TEXTS + 1))
    if len(nodes) > MAX_TEXTS:
        return ()
    names = (
        {name for part in node.walk() if (name := _read_variable_name(part))} for node in nodes
    )
    return tuple(Choice(node, tuple(sorted(own))) for node, own in zip(nodes, names, strict=True))


def _expand_choices(node: exp.Expr) -> Iterator[exp.Expr]:
    """Yield an expression once for each combination of the branches of CASE and IIF in it."""
    choice = node.find(exp.Case, exp.If)
    if choice is None:
        yield node
        return
    branches = choice.args.get("ifs") or [choice]
    values = [branch.args["true"] for branch in branches]
    values.append(choice.args.get("default") or choice.args.get("false") or exp.Literal.string(""))
    for value in values:
        if choice is node:
            yield from _expand_choices(value.copy())
        else:
            choice = choice.replace(value.copy())
            yield from _expand_choices(node.copy())


def _evaluate_each(choice: Choice, get_texts: Callable[[str], tuple[str, ...]]) -> set[str]:
    """Return the strings of an expression whose variables may contain several strings.

    The first result uses the first string of every variable, the second result the second string,
    and so on.
    """
    texts = {name: some for name in choice.variables if (some := get_texts(name))}
    counts = {len(some) for some in texts.values()} - {1} or {1}
    if len(counts) > 1 or max(counts) > MAX_TEXTS:
        texts = {name: some if len(some) == 1 else (RUNTIME,) for name, some in texts.items()}
        counts = {1}
    (count,) = counts
    return {
        _evaluate(
            choice.node, {n: some[-1 if len(some) == 1 else index] for n, some in texts.items()}
        )
        for index in range(count)
    }


def _read_variable_name(node: exp.Expr) -> str:
    """Return the case-folded name of a node's variable, "" if it cannot be a variable."""
    match node:
        case exp.Parameter():
            return f"@{node.name}".casefold()
        case exp.Column() | exp.Placeholder() | exp.Var():
            return str(node.name).casefold()
        case _:
            return ""


def _evaluate(node: exp.Expr, texts: Mapping[str, str]) -> str:
    match node:
        case exp.Literal() | exp.National() | exp.RawString() | exp.UnicodeString():
            return str(node.name)
        case exp.Parameter() | exp.Column() | exp.Placeholder() | exp.Var():
            text = texts.get(_read_variable_name(node), RUNTIME)
            return make_hole(_read_variable_name(node)) if text == RUNTIME else text
        case exp.Add() | exp.DPipe() | exp.Concat():
            is_call = isinstance(node, exp.Concat)
            items = node.expressions if is_call else [node.this, node.expression]
            return "".join(_evaluate(item, texts) for item in items)
        case exp.Paren() | exp.Alias() | exp.Cast():
            return _evaluate(node.this, texts)
        case exp.Convert():
            return _evaluate(node.expression, texts)
        case _:
            return _evaluate_function(node, texts)


def _evaluate_function(node: exp.Expr, texts: Mapping[str, str]) -> str:
    """Return the result of a function of constants: `UPPER('a')`, `REPLACE('a', 'b', 'c')`."""
    call = node.expression if isinstance(node, exp.Dot) else node
    if isinstance(call, exp.Anonymous | exp.Format):
        return _evaluate_call(call, texts)
    text = _evaluate(node.this, texts) if isinstance(node.this, exp.Expr) else RUNTIME
    match node:
        case exp.Chr(expressions=[exp.Literal() as code]):
            return _to_character(code.name)
        case exp.Replace() if RUNTIME not in text:
            old, new = (_evaluate(node.args[key], texts) for key in ("expression", "replacement"))
            return RUNTIME if not old or RUNTIME in old else text.replace(old, new)
        case exp.Coalesce() if RUNTIME not in text:
            return text
        case exp.Upper() | exp.Lower() | exp.Trim(expression=None) if RUNTIME not in text:
            return _CASE_FUNCTIONS[type(node)](text)
        case _:
            return RUNTIME


def _evaluate_call(node: exp.Expr, texts: Mapping[str, str]) -> str:
    """Return the result of a function that formats or quotes a string: `QUOTENAME('a')` → `[a]`."""
    name = node.name.casefold()
    if isinstance(node, exp.Format) or name == "format":
        return _format(node, texts)
    first = next((_evaluate(item, texts) for item in node.expressions), RUNTIME)
    if name in {"char", "nchar"}:
        return _to_character(first)
    if name == "quote_ident" and re.fullmatch(r"[a-z_]\w*", first):
        return first
    if name == "quotename" and RUNTIME in first:
        return first
    return QUOTING[name].format(first) if name in QUOTING else RUNTIME


def _to_character(code: str) -> str:
    return chr(int(code)) if code.isdigit() and int(code) < MAX_CODE else RUNTIME


def _format(node: exp.Expr, texts: Mapping[str, str]) -> str:
    """Return the text of Postgres' `format('DELETE FROM %I', name)`."""
    first = node.this if isinstance(node.this, exp.Expr) else None
    arguments = [*([first] if first is not None else []), *node.expressions]
    if not arguments:
        return RUNTIME
    values = [_evaluate(item, texts) for item in arguments[1:]]
    used = count()

    def fill(place: re.Match[str]) -> str:
        if place["kind"] == "%":
            return "%"
        index = int(place["position"]) - 1 if place["position"] else next(used)
        value = values[index] if index < len(values) else RUNTIME
        return QUOTING["quote_literal"].format(value) if place["kind"] == "L" else value

    return _FORMAT_PLACE.sub(fill, _evaluate(arguments[0], texts))
