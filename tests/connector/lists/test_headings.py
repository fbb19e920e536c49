"""The grammar of headers, which combine words for a side (source), a thing (system) and an
attribute (owner), in eight languages.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seamscope.connector.lists.headings import read_heading
from seamscope.connector.lists.vocabulary import Side, expand, load_vocabulary


@pytest.mark.parametrize(
    ("title", "side"),
    [
        ("Source Application", Side.SOURCE),
        ("sourceSystem", Side.SOURCE),
        ("SRC_SYS", Side.SOURCE),
        ("System (Sender)", Side.SOURCE),
        ("Quellsyst.", Side.SOURCE),
        ("Vorsystem", Side.SOURCE),
        ("Originating App", Side.SOURCE),
        ("Terminating App", Side.TARGET),
        ("Ziel-\nsystem", Side.TARGET),
        ("LHS System", Side.FIRST),
        ("Appli. amont", Side.SOURCE),
        ("De", Side.SOURCE),
        ("Sistema de origen", Side.SOURCE),
        ("Da sistema", Side.SOURCE),
        ("Bronapplicatie", Side.SOURCE),
        ("Aplicação emissora", Side.SOURCE),
        ("Z systemu", Side.SOURCE),
        ("Daten-\nempfänger", Side.TARGET),
        ("Ziel-Appl.", Side.TARGET),
        ("Système récepteur", Side.TARGET),
        ("Doelsysteem", Side.TARGET),
        ("System docelowy", Side.TARGET),
        ("Leverancier gegevens", Side.SOURCE),
        ("Data consumer", Side.TARGET),
        ("API Provider", Side.PROVIDER),
        ("Nutzersystem", Side.CONSUMER),
        ("System A", Side.FIRST),
        ("Anwendung 2", Side.SECOND),
        ("Eingangssystem", Side.INWARD),
        ("Partner application", Side.PARTNER),
    ],
)
def test_a_header_names_the_source_or_target_system(title: str, side: Side) -> None:
    """A header for the source or target system is recognised regardless of case, compounds,
    abbreviations, brackets and line breaks.
    """
    heading = read_heading(title)
    assert (heading.side, heading.part) == (side, "name")


@pytest.mark.parametrize(
    ("title", "part"),
    [
        ("source_component_id", "id"),
        ("Quell-ID", "id"),
        ("Source Table", "dataset"),
        ("Sender Interface", "interface"),
        ("Target host", "host"),
        ("Source Module", "other"),
        ("From date", "other"),
        ("Source System Owner", "other"),
    ],
)
def test_a_header_may_mean_another_attribute_of_the_source_or_target(title: str, part: str) -> None:
    """A header may mean the id, dataset or owner of the source or target instead of its name."""
    assert read_heading(title).part == part


@pytest.mark.parametrize(
    ("title", "systems", "interfaces"),
    [
        ("Business Criticality", "criticality", ""),
        ("Fachl. Verantw.", "owner", ""),
        ("Éditeur", "vendor", ""),
        ("Nombre de la aplicación", "name", ""),
        ("Nazwa systemu", "name", ""),
        ("hostingType", "hosting", ""),
        ("Freq.", "", "frequency"),
        ("Periodicidade", "", "frequency"),
        ("Volume (MB/day)", "", "volume"),
        ("Schnittstellen-Nr.", "", "name"),
        ("How often", "", "frequency"),
        ("Qué se envía", "", "entities"),
        ("Middleware / Protokoll", "", "technology"),
        ("Number of users", "unused", "unused"),
        ("Valid from", "", ""),
        ("Colour", "", ""),
    ],
)
def test_a_header_means_an_attribute(title: str, systems: str, interfaces: str) -> None:
    """A header has a meaning in lists of systems and another one in lists of interfaces."""
    heading = read_heading(title)
    assert (heading.systems, heading.interfaces, heading.side) == (systems, interfaces, None)


@pytest.mark.parametrize(
    ("title", "way"),
    [
        ("Depends on", "open"),
        ("interfacesTo", "open"),
        ("Schnittstellen zu", "open"),
        ("Integruje się z", "open"),
        ("Sends data to other systems", "forth"),
        ("Liefert an", "forth"),
        ("Upstream systems", "back"),
        ("Reçoit de", "back"),
        ("En interface avec", "open"),
        ("Koppelt met", "open"),
        ("Tauscht Daten aus mit", "open"),
        ("Se sincroniza con", "open"),
        ("upstream_dependencies", "back"),
        ("Eingehende Schnittstellen", "back"),
        ("Flux sortants", "forth"),
        ("Uitgaande koppelingen", "forth"),
        ("Contract with", ""),
        ("Source interface", ""),
        ("Schnittstellen (Anzahl)", ""),
        ("# of interfaces", ""),
    ],
)
def test_a_header_names_other_systems(title: str, way: str) -> None:
    """A header for related systems has a direction of the data, which may be open; a header for a
    number of systems has none.
    """
    assert read_heading(title).relation == way


@pytest.mark.parametrize(
    ("word", "cut", "parts"),
    [
        ("quellsystem", False, ("quell", "system")),
        ("schnittstellentyp", False, ("schnittstellentyp",)),
        ("bronapplicatie", False, ("bron", "applicatie")),
        ("kritikal", True, ("kritikalitaet",)),
        ("quellsyst", False, ("quell", "syst")),
        ("xyzzy", False, ("xyzzy",)),
        ("xyzzy", True, ("xyzzy",)),
    ],
)
def test_compounds_and_abbreviations_are_known_words(
    word: str, cut: bool, parts: tuple[str, ...]
) -> None:
    """A compound is split into known words; an abbreviation is completed if exactly one known word
    fits.
    """
    assert expand(word, cut=cut) == parts


def test_a_guess_is_not_exact() -> None:
    """A meaning from an abbreviation, or next to an unknown word, is marked as not exact."""
    assert read_heading("Source system").exact
    assert not read_heading("Quellsyst.").exact
    assert not read_heading("Source legacy Xyzzy system").exact


def test_no_word_is_both_source_and_target() -> None:
    """No word of the vocabulary means both the source and the target."""
    known = load_vocabulary()
    both = set(known.sides) & set(known.weak)
    assert not {word for word in both if known.sides[word] is not known.weak[word]}
    assert {"from", "von", "de"} <= set(known.prepositions)


@pytest.mark.slow
@given(st.text(max_size=60))
def test_any_text_can_be_a_header(title: str) -> None:
    """Any text can be read as a header without an error, and twice with the same result."""
    assert read_heading(title) == read_heading(title)


@pytest.mark.parametrize(
    "title",
    ["English name", "Nom français", "Bezeichnung (deutsch)", "Name EN", "Nederlandse naam"],
)
def test_a_header_may_tell_the_language_of_a_name(title: str) -> None:
    """A header such as "English name" means the name of the system in one of several languages."""
    heading = read_heading(title)
    assert (heading.systems, heading.local) == ("name", "(" not in title)


@pytest.mark.parametrize("title", ["English", "Language", "German branch", "Nom du site français"])
def test_a_language_alone_is_no_name(title: str) -> None:
    """A header with a language but without a word for a name is not a name in a language."""
    assert not read_heading(title).local


@pytest.mark.parametrize("title", ["Data moves", "Data goes"])
def test_the_way_that_data_goes_is_its_direction(title: str) -> None:
    """A header that asks with a verb where data goes means the direction."""
    assert read_heading(title).interfaces == "direction"


@pytest.mark.parametrize(
    "title",
    [
        "Servidor / Base de datos", "Servidor y base de datos", "Serveur / Base de données",
        "Servidor / Banco de dados", "Serwer / baza danych", "Server / Datenbank",
        "Host / Database",
    ],
)  # fmt: skip
def test_a_header_of_servers_and_databases_is_no_end(title: str) -> None:
    """A header such as "base de datos" means a host, although it contains a word for data; it is
    neither source nor target.
    """
    heading = read_heading(title)
    assert (heading.systems, heading.side) == ("hosts", None)
