"""Headers, titles and cells of lists that were not known during development are read correctly,
also in other languages.
"""

import io
from collections.abc import Sequence

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from tests.lists.scoring import ends

from seamscope.connector import Connector, build_member
from seamscope.connector.directions import read_direction
from seamscope.connector.lists import read_heading
from seamscope.connector.lists.vocabulary import Side
from seamscope.connector.relations import Direction
from seamscope.discover import load_connectors, read_files
from seamscope.records import Dependency, Flow, Record, Skipped, State, System


@pytest.fixture(scope="module")
def connectors() -> Sequence[Connector]:
    found, _ = load_connectors()
    return [one for one in found if one.name == "tables"]


def read(
    rows: Sequence[str], connectors: Sequence[Connector], title: str = "", sheet: str = "Sheet1"
) -> Sequence[Record]:
    """Return the records of a workbook with an optional title above its table."""
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = sheet
    for row in [*([title, ""] if title else []), *rows]:
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


CHAIN = {("Anchor", "Buoy"), ("Buoy", "Keel")}


@pytest.mark.parametrize(
    "header",
    [
        "GIVES\nSystem|GIVES\nSquad|TAKES\nSytem|TAKES\nSquad|What|Protocol",
        "Oddaje: system|Oddaje: dział|Przyjmuje: system|Przyjmuje: dział|Co|Kanał",
        "Zendkant: applicatie|Zendkant: team|Ontvangkant: applicatie|Ontvangkant: team|Wat|Kanaal",
        "Partenza (sw)|Partenza (ufficio)|Arrivo (sw)|Arrivo (ufficio)|Dati|Protocollo",
        "Liefert – System|Liefert – Amt|Empfängt – System|Empfängt – Amt|Inhalt|Protokoll",
    ],
)
def test_a_header_names_an_end_and_its_detail(header: str, connectors: Sequence[Connector]) -> None:
    """In a header such as `GIVES System` or `TAKES Squad`, the first word is the source or target,
    and the second is its system or team.
    """
    rows = ["Anchor|North|Buoy|South|orders|SFTP", "Buoy|South|Keel|East|sales|REST"]
    assert flows(read([header, *rows], connectors)) == CHAIN


@pytest.mark.parametrize(
    ("upper", "turned"),
    [("Taken by|Given by", True), ("Given by|Taken by", False), ("Pris par|Remis par", True),
     ("Entregado por|Recibido por", False)],
)  # fmt: skip
def test_the_upper_row_names_the_ends(
    upper: str,
    turned: bool,
    connectors: Sequence[Connector],
) -> None:
    """``Taken by | Given by`` above ``Application | Team`` marks the columns of the target and of
    the source.
    """
    one, other = upper.split("|")
    head = [f"{one}|{one}|{other}|{other}|", "Application|Team|Application|Team|Protocol"]
    rows = ["Anchor|North|Buoy|South|SFTP", *head, "Buoy|South|Keel|East|REST"]
    found = flows(read([*head, *rows], connectors))
    assert found == ({(b, a) for a, b in CHAIN} if turned else CHAIN)


@pytest.mark.parametrize(
    "header",
    ["Sending team|Receiving team|Data|Protocol", "Zespół wysyłający|Zespół odbierający|Co|Kanał",
     "Équipe qui donne|Équipe qui reçoit|Donnée|Protocole",
     "Abgebendes Amt|Annehmendes Amt|Was|Weg"],
)  # fmt: skip
def test_teams_are_no_systems(header: str, connectors: Sequence[Connector]) -> None:
    """A list of sending and receiving teams has no flows, because it does not name the systems."""
    found = read([header, "Anchor|Buoy|orders|SFTP", "Buoy|Keel|sales|REST"], connectors)
    assert not [one for one in found if isinstance(one, Flow | System | Dependency)]


@pytest.mark.parametrize(
    "header",
    ["QSYS|QSYS_BEZ|ZSYS|ZSYS_BEZ|DATEN|PROTOKOLL",
     "s_app|s_app_name|t_app|t_app_name|data|protocol",
     "App fonte cod.|App fonte descr.|App ricevente cod.|App ricevente descr.|Dati|Protocollo"],
)  # fmt: skip
def test_a_column_of_names_outranks_a_column_of_codes(
    header: str, connectors: Sequence[Connector]
) -> None:
    rows = ["ANC|Anchor|BUO|Buoy|orders|SFTP", "BUO|Buoy|KEL|Keel|sales|REST"]
    assert flows(read([header, *rows], connectors)) == CHAIN


