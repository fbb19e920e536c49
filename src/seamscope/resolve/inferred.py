"""Systems that nobody names: what databases, servers, hosts, sources and folders point to."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from seamscope.records import Clue, ClueKind, Evidence
from seamscope.resolve.catalogue import Product
from seamscope.resolve.families import Families
from seamscope.resolve.mentions import Mention
from seamscope.resolve.names import fold, unquoted
from seamscope.resolve.register import Entry, Origin, Place, Register

Row = tuple[Mention, Evidence]

# After the database: the first of these that a mention has names its system.
ORDER = (
    ClueKind.SERVER,
    ClueKind.HOST,
    ClueKind.SOURCE,
    ClueKind.TOPIC,
    ClueKind.FOLDER,
    ClueKind.PRODUCT,
    ClueKind.CLASS,
    ClueKind.ID,
)
ASKS = {
    ClueKind.DATABASE: 'Which system runs database "{}"?',
    ClueKind.SERVER: 'Which system is behind server "{}"?',
    ClueKind.HOST: 'Which system runs on host "{}"?',
    ClueKind.SOURCE: 'Which system is the source "{}"?',
    ClueKind.TOPIC: 'Which system do the topics "{}" belong to?',
    ClueKind.FOLDER: 'In which system does the text in folder "{}" run?',
    ClueKind.PRODUCT: "Which {} is meant?",
    ClueKind.CLASS: 'Which system is reached by the connection type "{}"?',
    ClueKind.ID: 'Which system has the id "{}"?',
    ClueKind.SCHEMA: 'In which system does the text in "{}" run?',
}


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Key:
    """What makes mentions one inferred system.

    where: the host or server that tells databases of one name apart; kind SCHEMA stands for the
    place of the text itself, where no clue tells more than a schema.
    """

    kind: ClueKind
    value: str
    where: str = ""


class Inferred:
    """Settles the mentions without a name."""

    def __init__(self, register: Register, names: dict[str, int], families: Families) -> None:
        self._register = register
        self._names = names
        self._families = families
        self._asks: list[tuple[int, Key, str]] = []

    def settle(self, rows: Iterable[Row]) -> dict[Mention, Place]:
        """Return where each of these mentions leads."""
        groups = _grouped(list(rows))
        told = {key: self._families.recognise(_clues(rows)) for key, rows in groups.items()}
        crowded = _reached_at_several(groups, told)
        made: dict[Mention, Place] = {}
        for key in sorted(groups):
            found = self._by_name(key, groups[key])
            recognised = told[key]
            if found is None and recognised is not None:
                product, reason = recognised
                if product.name not in crowded or self._families.are_listed(product):
                    found = self._by_product(key, product, reason, groups[key])
            found = found or self._own(key, groups[key], recognised)
            made |= {mention: found for mention, _ in groups[key]}
        return made

    def _by_name(self, key: Key, rows: Sequence[Row]) -> Place | None:
        """Return the system that has a clue's value for its name."""
        number = self._names.get(fold(key.value))
        if number is None or key.where or key.kind is ClueKind.SCHEMA:
            return None
        reason = f"the {key.kind.value} has its name"
        evidence = [evidence for _, evidence in rows]
        places = _first_of_files(evidence)
        self._register.note(number, _spelled(key, rows), reason, places)
        what = f'{key.kind.value} "{_spelled(key, rows)}"'

        def words(names: list[str]) -> str:
            return (
                f"Does the {what} belong to {names[0]}? It has its name and is taken for it; if it "
                "is a copy or another system, declare it under `systems:` in seamscope.yaml"
            )

        self._register.ask(words, (number,), places)
        return Place(entry=number)

    def _by_product(
        self, key: Key, product: Product, reason: str, rows: Sequence[Row]
    ) -> Place | None:
        if product.generic:
            return None
        why = f"known product: {product.name} ({reason})"
        return self._families.place(product, _spelled(key, rows), why, rows[0][1])

    def _own(self, key: Key, rows: Sequence[Row], told: tuple[Product, str] | None) -> Place:
        datasets = sorted({mention.dataset for mention, _ in rows if mention.dataset})
        by_tables = None if told else self._families.recognise(_clues(rows), datasets)
        evidence = _first_of_files(evidence for _, evidence in rows)
        name = _spelled(key, rows)
        number = self._register.add(Entry(name=name, origin=Origin.CLUE, evidence=evidence))
        found = told or by_tables
        if found is not None:
            product, reason = found
            self._register.products[number] = (product, f"known product: {product.name} ({reason})")
            if not product.generic:
                self._register.recognised.add(number)
        hint = f" Its tables look like {by_tables[0].name}." if by_tables else ""
        self._asks.append((number, key, hint))
        return Place(entry=number)

    def ask(self) -> None:
        """Ask about each system that stands on a clue alone."""
        for number, key, hint in self._asks:
            if number not in self._register.environments:
                self._ask(number, key, hint)

    def _ask(self, number: int, key: Key, hint: str) -> None:
        entry = self._register.entries[number]
        text = ASKS[key.kind].format(entry.name if key.value else entry.evidence[0].file)
        if key.where:
            text = text.replace("?", f" at {key.where}?")
        home = "homes" if key.kind in {ClueKind.FOLDER, ClueKind.SCHEMA} else "systems"

        def words(_: list[str]) -> str:
            return (
                f"{text}{hint} It stands as a system of its own; say so under `{home}:` in "
                "seamscope.yaml, or in the inventory"
            )

        self._register.ask(words, (number,), entry.evidence)


