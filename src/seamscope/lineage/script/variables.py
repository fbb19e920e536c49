"""What variables hold: rows of queries, and texts that may be run as SQL."""

import re
from collections.abc import Iterator

from sqlglot import exp

from seamscope.lineage.query.model import NO_SOURCES, QueryResult
from seamscope.lineage.remote.text_readers import read_parentheses
from seamscope.lineage.remote.tree_builders import build_insert, build_table, parse_column_names
from seamscope.lineage.script.assignments import (
    SET,
    SET_SEVERAL,
    altered,
    assigned,
    declarations,
    into,
    named,
    selects_variables,
)
from seamscope.lineage.script.branches import is_loop
from seamscope.lineage.script.constant_text import RUNTIME, values
from seamscope.lineage.script.environment import SELECTS, Environment
from seamscope.lineage.script.execution import Execution
from seamscope.lineage.script.flows import Out
from seamscope.lineage.script.substitution import row_columns
from seamscope.lineage.split import Statement

_DECLARED = re.compile(
    r"^\s*(?:DECLARE\s+(?:OR\s+REPLACE\s+)?(?:VAR(?:IABLE)?\s+)?|LET\s+)?"
    r"(?P<names>[A-Za-z_]\w*(?:\s*,\s*[A-Za-z_]\w*)*)",
    re.I,
)


_TABLE = re.compile(r"^\s*DECLARE\s+(?P<name>@\w+)\s+(?:AS\s+)?TABLE\s*\(", re.I)


def take(frame: Environment, names: list[str], read: QueryResult) -> None:
    """Note that variables hold the columns of a query, or a record its whole row."""
    for index, name in enumerate(names):
        frame.assign(name, read, index)
    if len(names) == 1 and (len(read.columns) > 1 or not read.complete):
        frame.record(names[0], read)


def held(reader: Execution, piece: Statement) -> Iterator[Out]:
    """Follow DECLARE, SET, LET and assignments."""
    if piece.head in {"DECLARE", "LET"} and (found := _DECLARED.match(piece.text)):
        reader.frame.declared |= {name.casefold() for name in named(found["names"])}
    if made := _TABLE.match(piece.text):
        names = parse_column_names(read_parentheses(piece.text, made.end() - 1), reader.dialect)
        reader.frame.temps[(made["name"].casefold(),)] = QueryResult(
            columns=[(n, NO_SOURCES) for n in names]
        )
    elif found := SET_SEVERAL.match(piece.text):
        yield from _several(reader, piece, named(found["names"]), found["value"])
    else:
        for item in declarations(piece):
            if found := SET.match(item):
                yield from _one(reader, piece, found)
    reader.parsed()


def _changed_row(
    reader: Execution, piece: Statement, columns: dict[int, str], tree: exp.Select
) -> Iterator[Out]:
    """A trigger that sets NEW.x writes into its own table."""
    tree = tree.copy()
    tree.set("expressions", [e for i, e in enumerate(tree.expressions) if i in columns])
    for name in reader.frame.trigger.tables:
        made = build_insert(build_table(name), tree.copy(), list(columns.values()))
        yield from reader.emit(made, piece, changes=True)


def _one(reader: Execution, piece: Statement, found: re.Match[str]) -> Iterator[Out]:
    name = found["name"].lstrip(":").casefold()
    if columns := row_columns([name], reader.frame):
        tree = reader.tree(f"SELECT {found['value']}")
        if isinstance(tree, exp.Select):
            yield from _changed_row(reader, piece, columns, tree)
        else:
            yield reader.fault(piece, "the value of a column is not understood", "partly")
        return
    if name.startswith("new.") and not reader.frame.trigger.tables and reader.frame.function:
        yield reader.fault(piece, "the table whose row it sets is not known", "partly")
    added = found["op"] == "+="
    said = f"{found['name']} + {found['value']}" if added else found["value"]
    reader.frame.hold(name, reader.frame.said(said, reader.dialect))
    calls = "(" in found["value"] and reader.context.routines
    if calls or reader.frame.temps or SELECTS.search(found["value"]):
        rows = "RESULTSET" in found["type"].upper()
        yield from _filled(reader, piece, [name], found["value"], rows=rows)


def _several(
    reader: Execution, piece: Statement, names: list[str], expression: str
) -> Iterator[Out]:
    """SET (a, b) = (SELECT AS STRUCT x, y FROM t), or = (1, 2)."""
    for name in names:
        reader.frame.hold(name)
    inner = re.sub(r"^\((.*)\)$", r"\1", expression, flags=re.S)
    query = re.match(r"\s*(?:SELECT|WITH)\b", inner, re.I)
    yield from _filled(reader, piece, names, f"({inner})" if query else inner)


