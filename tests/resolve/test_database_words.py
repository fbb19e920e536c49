"""A connection belongs to a system if its name contains the name of the system's database."""

import pytest

from seamscope.records import Record
from seamscope.resolve import resolve

from .making import CATALOGUE, end, flow, list_unplaced, ref, system


@pytest.mark.parametrize(
    ("name", "placed"),
    [
        ("patho", True),
        ("oracle_patho_prd", True),
        ("CH04_Orders_Lab_Patho", False),  # a channel is named after what it carries
        ("orders patho", False),
    ],
)
def test_a_connection_means_the_database_beside_technical_words(name: str, placed: bool) -> None:
    """A connection belongs to the system whose database its name contains, if its other words are
    only technical.
    """
    records: list[Record] = [
        system("Tissue desk", database="PATHO"),
        system("Billing", "inventory.yaml:3"),
        flow(end(ref(source=name)), "Billing", "jobs.csv:2"),
    ]
    resolved = resolve(records, catalogue=CATALOGUE)
    assert (list_unplaced(resolved) == []) is placed
