"""A system behind a name: what connection strings, URLs and options say of it, never a secret."""

import re
from dataclasses import dataclass, replace

from seamscope.records import Clue, ClueKind, Mechanism

_URL = re.compile(
    r"(?:jdbc:)?(?P<scheme>[a-z][a-z0-9+.]*):(?:thin:)?(?://|@)(?P<rest>.*)", re.I | re.S
)
_LOCATION = re.compile(
    r"(?:s3[an]?|gs|gcs|wasbs?|abfss?|adls?|azure|https?|hdfs|file|r2|oss|viewfs|cosn|obs)://"
    r"|dbfs:/",
    re.I,
)
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

# What a provider's dialect says of the product; several products speak some dialects.
PRODUCTS = {"tsql": "sqlserver", "oracle": "oracle", "mysql": "mysql", "postgres": "postgres"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Remote:
    """What a linked server, database link, connection, stage or share stands for.

    host, database: "" if nobody says; product: as written; location: where a stage's files are.
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
        """The dialect its pass-through text is written in, "" if it cannot be told."""
        return dialect_of(f"{self.product} {self.technology}")

    def clues(self) -> tuple[Clue, ...]:
        """Return what tells which system it is, in the order of weight."""
        found = (
            (ClueKind.SERVER, self.name), (ClueKind.HOST, self.host),
            (ClueKind.DATABASE, self.database), (ClueKind.PRODUCT, self.product),
        )  # fmt: skip
        return tuple(Clue(kind=kind, value=value) for kind, value in found if value)

    def common(self, other: "Remote") -> "Remote":
        """Return what two definitions of one name agree on."""

        def same(one: str, two: str) -> str:
            return one if one == two else ""

        return replace(
            self,
            host=same(self.host, other.host),
            database=same(self.database, other.database),
            product=same(self.product, other.product),
            location=same(self.location, other.location),
        )


def dialect_of(text: str) -> str:
    """Return the dialect of a product, provider or wrapper, "" if it is not known."""
    return next((name for name, cue in DIALECTS.items() if re.search(cue, text, re.I)), "")


def connection(text: str) -> tuple[str, str, str]:
    """Return host, database and product from a connection string, URL or `host:port`."""
    text = text.strip()
    if found := _URL.match(text):
        rest = found["rest"].rsplit("@", 1)[-1].lstrip("/")
        host, _, path = rest.partition("/")
        if ";" in host:  # jdbc:sqlserver://host:1433;databaseName=db
            host, _, path = host.partition(";")
        named = re.search(r"database(?:Name)?=([^;&]+)", text, re.I)
        database = named[1] if named else re.split(r"[?;]", path)[0]
        return _host(host), database, _product(found["scheme"])
    found_pairs = {
        key: re.search(rf"\b{words}\s*=\s*'?\s*([^\s;,'\"()]+)", text, re.I)
        for key, words in _PAIRS.items()
    }
    host, database = (m[1] if m else "" for m in found_pairs.values())
    if not host and "=" not in text:
        host, _, database = text.lstrip("/").partition("/")
    return _host(host), database, ""


def _product(scheme: str) -> str:
    return "" if scheme.casefold() in {"jdbc", "odbc", "tcp", "http", "https"} else scheme


def _host(text: str) -> str:
    """Return a host without protocol, port and user."""
    text = re.sub(r"^(?:tcp|np|lpc):", "", text.strip(), flags=re.I)
    text = text.rsplit("@", 1)[-1]
    return re.sub(r"[,:]\d+.*$", "", text) if re.fullmatch(r"[\w.\-\\:,]+", text) else ""


def is_location(name: str) -> bool:
    """Tell whether a name is that of a file, folder or bucket."""
    return bool(_LOCATION.match(name) or (_FILE.search(name) and not name.startswith("@"))) or (
        name.startswith(("/", "./", "\\\\")) or bool(re.match(r"[A-Za-z]:[\\/]", name))
    )


def located(name: str) -> tuple[str, tuple[Clue, ...], str]:
    """Return a file's system (name and clues) and its path there."""
    if local := re.match(r"file://(/.*)", name, re.I | re.S):
        return "files", (), local[1]
    found = re.match(r"(?P<scheme>[a-z0-9]+)://(?P<bucket>[^/?]+)/?(?P<path>[^?]*)", name, re.I)
    if not found:
        return "files", (), name
    scheme, bucket = found["scheme"].casefold(), found["bucket"].rsplit("@", 1)[-1]
    host = {
        "s3": f"{bucket}.s3.amazonaws.com", "s3a": f"{bucket}.s3.amazonaws.com",
        "s3n": f"{bucket}.s3.amazonaws.com", "gs": f"{bucket}.storage.googleapis.com",
        "gcs": f"{bucket}.storage.googleapis.com", "file": "",
    }.get(scheme, bucket)  # fmt: skip
    if scheme == "file":
        return "files", (), found["path"]
    key = f"{scheme}://{bucket}"
    clues = Clue(kind=ClueKind.SERVER, value=key), Clue(kind=ClueKind.HOST, value=host)
    return "", clues, found["path"]
