"""The queries of a catalogue: `gather` prints the queries that `snapshot` sends."""

import re

import pytest
import sqlglot
from click.testing import CliRunner

from seamscope.cli import main
from seamscope.databases import Engine, Session, load_engines, open_session
from seamscope.databases.parts import format_queries, list_engines, load_parts
from seamscope.databases.select_only import is_single_query
from seamscope.databases.snapshot import take_snapshot
from seamscope.knowledge.exports import load_exports

QUERIES = [
    pytest.param(engine, query, id=f"{engine.name}-{part.name}-{kind}")
    for engine in list_engines()
    for part in load_parts(engine)
    for kind, query in (("sql", part.sql), ("only", part.only), ("each", part.each))
    if query
]


def test_all_engines_have_queries() -> None:
    """Each engine that a database URL can name has queries for its catalogue."""
    assert list_engines() == load_engines()


@pytest.mark.parametrize(("engine", "query"), QUERIES)
def test_every_query_only_reads(engine: Engine, query: str) -> None:
    """Each query is a single SELECT, UNION, SHOW or command in the dialect of its engine."""
    assert is_single_query(query)
    filled = re.sub(r"\{\w+\}", "x", query)
    parsed = sqlglot.parse_one(filled, dialect=engine.dialect)
    assert parsed.key in {"select", "union", "show", "command"}


def test_the_parts_of_all_engines_have_the_same_names() -> None:
    """The only parts that a single engine has are those listed here; any other would be a misspelt
    name.
    """
    own = {
        "agent_jobs",
        "materialized_views",
        "source_lines",
        "pipes",
        "tasks",
        "data_sources",
        "subscription_hosts",
    }
    seen: dict[str, int] = {}
    for engine in list_engines():
        for part in load_parts(engine):
            seen[part.name] = seen.get(part.name, 0) + 1
    assert {name for name, count in seen.items() if count == 1} == own


def squeeze(sql: str) -> str:
    return " ".join(sql.split())


@pytest.mark.slow
def test_gather_prints_what_a_snapshot_sends(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each statement that a snapshot sends to a real database is in the script that `gather`
    prints.
    """
    sent: list[str] = []
    run = Session._run

    def record(session: Session, sql: str) -> object:
        sent.append(sql)
        return run(session, sql)

    monkeypatch.setattr(Session, "_run", record)
    with open_session("DB") as session:
        take_snapshot(session, lambda part: None)
    printed = CliRunner().invoke(main, ["gather", database])
    assert printed.exit_code == 0
    script = squeeze(printed.output.replace("-- only: ", "").replace("-- each: ", ""))
    for sql in sent:
        # Values for settings and names; other tests have their own tables.
        pieces = [squeeze(piece) for piece in re.split(r"public|cron\.job|`[^`]+`", sql)]
        assert all(piece in script for piece in pieces), sql
    assert len(sent) >= len(load_parts(session.engine)) - 4


def test_gather_prints_how_the_session_begins() -> None:
    """The script that `gather` prints begins with the read-only transaction and the time limit."""
    script = format_queries(list_engines()[0], 7)
    assert "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY;" in script
    assert "SET LOCAL statement_timeout = 7000;" in script


def test_gather_lists_the_kinds_of_databases() -> None:
    """`gather` without an argument lists the engines; for an unknown one, the error lists them."""
    listed = CliRunner().invoke(main, ["gather"])
    names = [line.split()[0] for line in listed.output.splitlines()]
    assert [name for name in names if name not in load_exports()] == [
        e.name for e in load_engines()
    ]
    wrong = CliRunner().invoke(main, ["gather", "db2"])
    assert wrong.exit_code == 2
    assert "write one of: postgresql, mysql" in wrong.output