@pytest.mark.parametrize(
    "header",
    ["System that sends|System that receives", "Systeem dat stuurt|Systeem dat krijgt",
     "Sistema que envía|Sistema que recibe", "Application qui envoie|Application qui reçoit"],
)  # fmt: skip
def test_a_word_for_systems_is_not_the_lists_own_name(
    header: str, connectors: Sequence[Connector]
) -> None:
    """``System that sends | System that receives`` names no system, unlike ``Sent by HIS | Received
    by HIS``.
    """
    rows = ["Anchor|Buoy|orders|SFTP", "Buoy|Keel|sales|REST"]
    assert flows(read([f"{header}|What|Protocol", *rows], connectors)) == CHAIN


@pytest.mark.parametrize(
    ("title", "cells"),
    [
        ("Exchanges of Hull (we = Hull; > = from us to them, < = from them to us)", "<|>"),
        ("Schnittstellen Hull (→ = von uns weg, ← = zu uns her)", "←|→"),
        ("Schnittstellen Hull (H = zu uns her, B = von uns weg)", "H|B"),
    ],
)
def test_the_title_explains_the_signs(
    title: str, cells: str, connectors: Sequence[Connector]
) -> None:
    """If the title says so, arrows and letters are read from the viewpoint of the list's own
    system: `H = to us`.
    """
    inward, outward = cells.split("|")
    rows = ["Gegenstelle|Richtung|Inhalt|Protokoll", f"Anchor|{inward}|orders|SFTP",
            f"Buoy|{outward}|sales|REST"]  # fmt: skip
    assert flows(read(rows, connectors, title)) == {("Anchor", "Hull"), ("Hull", "Buoy")}


@pytest.mark.parametrize(
    ("title", "heads"),
    [
        ("Datenaustausch (H = linker Partner holt beim rechten, B = linker bringt dem rechten)",
         "Partner links|H/B|Partner rechts"),
        ("Data exchange (H = left party fetches from the right one, B = left brings to the right)",
         "Left party|H/B|Right party"),
    ],
)  # fmt: skip
def test_the_title_explains_letters_by_the_columns(
    title: str, heads: str, connectors: Sequence[Connector]
) -> None:
    rows = [f"{heads}|Inhalt|Technik", "Anchor|B|Buoy|orders|SFTP", "Keel|H|Buoy|sales|REST",
            "Keel|H+B|Sail|wind|REST"]  # fmt: skip
    found = flows(read(rows, connectors, title))
    assert found == {*CHAIN, ("Keel", "Sail"), ("Sail", "Keel")}


@pytest.mark.parametrize(
    ("heads", "own"),
    [("Les mandamos|Nos mandan", "App nuestra|App de ellos"),
     ("My im|Oni nam", "Nasz system|Ich system"),
     ("Nous → eux|Eux → nous", "Notre application|Leur application"),
     ("Wir liefern|Sie liefern", "Unser System|Deren System")],
)  # fmt: skip
def test_two_columns_tell_the_direction(
    heads: str, own: str, connectors: Sequence[Connector]
) -> None:
    """In two columns such as ``Wir liefern | Sie liefern``, the filled one gives the direction of
    the row.
    """
    one, other = own.split("|")
    rows = [f"{one}|{heads}|{other}|Protocol", "Buoy|sales||Keel|REST", "Buoy||orders|Anchor|SFTP"]
    assert flows(read(rows, connectors)) == CHAIN


@pytest.mark.parametrize(
    "header",
    ["Appli 1|Appli 2|1 vers 2|2 vers 1|Protocole", "System A|System B|A → B|B → A|Protocol",
     "Aplikacja 1|Aplikacja 2|1 > 2|2 > 1|Protokół"],
)  # fmt: skip
def test_mirrored_headers_are_directions(header: str, connectors: Sequence[Connector]) -> None:
    """Below ``A → B | B → A``, a mark gives the direction between `System A` and `System B`."""
    rows = ["Anchor|Buoy|x||SFTP", "Keel|Buoy||x|REST", "Keel|Sail|x|x|REST"]
    found = flows(read([header, *rows], connectors))
    assert found == {*CHAIN, ("Keel", "Sail"), ("Sail", "Keel")}


