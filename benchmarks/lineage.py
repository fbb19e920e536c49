"""Compare the speed of SQL lineage with installed peers: statements per second, and ratios.

Run: python benchmarks/lineage.py [--tpcds FILE] [--mixed FOLDER] [--log N] [--rounds N]. FILE is
the TPC-DS fixture of sqlglot's tests (queries alternate with their optimised forms), with
tests/helpers.py three folders above it for the schema; FOLDER contains .sql files of any kind. The
log is generated from a fixed seed, as is the mixed corpus if FOLDER is missing. All readers run in
one process, and the medians of the rounds are printed.

One peer is sqlglot's `qualify` with a walk of its scopes. acryl-datahub, sqllineage and
openlineage-sql are also peers if they can be imported (`make bench` installs them in a separate
environment).
"""

import argparse
import ast
import importlib.util
import itertools
import logging
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from seamscope.lineage import Session

SHAPES = 2_000
SLOW, MANY = 60, 5_000  # statements that are enough for a peer of a few a second, for others
NAMES = ("orders", "customers", "items", "payments", "stores", "shipments", "returns", "prices")
TABLES = [f"{schema}.{name}" for schema in ("raw", "core", "mart") for name in NAMES]
COLUMNS = ["id", "customer_id", "store_id", "amount", "quantity", "status", "created_at", "region"]
Schema = dict[str, list[str]]


class Corpus(NamedTuple):
    """Statements of one dialect, with the schema that all readers receive."""

    name: str
    dialect: str
    statements: list[str]
    schema: Schema


class Peer(NamedTuple):
    """A reader that determines the columns of a statement. slow: whether it reads only a part of
    the corpus.
    """

    name: str
    read: Callable[[str], object]
    slow: bool = False


# --- corpora


def tpcds(path: Path) -> Corpus:
    """Return the TPC-DS queries of sqlglot's fixture, with the schema from its helpers."""
    parts = path.read_text("utf-8").split(";")
    plain = ["\n".join(x for x in p.splitlines() if not x.startswith("#")) for p in parts[::2]]
    helpers = path.parents[3] / "helpers.py"
    schema: Schema = {}
    for node in ast.parse(helpers.read_text("utf-8")).body:
        match node:
            case ast.Assign(targets=[ast.Name(id="TPCDS_SCHEMA")], value=found):
                schema = {name: list(columns) for name, columns in ast.literal_eval(found).items()}
    return Corpus("TPC-DS", "snowflake", [q for q in plain if q.strip()], schema)


def mixed(folder: Path | None) -> Corpus:
    """Return the statements below a folder, or 2,000 generated statements of all kinds."""
    if folder is None:
        draw = random.Random(7)
        return Corpus("mixed", "snowflake", [statement(draw) for _ in range(2_000)], SCHEMA)
    texts = [p.read_text("utf-8", "replace") for p in sorted(folder.rglob("*.sql"))]
    found = [s.strip() for text in texts for s in text.split(";") if s.strip()]
    return Corpus("mixed", "snowflake", found, {})


SCHEMA: Schema = dict.fromkeys(TABLES, COLUMNS)


def statement(draw: random.Random) -> str:
    """Return one generated statement: SELECT, INSERT, CTAS, view, MERGE, UPDATE, DELETE."""
    target, source = draw.sample(TABLES, 2)
    one, two = draw.sample(COLUMNS[1:], 2)
    forms = (
        "{select}",
        "{select}",
        "INSERT INTO {target} (c0, c1, c2) {three}",
        "CREATE TABLE {target}_{number} AS {select}",
        "CREATE OR REPLACE VIEW {target}_v AS {select}",
        "MERGE INTO {target} t USING ({three}) s ON t.id = s.x0 WHEN MATCHED THEN UPDATE SET "
        "{one} = s.x1 WHEN NOT MATCHED THEN INSERT (id, {two}) VALUES (s.x0, s.x2)",
        "UPDATE {target} SET {one} = s.{one} + {number} FROM {source} s "
        "WHERE {target}.id = s.id AND s.status = 'a{number}'",
        "DELETE FROM {target} WHERE id IN (SELECT id FROM {source} WHERE {test})",
    )
    return draw.choice(forms).format(
        target=target, source=source, one=one, two=two, number=draw.randrange(900),
        select=select(draw), three=select(draw, 3), test=test(draw, "amount"),
    )  # fmt: skip


