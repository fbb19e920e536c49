"""Extract clues to a system from connection strings and settings."""

import re
from collections.abc import Callable

from seamscope.connector.redaction import extract_host, redact
from seamscope.records import Clue, ClueKind

LOCAL = frozenset({"", ".", "(local)", "localhost", "127.0.0.1", "::1"})
# Schemes of URLs whose path is not a database name.
WEB = re.compile(r"(?:https?|s?ftp|s3[an]?|gs|abfss?|wasbs?|file|wss?|amqps?)://", re.I)
# jdbc:oracle:thin:@//host:1521/SERVICE, jdbc:oracle:thin:@host:1521:SID
ORACLE = re.compile(
    r"^jdbc:oracle:\w{1,20}:[^@]{0,200}@(?://)?[\w.\-]{1,255}(?::\d{1,5})?[/:]([\w.$\-]{1,128})",
    re.I,
)
# Settings of data loaders that contain a host or a database.
HOSTS = ("host", "hostname", "api_url", "base_url", "instance_url", "url", "domain", "subdomain")
DATABASES = ("dbname", "database", "db", "database_name", "project_id")
# A host without a domain: a name such as ``dwh01`` or ``erp-db``, not "postgres" or "db".
SHORT_HOST = re.compile(r"(?=[^-\d]*[-\d])[\w-]{3,63}")
# (DESCRIPTION=(ADDRESS=(HOST=db1)(PORT=1521))(CONNECT_DATA=(SERVICE_NAME=ERP)))
DESCRIPTOR = re.compile(r"\(\s{0,9}(HOST|SERVICE_NAME|SID)\s{0,9}=\s{0,9}([\w.$\-]{1,255})", re.I)
# ERP@db1, "ERP on db1", and "on" in other languages
AT = re.compile(r"([\w$#]{1,128})(?:@| (?:on|at|auf|sur|en|su|op|em|na) )([\w.\-]{1,255})", re.I)
# db1:1521/ERP, //db1/ERP
EASY = re.compile(r"(?://)?([\w.\-]{1,255})(?::\d{1,5})?/([\w.$#\-]{1,128})(?:[:/?]\S*)?", re.I)
ORACLE_CLIENT = re.compile(r"\boraoledb|\bmsdaora|\boracle\b", re.I)
# "DB BRAUMES", "Datenbank: ORD_PRD", "account CMS_EDW": a word and a name in capitals.
NAMED_DATABASE = re.compile(
    r"\b(?i:dbs?|database|datenbank|base de donn[ée]es|base de datos|database|banca dati|bdd"
    r"|banco de dados|base de dados|baza(?: danych)?|schema|account|catalog)\s{0,3}[:=]?\s{0,3}"
    r"[\"'`]?([A-Z][A-Z0-9]{2,40}(?:_[A-Z0-9]{1,40}){0,5}|[A-Za-z][A-Za-z0-9]{0,40}_[A-Za-z0-9_]{1,60})"
    r"(?![\w.@-])"
)
SERVER = ("data source", "server", "address", "addr", "network address", "host", "hostname")
DATABASE = ("initial catalog", "database", "dbname", "db")


def parse_connection_clues(text: str) -> tuple[Clue, ...]:
    """Return the database and the host of a connection string: `key=value;…`, URL or JDBC URL.

    The local host is ignored, and secrets are never returned.
    """
    if "://" in text or text.lower().startswith("jdbc:"):
        text = redact(text)  # a password may contain the `/` before a database
        path = None if WEB.match(text) else re.search(r"://[^/?#;]+/([^/?#;]+)", text)
        named = re.search(r"[;?&]database(?:name)?=([^;&]+)", text, re.I)
        match = named or path or ORACLE.search(text)
        database = match[1] if match else ""
        return build_clues(
            (ClueKind.DATABASE, database), (ClueKind.HOST, _find_host(extract_host(text)))
        )
    pairs = {
        key.strip().lower(): value.strip().strip("\"'{}")
        for key, _, value in (part.partition("=") for part in text.split(";"))
    }
    server = next((pairs[key] for key in SERVER if pairs.get(key)), "")
    database = next((pairs[key] for key in DATABASE if pairs.get(key)), "")
    if ORACLE_CLIENT.search(pairs.get("provider", "") or pairs.get("driver", "")):
        return _parse_net_service(server)
    bare = re.split(r"[\\,]", server.removeprefix("tcp:"))[0]
    return build_clues((ClueKind.DATABASE, database), (ClueKind.HOST, _find_host(bare)))