@pytest.mark.parametrize(
    "title",
    ["Connectoren Hull (Get = erin, Put = eruit)", "Interfaces of Hull (Get = into it, Put = out)",
     "Schnittstellen Hull (Get = rein, Put = raus)"],
)  # fmt: skip
def test_the_title_explains_words(title: str, connectors: Sequence[Connector]) -> None:
    rows = ["Other system|Get / Put|Data|Protocol", "Anchor|Get|orders|SFTP", "Buoy|Put|sales|REST"]
    assert flows(read(rows, connectors, title)) == {("Anchor", "Hull"), ("Hull", "Buoy")}


@pytest.mark.parametrize(
    ("text", "direction"),
    [("send us", Direction.BACKWARD), ("sturen ons", Direction.BACKWARD),
     ("wysyłają nam", Direction.BACKWARD), ("wysyłamy im", Direction.FORWARD),
     ("nos mandan", Direction.BACKWARD), ("les enviamos", Direction.FORWARD),
     ("von links nach rechts", Direction.FORWARD), ("da destra a sinistra", Direction.BACKWARD),
     ("to the left from the right", Direction.BACKWARD), ("entrambi i sensi", Direction.BOTH)],
)  # fmt: skip
def test_who_receives_decides_the_direction(text: str, direction: Direction) -> None:
    assert read_direction(text).direction is direction


@pytest.mark.parametrize(
    ("header", "cells", "more"),
    [
        ("Link name|Protocol|State", ["Anchor to Buoy|SFTP|live", "Buoy to Keel|REST|live",
                                      "Sail to and from Keel|REST|live"], True),
        ("Schnittstelle|Protokoll|Inhalt", ["Anchor nach Buoy|SFTP|orders",
                                            "Buoy nach Keel|REST|sales",
                                            "Sail von und nach Keel|REST|x"],
         True),
        ("Collegamento|Senso|Protocollo", ["Anchor – Buoy|da sinistra a destra|SFTP",
                                           "Keel – Buoy|da destra a sinistra|REST",
                                           "Buoy – Keel|da sinistra a destra|REST"], False),
    ],
)  # fmt: skip
def test_one_cell_has_both_ends(
    header: str,
    cells: Sequence[str],
    more: bool,
    connectors: Sequence[Connector],
) -> None:
    """A cell such as `Anchor to Buoy` or `Anchor – Buoy` is read as two systems if some system is
    on the left in one row and on the right in another.
    """
    both = {("Sail", "Keel"), ("Keel", "Sail")} if more else set()
    assert flows(read([header, *cells], connectors)) == CHAIN | both


def test_a_dash_without_a_direction_is_asked_about(connectors: Sequence[Connector]) -> None:
    rows = ["Interface|Protocol", "Anchor - Buoy|SFTP", "Buoy - Keel|REST", "Keel - Sail|REST"]
    found = read(rows, connectors)
    assert not [one for one in found if isinstance(one, Flow)]
    assert len([one for one in found if isinstance(one, Dependency)]) == 3


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (
            "Sending ward|Receiving ward|Hospital no.|Mode|Status",
            "Elm|Rowan|4410982|chair|complete",
        ),
        ("Remitente|Destinatario|Asunto|Vía|Estado", "Alcaldía|Diputación|actas|burofax|enviado"),
        ("Absender|Empfänger|Betreff|Art|Status", "Bauamt|Kasse|Bescheid|Bote|erledigt"),
        ("Expéditeur|Destinataire|Objet|Voie|Statut", "Mairie|Préfecture|avis|coursier|reçu"),
    ],
)
def test_letters_and_patients_are_no_interfaces(
    header: str, row: str, connectors: Sequence[Connector]
) -> None:
    """Lists of letters and of patients who are moved have no flows, because nothing indicates
    software.
    """
    found = read([header, row, row.replace("|", "|", 1)], connectors)
    assert not [one for one in found if isinstance(one, Flow | System | Dependency)]


@pytest.mark.parametrize(
    "header",
    ["Welk systeem heeft het nodig?|Welk systeem heeft het?", "Qui lit ?|Qui expose la donnée ?",
     "Which system needs the data?|Which system has the data?",
     "Welches System braucht die Daten?|Welches System hat die Daten?"],
)  # fmt: skip
def test_the_system_that_needs_data_may_be_in_the_first_column(
    header: str, connectors: Sequence[Connector]
) -> None:
    rows = ["Buoy|Anchor|orders|SFTP", "Keel|Buoy|sales|REST"]
    assert flows(read([f"{header}|What|Protocol", *rows], connectors)) == CHAIN


