"""Represent the values of a program's expressions, as far as they are known without running it.

``pd.read_sql("SELECT * FROM orders", engine)`` is a value with one origin: the SELECT in the
database of `engine`. ``df[df.total > 0]`` keeps the origins of `df`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from seamscope.records import Endpoint, Mechanism, SystemRef

HEAVIEST = 2000  # values in a dict or a list, with those in them
LONGEST = 100_000  # characters of a text; longer ones are cut
HOLE = re.compile(r"\{[^{}\s]{0,200}\}")
# Endings of variables that hold an address: CRM_API_URL → CRM.
ADDRESS = re.compile(
    r"(?:[_.-](?:base|api|rest|odata|service|server|db|database|jdbc|sqlalchemy)){0,6}+"
    r"[_.-](?:url|uri|host|hostname|server|dsn|conn|connection|connection_string|conn_str|conn_string"
    r"|connection-string|connstr|endpoint|address|bucket|bucket_name)$",
    re.I,
)
# Words of a setting that name no system.
NO_NAMES = frozenset({
    "access", "account", "api", "app", "auth", "aws", "azure", "backend", "base", "blob",
    "bucket", "client", "conn", "connection", "data", "database", "db", "default", "dest",
    "destination", "dev", "download", "dst", "elastic", "elasticsearch", "endpoint", "file",
    "from", "ftp", "gcs", "get", "host", "http", "https", "id", "input", "input_bucket", "jdbc",
    "kafka", "key", "local", "login", "main", "mongo", "mongodb", "mssql", "my", "mysql",
    "name", "oauth", "oauth2", "odbc", "oracle", "our", "output", "output_bucket", "page",
    "password", "path", "pg", "post", "postgres", "postgresql", "prod", "project", "query",
    "queue", "rabbitmq", "raw", "read", "redis", "remote", "rest", "result", "s3", "secret",
    "server", "service", "sftp", "site", "smtp", "source", "spark", "sql", "sqlserver", "src",
    "stage", "staging", "storage", "table", "target", "temp", "test", "the", "tmp", "to",
    "token", "topic", "trino", "upload", "url", "user", "username", "web", "webhook",
    "workspace", "write",
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A connection to a system, or to a part of the system such as a queue or a collection.

    kind: the group of operations in `libraries.METHODS`.
    dialect: SQL dialect of a database.
    dataset: the queue, collection or topic that the client is bound to, "" if none.
    """

    kind: str
    system: SystemRef
    dialect: str = ""
    dataset: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """A place from which a program reads data.

    line: the line of the call, or of the SQL text.
    sql: the text of a query that runs in the system, "" if a dataset is read as a whole.
    """

    endpoint: Endpoint
    line: int
    sql: str = ""
    dialect: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """The result of an expression; all attributes are empty if it is known only at run time.

    text: the string, with ``{name}`` for parts that are known only at run time; None for other
    values.
    line: the line of the string.
    name: dotted name of a function, class or module of a library.
    label: the variable or setting from which the value was read.
    client: the connection, if the value is a connection.
    origins: the places from which the data in the value was read.
    entries: the entries of a dict.
    elements: the items of a list or tuple, None for other values.
    builder: "file", "sink", or a reader or writer of Spark that collects `options`.
    function: key of a function of the program, or of a class after ``class``.
    instance: key of an object of a class of the program.
    module: dotted name of a module of the program.
    weight: number of values that the value contains, at most HEAVIEST.
    """

    text: str | None = None
    line: int = 0
    name: str = ""
    label: str = ""
    client: Client | None = None
    origins: frozenset[Origin] = frozenset()
    entries: tuple[tuple[str, "Value"], ...] = ()
    elements: tuple["Value", ...] | None = None
    builder: str = ""
    options: tuple[tuple[str, str], ...] = ()
    function: str = ""
    instance: str = ""
    module: str = ""
    weight: int = field(default=1, init=False, compare=False)

    def __post_init__(self) -> None:
        """Replace the items of a dict or list that is too large by their origins."""
        if not (self.entries or self.elements):
            return
        inner = self._list_inner()
        weight = 1 + sum(value.weight for value in inner)
        if weight > HEAVIEST:
            object.__setattr__(self, "origins", self.origins | unite(inner))
            object.__setattr__(self, "entries", ())
            object.__setattr__(self, "elements", None)
            weight = 1
        object.__setattr__(self, "weight", weight)

    def format_text(self) -> str:
        """Return the text, or ``{label}`` for a value that is known only at run time."""
        if self.text is not None:
            return self.text
        return f"{{{self.label or '…'}}}"

    def get(self, key: str) -> "Value | None":
        """Return the entry of a dict with this key, None if the dict has no such entry."""
        return next((value for name, value in self.entries if name == key), None)

    def collect_origins(self) -> frozenset[Origin]:
        """Return the origins of the value and of all values that it contains."""
        return self.origins.union(*(value.collect_origins() for value in self._list_inner()))

    def find_client(self) -> Client | None:
        """Return the value's client, or the first client inside it."""
        found = (value.find_client() for value in self._list_inner())
        return self.client or next((client for client in found if client), None)

    def _list_inner(self) -> "list[Value]":
        return [*(value for _, value in self.entries), *(self.elements or ())]


