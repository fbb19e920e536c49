"""Columns whose header says nothing are recognised by their values."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from tests.lists.scoring import ends, load

from seamscope.connector import Connector, build_member
from seamscope.discover import load_connectors, read_files
from seamscope.records import ClueKind, Dependency, Flow, System


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The sorted flows and systems that are read from a list."""

    flows: list[list[object]]
    systems: list[list[object]]


@pytest.fixture(scope="module")
def connectors() -> Sequence[Connector]:
    found, _ = load_connectors()
    return found


def read_content(text: str, connectors: Sequence[Connector]) -> Content:
    """Return the content of a CSV file."""
    file = build_member(text.encode(), "list.csv", "list.csv")
    records = read_files([file], connectors).records
    assert not [record for record in records if isinstance(record, Dependency)]
    return Content(
        flows=sorted(_describe_flow(record) for record in records if isinstance(record, Flow)),
        systems=sorted(
            _describe_system(record) for record in records if isinstance(record, System)
        ),
    )


def _describe_flow(flow: Flow) -> list[object]:
    return [*ends(flow), *(ref.name for ref in flow.via)]


def _describe_system(system: System) -> list[object]:
    ids = [clue.value for clue in system.clues if clue.kind in {ClueKind.ID, ClueKind.APP_ID}]
    return [system.name, list(dict.fromkeys(ids)), [*system.aliases, *system.other_names]]


@pytest.mark.parametrize("case", load("values.yaml"), ids=lambda case: str(case["id"]))
def test_the_values_of_a_column_tell_its_meaning(
    case: dict[str, object], connectors: Sequence[Connector]
) -> None:
    """Arrows, ids and codes are recognised below any header, and lists of other things give no
    flows and systems.
    """
    found = read_content(str(case["text"]), connectors)
    wanted = [case.get("flows", []), case.get("systems", [])]
    assert [found.flows, found.systems] == [
        sorted(part) if isinstance(part, list) else part for part in wanted
    ]


@pytest.mark.parametrize(
    ("header", "values", "technology"),
    [
        ("Verfahren", ("Datei (SFTP)", "Webservice"), ["Datei (SFTP)", "Webservice"]),
        ("Dienst", ("REST", "SOAP"), ["REST", "SOAP"]),
        ("Verfahren", ("Kasse", "Wohngeld"), ["", ""]),
    ],
)
def test_a_word_for_a_system_may_head_a_transport(
    header: str, values: tuple[str, str], technology: list[str], connectors: Sequence[Connector]
) -> None:
    """Whether `Verfahren` is a program or a technology is decided by the values of the column."""
    rows = [f"Alba;Bora;{values[0]}", f"Bora;Cira;{values[1]}"]
    text = "\n".join([f"Quelle;Ziel;{header}", *rows])
    file = build_member(text.encode(), "list.csv", "list.csv")
    records = read_files([file], connectors).records
    flows = [record for record in records if isinstance(record, Flow)]
    assert [flow.technology for flow in flows] == technology
