"""The product of a system in one list is the name of the system in another."""

import pytest

from seamscope.config import Config
from seamscope.decisions import Apart, Decisions
from seamscope.records import System
from seamscope.resolve import resolve

from .making import CATALOGUE, at, names, reasons, system


@pytest.mark.parametrize(
    ("bought", "named"),
    [
        (system("Finance", "apps.csv:2", product="Tideplan"), system("Tideplan", "cmdb.csv:5")),
        (system("Personal", "liste.csv:2", product="DOCK-BUCH"), system("Dock Buch", "cmdb.csv:5")),
        (system("Ventes", "apps.csv:2", product="Vigie 3"), system("VIGIE 3", "cmdb.csv:5")),
    ],
)
def test_a_system_is_called_after_its_purpose_or_its_product(bought: System, named: System) -> None:
    """One list contains the purpose of a system, the other the product."""
    resolved = resolve([bought, named], catalogue=CATALOGUE)
    (node,) = resolved.systems
    (reason,) = [reason for _, reason in reasons(node)]
    assert "product" in reason
    assert set(node.evidence) == {bought.evidence, named.evidence}


def test_a_product_of_two_systems_names_neither() -> None:
    """Both run on the product, so its name in another list may mean either or a third system."""
    records = [
        system("Finance", "apps.csv:2", product="Tideplan"),
        system("Harbour", "apps.csv:3", product="Tideplan"),
        system("Tideplan", "cmdb.csv:5"),
    ]
    assert names(resolve(records)) == ["Finance", "Harbour", "Tideplan"]


def test_a_technology_names_no_system() -> None:
    """Many systems run on PostgreSQL, and a list may have the server itself."""
    records = [
        system("Finance", "apps.csv:2", product="PostgreSQL"),
        system("PostgreSQL", "cmdb.csv:5"),
    ]
    assert names(resolve(records, catalogue=CATALOGUE)) == ["Finance", "PostgreSQL"]


def test_both_in_one_list_are_two_systems() -> None:
    """Two rows in one list are two systems."""
    records = [
        system("Finance", "apps.csv:2", product="Tideplan"),
        system("Tideplan", "apps.csv:3"),
    ]
    assert names(resolve(records)) == ["Finance", "Tideplan"]


def test_systems_that_a_person_kept_apart_stay_apart() -> None:
    """An answer stands above what the lists suggest."""
    records = [
        system("Finance", "apps.csv:2", product="Tideplan"),
        system("Tideplan", "cmdb.csv:5"),
    ]
    apart = Apart(names=("Finance", "Tideplan"), evidence=at("answers.yaml:3", "answers"))
    resolved = resolve(records, config=Config(), decisions=Decisions(apart=(apart,)))
    assert names(resolved) == ["Finance", "Tideplan"]
