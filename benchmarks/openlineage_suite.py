"""Measure exact-match rates on the public tests of OpenLineage's SQL parser.

Run: python benchmarks/openlineage_suite.py CHECKOUT [--show]. CHECKOUT is a copy of the public
repository; its expectations are parsed from the source of its Rust tests, which are not run, and
compared with `lineage.read`. Output columns without a name (`_0` in the tests) are compared by
their sources only.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from seamscope.lineage import Lineage, read
from seamscope.records import EdgeKind

TEXT = r'"(?:[^"\\]|\\.)*"|r[#]".*?"[#]|r"[^"]*"'
STEP = re.compile(
    rf"""(?P<call>\b(?:test_sql|test_sql_dialect|test_multiple_sql|test_multiple_sql_dialect|parse_sql)
        \(\s*(?:vec!\[(?P<many>(?:\s*(?:{TEXT}),?\s*(?://[^\n]*\n)?)*)\]|(?P<one>{TEXT})
          |concat!\((?P<parts>[^()]*(?:\([^()]*(?:\([^()]*\)[^()]*)*\)[^()]*)*)\)|(?P<named>\w+))
        [\s,]*(?:&?(?P<type>\w+)Dialect|(?P<dialect>"\w+"))?)
      | TableLineage\s*\{{\s*in_tables:(?P<reads>.*?),\s*out_tables:(?P<writes>.*?)\}}\s*,?\s*\)
      | (?P<columns>vec!\[\s*ColumnLineage.*?\}}\s*,?\s*\]\s*,?\s*\)\s*;)
      | let\s+(?P<let>\w+)\s*=\s*(?P<value>{TEXT})\s*;
    """,
    re.X | re.S,
)
EDGE = re.compile(
    r"ColumnLineage\s*\{.*?name:\s*(\"\w+\").*?lineage:\s*vec!\[(.*?)\]\s*,?\s*\}", re.S
)
SOURCE = re.compile(
    r"ColumnMeta\s*\{\s*origin:\s*(?:Some\(\s*table\(\s*(\"[^)]*\")\s*\)\s*\)|None),\s*name:\s*(\"\w+\")",
    re.S,
)
DIALECTS = {
    "generic": "", "mssql": "tsql", "sqlserver": "tsql", "python": "postgres",
    "Snowflake": "snowflake", "PostgreSql": "postgres", "": "postgres",
}  # fmt: skip
# test name -> reason why the convention of this project differs on purpose.
BY_CONVENTION = {
    "test_use": "names keep the author's spelling; USE tells where the script runs",
    "tests_create.create_hive_external_table_if_not_exist": "it reads its LOCATION",
    "tests_drop.drop_table": "DROP is no flow",
    "tests_alter.alter_contains_modified_table_as_output": "a new column holds no data yet",
    "tests_alter.alter_multiple_operations": "a new column holds no data yet",
    "tests_simple.test_aggregate_filter": "COUNT(*) counts the rows of its table",
    "tests_update.update_table": "a value without a table is the target's own column",
    "tests_update.update_table_from": "the target's own column feeds the value: it is read as well",
    "tests_update.update_table_from_subquery": (
        "the target's own column feeds the value: it is read as well"
    ),
}


@dataclass(frozen=True, slots=True)
class Case:
    """One expectation. columns: None if the expectation is about tables."""

    test: str
    sql: str
    dialect: str
    reads: frozenset[str] = frozenset()
    writes: frozenset[str] = frozenset()
    columns: frozenset[tuple[str, frozenset[str]]] | None = None


def text_of(literal: str) -> str:
    """Return the text of a Rust literal."""
    if literal.startswith("r"):
        return literal[1:].strip("#")[1:-1]
    inner = re.sub(r"\\\n\s*", "", literal[1:-1])
    return re.sub(r"\\(.)", lambda m: {"n": "\n", "t": "\t"}.get(m[1], m[1]), inner)


def cases(folder: Path) -> Iterator[Case]:
    """Yield every expectation of the tests below a folder."""
    for path in sorted(folder.rglob("test*.rs")):
        for test in re.split(r"#\[test\]", path.read_text("utf-8"))[1:]:
            name = re.search(r"fn (\w+)", test)
            yield from _of_test(f"{path.stem}.{name[1] if name else ''}", test)


def _of_test(name: str, body: str) -> Iterator[Case]:
    sql, dialect, named = "", "", dict[str, str]()
    for step in STEP.finditer(body):
        if step["let"]:
            named[step["let"]] = text_of(step["value"])
        elif step["call"]:
            many = re.findall(TEXT, step["many"] or "")
            one = text_of(step["one"]) if step["one"] else named.get(step["named"] or "", "")
            one = one or "".join(map(text_of, re.findall(TEXT, step["parts"] or "")))
            sql = ";\n".join(text_of(t).rstrip().rstrip(";") for t in many) if many else one
            told = step["type"] or (step["dialect"] or "").strip('"')
            dialect = DIALECTS.get(told, told)
        elif step["columns"]:
            yield Case(name, sql, dialect, columns=_columns(step["columns"]))
        else:
            yield Case(name, sql, dialect, _names(step["reads"]), _names(step["writes"]))


def _names(listed: str) -> frozenset[str]:
    if "_tbl(" in listed:
        found = listed.split("_tbl(")[1:]
        return frozenset(".".join(re.findall(r'"(\w+)"', tbl)).casefold() for tbl in found)
    return frozenset(_fold(text_of(literal)) for literal in re.findall(TEXT, listed))


def _columns(listed: str) -> frozenset[tuple[str, frozenset[str]]]:
    return frozenset(
        (
            _output(text_of(name)),
            frozenset(
                f"{_fold(text_of(table)) if table else ''}.{text_of(column)}".casefold()
                for table, column in SOURCE.findall(sources)
            ),
        )
        for name, sources in EDGE.findall(listed)
    )


def _output(name: str) -> str:
    return name.casefold() if re.fullmatch(r"[a-zA-Z]\w*", name) else "_"


def _fold(name: str) -> str:
    return re.sub(r"[`\"\[\]']", "", name).casefold()


def tables_of(found: Lineage) -> tuple[frozenset[str], frozenset[str]]:
    """Return the tables of a script."""
    reads, writes = ({_fold(str(t)) for t in tables} for tables in (found.reads, found.writes))
    return frozenset(reads), frozenset(writes)


def columns_of(found: Lineage, named: set[str]) -> frozenset[tuple[str, frozenset[str]]]:
    """Return each output column with its sources."""
    fed: dict[str, set[str]] = {}
    for edge in found.columns:
        if edge.kind is not EdgeKind.INDIRECT:
            owner = _fold(str(edge.source.table)) if edge.source.table else ""
            fed.setdefault(edge.target.name, set()).add(f"{owner}.{edge.source.name}".casefold())
    return frozenset(
        (_output(name) if _output(name) in named else "_", frozenset(sources))
        for name, sources in fed.items()
    )


def main(folder: Path, *, show: bool) -> int:
    """Print the exact-match rates."""
    counts: Counter[str] = Counter()
    for case in cases(folder / "integration/sql/impl/tests"):
        what = "tables" if case.columns is None else "columns"
        found = read(case.sql, dialect=case.dialect)
        expected = (case.reads, case.writes) if case.columns is None else case.columns
        named = {name for name, _ in case.columns or ()}
        actual = tables_of(found) if case.columns is None else columns_of(found, named)
        right = actual == expected
        listed = case.test in BY_CONVENTION or case.test.split(".")[0] in BY_CONVENTION
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
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), show="--show" in sys.argv))
