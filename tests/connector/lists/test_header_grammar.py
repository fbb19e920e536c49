"""Headers that combine kinds of words, and columns that are recognised by their values."""

import pytest

from seamscope.connector.grid import build_grid
from seamscope.connector.lists import FoundList, find_lists, read_heading
from seamscope.connector.lists.headings import is_plural
from seamscope.connector.lists.vocabulary import Side


@pytest.mark.parametrize(
    ("title", "interfaces"),
    [
        ("Übermittlungsweg", "technology"),
        ("Moyen de transmission", "technology"),
        ("Modo de envío", "technology"),
        ("Sposób wymiany danych", "technology"),
        ("Transfer mode", "mechanism"),
        ("Tipo di connessione", "mechanism"),
        ("conn_type", "mechanism"),
        ("Nachrichtenart", "entities"),
        ("Tipo de mensaje", "entities"),
        ("Aard van de gegevens", "entities"),
        ("Oggetto della trasmissione", "entities"),
        ("Informations transmises", "entities"),
        ("Status der Schnittstelle", "state"),
        ("Fascia oraria", "frequency"),
    ],
)
def test_kinds_of_words_combine(title: str, interfaces: str) -> None:
    """A header that combines words such as "type" or "mode" with "transfer" or "data" has one
    meaning in every language.
    """
    assert read_heading(title).interfaces == interfaces


@pytest.mark.parametrize(
    ("title", "systems"),
    [
        ("Ancienne appellation", "aliases"),
        ("Weitere Bezeichnung", "aliases"),
        ("Ufficio responsabile", "owner"),
        ("resp_processo", "owner"),
        ("Who maintains it?", "owner"),
        ("Wofür?", "unused"),
        ("Servidor anfitrión", "hosts"),
        ("DB type", "databases"),
    ],
)
def test_attributes_of_systems_are_built_alike(title: str, systems: str) -> None:
    """A header with modifiers, a question or abbreviations has the meaning of its main noun."""
    assert read_heading(title).systems == systems


@pytest.mark.parametrize(
    ("title", "side"),
    [
        ("aplikacja przesyłająca", Side.SOURCE),
        ("Applicazione trasmittente", Side.SOURCE),
        ("EMPF_ANW", Side.TARGET),
        ("appl_orig", Side.SOURCE),
        ("Alla applicazione", Side.TARGET),
        ("Zum System", Side.TARGET),
    ],
)
def test_a_word_for_a_sender_or_receiver_is_the_source_or_target(title: str, side: Side) -> None:
    """A header with a word for a sender or receiver, even an abbreviated one (`EMPF_ANW`), is the
    source or target.
    """
    assert read_heading(title).side is side


def test_a_participle_of_systems_is_a_relation() -> None:
    """The header "Linked apps" gives no direction, "Sistemi alimentati" (fed systems) are targets,
    and "feeding apps" are sources.
    """
    ways = [read_heading(t).relation for t in ("Linked apps", "Sistemi alimentati", "feeding apps")]
    assert ways == ["open", "forth", "back"]


def test_a_plural_header_lists_systems() -> None:
    """A plural header, such as "Receiver(s)" or "Odbiorcy", is recognised, because its cells may
    list several systems.
    """
    assert [is_plural(t) for t in ("Receiver(s)", "Odbiorcy", "Receiver")] == [True, True, False]


def read_list(*rows: str) -> FoundList:
    """Return the one list of a sheet with these rows."""
    lines = [(number, row.split(";")) for number, row in enumerate(rows, start=1)]
    (found,) = find_lists(build_grid("", lines))
    return found


def test_values_tell_schedules_and_formats() -> None:
    """A column "Mode" with times is the frequency, and "File layout" is the technology."""
    found = read_list(
        "From app;To app;Mode;File layout", "CRM;ERP;nightly;X1", "ERP;DWH;every 2 h;X2"
    )
    columns = found.layout.columns
    assert (columns["frequency"], columns["technology"]) == ((2,), (3,))


def test_a_word_between_direction_and_target_is_read_by_its_values() -> None:
    """The Italian "Verso", which means a target or a direction, is the direction if its values are
    IN and OUT.
    """
    found = read_list("Applicativo;Altro applicativo;Verso;Dati", "CRM;ERP;OUT;a", "CRM;DWH;IN;b")
    assert found.layout.columns["direction"] == (2,)


def test_relations_beside_an_owner_make_a_list_of_systems() -> None:
    """Upstream and downstream columns of a system list are not ends of an interface."""
    found = read_list("App name;Owner;Upstream apps;Downstream apps", "CRM;Kim;ERP;DWH")
    assert found.layout.kind == "systems"
    assert [relation.way for relation in found.layout.relations] == ["back", "forth"]


def test_another_table_below_ends_a_list() -> None:
    """A table below a title is not part of the list above it, although some of the headers are the
    same.
    """
    rows = ("No;From;To;Data", "1;CRM;ERP;Orders", ";", "Tasks", "No;From;To;Due")
    found = read_list(*rows, "1;Ann;Bob;May")
    assert [line.number for line in found.entries] == [2]
