"""Rows whose remarks express doubt are possible, and a sheet may be a form for one system."""

from collections.abc import Sequence

import pytest
from tests.lists.scoring import ends

from seamscope.connector import Connector, build_member
from seamscope.discover import load_connectors, read_files
from seamscope.records import Certainty, Flow, Record, System


@pytest.fixture(scope="module")
def connectors() -> Sequence[Connector]:
    found, _ = load_connectors()
    return [one for one in found if one.name == "tables"]


def read(text: str, connectors: Sequence[Connector]) -> Sequence[Record]:
    """Return the records of a CSV file."""
    return read_files([build_member(text.encode(), "list.csv", "list.csv")], connectors).records


def find_certainty(text: str, connectors: Sequence[Connector]) -> Certainty:
    """Return the certainty of the only flow in a list."""
    (flow,) = [record for record in read(text, connectors) if isinstance(record, Flow)]
    return flow.certainty


@pytest.mark.parametrize(
    ("header", "remark"),
    [
        ("Remarks", "nobody knows if this still runs"),
        ("Bemerkung", "unklar, ob noch aktiv"),
        ("Notes", "???"),
        ("Observaciones", "Por confirmar"),
        ("Note", "da verificare - chiedere a Bo"),
        ("Commentaire", "à confirmer"),
        ("Opmerking", "niemand weet of dit bestaat"),
        ("Observações", "a confirmar"),
        ("Uwagi", "do sprawdzenia"),
        ("Status", "unclear"),
    ],
)
def test_a_row_that_doubts_itself_is_possible(
    header: str, remark: str, connectors: Sequence[Connector]
) -> None:
    """A remark or a state that expresses doubt makes the flow of its row only possible."""
    text = f'Source system;Target system;{header}\nHof;Markt;"{remark}"\n'
    assert find_certainty(text, connectors) is Certainty.POSSIBLE


@pytest.mark.parametrize(
    ("header", "remark"),
    [
        ("Remarks", "unclear format of the weights"),
        ("Contact", "to be confirmed"),
        ("Bemerkung", "seit 2019 stabil"),
        ("Uwagi", "potwierdzone"),
    ],
)
def test_other_remarks_leave_a_row_certain(
    header: str, remark: str, connectors: Sequence[Connector]
) -> None:
    """A remark about the format or the contact leaves the flow of its row certain."""
    text = f"Source system;Target system;{header}\nHof;Markt;{remark}\n"
    assert find_certainty(text, connectors) is Certainty.CERTAIN


@pytest.mark.parametrize(
    "labels",
    [
        ("Application name:", "Vendor:", "Owner:", "Status:", "Sends data to:"),
        ("Anwendungsname", "Hersteller", "Verantwortlich", "Status", "Liefert an"),
        ("Nom de l'application :", "Éditeur :", "Responsable :", "Statut :", "Envoie vers :"),
    ],
)
def test_labels_and_values_are_one_system(
    labels: Sequence[str], connectors: Sequence[Connector]
) -> None:
    """A form of labels and values is one system with its flow; the labels are not systems."""
    values = ("Stallbuch", "Hofwerk", "Ada", "active", "Heuwaage")
    text = "".join(f"{label};{value}\n" for label, value in zip(labels, values, strict=True))
    found = read(text, connectors)
    assert [record.name for record in found if isinstance(record, System)] == ["Stallbuch"]
    assert [ends(record) for record in found if isinstance(record, Flow)] == [
        ("Stallbuch", "Heuwaage")
    ]
