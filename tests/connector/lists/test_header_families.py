"""Groups of similar header words in eight languages, each in a list where it occurs."""

import pytest

from seamscope.connector.grid import build_grid
from seamscope.connector.lists import find_lists, is_remark, read_heading
from seamscope.connector.lists.kinds import Layout
from seamscope.connector.lists.ways import BACK, FORTH, OPEN


def read_layout(*rows: str) -> Layout:
    """Return the layout of the only list in rows whose cells are separated by semicolons."""
    cells = [(n + 1, row.split(";")) for n, row in enumerate(rows)]
    (found,) = find_lists(build_grid("Sheet1", cells))
    return found.layout


@pytest.mark.parametrize(
    "header",
    [
        "Tool;Made by;Looked after by;Owner",
        "Narzędzie;Producent;Właściciel;Serwer",
        "Outil;Éditeur;Propriétaire;Serveur",
        "Solución;Fabricante;Propietario;Servidor",
        "Strumento;Produttore;Responsabile;Stato",
        "Lösung;Hersteller;Verantwortlicher;Status",
        "Oplossing;Leverancier;Eigenaar;Server",
        "Ferramenta;Fabricante;Responsável;Estado",
    ],
)
def test_the_first_thing_in_a_list_of_systems_is_their_name(header: str) -> None:
    """In a list with an owner and a vendor, a first column such as "Tool" or "Solution" is the name
    of the system.
    """
    layout = read_layout(header, "Pflanzplan;Baumhof;Ada;gx-01", "Heuwaage;Wiegegut;Bo;gx-02")
    assert (layout.kind, layout.columns["name"]) == ("systems", (0,))


@pytest.mark.parametrize(
    "header",
    [
        "Tool;Feeds;With what data;How often",
        "Programm;Speist;Mit welchen Daten;Wie oft",
        "Outil;Alimente;Avec quelles données;Fréquence",
        "Procedura;Rifornisce;Quali dati;Ogni quanto",
        "Herramienta;Abastece a;Qué datos;Frecuencia",
        "Oplossing;Levert aan;Welke gegevens;Hoe vaak",
        "Ferramenta;Abastece;Quais dados;Frequência",
        "Narzędzie;Zasila;Jakie dane;Jak często",
    ],
)
def test_a_verb_as_header_gives_the_direction(header: str) -> None:
    """If the header of the second column is a verb, such as "Feeds", the first column is the source
    and the second the target.
    """
    layout = read_layout(header, "Heuwaage;Stallbuch;Gewichte;nightly", "Hof;Markt;Preise;weekly")
    assert layout.kind == "interfaces"
    assert layout.ends is not None
    assert layout.ends.directed
    assert (layout.columns["first"], layout.columns["second"]) == ((0,), (1,))


@pytest.mark.parametrize(
    ("title", "relation"),
    [
        ("Wird gespeist aus", BACK),
        ("Se alimenta de", BACK),
        ("Is fed from", BACK),
        ("Approvisionne", FORTH),
        ("Consumers of its data", FORTH),
        ("Sistemi che usano i suoi dati", FORTH),
        ("Relaties met", OPEN),
        ("Powiązanie z", OPEN),
    ],
)
def test_a_relation_column_has_a_direction(title: str, relation: str) -> None:
    """Headers with passive verbs, relative clauses or nouns are read as columns of related systems
    with a direction.
    """
    assert read_heading(title).relation == relation


@pytest.mark.parametrize(
    "title",
    ["Live? (Y/N)", "In Betrieb j/n", "En service (O/N)", "Esercizio (S/N)", "Produção sim/não",
     "Na produkcji?", "In gebruik (ja/nee)", "Vigente (sí/no)"],
)  # fmt: skip
def test_a_header_that_asks_for_use_is_the_state(title: str) -> None:
    """A header that asks whether a system is in use, by a question mark or yes/no, means the
    state.
    """
    assert read_heading(title).systems == read_heading(title).interfaces == "state"


def test_production_alone_is_no_state() -> None:
    """A header "Production" without a question is not the state, because it may list servers or
    people.
    """
    assert read_heading("Production").systems != "state"


@pytest.mark.parametrize(
    "title",
    ["Build or buy", "Standard/Eigenentwicklung", "Progiciel ou spécifique", "Paquete a medida",
     "Natura (pacchetto/custom)", "Pakket of maatwerk", "Natureza", "Klasa"],
)  # fmt: skip
def test_bought_or_built_is_the_kind(title: str) -> None:
    """A header such as "Build or buy" means the kind of system."""
    assert read_heading(title).systems == "kind"


def test_short_forms_with_a_prefix_are_the_ends() -> None:
    """The headers `sys_zr` and `sys_doc` are the source and the target; `sys_doc` alone is not a
    target.
    """
    layout = read_layout("sys_zr;sys_doc;nr_int", "Siew;Zbior;Q1", "Zbior;Targ;Q2")
    assert (layout.columns["first"], layout.columns["second"]) == ((0,), (1,))
    assert read_heading("sys_doc").side is None


def test_a_software_title_beside_a_business_system_is_the_product() -> None:
    """Next to "Business System", "Software Title" is the product; without it, "Software Title" is
    the name.
    """
    layout = read_layout("Business System;Software Title;Owner;Vendor", "Haymaking;BaleOne;Ada;Bo")
    assert (layout.columns["name"], layout.columns["product"]) == ((0,), (1,))
    alone = read_layout("Software Title;Owner;Vendor", "BaleOne;Ada;Bo")
    assert alone.columns["name"] == (0,)


def test_a_layout_is_no_technology() -> None:
    """A column "Layout", which names record layouts such as R12, is not read as the technology."""
    layout = read_layout("From app;To app;Layout;Medium", "Hof;Markt;R12;FTP", "Hof;Stall;R13;FTP")
    assert layout.columns["technology"] == (3,)
    assert 2 not in layout.used_columns


def test_in_and_out_are_open_if_a_hub_follows_its_satellite() -> None:
    """Between a satellite system and a central system, "sai" (goes out) gives no direction, because
    it may be seen from either system.
    """
    layout = read_layout("Sistema satélite;Sistema central;Entra ou sai", "Celeiro;Granja;sai")
    assert layout.ends is not None
    assert not layout.ends.directed
    assert not layout.ends.seen
    assert layout.columns["first"] == (0,)


def test_numbers_and_remarks_are_recognised_by_their_header() -> None:
    """`#Int` is the name of an interface, `#Users` is not used, and "Bemerkung IT" is a remark."""
    assert read_heading("#Int").interfaces == "name"
    assert read_heading("#Users").systems == "unused"
    assert is_remark("Bemerkung IT")
    assert not is_remark("Contact")
