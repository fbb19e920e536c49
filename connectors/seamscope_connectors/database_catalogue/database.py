"""The database of a catalogue: how its systems, names and SQL are described."""

from dataclasses import dataclass

from seamscope.connector import Doc
from seamscope.connector.connections import LOCAL, build_clues
from seamscope.records import ClueKind, SystemRef


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineFacts:
    """An engine. product: its usual name; dialect: of its SQL, as sqlglot names it."""

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
# Engines in which a schema is a database: each belongs to an application of its own.
FLAT = frozenset({"mysql"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an object is. database, schema: "" if unknown."""

    database: str
    schema: str

    def spell(self, name: str) -> str:
        """Return the name of a dataset with its schema: `sales.orders`."""
        return f"{self.schema}.{name}" if self.schema else name


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """The database of a catalogue."""

    engine: str
    host: str
    name: str

    @classmethod
    def read(cls, doc: Doc) -> "Database":
        """Return the database that the head of a catalogue describes."""
        host = doc["host"].text
        return cls(
            engine=doc["engine"].text.casefold(),
            host="" if host.casefold() in LOCAL else host,
            name=doc["database"].text,
        )

    @property
    def facts(self) -> EngineFacts:
        """Product and dialect of the engine, empty if it is not known."""
        return ENGINES.get(self.engine, EngineFacts(product=self.engine, dialect=""))

    def find_place(self, item: Doc) -> Place:
        """Return where an entry of the catalogue is."""
        schema, database = item["schema"].text, item["database"].text
        if self.engine in FLAT:
            return Place(database=database or schema or self.name, schema="")
        return Place(database=database or self.name, schema=schema)

    def identify(self, place: Place) -> SystemRef:
        """Return the system that holds a place, by its database, schema, host and product."""
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
        """Return the system in which the SQL of a place runs; lineage adds the schemas."""
        return self.identify(Place(database=place.database, schema=""))
