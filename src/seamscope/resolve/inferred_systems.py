"""Infer systems from mentions that have no name, only a database, server, host or other clue.

Such a mention refers to the listed system that has the name of the clue. If there is none, it
refers to a known product. If there is none either, it becomes a new system, but only if its file
declares it as a service and no source lists systems. Otherwise it becomes an endpoint, which leads
to a question.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from seamscope.decisions import Decisions
from seamscope.records import Clue, ClueKind, Evidence
from seamscope.resolve.catalogue import Product
from seamscope.resolve.families import Families
from seamscope.resolve.mention_groups import GroupKey, Row, find_account, group_mentions
from seamscope.resolve.mentions import Mention
from seamscope.resolve.names import fold, join_words, unquote
from seamscope.resolve.register import SYSTEM, Entry, Origin, Place, Register
from seamscope.resolve.similar_names import SimilarNames
from seamscope.resolve.spelled_names import SpelledNames, strip_host_words
from seamscope.resolve.spellings import Spellings, get_bucket
from seamscope.resolve.technical_names import NOBODY
from seamscope.resolved import QuestionKind

ASKS = {
    ClueKind.DATABASE: 'Which system runs database "{}"?',
    ClueKind.SERVER: 'Which system does server "{}" belong to?',
    ClueKind.HOST: 'Which system runs on host "{}"?',
    ClueKind.SOURCE: 'Which system is the source "{}"?',
    ClueKind.TOPIC: 'Which system do the topics "{}" belong to?',
    ClueKind.FOLDER: 'In which system does the code in folder "{}" run?',
    ClueKind.PRODUCT: "Which system of the product {} is meant?",
    ClueKind.ACCOUNT: 'Which system uses the account "{}"?',
    ClueKind.CLASS: 'Which system is reached by the connection type "{}"?',
    ClueKind.ID: 'Which system has the id "{}"?',
    ClueKind.APP_ID: 'Which system has the application id "{}"?',
    ClueKind.SCHEMA: 'In which system does the code in "{}" run?',
    ClueKind.NAME: 'Which systems does "{}" refer to?',
}
DOTTED_CLASS = re.compile(r"[\w$]++\.[\w$]++\.(?:[\w$]*+\.)*+(?=[\w$]*?[A-Za-z_$])[\w$]++$")
# Words in the names of technical users: ``svc_prophet``, ``crm_ro``.
ACCOUNT_WORDS = frozenset(
    {"svc", "srv", "service", "app", "user", "usr", "tech", "tu", "sa", "batch", "etl", "load"}
    | {"loader", "ro", "rw", "read", "reader", "write", "writer", "prod", "prd", "account", "acc"}
    | {"job", "api", "db", "sync", "export", "import", "extract", "feed", "pull", "push"}
)
# Endings of accounts that are written together with a name: ``kbsbatch``, ``stxro``.
ACCOUNT_ENDINGS = sorted(
    {word for word in ACCOUNT_WORDS if len(word) > 2} | {"mq", "jms", "ftp", "sftp", "ro", "rw"}
)
SHORTEST_CODE = 3  # letters of a name at the beginning of an account
SAME_NAME = "it has the same name"
# Other kinds of clues whose value may be the name of a system.
NAMING = frozenset({ClueKind.SERVER, ClueKind.SOURCE, ClueKind.ACCOUNT})
CONNECTED = frozenset({ClueKind.HOST, ClueKind.DATABASE})
LINK_WORDS = frozenset({"link", "dblink", "dblnk", "dbl", "lnk", "linked", "server"})
MOVERS = frozenset({"etl tool", "orchestrator"})
SIGNED = frozenset({ClueKind.ACCOUNT, ClueKind.SOURCE})
ADDED_WORDS = {ClueKind.SERVER: LINK_WORDS, ClueKind.ACCOUNT: ACCOUNT_WORDS}


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognisedProduct:
    """The product recognised from a group of mentions.

    reason: what identifies the product, in words.
    account: host of the customer's own account, "" if unknown.
    """

    product: Product
    reason: str
    account: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplaced:
    """An endpoint about whose system a question is asked.

    number: number of its entry.
    key: the key of its mentions.
    spelled: its name as the inputs spell it.
    hint: a sentence that suggests a product, "" for none.
    names: names that its system may have.
    hosts: hosts on which its system may run.
    """

    number: int
    key: GroupKey
    spelled: str
    hint: str
    names: tuple[str, ...]
    hosts: tuple[str, ...]


SHORTEST_HOST = 5  # letters; a shorter name ("crm.example") is often the word for a kind of system


class InferredSystems:
    """Finds the systems of mentions that have no name, by hosts, databases and other clues."""

    def __init__(
        self,
        register: Register,
        names: dict[str, int],
        families: Families,
        near: SimilarNames,
        spellings: Spellings,
        *,
        spelled: SpelledNames,
        decisions: Decisions,
    ) -> None:
        self._register = register
        self._names = names
        self._families = families
        self._near = near
        self._spellings = spellings
        self._spelled = spelled
        self._placed = {named.clues: named for named in decisions.named}
        self._nowhere = {(clue.kind, unquote(clue.value)) for clue in decisions.unplaced}
        self._unplaced: list[Unplaced] = []
        self._entered: dict[tuple[str, str], int] = {}  # product and account -> entry

    def settle(self, rows: Iterable[Row]) -> dict[Mention, Place]:
        """Return the entry that each mention refers to: a listed, recognised or new system."""
        groups = self._split_folders(
            group_mentions(list(rows), self._spellings, self._families.find_engine)
        )
        recognitions = {key: self._recognise(rows) for key, rows in groups.items()}
        accounts: dict[str, set[str]] = defaultdict(set)
        for recognition in recognitions.values():
            if recognition is not None:
                accounts[recognition.product.name] |= {recognition.account} - {""}
        named = {
            key: self._find_decided(key, groups[key]) or self._find_by_name(key, groups[key])
            for key in sorted(groups)
        }
        services = self._index_services(groups, named)
        places: dict[Mention, Place] = {}
        for key in sorted(groups):
            recognition = recognitions[key]
            found = named[key] or self._find_service(key, groups[key], services)
            if found is None and recognition is not None and not recognition.product.generic:
                known_accounts = accounts[recognition.product.name]
                found = self._place_product(key, recognition, known_accounts, groups[key])
            found = found or self._find_by_word(key, groups[key])
            found = found or self._add_entry(key, groups[key], recognition)
            places |= {mention: found for mention, _ in groups[key]}
        return places

    def _split_folders(
        self, groups: Mapping[GroupKey, Sequence[Row]]
    ) -> dict[GroupKey, Sequence[Row]]:
        """Return the groups; the code in a folder is divided by its owners, if they are systems.

        The routines of CRM and of Warehouse in the folder ``plsql`` run in two systems. A folder
        with the name of a system, or that a decision assigns to one, stays whole.
        """
        divided: dict[GroupKey, Sequence[Row]] = {}
        for key, rows in groups.items():
            own = Clue(kind=key.kind, value=key.value)
            decided = _build_question_clues(key, _get_spelling(key.kind, key.value, rows))
            is_whole = key.kind is not ClueKind.FOLDER or decided in self._placed
            if is_whole or self._find_exactly(own) or self._find_spelled(own):
                divided[key] = rows
                continue
            parts: dict[GroupKey, list[Row]] = defaultdict(list)
            for row in rows:
                owner = row[0].find_first(ClueKind.ACCOUNT)
                account = Clue(kind=ClueKind.ACCOUNT, value=owner)
                is_system = owner and self._find_exactly(account)
                parts[GroupKey(kind=account.kind, value=owner) if is_system else key].append(row)
            divided |= parts
        return divided

    def _index_services(
        self, groups: Mapping[GroupKey, Sequence[Row]], named: Mapping[GroupKey, Place | None]
    ) -> dict[str, set[int]]:
        """Return the systems of services and connections whose names have several words.

        They are indexed by the folded name. ``till-central``, whose settings are in the folder of
        Till, belongs to Till.
        """
        found: dict[str, set[int]] = defaultdict(set)
        for key, place in named.items():
            names = {m.find_first(ClueKind.SOURCE) for m, _ in groups[key]} if place else set()
            for name in map(fold, names):
                if place and " " in name:
                    found[name].add(self._register.find(place.entry))
        return found

    def _find_service(
        self, key: GroupKey, rows: Sequence[Row], services: Mapping[str, set[int]]
    ) -> Place | None:
        """Return the only system that has a service with the name of an account or connection."""
        roots = services.get(fold(key.value), set()) if key.kind in SIGNED else set()
        spelled = _get_spelling(key.kind, key.value, rows)
        if len(roots) != 1 or self._is_nowhere(key.kind, key.value, rows):
            return None
        place = self._register.find_head(min(roots))
        self._take_name(place.entry, key.kind, spelled, rows, why="it has a service of this name")
        return place

    def _find_decided(self, key: GroupKey, rows: Sequence[Row]) -> Place | None:
        """Return the system that a decision of a user assigns to a group of mentions, else None."""
        spelled = _get_spelling(key.kind, key.value, rows)
        named = self._placed.get(_build_question_clues(key, spelled))
        if named is None:
            return None
        number = self._names[fold(named.system)]
        self._register.note(number, spelled, f"an answer assigns it to {SYSTEM}", (named.evidence,))
        return Place(entry=number)

    def _is_nowhere(self, kind: ClueKind, value: str, rows: Sequence[Row]) -> bool:
        """Return whether a user decided that a clue does not belong to the system of this name."""
        return (kind, unquote(_get_spelling(kind, value, rows))) in self._nowhere

    def _recognise(self, rows: Sequence[Row]) -> RecognisedProduct | None:
        found = self._families.recognise(_collect_clues(rows))
        if found is None:
            return None
        return RecognisedProduct(
            product=found[0], reason=found[1], account=find_account(rows, self._spellings)
        )

    def _find_by_name(self, key: GroupKey, rows: Sequence[Row]) -> Place | None:
        """Return the system that has the same name as one of the group's clues.

        Return None if clues of one kind have the names of several systems.
        """
        unclear = key.where or key.engine or key.kind is ClueKind.SCHEMA
        clues = {clue for mention, _ in rows for clue in mention.ref.clues}
        others = sorted(c for c in clues if c.kind in NAMING and not self._names_product(c))
        first = Clue(kind=key.kind, value=key.value)
        own = [] if unclear or self._names_product(first) else [first]
        connected = [clue for clue in others if clue.kind is ClueKind.SOURCE]
        hosts = sorted(clue for clue in clues if clue.kind is ClueKind.HOST)
        ways = [
            (own, self._find_exactly), (others, self._find_exactly),
            (own, self._find_spelled), (others, self._find_spelled),
            (connected if key.kind in CONNECTED else [], self._spelled.find_connection),
            ([strip_host_words(clue, hosts) for clue in connected], self._find_exactly),
            (hosts if key.kind is ClueKind.SOURCE else [], self._find_spelled),
            (_list_folders(rows), self._find_exactly),
        ]  # fmt: skip
        for named, find in ways:
            found = {
                self._register.find(hit[0]): (clue, *hit)
                for clue in reversed(named)
                if (hit := find(clue)) and not self._is_nowhere(clue.kind, clue.value, rows)
            }
            if len(found) == 1:
                ((clue, number, why),) = found.values()
                spelled = _get_spelling(clue.kind, clue.value, rows)
                self._take_name(number, clue.kind, spelled, rows, why=why)
                return Place(entry=number)
        return None

    def _find_by_word(self, key: GroupKey, rows: Sequence[Row]) -> Place | None:
        """Return the only system whose name begins with the group's database, otherwise None."""
        databases = sorted(
            {clue.value for m, _ in rows for clue in m.ref.clues if clue.kind is ClueKind.DATABASE}
        )
        for value in databases:
            hit = self._spelled.find_database_word(value)
            if hit and not self._is_nowhere(ClueKind.DATABASE, value, rows):
                spelled = _get_spelling(ClueKind.DATABASE, value, rows)
                self._take_name(hit[0], ClueKind.DATABASE, spelled, rows, why=hit[1])
                return Place(entry=hit[0])
        return None

    def _names_product(self, clue: Clue) -> bool:
        """Return whether a clue is the name of a known product that only one listed system has."""
        known = fold(clue.value) in self._register.product_names
        return known and self._families.find_by_name(clue.value) is not None

    def _find_spelled(self, clue: Clue) -> tuple[int, str] | None:
        found = self._spelled.find(clue.kind, _strip_added_words(clue.kind, clue.value))
        if found and fold(self._register.entries[found[0]].name) in NOBODY:
            return None  # local files are not on the host ``files.bureau.example``
        return found or self._find_account(clue)

    def _find_account(self, clue: Clue) -> tuple[int, str] | None:
        """Return the system whose short name an account begins with: KBS for ``kbsbatch``."""
        if clue.kind is not ClueKind.ACCOUNT:
            return None
        found = {
            self._register.find(number): number
            for word in ACCOUNT_ENDINGS
            if (code := clue.value.casefold().removesuffix(word)) != clue.value.casefold()
            if len(code) >= SHORTEST_CODE and (number := self._names.get(fold(code))) is not None
        }
        if len(found) != 1:
            return None
        return next(iter(found.values())), "the account begins with the system's name"

    def _find_exactly(self, clue: Clue) -> tuple[int, str] | None:
        """Return the system with the name of a clue, None if there is none.

        In the names of links and accounts, technical words such as "link" are ignored.
        """
        number = self._names.get(fold(clue.value))
        if number is None and clue.kind is ClueKind.HOST:
            number = self._find_by_host(clue.value)
        if number is None and clue.kind in ADDED_WORDS:
            number = self._names.get(fold(_strip_added_words(clue.kind, clue.value)))
        return None if number is None else (number, SAME_NAME)

    def _find_by_host(self, host: str) -> int | None:
        """Return the system with the name of a host: My Portal for ``my.portal.example``."""
        name = fold(host.rpartition(".")[0])
        return self._names.get(name) if len(name) >= SHORTEST_HOST else None

    def _take_name(
        self, number: int, kind: ClueKind, spelled: str, rows: Sequence[Row], *, why: str
    ) -> None:
        places = _select_first_of_files(evidence for _, evidence in rows)
        same = f"the {kind.value} has its name"
        reason = same if why == SAME_NAME else f"{kind.value} {spelled}: {why}"
        self._register.note(number, spelled, reason, places)
        if self._register.entries[number].origin in {Origin.NAME, Origin.CLUE}:
            return  # another question already asks about this name

        def phrase(names: list[str]) -> str:
            return (
                f'Does the {kind.value} "{spelled}" belong to {names[0]}? {why[0].upper()}'
                f"{why[1:]}, so it is assigned to this system; if it is a copy or another system, "
                "declare it under `systems:` in seamscope.yaml"
            )

        self._register.ask(
            phrase,
            (number,),
            places,
            kind=QuestionKind.PLACE,
            subject=f"{kind.value} {spelled}",
            clues=(Clue(kind=kind, value=spelled),),
            effect=f'"no" leaves "{spelled}" unplaced',
        )

    def _place_product(
        self, key: GroupKey, recognition: RecognisedProduct, accounts: set[str], rows: Sequence[Row]
    ) -> Place | None:
        """Return the listed system of a known product, else one system for each account.

        A tool that only moves data between other systems is not a system, unless a source lists it.
        """
        product, spelled = recognition.product, _get_spelling(key.kind, key.value, rows)
        if product.kind in MOVERS and not self._families.list_members(product):
            return None
        reason = f"known product: {product.name} ({recognition.reason})"
        if self._families.list_members(product) or len(accounts) < 2:
            return self._families.place(product, spelled, reason, rows[0][1])
        if not recognition.account:
            return None
        evidence = _select_first_of_files(evidence for _, evidence in rows)
        number = self._entered.get((product.name, recognition.account))
        if number is None:
            name = f"{product.name} ({recognition.account})"
            number = self._register.add(Entry(name=name, origin=Origin.CLUE, evidence=evidence))
            self._register.products[number] = (product, reason)
            self._register.recognised.add(number)
            self._entered[product.name, recognition.account] = number
        self._register.note(number, spelled, reason, evidence)
        return Place(entry=number)

    def _add_entry(
        self, key: GroupKey, rows: Sequence[Row], recognition: RecognisedProduct | None
    ) -> Place:
        """Add an endpoint, or a system if its own file declares it and no source lists systems."""
        evidence = _select_first_of_files(evidence for _, evidence in rows)
        spelled = _get_spelling(key.kind, key.value, rows)
        service = (
            any(mention.ref.service for mention, _ in rows)
            and not self._near.inventory
            and not self._names_technology(key.kind, spelled)
        )
        number = self._register.add(
            Entry(
                name=_choose_name(key, spelled),
                origin=Origin.SERVICE if service else Origin.CLUE,
                evidence=evidence,
                kind=key.kind,
            )
        )
        if recognition is not None and service:
            reason = f"known product: {recognition.product.name} ({recognition.reason})"
            self._register.products[number] = (recognition.product, reason)
        hint = _name_host(key, rows) + self._suggest(number, rows, recognition)
        self._unplaced.append(
            Unplaced(
                number=number, key=key, spelled=spelled, hint=hint,
                names=_list_names(key, spelled, rows), hosts=_list_values(rows, ClueKind.HOST),
            )
        )  # fmt: skip
        return Place(entry=number)

    def _names_technology(self, kind: ClueKind, spelled: str) -> bool:
        """Return whether the name of a connection is only the name of a technology.

        A linked service called ``AzureSqlDatabase`` does not identify a database.
        """
        if kind not in {ClueKind.SOURCE, ClueKind.CLASS}:
            return False
        as_class = self._families.recognise((Clue(kind=ClueKind.CLASS, value=spelled),))
        product = self._families.find_technology(spelled) or (as_class and as_class[0])
        return product is not None and product.generic

    def _suggest(
        self, number: int, rows: Sequence[Row], recognition: RecognisedProduct | None
    ) -> str:
        """Add the systems of the recognised product as candidates; return a hint for the question.

        If no product was recognised, the name (``netsuite_analytics``) or the tables (``vbak``,
        ``vbap``) may suggest one. Then the hint says so.

        number: the entry that the question is about.
        """
        product, hint = (recognition.product, "") if recognition else (None, "")
        if product is None:
            product = self._families.find_in_name(self._register.entries[number].name)
            hint = f" Its name mentions {product.name}." if product else ""
        if product is None:
            datasets = sorted({mention.dataset for mention, _ in rows if mention.dataset})
            by_tables = self._families.recognise(_collect_clues(rows), datasets)
            product = by_tables[0] if by_tables else None
            hint = f" Its tables look like {product.name}." if product else ""
        if product is not None and not product.generic:
            known = self._families.find_recognised(product)
            recognised = [] if known is None else [known]
            for member in self._families.list_members(product) or recognised:
                self._near.add_candidate(number, member, f"its product is {product.name}")
        return hint

    def ask(self) -> None:
        """Ask about each new endpoint, and about each system declared only in its own file."""
        for item in self._unplaced:
            joined = self._register.find(item.number) != item.number  # another question asks
            if item.number not in self._register.environments and not joined:
                self._ask(item)

    def _ask(self, item: Unplaced) -> None:
        entry = self._register.entries[item.number]
        text = ASKS[item.key.kind].format(
            item.spelled if item.key.value else entry.evidence[0].file
        )
        if item.key.engine:
            text = text.replace("?", f" of {item.key.engine}?")
        if item.key.where:
            text = text.replace("?", f" at {item.key.where}?")
        home = "homes" if item.key.kind in {ClueKind.FOLDER, ClueKind.SCHEMA} else "systems"
        service = entry.origin is Origin.SERVICE
        stands = "It is treated as a separate system" if service else "It is not placed yet"
        candidates = (
            [] if service else self._near.suggest_for_clue(item.number, item.names, item.hosts)
        )

        def phrase(names: list[str]) -> str:
            maybe = f" It may be {join_words(names[1:], 'or')}." if names[1:] else ""
            return (
                f"{text}{item.hint}{maybe} {stands}; declare it under `{home}:` in "
                "seamscope.yaml, or in the inventory"
            )

        for found in candidates:
            self._register.add_near_miss(found.entry, item.spelled, found.reason, entry.evidence)
        self._register.ask(
            phrase,
            (item.number, *(found.entry for found in candidates)),
            entry.evidence,
            kind=QuestionKind.PLACE,
            subject=" ".join(filter(None, (item.spelled, item.key.engine, item.key.where))),
            clues=_build_question_clues(item.key, item.spelled),
            candidates=[found.entry for found in candidates],
            effect=f'assigns "{item.spelled}" and its flows to a system',
        )


