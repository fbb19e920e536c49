"""SQL that is put together when it runs: what its constant parts say."""

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import islice

from sqlglot import exp

from seamscope.lineage.remote.tree_builders import parse_known

RUNTIME = "__runtime__"  # stands for a part that only the running program knows
MOST = 16  # texts that a variable may hold
LAST = 128  # of the signs that CHAR is asked for
_SPELLED: Mapping[type, Callable[[str], str]] = {
    exp.Upper: str.upper, exp.Lower: str.lower, exp.Trim: str.strip,
}  # fmt: skip
# Functions that make a name or a literal of a text; those of DBMS_ASSERT only test it.
QUOTED = {
    "quotename": "[{}]", "quote_ident": '"{}"', "quote_literal": "'{}'", "quote_nullable": "'{}'",
    "sql_object_name": "{}", "simple_sql_name": "{}", "qualified_sql_name": "{}",
    "schema_name": "{}", "noop": "{}",
}  # fmt: skip
# What gets the rows of a text: a loop, a cursor, the caller.
_ROWS = (
    r"^\s*(?:FOR\s+\w+\s+IN\s+EXECUTE|RETURN\s+QUERY\s+EXECUTE"
    r"|OPEN\s+:?\w+\s+(?:NO\s+)?(?:SCROLL\s+)?FOR(?:\s+EXECUTE\b)?(?!\s*\(*\s*(?:SELECT|WITH|VALUES)\b))\s+"
)
_DYNAMIC = re.compile(
    r"\bsp_executesql\b|\bEXECUTE\s+IMMEDIATE\b|\bEXEC(?:UTE)?\s*\(|^\s*EXECUTE\s+(?:format\s*\(|')"
    r"|^\s*PREPARE\s+\w+\s+FROM\b|^\s*EXECUTE\s+\w+\s*(?:INTO\b|USING\b|\|\||;|$)"
    rf"|{_ROWS}|\bSysExecSQL\s*\(|\bEXEC_DDL_STATEMENT\s*\(|\bDBMS_SQL\s*\.\s*PARSE\s*\(",
    re.I,
)
_NEEDED = ("EXEC", "PREPARE", "OPEN", "DBMS_SQL")  # one of them stands in each of these
_TAIL = r"(?=\s+(?:INTO|USING|BULK|RETURNING|LOOP)\b|\s*;?\s*$)"
_TEXT = r"(?P<text>(?:'(?:[^']|'')*'|\"[^\"]*\"|[^'\"])*?)"
_EXPRESSIONS = tuple(
    re.compile(pattern, re.I | re.S)
    for pattern in (
        r"\bEXEC(?:UTE)?\s*\((?P<text>.*)\)(?:\s*AT\s+[\w\[\]]+)?\s*;?\s*$",
        r"\bsp_executesql\s+(?:@stmt\s*=\s*)?(?P<text>N?'(?:[^']|'')*'|@\w+)",
        r"\b(?:SysExecSQL|EXEC_DDL_STATEMENT)\s*\((?P<text>.*)\)\s*;?\s*$",
        r"\bDBMS_SQL\s*\.\s*PARSE\s*\([^,]*,\s*(?P<text>.*?)\s*,\s*[\w.\s]+\)\s*;?\s*$",
        rf"\bIMMEDIATE\s+{_TEXT}{_TAIL}",
        r"^\s*PREPARE\s+\w+\s+FROM\s+(?P<text>.*?)\s*;?\s*$",
        rf"{_ROWS}{_TEXT}{_TAIL}",
        rf"^\s*EXECUTE\s+{_TEXT}{_TAIL}",
    )
)


def is_dynamic(text: str) -> bool:
    """Tell whether a statement runs a text."""
    capitals = text.upper()
    return any(word in capitals for word in _NEEDED) and _DYNAMIC.search(text) is not None


def expression_of(text: str) -> str:
    """Return the expression whose value a statement runs, "" if it has none."""
    for pattern in _EXPRESSIONS:
        if found := pattern.search(text):
            return re.sub(r"^\$\w*\$(.*)\$\w*\$$", _quoted, found["text"].strip(), flags=re.S)
    return ""


def _quoted(found: re.Match[str]) -> str:
    return "'" + found[1].replace("'", "''") + "'"