@pytest.mark.parametrize(
    ("title", "values"), [("ligado", "true|false"), ("encendido", "sí|no"), ("aan/uit", "aan|uit"),
                          ("In prod until", "|12/2021"), ("f_baja", "|2020-06-30")],
)  # fmt: skip
def test_a_column_with_a_switch_or_an_end_date_gives_the_state(
    title: str, values: str, connectors: Sequence[Connector]
) -> None:
    on, off = values.split("|")
    rows = [f"Source system|Target system|Protocol|{title}", f"Anchor|Buoy|SFTP|{on}",
            f"Buoy|Keel|REST|{off}", f"Keel|Sail|REST|{on}"]  # fmt: skip
    states = {ends(one): one.state for one in read(rows, connectors) if isinstance(one, Flow)}
    assert states[("Buoy", "Keel")] in {State.RETIRED, State.DISABLED}
    assert states[("Anchor", "Buoy")] not in {State.RETIRED, State.DISABLED}


def test_a_supplier_that_is_no_system_is_a_vendor(connectors: Sequence[Connector]) -> None:
    rows = [
        "Application|Sponsor|Supplied by",
        "Anchor Planning|T. Ash|Acme",
        "Buoy Permits|L. Oak|Zed",
    ]
    found = read(rows, connectors)
    assert {one.name for one in found if isinstance(one, System)} == {
        "Anchor Planning",
        "Buoy Permits",
    }
    assert not [one for one in found if isinstance(one, Flow | Dependency)]


@pytest.mark.parametrize(
    ("header", "side"),
    [("Partner links", Side.FIRST), ("Partner 2", Side.SECOND), ("Right party", Side.SECOND)],
)
def test_a_partner_may_be_one_of_two(header: str, side: Side) -> None:
    assert read_heading(header).side is side


def test_the_struck_part_of_a_cell_is_not_its_name(connectors: Sequence[Connector]) -> None:
    """``S̶a̶i̶l̶ Keel`` is Keel, and the struck name is reported."""
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.append(["Source system", "Target system", "Protocol"])
    page.append(["Anchor", "Buoy", "SFTP"])
    page.append(["Buoy", CellRichText(TextBlock(InlineFont(strike=True), "Sail "), "Keel"), "REST"])
    stream = io.BytesIO()
    book.save(stream)
    member = build_member(stream.getvalue(), "a.xlsx", "a.xlsx")
    found = read_files([member], connectors).records
    assert {ends(one) for one in found if isinstance(one, Flow)} == CHAIN
    assert any("Sail" in one.reason for one in found if isinstance(one, Skipped))


def test_a_matrix_code_without_a_name_is_reported(connectors: Sequence[Connector]) -> None:
    """If a sheet lists the codes of a matrix, a code of the matrix that is not on the sheet is
    reported and is not a system.
    """
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    for row in (["from \\ to", "ANC", "BUO", "ZZZ"], ["ANC", None, "x", "x"],
                ["BUO", None, None, None],
                ["ZZZ", None, None, None]):  # fmt: skip
        page.append(row)
    keys = book.create_sheet("Codes")
    for row in (
        ["Short name", "Application", "Owner"],
        ["ANC", "Anchor", "Ash"],
        ["BUO", "Buoy", "Oak"],
    ):
        keys.append(row)
    stream = io.BytesIO()
    book.save(stream)
    member = build_member(stream.getvalue(), "a.xlsx", "a.xlsx")
    found = read_files([member], connectors).records
    assert not any("ZZZ" in ends(one) for one in found if isinstance(one, Flow))
    assert any("ZZZ" in one.reason for one in found if isinstance(one, Skipped))


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Stroom in woorden|Inhoud|Techniek", ["Anchor levert aan Buoy", "Keel krijgt van Buoy"]),
        ("Connection|Content|Protocol", ["Anchor sends to Buoy", "Keel reads from Buoy"]),
        ("Conexión|Qué lleva|Técnica", ["Anchor hacia Buoy", "Keel desde Buoy"]),
        ("Verbindung|Inhalt|Technik", ["Anchor an Buoy", "Keel von Buoy"]),
    ],
)
def test_a_sentence_names_both_ends(
    header: str, cells: Sequence[str], connectors: Sequence[Connector]
) -> None:
    """A verb or preposition between two names gives the direction: `Anchor sends to Buoy`."""
    third = cells[0].replace("Buoy", "Mast").replace("Anchor", "Buoy")
    rows = [f"{cell}|orders|SFTP" for cell in (*cells, third)]
    assert flows(read([header, *rows], connectors)) == {*CHAIN, ("Buoy", "Mast")}


