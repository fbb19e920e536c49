"""Measure lineage on the SQL of public repositories: share of moves understood, phantom columns.

Run it on a folder of clones; each clone has the name of its repository:

    git clone --depth 1 https://github.com/i2b2/i2b2-data real/i2b2-data
    python benchmarks/real_sql.py real

A phantom is a column edge whose source is a name that the routine declares as a local variable or a
parameter, unless a CREATE TABLE or ALTER TABLE of the repository gives the table such a column.
Phantoms are counted by separate patterns, which are independent of the program.
"""

import os
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from seamscope.lineage import TraceResult, trace
from seamscope.records import Evidence, Flow, Query

SUFFIXES = {".sql", ".pkb", ".pks", ".prc", ".fnc", ".plsql", ".pls", ".tps", ".tpb"}
MAX_BYTES = 1_000_000  # bytes of a file; larger files contain rows
TYPE = (
    r"(?:NUMBER|N?VARCHAR2?|CHAR|CHARACTER|INT|INTEGER|BIGINT|SMALLINT|TEXT|DATE|TIMESTAMP|BOOLEAN"
    r"|NUMERIC|DECIMAL|PLS_INTEGER|BINARY_INTEGER|SYSNAME|RECORD|REGCLASS|[\w.\"]+%(?:ROW)?TYPE)\b"
)
DECLARED = re.compile(rf"(?:^|[(,;]|\bDECLARE\b)\s*(?:(?:IN|OUT|INOUT)\s+)?([A-Za-z_]\w*)\s+"
                      rf"(?:(?:IN|OUT|INOUT|CONSTANT|NOCOPY)\s+)*{TYPE}", re.I | re.M)  # fmt: skip
TSQL_VARIABLE = re.compile(r"(?<![\w@])@\w+")  # without @ a name is never a variable of T-SQL
ROUTINE = re.compile(r"\b(?:PROCEDURE|FUNCTION|TRIGGER)\s+[\w.\"`\[\]]+", re.I)
TABLE = re.compile(
    r"\bCREATE\b[^;(]{0,80}?\bTABLE\s+(?P<name>[^;(]{1,120})\((?P<columns>.*?)(?:;|\Z)", re.I | re.S
)
ADDED = re.compile(
    r"\bALTER\s+TABLE\s+(?:(?:IF\s+EXISTS|ONLY)\s+)*(?P<name>[^\s;]{1,120})\s+"
    r"ADD\s+(?:COLUMN\s+)?(?:IF\s+NOT\s+EXISTS\s+)?(?P<column>\w+)",
    re.I,
)
COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.S)


class Repository(NamedTuple):
    """A repository. dialects: the SQL dialect of files, by a string that their paths contain."""

    name: str
    dialects: dict[str, str]


REPOSITORIES = (
    Repository("i2b2-data", {"oracle": "oracle", "postgres": "postgres", "sqlserver": "tsql"}),
    Repository("pg_partman", {"": "postgres"}),
    Repository("mysql-sys", {"": "mysql"}),
    Repository("SQL-Server-First-Responder-Kit", {"": "tsql"}),
    Repository("transmart-data", {"oracle": "oracle", "postgres": "postgres"}),
    Repository("utPLSQL", {"": "oracle"}),
    Repository("mimic-code", {"bigquery": "bigquery", "postgres": "postgres"}),
    Repository("db-sample-schemas", {"": "oracle"}),
    Repository("Logger", {"": "oracle"}),
    Repository("common_schema", {"": "mysql"}),
    Repository("sql-server-maintenance-solution", {"": "tsql"}),
    Repository("amazon-redshift-utils", {"": "redshift"}),
    Repository("hive-testbench", {"": "hive"}),
)


