"""Records that connectors read from the inputs, with their evidence.

A record is a claim of one source and uses the names of that source; `resolve` decides which names
refer to the same system or dataset.
"""

from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum
from sys import maxsize


class State(StrEnum):
    """Whether a system or flow is in operation. Only ACTIVE flows make an integration."""

    ACTIVE = "active"
    PLANNED = "planned"
    DISABLED = "disabled"
    FAILED = "failed"
    RETIRED = "retired"
    DEVELOPMENT = "development"
    UNKNOWN = "unknown"  # the source has a state that is not understood


class Intent(StrEnum):
    """The plan that a person declares for a flow: to build it, to replace it, or none."""

    NONE = ""
    BUILD = "build"
    REPLACE = "replace"


class Certainty(StrEnum):
    """The certainty of a flow. A flow is CERTAIN if it is read from configuration or code."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"


class Mechanism(StrEnum):
    """The mechanism that moves data. `Flow.technology` is the product or protocol."""

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
    """The kind of a clue. A clue, such as a host name, helps to identify a system."""

    ID = "id"  # an identifier of the source, e.g. a CMDB sys_id
    APP_ID = "app_id"  # the organisation's own number of an application, the same in every source
    NAME = "name"  # a name of a system that is in no inventory
    HOST = "host"  # a host name, without port or credentials
    DATABASE = "database"  # a database or catalog name
    SCHEMA = "schema"  # a schema name
    NAMESPACE = "namespace"  # a pattern of dataset names, e.g. "erp.*"
    SERVER = "server"  # a linked server or database link
    SOURCE = "source"  # the name that a loader uses for a system: a dbt source_name, a topic prefix
    PRODUCT = "product"  # a product by its name: "Oracle E-Business Suite", "postgresql"
    CLASS = "class"  # a connector class or linked-service type
    FOLDER = "folder"  # the folder or project of the file
    TOPIC = "topic"  # a pattern of topics of a broker
    ACCOUNT = "account"  # a technical user, which usually has the name of its application


class Measure(StrEnum):
    """What a measurement of a dataset counts. Measurements never contain values of rows."""

    NULLS = "nulls"  # rows in which the columns have no value
    DISTINCT = "distinct"  # distinct values of the columns
    DUPLICATE_KEYS = "duplicate_keys"  # values of the columns that several rows have
    DUPLICATE_ROWS = "duplicate_rows"  # rows with the same values in these columns as another row
    ORPHANS = "orphans"  # rows that refer to a row which does not exist
    OUTLIERS = "outliers"  # rows whose value has another format than nearly all others
    FAILURES = "failures"  # rows that fail a rule


class EdgeKind(StrEnum):
    """The dependency of a target column on a source column."""

    IDENTITY = "identity"
    EXPRESSION = "expression"
    AGGREGATE = "aggregate"
    CONDITION = "condition"  # decides which value the target column gets: CASE WHEN a > 1
    INDIRECT = "indirect"  # filters and joins


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Evidence:
    """The position in the inputs where a fact was read.

    file: path relative to the input root, with `/`.
    line: 1-based, 0 if the format has no lines.
    place: a JSON pointer, `Sheet!row` or the name of an element, if it is clearer than the line.
    column: 1-based, 0 if unknown, for example in SQL embedded in another format.
    rows: number of rows of a log, or of statements of a long script, that contain the fact, else 0.
        In this case `line` is the first of them, and `last` the last.
    """

    file: str
    line: int = 0
    place: str = ""
    connector: str = ""
    column: int = 0
    rows: int = 0
    last: int = 0

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        if self.rows > 1:
            until = f" to {self.last}" if self.last > self.line else ""
            where += f"{until}, {self.rows} {'statements' if self.column else 'rows'}"
        return f"{where} ({self.place})" if self.place else where


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Clue:
    """A hint that points to a system: `Clue(kind=ClueKind.HOST, value="erp01.example.com")`."""

    kind: ClueKind
    value: str


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class SystemRef:
    """A reference to a system: the source's name for it (may be empty) and clues.

    The strongest clue comes first, because the first clue that identifies a system decides.

    service: whether the source declares a service or database, such as a project connection or a
        linked service, and does not just mention a host or schema.
    """

    name: str = ""
    clues: tuple[Clue, ...] = ()
    service: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Endpoint:
    """One end of a flow.

    dataset: its name in the source, "" if unknown.
    """

    system: SystemRef
    dataset: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Column:
    """A column of a dataset, with type and classification as written in the source.

    description: the meaning in a few words, such as "Requested delivery date".
    """

    name: str
    type: str = ""
    classification: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class ColumnEdge:
    """A dependency between the columns of a flow: `target` is computed from `source`."""

    source: str
    target: str
    kind: EdgeKind = EdgeKind.IDENTITY


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """A system, application, platform or database that a source lists as such.

    name: the source's name.
    kind: erp, crm, warehouse, monitoring…, "" if the source has none.
    support: who is on call.
    environment: test, UAT…, "" for production or if unknown.
    clues: ids, hosts, databases, schemas, namespaces and servers of this system.
    state_said: the source's wording of the state, "" if it has none.
    state_date: the date of this wording, an ISO date of any precision ("2021", "2024-03-31"), "" if
        it has no date.
    state_due: date of an announced change of state ("to be retired 2021"), in the same form.
    other_names: names that may refer to this system, such as a short code or a translation. Unlike
        `aliases`, they lead to questions and never to a merge.
    description: free text.
    listing: False if the source describes only what uses its own data, such as an exposure. Such a
        source is not a list that other systems could be missing from.
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
    state_due: str = ""
    aliases: tuple[str, ...] = ()
    clues: tuple[Clue, ...] = ()
    other_names: tuple[str, ...] = ()
    description: str = ""
    listing: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """A table, view, topic, object or file of a system.

    columns: None if not known.
    """

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
    """An interface that a system offers, such as an API.

    An interface is a touchpoint only if a system uses it.

    protocol: such as "odata v2" or "rest".
    operations: number of operations.
    entities: business entities that the interface carries.
    authentication: names of schemes.
    counts: other counts of the contract, by name.
    definition: path of the file with the contract, "" if the interface was read from the contract
        itself or has none.
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
    definition: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Runs:
    """The runs of a SQL text according to a log: number, users and dates.

    users, roles: names of the accounts and of their roles, sorted.
    first, last: ISO date or time of the first and last run, "" if the log has none.
    """

    count: int
    users: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    first: str = ""
    last: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A movement of data from source to target: the direction of the data, not of the call.

    entities: business entities that it carries.
    frequency, volume: as written in the source ("hourly", "2M rows/d").
    latency: "batch", "near real time" or "real time", if the source contains it.
    error_handling: what happens if the movement fails, in the words of `connector.failures`.
    after_failure: whether it only happens after another movement failed.
    lookups: other datasets joined to the source.
    via: brokers or engines that the data passes through.
    route: the route, pipeline or DAG that moves the data. Steps with the same route are joined.
    runs: runs of the SQL that moves the data, from a log.
    reason: the reason for state and certainty.
    state_said, state_date, state_due: as in System.
    interface: id or name of the interface in the source.
    references: ids that other sources use for this interface.
    declared: whether a list, a model or a CMDB contains the flow, instead of configuration or code.
    intent: whether a person declares it to be built or replaced.
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
    error_handling: tuple[str, ...] = ()
    after_failure: bool = False
    entities: tuple[str, ...] = ()
    columns: tuple[ColumnEdge, ...] = ()
    lookups: tuple[str, ...] = ()
    via: tuple[SystemRef, ...] = ()
    route: str = ""
    runs: Runs | None = None
    state: State = State.ACTIVE
    state_said: str = ""
    state_date: str = ""
    state_due: str = ""
    certainty: Certainty = Certainty.CERTAIN
    reason: str = ""
    interface: str = ""
    references: tuple[str, ...] = ()
    declared: bool = False
    intent: Intent = Intent.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependency:
    """A relation between two endpoints in which data moves in an unknown direction or not at all.

    written: business entities that both endpoints write.
    moves_data: False if one endpoint only needs, hosts, signs on to or monitors the other.
    contract: path of the file that defines the API which the target calls, else the title of the
        API, "" if unknown.
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
    contract: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """Clues for a name: the host of a named connection, or the application that uses an account.

    If a file refers to a source or an account with this name, these clues are added to it. For a
    technical account, the clue is the name of the application that uses it. If one of the clues is
    an application id, the connection's host or database belongs to the listed system with this id.
    """

    name: str
    clues: tuple[Clue, ...]
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedTexts:
    """The texts of a log that were merged into one query because they differ only in literals.

    count: number of distinct texts, including that of the query.
    dialect: the dialect in which the literals were found.
    packed: all texts with their rows and runs, compressed by `lineage`, which separates them if the
        literals matter.
    """

    count: int
    dialect: str
    packed: tuple[bytes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """The statements that were left out of a long script because they repeat an earlier one.

    Both fields are sorted.

    gaps: (line of the text, number of lines of the file that are left out above it), for the lines
        at which the number changes.
    repeats: (line of the text on which a statement begins, number of its repetitions, line of the
        file on which the last repetition begins).
    """

    gaps: tuple[tuple[int, int], ...] = ()
    repeats: tuple[tuple[int, int, int], ...] = ()

    def count_missing(self, line: int) -> int:
        """Return the number of lines of the file that are left out above a line of the text."""
        found = bisect_right(self.gaps, (line, maxsize))
        return self.gaps[found - 1][1] if found else 0

    def move(self, first: int, last: int) -> "LeftOut":
        """Return what is left out of the part of the text from line `first` to line `last`."""
        above = self.count_missing(first)
        return LeftOut(
            gaps=tuple((n - first + 1, m - above) for n, m in self.gaps if first < n <= last),
            repeats=tuple(
                (line - first + 1, count, end)
                for line, count, end in self.repeats
                if first <= line <= last
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """SQL text that runs somewhere; `lineage` turns it into flows.

    dialect: a sqlglot dialect name, "" to guess.
    home: the system in which it runs, by name and clues.
    database, schema: defaults for table names without a database or schema.
    target: the dataset that the result of a SELECT fills (a dbt model, an extract).
    client: the application that runs it. The data of an INSERT or UPDATE that reads no table comes
        from this application.
    files: the host on which local files are read or written, as in a client's COPY, None if
        unknown.
    runs: number and time of its runs, if a log has them.
    route, frequency, error_handling, after_failure: as in Flow.
    mechanism: how the data moves if it crosses systems.
    merged: this text and the other texts of the log that differ from it only in literals; None if
        there are no others. `evidence` and `runs` count the rows and runs of all these texts.
    left_out: statements that were removed from the text of a long script, because they repeat an
        earlier statement; None if nothing was removed.
    evidence: `line` is the line of the file on which the text begins. `column` is the column in
        which it begins; it is 0 if the file contains anything besides SQL.
    """

    text: str
    evidence: Evidence
    dialect: str = ""
    home: SystemRef = SystemRef()
    database: str = ""
    schema: str = ""
    target: Endpoint | None = None
    client: SystemRef | None = None
    files: SystemRef | None = None
    runs: Runs | None = None
    mechanism: Mechanism = Mechanism.SQL
    technology: str = ""
    route: str = ""
    frequency: str = ""
    error_handling: tuple[str, ...] = ()
    after_failure: bool = False
    state: State = State.ACTIVE
    merged: MergedTexts | None = None
    left_out: LeftOut | None = None


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Measurement:
    """One count of a dataset, or of some of its columns.

    count, share and failed are None if the source does not contain them. If all three are None, the
    rule is declared but was not measured.

    columns: empty if the measure concerns whole rows.
    count: number of rows, or of values for DISTINCT and DUPLICATE_KEYS.
    share: count as a share of the rows, 0..1.
    error: half the width of the 95 % interval of `share`, 0 if all rows were examined.
    failed: whether the rows fail the source's own rule.
    rule: the source's name of the rule, without values.
    refers_to: for ORPHANS, the dataset in which the referenced rows are missing.
    """

    measure: Measure
    columns: tuple[str, ...] = ()
    count: int | None = None
    share: float | None = None
    error: float = 0.0
    failed: bool | None = None
    rule: str = ""
    refers_to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Measurements of a dataset: counts and shares, never a value of a row.

    system, name: as in Dataset.
    rows: number of rows in the dataset, None if unknown.
    sampled: number of examined rows, None for all rows.
    measured: ISO date or time of the measurement, "" if unknown.
    tool: the program that measured.
    newest: ISO date or time of the newest row, "" if unknown.
    stale: whether the source reports data older than agreed, None if it does not report the age.
    """

    system: SystemRef
    name: str
    evidence: Evidence
    rows: int | None = None
    sampled: int | None = None
    measured: str = ""
    tool: str = ""
    newest: str = ""
    stale: bool | None = None
    measurements: tuple[Measurement, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """Input that was not read, or only in part, with the reason and a remedy.

    kind: one of these:

    "file"       a whole file
    "entry"      a part of a file that may contain a system or a flow
    "part"       a part that rarely contains one, such as a cover sheet
    "key"        columns or keys that are not supported
    "statement"  a SQL statement
    "columns"    the columns of a SQL statement whose tables are known
    "note"       a remark on how input was read; nothing is lost
    """

    reason: str
    evidence: Evidence
    remedy: str = ""
    kind: str = "file"


Record = System | Dataset | Interface | Flow | Dependency | Connection | Query | Profile | Skipped
