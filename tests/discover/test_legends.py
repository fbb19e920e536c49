"""Legends of status codes in notes and lists."""

from pathlib import Path

import pytest

from seamscope.discover import discover, load_connectors
from seamscope.discover.legends import read_legends
from seamscope.records import Flow, Skipped, State, System


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        (
            "ST: P = produkcja, W = wycofany, N = nowy (planowany).",
            "P active, W retired, N planned",
        ),
        ("Legende: P = produktiv; G = geplant; X = abgeschaltet", "P active, G planned, X retired"),
        ("Status: A - active; R - retired; `PL` – planned", "A active, R retired, PL planned"),
        ("A: Active | R: Retired", "A active, R retired"),
        ("1 = live, 2 = planned", "1 active, 2 planned"),
        ("KAT: A = aplikacja, T = techniczny", ""),
        ("R = rot, G = grün", ""),
        ("A = active, B = Anlage", ""),  # one of the words is not a state
        ("P = produktiv", ""),  # a legend has two codes
        ("Preis: 10 = zehn", ""),
    ],
)
def test_a_legend_gives_codes_a_state(line: str, codes: str) -> None:
    """A sentence such as "P = production, W = retired" is a legend only if each of its codes means
    a state.
    """
    found = [f"{meaning.code} {meaning.state.value}" for meaning in read_legends("note.md", line)]
    assert ", ".join(found) == codes


def write_estate(folder: Path, note: str) -> None:
    """Write a list of systems and a list of interfaces, both with status codes, and a note."""
    (folder / "apps.csv").write_text(
        "System,Owner,Status\nOrders,Ada,P\nBilling,Bo,P\nOld CRM,Cy,W\n", encoding="utf-8"
    )
    (folder / "links.csv").write_text(
        "Source,Target,Status\nOrders,Billing,P\nOld CRM,Billing,W\n", encoding="utf-8"
    )
    (folder / "note.md").write_text(note, encoding="utf-8")


def test_a_note_explains_the_codes_of_lists(tmp_path: Path) -> None:
    """The status codes of systems and flows are read by the legend in a note, and the report names
    the note.
    """
    write_estate(tmp_path, "# Meeting\n\nStatus: P = production, W = retired.\n")
    records = discover([tmp_path], load_connectors()[0]).records
    systems = {one.name: one.state for one in records if isinstance(one, System)}
    assert systems == {
        "Orders": State.ACTIVE, "Billing": State.ACTIVE, "Old CRM": State.RETIRED
    }  # fmt: skip
    flows = {one.source.system.name: one.state for one in records if isinstance(one, Flow)}
    assert flows == {"Orders": State.ACTIVE, "Old CRM": State.RETIRED}
    said = [one.reason for one in records if isinstance(one, Skipped)]
    assert not [reason for reason in said if "is not understood" in reason]
    assert [reason for reason in said if "by the legend in note.md:3" in reason]


def test_legends_that_disagree_explain_nothing(tmp_path: Path) -> None:
    """If P means production in one note and planned in another, the state of systems with P is
    unknown.
    """
    write_estate(tmp_path, "P = production, W = retired\n")
    (tmp_path / "other.txt").write_text("P = planned, W = retired\n", encoding="utf-8")
    records = discover([tmp_path], load_connectors()[0]).records
    systems = {one.name: one.state for one in records if isinstance(one, System)}
    assert systems["Orders"] is State.UNKNOWN
    assert systems["Old CRM"] is State.RETIRED
