"""Lists from the viewpoint of one system are read: "we" and "they", check marks for each direction,
push and pull.
"""

import io
from collections.abc import Sequence

import openpyxl
import pytest
from tests.lists.scoring import ends

from seamscope.connector import Connector, build_member
from seamscope.connector.directions import read_direction
from seamscope.connector.lists.values import spell_state
from seamscope.connector.relations import Direction
from seamscope.connector.states import read_state
from seamscope.discover import load_connectors, read_files
from seamscope.records import Certainty, Flow, State, System

FORTH, BACK = ("Anvil", "Bellows"), ("Bellows", "Anvil")


@pytest.fixture(scope="module")
def connectors() -> Sequence[Connector]:
    found, _ = load_connectors()
    return found


def read_flows(text: str, connectors: Sequence[Connector]) -> list[Flow]:
    """Return the flows of a CSV file."""
    records = read_files([build_member(text.encode(), "list.csv", "list.csv")], connectors).records
    return [record for record in records if isinstance(record, Flow)]


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("we send", Direction.FORWARD), ("they send", Direction.BACKWARD),
        ("wir bekommen", Direction.BACKWARD), ("von uns an sie", Direction.FORWARD),
        ("nous recevons", Direction.BACKWARD), ("ils envoient", Direction.BACKWARD),
        ("nosotros", Direction.FORWARD), ("ellos envían", Direction.BACKWARD),
        ("noi", Direction.FORWARD), ("loro", Direction.BACKWARD),
        ("van hen naar ons", Direction.BACKWARD), ("zij ontvangen", Direction.FORWARD),
        ("eles", Direction.BACKWARD), ("my", Direction.FORWARD), ("oni", Direction.BACKWARD),
        ("od nas", Direction.FORWARD),
    ],
)  # fmt: skip
def test_pronouns_are_directions(text: str, direction: Direction) -> None:
    assert read_direction(text).direction is direction


@pytest.mark.parametrize(
    "text",
    [
        "What Anvil exchanges (we = Anvil)\n\nWho with,Who sends?,Data,Transport\n"
        "Bellows,we,orders,SFTP\nBellows,they,receipts,SFTP\n",
        "Anbindungen (wir = Anvil)\n\nGegenstelle;Wer liefert?;Was;Wie\n"
        "Bellows;wir;Aufträge;SFTP\nBellows;sie;Belege;SFTP\n",
        "Interfaces autour d'Anvil\n\nTiers;Reçu par Anvil;Émis par Anvil;Message;Norme\n"
        "Bellows;x;x;commandes;HL7\nBellows;;x;rien;HL7\n",
        "Lista (nosotros = Anvil)\n\nTercero;Recibido por Anvil;Enviado por Anvil;Dato;Canal\n"
        "Bellows;x;;recibos;SFTP\nBellows;;x;pedidos;SFTP\n",
        "Koppelingen (wij = Anvil)\n\nAndere partij;Van ons naar hen;Van hen naar ons;Techniek\n"
        "Bellows;orders;bonnen;SFTP\nBellows;facturen;;SFTP\n",
        "Wymiana (my = Anvil)\n\nDruga strona;Kto przekazuje?;Jakie dane;Standard\n"
        "Bellows;my;zlecenia;XML\nBellows;oni;faktury;XML\n",
    ],
)  # fmt: skip
def test_a_list_is_read_as_its_owner_sees_it(text: str, connectors: Sequence[Connector]) -> None:
    """The system in the title is "we", and two columns with check marks or data are the two
    directions.
    """
    assert {ends(flow) for flow in read_flows(text, connectors)} == {FORTH, BACK}


def test_data_stands_in_the_column_of_its_direction(connectors: Sequence[Connector]) -> None:
    text = (
        "Koppelingen (wij = Anvil)\n\nAndere partij;Van ons naar hen;Van hen naar ons;Techniek\n"
        "Bellows;orders;bonnen;SFTP\nBellows;facturen;;SFTP\n"
    )
    found = {(ends(flow), flow.entities) for flow in read_flows(text, connectors)}
    assert found == {(FORTH, ("orders",)), (BACK, ("bonnen",)), (FORTH, ("facturen",))}


@pytest.mark.parametrize(
    "text",
    [
        "Initiator,Push or pull?,Other party,Data,Tech\n"
        "Anvil,push,Bellows,orders,SFTP\nAnvil,pull,Bellows,receipts,SFTP\n",
        "Aufrufer;Push oder Pull;Anderes System;Daten;Protokoll\n"
        "Anvil;bringt;Bellows;Aufträge;SFTP\nAnvil;holt;Bellows;Belege;SFTP\n",
    ],
)
def test_the_initiator_brings_or_gets(text: str, connectors: Sequence[Connector]) -> None:
    flows = read_flows(text, connectors)
    assert [ends(flow) for flow in flows] == [FORTH, BACK]
    assert {flow.certainty for flow in flows} == {Certainty.LIKELY}


