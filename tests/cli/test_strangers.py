"""Six folders of readers who knew only the README, with the truth written before the first run.

`strangers/USER/truth.md` states the systems, the flows and what the POC must build. The tests type
what `init` asks and answer the questions from truth.md, with at most 4 commands, 20 lines and 10
answers.
"""

import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.cli.strangers.offices import write_offices
from tests.cli.test_first_users import OUT, run

from seamscope.api import load_survey

pytestmark = pytest.mark.slow  # each runs several surveys

STRANGERS = Path(__file__).parent / "strangers"
Pairs = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The names of the systems that a survey shows, and the pairs of source and target of its
    flows.
    """

    systems: frozenset[str]
    active: Pairs
    built: Pairs
    known: Pairs

    @property
    def two_way(self) -> Pairs:
        """Return the active pairs with data in both directions, each in alphabetical order."""
        return frozenset((a, b) for a, b in self.active if a < b and (b, a) in self.active)

    @property
    def one_way(self) -> Pairs:
        """Return the active pairs with data in one direction, from source to target."""
        return frozenset((a, b) for a, b in self.active if (b, a) not in self.active)


def read_shown(poc: str) -> Shown:
    survey = load_survey(OUT / "survey.json")
    names = {node.id: node.name for node in survey.systems}
    ends = [
        (names.get(f.source.system, ""), names.get(f.target.system, ""), f.state.value)
        for f in survey.flows
    ]
    known = [(a, b, state) for a, b, state in ends if a and b and a != b]
    return Shown(
        systems=frozenset(names.values()) - {poc},
        active=frozenset(
            (a, b) for a, b, state in known if state == "active" and poc not in {a, b}
        ),
        built=frozenset((a, b) for a, b, _ in known if poc in {a, b}),
        known=frozenset((a, b) for a, b, _ in known),
    )


def copy_inputs(user: str, folder: Path) -> None:
    shutil.copytree(STRANGERS / user / "inputs", folder, dirs_exist_ok=True)
    write_offices(user, folder)


def give_answers(file: Path, answers: Mapping[str, str]) -> None:
    """Write answers to the questions with these ids, all of which must be in the file."""
    text = file.read_text(encoding="utf-8")
    for key, answer in answers.items():
        entry = re.compile(rf"(- id: {re.escape(key)}\n(?:    .*\n)*?    answer:)[^\n]*\n")
        assert entry.search(text), f"{key} was not asked"
        text = entry.sub(rf"\1 {answer}\n", text)
    file.write_text(text, encoding="utf-8")


@pytest.fixture(autouse=True)
def _work_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def assert_same_again() -> None:
    first = (OUT / "survey.json").read_bytes()
    run("survey", ".")
    assert (OUT / "survey.json").read_bytes() == first


def spell(names: Mapping[str, str], text: str) -> Pairs:
    """Return pairs of names from pairs of codes: ``REC>S4 S4>REC``."""
    pairs = (pair.split(">") for pair in text.split())
    return frozenset((names[a], names[b]) for a, b in pairs)


INSURER = {
    "POL": "POLARIS", "SNET": "SchadenNet", "ZPV": "ZPV", "FSCD": "SAP FS-CD", "FI": "SAP FI",
    "DMS": "DMS", "DWH": "Unternehmens-DWH", "MAPO": "Maklerportal",
    "KUPO": "Kundenportal Meine Havelberg", "TARA": "Tarifrechner TARA",
    "DOPIX": "DOPiX Outputmanagement", "GDV": "GDV-Gateway", "FRIDA": "FRIDA Betrugserkennung",
    "SICS": "SICS Rückversicherung", "VIS": "VIS Vertriebsinformation",
}  # fmt: skip


@pytest.mark.parametrize("cmdb", [True, False], ids=["with-cmdb", "without-cmdb"])
def test_an_insurer_with_german_lists_and_sql(cmdb: bool) -> None:
    """German lists ("Abnehmer holt"), a CMDB of databases, procedures over linked servers and SSIS
    give the expected result without any answer.
    """
    copy_inputs("insurer", Path())
    if not cmdb:
        Path("cmdb_export_20261020.csv").unlink()
    poc = "Kfz-Schadenvorschlag"
    run("init", ".", "--name", poc, "--reads", "SchadenNet, POLARIS, ZPV, DMS",
        "--writes", "SchadenNet", "--sponsor", "Vorstand Schaden", "--people", "4")  # fmt: skip
    run("survey", ".")
    seen = read_shown(poc)
    assert seen.systems == {*INSURER.values()}
    assert seen.two_way | {(b, a) for a, b in seen.two_way} == spell(
        INSURER,
        "POL>SNET SNET>POL POL>ZPV ZPV>POL SNET>FSCD FSCD>SNET MAPO>POL POL>MAPO SNET>FRIDA"
        " FRIDA>SNET POL>DWH DWH>POL",
    )
    assert seen.one_way == spell(
        INSURER,
        "POL>FSCD FSCD>FI SNET>DMS DOPIX>DMS SNET>DOPIX POL>DOPIX KUPO>SNET POL>GDV ZPV>SNET"
        " SNET>DWH DWH>SICS",
    )
    assert spell(INSURER, "DWH>VIS POL>SICS") <= seen.known - seen.active  # retired, planned
    assert seen.built == {
        ("SchadenNet", poc), (poc, "SchadenNet"), ("POLARIS", poc), ("DMS", poc), ("ZPV", poc),
    }  # fmt: skip
    survey = load_survey(OUT / "survey.json")
    told = [flow for flow in survey.flows if "Schnittstellen" in str(flow.evidence)]
    unknown = [flow for flow in told if flow.mechanism.value == "unknown"]
    assert len(unknown) < len(told) / 3  # "Anbindung" is the transport; "IDoc" may be any
    assert_same_again()


def test_a_retailer_with_dbt_airflow_fivetran_and_kafka() -> None:
    """Without a list of systems, nine answers assign the names of connections and stages to
    systems, and the result is the expected one.
    """
    copy_inputs("retailer", Path())
    poc = "Replenishment advisor"
    reads = "Snowflake, Inventory Service, Manhattan WMS, Dynamics 365 Finance"
    run("init", ".", "--name", poc, "--reads", reads, "--writes", "Dynamics 365 Finance",
        "--sponsor", "Priya Nair", "--people", "5")  # fmt: skip
    shown = run("survey", ".")
    assert "no input lists" not in shown
    give_answers(Path("answers.yaml"), {
        "place:source-brightwell-prod": "Snowflake",
        "place:source-d365": "Dynamics 365 Finance",
        "place:source-d365-finance": "Dynamics 365 Finance",
        "place:source-events": "Apache Kafka",
        "place:source-xstore": "Oracle Xstore",
        "place:source-xstore-sftp": "Oracle Xstore",
        "place:source-landing-stage": "Amazon S3",
        "place:database-manhwms": "Manhattan WMS",
        "place:database-orders-db": "Order Service",
    })  # fmt: skip
    run("survey", ".")
    seen = read_shown(poc)
    carriers = {"Apache Kafka", "Amazon S3"}  # the truth names only the ends of these flows
    assert seen.systems - carriers == {
        "Dynamics 365 Finance", "Shopify", "Snowflake", "Oracle Xstore", "Manhattan WMS", "Braze",
        "Zendesk", "Google Ads", "Mailchimp", "Order Service", "Inventory Service", "Tableau",
    }  # fmt: skip
    assert seen.two_way - {p for p in seen.two_way if carriers & {*p}} == {
        ("Dynamics 365 Finance", "Snowflake"), ("Inventory Service", "Order Service"),
    }  # fmt: skip
    assert {pair for pair in seen.one_way if not carriers & {*pair}} == {
        ("Shopify", "Snowflake"), ("Zendesk", "Snowflake"), ("Google Ads", "Snowflake"),
        ("Oracle Xstore", "Snowflake"), ("Snowflake", "Braze"), ("Order Service", "Snowflake"),
        ("Manhattan WMS", "Snowflake"), ("Inventory Service", "Snowflake"),
        ("Snowflake", "Tableau"),
    }  # fmt: skip
    assert ("Mailchimp", "Snowflake") in seen.known - seen.active  # paused
    assert seen.built == {
        ("Snowflake", poc), ("Inventory Service", poc), ("Manhattan WMS", poc),
        ("Dynamics 365 Finance", poc), (poc, "Dynamics 365 Finance"),
    }  # fmt: skip
    assert_same_again()


def test_a_consultant_with_eight_interviews() -> None:
    """Notes in English and German, a mail and Word documents give the expected integrations."""
    copy_inputs("consultant", Path())
    poc = "ETA Copilot"
    run("init", ".", "--name", poc, "--reads", "FleetPulse, Cargoline, AEB",
        "--writes", "Cargoline, Track&Go", "--sponsor", "Maria Lund", "--people", "3")  # fmt: skip
    inventory = Path("inventory.yaml")
    text = inventory.read_text(encoding="utf-8")
    for name in ("SAP S/4HANA", "Körber WMS", "Seeburger BIS", "Salesforce", "Personio",
                 "Azure Data Lake", "Power BI"):  # fmt: skip
        assert f"  # - name: {name}" in text.replace('"', ""), name  # init suggests it
        text = re.sub(rf'  # (- name: "?{re.escape(name)}"?  #)', r"  \1", text)
    text = text.replace("  - name: FleetPulse\n", "  - name: FleetPulse\n"
                        "  - {name: DISPO, lifecycle: retired}\n")  # fmt: skip
    text = text.replace("- name: Körber WMS", "- name: Körber WMS\n    aliases: [WMS]")
    text = text.replace('- name: "Körber WMS"', '- name: "Körber WMS"\n    aliases: [WMS]')
    inventory.write_text(text, encoding="utf-8")
    run("survey", ".")
    seen = read_shown(poc)
    assert seen.systems == {
        "Cargoline", "FleetPulse", "Track&Go", "SAP S/4HANA", "Körber WMS", "Seeburger BIS", "AEB",
        "Salesforce", "Personio", "Azure Data Lake", "Power BI", "DISPO",
    }  # fmt: skip
    assert seen.two_way == {
        ("Cargoline", "FleetPulse"), ("Cargoline", "SAP S/4HANA"), ("Cargoline", "Seeburger BIS"),
        ("AEB", "Cargoline"),
    }  # fmt: skip
    assert seen.one_way == {
        ("Körber WMS", "Cargoline"), ("Cargoline", "Track&Go"), ("Salesforce", "SAP S/4HANA"),
        ("Cargoline", "Azure Data Lake"), ("FleetPulse", "Azure Data Lake"),
        ("Azure Data Lake", "Power BI"), ("SAP S/4HANA", "Körber WMS"),
    }  # fmt: skip
    assert seen.built == {
        ("FleetPulse", poc), ("Cargoline", poc), (poc, "Cargoline"), ("AEB", poc),
        (poc, "Track&Go"),
    }  # fmt: skip
    totals = load_survey(OUT / "survey.json").totals
    assert totals is not None
    assert totals.production.p80 < 4 * totals.production.p50  # notes do not multiply the estimate
    assert_same_again()


DAIRY = {
    "S4": "SAP S/4HANA", "REC": "Recolecta", "LIMS": "LabVantage LIMS", "MES": "Proficy MES",
    "SGA": "SGA Mecalux", "CRM": "Salesforce", "MOV": "Movilventa", "EDI": "Edicom EDI",
    "ADW": "Almacén de Datos", "PGA": "Portal del Ganadero", "NOM": "Nominaplus",
    "BAS": "Báscula 2000",
}  # fmt: skip


def test_a_dairy_with_spanish_lists_and_plsql() -> None:
    """Code of two databases is in one folder; two commands and no answer are enough."""
    copy_inputs("dairy", Path())
    poc = "Previsión de leche"
    run("init", ".", "--name", poc, "--reads", "Recolecta, LabVantage LIMS, Almacén de Datos",
        "--writes", "Recolecta", "--sponsor", "Iván Corrales", "--people", "4")  # fmt: skip
    assert "left out" not in run("survey", ".")
    seen = read_shown(poc)
    assert seen.systems == {*DAIRY.values()}
    assert seen.two_way | {(b, a) for a, b in seen.two_way} == spell(DAIRY,
        "REC>S4 S4>REC LIMS>REC REC>LIMS S4>MES MES>S4 S4>SGA SGA>S4 S4>MOV MOV>S4 S4>EDI EDI>S4",
    )  # fmt: skip
    assert seen.one_way == spell(DAIRY, "REC>PGA MES>SGA CRM>S4 S4>ADW REC>ADW NOM>S4")
    assert seen.known - seen.active - seen.built == spell(DAIRY, "BAS>REC MES>ADW")
    assert seen.built == {
        ("Recolecta", poc), (poc, "Recolecta"), ("LabVantage LIMS", poc), ("Almacén de Datos", poc),
    }  # fmt: skip
    assert_same_again()


def test_a_bike_sharer_with_data_factory_debezium_databricks_and_power_bi() -> None:
    """Nobody lists the systems; three answers place the databases that have no name of a system."""
    copy_inputs("bikes", Path())
    poc = "Rebalancing planner"
    run("init", ".", "--name", poc, "--reads", "Databricks, Station Service",
        "--writes", "Ultimo", "--people", "5")  # fmt: skip
    run("survey", ".")
    give_answers(Path("answers.yaml"), {
        "place:database-pedalo": "Databricks",
        "place:database-rides-db": "Ride Service",
        "place:database-stations-db": "Station Service",
        "same_system:station-service--ultimo": "yes",
    })  # fmt: skip
    run("survey", ".")
    seen = read_shown(poc)
    carrier = "Apache Kafka"  # the truth names only the ends of its flows
    assert seen.systems - {carrier, "Azure Data Lake Storage"} == {
        "Salesforce", "Adyen", "Ultimo", "Ride Service", "Station Service", "Databricks",
        "Power BI", "SAP Business ByDesign",
    }  # fmt: skip
    assert {pair for pair in seen.two_way if carrier not in pair} == {
        ("Databricks", "Salesforce"), ("Databricks", "Ultimo"),
    }  # fmt: skip
    assert {pair for pair in seen.one_way if carrier not in pair} == {
        ("Adyen", "Databricks"), ("Ride Service", "Databricks"), ("Station Service", "Databricks"),
        ("Ride Service", "Station Service"), ("Databricks", "Power BI"),
        ("Databricks", "SAP Business ByDesign"),
    }  # fmt: skip
    assert seen.built == {("Databricks", poc), ("Station Service", poc), (poc, "Ultimo")}
    assert len(load_survey(OUT / "survey.json").residue) < 5  # Azure's vault, and a job's host
    assert_same_again()


UNIVERSITY = {
    "B": "Banner", "M": "Moodle", "CRM": "Salesforce Education Cloud", "W": "Workday", "A": "Alma",
    "SP": "SailPoint", "AD": "Microsoft Entra ID", "SY": "Syllabus Plus", "APP": "CampusM",
    "SN": "Snowflake", "TAB": "Tableau", "TII": "Turnitin", "DOOR": "AccessIt",
}  # fmt: skip


def test_a_university_with_interviews_a_mail_and_a_whiteboard() -> None:
    """Nine lines list the systems that only the notes name; plans are planned flows."""
    copy_inputs("university", Path())
    poc = "Study advice copilot"
    run("init", ".", "--name", poc, "--reads", "Banner, Moodle, Syllabus Plus", "--writes",
        "Salesforce Education Cloud", "--sponsor", "Prof. Maeve Tierney", "--people", "4",
    )  # fmt: skip
    inventory = Path("inventory.yaml")
    text = inventory.read_text(encoding="utf-8")
    for name in ("Microsoft Entra ID", "SailPoint", "Snowflake", "Tableau", "Workday"):
        assert f"  # - name: {name}  #" in text  # init suggests it
        text = text.replace(f"  # - name: {name}  #", f"  - name: {name}  #")
    text = text.replace("  - name: Moodle\n", "  - name: Moodle\n  - name: Alma\n"
                        "  - name: CampusM\n  - name: Turnitin\n"
                        "  - {name: AccessIt, lifecycle: retired}\n")  # fmt: skip
    inventory.write_text(text, encoding="utf-8")
    run("survey", ".")
    seen = read_shown(poc)
    assert seen.systems == {*UNIVERSITY.values()}
    assert seen.two_way | {(b, a) for a, b in seen.two_way} == spell(
        UNIVERSITY, "B>CRM CRM>B B>M M>B M>TII TII>M B>A A>B"
    )
    assert seen.one_way == spell(UNIVERSITY, "B>SP W>SP SP>AD B>SY SY>APP B>W B>SN M>SN SN>TAB")
    assert seen.known - seen.active - seen.built == spell(UNIVERSITY, "W>SN CRM>APP")  # planned
    assert seen.built == {
        ("Banner", poc), ("Moodle", poc), ("Syllabus Plus", poc),
        (poc, "Salesforce Education Cloud"),
    }  # fmt: skip
    assert_same_again()