def _grouped(rows: Sequence[Row]) -> dict[Key, list[Row]]:
    """Put mentions together that point to the same system."""
    hosts: dict[str, set[str]] = defaultdict(set)
    servers: dict[str, set[str]] = defaultdict(set)
    for mention, _ in rows:
        if database := unquoted(mention.first(ClueKind.DATABASE)):
            host, server = _host_and_server(mention)
            hosts[database] |= {host} - {""}
            servers[database] |= {server} - {""} if not host else set()
    lone = _only_databases(rows, hosts, servers)
    groups: dict[Key, list[Row]] = defaultdict(list)
    for row in rows:
        groups[_key(row[0], hosts, servers, lone)].append(row)
    return dict(groups)


def _key(
    mention: Mention,
    hosts: dict[str, set[str]],
    servers: dict[str, set[str]],
    lone: dict[tuple[ClueKind, str], Key],
) -> Key:
    database = unquoted(mention.first(ClueKind.DATABASE))
    if database:
        return _database_key(mention, database, hosts[database], servers[database])
    for kind in ORDER:
        if value := unquoted(mention.first(kind)):
            return lone.get((kind, value), Key(kind=kind, value=value))
    folder = mention.file.rpartition("/")[0].partition("/")[0]
    return Key(kind=ClueKind.SCHEMA, value=folder)


def _database_key(mention: Mention, database: str, hosts: set[str], servers: set[str]) -> Key:
    """Return the key of a database; those of one name at different hosts are different systems."""
    host, server = _host_and_server(mention)
    where = ""
    if len(hosts) > 1:
        where = host or server or "a host not said"
    elif len(servers) > 1 and not host:
        where = server or "a server not said"
    return Key(kind=ClueKind.DATABASE, value=database, where=where)


def _only_databases(
    rows: Sequence[Row], hosts: dict[str, set[str]], servers: dict[str, set[str]]
) -> dict[tuple[ClueKind, str], Key]:
    """Return for each host and server its database, where it is known to have one only."""
    keys: dict[tuple[ClueKind, str], set[Key]] = defaultdict(set)
    for mention, _ in rows:
        database = unquoted(mention.first(ClueKind.DATABASE))
        if database:
            key = _database_key(mention, database, hosts[database], servers[database])
            host, server = _host_and_server(mention)
            keys[ClueKind.HOST, host].add(key)
            keys[ClueKind.SERVER, server].add(key)
    return {place: min(found) for place, found in keys.items() if len(found) == 1 and place[1]}


def _host_and_server(mention: Mention) -> tuple[str, str]:
    return unquoted(mention.first(ClueKind.HOST)), unquoted(mention.first(ClueKind.SERVER))


def _reached_at_several(
    groups: dict[Key, list[Row]], told: dict[Key, tuple[Product, str] | None]
) -> set[str]:
    """Return the products whose mentions stand at different hosts, and so are several systems."""
    hosts: dict[str, set[str]] = defaultdict(set)
    for key, rows in groups.items():
        found = told[key]
        if found is not None:
            mine = {_host_and_server(mention)[0] for mention, _ in rows} - {""}
            hosts[found[0].name] |= {min(mine)} if mine else set()
    return {name for name, several in hosts.items() if len(several) > 1}


def _clues(rows: Sequence[Row]) -> list[Clue]:
    return sorted({clue for mention, _ in rows for clue in mention.ref.clues})


def _spelled(key: Key, rows: Sequence[Row]) -> str:
    """Return the value as its first mention writes it."""
    if key.kind is ClueKind.SCHEMA:
        return key.value or "Unnamed system"
    return next(
        (
            clue.value.strip().strip('"`[]')
            for mention, _ in rows
            for clue in mention.ref.clues
            if clue.kind is key.kind and unquoted(clue.value) == key.value
        ),
        key.value,
    )


def _first_of_files(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    first: dict[str, Evidence] = {}
    for item in evidence:
        first[item.file] = min(item, first.get(item.file, item))
    return tuple(sorted(first.values()))
