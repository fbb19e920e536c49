"""Lists whose headers or cells name their two ends in unusual ways, with siblings."""

import io
from collections.abc import Sequence

import openpyxl
import pytest
from tests.lists.scoring import ends

from seamscope.connector import Connector, build_member
from seamscope.connector.lists import read_heading
from seamscope.connector.lists.own_names import find_own_name
from seamscope.connector.lists.values import spell_state
from seamscope.connector.states import parse_state
from seamscope.discover import load_connectors, read_files
from seamscope.records import Dependency, Flow, Record, State, System

CHAIN = {("Anchor", "Buoy"), ("Buoy", "Keel")}


@pytest.fixture(scope="module")
def connectors() -> Sequence[Connector]:
    found, _ = load_connectors()
    return [one for one in found if one.name == "tables"]


def read(text: str, connectors: Sequence[Connector], title: str = "") -> Sequence[Record]:
    """Return the records of a workbook with an optional title above its table."""
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    for row in [*([title, ""] if title else []), *text.split("\n")]:
        page.append([cell or None for cell in row.split("|")])
    stream = io.BytesIO()
    book.save(stream)
    return read_files([build_member(stream.getvalue(), "a.xlsx", "a.xlsx")], connectors).records


def flows(records: Sequence[Record]) -> set[tuple[str, str]]:
    """Return the source and target systems of all flows, after a check that no record is without a
    direction.
    """
    assert not [record for record in records if isinstance(record, Dependency)]
    return {ends(record) for record in records if isinstance(record, Flow)}


@pytest.mark.parametrize(
    "header",
    [
        "Produz|Consome|Evento|Canal",
        "Produziert|Konsumiert|Ereignis|Kanal",
        "Nadawca komunikatu|Odbiorca komunikatu|Komunikat|Kolejka",
        "Where it starts|Where it ends up|What|How",
        "Wo es entsteht|Wo es landet|Was|Wie",
        "Dove nasce|Dove finisce|Cosa|Come",
        "Saída de|Entrada em|Dados|Via",
        "Programma da cui parte|Programma a cui arriva|Cosa|Mezzo",
        "Welches System liefert?|Welches System bekommt?|Welche Daten?|Wie",
        "System (gibt ab)|System (nimmt auf)|Was|Protokoll",
        "Appli d'où viennent les données|Appli où vont les données|Quoi|Comment",
        "Programm, aus dem es kommt|Programm, in das es geht|Was|Wie",
        "Z jakiego systemu|Do jakiego systemu|Co|Czym",
        "Systeem waaruit het komt|Systeem waar het naartoe gaat|Wat|Hoe",
        "Uscita da|Ingresso in|Dati|Canale",
        "Base de origem|Base de destino|Dados|Protocolo",
        "Equipo / sistema origen|Equipo / sistema destino|Variables|Protocolo",
        "Master|Slave|Objects|Transport",
        "Base maître|Base répliquée|Tables|Technique",
    ],
)
def test_the_header_names_both_ends(header: str, connectors: Sequence[Connector]) -> None:
    """Verbs, questions, nouns with a preposition, databases of both ends, a master and its copy."""
    rows = "Anchor|Buoy|orders|SFTP\nBuoy|Keel|sales|REST"
    assert flows(read(f"{header}\n{rows}", connectors)) == CHAIN


@pytest.mark.parametrize(
    ("header", "title"),
    [
        ("Autre système|Ce qu'il nous envoie|Ce qu'on lui envoie|Protocole", "Flux de Buoy"),
        ("Otro sistema|Lo que nos manda|Lo que le mandamos|Protocolo", "Interfaces de Buoy"),
        ("Obcy system|Co nam wysyłają|Co im wysyłamy|Kanał", "Interfejsy systemu Buoy"),
        ("Altro sistema|Riceviamo|Mandiamo|Canale", "Interfacce di Buoy"),
        ("Other system|What comes in|What goes out|Protocol", "Interfaces of Buoy"),
        ("Autre système|Entrées|Sorties|Protocole", "Flux de Buoy"),
    ],
)
def test_two_columns_have_the_data_of_each_direction(
    header: str, title: str, connectors: Sequence[Connector]
) -> None:
    """In French and Polish, a pronoun before the verb is who receives: "nous envoie"."""
    rows = "Anchor|orders||SFTP\nKeel||sales|REST"
    assert flows(read(f"{header}\n{rows}", connectors, title)) == CHAIN


