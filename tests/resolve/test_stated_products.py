"""The product of a system in one list is the name of the same system in another list."""

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
    """A system that is named after its purpose in one list and after its product in another is one
    system.
    """
    resolved = resolve([bought, named], catalogue=CATALOGUE)
    (node,) = resolved.systems
    (reason,) = [reason for _, reason in reasons(node)]
    assert "product" in reason
    assert set(node.evidence) == {bought.evidence, named.evidence}


def test_a_product_of_two_systems_names_neither() -> None:
    """If two systems have the product Tideplan, an entry called Tideplan in another list is a third
    system.
    """
    records = [
        system("Finance", "apps.csv:2", product="Tideplan"),
        system("Harbour", "apps.csv:3", product="Tideplan"),
        system("Tideplan", "cmdb.csv:5"),
    ]
    assert names(resolve(records)) == ["Finance", "Harbour", "Tideplan"]


def test_a_technology_names_no_system() -> None:
    """A system on PostgreSQL and an entry called PostgreSQL are two systems."""
    records = [
        system("Finance", "apps.csv:2", product="PostgreSQL"),
        system("PostgreSQL", "cmdb.csv:5"),
    ]
    assert names(resolve(records, catalogue=CATALOGUE)) == ["Finance", "PostgreSQL"]


def test_both_in_one_list_are_two_systems() -> None:
    """If one list has Finance with the product Tideplan, and an entry Tideplan, there are two
    systems.
    """
    records = [
        system("Finance", "apps.csv:2", product="Tideplan"),
        system("Tideplan", "apps.csv:3"),
    ]
    assert names(resolve(records)) == ["Finance", "Tideplan"]


def test_systems_that_a_person_kept_apart_stay_apart() -> None:
    """If a person answered that Finance, whose product is Tideplan, and the entry Tideplan are
    different, they are two systems.
    """
    records = [
        system("Finance", "apps.csv:2", product="Tideplan"),
        system("Tideplan", "cmdb.csv:5"),
    ]
    apart = Apart(names=("Finance", "Tideplan"), evidence=at("answers.yaml:3", "answers"))
    resolved = resolve(records, config=Config(), decisions=Decisions(apart=(apart,)))
    assert names(resolved) == ["Finance", "Tideplan"]
