"""Headers and cells that were misread in the past are read correctly, and so are similar ones in
other languages.
"""

from collections.abc import Sequence

import pytest
from tests.lists.scoring import ends

from seamscope.connector import Connector, build_member
from seamscope.connector.lists import read_heading
from seamscope.connector.lists.values import spell_state
from seamscope.connector.lists.vocabulary import Side
from seamscope.connector.states import read_state
from seamscope.discover import load_connectors, read_files
from seamscope.records import (
    Clue,
    ClueKind,
    Dependency,
    Flow,
    Record,
    Skipped,
    State,
    System,
)


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
    return sorted({ends(record) for record in records if isinstance(record, Flow)})


@pytest.mark.parametrize(
    "title",
    ["Is it still in use?", "Noch in Betrieb?", "Toujours en service ?", "¿Sigue en uso?",
     "Ancora attivo?", "Nog in gebruik?", "Ainda em uso?", "Czy jeszcze działa?", "On/off",
     "Aktiv / inaktiv", "Wł./Wył.", "Actief/uitgeschakeld"],
)  # fmt: skip
def test_a_question_about_the_state_is_the_state(title: str) -> None:
    assert read_heading(title).interfaces == "state"


@pytest.mark.parametrize("title", ["Used by?", "Utilizado por?", "Batch/online", "Ein/Aus"])
def test_a_question_about_something_else_is_no_state(title: str) -> None:
    assert read_heading(title).interfaces != "state"
    assert read_heading(title).systems != "state"


@pytest.mark.parametrize(
    ("title", "text", "state"),
    [
        ("Live?", "no - shut down 05/23", State.RETIRED),
        ("Noch aktiv?", "nein, seit Mai nicht mehr", State.DISABLED),
        ("Encore utilisé ?", "non (débranché)", State.DISABLED),
        ("¿Sigue en uso?", "ya no", State.DISABLED),
        ("In use?", "yes, since 2020", State.ACTIVE),
        ("Estado", "BAJA", State.RETIRED),
        ("Situação", "baixa", State.RETIRED),
        ("État", "HS", State.RETIRED),
        ("Status", "vom Netz", State.DISABLED),
        ("Stato", "scollegato", State.DISABLED),
        ("Fase", "losgekoppeld", State.DISABLED),
        ("Stan", "odłączony", State.DISABLED),
        ("Live?", "no, planned 2031", State.PLANNED),
    ],
)
def test_an_answer_with_a_remark_is_a_state(title: str, text: str, state: State) -> None:
    said = read_state(spell_state(title, text))
    assert said is not None
    assert said.state is state


@pytest.mark.parametrize(
    "text",
    [
        "Sender,Recipient,Amount,Status\nOak Ltd,Elm Ltd,100,paid\nElm Ltd,Ash Ltd,20,open\n",
        "Von;Nach;Betrag;Häufigkeit\n"
        "Eiche GmbH;Ulme AG;100;monatlich\nUlme AG;Esche KG;20;täglich\n",
        "Départ;Arrivée;Chauffeur;Fréquence\n"
        "Nantes;Rennes;Roux;quotidien\nRennes;Brest;Roux;mensuel\n",
        "Origen;Destino;Empleado;Modalidad\nCompras;Ventas;Ruiz;fijo\nVentas;Taller;Gil;parcial\n",
        "Magazzino origine;Magazzino destinazione;Merce;Frequenza\nBari;Lecce;olio;settimanale\n"
        "Lecce;Bari;vino;mensile\n",
        "Van;Naar;Goederen;Frequentie\n"
        "Utrecht;Breda;zand;dagelijks\nBreda;Tilburg;hout;dagelijks\n",
        "Origem;Destino;Motorista;Frequência\nBraga;Porto;Reis;diária\nPorto;Faro;Luz;semanal\n",
        "Od;Do;Towar;Częstotliwość\nŁódź;Radom;cegły;co dzień\nRadom;Kielce;piasek;co dzień\n",
        "Naam;Afdeling;Toestel;Locatie\nPieters;Inkoop;214;Gebouw B\nJansen;Verkoop;220;Gebouw C\n",
        "Nome;Reparto;Telefono;Sede\nBianchi;Acquisti;214;Torino\nNeri;Vendite;220;Milano\n",
    ],
)
def test_lists_of_other_things_give_nothing(text: str, connectors: Sequence[Connector]) -> None:
    """Lists of payments, persons, goods and journeys have no flows and no systems."""
    records = read(text, connectors)
    assert not [one for one in records if isinstance(one, Flow | Dependency | System)]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (
            "From,To,Data,Protocol,Contact phone\nMill,Barn,Flour,SFTP,12\nBarn,Yard,Hay,REST,13\n",
            2,
        ),
        ("Quellsystem;Zielsystem;Daten;Mitarbeiter\nMühle;Scheune;Mehl;Abt\n", 1),
    ],
)
def test_a_column_of_phones_makes_no_list_of_persons(
    text: str, count: int, connectors: Sequence[Connector]
) -> None:
    assert len(list_flows(read(text, connectors))) == count


