"""Measure exact-match rates on the public test suite of sqllineage.

Run: python benchmarks/sqllineage_suite.py CHECKOUT [--show]. CHECKOUT is a copy of the public
repository; its expectations are parsed from the source of its tests, which are not run, and
compared with `seamscope.lineage.read`. A case is one call of an assert helper for one dialect.
Differences by convention are listed below with their reasons, and counted separately.
"""

import ast
import itertools
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from seamscope.lineage import Lineage, read
from seamscope.records import EdgeKind

GOALS = (0.97, 0.93, 0.08)  # at most this share differs by convention: tables, columns
TABLES, COLUMNS = "assert_table_lineage_equal", "assert_column_lineage_equal"
DIALECTS = {
    "ansi": "", "non-validating": "", "sparksql": "spark", "greenplum": "postgres",
    "vertica": "postgres", "impala": "hive", "flink": "", "db2": "", "soql": "", "mariadb": "mysql",
    "doris": "doris", "starrocks": "starrocks", "exasol": "exasol",
}  # fmt: skip
# test name -> reason why the convention of this project differs on purpose.
BY_CONVENTION = {
    "test_column_select_case_when.test_select_column_using_case_when": (
        "a column named by its expression shows no text literal: it may be personal data"
    ),
    "test_column_select_from_cte.test_nested_cte_with_partial_wildcard_expansion": (
        "beside the * of an unknown table, a column that is named is kept as well"
    ),
    "test_column_select_lateral_alias_ref.test_column_top_level_disable_lateral_ref": (
        "no dialect is given: an alias of the same SELECT is likelier than a column never seen"
    ),
    "test_column_select_lateral_alias_ref.test_column_disable_lateral_ref_within_subquery": (
        "no dialect is given: an alias of the same SELECT is likelier than a column never seen"
    ),
    "test_column_select_union.test_union_where_later_branch_introduces_new_output_columns": (
        "a set operation pairs columns by position; the branches of this one do not fit"
    ),
    "test_tmp_table.test_drop_after_create": (
        "each statement is told by itself: the table was written before it was dropped"
    ),
    "test_cte.test_cte_and_union_but_not_selecting_from_cte": "an unused CTE is no read",
    "test_other_with_lineage_dialect_specific.test_alter_table_swap_partition": (
        "a swap changes both tables"
    ),
    "test_other_without_lineage.test_alter_table_rename": "what the old name held, the new holds",
    "test_other_without_lineage_dialect_specific.test_rename_table": (
        "what the old name held, the new holds"
    ),
    "test_other_without_lineage_dialect_specific.test_rename_tables": (
        "what the old names held, the new hold"
    ),
    "test_other_without_lineage.test_delete_from_table": "DELETE changes its table",
    "test_other_without_lineage.test_truncate_table": "TRUNCATE changes its table, as DELETE does",
    "test_other_without_lineage_dialect_specific.test_cache_table": "a cached query reads",
    (
        "test_update_dialect_specific."
        "test_update_with_specifying_a_table_alias_as_the_target_object"
    ): "`a += b` feeds a column from itself: the target is read as well",
}


@dataclass(frozen=True, slots=True)
class Case:
    """One expectation. columns: None if the expectation is about tables."""

    test: str
    sql: str
    dialect: str
    schema: dict[str, list[str]]
    sources: frozenset[str] = frozenset()
    targets: frozenset[str] = frozenset()
    columns: frozenset[tuple[str, str]] | None = None


class UnreadableError(Exception):
    """The evaluator of this script does not support an expression."""


