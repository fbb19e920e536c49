"""In a list of configuration items, servers and databases are the hosts of their applications and
not systems.
"""

import pytest
from tests.lists.test_actors import connectors  # noqa: F401

from seamscope.connector import Connector, build_member
from seamscope.discover import read_files
from seamscope.records import ClueKind, Record, Skipped, System

ROWS = """\
CI-Nummer;CI-Klasse;CI-Name;läuft auf;gehört zu Anwendung;Umgebung;Betriebsstatus
1;Server;SQL01;;;Produktion;in Betrieb
2;Datenbank;ANVIL_PROD;SQL01;Anvil;Produktion;in Betrieb
3;Datenbank;BELLOWS;SQL01;Bellows;Produktion;in Betrieb
4;Datenbank;TONGS;SQL02;Tongs;Produktion;in Betrieb
5;Datenbank;ANVIL_TEST;SQLT;Anvil;Test;in Betrieb
6;Applikationsserver;APP9;;Bellows;Produktion;stillgelegt
"""
ENGLISH = """\
Name,Class,Used on,Application,Status
anvil_db,Database,,Anvil,active
web-7,Web server,,Bellows,active
"""


def read(text: str, known: list[Connector]) -> tuple[Record, ...]:
    return tuple(read_files([build_member(text.encode(), "cmdb.csv", "cmdb.csv")], known).records)


def list_places(records: tuple[Record, ...]) -> set[tuple[str, str, str, str]]:
    return {
        (system.name, system.environment, clue.kind.value, clue.value)
        for system in records if isinstance(system, System)
        for clue in system.clues if clue.kind in {ClueKind.HOST, ClueKind.DATABASE}
    }  # fmt: skip


def test_a_database_belongs_to_its_application(connectors: list[Connector]) -> None:  # noqa: F811
    records = read(ROWS, connectors)
    assert list_places(records) == {
        ("Anvil", "", "database", "ANVIL_PROD"), ("Bellows", "", "database", "BELLOWS"),
        ("Tongs", "", "database", "TONGS"), ("Tongs", "", "host", "SQL02"),
        ("Anvil", "test", "database", "ANVIL_TEST"), ("Anvil", "test", "host", "SQLT"),
    }  # fmt: skip
    noted = [one for one in records if isinstance(one, Skipped)]
    assert {one.kind for one in noted} == {"note"}
    assert any("SQL01" in one.reason for one in noted)
    assert any("APP9" in one.reason for one in noted)


def test_headers_may_be_plain(connectors: list[Connector]) -> None:  # noqa: F811
    assert list_places(read(ENGLISH, connectors)) == {
        ("Anvil", "", "database", "anvil_db"), ("Bellows", "", "host", "web-7"),
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["Fachanwendung", "Portal", ""])
def test_other_classes_are_systems(kind: str, connectors: list[Connector]) -> None:  # noqa: F811
    text = ROWS.replace("Datenbank;BELLOWS", f"{kind};BELLOWS")
    names = {one.name for one in read(text, connectors) if isinstance(one, System)}
    assert "BELLOWS" in names
