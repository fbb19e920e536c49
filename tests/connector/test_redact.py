"""Readers return no text that looks like a credential."""

import time

import pytest

from seamscope.connector import Doc, extract_host, is_secret_name, redact
from seamscope.connector.parse import parse_xml
from seamscope.connector.redaction import blank_secrets
from seamscope.connector.scrub import scrub
from seamscope.connector.tabular import read_csv_table
from seamscope.connector.usage import Usage
from seamscope.records import Clue, ClueKind, Endpoint, Evidence, Flow, Query, System, SystemRef

SECRET = "s3cr3tValue"  # a planted secret, not a real one


@pytest.mark.parametrize(
    "text",
    [
        f"jdbc:postgresql://db:5432/x?user=u&password={SECRET}",
        f"jdbc:sqlserver://db;user=u;password={SECRET};x=1",
        f"jdbc:oracle:thin:scott/{SECRET}@//db:1521/x",
        f"postgres://u:{SECRET}@db/x",
        f"mongodb+srv://u:{SECRET}@db/x",
        f"Server=db;Uid=u;Pwd={SECRET};",
        f"DefaultEndpointsProtocol=https;AccountKey={SECRET}==",
        f"Endpoint=sb://x/;SharedAccessKey={SECRET}",
        f'"database.password": "{SECRET}"',
        f"api_key={SECRET}",
        f"client_secret: {SECRET}",
        f"Authorization: Bearer {SECRET}",
        f"authorization: basic {SECRET}",
        f"//u:{SECRET}@git.example.com/x",
        f"https://u:p@{SECRET}@host/x",
        f"connect scott/{SECRET}@orcl",
        f"IDENTIFIED BY '{SECRET}'",
        f"ALTER USER u PASSWORD '{SECRET}'",
        f"Pwd={{p;{SECRET}}};Encrypt=yes",
        f"Password='two words {SECRET}'",
        f"Password=p,{SECRET};",
        f"Password=p&{SECRET};Encrypt=yes",
        f'sasl.jaas.config=x required username=\\"u\\" password=\\"{SECRET}\\";',
        f"-----BEGIN RSA PRIVATE KEY-----\n{SECRET}\n-----END RSA PRIVATE KEY-----",
        f"-----BEGIN PRIVATE KEY-----\n{SECRET}",
        f"https://hooks.slack.com/services/T0001/B0002/{SECRET}",
        f"Ocp-Apim-Subscription-Key: {SECRET}",
        f"snowflake.private.key={SECRET}",
        "ASIAABCDEFGHIJKLMNOP",
        f"https://x.blob/y?sv=1&sig={SECRET}",
        "AKIAABCDEFGHIJKLMNOP",
        "ghp_abcdefghijklmnopqrstuvwx",
        "eyJhbGciOiJIUzI1.eyJzdWIiOiIxMjM0.abc",
    ],
)
def test_credentials_are_hidden(text: str) -> None:
    """Each notation of a credential is masked with `***`."""
    hidden = redact(text)
    assert SECRET not in hidden
    assert "***" in hidden


@pytest.mark.parametrize(
    "text",
    [
        "",
        "jdbc:postgresql://db:5432/x",
        "the token bucket",
        "pass-through",
        "a: b",
        "Basic authentication",
        "bearer credentials",
        "http://host:8080/a@b",
        "connect a to b",
    ],
)
def test_other_text_is_left_alone(text: str) -> None:
    """Text without a credential comes back unchanged."""
    assert redact(text) == text


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("jdbc:postgresql://db.example.com:5432/x?user=u", "db.example.com"),
        ("jdbc:sqlserver://db;databaseName=x", "db"),
        ("jdbc:oracle:thin:u/p@//db:1521/x", "db"),
        ("https://u:p@host/x", "host"),
        ("snowflake://acme.eu-central-1", "acme.eu-central-1.snowflakecomputing.com"),
        ("snowflake://acme.snowflakecomputing.com/db", "acme.snowflakecomputing.com"),
        ("kafka:9092,kafka2:9092", "kafka"),
        ("http://[::1", ""),
        ("https://{tenant}.example.com/x", ""),
        ("", ""),
    ],
)
def test_hosts_are_found_without_credentials(url: str, host: str) -> None:
    """The host of any URL form is found, without port or credentials."""
    assert extract_host(url) == host


