"""The database that a catalogue export describes, and the systems to which its objects belong."""

from dataclasses import dataclass

from seamscope.connector import Doc
from seamscope.connector.connections import LOCAL, build_clues
from seamscope.records import ClueKind, SystemRef


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineFacts:
    """The usual name of a database engine, and the sqlglot dialect of its SQL."""

    product: str
    dialect: str


ENGINES = {
    "postgresql": EngineFacts(product="PostgreSQL", dialect="postgres"),
    "mysql": EngineFacts(product="MySQL", dialect="mysql"),
    "sqlite": EngineFacts(product="SQLite", dialect="sqlite"),
    "duckdb": EngineFacts(product="DuckDB", dialect="duckdb"),
    "sqlserver": EngineFacts(product="Microsoft SQL Server", dialect="tsql"),
    "oracle": EngineFacts(product="Oracle Database", dialect="oracle"),
    "snowflake": EngineFacts(product="Snowflake", dialect="snowflake"),
    "bigquery": EngineFacts(product="BigQuery", dialect="bigquery"),
    "databricks": EngineFacts(product="Databricks", dialect="databricks"),
    "teradata": EngineFacts(product="Teradata", dialect="teradata"),
}
# Engines whose schemas are databases, so that each may belong to another application.
FLAT = frozenset({"mysql"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The database and schema of an object; "" if unknown."""

    database: str
    schema: str

    def spell(self, name: str) -> str:
        """Return a dataset's name with its schema: ``orders`` → ``sales.orders``."""
        return f"{self.schema}.{name}" if self.schema else name


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """The database that a catalogue describes. engine: lower-case name, such as "postgresql"."""

    engine: str
    host: str
    name: str

    @classmethod
    def read(cls, doc: Doc) -> "Database":
        """Return the database described by the top-level keys of a catalogue."""
        host = doc["host"].text
        return cls(
            engine=doc["engine"].text.casefold(),
            host="" if host.casefold() in LOCAL else host,
            name=doc["database"].text,
        )

    @property
    def facts(self) -> EngineFacts:
        """Product and dialect of the engine; an unknown engine has no dialect."""
        return ENGINES.get(self.engine, EngineFacts(product=self.engine, dialect=""))

    def find_place(self, item: Doc) -> Place:
        """Return the database and the schema of an entry of the catalogue."""
        schema, database = item["schema"].text, item["database"].text
        if self.engine in FLAT:
            return Place(database=database or schema or self.name, schema="")
        return Place(database=database or self.name, schema=schema)

    def identify(self, place: Place) -> SystemRef:
        """Return the system that contains a database and schema; host and product are clues as
        well.
        """
        clues = build_clues(
            (ClueKind.DATABASE, place.database),
            (ClueKind.SCHEMA, place.schema),
            (ClueKind.HOST, self.host),
            (ClueKind.PRODUCT, self.facts.product),
        )
        return SystemRef(clues=clues, service=True)

    @property
    def place(self) -> Place:
        """The database itself, without a schema."""
        return Place(database=self.name, schema="")

    def identify_home(self, place: Place) -> SystemRef:
        """Return the system that runs the SQL of an object: the database without its schema.

        The query itself contains the schema, which lineage needs to resolve table names.
        """
        return self.identify(Place(database=place.database, schema=""))