def _strip_added_words(kind: ClueKind, value: str) -> str:
    """Return the name of a link or account without technical words such as "link" or "svc"."""
    if kind not in ADDED_WORDS:
        return value
    return " ".join(word for word in fold(value).split() if word not in ADDED_WORDS[kind])


def _build_question_clues(key: GroupKey, spelled: str) -> tuple[Clue, ...]:
    """Return the clues that an answer assigns to a system, such as a database and its host.

    Product and host only distinguish databases of equal name. The answer does not apply to other
    databases of the product or at the host.
    """
    engine = (Clue(kind=ClueKind.PRODUCT, value=key.engine),) if key.engine else ()
    where = (Clue(kind=ClueKind.HOST, value=key.where),) if key.where else ()
    return (Clue(kind=key.kind, value=spelled), *engine, *where)


def _list_names(key: GroupKey, spelled: str, rows: Sequence[Row]) -> tuple[str, ...]:
    """Return the names under which the system of an endpoint may be listed.

    A database behind a link may belong to the system that has the name of the link. Code that is
    only in `mart.sql` may run in Mart.
    """
    if key.kind in {ClueKind.SCHEMA, ClueKind.FOLDER}:
        files = {PurePosixPath(evidence.file).stem for _, evidence in rows}
        return (*filter(None, (key.value,)), *(files if len(files) == 1 else ()))
    links = _list_values(rows, ClueKind.SERVER) if key.kind in CONNECTED else ()
    return tuple(dict.fromkeys((spelled, *links)))


