"""Three users begin with their own folders: at most four commands, twenty lines, ten answers.

An insurer's architect has Excel lists and T-SQL, a retailer's data engineer has dbt, Airflow,
Fivetran and Kafka Connect, and a consultant has interview notes and a list of five systems.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import Workbook

from seamscope.api import load_survey
from seamscope.cli import main

pytestmark = pytest.mark.slow  # each runs several surveys

OUT = Path("seamscope-out")


def run(*words: str) -> str:
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 0, result.output
    return result.output


def write_book(path: Path, sheet: str, rows: Sequence[Sequence[object]]) -> None:
    book = Workbook()
    book.active.title = sheet  # type: ignore[union-attr]
    for row in map(list, rows):
        book.active.append(row)  # type: ignore[union-attr]
    book.save(path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the survey in the current folder shows, by the names of the systems.

    flows: pairs of the source and target of each active or planned flow between two systems.
    systems: names of the systems.
    """

    flows: frozenset[tuple[str, str]]
    systems: frozenset[str]

    @property
    def two_way(self) -> frozenset[tuple[str, str]]:
        """Return the pairs of systems with flows in both directions."""
        return frozenset((a, b) for a, b in self.flows if a < b and (b, a) in self.flows)


def read_survey() -> Seen:
    survey = load_survey(OUT / "survey.json")
    names = {node.id: node.name for node in survey.systems}
    flows = {
        (names[flow.source.system], names[flow.target.system])
        for flow in survey.flows
        if flow.state.value in {"active", "planned"}
        and {flow.source.system, flow.target.system} <= names.keys()
    }
    return Seen(
        flows=frozenset((a, b) for a, b in flows if a != b), systems=frozenset(names.values())
    )


@pytest.fixture(autouse=True)
def _work_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_an_architect_begins_with_lists_and_sql() -> None:
    """German lists with title rows and T-SQL with a linked server give the expected flows; a
    retired system has none.
    """
    write_book(Path("Anwendungsliste.xlsx"), "Anwendungen", [
        ["Anwendungslandschaft Sparte Sach"], ["Stand: 12.10.2026"], [],
        ["App-ID", "Anwendung", "Fachbereich", "Verantwortlich", "Status", "Datenbank / Server"],
        ["A-01", "Bestand", "Vertrag", "Frau Ohlsen", "produktiv", "BESTDB auf SQLBEST01"],
        ["A-02", "Partner", "Vertrieb", "Herr Kranz", "produktiv", "PARTDB auf SQLPART01"],
        ["A-03", "Schaden", "Leistung", "Frau Ohlsen", "produktiv", "SCHADB auf SQLSCH02"],
        ["A-04", "Data Warehouse", "Controlling", "Herr Ibe", "produktiv", "DWH auf SQLDWH01"],
        ["A-05", "Altarchiv", "Vertrag", "", "abgeschaltet 31.03.2024", ""],
    ])  # fmt: skip
    write_book(Path("Schnittstellen.xlsx"), "Schnittstellen", [
        ["Nr", "Quelle", "Ziel", "Inhalt", "Verfahren", "Rhythmus"],
        ["S1", "Bestand", "Partner", "Vertragsadresse", "Datei (SFTP)", "täglich"],
        ["S2", "Partner", "Bestand", "Adressänderung", "Webservice", "sofort"],
        ["S3", "Bestand", "Altarchiv", "Verträge", "Datei", "wöchentlich"],
    ])  # fmt: skip
    Path("lade_schaden.sql").write_text(
        "CREATE PROCEDURE dbo.LadeSchaden AS\nBEGIN\n"
        "  INSERT INTO DWH.dbo.FaktSchaden (SchadenNr, Betrag)\n"
        "  SELECT s.SchadenNr, s.Betrag FROM [SQLSCH02].SCHADB.dbo.Schaden AS s;\nEND\n"
    )
    run("init", ".", "--name", "Betrugserkennung", "--reads", "Schaden, Bestand",
        "--writes", "Schaden", "--people", "3")  # fmt: skip
    run("survey", ".")
    seen = read_survey()
    assert seen.systems == {
        "Bestand", "Partner", "Schaden", "Data Warehouse", "Altarchiv", "Betrugserkennung",
    }  # fmt: skip
    assert seen.two_way == {("Bestand", "Partner"), ("Betrugserkennung", "Schaden")}
    assert ("Schaden", "Data Warehouse") in seen.flows
    assert ("Bestand", "Altarchiv") not in seen.flows
    first = (OUT / "survey.json").read_bytes()
    run("survey", ".")
    assert (OUT / "survey.json").read_bytes() == first