@pytest.mark.parametrize("header", ["A→B|B→A", "A do B|B do A", "1 -> 2|2 -> 1"])
def test_two_columns_have_the_data_between_two_labels(
    header: str, connectors: Sequence[Connector]
) -> None:
    one, other = ("1", "2") if "1" in header else ("A", "B")
    head = f"App {one}|App {other}|{header}|Protocol"
    rows = "Anchor|Buoy|orders||SFTP\nKeel|Buoy||sales|REST"
    assert flows(read(f"{head}\n{rows}", connectors)) == CHAIN


@pytest.mark.parametrize(
    ("title", "header", "inward", "outward"),
    [
        (
            "Integrações do Buoy Mar",
            "Sistema externo|Sentido",
            "Sistema -> Buoy",
            "Buoy -> Sistema",
        ),
        ("Integracje systemu Buoy Mar", "System obcy|Kierunek", "do Buoy", "z Buoy"),
        ("Interfaces of Buoy Mar", "Other system|Direction", "to Buoy", "from Buoy"),
    ],
)
def test_a_direction_names_the_lists_own_system_by_a_part_of_its_name(
    title: str, header: str, inward: str, outward: str, connectors: Sequence[Connector]
) -> None:
    rows = f"Anchor|{inward}|orders|SFTP\nKeel|{outward}|sales|REST"
    found = read(f"{header}|Data|Protocol\n{rows}", connectors, title)
    assert flows(found) == {("Anchor", "Buoy Mar"), ("Buoy Mar", "Keel")}


@pytest.mark.parametrize(
    "rows",
    ["A an B\nA an B\nbeides", "1 to 2\n1 to 2\n2 to 1", "A > B\nA > B\nboth"],
)
def test_a_column_without_a_known_header_leads_from_one_label_to_the_other(
    rows: str, connectors: Sequence[Connector]
) -> None:
    ways = rows.split("\n")
    one, other = ("1", "2") if "1" in rows else ("A", "B")
    text = f"App {one}|App {other}|Handover|Data\nAnchor|Buoy|{ways[0]}|a\nBuoy|Keel|{ways[1]}|b"
    assert flows(read(text, connectors)) == CHAIN


@pytest.mark.parametrize(
    "header", ["Sistema consumidor|API consumida|Sistema dono da API",
               "Consuming system|API used|System that owns the API"],
)  # fmt: skip
def test_the_owner_of_an_api_sends_the_data(header: str, connectors: Sequence[Connector]) -> None:
    rows = "Buoy|orders-v1|Anchor\nKeel|sales-v1|Buoy"
    assert flows(read(f"{header}\n{rows}", connectors)) == CHAIN


def test_a_cell_may_join_both_ends_although_its_header_means_data(
    connectors: Sequence[Connector],
) -> None:
    text = (
        "Datenaustausch|Inhalt|Format|Rhythmus\nAnchor nach Buoy|a|CSV|täglich\n"
        "Buoy nach Keel|b|CSV|täglich\nAnchor nach Keel|c|CSV|täglich"
    )
    assert flows(read(text, connectors)) == {*CHAIN, ("Anchor", "Keel")}


