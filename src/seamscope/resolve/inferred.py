"""Mentions without a name: what databases, servers, hosts, sources and folders point to.

They lead to a listed system where they have its name, to a product of the catalogue, to a system
of their own where their file declares a service and nobody lists systems, else to an endpoint.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from seamscope.decisions import Decisions
from seamscope.records import Clue, ClueKind, Evidence
from seamscope.resolve.catalogue import Product
from seamscope.resolve.families import Families
from seamscope.resolve.grouping import Key, Row, account_of, grouped
from seamscope.resolve.mentions import Mention
from seamscope.resolve.names import fold, listed, unquoted
from seamscope.resolve.near import Near
from seamscope.resolve.register import SYSTEM, Entry, Origin, Place, Register
from seamscope.resolve.spellings import Spellings, bucket_of
from seamscope.resolved import QuestionKind

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
    ClueKind.APP_ID: 'Which system has the application id "{}"?',
    ClueKind.SCHEMA: 'In which system does the text in "{}" run?',
}
DOTTED_CLASS = re.compile(r"[\w$]++\.[\w$]++\.(?:[\w$]*+\.)*+(?=[\w$]*?[A-Za-z_$])[\w$]++$")
LINK_WORDS = frozenset({"link", "dblink", "lnk", "linked", "server"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The product that a group of mentions tells, and the account it is reached at, "" if none."""

    product: Product
    reason: str
    account: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplaced:
    """An endpoint to ask about."""

    number: int
    key: Key
    spelled: str
    hint: str


SHORTEST_HOST = 5  # letters; "crm.example" is named after what it does