@pytest.mark.parametrize(
    "text",
    [
        "From (code),From (name),To (code),To (name),Data,Tool\nM1,Mill,B1,Barn,Flour,SFTP\n",
        "Von (Kürzel);Von (Name);Nach (Kürzel);Nach (Name);Daten\nM1;Mill;B1;Barn;Mehl\n",
        "Source (sigle);Source (nom);Cible (sigle);Cible (nom);Données\nM1;Mill;B1;Barn;farine\n",
        "Da (sigla);Da (nome);A (sigla);A (nome);Dati\nM1;Mill;B1;Barn;farina\n",
        "From (code),To (code),Data,Tool\nMill,Barn,Flour,SFTP\n",
    ],
)
def test_brackets_tell_names_from_codes(text: str, connectors: Sequence[Connector]) -> None:
    """Of the columns `From (code)` and `From (name)`, the name is the system; if there is only
    `From (code)`, the code is.
    """
    assert list_flows(read(text, connectors)) == [("Mill", "Barn")]


@pytest.mark.parametrize(
    "text",
    [
        "Source,Target,Direction,Data\nMill,Barn,receives,Flour\nYard,Mill,sends,Hay\n",
        "Quelle;Ziel;Richtung;Daten\nMill;Barn;empfängt;Mehl\nYard;Mill;sendet;Heu\n",
        "Bron;Doel;Richting;Gegevens\nMill;Barn;ontvangt;meel\nYard;Mill;verzenden;hooi\n",
    ],
)
def test_a_verb_that_both_ends_may_mean_is_asked_about(
    text: str, connectors: Sequence[Connector]
) -> None:
    """In a row with Source and Target, "receives" may refer to either, so the direction is asked
    about; "sends" refers to the source.
    """
    records = read(text, connectors)
    links = [ends(record) for record in records if isinstance(record, Dependency)]
    flows = [ends(record) for record in records if isinstance(record, Flow)]
    assert (links, flows) == ([("Mill", "Barn")], [("Yard", "Mill")])


def test_explicit_words_and_arrows_turn_source_and_target(connectors: Sequence[Connector]) -> None:
    text = "Source,Target,Direction,Data\nMill,Barn,reverse,Flour\nMill,Yard,<-,Hay\n"
    assert list_flows(read(text, connectors)) == [("Barn", "Mill"), ("Yard", "Mill")]


VIEWED = [("Barn", "Mill"), ("Mill", "Barn"), ("Mill", "Yard"), ("Silo", "Mill")]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("list.csv", "Mill - interfaces (in = into Mill)\n\nOther end,In/Out,Data\n"
                     "Barn,in/out,Hay\nYard,out,Oats\nSilo,in,Rye\n"),
        ("liste.csv", "Schnittstellen Mill (Stand 11.03.2024)\n\nPartnersystem;Richtung;Inhalt\n"
                      "Barn;beidseitig;Heu\nYard;ausgehend;Hafer\nSilo;eingehend;Roggen\n"),
        ("liste.csv", "Partnersystem;Richtung (aus Sicht Mill);Inhalt\nBarn;beidseitig;Heu\n"
                      "Yard;ausgehend;Hafer\nSilo;eingehend;Roggen\n"),
        ("liste.csv", "Flux de l'ERP Mill (sens vu de Mill)\n\nSens;Correspondant;Contenu\n"
                      "Entrant et sortant;Barn;foin\nSortant;Yard;avoine\nEntrant;Silo;seigle\n"),
        ("Interfacce_Mill.csv", "Da/Verso;Applicazione;Tracciato\nda e verso;Barn;fieno\n"
                                "verso;Yard;avena\nda;Silo;segale\n"),
        ("koppelingen-Mill-2024.csv", "Naar/van;Systeem;Bericht\nvan en naar;Barn;hooi\n"
                                      "naar;Yard;haver\nvan;Silo;rogge\n"),
        ("Integracje Mill.csv", "Kierunek;Aplikacja;Dane\nw obie strony;Barn;siano\n"
                                "wychodzący;Yard;owies\nprzychodzący;Silo;żyto\n"),
    ],
)  # fmt: skip
def test_the_own_system_is_in_the_title_or_the_direction(
    name: str, text: str, connectors: Sequence[Connector]
) -> None:
    assert list_flows(read(text, connectors, name)) == VIEWED