@pytest.mark.parametrize(
    ("title", "text", "state"),
    [
        ("Still running? (Y/N)", "N", State.DISABLED),
        ("Läuft das noch?", "nein", State.DISABLED),
        ("Encore en marche ?", "non, coupé", State.RETIRED),
        ("¿Vigente?", "no (baja en mayo)", State.RETIRED),
        ("In esercizio?", "no", State.DISABLED),
        ("Nog aan?", "nee", State.DISABLED),
        ("Em vigor?", "não", State.DISABLED),
        ("Czy chodzi?", "nie, zamknięte", State.RETIRED),
        ("On garde ? (O/N)", "O", State.ACTIVE),
        ("Ampel", "grün", State.ACTIVE),
        ("Ampel", "rot (außer Betrieb)", State.RETIRED),
        ("Light", "amber (planned)", State.PLANNED),
        ("Stan", "WYŁ", State.DISABLED),
        ("Stato", "spento", State.DISABLED),
    ],
)
def test_questions_about_use_and_lights_are_states(title: str, text: str, state: State) -> None:
    said = read_state(spell_state(title, text))
    assert said is not None
    assert said.state is state


@pytest.mark.parametrize("way", ["manual import", "fichier plat", "cinta semanal", "MQ"])
def test_means_are_no_systems(way: str, connectors: Sequence[Connector]) -> None:
    text = f"Source;Target;Data;Via\nAnvil;Bellows;orders;{way}\nAnvil;Bellows;bills;CSV\n"
    assert [flow.via for flow in read_flows(text, connectors)] == [(), ()]


@pytest.mark.parametrize(
    "header",
    ["Functional source;Technical source;Target;Data;Protocol",
     "Origen funcional;Origen técnico;Destino;Dato;Protocolo",
     "Fachliche Quelle;Technische Quelle;Ziel;Daten;Protokoll"],
)  # fmt: skip
def test_two_columns_for_one_end_are_doubtful(header: str, connectors: Sequence[Connector]) -> None:
    text = f"{header}\nAnvil;Hub;Bellows;orders;SFTP\nAnvil;Bus;Bellows;bills;SFTP\n"
    found = read_flows(text, connectors)
    assert {flow.certainty for flow in found} == {Certainty.POSSIBLE}


@pytest.mark.parametrize(
    ("title", "text", "state"),
    [
        ("Abgeschaltet am", "30.06.2019", State.RETIRED),
        ("Decommissioned on", "31/03/2021", State.RETIRED),
        ("Date de fin", "2020", State.RETIRED),
        ("Fecha de baja", "01/02/2020", State.RETIRED),
        ("dt_dismiss", "2018-12-31", State.RETIRED),
        ("dt_uit_gebruik", "2020-08-31", State.RETIRED),
        ("Dt. fim", "2016", State.RETIRED),
        ("Wycofano", "2014", State.RETIRED),
        ("kz_aktiv", "N", State.DISABLED),
        ("flag_ativo", "N", State.DISABLED),
        ("Czy jeszcze chodzi", "nie", State.DISABLED),
        ("RAG", "grey = retired", State.RETIRED),
    ],
)
def test_an_end_date_or_a_flag_is_a_state(title: str, text: str, state: State) -> None:
    said = read_state(spell_state(title, text))
    assert said is not None
    assert said.state is state


@pytest.mark.parametrize("remark", ["außer Betrieb genommen", "hors service", "dismesso"])
def test_a_column_that_is_not_read_may_say_that_a_row_is_off(
    remark: str, connectors: Sequence[Connector]
) -> None:
    text = f"Source,Target,Data,Board\nAnvil,Bellows,orders,approved\nBellows,Anvil,x,{remark}\n"
    assert [flow.state for flow in read_flows(text, connectors)] == [State.ACTIVE, State.RETIRED]


