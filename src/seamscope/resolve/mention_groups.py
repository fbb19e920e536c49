"""Group mentions without a name that refer to the same system."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from seamscope.records import Clue, ClueKind, Evidence
from seamscope.resolve.mentions import Mention
from seamscope.resolve.names import unquote
from seamscope.resolve.spellings import PLACES, Spellings, get_bucket

Row = tuple[Mention, Evidence]

# A mention without a database is grouped by the first of these kinds of clues that it has.
ORDER = (
    ClueKind.SERVER,
    ClueKind.HOST,
    ClueKind.SOURCE,
    ClueKind.TOPIC,
    ClueKind.FOLDER,
    ClueKind.PRODUCT,
    ClueKind.ACCOUNT,
    ClueKind.CLASS,
    ClueKind.ID,
    ClueKind.APP_ID,
    ClueKind.NAME,
)
# The order for a host with files of many systems: the name that a loader gives a source first.
BY_NAME = (ClueKind.SOURCE, *(kind for kind in ORDER if kind is not ClueKind.SOURCE))
# First labels of hosts that all customers of a vendor share: ``api.example.com``.
SHARED = frozenset({"api", "app", "www", "login", "auth", "rest", "graph", "hooks", "data", "test"})


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class GroupKey:
    """The key of mentions that form one inferred system.

    kind: the kind of the clue that identifies the system; SCHEMA without a clue.
    value: the value of this clue; without a clue, the top folder of the file.
    where: the host or server that distinguishes databases of equal name.
    engine: the product that distinguishes databases of equal name.
    """

    kind: ClueKind
    value: str
    where: str = ""
    engine: str = ""


def group_mentions(
    rows: Sequence[Row],
    spellings: Spellings,
    find_engine: Callable[[Iterable[Clue]], str] = lambda clues: "",
) -> dict[GroupKey, list[Row]]:
    """Group mentions that refer to the same system.

    find_engine: returns the database product in clues, "" if there is none.
    """
    known = Known(spellings=spellings, find_engine=find_engine)
    for mention, _ in rows:
        if mention.is_path:
            known.shares.add(find_host_and_server(mention, spellings)[0])
        if database := unquote(mention.find_first(ClueKind.DATABASE)):
            host, server = find_host_and_server(mention, spellings)
            engine = find_engine(mention.ref.clues)
            known.engines[database] |= {engine} - {""}
            known.hosts[database, engine] |= {host} - {""}
            known.servers[database, engine] |= {server} - {""} if not host else set()
    lone = _index_only_databases(rows, known)
    groups: dict[GroupKey, list[Row]] = defaultdict(list)
    for row in rows:
        groups[_build_key(row[0], known, lone)].append(row)
    return dict(groups)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Facts about the databases of each name.

    find_engine: returns the database product in clues, "" if there is none.
    engines: the products of the databases with each name.
    hosts: the hosts of the databases with each name and product.
    servers: the servers of the databases with each name and product.
    spellings: the spellings of each host.
    shares: hosts that have files.
    """

    spellings: Spellings
    find_engine: Callable[[Iterable[Clue]], str]
    shares: set[str] = field(default_factory=set)
    engines: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    hosts: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    servers: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))


def _build_key(
    mention: Mention, known: Known, lone: dict[tuple[ClueKind, str], GroupKey]
) -> GroupKey:
    database = unquote(mention.find_first(ClueKind.DATABASE))
    if database:
        return _build_database_key(mention, database, known)
    host = find_host_and_server(mention, known.spellings)[0]
    for clue in mention.ref.clues:
        if clue.kind in PLACES and (bucket := get_bucket(clue.value)):
            return GroupKey(kind=ClueKind.SOURCE, value=bucket)
    for kind in ORDER if host not in known.shares else BY_NAME:
        first = mention.find_first(kind)
        value = known.spellings.find_key(Clue(kind=kind, value=first)) if first else ""
        if value:
            return lone.get((kind, value), GroupKey(kind=kind, value=value))
    folder = mention.file.rpartition("/")[0].partition("/")[0]
    return GroupKey(kind=ClueKind.SCHEMA, value=folder)


def _build_database_key(mention: Mention, database: str, known: Known) -> GroupKey:
    """Return the key of a database.

    Databases of equal name are different systems if their products or hosts differ.
    """
    host, server = find_host_and_server(mention, known.spellings)
    several = len(known.engines[database]) > 1
    engine = known.find_engine(mention.ref.clues) if several else ""
    same = [engine] if several else ["", *known.engines[database]]
    hosts = {host for each in same for host in known.hosts[database, each]}
    servers = {server for each in same for server in known.servers[database, each]}
    where = ""
    if len(hosts) > 1:
        where = host or server or "an unknown host"
    elif len(servers) > 1 and not host:
        where = server or "an unknown server"
    return GroupKey(kind=ClueKind.DATABASE, value=database, where=where, engine=engine)


def _index_only_databases(
    rows: Sequence[Row], known: Known
) -> dict[tuple[ClueKind, str], GroupKey]:
    """Return the key of the database of each host and server that has only one known database."""
    keys: dict[tuple[ClueKind, str], set[GroupKey]] = defaultdict(set)
    for mention, _ in rows:
        database = unquote(mention.find_first(ClueKind.DATABASE))
        if database:
            key = _build_database_key(mention, database, known)
            host, server = find_host_and_server(mention, known.spellings)
            keys[ClueKind.HOST, host].add(key)
            keys[ClueKind.SERVER, server].add(key)
    return {place: min(found) for place, found in keys.items() if len(found) == 1 and place[1]}


def find_account(rows: Sequence[Row], spellings: Spellings) -> str:
    """Return the host that identifies a customer's account of a product, "" if none does.

    A host that all accounts share, such as `api.example.com`, does not identify an account.
    """
    hosts = {find_host_and_server(mention, spellings)[0] for mention, _ in rows} - {""}
    own = sorted(host for host in hosts if host.partition(".")[0] not in SHARED)
    return own[0] if own else ""


def find_host_and_server(mention: Mention, spellings: Spellings) -> tuple[str, str]:
    """Return the host and the server of a mention; each is "" if the mention has none."""
    host = mention.find_first(ClueKind.HOST)
    return spellings.find_host(host) if host else "", unquote(mention.find_first(ClueKind.SERVER))
