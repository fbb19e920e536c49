"""Compare SQL tracing in two processes with one: seconds, ratio, equal results.

Run: python benchmarks/pool.py FOLDER [ROUNDS]. FOLDER contains .sql files in T-SQL. The two
variants take turns; a round runs each of them once.
"""

import sys
import time
from pathlib import Path

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


def main(folder: str, rounds: str = "3") -> None:
    """Print one line a round."""
    given = queries(Path(folder))
    print(f"{len(given)} files, {sum(len(one.text) for one in given) / 1e6:.1f} MB")
    for _ in range(int(rounds)):
        seconds, records = [], []
        for jobs in (1, 2):
            start = time.perf_counter()
            records.append(trace(given, [], jobs=jobs).records)
            seconds.append(time.perf_counter() - start)
        one, two = seconds
        same = "equal" if records[0] == records[1] else "DIFFERENT"
        print(f"one {one:.1f} s, two {two:.1f} s: {one / two:.2f} x, results {same}")


if __name__ == "__main__":
    main(*sys.argv[1:])
