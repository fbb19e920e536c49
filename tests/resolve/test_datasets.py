"""Different spellings of a dataset's name are recognised as one dataset."""

import pytest

from seamscope.decisions import Decisions, SameDataset
from seamscope.records import Column, Evidence, Record
from seamscope.resolve import resolve
from seamscope.resolved import QuestionKind, Severity

from .making import end, flow, has_question, system, table


@pytest.mark.parametrize(
    ("spellings", "wanted"),
    [
        (("orders", "public.orders", "DB.PUBLIC.ORDERS"), ["DB.PUBLIC.ORDERS"]),
        (('"Orders"', "[orders]", "`ORDERS`"), ['"Orders"']),
        (("public.orders", "sales.orders"), ["public.orders", "sales.orders"]),
        (("orders", "public.orders", "sales.orders"), ["orders", "public.orders", "sales.orders"]),
        (("dbo.[order.items]", "order.items"), ["dbo.[order.items]", "order.items"]),
        (("orders.csv", "customers.csv", "csv"), ["csv", "customers.csv", "orders.csv"]),
        (("in/orders.2024", "2024"), ["2024", "in/orders.2024"]),
    ],
)
def test_spellings_of_one_dataset_meet(spellings: tuple[str, ...], wanted: list[str]) -> None:
    """A name with fewer parts is the same dataset as a longer name, if it fits only one."""
    records = [table("CRM", name, f"a.sql:{line}") for line, name in enumerate(spellings)]
    assert sorted(node.name for node in resolve(records).datasets) == wanted


def test_a_name_that_fits_two_datasets_is_a_question() -> None:
    """If a system has `public.orders` and `sales.orders`, a question asks which of them `orders`
    is.
    """
    records = [table("CRM", name) for name in ("orders", "public.orders", "sales.orders")]
    resolved = resolve(records)
    assert has_question(resolved, "Which dataset of CRM is orders: public.orders or sales.orders?")


def test_topics_with_dots_are_whole_names() -> None:
    """The topics `orders` and `shop.orders` are two datasets."""
    records: list[Record] = [
        system("Kafka", kind="broker"),
        table("Kafka", "orders"),
        table("Kafka", "shop.orders"),
        table("Bus", "orders", kind="topic"),
        table("Bus", "shop.orders", kind="topic"),
    ]
    ids = [node.id for node in resolve(records).datasets]
    assert ids == ["bus/orders", "bus/shop-orders", "kafka/orders", "kafka/shop-orders"]


def test_every_end_of_a_flow_is_a_dataset() -> None:
    """The source and the target of each flow are in the list of datasets."""
    resolved = resolve([flow(end("CRM", "account"), end("ERP", "kna1"), "f.csv:3")])
    assert [node.id for node in resolved.datasets] == ["crm/account", "erp/kna1"]
    assert {str(item) for node in resolved.datasets for item in node.evidence} == {"f.csv:3"}


def test_columns_of_all_sources_are_kept_and_a_difference_is_found() -> None:
    """A dataset has the columns of all sources, and a finding says that the sources disagree."""
    records = [
        table("CRM", "account", "a.sql:1", columns="id name"),
        table("CRM", "Account", "b.sql:1", columns="ID email"),
    ]
    resolved = resolve(records)
    (node,) = resolved.datasets
    assert node.columns == (Column(name="id"), Column(name="name"), Column(name="email"))
    (finding,) = resolved.findings
    assert finding.severity is Severity.LOW
    assert finding.what == ("Sources disagree on the columns of account: 2 (a.sql:1) / 2 (b.sql:1)")


def test_unknown_columns_contradict_nothing() -> None:
    """A source without columns of a dataset does not disagree with a source that has them."""
    records = [table("CRM", "a", "a.sql:1", columns="id"), table("CRM", "a", "b.sql:1")]
    resolved = resolve(records)
    assert resolved.datasets[0].columns == (Column(name="id"),)
    assert not resolved.findings


def test_two_owners_of_a_dataset_are_both_shown() -> None:
    """If two sources name different owners, the dataset has the first, and a finding names both."""
    records = [table("CRM", "a", "a.sql:1", owner="Ann"), table("CRM", "a", "b.sql:1", owner="Bo")]
    resolved = resolve(records)
    assert resolved.datasets[0].owner == "Ann"
    assert resolved.findings[0].what == (
        "Sources disagree on the owner of a: Ann (a.sql:1) / Bo (b.sql:1)"
    )


def test_the_same_name_in_two_systems_is_two_datasets() -> None:
    """`account` of CRM and `account` of ERP are two datasets."""
    resolved = resolve([table("CRM", "account"), table("ERP", "account")])
    assert [node.id for node in resolved.datasets] == ["crm/account", "erp/account"]


def test_an_answer_merges_an_ambiguous_name() -> None:
    """An answer merges `x.orders` into `db.x.orders`, and its line is evidence. `x.orders` is then
    no candidate for `orders` any more.
    """
    records = [table("CRM", n) for n in ("orders", "x.orders", "db.x.orders", "db2.x.orders")]
    place = Evidence(file="answers.yaml", line=7)
    same = SameDataset(system="CRM", name="x.orders", dataset="db.x.orders", evidence=place)
    resolved = resolve(records, decisions=Decisions(same_datasets=(same,)))
    assert [n.name for n in resolved.datasets] == ["db.x.orders", "db2.x.orders", "orders"]
    assert place in resolved.datasets[0].evidence
    (asked,) = (q for q in resolved.questions if q.kind is QuestionKind.DATASET)
    assert asked.candidates == ("db.x.orders", "db2.x.orders")
