"""Spellings of headers and values that mean the same are read alike."""

import random
import time
from collections.abc import Sequence

import pytest
from tests.lists.scoring import ends

from seamscope.connector import Connector, build_member
from seamscope.discover import load_connectors, read_files
from seamscope.records import Dependency, Flow, Record, Skipped, State, System


@pytest.fixture(scope="module")
def connectors() -> Sequence[Connector]:
    found, _ = load_connectors()
    return found


def read(text: str, connectors: Sequence[Connector], name: str = "list.csv") -> Sequence[Record]:
    """Return the records of a CSV file."""
    return read_files([build_member(text.encode(), name, name)], connectors).records


def list_flows(records: Sequence[Record]) -> list[tuple[str, str]]:
    """Return the source and target systems of all flows, sorted, after a check that no record is
    without a direction.
    """
    assert not [record for record in records if isinstance(record, Dependency)]
    return sorted(ends(record) for record in records if isinstance(record, Flow))


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "Anwendung;Ein-/Ausgang;Gegenstelle;Objekt\nGarten;Ausgang;Scheune;Heu\nGarten;Eingang;Hof;Saat\n",
        "Systeem;In/Uit;Ander systeem;Bericht\nGarten;uit;Scheune;Hooi\nGarten;in;Hof;Zaad\n",
        "Application;Sens (E/S);Partenaire;Message\nGarten;S;Scheune;Foin\nGarten;E;Hof;Graine\n",
        "Applicazione;Direzione;Controparte;Messaggio\nGarten;uscita;Scheune;A\nGarten;ingresso;Hof;B\n",
        "System;Direction;System;Content\nGarten;→;Scheune;Hay\nGarten;←;Hof;Seed\n",
        "System;Richtung;Gegenstelle;Verantw.\nGarten;ausgehend;Scheune;Ada\nGarten;eingehend;Hof;Bo\n",
        "Datengeber;Datennehmer;Datenfluss\nGarten;Scheune;Heu\nHof;Garten;Saatgut\n",
        "Sending System;Receiving System;Data flow\nGarten;Scheune;Hay\nHof;Garten;Seeds\n",
        "Provenance;Destination;Objet\nGarten;Scheune;Foin\nHof;Garten;Graines\n",
        "Source app;Target app;Object\n(name);(name);(code)\nGarten;Scheune;Hay\nHof;Garten;Seed\n",
        "Von System;Nach System;Datenart\n(1);(2);(3)\nGarten;Scheune;Heu\nHof;Garten;Saat\n",
    ],
)  # fmt: skip
def test_the_direction_of_a_row_is_found(text: str, connectors: Sequence[Connector]) -> None:
    """The direction is read from headers such as `Ein-/Ausgang`, from arrows and from words such as
    `Datengeber`; a second header row with column numbers is skipped.
    """
    assert list_flows(read(text, connectors)) == [("Garten", "Scheune"), ("Hof", "Garten")]


@pytest.mark.parametrize(
    ("name", "count"),
    [("Schnittstellen 26.csv", 2), ("interfaces.csv", 2), ("koppelingen.csv", 2), ("post.csv", 0)],
)
def test_from_and_to_need_a_title_or_data(
    name: str, count: int, connectors: Sequence[Connector]
) -> None:
    """`Van` and `Naar` are flows if the file's name contains "interfaces"; in `post.csv`, they are
    the senders of letters.
    """
    text = (
        "Van;Naar;Titel;Beheerder\nKassa;Boekhouding;Omzet;J. Prins\nBoekhouding;Bank;Dag;P. Bos\n"
    )
    records = read(text, connectors, name)
    assert len(list_flows(records)) == count
    assert not [record for record in records if isinstance(record, System)]


@pytest.mark.parametrize(
    ("header", "values", "states"),
    [
        ("is_active", ["Y", "N"], [State.ACTIVE, State.DISABLED]),
        ("In use?", ["yes", "no"], [State.ACTIVE, State.DISABLED]),
        ("Planned?", ["no", "yes"], [State.ACTIVE, State.PLANNED]),
        ("Stillgelegt", ["ja", "nein"], [State.RETIRED, State.ACTIVE]),
        ("En production", ["oui", "non"], [State.ACTIVE, State.DISABLED]),
        ("Stand", ["geplant ab 01/2027", "live seit 2019"], [State.PLANNED, State.ACTIVE]),
        ("Stand", ["03/2024", "04/2024"], [State.ACTIVE, State.ACTIVE]),
        ("Faza cyklu życia", ["Wycofany", "W eksploatacji"], [State.RETIRED, State.ACTIVE]),
    ],
)
def test_a_column_tells_the_state_by_its_header_and_values(
    header: str, values: list[str], states: list[State], connectors: Sequence[Connector]
) -> None:
    """Header and value give the state together: "yes" below `Planned?` is planned, "ja" below
    `Stillgelegt` is retired.
    """
    rows = "".join(f"Garten;{end};{value}\n" for end, value in zip("AB", values, strict=True))
    records = read(f"Source System;Target System;{header}\n{rows}", connectors)
    assert [record.state for record in records if isinstance(record, Flow)] == states


