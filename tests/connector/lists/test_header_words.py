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
    """A header that announces other names of a system means its aliases."""
    heading = read_heading(title)
    assert (heading.systems, heading.side) == ("aliases", None)


@pytest.mark.parametrize(
    "title", ["Called on", "Genannte Kosten", "Appels par jour", "Known issues"]
)
def test_a_header_with_a_similar_word_is_no_other_name(title: str) -> None:
    """A header with a word that only resembles "called" or "known", such as one of calls or known
    issues, does not mean aliases.
    """
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
    """A header for an IP address means a host of the system."""
    assert read_heading(title).systems == "hosts"


@pytest.mark.parametrize("title", ["E-mail address", "Postal address", "IP port", "Adresse e-mail"])
def test_a_header_of_another_address_is_no_host(title: str) -> None:
    """A header for an e-mail or postal address, or for a port, does not mean a host."""
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
    """In a list of servers, a header for the installed application means the name of the system."""
    assert read_heading(title).systems == "name"


@pytest.mark.parametrize("title", ["Installation date", "Installed by", "Installationsdatum"])
def test_a_header_of_an_installation_is_no_name(title: str) -> None:
    """A header about an installation, such as its date, does not mean the name of the system."""
    assert read_heading(title).systems != "name"


@pytest.mark.parametrize(
    "title", ["Arrow", "Pfeil", "Flèche", "Flecha", "Freccia", "Pijl", "Seta", "Strzałka"]
)
def test_a_header_of_arrows_is_the_direction(title: str) -> None:
    """A header that means "arrow" in any of the languages is the direction of the data."""
    assert read_heading(title).interfaces == "direction"


@pytest.mark.parametrize("title", ["Arrow Inc.", "Pfeilhöhe", "Setas vendidas"])
def test_a_header_with_an_arrow_in_a_name_is_no_direction(title: str) -> None:
    """A header in which Arrow is part of a name is not a direction."""
    assert read_heading(title).interfaces != "direction"