@pytest.mark.parametrize(
    "text",
    [
        "Translation jobs\n\nSource,Target,Words,Linguist,Status\nEnglish,German,400,Lis,open\n"
        "English,Polish,90,Marsh,open\n",
        "Registre du courrier\n\nÉmetteur;Destinataire;Objet;Reçu le\nVoirie;Mairie;plainte;3/2\n"
        "Mairie;Voirie;ordre;4/2\n",
        "Reparto origine;Reparto destinazione;Paziente;Modo\nPronto soccorso;Chirurgia;448;letto\n"
        "Chirurgia;Terapia;447;sedia\n",
        "Application,Contact,Supplied by,Service class\nAnvil,Ada,Acme,gold\n"
        "Bellows,Bo,built here,bronze\n",
        "Trigramme;Appli;Chargé d'appli;Éditeur\n"
        "ANV;Anvil;F. Oulad;Acme\nBEL;Bellows;P. Ruiz;Acme\n",
    ],
)
def test_registers_vendors_and_persons_are_no_flows(
    text: str, connectors: Sequence[Connector]
) -> None:
    assert read_flows(text, connectors) == []


@pytest.mark.parametrize(
    ("names", "certain"),
    [(("Feb 25", "Mar 25"), {("Cog", "Gear")}), (("Jan", "Feb"), {("Cog", "Gear")}),
     (("North", "South"), {("Anvil", "Bellows"), ("Cog", "Gear")}),
     (("Vorlage", "Liste"), {("Cog", "Gear")})],
)  # fmt: skip
def test_older_sheets_and_templates_are_not_certain(
    names: tuple[str, str], certain: set[tuple[str, str]], connectors: Sequence[Connector]
) -> None:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    first, second = map(book.create_sheet, names)
    for sheet, row in ((first, ("Anvil", "Bellows")), (second, ("Cog", "Gear"))):
        for cells in (("Source system", "Target system", "Data"), (*row, "orders")):
            sheet.append(cells)
    stream = io.BytesIO()
    book.save(stream)
    records = read_files([build_member(stream.getvalue(), "b.xlsx", "b.xlsx")], connectors).records
    flows = [one for one in records if isinstance(one, Flow)]
    assert {ends(one) for one in flows if one.certainty is Certainty.CERTAIN} == certain


def test_a_matrix_has_a_key_and_counts(connectors: Sequence[Connector]) -> None:
    text = (
        "to ↓ / from →,AN,BE,ZZ,Total\nCog,orders,-,x,2\nAnvil,-,(off) bills,-,1\n"
        "Bellows,parts,-,-,1\nTotal,2,1,1,\n\nAN,Anvil\nBE,Bellows\n(off),switched off\n"
    )
    found = {(ends(flow), flow.state) for flow in read_flows(text, connectors)}
    assert found == {
        (("Anvil", "Cog"), State.ACTIVE), (("Bellows", "Anvil"), State.DISABLED),
        (("Anvil", "Bellows"), State.ACTIVE),
    }  # fmt: skip


def test_footnotes_are_no_part_of_names(connectors: Sequence[Connector]) -> None:
    text = (
        "Source,Target,Data\nAnvil¹,Bellows,orders\nBellows,Cog*,bills\n\n"
        "¹ link switched off\n* nights\n"
    )
    flows = read_flows(text, connectors)
    assert [ends(flow) for flow in flows] == [("Anvil", "Bellows"), ("Bellows", "Cog")]
    assert [flow.state for flow in flows] == [State.DISABLED, State.ACTIVE]


@pytest.mark.parametrize("header", ["Strecke", "Technik", "Link", "Leitung"])
def test_arrows_name_both_ends_below_a_word_for_transport(
    header: str, connectors: Sequence[Connector]
) -> None:
    """`Anvil → Bellows` in a column named after a transport is read as source and target if no
    other column contains them.
    """
    rows = ("Anvil → Bellows", "Anvil → Cog", "Bellows ← Cog")
    text = f"Nr.;{header};Was\n" + "".join(f"L-{n};{row};bills\n" for n, row in enumerate(rows))
    assert [ends(flow) for flow in read_flows(text, connectors)] == [
        ("Anvil", "Bellows"), ("Anvil", "Cog"), ("Cog", "Bellows")
    ]  # fmt: skip


@pytest.mark.parametrize("group", ["Kernsysteme", "Our systems", "Core systems", "Randsysteme"])
def test_a_group_row_is_no_header(group: str, connectors: Sequence[Connector]) -> None:
    """A row with one filled cell such as `Core systems` is the heading of a group of systems and
    not the header of a list.
    """
    text = f"App ID;Application;Owner\n{group};;\nA-001;Anvil;Jo Berg\nA-002;Bellows;Ann Lee\n"
    records = read_files([build_member(text.encode(), "apps.csv", "apps.csv")], connectors).records
    assert [one.name for one in records if isinstance(one, System)] == ["Anvil", "Bellows"]
