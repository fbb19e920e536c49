"""Direction cells that say which system acts: data goes to the one that fetches and comes from the
one that sends.
"""

import pytest
from tests.lists.test_views import BACK, FORTH, read_flows

from seamscope.connector import Connector
from seamscope.discover import load_connectors
from seamscope.records import Certainty

ROW = "{first};{second};Richtung;Protokoll\nAnvil;Bellows;{cell};REST\n"


@pytest.fixture(scope="module")
def connectors() -> list[Connector]:
    return list(load_connectors()[0])


def read(cell: str, connectors: list[Connector], heads: str) -> list[tuple[str, str, Certainty]]:
    first, second = heads.split("|")
    flows = read_flows(ROW.format(first=first, second=second, cell=cell), connectors)
    return [(flow.source.system.name, flow.target.system.name, flow.certainty) for flow in flows]


@pytest.mark.parametrize(
    "cell",
    [
        "Abnehmer holt", "Pull durch Abnehmer", "consumer pulls", "Zielsystem liest",
        "Empfänger ruft ab", "durch Abnehmer abgerufen", "vom Abnehmer abgeholt",
        "target reads from source", "fetched by Bellows", "wird von Bellows gelesen",
        "Sender schickt", "Quelle sendet", "vom Sender geliefert", "pushed by source",
        "Bellows holt bei Anvil", "le destinataire lit", "el consumidor lee",
    ],
)  # fmt: skip
def test_an_actor_that_agrees_with_the_columns_keeps_their_direction(
    cell: str, connectors: list[Connector]
) -> None:
    assert read(cell, connectors, "Datengeber|Datennehmer") == [(*FORTH, Certainty.CERTAIN)]


@pytest.mark.parametrize("cell", ["Anvil holt", "Empfänger sendet zurück", "Bellows schreibt"])
def test_an_actor_that_contradicts_the_columns_reverses_their_direction(
    cell: str, connectors: list[Connector]
) -> None:
    assert read(cell, connectors, "Datengeber|Datennehmer") == [(*BACK, Certainty.LIKELY)]


@pytest.mark.parametrize(
    ("cell", "ends"),
    [("Anvil holt", BACK), ("Bellows zieht", FORTH), ("fetched by Bellows", FORTH)],
)
def test_names_are_enough_where_the_columns_have_no_direction(
    cell: str, ends: tuple[str, str], connectors: list[Connector]
) -> None:
    assert read(cell, connectors, "System A|System B") == [(*ends, Certainty.LIKELY)]
