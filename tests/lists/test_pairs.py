"""Lists whose columns of source and target have names in common, and lists whose values contradict
their headers.
"""

from collections.abc import Sequence

import pytest
from tests.lists.scoring import ends

from seamscope.connector import Connector, build_member
from seamscope.discover import load_connectors, read_files
from seamscope.records import Certainty, Flow, Record, Skipped, System

FORTH, BACK = ("Anvil", "Bellows"), ("Bellows", "Anvil")


@pytest.fixture(scope="module")
def connectors() -> Sequence[Connector]:
    found, _ = load_connectors()
    return found


def read(text: str, connectors: Sequence[Connector]) -> list[Record]:
    """Return the records of a CSV file."""
    found = read_files([build_member(text.encode(), "list.csv", "list.csv")], connectors)
    return list(found.records)


@pytest.mark.parametrize(
    "header",
    [
        "Record,Mastered in,Copied to,Transport",
        "Stammdatum,Führendes System,Folgesystem,Technik",
        "Evento,Lo publica,Suscriptor,Protocolo",
        "Data,Data provided by,Data used by,Interface type",
        "evt_nm,pub_sys_nm,sub_sys_nm,prot",
        "carga,sis_env,sis_rec,protocolo",
    ],
)  # fmt: skip
def test_two_columns_that_share_names_are_the_ends(
    header: str, connectors: Sequence[Connector]
) -> None:
    rows = "orders,Anvil,Bellows,SFTP\nbills,Bellows,Anvil,SFTP\n"
    flows = [one for one in read(f"{header}\n{rows}", connectors) if isinstance(one, Flow)]
    assert {ends(flow) for flow in flows} == {FORTH, BACK}


@pytest.mark.parametrize(
    "text",
    [
        "Regel,VLAN src,IP src,VLAN dst,IP dst,Port\n1,WEB,10.0.0.1,APP,10.0.0.2,443\n"
        "2,APP,10.0.0.2,DB,10.0.0.3,1521\n3,ADM,10.0.0.9,APP,10.0.0.2,22\n",
        "Beteiligte Systeme,Zweck,Verantw. IT\n\"Anvil, Bellows\",Labels,Ada\n"
        "\"Forge, Smithy\",Zeiten,Bo\n\"Anvil, Forge\",Daten,Ada\n",
    ],
)  # fmt: skip
def test_other_lists_give_no_systems(text: str, connectors: Sequence[Connector]) -> None:
    found = read(text, connectors)
    assert not [one for one in found if isinstance(one, Flow | System)]


def test_a_date_in_an_unknown_column_makes_a_row_possible(
    connectors: Sequence[Connector],
) -> None:
    text = (
        "Sending system,Receiving system,Data,Xyz dt\nAnvil,Bellows,orders,\n"
        "Bellows,Anvil,bills,\nAnvil,Forge,letters,2018-06-30\nForge,Anvil,notes,\n"
    )
    found = read(text, connectors)
    certain = {one.certainty for one in found if isinstance(one, Flow)}
    assert certain == {Certainty.CERTAIN, Certainty.POSSIBLE}
    assert any("date in some rows" in one.reason for one in found if isinstance(one, Skipped))


@pytest.mark.parametrize(
    "text",
    [
        "Laborsystem ANVIL: Zu- und Abgänge\n\nZugang von,Abgang an,Was,Wie\nBellows,,Daten,SFTP\n"
        ",Bellows,Belege,SFTP\n",
        "Our system ANVIL\n\nWe deliver to,We get from,What,How\nBellows,,data,SFTP\n"
        ",Bellows,bills,SFTP\n",
    ],
)  # fmt: skip
def test_partners_are_in_the_column_of_their_direction(
    text: str, connectors: Sequence[Connector]
) -> None:
    flows = [one for one in read(text, connectors) if isinstance(one, Flow)]
    assert {tuple(map(str.casefold, ends(flow))) for flow in flows} == {
        ("anvil", "bellows"), ("bellows", "anvil"),
    }  # fmt: skip