@pytest.mark.parametrize(
    "name",
    ["Schnittstellenliste 2024.csv", "Inventario de interfaces (hoteles).csv", "Interfaces v3.csv",
     "Sheet.csv", "Liste der Schnittstellen Stand März 2024.csv"],
)  # fmt: skip
def test_a_title_without_a_name_has_no_own_system(
    name: str, connectors: Sequence[Connector]
) -> None:
    text = "System,In/Out,Data\nBarn,in,Hay\nYard,out,Oats\n"
    records = read(text, connectors, name)
    assert not [one for one in records if isinstance(one, Flow | Dependency)]


@pytest.mark.parametrize(
    "text",
    [
        "What do people call it?,Who looks after it?,Who made it?,How bad is it?,Still used?\n"
        ""
        "Barn,Ada,Oak Ltd,very,yes\nMill,Bo,Elm Ltd,little,yes\n",
        "Wie heißt das Programm?;Wer ist zuständig?;Von wem kommt es?;Noch im Einsatz?\n"
        "Barn;Ada;Eiche GmbH;ja\nMill;Bo;Ulme AG;ja\n",
        "Comment s'appelle le logiciel ?;Qui est responsable ?;De qui vient-il ?;Toujours actif ?\n"
        "Barn;Ada;Chêne SA;oui\nMill;Bo;Orme SA;oui\n",
        "¿Cómo se llama?;¿Quién es el responsable?;¿Quién lo vendió?;¿Sigue en uso?\n"
        "Barn;Ada;Roble SL;sí\nMill;Bo;Olmo SL;sí\n",
        "Come lo chiamate?;Chi è il responsabile?;Chi l'ha fatto?;Ancora in uso?\n"
        "Barn;Ada;Quercia srl;sì\nMill;Bo;Olmo srl;sì\n",
        "Hoe noemen jullie het?;Wie beheert het?;Van wie is het?;Nog in gebruik?\n"
        "Barn;Ada;Eik BV;ja\nMill;Bo;Iep BV;ja\n",
        "Area,Solution,Vendor,Owner,In use?,VM\nFarm,Barn,Oak Ltd,Ada,yes,vm1\n"
        "Farm,Mill,Elm Ltd,Bo,yes,vm2\n",
    ],
)
def test_questions_head_a_list_of_systems(text: str, connectors: Sequence[Connector]) -> None:
    """A list whose headers are questions is read, and the answer to "Who made it?" is the vendor,
    not a system that sends data.
    """
    records = read(text, connectors)
    systems = [one for one in records if isinstance(one, System)]
    assert [(one.name, one.vendor != "") for one in systems] == [("Barn", True), ("Mill", True)]
    assert not [one for one in records if isinstance(one, Flow | Dependency)]


@pytest.mark.parametrize(
    "text",
    [
        "Which data,Who uses it,Who provides it,When\nHay,Mill,Barn,daily\nOats,Yard,Mill,daily\n",
        "Welche Daten;Wer nutzt sie;Wer liefert sie;Wann\n"
        "Heu;Mill;Barn;täglich\nHafer;Yard;Mill;täglich\n",
        "Quale dato;Chi lo usa;Chi lo fornisce;Quando\n"
        "fieno;Mill;Barn;ogni sera\navena;Yard;Mill;ogni sera\n",
        "Wie vraagt gegevens op?;Bij welk systeem?;Hoe\nMill;Barn;SOAP\nYard;Mill;SOAP\n",
        "Nehmendes System;Gebendes System;Inhalt\nMill;Barn;Heu\nYard;Mill;Hafer\n",
        "Système preneur;Système donneur;Contenu\nMill;Barn;foin\nYard;Mill;avoine\n",
        "Nemend systeem;Gevend systeem;Inhoud\nMill;Barn;hooi\nYard;Mill;haver\n",
    ],
)
def test_who_asks_or_takes_gets_the_data(text: str, connectors: Sequence[Connector]) -> None:
    assert list_flows(read(text, connectors)) == [("Barn", "Mill"), ("Mill", "Yard")]