def _list_values(rows: Sequence[Row], kind: ClueKind) -> tuple[str, ...]:
    return tuple(sorted({clue.value for m, _ in rows for clue in m.ref.clues if clue.kind is kind}))


def _name_host(key: GroupKey, rows: Sequence[Row]) -> str:
    """Return a sentence with the host or server of an endpoint, "" if there are several.

    Also return "" if the host has the name of the endpoint.
    """
    for kind in (ClueKind.HOST, ClueKind.SERVER):
        clues = (clue for mention, _ in rows for clue in mention.ref.clues if clue.kind is kind)
        hosts = {clue.value.casefold(): clue.value for clue in clues}
        if key.kind is not kind and len(hosts) == 1:
            (host,) = hosts.values()
            return "" if fold(host) == fold(key.value) else f" Its {kind.value} is {host}."
    return ""


def _choose_name(key: GroupKey, spelled: str) -> str:
    """Return the name of an entry that has only a clue.

    The name of a Java class is used without its package. The product is added to the name of a
    database if another database has the same name.
    """
    if key.kind is ClueKind.CLASS and DOTTED_CLASS.match(spelled):
        return spelled.rpartition(".")[2]
    return f"{spelled} ({key.engine})" if key.engine else spelled


def _collect_clues(rows: Sequence[Row]) -> list[Clue]:
    return sorted({clue for mention, _ in rows for clue in mention.ref.clues})


def _get_spelling(kind: ClueKind, value: str, rows: Sequence[Row]) -> str:
    """Return a value as its first mention spells it."""
    if kind is ClueKind.SCHEMA:
        return value or "Unnamed system"
    if "://" in value:  # a bucket, which any kind of clue may name
        written = (c.value for m, _ in rows for c in m.ref.clues if get_bucket(c.value) == value)
        return next((text for text in written if "://" in text), value).partition("?")[0]
    return next(
        (
            clue.value.strip().strip('"`[]')
            for mention, _ in rows
            for clue in mention.ref.clues
            if clue.kind is kind and unquote(clue.value) == unquote(value)
        ),
        value,
    )


def _select_first_of_files(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    first: dict[str, Evidence] = {}
    for item in evidence:
        first[item.file] = min(item, first.get(item.file, item))
    return tuple(sorted(first.values()))


def _list_folders(rows: Iterable[Row]) -> list[Clue]:
    """Return the folders that contain a service whose name begins with the name of the folder."""
    return sorted(
        {
            clue
            for mention, _ in rows
            for clue in mention.ref.clues
            if clue.kind is ClueKind.FOLDER
            and fold(mention.find_first(ClueKind.SOURCE)).startswith(fold(clue.value))
        }
    )