def test_a_data_engineer_begins_with_tools() -> None:
    """Files of Fivetran, Kafka Connect, dbt and Airflow give the systems and flows without a list
    of systems.
    """
    Path("fivetran").mkdir()
    Path("fivetran/connections.json").write_text(json.dumps({"code": "Success", "data": {"items": [
        {"id": "calm_river", "service": "shopify", "schema": "shopify", "group_id": "wh",
         "paused": False, "config": {"shop": "larkstore"}},
        {"id": "dull_hill", "service": "zendesk", "schema": "zendesk", "group_id": "wh",
         "paused": True, "config": {"domain": "larkstore"}},
    ]}}))  # fmt: skip
    Path("fivetran/destinations.json").write_text(json.dumps({"code": "Success", "data": {"items": [
        {"id": "wh", "group_id": "wh", "service": "snowflake",
         "config": {"host": "lark.snowflakecomputing.com", "database": "RAW"}},
    ]}}))  # fmt: skip
    Path("connect").mkdir()
    Path("connect/orders-sink.json").write_text(json.dumps({"name": "orders-sink", "config": {
        "connector.class": "com.snowflake.kafka.connector.SnowflakeSinkConnector",
        "topics": "orders", "snowflake.url.name": "lark.snowflakecomputing.com:443",
        "snowflake.database.name": "RAW", "snowflake.topic2table.map": "orders:ORDERS",
    }}))  # fmt: skip
    Path("dags").mkdir()
    Path("dags/export.py").write_text(
        "from airflow import DAG\n"
        "from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator\n"
        "with DAG('export', schedule='@daily') as dag:\n"
        "    SQLExecuteQueryOperator(task_id='t', conn_id='snowflake',\n"
        "        sql='insert into RAW.MART.SALES select * from RAW.SHOPIFY.ORDERS')\n"
    )
    run("init", ".", "--name", "Demand forecast", "--reads", "Snowflake", "--writes", "Shopify",
        "--people", "2")  # fmt: skip
    run("survey", ".")
    seen = read_survey()
    assert {"Shopify", "Snowflake", "Apache Kafka", "Demand forecast"} <= seen.systems
    assert {("Shopify", "Snowflake"), ("Apache Kafka", "Snowflake")} <= seen.flows
    assert ("Zendesk", "Snowflake") not in seen.flows
    assert {("Snowflake", "Demand forecast"), ("Demand forecast", "Shopify")} <= seen.flows


def test_a_consultant_begins_with_interview_notes() -> None:
    """Sentences of interview notes give likely flows; a flow that was switched off is left out."""
    Path("systems.csv").write_text(
        "System,Vendor,Owner\nNavision,Microsoft,Jonas Weber\nShopware,Shopware AG,Marketing\n"
        "Viastore,viastore,Petra Lang\nSendcloud,Sendcloud,Petra Lang\nPower BI,Microsoft,Finance\n"
    )
    Path("notes").mkdir()
    Path("notes/logistics.md").write_text(
        "# Interview with Petra Lang\n\n"
        "- Orders come from the web shop (Shopware) and from EDI into Navision.\n"
        "- Navision sends the picking lists to the warehouse system (Viastore) by file over SFTP,"
        " Viastore sends back confirmations the same way.\n"
        "- The carrier portal (Sendcloud) gets shipments from Viastore by REST.\n"
        "- Nobody is on call after 18:00.\n"
    )
    Path("notes/it.md").write_text(
        "Power BI reads the database of Navision every night.\n\n"
        "The old file from Shopware to Power BI was switched off in March.\n"
    )
    run("init", ".", "--name", "Late deliveries", "--reads", "Navision, Viastore",
        "--writes", "Navision", "--people", "2")  # fmt: skip
    shown = run("survey", ".")
    assert "Read: 1 of 3 files and 2 in part" in shown
    seen = read_survey()
    assert seen.flows == {
        ("Shopware", "Navision"), ("Navision", "Viastore"), ("Viastore", "Navision"),
        ("Viastore", "Sendcloud"), ("Navision", "Power BI"), ("Navision", "Late deliveries"),
        ("Viastore", "Late deliveries"), ("Late deliveries", "Navision"),
    }  # fmt: skip