@pytest.mark.parametrize("cell", ["Anchor frobs Buoy", "Anchor frobs an Buoy", "Anchor und Buoy"])
def test_an_unknown_verb_is_no_name(cell: str, connectors: Sequence[Connector]) -> None:
    """An unknown verb in a cell such as `Anchor frobs Buoy` does not become part of a name."""
    rows = [f"{cell}|orders|SFTP", "Buoy an Keel|sales|REST", "Keel an Mast|sales|REST"]
    found = flows(read(["Verbindung|Inhalt|Technik", *rows], connectors))
    assert not [name for pair in found for name in pair if "frobs" in name]


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("Our system|Neighbour|Who moves it?|What moves", "we push|they push"),
        ("Our system|Neighbour|Who moves it?|What moves", "they pull|we pull"),
        ("Chez nous|En face|Qui parle à qui ?|Quoi", "nous → eux|eux → nous"),
        ("Bei uns|Gegenüber|Wer an wen?|Inhalt", "wir an sie|sie an uns"),
    ],
)
def test_pronouns_tell_the_direction(
    header: str, words: str, connectors: Sequence[Connector]
) -> None:
    """Answers such as "we push" and "they push" give the direction from the viewpoint of the own
    system, whatever the question in the header is.
    """
    out, back = words.split("|")
    rows = [f"Buoy|Keel|{out}|orders", f"Buoy|Anchor|{back}|sales"]
    assert flows(read([header, *rows], connectors)) == CHAIN


@pytest.mark.parametrize(
    ("title", "header"),
    [
        (
            'Neighbours of Buoy ("we" = Buoy core trade)',
            "Them|What we give them|What they give us|Medium",
        ),
        ("Conexiones de Buoy (nosotros = Buoy)", "Con quién|Le damos|Nos da|Medio"),
        ("Buren van Buoy (wij = Buoy)", "Buur|Wij sturen|Wij krijgen|Kanaal"),
    ],
)
def test_two_columns_say_who_gives(
    title: str, header: str, connectors: Sequence[Connector]
) -> None:
    """In ``Them | What we give them | What they give us``, a dash or an empty cell means no flow in
    that direction.
    """
    rows = ["Keel|orders|–|SFTP", "Anchor||sales|REST"]
    assert flows(read([header, *rows], connectors, title)) == CHAIN


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("Applicativo 1|Verso|Applicativo 2|Evento", "1→2"),
        ("System A|Verso|System B|Evento", "A > B"),
        ("Applicativo 1|Verso|Applicativo 2|Evento", "1 -> 2"),
    ],
)
def test_labels_of_columns_tell_the_direction(
    header: str, cell: str, connectors: Sequence[Connector]
) -> None:
    """``1→2`` is an arrow between two columns, not a system."""
    turned = "".join(reversed(cell.replace("->", "→").replace(">", "→")))
    rows = [f"Anchor|{cell}|Buoy|orders", f"Keel|{turned}|Buoy|sales"]
    assert flows(read([header, *rows], connectors)) == CHAIN


def test_guillemets_point_to_the_receiver(connectors: Sequence[Connector]) -> None:
    """``»`` between two names is an arrow."""
    rows = ["Anchor » Buoy|orders|SFTP", "Buoy » Keel|sales|REST", "Keel « Buoy|tides|REST"]
    assert flows(read(["Rota (quem » para quem)|Conteúdo|Transporte", *rows], connectors)) == CHAIN


@pytest.mark.parametrize(
    "header",
    ["Von Station|Nach Station|Fall-Nr.|Transportart|Uhrzeit", "From unit|To unit|Case|Means|Time",
     "Van station|Naar station|Zaak|Middel|Uur"],
)  # fmt: skip
def test_wards_are_no_systems(header: str, connectors: Sequence[Connector]) -> None:
    """Wards and units between which patients are moved are not systems, because the list names no
    transport of data.
    """
    rows = ["B3|Theatre|4711|bed|09:10", "Theatre|C1|4711|chair|10:10", "C1|B3|4712|bed|11:40"]
    records = read([header, *rows], connectors)
    assert not [one for one in records if isinstance(one, Flow | Dependency | System)]


