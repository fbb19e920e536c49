"""Read lists of named connections: the host and database of each connection name.

Tools store connections separately from the jobs that use them: Airflow connections, Informatica
relational connections, data sources of a reporting server. Users, passwords and other columns are
never read. Net service names of Oracle clients are connections as well.
"""

import json
import re
from collections.abc import Iterable, Iterator

from seamscope.connector import Claim, Connector, Doc, File, Fit, Source, is_secret_name
from seamscope.connector.connections import build_clues, parse_connect_string
from seamscope.connector.entries import note_reading, skip_entry
from seamscope.connector.redaction import extract_host
from seamscope.connector.tabular import Row
from seamscope.records import Clue, ClueKind, Connection, Evidence, Record
from seamscope_connectors.connections.links import COLUMNS, View, find_view, is_link
from seamscope_connectors.connections.partners import (
    PARTNER_FILES,
    is_partner_list,
    list_partners,
)

NAMES = ("conn_id", "connection_id", "connection_name", "connection", "data_source_name",
         "datasource_name", "dsn_name", "linked_service", "verbindungsname", "verbindung",
         "nom_de_connexion", "nom_connexion", "connexion", "nombre_de_conexion", "conexion",
         "nome_connessione", "connessione", "verbindingsnaam", "verbinding", "nome_da_conexao",
         "conexao", "nazwa_polaczenia", "polaczenie")  # fmt: skip
HOSTS = ("host", "hostname", "host_name", "server", "server_name", "servername", "fqdn", "rechner",
         "hote", "serveur", "servidor", "anfitrion")  # fmt: skip
DATABASES = ("database", "database_name", "db", "db_name", "dbname", "service_name", "sid",
             "initial_catalog", "catalog", "datenbank", "base_de_donnees", "base_de_datos",
             "base_dati", "banco_de_dados", "baza_danych")  # fmt: skip
STRINGS = ("connect_string", "connection_string", "connectstring", "connectionstring", "jdbc_url",
           "url", "uri", "dsn", "connect_string_dsn", "connection_url", "verbindungszeichenfolge",
           "verbindungsstring", "chaine_de_connexion", "cadena_de_conexion",
           "stringa_di_connessione", "verbindingsreeks", "cadeia_de_conexao")  # fmt: skip
TYPES = ("conn_type", "connection_type", "type", "subtype", "typ", "tipo")
USERS = ("login", "user", "user_name", "username", "benutzer", "utilisateur", "usuario")
REMARKS = ("port", "password", "extra", "description", "code_page", "is_encrypted",
           "is_extra_encrypted", "id")  # fmt: skip
KNOWN = frozenset(
    (*NAMES, *HOSTS, *DATABASES, *STRINGS, *TYPES, *USERS, *REMARKS, *COLUMNS, "schema")
)
AIRFLOW = "conn_type"  # Airflow writes the database into `schema`, except for Snowflake


# ``ERP, ERP.WORLD = (`` at the beginning of a line of `tnsnames.ora`.
ALIAS = re.compile(
    r"^([A-Za-z][\w.$#-]{0,127}(?:[ \t]{0,20},[ \t]{0,20}[A-Za-z][\w.$#-]{0,127}){0,20})"
    r"[ \t]{0,40}=\s{0,80}\((?=\s{0,40}(?:DESCRIPTION|ADDRESS))",
    re.M | re.I,
)
COMMENT = re.compile(r"#[^\n]*")


class ConnectionsConnector(Connector):
    """Reads the connections of ETL tools, schedulers and reporting servers."""

    name = "connections"
    reads = (
        "lists of named connections and linked servers (CSV, XLSX; `airflow connections export`;"
        " Oracle tnsnames.ora; partners of Axway CFT)"
    )

    def claim(self, file: File) -> Claim | None:
        if file.suffix in {".json", ".yaml", ".yml"}:
            exported = f'"{AIRFLOW}"' in (head := file.head(4096)) or f"\n  {AIRFLOW}:" in head
            return Claim(reason="has Airflow connections") if exported else None
        if file.suffix in {".ora", *PARTNER_FILES}:
            return _claim_definitions(file)
        if file.suffix not in {".csv", ".tsv", ".xlsx"} or not file.size:
            return None
        for table in file.read_heads(KNOWN):
            if find_view(table.headers):
                return Claim(reason="has the columns of a list of linked servers")
            if _is_list(table.headers):
                return Claim(reason="has the columns of a connection list", fit=Fit.GENERIC)
        return None

    def read(self, source: Source) -> Iterator[Record]:
        for file in source.files:
            found = list(_read_file(file))
            yield from (item for item in found if isinstance(item, Connection))
            lacking = [item for item in found if isinstance(item, Evidence)]
            remedy = "add a column with the host, database or connect string of each connection"
            if len(lacking) == len(found):
                yield skip_entry("no connection has a host or a database", remedy, file.at(1))
            elif lacking:
                problem = (
                    f"connections without a name, or without host and database: {len(lacking)}"
                )
                yield note_reading(problem, remedy, lacking[0])