UNKNOWN = Value()


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """One call that sends data to a system. origins: where the data was read, empty if unknown."""

    target: Endpoint
    line: int
    origins: frozenset[Origin]
    mechanism: Mechanism
    technology: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A SQL statement that the program runs in a system and that may change data there."""

    text: str
    line: int
    client: Client


@dataclass(slots=True, kw_only=True)
class Movements:
    """Everything that a program reads, writes and runs.

    reads: origins with the mechanism and the technology of the read.
    writes, statements: in the order in which they were found, without repetitions.
    connected: clients with the line that creates them.
    used: systems with at least one known read or write.
    unknown: addresses that are known only at run time, with the line of the call.
    replies: replies to requests that send data which the program has read.
    requests: replies to requests that send no such data.
    intermediate: files that the program writes and reads.
    cut: the line at which the program became too large to follow, 0 if it did not.
    """

    reads: dict[Origin, tuple[Mechanism, str]] = field(default_factory=dict)
    writes: dict[Write, None] = field(default_factory=dict)
    statements: dict[Statement, None] = field(default_factory=dict)
    connected: dict[Client, int] = field(default_factory=dict)
    used: set[SystemRef] = field(default_factory=set)
    unknown: dict[str, int] = field(default_factory=dict)
    replies: set[Origin] = field(default_factory=set)
    requests: set[Origin] = field(default_factory=set)
    intermediate: set[str] = field(default_factory=set)
    cut: int = 0


def cut_text(text: str) -> str:
    """Return a text of at most LONGEST characters, so that loops cannot grow it without limit."""
    return text[:LONGEST]


def unite(values: Iterable[Value]) -> frozenset[Origin]:
    """Return the origins of several values."""
    return frozenset().union(*(value.collect_origins() for value in values))


def merge(first: Value, second: Value) -> Value:
    """Return the value of a variable after two branches; different texts become an unknown text."""
    if second in {first, UNKNOWN}:
        return first
    if first == UNKNOWN:
        return second
    same = first.text == second.text
    return replace(
        second,
        text=second.text if same or first.text is None else None,
        label=second.label or first.label,
        client=second.client or first.client,
        origins=first.origins | second.origins,
    )


def name_setting(label: str, product: str = "") -> str:
    """Return the words of a setting that name a system: ``CRM_API_URL`` → CRM.

    Return "" if the variable does not name a system, such as ``url``, or names only the product,
    such as ``SNOWFLAKE_ACCOUNT``.
    """
    last = re.split(r"[.\[\]]", label)[-1] or label
    name = ADDRESS.sub("", f".{last}").strip("._-")
    if name == last and not (last.isupper() and len(last) > 3):
        return ""
    words = [word for word in re.split(r"[\W_]+", name.casefold()) if word]
    empty = NO_NAMES | set(product.casefold().split())
    return "" if all(word in empty or word.isdigit() for word in words) else name
