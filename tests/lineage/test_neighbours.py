"""T-SQL needs no semicolons: a statement is found no matter what precedes or follows it."""

from itertools import product

import pytest

from seamscope.lineage import read

# Statements that move no data, without a semicolon at their end.
QUIET = [
    "SET NOCOUNT ON", "SET XACT_ABORT ON", "SET NOCOUNT OFF", "SET IDENTITY_INSERT dbo.q ON",
    "SET STATISTICS IO ON", "SET QUOTED_IDENTIFIER ON", "SET ROWCOUNT 0", "SET DATEFIRST 1",
    "SET TRANSACTION ISOLATION LEVEL READ UNCOMMITTED", "SET @i = 1", "SET @i += 1",
    "PRINT 'x'", "PRINT @i", "PRINT N'INSERT INTO dbo.no SELECT a FROM dbo.never'",
    "DECLARE @j int", "DECLARE @j int = 1, @k varchar(10)", "RAISERROR ('x', 16, 1)",
    "THROW 50000, 'x', 1", "RETURN", "BREAK", "WAITFOR DELAY '00:00:01'", "GOTO done", "done:",
    "BEGIN TRAN", "BEGIN TRANSACTION work", "COMMIT", "COMMIT TRAN", "ROLLBACK TRANSACTION",
    "SAVE TRAN here", "OPEN c", "CLOSE c", "DEALLOCATE c", "FETCH NEXT FROM c INTO @i",
    "USE other", "REVERT", "KILL 53", "CHECKPOINT", "DBCC CHECKIDENT ('dbo.q', RESEED, 0)",
    "UPDATE STATISTICS dbo.q", "TRUNCATE TABLE #q", "DROP TABLE #q", "DROP TABLE IF EXISTS #q",
    "GRANT SELECT ON dbo.q TO u", "GRANT EXECUTE ON dbo.q TO u, v WITH GRANT OPTION",
    "DENY UPDATE ON dbo.q TO u CASCADE", "REVOKE DELETE ON dbo.q FROM u",
    "ALTER TABLE dbo.q NOCHECK CONSTRAINT ALL", "ALTER TABLE dbo.q DISABLE TRIGGER ALL",
    "ALTER TABLE dbo.q ADD CONSTRAINT f FOREIGN KEY (x) REFERENCES dbo.r (x) ON DELETE SET NULL",
    "ALTER INDEX ALL ON dbo.q REBUILD", "ALTER DATABASE d SET READ_COMMITTED_SNAPSHOT ON",
    "CREATE INDEX i ON dbo.q (x)", "ENABLE TRIGGER tr ON dbo.q", "DISABLE TRIGGER tr ON dbo.q",
    "IF @i = 1 PRINT 'x'", "IF @i = 1 PRINT 'x' ELSE PRINT 'y'", "WHILE @i < 3 SET @i += 1",
    "IF @i = 1\nBEGIN\n  PRINT 'x';\nEND",
    "BEGIN TRY\n  PRINT 'x';\nEND TRY\nBEGIN CATCH\n  THROW;\nEND CATCH",
    "/* it doesn't matter */", "-- it doesn't matter",
]  # fmt: skip
# Statements that read dbo.s and write dbo.t.
DATA = [
    "INSERT INTO dbo.t (a) SELECT a FROM dbo.s",
    "INSERT dbo.t (a) SELECT a FROM dbo.s",
    "WITH c AS (SELECT a FROM dbo.s) INSERT INTO dbo.t (a) SELECT a FROM c",
    "SELECT a INTO dbo.t FROM dbo.s",
    "UPDATE x SET a = y.a FROM dbo.t AS x JOIN dbo.s AS y ON y.k = 1",
    "DELETE FROM dbo.t WHERE a IN (SELECT a FROM dbo.s)",
    "MERGE INTO dbo.t AS x USING dbo.s AS y ON x.k = y.k WHEN MATCHED THEN UPDATE SET a = y.a;",
]
PLACES = {
    "at the beginning": "{one}\n{two}",
    "after a semicolon": "PRINT 'a';\n{one}\n{two}\nPRINT 'b'",
    "in a block": "BEGIN\n  {one}\n  {two}\nEND",
    "in a procedure": "CREATE PROCEDURE dbo.p @i int AS\nBEGIN\n{one}\n{two}\nEND\nGO\nPRINT 'b'",
    "after a batch": "/* can't be */\nGO\n{one}\n{two}\nGO",
}


@pytest.mark.slow
@pytest.mark.parametrize(
    "place",
    [
        "at the beginning",
        pytest.param("after a semicolon", marks=pytest.mark.slow),
        pytest.param("in a block", marks=pytest.mark.slow),
        "in a procedure",
        pytest.param("after a batch", marks=pytest.mark.slow),
    ],
)
def test_neighbours_hide_no_statement(place: str) -> None:
    """Seven statements that move data keep their lineage if one of 60 statements without data, such
    as ``SET NOCOUNT ON``, precedes or follows them without a semicolon.
    """
    lost = []
    for quiet, data in product(QUIET, DATA):
        for one, two in ((quiet, data), (data, quiet)):
            text = PLACES[place].format(one=one, two=two)
            found = read(text, dialect="tsql")
            reads, writes = map(str, found.reads), {str(table) for table in found.writes}
            if {"dbo.s", "dbo.t"} - {*reads, *writes} or writes - {"dbo.t"}:
                lost.append(text)
    assert lost == []


@pytest.mark.parametrize(("one", "two"), list(product(DATA, DATA)))
def test_two_statements_stay_two(one: str, two: str) -> None:
    """Two statements with only a line break between them are read as two."""
    found = read(f"{one}\n{two.replace('.t', '.u').replace('.s', '.r')}", dialect="tsql")
    assert {str(table) for table in found.writes} == {"dbo.t", "dbo.u"}
    assert {"dbo.s", "dbo.r"} <= {str(table) for table in found.reads}
    assert found.diagnostics == ()
