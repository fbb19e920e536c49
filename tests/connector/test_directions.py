"""The direction of data from words and arrows between two systems, in eight languages."""

import pytest

from seamscope.connector.directions import parse_direction, read_direction
from seamscope.connector.relations import Direction
from seamscope.records import Certainty

FORWARD = [
    "Creates service requests in",
    "Raises tickets in",
    "Logs events to",
    "Archives invoices in",
    "Drops files on",
    "Legt Belege ab in",
    "Crée des commandes dans",
    "Registra pedidos en",
    "Archivia fatture in",
    "Maakt werkorders aan in",
    "Cria pedidos em",
    "Tworzy zamówienia w",
    "Loads invoices into",
    "Sends data to",
    "Syncs contacts to",
    "Uses the API to send orders",
    "Replicates data to",
    "Is read by",
    "Exports to",
    "Liefert Daten an",
    "lädt Daten in",
    "envoie des commandes à",
    "charge les données dans",
    "envía datos a",
    "invia dati a",
    "stuurt gegevens naar",
    "envia dados para",
    "wysyła dane do",
    "–>",
    "⇒",
    "einseitig",
    "Stores documents in",
    "Publishes events to",
    "Posts journal entries to",
    "sends",
    "Nightly export to",
    "Provides data to",
    "ausgehend",
    "wychodzący",
    "Stores files",
]
BACKWARD = [
    "se alimenta de",
    "si alimenta da",
    "alimenta-se de",
    "speist sich aus",
    "feeds from",
    "attinge dati da",
    "puise dans",
    "Loads invoices from",
    "Loads customer data",
    "Harvests data from",
    "is fed by",
    "Fed by",
    "reads from",
    "receives data from",
    "Syncs products from",
    "Gets updates from",
    "Replicated from",
    "Subscribes to",
    "imports data from",
    "Imported by",
    "Is updated by",
    "Wird gespeist von",
    "wird beliefert durch",
    "liest aus",
    "lädt Aufträge aus",
    "reçoit des données de",
    "est alimenté par",
    "recibe datos de",
    "es alimentado por",
    "legge da",
    "è alimentato da",
    "leest uit",
    "wordt gevoed door",
    "recebe dados de",
    "pobiera dane z",
    "zasilany przez",
    "<-",
    "Queries stock levels",
    "Looks up prices in",
    "Copies files from",
    "Transfers payments from",
    "entrant",
    "Consumes events",
]
BOTH = [
    "Bidirectional sync",
    "Sends orders to and receives confirmations from",
    "Reads and writes customers",
    "<–>",
    "<=>",
    "beidseitig",
    "Inbound/Outbound",
    "bi-directional",
    "R/W",
    "Writes orders to and reads stock from",
    "Receives orders, sends confirmations",
    "dwukierunkowy",
    "Pushes and pulls",
    "Gets account data from and updates",
    "exchanges data with (both ways)",
]
POSSIBLY_BOTH = [
    "Exchanges data with",
    "Exchanges documents with",
    "syncs with",
    "Syncs contacts with",
    "tauscht Daten aus mit",
    "échange des données avec",
    "intercambia datos con",
    "scambia dati con",
    "wisselt gegevens uit met",
    "wymienia dane z",
]
UNDIRECTED = [
    "Makes API calls to",
    "Uses",
    "Depends on",
    "Runs on",
    "Authenticates via",
    "Single sign-on",
    "Monitors",
    "Used by",
    "Provides API to",
]
UNKNOWN = [
    "?",
    "tbd",
    "-",
    "n/a",
    "unklar",
    "",
    "pull",
    "Product updates to",
]


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("Source -> Destination", Direction.FORWARD),  # Sparx EA
        ("Destination -> Source", Direction.BACKWARD),
        ("Destination <- Source", Direction.FORWARD),
        ("Source <-> Destination", Direction.BOTH),
        ("Source to Target", Direction.FORWARD),
        ("A → B", Direction.FORWARD),
        ("B → A", Direction.BACKWARD),
        ("Quelle -> Ziel", Direction.FORWARD),
        ("Destino <- Origen", Direction.FORWARD),
        ("Provider => Consumer", Direction.FORWARD),
    ],
)
def test_an_arrow_between_words_for_the_ends(text: str, way: Direction) -> None:
    """In a text such as "source → target", the words on both sides of the arrow decide the
    direction.
    """
    assert parse_direction(text) is way


@pytest.mark.parametrize("text", FORWARD)
def test_words_and_arrows_lead_forward(text: str) -> None:
    """These words and arrows mean that data goes from the first system to the second."""
    assert parse_direction(text) is Direction.FORWARD


@pytest.mark.parametrize("text", BACKWARD)
def test_reversed_descriptors_are_turned(text: str) -> None:
    """A system that reads, receives or is fed is the target, even if it comes first."""
    assert parse_direction(text) is Direction.BACKWARD


@pytest.mark.parametrize("text", BOTH)
def test_explicit_words_for_both_directions(text: str) -> None:
    """A two-headed arrow, a word for "both ways" or two opposite verbs mean both directions, with a
    higher certainty than possible.
    """
    assert parse_direction(text) is Direction.BOTH
    assert read_direction(text).certainty is not Certainty.POSSIBLE


@pytest.mark.parametrize("text", POSSIBLY_BOTH)
def test_an_exchange_is_possibly_in_both_directions(text: str) -> None:
    """A verb such as "exchanges" or "synchronises" means both directions, with the certainty
    possible.
    """
    reading = read_direction(text)
    assert (reading.direction, reading.certainty) == (Direction.BOTH, Certainty.POSSIBLE)


@pytest.mark.parametrize("text", UNDIRECTED)
def test_needing_hosting_and_watching_have_no_direction(text: str) -> None:
    """A phrase for needing, hosting or monitoring is understood, but gives no direction of data."""
    reading = read_direction(text)
    assert (reading.direction, reading.understood) == (None, True)


@pytest.mark.parametrize("text", UNKNOWN)
def test_doubt_and_emptiness_are_unknown(text: str) -> None:
    """A question mark, an empty cell, an unknown word and "pull", which does not say who pulls,
    give no direction.
    """
    reading = read_direction(text)
    assert (reading.direction, reading.understood) == (None, False)