def _claim_definitions(file: File) -> Claim | None:
    """Claim a file in which a client defines connections by name, such as ``tnsnames.ora``."""
    head = file.head(16384)
    if file.suffix in PARTNER_FILES:
        return Claim(reason="partners of Axway Transfer CFT") if is_partner_list(head) else None
    return Claim(reason="Oracle net service names") if ALIAS.search(head) else None


def _is_list(headers: Iterable[str]) -> bool:
    found = set(headers)
    return bool(found & {*NAMES} and found & {*HOSTS, *STRINGS})


def _read_file(file: File) -> Iterator[Connection | Evidence]:
    """Yield the connections of a file, and the evidence of each connection without host and
    database.
    """
    if file.suffix in {".ora", *PARTNER_FILES}:
        yield from (_read_aliases(file) if file.suffix == ".ora" else list_partners(file))
        return
    if file.suffix in {".json", ".yaml", ".yml"}:
        for name, entry in file.document().items():
            yield from _read_entry(name, entry)
        return
    for table in file.tables(KNOWN):
        if view := find_view(table.headers):
            yield from _read_links(view, table.rows)
        elif _is_list(table.headers):
            for row in table.rows:
                schema = "" if AIRFLOW not in table.headers else row.get("schema")
                yield from _build(
                    row.get(*NAMES),
                    (row.get(*HOSTS), row.get(*DATABASES) or schema, row.get(*STRINGS)),
                    row.get(*TYPES),
                    row.evidence,
                )


def _read_links(view: View, rows: Iterable[Row]) -> Iterator[Connection | Evidence]:
    """Yield the linked servers of a view under their full names and under their names without
    domain.

    ``ERP.EXAMPLE.COM`` is yielded a second time as ``ERP``. A row without a name or address yields
    its evidence.
    """
    for row in rows:
        if not is_link(row):
            continue
        name, clues = row.get(*view.names), view.read(row)
        for one in dict.fromkeys((name, name.partition(".")[0])):
            yield (
                Connection(name=one, clues=clues, evidence=row.evidence)
                if one and clues
                else row.evidence
            )


def _read_aliases(file: File) -> Iterator[Connection | Evidence]:
    """Yield the net service names of a `tnsnames.ora`, each also without its domain.

    ``ERP.WORLD = (DESCRIPTION = (ADDRESS = (HOST = db1)…) …)`` → ``ERP.WORLD`` and ``ERP``.
    """
    text = COMMENT.sub("", file.text())
    heads = list(ALIAS.finditer(text))
    for number, head in enumerate(heads):
        end = heads[number + 1].start() if number + 1 < len(heads) else len(text)
        where = file.at(text.count("\n", 0, head.start(1)) + 1)
        names = [name.strip() for name in head[1].split(",")]
        for name in dict.fromkeys((*names, *(name.partition(".")[0] for name in names))):
            yield from _build(name, ("", "", _cut_brackets(text[head.end() - 1 : end])), "", where)


def _cut_brackets(text: str) -> str:
    """Return a string up to the bracket that closes its first bracket, "" if there is none."""
    depth = 0
    for at, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if not depth:
            return text[: at + 1]
    return ""


def _read_entry(name: str, entry: Doc) -> Iterator[Connection | Evidence]:
    if entry.is_mapping and entry[AIRFLOW].text:
        extra = _read_extra(entry)
        account = extra.get("account", "") or extra.get("instance_url", "")
        host = entry["host"].text or account or extra.get("host", "") or extra.get("url", "")
        schema = entry["schema"].text
        database = extra.get("database", "") or extra.get("dbname", "") or extra.get("sid", "")
        kind = "" if database else entry[AIRFLOW].text
        yield from _build(name, (host, database or schema, ""), kind, entry.evidence)


def _read_extra(entry: Doc) -> dict[str, str]:
    """Return the settings in `extra` (a mapping or JSON text) without the prefixes of their
    providers.

    ``extra__snowflake__account`` → account
    """
    extra = entry.first("extra", "extra_dejson")
    if extra.is_mapping:
        pairs = {key: value.text for key, value in extra.items()}
    else:
        try:
            loaded = json.loads(extra.text or "{}")
        except ValueError:
            loaded = {}
        found = loaded if isinstance(loaded, dict) else {}
        pairs = {str(key): value for key, value in found.items() if isinstance(value, str)}
    plain = {key.rpartition("__")[2]: value for key, value in pairs.items()}
    return {key: value for key, value in plain.items() if not is_secret_name(key)}


def _build(
    name: str, places: tuple[str, str, str], kind: str, where: Evidence
) -> Iterator[Connection | Evidence]:
    """Yield a connection, or its evidence if it has no name or no known address.

    places: host, database and connect string of the connection.
    """
    host, database, text = places
    if kind.casefold() == "snowflake":
        database = ""  # a schema within the account
    clues: tuple[Clue, ...] = build_clues(
        (ClueKind.HOST, extract_host(host) if host else ""), (ClueKind.DATABASE, database)
    )
    clues = tuple(dict.fromkeys((*clues, *parse_connect_string(text))))
    yield Connection(name=name, clues=clues, evidence=where) if name and clues else where
