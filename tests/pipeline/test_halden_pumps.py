"""The survey of the sample landscape contains the integrations that were counted in its files by
hand.
"""

from pathlib import Path

import pytest

from seamscope.document import Survey
from seamscope.pipeline import Job, run

ROOT = Path(__file__).parents[2] / "inventories" / "halden-pumps"
SEAMS = """
Availability Check ? Works Control
SAP S/4HANA > Availability Check
Dynatrace > ServiceNow
Pump Configurator > Kafka
Kafka > Works Control
Kafka > Snowflake
Pump Configurator > Works Control
Pump Configurator > Snowflake
Oracle E-Business Suite > Works Control
SAP S/4HANA = Works Control
SAP S/4HANA > Notes CRM
Oracle E-Business Suite > SAP S/4HANA
Snowflake > Order book dashboard
Order promising = Salesforce
Order promising = SAP S/4HANA
Snowflake > Order promising
SAP S/4HANA > Promise spreadsheet
Promise spreadsheet > Salesforce
Prüfstand Größe 4 ? Salesforce
Pump Configurator = Salesforce
Salesforce = SAP S/4HANA
Salesforce = Snowflake
SAP S/4HANA > Snowflake
Workday > SAP S/4HANA
""".strip().splitlines()


@pytest.fixture(scope="module")
def survey() -> Survey:
    return run(Job(paths=(ROOT,))).survey


def seams(survey: Survey) -> set[str]:
    names = {system.id: system.name for system in survey.systems}
    text = set()
    for integration in survey.integrations:
        a, b = (names[key] for key in integration.systems)
        match integration.direction.value:
            case "a_to_b":
                text.add(f"{a} > {b}")
            case "b_to_a":
                text.add(f"{b} > {a}")
            case "both":
                text.add(f"{a} = {b}")
            case _:
                text.add(f"{a} ? {b}")
    return text


def test_every_seam_of_the_files_is_found_with_its_direction(survey: Survey) -> None:
    """Twenty-four integrations from the inventory, lists, dbt, Kafka Connect, SQL and the POC are
    found with their directions.
    """
    assert set(SEAMS) <= seams(survey)


def test_integrations_that_only_sql_contains_are_findings(survey: Survey) -> None:
    """A read over a linked server and a load from a bucket, which no list contains, are findings
    "known only from SQL".
    """
    texts = {
        f.evidence[0].file: f.what
        for f in survey.findings
        if f.what.endswith("is known only from SQL")
    }
    assert set(texts) == {"sql/works/load_open_invoices.sql", "sql/warehouse/load_workers.sql"}
    assert "Oracle E-Business Suite" in texts["sql/works/load_open_invoices.sql"]
    assert "Amazon S3 and Snowflake" in texts["sql/warehouse/load_workers.sql"]


def test_retired_and_planned_seams_are_shown_and_not_estimated(survey: Survey) -> None:
    """The retired export to Notes and the planned migration of receivables are inactive
    integrations without an estimate.
    """
    estimated = {estimate.integration for estimate in survey.estimates}
    idle = {i.id for i in survey.integrations if not i.active and "order-promising" not in i.id}
    assert idle == {"notes-crm--sap-s-4hana", "oracle-e-business-suite--sap-s-4hana"}
    assert not idle & estimated


def test_one_system_under_two_names_is_one(survey: Survey) -> None:
    """Works Control and Fertigungssteuerung are one system, so are Salesforce and SFDC, and the
    test SAP is an environment of SAP S/4HANA.
    """
    names = {system.name: system for system in survey.systems}
    assert "Fertigungssteuerung" in names["Works Control"].aliases
    assert "SFDC" in names["Salesforce"].aliases
    assert names["SAP S/4HANA"].environments == ("test",)
    assert not {"Fertigungssteuerung", "SFDC", "SAP S/4HANA Test", "API_SALES_ORDER_SRV"} & set(
        names
    )


def test_nodes_and_edges_all_name_their_evidence(survey: Survey) -> None:
    """Every system, dataset, flow and interface of the survey has evidence."""
    texts = {system.id: system.evidence for system in survey.systems}
    texts |= {dataset.id: dataset.evidence for dataset in survey.datasets}
    texts |= {edge.id: edge.evidence for edge in survey.flows}
    texts |= {contract.id: contract.evidence for contract in survey.interfaces}
    assert [key for key, evidence in texts.items() if not evidence] == []


def test_the_measured_flaws_of_the_data_are_findings(survey: Survey) -> None:
    """Measured flaws are findings, such as 49 of 1,200 orders without a delivery date."""
    found = {f.where[-1]: f.what for f in survey.findings if ", measured 2026-11-20: " in f.what}
    assert found == {
        "salesforce/account": "Salesforce, measured 2026-11-20: 31 values of CustomerNumber__c "
        "occur more than once in ACCOUNT (7.8 % of the rows)",
        "sap-s-4hana/vbak": "SAP S/4HANA, measured 2026-11-20: 4.1 % (49 of 1,200 rows) of VBAK "
        "have no VDATU (requested delivery date)",
        "sap-s-4hana/vbap": "SAP S/4HANA, measured 2026-11-20: 0.6 % (10 of 1,800 rows) of VBAP "
        "have a MATNR (material number) that is missing in MARA",
    }