@pytest.mark.parametrize(
    "header",
    ["Verfahrensverantwortliche/r", "Ansprechpartner*in", "Verantwortlicher Fachbereich",
     "Responsible department", "Verantwoordelijk", "Propietario/a"],
)  # fmt: skip
def test_an_owner_is_found_under_any_form_of_the_word(
    header: str, connectors: Sequence[Connector]
) -> None:
    """An owner is read from headers in masculine and feminine forms, and from headers for the
    responsible unit.
    """
    records = read(f"Anwendung;{header};Status\nGarten;Ada;aktiv\nHof;Bo;aktiv\n", connectors)
    owners = [record.owner for record in records if isinstance(record, System)]
    assert owners == ["Ada", "Bo"]


@pytest.mark.parametrize("way", ["CSV", "SFTP", "E-Mail", "Datei", "plik"])
def test_a_transport_is_no_system_in_between(way: str, connectors: Sequence[Connector]) -> None:
    """A format or protocol in a "via" column is the technology of the flow; any other value is an
    intermediate system.
    """
    text = f"Fuente;Destino;Dato;Vía\nHuerto;Granero;Heno;{way}\nHuerto;Patio;Grano;Redes\n"
    flows = [record for record in read(text, connectors) if isinstance(record, Flow)]
    assert [[ref.name for ref in flow.via] for flow in flows] == [[], ["Redes"]]
    assert flows[0].technology == way


def test_a_row_that_names_other_rows_is_no_matrix(connectors: Sequence[Connector]) -> None:
    """A list of applications with the columns `liefert Daten an` and `bezieht Daten von` is read as
    flows, not as a matrix.
    """
    text = (
        "Anwendung;Verantwortlich;liefert Daten an;bezieht Daten von\n"
        "Garten;Ada;Scheune;Hof\nHof;Bo;Garten, Mühle;\nMühle;Cy;Scheune;Hof\nScheune;Di;;\n"
    )
    records = read(text, connectors)
    assert {record.name for record in records if isinstance(record, System)} == {
        "Garten", "Hof", "Mühle", "Scheune"}  # fmt: skip
    assert set(list_flows(records)) == {
        ("Garten", "Scheune"),
        ("Hof", "Garten"),
        ("Hof", "Mühle"),
        ("Mühle", "Scheune"),
    }


def test_an_id_alone_makes_no_export_of_servicenow(connectors: Sequence[Connector]) -> None:
    """A list with a column `Sys ID` is an ordinary list unless other columns show that it is a
    ServiceNow export.
    """
    records = read("Sys ID;System;Steward\nS1;Garten;Ada\nS2;Hof;Bo\n", connectors)
    assert [record.name for record in records if isinstance(record, System)] == ["Garten", "Hof"]
    assert not [record for record in records if isinstance(record, Skipped)]


@pytest.mark.parametrize(
    "text",
    [
        "2;1;3\n3;2;1\n1;3;2\n4;1;2\n",
        "1;249;2008-04-30;2009-01-01\n2;250;2009-01-01;2008-04-30\n3;1;2;2008-04-30\n",
    ],
)
def test_keys_and_dates_are_no_matrix(text: str, connectors: Sequence[Connector]) -> None:
    """A database table of keys and dates is skipped instead of being read as a matrix."""
    (record,) = read(text, connectors, "BusinessEntityAddress.csv")
    assert isinstance(record, Skipped)


@pytest.mark.slow
def test_a_list_with_long_contents_is_read_in_time(connectors: Sequence[Connector]) -> None:
    """Two lists with long cells and without a header are read in less than five seconds."""
    dice = random.Random(3)
    content = "".join(dice.choices("0123456789ABCDEF", k=20_000))
    text = "".join(f"{n}\tmanual {n}.doc\t{content}\t2008-04-30\n" for n in range(20))
    plain = "".join(f"AB{n}\tthe name of currency {n}\t2008-04-30\n" for n in range(200))
    start = time.process_time()
    read(text, connectors, "documents.csv")
    read(plain, connectors, "currencies.csv")
    assert time.process_time() - start < 5