def select(draw: random.Random, width: int = 0) -> str:
    """Return a generated SELECT with joins, sometimes a CTE, aggregates and windows."""
    width = width or draw.randrange(2, 9)
    one, two, three = draw.sample(TABLES, 3)
    values = [
        draw.choice(["a.{c}", "b.{c}", "coalesce(a.{c}, b.{c})", "upper(a.{c})", "a.{c} * 2",
                     "CASE WHEN a.{c} = 'x' THEN b.{d} ELSE 'none' END",
                     "sum(b.{c}) OVER (PARTITION BY a.{d} ORDER BY a.id)"])
        .format(c=draw.choice(COLUMNS), d=draw.choice(COLUMNS)) + f" AS x{i}"
        for i in range(width)
    ]  # fmt: skip
    body = (
        f"SELECT {', '.join(values)} FROM {one} a JOIN {two} b ON a.id = b.customer_id "
        f"WHERE {test(draw, 'a.status')}"
    )
    kind = draw.randrange(5)
    if kind == 0:
        body += f" AND EXISTS (SELECT 1 FROM {three} e WHERE e.id = a.id)"
    if kind == 1:
        body = f"WITH q AS ({body}) SELECT {', '.join(f'q.x{i}' for i in range(width))} FROM q"
    if kind == 2:
        body += f" UNION ALL SELECT {', '.join(['amount'] * width)} FROM {three}"
    return body


def test(draw: random.Random, column: str) -> str:
    """Return a condition with a unique literal."""
    return draw.choice([
        f"{column} = '{draw.randrange(10**6)}'", f"{column} > {draw.randrange(10**6)}",
        f"{column} IN ({draw.randrange(999)}, {draw.randrange(999)})",
        f"{column} LIKE 'it''s {draw.randrange(999)}%'",
    ])  # fmt: skip


def log(size: int) -> Corpus:
    """Return a query log in which each of SHAPES statements occurs often, with different
    literals.
    """
    draw = random.Random(11)
    shapes = [re_literals(statement(draw)) for _ in range(SHAPES)]
    weights = list(itertools.accumulate(1 / (rank + 1) ** 0.7 for rank in range(SHAPES)))
    picked = draw.choices(shapes, cum_weights=weights, k=size)
    return Corpus("log", "snowflake", [shape(draw) for shape in picked], {})


def re_literals(text: str) -> Callable[[random.Random], str]:
    """Return a function that builds the same statement with other literals."""
    import re

    parts = re.split(r"('(?:[^']|'')*'|(?<![\w.])\d+(?![\w.]))", text)
    literal = parts[1::2]
    strings = [part.startswith("'") for part in literal]

    def made(draw: random.Random) -> str:
        new = [f"'v{draw.randrange(10**5)}'" if s else str(draw.randrange(10**5)) for s in strings]
        return "".join(
            itertools.chain.from_iterable(itertools.zip_longest(parts[::2], new, fillvalue=""))
        )

    return made


# --- readers


def ours(corpus: Corpus) -> Peer:
    """Return seamscope as a reader: tables and columns of every statement."""
    session = Session(dialect=corpus.dialect, schema=corpus.schema)
    return Peer("seamscope", lambda sql: session.read(sql).columns)


def qualify_and_walk(corpus: Corpus) -> Peer:
    """Return sqlglot, used as documented, as a reader: qualify a statement, search its scopes for
    columns.

    This is less than lineage: columns are not followed through CTEs, subqueries or unions.
    """
    from sqlglot import exp, parse_one
    from sqlglot.optimizer.qualify import qualify
    from sqlglot.optimizer.scope import traverse_scope
    from sqlglot.schema import MappingSchema

    depth = {name.count(".") for name in corpus.schema}
    nested: dict[str, object] = {}
    for name, columns in corpus.schema.items():
        place = nested
        *path, last = name.split(".")
        for part in path:
            place = place.setdefault(part, {})
        place[last] = dict.fromkeys(columns, "text")
    schema = MappingSchema(nested, dialect=corpus.dialect) if len(depth) == 1 else MappingSchema()

    def read(sql: str) -> object:
        tree = parse_one(sql, dialect=corpus.dialect)
        tree = qualify(tree, schema=schema, dialect=corpus.dialect, validate_qualify_columns=False)
        found = [
            (column.table, column.name)
            for scope in traverse_scope(tree)
            for projection in scope.expression.selects
            for column in projection.find_all(exp.Column)
        ]
        if isinstance(tree, exp.Update | exp.Merge):  # no scope contains the columns that they set
            sets = (pair.expression for pair in tree.find_all(exp.EQ))
            found += [(c.table, c.name) for value in sets for c in value.find_all(exp.Column)]
        return found

    return Peer("sqlglot qualify + walk", read)


