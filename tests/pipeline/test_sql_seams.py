"""What SQL reads elsewhere stands in the landscape as a system with its flows."""

from pathlib import Path

import pytest

from seamscope.pipeline import Job, run

FILES = {
    "plant/load.sql": """USE PlantDB;
GO
EXEC sp_addlinkedserver @server = N'BILLING', @provider = N'OraOLEDB.Oracle', @datasrc = N'bill01';
GO
INSERT INTO dbo.invoices (id) SELECT q.id FROM OPENQUERY(BILLING, 'SELECT id FROM fin.invoices') q;
""",
    "reports/views.sql": """-- plpgsql
CREATE SERVER shop FOREIGN DATA WRAPPER mysql_fdw OPTIONS (host 'shop01.example.com');
CREATE FOREIGN TABLE ext.carts (id int) SERVER shop OPTIONS (dbname 'web', table_name 'carts');
CREATE TABLE mart.carts AS SELECT c.id::bigint FROM ext.carts c;
""",
}


@pytest.mark.parametrize("jobs", [1, 2])
def test_remote_systems_stand_in_the_landscape(tmp_path: Path, jobs: int) -> None:
    """A linked server and a foreign server are systems, and data flows from them."""
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    survey = run(Job(paths=(tmp_path,), jobs=jobs)).survey
    names = {system.id: system.name for system in survey.systems}
    crossing = {
        (names[flow.source.system], flow.technology)
        for flow in survey.flows
        if flow.source.system != flow.target.system
    }
    assert {technology for _, technology in crossing} == {"linked server", "foreign table"}
    assert any("BILLING" in name.upper() for name, _ in crossing)
    assert any("shop" in name.casefold() for name, _ in crossing)
    assert len(survey.integrations) == 2
