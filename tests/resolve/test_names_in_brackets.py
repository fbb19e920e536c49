"""A name followed by another name in brackets, such as "Schadenportal (SCP)", is assigned to the
system with both names.
"""

from dataclasses import replace

import pytest

from seamscope.records import Record
from seamscope.resolve import resolve

from .making import CATALOGUE, flow, list_unplaced, names, system


@pytest.mark.parametrize(
    "written", ["Industry network (GDV)", "GDV (Industry network)", "industry network (gdv)"]
)
def test_two_names_of_one_system_are_this_system(written: str) -> None:
    """`Industry network (GDV)` and `GDV (Industry network)` both mean the system with these two
    names.
    """
    records: list[Record] = [
        system("Industry network", aliases=("GDV",)),
        flow(written, "Claims", "flows.csv:2"),
    ]
    assert names(resolve([*records, system("Claims", "b.csv:2")])) == ["Claims", "Industry network"]


def test_another_name_may_be_a_short_code() -> None:
    """`Schadenportal (SCP)` is the system Schadenportal, whose list mentions the code SCP."""
    records: list[Record] = [
        replace(system("Schadenportal"), other_names=("SCP",)),
        flow("Schadenportal (SCP)", "Claims", "flows.csv:2"),
        system("Claims", "b.csv:2"),
    ]
    assert names(resolve(records)) == ["Claims", "Schadenportal"]


@pytest.mark.parametrize("written", ["PZE (Clocker)", "Clocker (PZE)", "Time desk (CLK)"])
def test_a_description_confirms_another_name(written: str) -> None:
    """`PZE (Clocker)` is the system Clocker if only its description contains `PZE`."""
    listed = replace(
        system("Clocker", "a.csv:2"), other_names=("CLK",), description="PZE terminals, time desk"
    )
    claims = system("Claims", "a.csv:3")
    assert names(resolve([listed, claims, flow(written, "Claims")])) == ["Claims", "Clocker"]
    modelled = system(written, "model.xml:2")
    assert len(resolve([listed, claims, modelled]).systems) == 2


def test_a_word_of_two_descriptions_confirms_nothing() -> None:
    """`PZE (Clocker)` is not assigned if the descriptions of two systems contain `PZE`."""
    records: list[Record] = [
        replace(system("Clocker", "a.csv:2"), description="PZE terminals"),
        replace(system("Gates", "a.csv:3"), description="PZE doors"),
        flow("PZE (Clocker)", "Gates"),
    ]
    assert list_unplaced(resolve(records)) == ["PZE (Clocker)"]


def test_names_of_two_systems_are_neither_of_them() -> None:
    """`Industry network (GDV)` is an endpoint if both are names of listed systems, because the
    brackets may contain the next target of the data.
    """
    records: list[Record] = [
        system("Industry network", "a.csv:2"),
        system("GDV", "a.csv:3"),
        system("Claims", "a.csv:4"),
        flow("Industry network (GDV)", "Claims", "flows.csv:2"),
    ]
    resolved = resolve(records)
    assert names(resolved) == ["Claims", "GDV", "Industry network"]
    assert list_unplaced(resolved) == ["Industry network (GDV)"]


def test_a_remark_that_is_no_name_joins_nothing() -> None:
    """`Schadenportal (Altbestand)` is an endpoint, because the remark may mean another
    installation.
    """
    records: list[Record] = [
        system("Schadenportal", "a.csv:2"),
        system("Claims", "a.csv:3"),
        flow("Schadenportal (Altbestand)", "Claims", "flows.csv:2"),
    ]
    assert list_unplaced(resolve(records)) == ["Schadenportal (Altbestand)"]


def test_a_code_that_flows_mention_is_a_second_name() -> None:
    """If one list has "Gestia (GF)" and another "Gestia", a flow of "GF" belongs to this system."""
    records: list[Record] = [
        system("Gestia (GF)", "wiki.html:2"),
        system("Gestia", "model.xml:2"),
        system("Claims", "wiki.html:3"),
        flow("GF", "Claims", "flows.csv:2"),
    ]
    found = resolve(records)
    assert names(found) == ["Claims", "Gestia"]
    assert list_unplaced(found) == []


@pytest.mark.parametrize(
    "listed",
    [
        ("Gestia (DE)", "Gestia (FR)"),  # two systems of one name
        ("Gestia (DE)", "Claims (DE)"),  # a country behind several names
        ("Gestia (UAT)", "Gestia"),  # an environment
    ],
)
def test_a_code_that_distinguishes_systems_is_no_name(listed: tuple[str, str]) -> None:
    """The country or environment in "Gestia (DE)" is not a name of the system, so a flow of "DE"
    ends at an endpoint.
    """
    code = listed[0].partition("(")[2].strip(")")
    records: list[Record] = [
        *(system(name, f"wiki.html:{line}") for line, name in enumerate(listed, 2)),
        system("Ledger", "wiki.html:5"),
        flow(code, "Ledger", "flows.csv:2"),
    ]
    assert code in list_unplaced(resolve(records))


def test_the_name_of_a_system_explains_a_general_word() -> None:
    """`Pharmacy (DrugLog)` is the listed system DrugLog; `Stock (Salesforce)` is not assigned,
    because many systems are built on that product.
    """
    records: list[Record] = [
        system("DrugLog", "a.csv:2"), system("Claims", "a.csv:3"),
        flow("Pharmacy (DrugLog)", "Claims", "flows.csv:2"),
    ]  # fmt: skip
    assert names(resolve(records)) == ["Claims", "DrugLog"]
    built_on = [system("Salesforce", "a.csv:2"), records[1], flow("Stock (Salesforce)", "Claims")]
    assert list_unplaced(resolve(built_on, catalogue=CATALOGUE)) == ["Stock (Salesforce)"]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Fleet ABC", "ABC Fleet"),  # the words in another order
        ("Tarn P02", "Ledger"),  # the vendor before a short name
        ("App Ferryway", "Ferryway"),  # a word of another name before the name
        ("Tarn Ferryway", ""),
        ("App P02", ""),
        ("Fleet", ""),
    ],
)
def test_a_name_may_be_written_in_another_way(written: str, name: str) -> None:
    """`Fleet ABC` means ABC Fleet, and `Tarn P02` the system P02 of the vendor Tarn; each word must
    belong to the same system.
    """
    ledger = replace(system("Ledger", "a.csv:2", aliases=("P02",)), vendor="Tarn")
    records: list[Record] = [
        ledger, system("ABC Fleet", "a.csv:3"), system("Claims", "a.csv:4"),
        system("Ferryway", "a.csv:5", aliases=("Travel app",)),
        flow(written, "Claims", "flows.csv:2"),
    ]  # fmt: skip
    resolved = resolve(records)
    by_id = {node.id: node.name for node in resolved.systems}
    by_id |= {node.id: node.name for node in resolved.endpoints}
    (edge,) = resolved.flows
    assert by_id[edge.source.system] == (name or written)