def datahub(corpus: Corpus) -> Peer:
    """Return the column lineage of acryl-datahub as a reader."""
    from datahub.sql_parsing.schema_resolver import SchemaResolver
    from datahub.sql_parsing.sqlglot_lineage import sqlglot_lineage

    resolver = SchemaResolver(platform=corpus.dialect)
    for name, columns in corpus.schema.items():
        urn = f"urn:li:dataset:(urn:li:dataPlatform:{corpus.dialect},{name},PROD)"
        resolver.add_raw_schema_info(urn, dict.fromkeys(columns, "text"))
    return Peer(
        "acryl-datahub", lambda sql: sqlglot_lineage(sql, schema_resolver=resolver), slow=True
    )


def sqllineage(corpus: Corpus) -> Peer:
    """Return sqllineage with its default parser as a reader."""
    from sqllineage.core.metadata.dummy import DummyMetaDataProvider
    from sqllineage.runner import LineageRunner

    known = {k if "." in k else f"<default>.{k}": v for k, v in corpus.schema.items()}
    provider = DummyMetaDataProvider(known)

    def read(sql: str) -> object:
        runner = LineageRunner(sql, dialect=corpus.dialect, metadata_provider=provider)
        return runner.get_column_lineage()

    return Peer("sqllineage", read, slow=True)


def openlineage(corpus: Corpus) -> Peer:
    """Return openlineage-sql, which is written in Rust, as a reader."""
    from openlineage_sql import parse

    return Peer("openlineage-sql", lambda sql: parse([sql], dialect=corpus.dialect))


PEERS: list[tuple[str, Callable[[Corpus], Peer]]] = [
    ("sqlglot", qualify_and_walk), ("datahub", datahub), ("sqllineage", sqllineage),
    ("openlineage_sql", openlineage),
]  # fmt: skip


def rate(peer: Peer, statements: list[str]) -> tuple[float, int]:
    """Return the statements per CPU second of this process, and the number of failures."""
    failed = 0
    begin = time.process_time()
    for sql in statements:
        try:
            peer.read(sql)
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            failed += 1  # Rust's panics are not Exceptions
    return len(statements) / (time.process_time() - begin), failed


def readers(corpus: Corpus) -> Iterator[Callable[[Corpus], Peer]]:
    """Yield the constructors of the readers that can be imported; seamscope first."""
    yield ours
    for module, maker in PEERS:
        if importlib.util.find_spec(module) is not None:
            yield maker


def compare(corpus: Corpus, rounds: int) -> None:
    """Print the rates of all readers on one corpus, and the first reader's speed-up.

    Readers take turns, so that load on the machine affects all of them, and ratios are computed
    within a round. Each reader is created again for every round, because some readers cache
    statements.
    """
    print(f"{corpus.name}: {len(corpus.statements)} statements")
    rates: dict[str, list[float]] = {}
    failures: dict[str, str] = {}
    for _ in range(rounds):
        for maker in readers(corpus):
            peer = maker(corpus)
            most = len(corpus.statements) if maker is ours else SLOW if peer.slow else MANY
            some = corpus.statements
            if len(some) > most:
                some = random.Random(3).sample(some, most)
            speed, failed = rate(peer, some)
            rates.setdefault(peer.name, []).append(speed)
            failures[peer.name] = f"  ({failed} of {len(some)} failed)" if failed else ""
    own = rates["seamscope"]
    for name, found in rates.items():
        ratio = statistics.median(one / other for one, other in zip(own, found, strict=True))
        speed = statistics.median(found)
        print(f"  {name:<24}{speed:>10.0f}/s  {ratio:>6.1f}x{failures[name]}")


def same(size: int) -> int:
    """Print the number of statements whose lineage differs between a cached and a new reading."""
    corpus = log(size)
    session = Session(dialect=corpus.dialect)
    wrong = sum(
        session.read(sql) != Session(dialect=corpus.dialect).read(sql) for sql in corpus.statements
    )
    print(f"remembered against fresh: {wrong} of {size} differ")
    return wrong


def main() -> int:
    """Run the comparisons that the arguments select."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--tpcds", type=Path)
    parser.add_argument("--mixed", type=Path)
    parser.add_argument("--log", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    logging.disable(logging.CRITICAL)
    if given.tpcds:
        compare(tpcds(given.tpcds), given.rounds)
    compare(mixed(given.mixed), given.rounds)
    compare(log(given.log), given.rounds)
    return int(same(10_000) > 0)


if __name__ == "__main__":
    sys.exit(main())
