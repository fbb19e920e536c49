"""Remote systems: host, database and product from connection strings, URLs and file locations.

Passwords and user names are never read.
"""

import re
from dataclasses import dataclass, replace
from typing import NamedTuple

from seamscope.knowledge.side_doors import SideDoor
from seamscope.records import Clue, ClueKind, Mechanism

_URL = re.compile(
    r"\A(?:jdbc:)?(?P<scheme>[a-z][a-z0-9+.]*):(?:thin:)?(?://|@)(?P<rest>.*)", re.I | re.S
)
_LOCATION = re.compile(
    r"(?:s3[an]?|gs|gcs|wasbs?|abfss?|adls?|azure|https?|hdfs|file|r2|oss|viewfs|cosn|obs)://"
    r"|dbfs:/",
    re.I,
)
# Object storage in other spellings: Teradata's ``/s3/host/path``, Aurora's ``s3-region://bucket``.
_STORE = re.compile(r"/(?P<kind>s3|gs|az)/(?P<host>[^\s/]+)/?(?P<path>\S*)", re.I)
_REGION = re.compile(r"s3-[a-z0-9\-]{4,30}://", re.I)
_FILE = re.compile(
    r"\.(?:csv|tsv|txt|parquet|json[l]?|ndjson|xlsx?|orc|avro|dat|bcp|gz|xml)$", re.I
)
_PAIRS = {
    "host": r"(?:host(?:addr)?|server(?:node)?|data source|address|addr|datasrc|network address)",
    "database": r"(?:dbname|database|initial catalog|service_name|sid|db)",
}
DIALECTS = {
    "postgres": r"postgres|psql|redshift", "oracle": r"oracle|msdaora|oraoledb",
    "mysql": r"mysql|maria", "tsql": r"sqlserver|sql server|sqlncli|msoledbsql|mssql|sqloledb",
    "snowflake": r"snowflake", "bigquery": r"bigquery", "teradata": r"teradata",
}  # fmt: skip

# The product of each provider's dialect, without dialects that several products use.
PRODUCTS = {"tsql": "sqlserver", "oracle": "oracle", "mysql": "mysql", "postgres": "postgres"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Remote:
    """The system behind a linked server, database link, connection, stage or share.

    host: "" if the definition does not contain it.
    database: "" if the definition does not contain it.
    product: the product as written in the definition.
    location: the folder or bucket of a stage's files, as `s3://bucket/folder`.
    """

    name: str
    technology: str
    host: str = ""
    database: str = ""
    product: str = ""
    location: str = ""
    mechanism: Mechanism = Mechanism.DATABASE_LINK

    @property
    def dialect(self) -> str:
        """Return the dialect of SQL that OPENQUERY or dblink sends to the system, "" if unknown."""
        return find_dialect(f"{self.product} {self.technology}")

    def list_clues(self) -> tuple[Clue, ...]:
        """Return the names, hosts and databases that identify the system, the strongest first."""
        clues = (
            (ClueKind.SERVER, self.name), (ClueKind.HOST, self.host),
            (ClueKind.DATABASE, self.database), (ClueKind.PRODUCT, self.product),
        )  # fmt: skip
        return tuple(Clue(kind=kind, value=value) for kind, value in clues if value)

    def intersect(self, other: "Remote") -> "Remote":
        """Return this system without the properties that differ from those of `other`."""

        def keep(one: str, two: str) -> str:
            return one if one == two else ""

        return replace(
            self,
            host=keep(self.host, other.host),
            database=keep(self.database, other.database),
            product=keep(self.product, other.product),
            location=keep(self.location, other.location),
        )


class DefinedDoor(NamedTuple):
    """A function or model that a script defines and through which data leaves the database.

    Example: ``CREATE EXTERNAL FUNCTION score(…) AS 'https://…'``.

    door: the kind of statement that defines it.
    ends: the addresses or names of the other system, as written.
    """

    door: SideDoor
    ends: tuple[str, ...]


def find_dialect(text: str) -> str:
    """Return the dialect of a product, provider or wrapper: `SQLNCLI` → `tsql`; "" if unknown."""
    return next((name for name, cue in DIALECTS.items() if re.search(cue, text, re.I)), "")


def parse_connection(text: str) -> tuple[str, str, str]:
    """Return the host, database and product of a connection string, URL or `host:port`.

    `jdbc:postgresql://db1:5432/crm` → `("db1", "crm", "postgresql")`; "" for missing parts.
    """
    text = text.strip()
    if url := _URL.match(text):
        rest = url["rest"].rsplit("@", 1)[-1].lstrip("/")
        host, _, path = rest.partition("/")
        if ";" in host:  # jdbc:sqlserver://host:1433;databaseName=db
            host, _, path = host.partition(";")
        option = re.search(r"database(?:Name)?=([^;&]+)", text, re.I)
        database = option[1] if option else re.split(r"[?;]", path)[0]
        return _strip_host(host), database, _read_product(url["scheme"])
    pairs = {
        key: re.search(rf"\b{words}\s*=\s*'?\s*([^\s;,'\"()]+)", text, re.I)
        for key, words in _PAIRS.items()
    }
    host, database = (pair[1] if pair else "" for pair in pairs.values())
    if not host and "=" not in text:
        host, _, database = text.lstrip("/").partition("/")
    return _strip_host(host), database, ""


def _read_product(scheme: str) -> str:
    return "" if scheme.casefold() in {"jdbc", "odbc", "tcp", "http", "https"} else scheme


def _strip_host(text: str) -> str:
    """Return a host without protocol, user and port: `tcp:me@db1,1433` → `db1`."""
    text = re.sub(r"^(?:tcp|np|lpc):", "", text.strip(), flags=re.I)
    text = text.rsplit("@", 1)[-1]
    return re.sub(r"[,:]\d+.*$", "", text) if re.fullmatch(r"[\w.\-\\:,]+", text) else ""


def read_store(text: str) -> str:
    """Return a location in object storage as a URL, and any other string unchanged.

    ``/s3/b.s3.amazonaws.com/x`` -> ``s3://b/x``; ``s3-eu-west-1://b/x`` -> ``s3://b/x``
    """
    if (found := _STORE.fullmatch(text)) is None:
        return _REGION.sub("s3://", text, count=1) if _REGION.match(text) else text
    kind, host, path = found["kind"].casefold(), found["host"], found["path"]
    if kind == "az":
        return f"https://{host}/{path}"
    if host.startswith(("s3.", "storage.googleapis.com")):  # the bucket is in the path
        return f"{kind}://{path}"
    return f"{kind}://{host.split('.')[0]}/{path}"


def is_location(name: str) -> bool:
    """Return whether a name is a file, folder or bucket: `s3://b/x`, `x.csv`, `/data`."""
    return bool(_LOCATION.match(name) or (_FILE.search(name) and not name.startswith("@"))) or (
        name.startswith(("/", "./", "\\\\")) or bool(re.match(r"[A-Za-z]:[\\/]", name))
    )
