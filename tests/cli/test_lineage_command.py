"""`seamscope lineage`: reads, writes, routines, columns and problems of one SQL file."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from seamscope.cli import main

SCRIPT = """CREATE PROCEDURE dbo.Fill AS
INSERT INTO dbo.t (a) SELECT s.* FROM SRV.db.dbo.s AS s;
INSERT INTO dbo.u SELECT * FROM dbo.v;
EXEC (@later);
"""


def run_lineage(*words: str | Path, given: str | None = None) -> Result:
    return CliRunner().invoke(main, ["lineage", *map(str, words)], input=given)


def test_the_report_has_routines_servers_and_problems(tmp_path: Path) -> None:
    """`lineage` prints the linked server, the reads and writes of the routine, and the line of
    dynamic SQL.
    """
    file = tmp_path / "a.sql"
    file.write_text(SCRIPT)
    shown = run_lineage(file, "--dialect", "tsql")
    assert shown.exit_code == 0
    assert "SRV:db.dbo.s" in shown.stdout
    assert "a.sql:4 (dbo.Fill): EXEC statement: it executes dynamic SQL" in shown.stdout
    found = json.loads(run_lineage(file, "--dialect", "tsql", "--format", "json").stdout)
    assert [flow["mechanism"] for flow in found["flows"]] == ["database_link", "sql"]
    assert found["routines"][0]["reads"] == ["SRV.db.dbo.s", "dbo.v"]
    assert found["coverage"][0]["not_understood"] == 1


def test_a_schema_resolves_select_star(tmp_path: Path) -> None:
    """`SELECT *` is expanded to the columns in the `--schema` file, which adds no flows."""
    schema = tmp_path / "ddl.sql"
    schema.write_text("CREATE TABLE dbo.v (x int, y int);")
    text = "INSERT INTO dbo.u (a, b) SELECT * FROM dbo.v"
    found = json.loads(
        run_lineage(
            "-", "--dialect", "tsql", "--schema", schema, "--format", "json", given=text
        ).stdout
    )
    assert [(c["source"], c["target"]) for c in found["flows"][0]["columns"]] == [
        ("dbo.v.x", "a"),
        ("dbo.v.y", "b"),
    ]
    assert found["diagnostics"] == []


def test_an_unknown_dialect_or_schema_is_a_usage_error(tmp_path: Path) -> None:
    """For an unknown dialect, the error lists the known ones; a missing schema and a folder are
    errors, too.
    """
    wrong = run_lineage("-", "--dialect", "klingon", given="SELECT 1")
    assert wrong.exit_code == 2
    assert "tsql" in wrong.stderr
    assert run_lineage("-", "--schema", tmp_path / "no.sql", given="SELECT 1").exit_code == 2
    folder = run_lineage(tmp_path)
    assert (folder.exit_code, "a folder" in folder.stderr) == (2, True)
    assert run_lineage("-", "--dialect", "TSQL", given="SELECT 1").exit_code == 0


def test_standard_input_is_decoded_like_a_file() -> None:
    """A byte-order mark sets the encoding, binary data is an error, and text that is not UTF-8 is
    reported.
    """
    insert = "INSERT INTO t (a) SELECT a FROM s"
    marked = CliRunner().invoke(main, ["lineage", "-"], input=insert.encode("utf-16"))
    assert "s.a → a (identity)" in marked.stdout
    binary = CliRunner().invoke(main, ["lineage", "-"], input=b"\x00\x01INSERT")
    assert (binary.exit_code, "binary, not text" in binary.stderr) == (2, True)
    latin = CliRunner().invoke(main, ["lineage", "-"], input=b"SELECT '\xe9' AS a FROM s")
    assert (latin.exit_code, "not UTF-8" in latin.stderr) == (0, True)


def test_a_query_without_a_target_shows_what_it_reads() -> None:
    """The columns of a SELECT flow to the caller. A table that only a condition reads is mentioned
    without a flow.
    """
    text = "IF EXISTS (SELECT 1 FROM dbo.locks) SELECT SUM(s.amount) AS total FROM dbo.sales AS s"
    found = json.loads(run_lineage("-", "--dialect", "tsql", "--format", "json", given=text).stdout)
    flows = {flow["source"]: flow for flow in found["flows"]}
    assert sorted(flows) == ["dbo.sales"]  # what a condition tests does not go to the caller
    assert "mentioned, but not part of a flow: dbo.locks" in run_lineage("-", given=text).stdout
    assert flows["dbo.sales"]["target"] == "(the caller)"
    assert flows["dbo.sales"]["columns"] == [
        {"source": "dbo.sales.amount", "target": "total", "kind": "aggregate"}
    ]
    assert "dbo.sales.amount → total (aggregate)" in run_lineage("-", given=text).stdout