def value(node: ast.expr, names: dict[str, object]) -> object:  # noqa: PLR0911, PLR0912
    """Evaluate the few kinds of expressions that the suite uses for its expectations."""
    match node:
        case ast.Constant(value=found):
            return found
        case ast.Name(id=name) if name in names:
            return names[name]
        case ast.JoinedStr(values=parts):
            return "".join(str(value(part, names)) for part in parts)
        case ast.FormattedValue(value=inner):
            return value(inner, names)
        case ast.List(elts=items):
            return [value(item, names) for item in items]
        case ast.Tuple(elts=items):
            return tuple(value(item, names) for item in items)
        case ast.Set(elts=items):
            return {value(item, names) for item in items}
        case ast.Dict(keys=keys, values=values):
            return {
                value(k, names): value(v, names) for k, v in zip(keys, values, strict=True) if k
            }
        case ast.IfExp(test=test, body=body, orelse=orelse):
            return value(body if value(test, names) else orelse, names)
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            a, b = value(left, names), value(right, names)
            if isinstance(op, ast.Eq):
                return a == b
            if isinstance(op, ast.In):
                return a in b
            raise UnreadableError(ast.dump(node))
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return value(left, names) + value(right, names)
        case ast.Call(func=ast.Name(id="ColumnQualifierTuple"), args=args):
            column, table = (value(arg, names) for arg in args)
            return (column, table)
        case ast.Call(func=ast.Name(id="Table"), args=[arg, ast.Call(args=[schema])]):
            return f"{value(schema, names)}.{value(arg, names)}"
        case ast.Call(func=ast.Name(id="Table" | "Path"), args=[arg, *_]):
            return value(arg, names)
        case ast.Call(func=ast.Name(id="generate_metadata_providers" | "DummyMetaDataProvider"),
                      args=[arg, *_]):  # fmt: skip
            return value(arg, names)
        case ast.Call(func=ast.Name(id="set"), args=[]):
            return set()
        case ast.Call(func=ast.Attribute(value=inner, attr="strip")):
            return str(value(inner, names)).strip()
    raise UnreadableError(ast.dump(node)[:200])


def cases(folder: Path) -> Iterator[Case | str]:
    """Yield every expectation under a tests folder, or a string for an expectation that cannot be
    read.
    """
    default: dict[str, list[str]] = {}
    for node in ast.walk(ast.parse((folder / "conftest.py").read_text("utf-8"))):
        if isinstance(node, ast.Dict) and len(node.keys) > 3:
            default = value(node, {})
            break
    for path in sorted((folder / "sql").rglob("test_*.py")):
        yield from _of_module(ast.parse(path.read_text("utf-8")), path.stem, default)


def _of_module(
    module: ast.Module, stem: str, default: dict[str, list[str]]
) -> Iterator[Case | str]:
    names: dict[str, object] = {"provider": default}
    for node in module.body:
        if isinstance(node, ast.Assign):
            _assign(node, names)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            for chosen in _parameters(node, names):
                yield from _of_test(node, f"{stem}.{node.name}", {**names, **chosen})


def _assign(node: ast.Assign, names: dict[str, object]) -> None:
    match node.targets:
        case [ast.Name(id=name)]:
            try:
                names[name] = value(node.value, names)
            except UnreadableError:
                names.pop(name, None)


def _parameters(node: ast.FunctionDef, names: dict[str, object]) -> Iterator[dict[str, object]]:
    choices: list[list[dict[str, object]]] = []
    for mark in node.decorator_list:
        match mark:
            case ast.Call(
                func=ast.Attribute(attr="parametrize"), args=[ast.Constant(value=str(n)), v, *_]
            ):
                keys = [key.strip() for key in n.split(",")]
                try:
                    rows = value(v, names)
                except UnreadableError:
                    continue
                if not isinstance(rows, list):  # one schema as a mapping
                    rows = [rows]
                choices.append([
                    dict(zip(keys, row if len(keys) > 1 else (row,), strict=True)) for row in rows
                ])  # fmt: skip
    for combination in itertools.product(*choices):
        yield {k: v for one in combination for k, v in one.items()}


def _of_test(node: ast.FunctionDef, test: str, names: dict[str, object]) -> Iterator[Case | str]:
    for step in _steps(node.body):
        if isinstance(step, ast.Assign):
            _assign(step, names)
            continue
        match step:
            case ast.Expr(value=ast.Call(func=ast.Name(id=name), args=args, keywords=keywords)) if (
                name in {TABLES, COLUMNS}
            ):
                try:
                    given = [value(arg, names) for arg in args]
                    named = {k.arg: value(k.value, names) for k in keywords if k.arg}
                    yield _case(test, name, given, named)
                except UnreadableError as unreadable:
                    yield f"{test}: {unreadable}"


