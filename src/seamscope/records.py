"""What connectors say: records, each with the evidence it was read from.

A record is a claim of one source. Names in it are the source's own; `resolve` decides which
of them mean the same system or dataset.
"""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Whether a system or flow is at work. Only ACTIVE flows make an integration."""

    ACTIVE = "active"
    PLANNED = "planned"
    DISABLED = "disabled"
    FAILED = "failed"
    RETIRED = "retired"
    DEVELOPMENT = "development"
    UNKNOWN = "unknown"  # a state is given, and nobody understands it


class Intent(StrEnum):
    """What a person declares to do with a flow: build it, replace it, or nothing."""

    NONE = ""
    BUILD = "build"
    REPLACE = "replace"


class Certainty(StrEnum):
    """CERTAIN: read from configuration or code that runs; LIKELY: inferred from names."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"


class Mechanism(StrEnum):
    """How data moves. `technology` beside it names the product or protocol."""

    API = "api"
    EVENTS = "events"
    CDC = "cdc"
    ETL = "etl"
    FILE = "file"
    SQL = "sql"
    DATABASE_LINK = "database_link"
    MANUAL = "manual"
    UNKNOWN = "unknown"


class ClueKind(StrEnum):
    """What a clue to a system is. A clue is never a system by itself."""

    ID = "id"  # an identifier of the source, e.g. a CMDB sys_id
    APP_ID = "app_id"  # the organisation's own number of an application, the same in every source
    NAME = "name"  # a name that nobody lists
    HOST = "host"  # a host name, without port or credentials
    DATABASE = "database"  # a database or catalog name
    SCHEMA = "schema"  # a schema name
    NAMESPACE = "namespace"  # a pattern of dataset names, e.g. "erp.*"
    SERVER = "server"  # a linked server or database link
    SOURCE = "source"  # a dbt source_name, a topic prefix: a loader's own name for a system
    PRODUCT = "product"  # a product named outright: "Oracle E-Business Suite", "postgresql"
    CLASS = "class"  # a connector class or linked-service type
    FOLDER = "folder"  # the folder or project the text stands in
    TOPIC = "topic"  # a pattern of topics a broker carries