class Inferred:
    """Settles the mentions without a name."""

    def __init__(
        self,
        register: Register,
        names: dict[str, int],
        families: Families,
        near: Near,
        spellings: Spellings,
        *,
        decisions: Decisions,
    ) -> None:
        self._register = register
        self._names = names
        self._families = families
        self._near = near
        self._spellings = spellings
        self._placed = {named.clues: named for named in decisions.named}
        self._nowhere = {(clue.kind, unquoted(clue.value)) for clue in decisions.unplaced}
        self._unplaced: list[Unplaced] = []
        self._entered: dict[tuple[str, str], int] = {}  # product and account -> entry

    def settle(self, rows: Iterable[Row]) -> dict[Mention, Place]:
        """Return where each of these mentions leads."""
        groups = grouped(list(rows), self._spellings)
        told = {key: self._told(rows) for key, rows in groups.items()}
        accounts: dict[str, set[str]] = defaultdict(set)
        for one in told.values():
            if one is not None:
                accounts[one.product.name] |= {one.account} - {""}
        made: dict[Mention, Place] = {}
        for key in sorted(groups):
            one = told[key]
            found = self._as_decided(key, groups[key]) or self._by_name(key, groups[key])
            if found is None and one is not None and not one.product.generic:
                found = self._recognised(key, one, accounts[one.product.name], groups[key])
            found = found or self._own(key, groups[key], one)
            made |= {mention: found for mention, _ in groups[key]}
        return made

    def _as_decided(self, key: Key, rows: Sequence[Row]) -> Place | None:
        """Return the system that a person named for what stands behind a key."""
        spelled = _spelled(key.kind, key.value, rows)
        named = self._placed.get(_asked_about(key, spelled))
        if named is None:
            return None
        number = self._names[fold(named.system)]
        self._register.note(number, spelled, f"{SYSTEM} was named for it", (named.evidence,))
        return Place(entry=number)

    def _is_nowhere(self, kind: ClueKind, value: str, rows: Sequence[Row]) -> bool:
        """Tell whether a person said that what has a system's name does not belong to it."""
        return (kind, unquoted(_spelled(kind, value, rows))) in self._nowhere

    def _told(self, rows: Sequence[Row]) -> Told | None:
        found = self._families.recognise(_clues(rows))
        if found is None:
            return None
        return Told(product=found[0], reason=found[1], account=account_of(rows, self._spellings))

    def _by_name(self, key: Key, rows: Sequence[Row]) -> Place | None:
        """Return the system that has a clue's value for its name, or the name of a link to it."""
        own = [] if key.where or key.kind is ClueKind.SCHEMA else [(key.kind, key.value)]
        links = {
            (clue.kind, clue.value)
            for mention, _ in rows
            for clue in mention.ref.clues
            if clue.kind is ClueKind.SERVER
        }
        for kind, value in (*own, *sorted(links)):
            words = [word for word in fold(value).split() if word not in LINK_WORDS]
            number = self._names.get(fold(value))
            if number is None and kind is ClueKind.HOST:
                number = self._of_host(value)
            if number is None and kind is ClueKind.SERVER:
                number = self._names.get(" ".join(words))
            if number is not None and not self._is_nowhere(kind, value, rows):
                self._take_name(number, kind, _spelled(kind, value, rows), rows)
                return Place(entry=number)
        return None

    def _of_host(self, host: str) -> int | None:
        """Return the system that a host is named after: ``my.portal.example`` of My Portal."""
        name = fold(host.rpartition(".")[0])
        return self._names.get(name) if len(name) >= SHORTEST_HOST else None

    def _take_name(self, number: int, kind: ClueKind, spelled: str, rows: Sequence[Row]) -> None:
        places = _first_of_files(evidence for _, evidence in rows)
        self._register.note(number, spelled, f"the {kind.value} has its name", places)
        if self._register.entries[number].origin in {Origin.NAME, Origin.CLUE}:
            return  # what has that name is asked about already

        def words(names: list[str]) -> str:
            return (
                f'Does the {kind.value} "{spelled}" belong to {names[0]}? It has its name and is '
                "taken for it; if it is a copy or another system, declare it under `systems:` in "
                "seamscope.yaml"
            )

        self._register.ask(
            words,
            (number,),
            places,
            kind=QuestionKind.PLACE,
            subject=f"{kind.value} {spelled}",
            clues=(Clue(kind=kind, value=spelled),),
            effect=f'"no" leaves "{spelled}" unplaced',
        )

    def _recognised(
        self, key: Key, told: Told, accounts: set[str], rows: Sequence[Row]
    ) -> Place | None:
        """Return the system of a known product: the listed one, else one for each account."""
        product, spelled = told.product, _spelled(key.kind, key.value, rows)
        reason = f"known product: {product.name} ({told.reason})"
        if self._families.members(product) or len(accounts) < 2:
            return self._families.place(product, spelled, reason, rows[0][1])
        if not told.account:
            return None
        evidence = _first_of_files(evidence for _, evidence in rows)
        number = self._entered.get((product.name, told.account))
        if number is None:
            name = f"{product.name} ({told.account})"
            number = self._register.add(Entry(name=name, origin=Origin.CLUE, evidence=evidence))
            self._register.products[number] = (product, reason)
            self._register.recognised.add(number)
            self._entered[product.name, told.account] = number
        self._register.note(number, spelled, reason, evidence)
        return Place(entry=number)

    def _own(self, key: Key, rows: Sequence[Row], told: Told | None) -> Place:
        """Return a system that its own file declares, if nobody lists any; else an endpoint."""
        evidence = _first_of_files(evidence for _, evidence in rows)
        spelled = _spelled(key.kind, key.value, rows)
        service = any(mention.ref.service for mention, _ in rows) and not self._near.inventory
        number = self._register.add(
            Entry(
                name=_called(key, spelled),
                origin=Origin.SERVICE if service else Origin.CLUE,
                evidence=evidence,
                kind=key.kind,
            )
        )
        if told is not None and service:
            reason = f"known product: {told.product.name} ({told.reason})"
            self._register.products[number] = (told.product, reason)
        hint = self._suggest(number, rows, told)
        self._unplaced.append(Unplaced(number=number, key=key, spelled=spelled, hint=hint))
        return Place(entry=number)

    def _suggest(self, number: int, rows: Sequence[Row], told: Told | None) -> str:
        """Suggest the systems of the product that clues or tables tell; return what tables tell."""
        datasets = sorted({mention.dataset for mention, _ in rows if mention.dataset})
        by_tables = None if told else self._families.recognise(_clues(rows), datasets)
        product = told.product if told else by_tables[0] if by_tables else None
        if product is not None and not product.generic:
            for member in self._families.members(product):
                self._near.suggest(number, member, f"it is of the product {product.name}")
        return f" Its tables look like {by_tables[0].name}." if by_tables else ""

    def ask(self) -> None:
        """Ask about each endpoint, and each system that stands on its own file alone."""
        for item in self._unplaced:
            if item.number not in self._register.environments:
                self._ask(item)

    def _ask(self, item: Unplaced) -> None:
        entry = self._register.entries[item.number]
        text = ASKS[item.key.kind].format(
            item.spelled if item.key.value else entry.evidence[0].file
        )
        if item.key.where:
            text = text.replace("?", f" at {item.key.where}?")
        home = "homes" if item.key.kind in {ClueKind.FOLDER, ClueKind.SCHEMA} else "systems"
        service = entry.origin is Origin.SERVICE
        stands = "It stands as a system of its own" if service else "It is not placed yet"
        candidates = [] if service else self._near.of_clue(item.number, (item.spelled,))

        def words(names: list[str]) -> str:
            maybe = f" It may be {listed(names[1:], 'or')}." if names[1:] else ""
            return (
                f"{text}{item.hint}{maybe} {stands}; say so under `{home}:` in seamscope.yaml, "
                "or in the inventory"
            )

        for found in candidates:
            self._register.miss(found.entry, item.spelled, found.reason, entry.evidence)
        self._register.ask(
            words,
            (item.number, *(found.entry for found in candidates)),
            entry.evidence,
            kind=QuestionKind.PLACE,
            subject=f"{item.spelled} {item.key.where}".strip(),
            clues=_asked_about(item.key, item.spelled),
            candidates=[found.entry for found in candidates],
            effect=f'places "{item.spelled}" and the flows that end there',
        )