def _steps(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the simple statements of a test in order, including statements in blocks."""
    for step in body:
        if isinstance(step, ast.With | ast.For):
            yield from _steps(step.body)
        else:
            yield step


def _case(test: str, name: str, args: list[object], named: dict[str, object]) -> Case:
    order = ["sql", "source_tables", "target_tables", "dialect"]
    if name == COLUMNS:
        order = ["sql", "column_lineages", "dialect", "metadata_provider"]
    given = {**dict(zip(order, args, strict=False)), **named}
    dialect = str(given.get("dialect") or "ansi")
    schema = given.get("metadata_provider") or {}
    made = Case(
        test=test,
        sql=str(given["sql"]),
        dialect=DIALECTS.get(dialect, dialect),
        schema=schema if isinstance(schema, dict) else {},
        sources=_names(given.get("source_tables")),
        targets=_names(given.get("target_tables")),
    )
    if name == TABLES:
        return made
    pairs = given.get("column_lineages") or []
    columns = frozenset((_column(*source), _column(*target)) for source, target in pairs)
    return Case(test, made.sql, made.dialect, made.schema, columns=columns)


def _names(found: object) -> frozenset[str]:
    return frozenset(_fold(str(name)) for name in found or ())


def _column(name: str, table: str | None) -> str:
    return f"{_fold(table) if table else ''}.{_fold(name)}"


def _fold(name: str) -> str:
    bare = name.removeprefix("<default>.")
    return re.sub(r"[`\"\[\]']", "", bare).casefold()


def tables_of(sql: str, found: Lineage) -> tuple[frozenset[str], frozenset[str]]:
    """Return the source and target tables, without tables that pass data between statements.

    The suite treats a procedure as one statement, so all tables that it reads or writes count.
    """
    if re.match(r"\s*CREATE\s+PROCEDURE", sql, re.I):
        reads, writes = ({_fold(str(t)) for t in tables} for tables in (found.reads, found.writes))
        return frozenset(reads), frozenset(writes)
    fed: dict[str, set[str]] = defaultdict(set)
    feeding: dict[str, set[str]] = defaultdict(set)
    sources, targets = set[str](), set[str]()
    for statement in found.statements:
        reads = {_fold(str(t)) for t in statement.reads}
        writes = {_fold(str(t)) for t in statement.writes}
        sources |= reads
        targets |= writes
        for target in writes:
            fed[target] |= reads
        for source in reads:
            feeding[source] |= writes
    return (
        frozenset(t for t in sources if not fed[t] or t in fed[t]),
        frozenset(t for t in targets if not feeding[t] or t in feeding[t]),
    )


def columns_of(found: Lineage) -> frozenset[tuple[str, str]]:
    """Return pairs of columns: each first source of the script with each final target that it
    fills.
    """
    feeding: dict[str, set[str]] = defaultdict(set)
    fed: set[str] = set()
    for edge in found.columns:
        if edge.kind is not EdgeKind.INDIRECT:
            source, target = (
                _column(c.name, str(c.table) if c.table else None)
                for c in (edge.source, edge.target)
            )
            feeding[source].add(target)
            fed.add(target)
    pairs = set()
    for source in set(feeding) - (fed - {s for s in feeding if s in feeding[s]}):
        todo, seen = [source], {source}
        while todo:
            for target in sorted(feeding.get(todo.pop(), ())):
                if not feeding.get(target) or target in feeding[target]:
                    pairs.add((source, target))
                if target not in seen:
                    seen.add(target)
                    todo.append(target)
    return frozenset(pairs)


def main(folder: Path, *, show: bool) -> int:
    """Print the exact-match rates; return 1 if a goal is missed."""
    counts: Counter[str] = Counter()
    for case in cases(folder / "tests"):
        if isinstance(case, str):
            counts["unread"] += 1
            print("unread", case)
            continue
        what = "tables" if case.columns is None else "columns"
        found = read(case.sql, dialect=case.dialect, schema=case.schema)
        expected = (case.sources, case.targets) if case.columns is None else case.columns
        actual = tables_of(case.sql, found) if case.columns is None else columns_of(found)
        right = actual == expected
        listed = case.test in BY_CONVENTION
        counts[f"{what} convention" if listed and not right else what] += 1
        counts[f"{what} right"] += right
        if show and not right and not listed:
            print(f"--- {case.test} [{case.dialect}]\n{case.sql}")
            print(f"  expected {expected}\n  actual   {actual}")
            print("  said    ", [str(d) for d in found.diagnostics])
    for what in ("tables", "columns"):
        every, right = counts[what], counts[f"{what} right"]
        apart = counts[f"{what} convention"]
        print(f"{what}: {right} of {every} ({right / every:.1%}), {apart} differ by convention")
    print(f"unread: {counts['unread']}")
    every = sum(counts[w] + counts[f"{w} convention"] for w in ("tables", "columns"))
    apart = sum(counts[f"{w} convention"] for w in ("tables", "columns"))
    print(f"differences by convention: {apart} of {every} cases ({apart / every:.1%})")
    rates = (counts["tables right"] / counts["tables"], counts["columns right"] / counts["columns"])
    return int(rates[0] < GOALS[0] or rates[1] < GOALS[1] or apart / every > GOALS[2])


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), show="--show" in sys.argv))
