"""Compare SQL tracing in two processes and in one: seconds, ratio, equality of the results.

Run: python benchmarks/pool.py [FOLDER] [--script N] [--rounds N]. FOLDER contains .sql files in
T-SQL. Without a folder, one script of N generated statements is traced; each table and view in it
is defined once. The two variants take turns; a round runs each of them once.
"""

import argparse
import random
import re
import time
from pathlib import Path

import lineage as made_up
from seamscope.connector import open_file
from seamscope.errors import UnreadableError
from seamscope.lineage import trace
from seamscope.records import Evidence, Query

LARGEST = 2_000_000  # bytes of one file


def queries(folder: Path) -> list[Query]:
    """Return the files as queries; unreadable files are left out."""
    found = []
    for path in sorted(folder.rglob("*.sql")):
        if path.stat().st_size > LARGEST:
            continue
        try:
            text = open_file(path, path.name).text()
        except UnreadableError:
            continue
        where = Evidence(file=str(path.relative_to(folder)), line=1, connector="sql")
        found.append(Query(text=text, dialect="tsql", evidence=where))
    return found


def make_script(size: int) -> list[Query]:
    """Return one generated script of `size` statements as a query."""
    draw = random.Random(5)
    statements = (
        re.sub(r"(?:TABLE|VIEW) \S+", lambda found, n=n: f"{found[0]}_{n}", text, count=1)
        for n, text in enumerate(made_up.statement(draw) for _ in range(size))
    )
    where = Evidence(file="script.sql", line=1, connector="sql")
    return [Query(text=";\n".join(statements), dialect="snowflake", evidence=where)]


def main() -> None:
    """Print for each round the seconds of one process and of two, and whether their results are
    equal.
    """
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--script", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    given = queries(arguments.folder) if arguments.folder else make_script(arguments.script)
    print(f"{len(given)} files, {sum(len(one.text) for one in given) / 1e6:.1f} MB")
    for _ in range(arguments.rounds):
        seconds, results = [], []
        for jobs in (1, 2):
            start = time.perf_counter()
            results.append(trace(given, [], jobs=jobs))
            seconds.append(time.perf_counter() - start)
        one, two = seconds
        same = "equal" if results[0] == results[1] else "DIFFERENT"
        print(f"one {one:.1f} s, two {two:.1f} s: {one / two:.2f} x, results {same}")


if __name__ == "__main__":
    main()