class EdgeKind(StrEnum):
    """How a target column depends on a source column."""

    IDENTITY = "identity"
    EXPRESSION = "expression"
    AGGREGATE = "aggregate"
    INDIRECT = "indirect"  # filters and joins


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Evidence:
    """Where a fact was read.

    file: path below the input root, with `/`; line: 1-based, if the format has lines;
    place: a JSON pointer, `Sheet!row` or an element's name where that says more than the line.
    """

    file: str
    line: int = 0
    place: str = ""
    connector: str = ""

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where} ({self.place})" if self.place else where


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Clue:
    """One hint to a system, e.g. `Clue(kind=ClueKind.HOST, value="erp01.example.com")`."""

    kind: ClueKind
    value: str


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class SystemRef:
    """How a source names a system: its own name for it (may be empty) and the clues it gives.

    Clues stand in the order of their weight: the first that resolves decides.
    service: the source declares it as an application's database or service of its own (a project
    connection, a linked service), which a host or schema that is only mentioned is not.
    """

    name: str = ""
    clues: tuple[Clue, ...] = ()
    service: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Endpoint:
    """One end of a flow: a system and, where known, the dataset in the author's spelling."""

    system: SystemRef
    dataset: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Column:
    """A column of a dataset; type and classification as the source writes them."""

    name: str
    type: str = ""
    classification: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class ColumnEdge:
    """Column lineage of one flow: source column to target column."""

    source: str
    target: str
    kind: EdgeKind = EdgeKind.IDENTITY


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """A system, application, platform or database that somebody names as such.

    name: the source's name; kind: erp, crm, warehouse, monitoring… if the source says so;
    support: who is called at 2 am; environment: test, UAT… ("" is production or unknown);
    clues: ids, hosts, databases, schemas, namespaces and servers that mean this system;
    state_said: the source's own words for the state, "" if it gives none; state_date: when that
    was so, as an ISO date of any precision ("2021", "2024-03-31"), "" if not dated.
    other_names: names that may mean it, such as a short code or a second language's name: they
    are asked about and never joined, unlike `aliases`; description: a text that may hold more.
    """

    name: str
    evidence: Evidence
    kind: str = ""
    product: str = ""
    vendor: str = ""
    domain: str = ""
    owner: str = ""
    support: str = ""
    criticality: str = ""
    hosting: str = ""
    classification: str = ""
    documentation: str = ""
    environment: str = ""
    state: State = State.ACTIVE
    state_said: str = ""
    state_date: str = ""
    aliases: tuple[str, ...] = ()
    clues: tuple[Clue, ...] = ()
    other_names: tuple[str, ...] = ()
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """A table, view, topic, object or file of a system. `columns` None: not known."""

    system: SystemRef
    name: str
    evidence: Evidence
    columns: tuple[Column, ...] | None = None
    kind: str = "table"
    entity: str = ""
    owner: str = ""
    classification: str = ""
    state: State = State.ACTIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class Interface:
    """A contract or interface that a system offers. Without a consumer it is no touchpoint.

    protocol: "odata v2", "rest"…; operations: how many; entities: what it carries;
    authentication: scheme names; counts: further tallies of the contract, by name.
    """

    system: SystemRef
    name: str
    evidence: Evidence
    protocol: str = ""
    operations: int = 0
    entities: tuple[str, ...] = ()
    authentication: tuple[str, ...] = ()
    counts: tuple[tuple[str, int], ...] = ()
    state: State = State.ACTIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """Data moves from source to target. Direction is where data goes, not who calls.

    entities: business entities carried; frequency and volume as written ("hourly", "2M rows/d");
    latency: "batch", "near real time", "real time" where said; lookups: further datasets joined
    in; via: names of brokers or engines passed; route: the route, pipeline or DAG that moves it,
    so that its steps can be joined; reason: why a state or certainty is what it is;
    state_said, state_date: as in System; interface: the source's id or name of the
    interface; references: ids that other sources give the same interface; declared: somebody says
    so in a list, a model or a CMDB (False: read from configuration or code); intent: whether a
    person declares it to be built or replaced.
    """

    source: Endpoint
    target: Endpoint
    evidence: Evidence
    mechanism: Mechanism = Mechanism.UNKNOWN
    technology: str = ""
    frequency: str = ""
    latency: str = ""
    volume: str = ""
    authentication: str = ""
    entities: tuple[str, ...] = ()
    columns: tuple[ColumnEdge, ...] = ()
    lookups: tuple[str, ...] = ()
    via: tuple[SystemRef, ...] = ()
    route: str = ""
    state: State = State.ACTIVE
    state_said: str = ""
    state_date: str = ""
    certainty: Certainty = Certainty.CERTAIN
    reason: str = ""
    interface: str = ""
    references: tuple[str, ...] = ()
    declared: bool = False
    intent: Intent = Intent.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependency:
    """Two ends touch, but the source does not say which way data goes, or whether any does.

    written: business entities that both ends write; moves_data: False where one end only needs,
    hosts, signs on to or watches the other.
    """

    source: Endpoint
    target: Endpoint
    reason: str
    evidence: Evidence
    mechanism: Mechanism = Mechanism.UNKNOWN
    technology: str = ""
    written: tuple[str, ...] = ()
    state: State = State.ACTIVE
    moves_data: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """SQL text that runs somewhere; `lineage` turns it into flows.

    dialect: a sqlglot dialect name, "" to guess; home: the system it runs in, by name and
    clues; database, schema: defaults for names with fewer parts; target: the dataset that a
    bare SELECT fills (a dbt model, an extract); executions: how often it ran, 0 if unknown;
    route: as of a flow;
    mechanism: how the data moves if it crosses systems; evidence.line: the text's first line.
    """

    text: str
    evidence: Evidence
    dialect: str = ""
    home: SystemRef = SystemRef()
    database: str = ""
    schema: str = ""
    target: Endpoint | None = None
    executions: int = 0
    mechanism: Mechanism = Mechanism.SQL
    technology: str = ""
    route: str = ""
    state: State = State.ACTIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """Something that was not read, or only in part: what, why, and what to do about it.

    kind: "file", "entry" (part of a file) or "statement" (SQL).
    """

    reason: str
    evidence: Evidence
    remedy: str = ""
    kind: str = "file"


Record = System | Dataset | Interface | Flow | Dependency | Query | Skipped
