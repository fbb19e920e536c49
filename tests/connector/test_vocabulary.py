"""Words mean what people mean by them, or nothing."""

import pytest

from seamscope.connector.vocabulary import parse_environment, parse_mechanism
from seamscope.records import Mechanism


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
    assert parse_mechanism(words) is mechanism


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
    assert parse_environment(word) == name