def _parse_net_service(name: str) -> tuple[Clue, ...]:
    """Return the clues in the data source of an Oracle client: ``ERP`` or ``db1:1521/ERP``.

    An alias from tnsnames.ora is returned as the name of a database.
    """
    clues = parse_connect_string(name)
    alias = name if re.fullmatch(r"[\w$#-]{1,128}", name) else name.partition(".")[0]
    return clues or build_clues((ClueKind.DATABASE, alias))


def parse_connect_string(text: str) -> tuple[Clue, ...]:
    """Return the database and the host in the connect string of any client.

    Supported forms are ``db1:1521/ERP``, ``ERP@db1``, ``ERP on db1``, an Oracle Net descriptor, a
    URL and ``key=value;…``. A single word is ignored, because it may be a host, a database or an
    alias.
    """
    plain = text.strip()
    if parts := {key.casefold(): value for key, value in DESCRIPTOR.findall(plain)}:
        database = parts.get("service_name") or parts.get("sid", "")
        return build_clues(
            (ClueKind.DATABASE, database), (ClueKind.HOST, _find_host(parts.get("host", "")))
        )
    if "://" in plain or plain.casefold().startswith("jdbc:") or "=" in plain:
        return parse_connection_clues(plain)
    if found := AT.fullmatch(plain):
        return build_clues((ClueKind.DATABASE, found[1]), (ClueKind.HOST, _find_host(found[2])))
    if found := EASY.fullmatch(plain):
        return build_clues((ClueKind.DATABASE, found[2]), (ClueKind.HOST, _find_host(found[1])))
    host = _find_host(plain)
    return build_clues((ClueKind.HOST, host if "." in host else ""))


def find_stated_databases(text: str) -> tuple[Clue, ...]:
    """Return the databases that a remark names: "DB BRAUMES", "Snowflake, account CMS_EDW"."""
    return build_clues(*((ClueKind.DATABASE, name) for name in NAMED_DATABASE.findall(text)))


def find_setting_clues(setting: Callable[..., str]) -> tuple[Clue, ...]:
    """Return the host and the database in the settings of a data loader.

    A value that is a variable (`${HOST}`) is ignored.

    setting: called with several keys; returns the value of the first key that is set, "" if none is
    set.
    """
    host, database = setting(*HOSTS), setting(*DATABASES)
    host = "" if "$" in host else _find_host(extract_host(host))
    short = SHORT_HOST.fullmatch(setting("host", "hostname"))
    return build_clues(
        (ClueKind.HOST, host if "." in host or short else ""),
        (ClueKind.DATABASE, "" if "$" in database else database),
    )


def normalise_loader_name(name: str) -> str:
    """Return a loader's name in dbt's spelling: Meltano's ``tap-x`` → ``tap_x``."""
    is_loader = re.match(r"(?:tap|target)[-_]", name, re.I) is not None
    return name.replace("_", "-") if is_loader else name


def extract_path(url: str) -> str:
    """Return the path of a URL without its query: ``https://erp/api/v1?x=1`` → ``/api/v1``.

    A text without a scheme is a path already.
    """
    return re.sub(r"^[a-z]+://[^/?#]*", "", url).partition("?")[0]


def build_clues(*found: tuple[ClueKind, str]) -> tuple[Clue, ...]:
    """Build a clue from each pair whose value is not empty."""
    return tuple(Clue(kind=kind, value=value) for kind, value in found if value)


def _find_host(name: str) -> str:
    return "" if name.lower() in LOCAL else extract_host(name)