@pytest.mark.parametrize(
    ("title", "meaning"),
    [("vndr_nm", "vendor"), ("biz_ownr", "owner"), ("srvr_nm", "hosts"), ("Prov.", "vendor"),
     ("lief", "vendor")],
)  # fmt: skip
def test_short_forms_of_columns_are_read(title: str, meaning: str) -> None:
    assert read_heading(title).systems == meaning


@pytest.mark.parametrize(("mark", "none"), [("x", ""), ("x", "-"), ("✓", "–"), ("X", "")], ids=str)
def test_no_mark_below_active_is_inactive(
    mark: str, none: str, connectors: Sequence[Connector]
) -> None:
    text = f"Source;Target;Data;Active\nBarn;Mill;Hay;{mark}\nMill;Yard;Oats;{none}\n"
    states = [one.state for one in read(text, connectors) if isinstance(one, Flow)]
    assert states == [State.ACTIVE, State.DISABLED]


def test_a_phrase_with_a_preposition_is_read_as_a_sentence(
    connectors: Sequence[Connector],
) -> None:
    text = "Source,Target,Direction,Data\nMill,Barn,fetches from,Hay\nYard,Mill,sends to,Rye\n"
    assert list_flows(read(text, connectors)) == [("Barn", "Mill"), ("Yard", "Mill")]


@pytest.mark.parametrize(
    ("title", "side"),
    [
        ("System A Kürzel", Side.FIRST), ("Kürzel Quelle", Side.SOURCE),
        ("Zielsystem Kurzbezeichnung", Side.TARGET), ("Source acronym", Side.SOURCE),
        ("Target short name", Side.TARGET), ("Sigle système A", Side.FIRST),
        ("Sigle cible", Side.TARGET), ("Siglas del sistema origen", Side.SOURCE),
        ("Nombre corto sistema origen", Side.SOURCE), ("Acronimo sorgente", Side.SOURCE),
        ("Bronsysteem afkorting", Side.SOURCE), ("Afkorting doelsysteem", Side.TARGET),
        ("Sigla do sistema de destino", Side.TARGET), ("Skrót systemu źródłowego", Side.SOURCE),
    ],
)  # fmt: skip
def test_a_short_name_of_one_end_is_its_code(title: str, side: Side) -> None:
    heading = read_heading(title)
    assert (heading.side, heading.part) == (side, "code")


@pytest.mark.parametrize(
    "header",
    ["System A Kürzel;System A Name;System B Kürzel;System B Name;Richtung",
     "Sigle système A;Nom système A;Sigle système B;Nom système B;Sens",
     "System A acronym;System A name;System B acronym;System B name;Direction",
     "Sigla sistema A;Nome sistema A;Sigla sistema B;Nome sistema B;Direzione",
     "Afkorting systeem A;Naam systeem A;Afkorting systeem B;Naam systeem B;Richting"],
)  # fmt: skip
def test_the_code_beside_a_name_is_a_clue(header: str, connectors: Sequence[Connector]) -> None:
    records = read(f"{header}\nFRG;Smithy;QCR;Quay;A->B\n", connectors)
    (flow,) = (record for record in records if isinstance(record, Flow))
    told = [(end.system.name, *end.system.clues) for end in (flow.source, flow.target)]
    codes = [Clue(kind=ClueKind.ID, value=code) for code in ("FRG", "QCR")]
    assert told == [("Smithy", codes[0]), ("Quay", codes[1])]


