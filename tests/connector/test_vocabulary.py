"""Words mean what people mean by them, or nothing."""

import pytest

from seamscope.connector.vocabulary import (
    Direction,
    direction_of,
    environment_of,
    mechanism_of,
    state_of,
)
from seamscope.records import Mechanism, State


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("Live", State.ACTIVE),
        ("in production", State.ACTIVE),
        ("phase-out", State.ACTIVE),
        ("Phase In", State.PLANNED),
        ("geplant", State.PLANNED),
        ("on_hold", State.DISABLED),
        ("broken", State.FAILED),
        ("End of Life", State.RETIRED),
        ("Außer Betrieb", State.RETIRED),
        ("in development", State.DEVELOPMENT),
        ("sleepy", None),
        ("not active", None),
    ],
)
def test_states_are_known_words_or_none(word: str, state: State | None) -> None:
    """A system being phased out still runs; an unknown word is no state."""
    assert state_of(word) is state


@pytest.mark.parametrize(
    ("words", "mechanism"),
    [
        ("REST API (JSON)", Mechanism.API),
        ("OData v2", Mechanism.API),
        ("https", Mechanism.API),
        ("SFTP over HTTPS", Mechanism.FILE),
        ("IBM MQ", Mechanism.EVENTS),
        ("Debezium / Kafka", Mechanism.CDC),
        ("nightly batch", Mechanism.ETL),
        ("batch, SFTP", Mechanism.FILE),
        ("SFTP CSV", Mechanism.FILE),
        ("IDoc file", Mechanism.FILE),
        ("Linked Server (SQL Server)", Mechanism.DATABASE_LINK),
        ("SQL Server", Mechanism.UNKNOWN),
        ("SQL", Mechanism.SQL),
        ("JDBC", Mechanism.SQL),
        ("Excel by e-mail", Mechanism.MANUAL),
        ("REST / SFTP", Mechanism.UNKNOWN),
        ("pigeon", Mechanism.UNKNOWN),
        ("", Mechanism.UNKNOWN),
    ],
)
def test_mechanisms_are_agreed_on_or_unknown(words: str, mechanism: Mechanism) -> None:
    """One meaning in a phrase counts, two that disagree do not, a form alone gives way."""
    assert mechanism_of(words) is mechanism


@pytest.mark.parametrize(
    ("word", "direction"),
    [
        ("Outbound", Direction.FORWARD),
        ("→", Direction.FORWARD),
        ("<-", Direction.BACKWARD),
        ("receive", Direction.BACKWARD),
        ("bi-directional", Direction.BOTH),
        ("<->", Direction.BOTH),
        ("Inbound/Outbound", Direction.BOTH),
        ("pull", None),
        ("", None),
    ],
)
def test_directions_are_words_or_arrows(word: str, direction: Direction | None) -> None:
    """Who pulls does not say where data goes from the first system's view, so it is no word."""
    assert direction_of(word) is direction


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("Production", ""),
        ("QA", "test"),
        ("Abnahme", "uat"),
        ("PRE-PROD", "staging"),
        (" X1 ", "X1"),
    ],
)
def test_environments_have_one_name(word: str, name: str) -> None:
    """Production is the empty name; an unknown environment keeps its own."""
    assert environment_of(word) == name