def _filled(
    reader: Execution, piece: Statement, names: list[str], expression: str, *, rows: bool = False
) -> Iterator[Out]:
    tree = reader.tree(f"SELECT {expression}")
    if isinstance(tree, exp.Select) and (rows or len(names) > 1) and len(tree.expressions) == 1:
        tree = tree.expressions[0].unnest()
    if not isinstance(tree, exp.Query):
        if SELECTS.search(expression):
            yield reader.fault(piece, "the query of its value is not understood", "partly")
        return
    read = reader.walk(tree)[1] or QueryResult()
    for index, name in enumerate(names):
        reader.frame.assign(name, read, index)
    if rows:
        reader.frame.cursors[names[0]] = read
        reader.frame.record(names[0], read)
    if SELECTS.search(expression):
        yield from reader.seen(piece, read)


def selects(reader: Execution, piece: Statement) -> bool:
    """Tell whether a statement is a SELECT that fills variables."""
    if selects_variables(piece, reader.dialect):
        return True
    return into(piece, reader.dialect, reader.frame.declared) is not None


def selected(reader: Execution, piece: Statement) -> Iterator[Out]:
    """Read a SELECT whose columns go into variables."""
    found = into(piece, reader.dialect, reader.frame.declared)
    if found is None:
        names: list[str] = []
        text = re.sub(r"(@\w+)\s*([+\-])=", r"\1 = \1 \2", piece.text)
    else:
        names = named(found["names"])
        text = f"{piece.text[: found.start()]} {piece.text[found.end() :]}"
    tree = reader.tree(text)
    if not isinstance(tree, exp.Query):
        yield reader.fault(piece, "it is not understood")
        return
    if found is None and isinstance(tree, exp.Select):
        names = _unequal(tree)
    if isinstance(tree, exp.Select) and (columns := row_columns(names, reader.frame)):
        yield from _changed_row(reader, piece, columns, tree)
        if len(columns) == len(names):
            return
    _hold(reader, names, tree, plain=found is not None)
    read = reader.walk(tree)[1] or QueryResult()
    take(reader.frame, names, read)
    reader.parsed()
    yield from reader.seen(piece, read)


def _hold(reader: Execution, names: list[str], tree: exp.Expr, *, plain: bool) -> None:
    """Note the texts that go into variables; a plain word in a query is a column."""
    items = tree.expressions if isinstance(tree, exp.Select) else []
    for index, name in enumerate(names):
        if index >= len(items):
            reader.frame.hold(name)
            continue
        text = items[index].sql(reader.dialect or None)
        rows = plain and tree.args.get("from_") is not None
        given = (
            values(text, reader.dialect, {}) if rows else reader.frame.said(text, reader.dialect)
        )
        reader.frame.hold(name, given)


def _unequal(tree: exp.Select) -> list[str]:
    """Turn `@a = x` into plain columns; return the variables in order."""
    names: list[str] = []
    items: list[exp.Expr] = []
    for item in tree.expressions:
        if isinstance(item, exp.EQ) and isinstance(item.this, exp.Parameter):
            names.append(f"@{item.this.name}")
            items.append(item.expression)
        elif isinstance(item, exp.Alias) and item.alias.startswith("@"):
            names.append(item.alias)
            items.append(item.this)
        else:
            names.append("")
            items.append(item)
    tree.set("expressions", items)
    return names


def expect(reader: Execution, piece: Statement, rest: Iterator[Statement]) -> None:
    """Before a statement: what the loop that it begins sets has no one text in it."""
    if is_loop(piece):
        _vary(reader, reader.branches.body(rest))
    elif piece.head == "LABEL":
        _again(reader, piece, rest)


def lose(reader: Execution, piece: Statement) -> None:
    """After a statement: what it sets to what no text tells is not known."""
    for name in altered(piece):
        reader.frame.hold(name)


def _again(reader: Execution, piece: Statement, rest: Iterator[Statement]) -> None:
    """Note that what is set between a label and a GOTO back to it has no one text there."""
    label = piece.text.strip().strip("<>:").strip().casefold()
    between: list[Statement] = []
    for later in rest:
        between.append(later)
        if re.search(rf"\bGOTO\s+{re.escape(label)}\b", later.text, re.I):
            names = {n.casefold() for one in between for n in assigned(one, reader.dialect)}
            for name in sorted(names & reader.frame.texts.held.keys()):
                reader.frame.hold(name)
            return


def _vary(reader: Execution, body: Iterator[Statement]) -> None:
    """Note that what a loop sets has no one text in it."""
    names = {name.casefold() for piece in body for name in assigned(piece, reader.dialect)}
    for name in sorted(names & reader.frame.texts.held.keys()):
        reader.frame.texts.hold(name, (RUNTIME,), reader.branches.inside())
