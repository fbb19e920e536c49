"""A name with another name in brackets behind it."""

from dataclasses import replace

import pytest

from seamscope.records import Record
from seamscope.resolve import resolve

from .making import flow, list_unplaced, names, system


@pytest.mark.parametrize(
    "written", ["Industry network (GDV)", "GDV (Industry network)", "industry network (gdv)"]
)
def test_two_names_of_one_system_are_this_system(written: str) -> None:
    """Both names lead to the same system, in either order."""
    records: list[Record] = [
        system("Industry network", aliases=("GDV",)),
        flow(written, "Claims", "flows.csv:2"),
    ]
    assert names(resolve([*records, system("Claims", "b.csv:2")])) == ["Claims", "Industry network"]


def test_another_name_may_be_a_short_code() -> None:
    """A code that a list only mentions is enough beside the full name."""
    records: list[Record] = [
        replace(system("Schadenportal"), other_names=("SCP",)),
        flow("Schadenportal (SCP)", "Claims", "flows.csv:2"),
        system("Claims", "b.csv:2"),
    ]
    assert names(resolve(records)) == ["Claims", "Schadenportal"]


def test_names_of_two_systems_are_neither_of_them() -> None:
    """A remark may say where data goes next, or which system is behind a gateway."""
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
    """Words such as "old" may mean another installation."""
    records: list[Record] = [
        system("Schadenportal", "a.csv:2"),
        system("Claims", "a.csv:3"),
        flow("Schadenportal (Altbestand)", "Claims", "flows.csv:2"),
    ]
    assert list_unplaced(resolve(records)) == ["Schadenportal (Altbestand)"]
