"""Compare the CPU time of `trace`, which a survey runs, with that of parsing alone.

Run: python benchmarks/trace.py [--rounds N] [--folder FOLDER --dialect DIALECT]. The corpora are
generated from a fixed seed: 2,000 statements as queries, the same statements as one script, and
procedures that call each other with table names as arguments. FOLDER adds the .sql files below it.
Each round is a separate process, in which parsing and tracing take turns on every corpus. The
median, lowest and highest ratios are printed.

Parsing alone means that sqlglot parses each statement after seamscope has split the script into
statements. Without this split, sqlglot stops at the first line of most procedures.
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import lineage as made_up
from seamscope.lineage import trace
from seamscope.lineage.parsing.dialects import silence_parser_log
from seamscope.lineage.parsing.parser import parse_single
from seamscope.lineage.split import split
from seamscope.records import Evidence, Query

PROCEDURES = 60
PROCEDURE = """
CREATE OR REPLACE FUNCTION etl.load_{number}(p_table text, p_day date) RETURNS bigint AS $$
DECLARE
    v_rows bigint;
    v_sql text;
    r record;
BEGIN
    SELECT count(*) INTO v_rows FROM raw.orders o WHERE o.created_at >= p_day;
    FOR r IN SELECT o.id, o.amount, c.region FROM raw.orders o JOIN raw.customers c ON c.id = o.id
    LOOP
        INSERT INTO mart.orders_{number} (id, amount, region)
        VALUES (r.id, r.amount * 2, coalesce(r.region, 'none'));
    END LOOP;
    v_sql := 'INSERT INTO mart.log_' || p_table || ' (id) SELECT id FROM raw.' || p_table;
    EXECUTE v_sql;
    UPDATE mart.state SET rows = v_rows, loaded = now() WHERE name = p_table;
    PERFORM etl.load_{callee}('{argument}', p_day);
    RETURN v_rows;
END;
$$ LANGUAGE plpgsql;
"""


def make_query(text: str, dialect: str, file: str) -> Query:
    """Return a statement as the query of a file."""
    return Query(text=text, dialect=dialect, evidence=Evidence(file=file, line=1, connector="sql"))


def list_corpora(folder: Path | None, dialect: str) -> Iterator[tuple[str, list[Query]]]:
    """Yield each corpus with its name."""
    statements = made_up.mixed(None).statements
    yield (
        "statements",
        [make_query(text, "snowflake", f"{n}.sql") for n, text in enumerate(statements)],
    )
    yield "one script", [make_query(";\n".join(statements), "snowflake", "all.sql")]
    texts = (
        PROCEDURE.format(number=n, callee=(n * 7 + 1) % PROCEDURES, argument=f"t{n % 5}")
        for n in range(PROCEDURES)
    )
    yield "procedures", [make_query(text, "postgres", f"{n}.sql") for n, text in enumerate(texts)]
    if folder is not None:
        files = sorted(path for path in folder.rglob("*.sql") if path.is_file())
        yield (
            folder.name,
            [make_query(path.read_text("utf-8", "replace"), dialect, path.name) for path in files],
        )


def parse_only(queries: list[Query]) -> None:
    """Parse each statement once; the script is split before the clock starts."""
    for query in queries:
        parse_single(query.text, query.dialect)


def split_all(queries: list[Query]) -> list[Query]:
    """Return one query for each statement of the queries."""
    return [
        make_query(statement.text, query.dialect, query.evidence.file)
        for query in queries
        for statement in split(query.text, query.dialect)
    ]


def measure(work: Callable[[], object]) -> float:
    """Return the CPU seconds that this process needs for some work."""
    start = time.process_time()
    work()
    return time.process_time() - start


def run_round(folder: Path | None, dialect: str) -> dict[str, float]:
    """Return, for each corpus, the CPU time of parsing alone divided by the CPU time of tracing."""
    from seamscope.lineage.batch import in_process as batch

    batch.SMALL = batch.LONG = sys.maxsize  # in this process, whose CPU time is measured
    silence_parser_log()
    ratios = {}
    for name, queries in list_corpora(folder, dialect):
        statements = split_all(queries)
        parsing = measure(lambda given=statements: parse_only(given))
        ratios[name] = parsing / measure(lambda given=queries: trace(given))
    return ratios


def main() -> None:
    """Print for each corpus the median, lowest and highest ratio of the rounds."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--dialect", default="")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        print(json.dumps(run_round(given.folder, given.dialect)))
        return
    command = [sys.executable, *sys.argv, "--one"]
    rounds = [json.loads(subprocess.check_output(command)) for _ in range(given.rounds)]
    for name in rounds[0]:
        found = [ratios[name] for ratios in rounds]
        middle = statistics.median(found)
        print(f"{name:<12} trace runs at {middle:.2f} of parsing only "
              f"({min(found):.2f} to {max(found):.2f})")  # fmt: skip


if __name__ == "__main__":
    main()
