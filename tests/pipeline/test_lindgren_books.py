"""A landscape in seven formats: each system and each table occurs once in the survey."""

from functools import cache
from pathlib import Path

import pytest

from seamscope.document import Survey
from seamscope.pipeline import Job, run
from seamscope.resolved import SystemNode

ROOT = Path(__file__).parents[2] / "inventories" / "lindgren-books"


@cache
def survey() -> Survey:
    return run(Job(paths=(ROOT,))).survey


def system(name: str) -> SystemNode:
    return next(node for node in survey().systems if node.name == name)


def test_ten_files_give_five_systems() -> None:
    """Ten files of seven connectors give the five systems counted by hand; no database, topic,
    source or account is a separate system.
    """
    assert [node.name for node in survey().systems] == [
        "Analytics Warehouse", "Event Backbone", "Lindgren CRM", "Order Service",
        "Range planning dashboard",
    ]  # fmt: skip
    assert {file.connector for file in survey().meta.inputs} == {
        "servicenow", "fivetran", "dbt", "kafka-connect", "sql", "backstage", "openlineage",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "called", "reason"),
    [
        ("Lindgren CRM", "Lindgren CRM", "what Salesforce sells"),
        ("Lindgren CRM", "salesforce", "known product: Salesforce"),
        ("Analytics Warehouse", "Analytics Warehouse", "what Snowflake sells"),
        ("Analytics Warehouse", "RAW", "host lindgren.eu-central-1.snowflakecomputing.com"),
        ("Analytics Warehouse", "ANALYTICS", "known product: Snowflake"),
        ("Event Backbone", "Kafka", "known product: Apache Kafka"),
        ("Order Service", "Order Service", "same name"),
        ("Order Service", "orders", 'database "orders" is declared for Order Service'),
        ("Order Service", "shop", "the source has its name"),
    ],
)
def test_every_name_says_why_it_is_that_system(name: str, called: str, reason: str) -> None:
    """Each name that was merged into a system has its reason."""
    texts = [merge.reason for merge in system(name).merges if merge.name == called]
    assert any(reason in one for one in texts), texts


@pytest.mark.parametrize(
    ("name", "connectors"),
    [
        ("RAW.SALESFORCE.ACCOUNT", {"dbt", "fivetran", "sql"}),
        ("RAW.SALESFORCE.OPPORTUNITY", {"dbt", "fivetran", "sql"}),
        ("RAW.SHOP.ORDER_LINE", {"dbt", "kafka-connect", "sql"}),
        ("orders.public.order_line", {"dbt", "kafka-connect", "openlineage"}),
    ],
)
def test_a_table_in_several_files_is_one_dataset(name: str, connectors: set[str]) -> None:
    """A table of the loader, the source of dbt and the table in SQL are one dataset."""
    (found,) = (d for d in survey().datasets if d.name.casefold() == name.casefold())
    assert {evidence.connector for evidence in found.evidence} >= connectors


def test_the_seams_are_those_between_the_five() -> None:
    """The integrations are those counted by hand: the warehouse with the CRM, the shop, the broker
    and the dashboard, and the broker with the shop.
    """
    assert [item.id for item in survey().integrations] == [
        "analytics-warehouse--event-backbone",
        "analytics-warehouse--lindgren-crm",
        "analytics-warehouse--order-service",
        "analytics-warehouse--range-planning-dashboard",
        "event-backbone--order-service",
    ]