@pytest.mark.parametrize(
    "text",
    [
        # A row of a list of tickets is no header, though "Soporte" and "sí" occur in headers too.
        "Incidencia|Aviso de|Asignada a|Urgencia|Resuelta\nAtasco|Eva|Soporte|baja|sí\n"
        "Sin red|Leo|Soporte|alta|sí\nRoto|Ana|Compras|baja|no",
        "Ligne|Départ|Arrivée|Heure départ|Heure arrivée\n12|Mairie|Lycée|07:20|07:55\n"
        "14|Gare|Collège|07:05|07:50",
        "Change|Requested by|Implemented by|System|Risk\nPatch|DBA|DBA|Ledger|low\n"
        "New rule|NetOps|NetOps|Border|high",
        "Rota|Saída|Chegada|Motorista|Horário\nR1|Centro|Praia|Zeca|06:30\n"
        "R2|Praia|Serra|Duda|07:15",
        "name|os|ip_address|location\nsrv-a-01|RHEL 9|10.1.1.1|Tower\n"
        "srv-b-01|RHEL 9|10.1.1.2|Hall",
        "Linia|Odjazd|Przyjazd|Godzina odjazdu|Kierowca\n12|Łódź|Radom|07:20|Kot\n"
        "14|Radom|Łódź|07:05|Lis",
    ],
)  # fmt: skip
def test_tickets_and_timetables_are_no_systems(text: str, connectors: Sequence[Connector]) -> None:
    found = read(text, connectors)
    assert not [one for one in found if isinstance(one, System | Flow | Dependency)]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Fiche d'interface – application Planif TV", "Planif TV"),
        ("Wykaz interfejsów systemu Plan Miasta", "Plan Miasta"),
        ("Anbindungen des Krankenhausinformationssystems (KIS Medwerk)", "KIS Medwerk"),
    ],
)
def test_a_word_for_a_system_comes_before_its_name(title: str, name: str) -> None:
    assert find_own_name([title]) == name


@pytest.mark.parametrize(
    ("title", "answer", "state"),
    [
        ("is_deprecated", "false", State.ACTIVE),
        ("Veraltet?", "nein", State.ACTIVE),
        ("Retired?", "no", State.ACTIVE),
        ("Disabled", "yes", State.DISABLED),
        ("In prod.", "NO (tolta)", State.RETIRED),
        ("Note", "sospeso da marzo", State.DISABLED),
        ("Remarks", "off since Sept", State.DISABLED),
        ("Estado", "despublicado", State.DISABLED),
        ("Status", "productie", State.ACTIVE),
    ],
)
def test_an_answer_or_a_remark_tells_the_state(title: str, answer: str, state: State) -> None:
    assert parse_state(spell_state(title, answer)) is state


@pytest.mark.parametrize("title", ["Service requested", "API consumida", "Genutzter Dienst"])
def test_the_service_that_is_called_is_no_end(title: str) -> None:
    heading = read_heading(title)
    assert (heading.side, heading.interfaces) == (None, "name")


def test_a_list_of_resources_of_the_type_application_lists_systems(
    connectors: Sequence[Connector],
) -> None:
    rows = "Anchor|Aplikacja|L2\nBuoy|Aplikacja|L3\nKeel|Aplikacja|L3"
    text = f"Nazwa zasobu|Typ CI|Zespół wsparcia\n{rows}"
    found = read(text, connectors)
    assert {one.name for one in found if isinstance(one, System)} == {
        "Anchor",
        "Buoy",
        "Keel",
    }


def test_a_transposed_list_stands_below_its_title(connectors: Sequence[Connector]) -> None:
    """The second row is no header, although "Sales" and "Legal" could be names."""
    text = (
        "Feature|Anchor Desk|Buoy Portal|Keel Archive\nDepartment|Sales|Sales|Legal\n"
        "Vendor|Kite|own|Moor\nStatus|active|active|retired\nServer|sw-a1|Cloud|sw-arc"
    )
    found = read(text, connectors, "Applications (transposed)")
    named = {one.name: one.state for one in found if isinstance(one, System)}
    assert named == {
        "Anchor Desk": State.ACTIVE,
        "Buoy Portal": State.ACTIVE,
        "Keel Archive": State.RETIRED,
    }