def values(expression: str, dialect: str, texts: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the texts an expression may have.

    texts: what each variable may hold, one text for each branch that set it. Parts that are not
    constant stand as RUNTIME; so does what several variables make whose branches do not match.
    """
    tree = parse_known(f"SELECT {expression}", dialect)
    if not isinstance(tree, exp.Select) or len(tree.expressions) != 1:
        return (RUNTIME,)
    every = list(islice(_chosen(tree.expressions[0]), MOST + 1))
    if len(every) > MOST:
        return (RUNTIME,)
    return tuple(sorted({text for node in every for text in _values(node, texts)}))


def _chosen(node: exp.Expr) -> Iterator[exp.Expr]:
    """Yield an expression once for each way in which the CASEs and IFs in it may go."""
    choice = node.find(exp.Case, exp.If)
    if choice is None:
        yield node
        return
    branches = choice.args.get("ifs") or [choice]
    ways = [branch.args["true"] for branch in branches]
    ways.append(choice.args.get("default") or choice.args.get("false") or exp.Literal.string(""))
    for way in ways:
        if choice is node:
            yield from _chosen(way.copy())
        else:
            choice = choice.replace(way.copy())
            yield from _chosen(node.copy())


def _values(node: exp.Expr, texts: Mapping[str, tuple[str, ...]]) -> set[str]:
    used = {name for part in node.walk() if (name := _variable(part)) in texts}
    held = {name: texts[name] for name in sorted(used) if texts[name]}
    counts = {len(some) for some in held.values()} - {1} or {1}
    if len(counts) > 1 or max(counts) > MOST:
        return {RUNTIME}
    (count,) = counts
    return {
        _value(node, {name: some[-1 if len(some) == 1 else index] for name, some in held.items()})
        for index in range(count)
    }


def unsaid(tree: exp.Expr) -> None:
    """Put NULL where only the running program knows a value: it is no column of any table."""
    for node in list(tree.find_all(exp.Column)):
        if node.name == RUNTIME and not node.table and node.parent is not None:
            node.replace(exp.Null())


def _variable(node: exp.Expr) -> str:
    """Return the name of the variable that a node may be, folded."""
    match node:
        case exp.Parameter():
            return f"@{node.name}".casefold()
        case exp.Column() | exp.Placeholder() | exp.Var():
            return str(node.name).casefold()
        case _:
            return ""


def _value(node: exp.Expr, texts: dict[str, str]) -> str:
    match node:
        case exp.Literal() | exp.National() | exp.RawString() | exp.UnicodeString():
            return str(node.name)
        case exp.Parameter() | exp.Column() | exp.Placeholder() | exp.Var():
            return texts.get(_variable(node), RUNTIME)
        case _:
            return _composed(node, texts)


def _composed(node: exp.Expr, texts: dict[str, str]) -> str:
    match node:
        case exp.Add() | exp.DPipe():
            return _value(node.this, texts) + _value(node.expression, texts)
        case exp.Concat():
            return "".join(_value(item, texts) for item in node.expressions)
        case exp.Paren() | exp.Alias() | exp.Cast():
            return _value(node.this, texts)
        case exp.Convert():
            return _value(node.expression, texts)
        case exp.Format():
            return _formatted(node, texts)
        case _:
            return _made(node, texts)


def _made(node: exp.Expr, texts: dict[str, str]) -> str:
    """Return what a function makes of constant texts."""
    call = node.expression if isinstance(node, exp.Dot) else node
    if isinstance(call, exp.Anonymous):
        return _called(call, texts)
    text = _value(node.this, texts) if isinstance(node.this, exp.Expr) else RUNTIME
    match node:
        case exp.Chr(expressions=[exp.Literal() as code]):
            return _sign(code.name)
        case exp.Replace() if RUNTIME not in text:
            old, new = (_value(node.args[key], texts) for key in ("expression", "replacement"))
            return RUNTIME if not old or RUNTIME in old else text.replace(old, new)
        case exp.Coalesce() if RUNTIME not in text:
            return text
        case exp.Upper() | exp.Lower() | exp.Trim(expression=None) if RUNTIME not in text:
            return _SPELLED[type(node)](text)
        case _:
            return RUNTIME


def _called(node: exp.Expr, texts: dict[str, str]) -> str:
    """Return what a function that the parser does not know makes of a text: mostly a quoted one."""
    name = node.name.casefold()
    if name == "format":
        return _formatted(node, texts)
    first = next((_value(item, texts) for item in node.expressions), RUNTIME)
    if name in {"char", "nchar"}:
        return _sign(first)
    if name == "quote_ident" and re.fullmatch(r"[a-z_]\w*", first):
        return first
    if name == "quotename" and RUNTIME in first:
        return first
    return QUOTED[name].format(first) if name in QUOTED else RUNTIME


def _sign(code: str) -> str:
    return chr(int(code)) if code.isdigit() and int(code) < LAST else RUNTIME


def _formatted(node: exp.Expr, texts: dict[str, str]) -> str:
    """Postgres' format('… %I …', name): constants fill its places."""
    first = node.this if isinstance(node.this, exp.Expr) else None
    given = [*([first] if first is not None else []), *node.expressions]
    if not given:
        return RUNTIME
    values = iter([_value(item, texts) for item in given[1:]])
    return re.sub(
        r"%(?:\d+\$)?([ILs%])",
        lambda m: "%" if m[1] == "%" else next(values, RUNTIME),
        _value(given[0], texts),
    )