@pytest.mark.parametrize("text", ["a." * 100_000, "token" * 40_000, "bearer " * 30_000])
def test_a_hostile_text_without_a_secret_is_unchanged(text: str) -> None:
    """Long repetitive strings without a secret, which could make a careless regular expression run
    forever, are returned unchanged.
    """
    assert redact(text) == text


def test_names_of_secrets_are_known() -> None:
    """`database.password` is the name of a secret, and `database.user` is not."""
    assert is_secret_name("database.password")
    assert is_secret_name("sasl.jaas.token")
    assert not is_secret_name("database.user")


def test_a_record_is_scrubbed_throughout_but_for_sql() -> None:
    """Secrets in all strings of a record are masked, except in the SQL of a query, which lineage
    needs.
    """
    where = Evidence(file="a")
    ref = SystemRef(name=f"pwd={SECRET}", clues=(Clue(kind=ClueKind.HOST, value="db"),))
    flow = Flow(source=Endpoint(system=ref), target=Endpoint(system=SystemRef()), evidence=where)
    assert SECRET not in str(scrub(flow))
    query = Query(text=f"-- password={SECRET}", evidence=where, technology=f"token={SECRET}")
    assert SECRET in scrub(query).text  # type: ignore[union-attr]
    assert SECRET not in scrub(query).technology  # type: ignore[union-attr]
    clean = System(name="SAP", evidence=where)
    assert scrub(clean) is clean


def test_a_value_is_cleaned_before_a_connector_takes_it_apart() -> None:
    """Passwords in URLs are masked in documents, cells and XML elements; SQL is not changed."""
    url = f"https://u:{SECRET}@host/a"
    assert Doc({"a": url}, Usage({}, Evidence))["a"].text == "https://u:***@host/a"  # type: ignore[arg-type]
    (row,) = read_csv_table(f"name,url\nSAP,{url}\n", "a.csv", "").rows
    assert row.get("url") == "https://u:***@host/a"
    root = parse_xml(f'<a b="{url}">{url}</a>'.encode(), "a.xml")
    assert (root.text, root.get("b")) == ("https://u:***@host/a", "https://u:***@host/a")
    join = "SELECT a FROM t JOIN s ON t.token = s.token"
    assert Doc(join, Usage(join, Evidence)).text == join  # type: ignore[arg-type]


def test_a_key_in_a_script_is_blank_and_keeps_its_lines() -> None:
    """A private key in a script becomes spaces with the same line breaks, up to its END line or the
    end of the text.
    """
    script = "-- -----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----\nSELECT 1"
    assert blank_secrets(script).split("\n")[1:] == ["   ", " " * 25, "SELECT 1"]
    cut = "SELECT 1;\n-----BEGIN PGP MESSAGE-----\nabc"
    assert blank_secrets(cut).split("\n")[0] == "SELECT 1;"
    assert "abc" not in blank_secrets(cut)
    assert blank_secrets("SELECT 1 -----") == "SELECT 1 -----"


def test_a_token_that_the_file_cuts_short_is_hidden() -> None:
    """A token that a truncated file cuts short is masked."""
    token = "SG." + "a1B2c3D4e5F6g7H8i9J0" + "." + "k1L2m3N4o5"
    assert token not in redact(f"send with {token}")


@pytest.mark.parametrize("word", ["isql", "curl", "password", "net", "token"])
def test_plain_words_take_little_time(word: str) -> None:
    """A text of 152 kB, in which every other word is a program or a field name, takes less than a
    second.
    """
    text = f"{word} and " * (152_000 // (len(word) + 5))
    started = time.process_time()
    assert redact(text) == text
    assert time.process_time() - started < 1