@pytest.mark.parametrize(
    "header",
    ["Anwendung;IT-Verantwortlicher;Fachverantwortlicher",
     "Anwendungsname;Technischer Ansprechpartner;Fachlich verantwortlich",
     "Application;IT owner;Business owner",
     "Application;Responsable technique;Responsable métier",
     "Aplicación;Responsable TI;Responsable funcional",
     "Applicazione;Responsabile tecnico;Responsabile funzionale",
     "Applicatie;IT-verantwoordelijke;Functioneel eigenaar",
     "Aplicação;Responsável TI;Responsável de negócio",
     "Aplikacja;Opiekun techniczny;Opiekun biznesowy"],
)  # fmt: skip
def test_the_owner_in_it_is_the_support_contact(
    header: str, connectors: Sequence[Connector]
) -> None:
    records = read(f"{header};URL\nKai;Tom;Ada;kai.example.com\n", connectors)
    (system,) = (record for record in records if isinstance(record, System))
    assert (system.owner, system.support) == ("Ada", "Tom")


def test_an_only_owner_in_it_is_the_owner(connectors: Sequence[Connector]) -> None:
    records = read("Application;IT owner;Vendor;Support team\nKai;Tom;Kai Ltd;Desk\n", connectors)
    (system,) = (record for record in records if isinstance(record, System))
    assert (system.owner, system.support) == ("Tom", "Desk")


def test_support_and_the_owner_in_it_are_both_kept(connectors: Sequence[Connector]) -> None:
    text = "Application;Owner;IT owner;Support team\nKai;Ada;Tom;Desk\n"
    (system,) = (record for record in read(text, connectors) if isinstance(record, System))
    assert (system.owner, system.support) == ("Ada", "Desk; Tom")


@pytest.mark.parametrize(
    "text",
    [
        "Applicatie,Levert aan,Ontvangt van,Gegevens\nRoostra,,Studia,uren\nStudia,Toetsa,,namen\n",
        "Sistema,Alimenta,Alimentado por,Dados\nRoostra,,Studia,aulas\nStudia,Toetsa,,nomes\n",
        "System,Sends to,Receives from,Data\nRoostra,,Studia,courses\nStudia,Toetsa,,names\n",
        "Anwendung,Liefert an,Empfängt von,Daten\nRoostra,,Studia,Kurse\nStudia,Toetsa,,Namen\n",
    ],
)
def test_receives_from_is_no_receiver(text: str, connectors: Sequence[Connector]) -> None:
    """A cell "receives from" is a direction, although it contains the word for a receiver."""
    assert list_flows(read(text, connectors)) == [("Studia", "Roostra"), ("Studia", "Toetsa")]


@pytest.mark.parametrize("title", ["Omgeving", "Environment", "Umgebung", "Environnement"])
def test_an_environment_with_hosts_is_a_place(title: str, connectors: Sequence[Connector]) -> None:
    rows = "Studia,{},PRD,IT\nRoostra,srv-rst01,ACC,IT\nToetsa,toetsa.example.com,PRD,HR\n"
    found = read(
        f"Application,{title},Tier,Owner\n" + rows.format("srv-std01 / STDPRD"), connectors
    )
    clues = {system.name: system.clues for system in found if isinstance(system, System)}
    host = Clue(kind=ClueKind.HOST, value="srv-std01")
    assert {host, Clue(kind=ClueKind.DATABASE, value="STDPRD")} <= {*clues["Studia"]}
    assert Clue(kind=ClueKind.HOST, value="toetsa.example.com") in clues["Toetsa"]


def test_environments_are_no_places(connectors: Sequence[Connector]) -> None:
    text = "Application,Environment,Owner\nStudia,PRD,IT\nRoostra,ACC,IT\nToetsa,DEV-2,HR\n"
    systems = [one for one in read(text, connectors) if isinstance(one, System)]
    assert not [clue for one in systems for clue in one.clues]


def test_short_names_are_split_at_a_slash(connectors: Sequence[Connector]) -> None:
    text = "Application,Abbreviation,Owner\nSleutel,SLT / IDM,IT\nStudia,I/O,IT\n"
    systems = {one.name: one for one in read(text, connectors) if isinstance(one, System)}
    assert systems["Sleutel"].aliases == ("SLT", "IDM")
    assert systems["Studia"].aliases == ("I/O",)


