"""Words in the headers of lists of systems and interfaces, in eight languages."""

import pytest

from seamscope.connector.lists.headings import read_heading


@pytest.mark.parametrize(
    "title",
    [
        "Also called",
        "Formerly known as",
        "auch genannt",
        "im Haus genannt",
        "Chiamato in reparto",
        "Kurzzeichen",
        "Auch bekannt unter",
        "aussi appelé",
        "Trigramme",
        "También llamado",
        "Detto anche",
        "Ook bekend als",
        "Também conhecido como",
        "Znany jako",
    ],
)
def test_a_header_of_other_names(title: str) -> None:
    """A header for another name of a system means an alias."""
    heading = read_heading(title)
    assert (heading.systems, heading.side) == ("aliases", None)


@pytest.mark.parametrize(
    "title", ["Called on", "Genannte Kosten", "Appels par jour", "Known issues"]
)
def test_a_header_with_a_similar_word_is_no_other_name(title: str) -> None:
    """Calls and issues are not names."""
    assert read_heading(title).systems != "aliases"


@pytest.mark.parametrize(
    "title",
    [
        "IP address",
        "Machine",
        "IP-Adresse",
        "Adresse IP",
        "Dirección IP",
        "Indirizzo IP",
        "IP-adres",
        "Endereço IP",
        "Adres IP",
    ],
)
def test_a_header_of_an_address_is_a_host(title: str) -> None:
    """An IP address identifies a system as its host name does."""
    assert read_heading(title).systems == "hosts"


@pytest.mark.parametrize("title", ["E-mail address", "Postal address", "IP port", "Adresse e-mail"])
def test_a_header_of_another_address_is_no_host(title: str) -> None:
    """Addresses of people lead to no server."""
    assert read_heading(title).systems != "hosts"


@pytest.mark.parametrize(
    "title",
    [
        "Installed application",
        "Hosted system",
        "Installierte Anwendung",
        "Application hébergée",
        "Aplicación instalada",
        "Applicazione installata",
        "Geïnstalleerde applicatie",
        "Aplicação instalada",
        "Zainstalowana aplikacja",
    ],
)
def test_a_header_of_what_is_installed_is_a_name(title: str) -> None:
    """A list of servers says which application each one runs."""
    assert read_heading(title).systems == "name"


@pytest.mark.parametrize("title", ["Installation date", "Installed by", "Installationsdatum"])
def test_a_header_of_an_installation_is_no_name(title: str) -> None:
    """When something was installed names no system."""
    assert read_heading(title).systems != "name"


@pytest.mark.parametrize(
    "title", ["Arrow", "Pfeil", "Flèche", "Flecha", "Freccia", "Pijl", "Seta", "Strzałka"]
)
def test_a_header_of_arrows_is_the_direction(title: str) -> None:
    """In every language, the column of arrows contains the direction of the data."""
    assert read_heading(title).interfaces == "direction"


@pytest.mark.parametrize("title", ["Arrow Inc.", "Pfeilhöhe", "Setas vendidas"])
def test_a_header_with_an_arrow_in_a_name_is_no_direction(title: str) -> None:
    """A supplier called Arrow has no direction."""
    assert read_heading(title).interfaces != "direction"
