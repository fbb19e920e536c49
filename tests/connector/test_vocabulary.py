"""Words of lists and files get the meaning that people give them, or none."""

import pytest

from seamscope.connector.client_programs import identify_client
from seamscope.connector.places import locate_file
from seamscope.connector.vocabulary import parse_environment, parse_mechanism
from seamscope.records import Mechanism
from seamscope_connectors.query_history.file_names import find_database_name


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
        ("HL7 v2.5 over MLLP", Mechanism.EVENTS),
        ("IDoc ORDERS05", Mechanism.EVENTS),
        ("HL7 FHIR R4", Mechanism.API),
        ("HL7 / SFTP", Mechanism.FILE),
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
    """A phrase has the mechanism of its words, unless they disagree; a file format counts only if
    no other word does.
    """
    assert parse_mechanism(words) is mechanism


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("Production", ""),
        ("QA", "test"),
        ("Abnahme", "uat"),
        ("PRE-PROD", "staging"),
        ("Acceptatie", "uat"),
        ("Préproduction", "staging"),
        ("Producción", ""),
        ("Homologação", "uat"),
        ("sviluppo", "development"),
        ("Test / Produktion", ""),
        ("QA, UAT", "test, uat"),
        ("Test / X1", "Test / X1"),
        (" X1 ", "X1"),
    ],
)
def test_environments_have_one_name(word: str, name: str) -> None:
    """Each word for an environment gives one name, "" for production; an unknown word is kept."""
    assert parse_environment(word) == name


@pytest.mark.parametrize(
    ("path", "word"),
    [
        ("logs/vsql_crmprd_2026-02.csv", "crmprd"),
        ("CRMPRD_awr_jan26.csv", "crmprd"),
        ("dbql-2026W07-edw.csv", "edw"),
        ("snowflake_query_history_2026-02.csv", ""),
        ("vsql_crmprd_berths.csv", ""),
        ("pkgcache.csv", ""),
        ("sk_live_Kq7Wz0000000000000000022 plan_cache.csv", ""),
    ],
)
def test_a_log_may_be_named_after_its_database(path: str, word: str) -> None:
    """The path of a log gives a database only if it contains a single word that is not a date, a
    product or a word for logs.
    """
    assert find_database_name(path) == word


@pytest.mark.parametrize(
    ("place", "path"),
    [
        ("abfss://raw@acct.dfs.core.windows.net/erp/orders.csv", "raw/erp/orders.csv"),
        ("wasbs://raw@acct.blob.core.windows.net/erp/", "raw/erp"),
        ("https://acct.dfs.core.windows.net/raw/erp", "raw/erp"),
        ("s3://raw/erp/orders.csv", "erp/orders.csv"),
    ],
)
def test_a_container_is_part_of_the_path_in_a_storage_account(place: str, path: str) -> None:
    """The container of a storage account is part of the path, because the account is the system; a
    bucket is a system.
    """
    assert locate_file(place)[2] == path


@pytest.mark.parametrize(
    ("program", "account", "clues"),
    [
        ("JDBC", "svc_crm@corp.example", ["svc_crm"]),
        ("JDBC", "jane.doe@corp.example", []),
        ("Tableau 2023.1", "tech_bi", ["Tableau", "tech_bi"]),
    ],
)
def test_clients_are_known_by_program_and_account(
    program: str, account: str, clues: list[str]
) -> None:
    """A technical account is a clue to the client, even in the form of a mail address; a person's
    account is not.
    """
    client = identify_client(program, account)
    assert [clue.value for clue in (client.clues if client else ())] == clues
