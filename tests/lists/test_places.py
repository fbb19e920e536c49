"""Rows about geographic places and rows of measured data are not interfaces."""

import pytest

from seamscope.connector import build_member, make_source
from seamscope.records import Flow, Record, Skipped
from seamscope_connectors.tables import TablesConnector
from seamscope_connectors.tables.books import open_book

HEADS = (
    "from_street,to_street", "Origin airport,Destination airport", "Von Straße,Nach Straße",
    "Gare de départ,Gare d'arrivée", "Calle origen,Calle destino", "Da via,A via",
    "Van halte,Naar halte", "Da cidade,Para cidade", "Z ulicy,Do ulicy",
)  # fmt: skip


def read(files: dict[str, str]) -> list[Record]:
    connector = TablesConnector()
    members = [build_member(text.encode(), name, name) for name, text in files.items()]
    return list(connector.read(make_source("tables", members)))


@pytest.mark.parametrize("heads", HEADS)
def test_ends_that_are_places_are_no_systems(heads: str) -> None:
    """Streets in a list with a direction, a frequency and a protocol are not systems."""
    rows = "King Street,Queen Street,daily,API\nBloor Street,King Street,daily,API\n"
    found = read({"a.csv": f"{heads},frequency,protocol\n{rows}"})
    assert not [one for one in found if not isinstance(one, Skipped)]


@pytest.mark.parametrize("heads", ["Source station,Target station", "From address,To address"])
def test_places_that_are_listed_systems_are_read(heads: str) -> None:
    """A header for places gives no systems, unless another list contains the name in the row as a
    system.
    """
    rows = "Till One,Ledger Two,daily,API\n"
    flows = f"{heads},frequency,protocol\n{rows}"
    known = "system,owner,criticality,vendor\nTill One,Ann,high,Acme\n"
    alone = [one for one in read({"a.csv": flows}) if isinstance(one, Flow)]
    beside = [one for one in read({"a.csv": flows, "b.csv": known}) if isinstance(one, Flow)]
    assert not alone
    assert "address" in heads or len(beside) == 1


def test_a_line_break_in_a_cell_is_no_empty_row() -> None:
    """Only an empty row ends a table; an empty line inside a quoted comment does not."""
    comment = '"It broke.\n\nAgain."'
    rows = "".join(f"Bugs,Search,{comment},{at},user\n" for at in range(400))
    header = "Target,Source,Entities,3,user\n"
    text = f"category,subcategory,comment,score,role\n{rows}{header}{rows}"
    file = build_member(text.encode(), "a.csv", "a.csv")
    assert open_book(file).kinds == open_book(file, head=True).kinds == ()
    parted = build_member(text.replace(header, f"\n{header}").encode(), "a.csv", "a.csv")
    assert open_book(parted).kinds == ("interfaces",)