def _asked_about(key: Key, spelled: str) -> tuple[Clue, ...]:
    """Return what a question about a key asks to place: its value, and where it is if that counts.

    The second clue tells databases of one name apart; it says nothing of the rest of that host.
    """
    where = (Clue(kind=ClueKind.HOST, value=key.where),) if key.where else ()
    return (Clue(kind=key.kind, value=spelled), *where)


def _called(key: Key, spelled: str) -> str:
    """Return the name of what stands on a clue alone: of a class, what a person would say."""
    if key.kind is ClueKind.CLASS and DOTTED_CLASS.match(spelled):
        return spelled.rpartition(".")[2]
    return spelled


def _clues(rows: Sequence[Row]) -> list[Clue]:
    return sorted({clue for mention, _ in rows for clue in mention.ref.clues})


def _spelled(kind: ClueKind, value: str, rows: Sequence[Row]) -> str:
    """Return the value as its first mention writes it."""
    if kind is ClueKind.SCHEMA:
        return value or "Unnamed system"
    if "://" in value:  # a bucket, by whichever kind of clue
        written = (c.value for m, _ in rows for c in m.ref.clues if bucket_of(c.value) == value)
        return next((text for text in written if "://" in text), value).partition("?")[0]
    return next(
        (
            clue.value.strip().strip('"`[]')
            for mention, _ in rows
            for clue in mention.ref.clues
            if clue.kind is kind and unquoted(clue.value) == unquoted(value)
        ),
        value,
    )


def _first_of_files(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    first: dict[str, Evidence] = {}
    for item in evidence:
        first[item.file] = min(item, first.get(item.file, item))
    return tuple(sorted(first.values()))