def main(folder: Path) -> None:
    """Print the figures of each repository in the folder, by dialect."""
    print("repository, dialect, files, moves, understood %, partly %, edges, phantoms, CPU s")
    for repository in REPOSITORIES:
        root = folder / repository.name
        if not root.is_dir():
            print(f"{repository.name}: not in {folder}; clone it there")
            continue
        for part, dialect in repository.dialects.items():
            queries = list(read_queries(root, part, dialect))
            start = sum(os.times()[:4])
            found = trace(queries)
            seconds = sum(os.times()[:4]) - start
            report(repository.name, dialect, queries, found, seconds)


def read_queries(root: Path, part: str, dialect: str) -> Iterator[Query]:
    """Yield the SQL files below a folder whose path contains the string `part`."""
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.suffix.lower() not in SUFFIXES or part not in name.lower() or not path.is_file():
            continue
        if path.stat().st_size <= MAX_BYTES:
            evidence = Evidence(file=name, line=1, connector="sql")
            text = path.read_text("utf-8", "replace")
            yield Query(text=text, dialect=dialect, evidence=evidence)


def report(
    name: str, dialect: str, queries: list[Query], found: TraceResult, seconds: float
) -> None:
    """Print the line of one dialect, and the phantoms below it."""
    fully = sum(c.parsed for c in found.coverage)
    partly = sum(c.partly for c in found.coverage)
    total = fully + partly + sum(c.not_understood for c in found.coverage)
    flows = [record for record in found.records if isinstance(record, Flow)]
    phantoms = sorted(set(list_phantoms(queries, flows)))
    cells = (
        name, dialect, len(queries), total, f"{100 * fully / max(1, total):.1f}",
        f"{100 * partly / max(1, total):.1f}", sum(len(flow.columns) for flow in flows),
        len(phantoms), f"{seconds:.1f}",
    )  # fmt: skip
    print(*cells, sep=", ")
    for phantom in phantoms[:20]:
        print(f"  phantom: {phantom}")


def list_phantoms(queries: list[Query], flows: list[Flow]) -> Iterator[str]:
    """Yield each column edge whose source is a name that the surrounding routine declares."""
    texts = {query.evidence.file: COMMENT.sub(_blank, query.text) for query in queries}
    columns: dict[str, set[str]] = defaultdict(set)
    for table in (table for text in texts.values() for table in TABLE.finditer(text)):
        columns[_last_word(table["name"])] |= set(re.findall(r"\w+", table["columns"].casefold()))
    for added in (added for text in texts.values() for added in ADDED.finditer(text)):
        columns[_last_word(added["name"])].add(added["column"].casefold())
    dialects = {query.evidence.file: query.dialect for query in queries}
    declared = {file: list(list_declared(text, dialects[file])) for file, text in texts.items()}
    for flow in flows:
        names = find_declared(declared[flow.evidence.file], flow.evidence.line)
        for edge in flow.columns:
            table, _, column = edge.source.casefold().rpartition(".")
            if column in names and column not in columns[_last_word(table)]:
                yield f"{flow.evidence.file}:{flow.evidence.line}: {edge.source} > {edge.target}"


def list_declared(text: str, dialect: str) -> Iterator[tuple[int, set[str]]]:
    """Yield the first line of each routine, and the names that are declared before the next
    routine.
    """
    starts = [*(found.start() for found in ROUTINE.finditer(text)), len(text)]
    for start, end in pairwise(starts):
        body = TABLE.sub(" ", text[start:end])
        pattern = TSQL_VARIABLE if dialect == "tsql" else DECLARED
        names = {name.casefold() for name in pattern.findall(body)}
        yield text.count("\n", 0, start) + 1, names


def find_declared(routines: list[tuple[int, set[str]]], line: int) -> set[str]:
    """Return the names that the routine at a line declares."""
    around = [names for first, names in routines if first <= line]
    return around[-1] if around else set()


def _last_word(name: str) -> str:
    return (re.findall(r"\w+", name.casefold()) or [""])[-1]


def _blank(comment: re.Match[str]) -> str:
    return "\n" * comment[0].count("\n")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "real"))