@pytest.mark.parametrize(
    "header",
    ["Procedura\nricevente|Gruppo\nricevente|Procedura\ncedente|Gruppo\ncedente|Tracciato|Canale",
     "Program pobierający|Grupa pobierająca|Program wysyłający|Grupa wysyłająca|Co|Kanał",
     "Programm empfangend|Gruppe empfangend|Programm sendend|Gruppe sendend|Inhalt|Protokoll"],
)  # fmt: skip
def test_teams_beside_programs_are_no_systems(header: str, connectors: Sequence[Connector]) -> None:
    """If a sender and a receiver each have a column for the program and one for the team, the
    programs are the systems.
    """
    rows = ["Buoy|South|Anchor|North|orders|SFTP", "Keel|East|Buoy|South|sales|REST"]
    assert flows(read([header, *rows], connectors)) == CHAIN


@pytest.mark.parametrize(
    ("header", "cells", "states"),
    [
        ("Actief (j/n)", "j|n (nog niet)|n (uitgeschakeld)", "active|planned|disabled"),
        ("Active?", "yes|no (not yet)|no (switched off)", "active|planned|disabled"),
        ("Where are we?", "running|in build|turned off", "active|planned|disabled"),
        ("Waar in leven", "in gebruik|gepland|uitgeschakeld", "active|planned|disabled"),
    ],
)
def test_a_remark_or_a_question_tells_the_state(
    header: str, cells: str, states: str, connectors: Sequence[Connector]
) -> None:
    """The answer "no (not yet)" is planned rather than disabled, and a column `Where are we?` with
    states is not a column of places.
    """
    ends_ = ["Anchor|Buoy|orders|SFTP", "Buoy|Keel|sales|REST", "Keel|Mast|tides|REST"]
    rows = [f"{row}|{cell}" for row, cell in zip(ends_, cells.split("|"), strict=True)]
    records = read([f"Source system|Target system|Data|Protocol|{header}", *rows], connectors)
    assert [one.state for one in records if isinstance(one, Flow)] == [
        State(one) for one in states.split("|")
    ]


@pytest.mark.parametrize(
    "header",
    ["appShort|appDisplayName|owner|vendor|criticality",
     "Pion|Nazwa potoczna|Gestor biznesowy|Wytwórca|Krytyczność",
     "Bereich|System / Modul|Verantwortlich|Hersteller|Kritikalität",
     "Area|Application / component|Owner|Vendor|Criticality"],
)  # fmt: skip
def test_the_second_column_names_the_systems(header: str, connectors: Sequence[Connector]) -> None:
    """If the second column contains the display name, the usual name or the module, it names the
    systems, and the first column does not.
    """
    rows = ["NAV|Anchor|North|Acme|high", "SEA|Buoy|South|Acme|low", "AIR|Kite|East|Acme|high"]
    found = {one.name for one in read([header, *rows], connectors) if isinstance(one, System)}
    assert found == {"Anchor", "Buoy", "Kite"}


def test_a_parent_is_no_partner(connectors: Sequence[Connector]) -> None:
    """Without a column of children, `parentPlatform` is what a system belongs to and gives no
    flow.
    """
    rows = ["GTE|Anchor|Azure|2|live", "SLT|Buoy|Azure|1|live", "TLM|Kite|bare metal|1|live"]
    head = "shortCode|displayName|parentPlatform|tierLevel|lifecyclePhase"
    records = read([head, *rows], connectors)
    assert {one.name for one in records if isinstance(one, System)} == {"Anchor", "Buoy", "Kite"}
    assert not [one for one in records if isinstance(one, Flow | Dependency)]


def test_who_calls_is_no_direction(connectors: Sequence[Connector]) -> None:
    """Of two columns with "we" and "they", the direction comes from `Who delivers the data`, not
    from `Who opens the connection`.
    """
    head = "Our app|Who opens the connection|Who delivers the data|Their app|What"
    rows = ["Buoy|we|they|Anchor|orders", "Buoy|they|we|Keel|sales"]
    assert flows(read([head, *rows], connectors)) == CHAIN


@pytest.mark.parametrize(
    "header", ["System|Kierunek|System drugi|Co", "System|Way|Second system|Data"]
)
def test_a_second_system_is_the_other_end(header: str, connectors: Sequence[Connector]) -> None:
    """Beside `System`, a column `Second system` is the other system of the flow."""
    assert flows(read([header, "Anchor|→|Buoy|orders", "Keel|←|Buoy|sales"], connectors)) == CHAIN