@pytest.mark.parametrize(
    ("one", "other", "third"),
    [
        ("System A", "System B", "System C"),
        ("App1", "App2", "App3"),
        ("Anwendung 1", "Anwendung 2", "Anwendung 3"),
    ],
)
def test_systems_may_be_called_like_the_headers_of_two_ends(
    one: str, other: str, third: str, connectors: Sequence[Connector]
) -> None:
    """A system in a row below the header may be called `System A`, like a header of another
    list.
    """
    listed = read(f"Application,Owner\n{one},Team 1\n{other},Team 2\n{third},Team 2\n", connectors)
    found = [record.name for record in listed if isinstance(record, System)]
    assert found == [one, other, third]
    flows = f"Source,Target,Protocol\n{one},{other},SFTP\n{other},{third},REST\n"
    assert list_flows(read(flows, connectors)) == [(one, other), (other, third)]


@pytest.mark.parametrize(
    ("title", "value", "place"),
    [("Bucket", "s3://corp-raw", "corp-raw"), ("S3 buckets", "corp-raw", "corp-raw"),
     ("Storage account", "corplake", "corplake"), ("Speicherkonto", "corplake", "corplake")],
)  # fmt: skip
def test_buckets_and_storage_accounts_are_places(
    title: str, value: str, place: str, connectors: Sequence[Connector]
) -> None:
    """A bucket or storage account of a listed system is one of its hosts."""
    records = read(f"Application,{title}\nLake,{value}\nMart,\n", connectors)
    clues = [record.clues for record in records if isinstance(record, System)]
    assert clues == [(Clue(kind=ClueKind.HOST, value=place),), ()]


def test_a_description_is_not_reported_as_unread(connectors: Sequence[Connector]) -> None:
    """A column of descriptions is not reported as unread, because questions use it; a column that
    nothing uses is reported.
    """
    text = "Application,Owner,Description,Hue\nOsprey,Ann,Freight quotes,red\n"
    reasons = [one.reason for one in read(text, connectors) if isinstance(one, Skipped)]
    assert reasons == ["columns not read: hue"]


@pytest.mark.parametrize(
    "head",
    [
        "Own system;Fetches data from;Passes data to",
        "Eigenes System;Holt Daten aus;Gibt Daten weiter an",
        "Système;Récupère des données de;Transmet des données à",
        "Systeem;Haalt gegevens op uit;Geeft gegevens door aan",
        "System własny;Pobiera dane z;Przekazuje dane do",
    ],
)
def test_each_row_of_an_own_system_has_a_sender_or_a_receiver(
    head: str, connectors: Sequence[Connector]
) -> None:
    """The own system receives from one column and sends to the other, also if one is empty."""
    text = f"{head};Info\nOven;Scales;;mass\nOven;;Melt Plan;times\nQuality;Lab Spark;;analyses"
    assert list_flows(read(text, connectors)) == [
        ("Lab Spark", "Quality"),
        ("Oven", "Melt Plan"),
        ("Scales", "Oven"),
    ]


@pytest.mark.parametrize(
    "head", ["sostituita_da", "sostituito da", "replaced by", "ersetzt durch", "remplacée par"]
)
def test_the_successor_of_a_system_gets_no_data(head: str, connectors: Sequence[Connector]) -> None:
    """A column of successors says what replaces a system, not what it exchanges data with."""
    text = f"app_id,app name,vendor,{head}\nA1,Stock,Depo,\nA2,Returns,own,Portal\nA3,Portal,Depo,"
    assert not list_flows(read(text, connectors))


@pytest.mark.parametrize(
    "head",
    [
        "No.;App;Team lead;Feeds (No.)",
        "App ID;App;Team lead;Sends data to (App ID)",
        "Nr.;Anwendung;Verantwortlich;Beliefert (Nr.)",
        "N°;Application;Responsable;Alimente (n°)",
    ],
)
def test_numbers_are_ids_if_the_header_says_so(head: str, connectors: Sequence[Connector]) -> None:
    """A column of numbers behind "Feeds (No.)" refers to the rows with these numbers."""
    text = f"{head}\n101;Till;Marge;102, 103\n102;Gate;Marge;103\n103;Books;Anja;"
    assert list_flows(read(text, connectors)) == [
        ("Gate", "Books"),
        ("Till", "Books"),
        ("Till", "Gate"),
    ]


def test_numbers_below_a_header_without_ids_are_no_systems(connectors: Sequence[Connector]) -> None:
    """Below "Feeds", the number 2 may be the number of interfaces."""
    text = "No.;App;Team lead;Feeds\n1;Till;Marge;2\n2;Gate;Marge;1\n3;Books;Anja;"
    assert not list_flows(read(text, connectors))
