"""Find the system behind a technical name: ``PartyMaster`` is Party Master."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from seamscope.connector.vocabulary import keeps_content
from seamscope.knowledge.entity_names import is_known_entity
from seamscope.knowledge.vocabulary import load_vocabulary
from seamscope.records import Clue, ClueKind
from seamscope.resolve.clue_index import ClueIndex
from seamscope.resolve.corroboration import Corroboration
from seamscope.resolve.names import PRODUCTION, fold
from seamscope.resolve.product_words import ProductWords
from seamscope.resolve.proper_names import ProperNames
from seamscope.resolve.register import Register
from seamscope.resolve.similar_names import HUMP

NAMED = frozenset(
    {ClueKind.SOURCE, ClueKind.FOLDER, ClueKind.PRODUCT, ClueKind.SERVER, ClueKind.ACCOUNT}
)
FOLDERS = frozenset({ClueKind.FOLDER})
PROJECT_WORDS = frozenset({"dbt", "airflow", "ssis", "adf", "etl", "elt", "sql", "jobs", "scripts"})
SHORTEST_PLAIN = 3  # letters of a name without technical words
RUNNING = frozenset({ClueKind.FOLDER, ClueKind.SOURCE})  # of a script, of a store's account
SHORTEST = 6  # letters of a name that is compared without its spaces
SHORTEST_LABEL = 5  # letters of the first label of a host that is a general word
SEVERAL = 3  # minimum number of hosts named after systems in the organisation's own domain
SHORTEST_WHOLE = 4  # letters of a connection that has exactly the name of a database
SHORTEST_HALF = 3  # letters of each of two names written together: ``SAPP4H``
SAP_ID = re.compile(r"[A-Z][A-Z0-9]{2}")
SAP_CLIENT = re.compile(r"([A-Z][A-Z0-9]{2})CLNT\d{3}")
SAP_COMPONENT = re.compile(
    r"(?:BC|BS|LS)_(\w{3,})"
)  # a business component or system, a logical one
BUCKET = re.compile(
    r"(?:s3[an]?|gs|gcs|abfss?|wasbs?|oss)://(?:[^/@]{1,63}@)?([a-z0-9][a-z0-9._-]{2,62})", re.I
)
# Words in the names of buckets about what they store, not whose it is.
ZONES = frozenset(
    {"raw", "curated", "clean", "cleansed", "refined", "bronze", "silver", "gold", "archive"}
    | {"data", "lake", "datalake", "bucket", "files", "file", "export", "exports", "import", "drop"}
    | {
        "landing",
        "staging",
        "stage",
        "incoming",
        "outgoing",
        "in",
        "out",
        "backup",
        "store",
        "storage",
        "blob",
        "zone",
    }
)
# Endings of a short code in the name of a database or connection: ``JDEPRD``, ``HBWDB1``.
CODE_ENDING = re.compile(r"(?:prd|prod|db|dbp)?\d{0,3}$")
# Abbreviations of database products before the code in a connection: ``SNOW_EDW_PRD``, ``MSS_CRM``.
DATABASE_PREFIXES = frozenset(
    {"mss", "msql", "sqlsrv", "snow", "snf", "psql", "my", "mysql", "db2", "td", "tera", "hana"}
    | {"hdb", "syb", "ifx", "bq", "rs", "mdb", "mongo", "net", "netz", "ff", "rel", "rdb"}
)
REMARK = re.compile(r"(?<!\s)\s*+\([^()]{0,200}+\)\s*+$")
QUALIFIED = re.compile(r"[A-Z0-9$#@]{1,8}(?:\.[A-Z0-9$#@]{1,8}){1,21}(?:\.\*)?")


def is_component(name: str) -> bool:
    """Return whether a name has the form of a component of an SAP integration platform."""
    return SAP_COMPONENT.fullmatch(name) is not None


def _is_technical(word: str) -> bool:
    words = load_vocabulary()
    added = (words.clue_words, words.plugin_words, PROJECT_WORDS, PRODUCTION)
    return word.isdigit() or any(word in known for known in added)


def _strip_technical(value: str) -> str:
    """Return a name without technical words: ``FUHRW_LS`` and ``FUHRW_PRD`` → "fuhrw"."""
    return " ".join(word for word in fold(value).split() if not _is_technical(word))


def strip_host_words(connection: Clue, hosts: Iterable[Clue]) -> Clue:
    """Return a connection whose name has no words of its host: ``erp_db1_example`` → "erp"."""
    added = {word for host in hosts for word in fold(host.value).split()}
    words = fold(connection.value).split()
    plain = [word for word in words if word not in added]
    return replace(connection, value=" ".join(plain)) if plain and added else connection


def _list_host_spellings(value: str) -> Iterator[str]:
    """Yield the hosts whose name a connection may contain: srv-app01 for ``sftp_srv_app01``."""
    words = fold(value).replace("-", " ").split()
    for start in range(len(words)):
        if all(map(_is_technical, words[:start])):
            name = "-".join(words[start:])
            if len(name) >= SHORTEST_LABEL and name != value:
                yield name


def _index_beginnings(register: Register) -> dict[str, set[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for number, entry in enumerate(register.entries):
        if entry.record is not None and not entry.is_poc:
            for short in _list_beginnings(entry.name):
                found[short].add(number)
    return found


def _index_last_words(register: Register) -> dict[str, set[int]]:
    """Return the entries of listed systems by the last words of their names without spaces.

    "Seaview e-Portal" is found by "eportal".
    """
    found: dict[str, set[int]] = defaultdict(set)
    for number, entry in enumerate(register.entries):
        if entry.record is not None and not entry.is_poc and number not in register.environments:
            for name in (entry.name, *entry.aliases):
                words = fold(name).split()
                for start in range(1, len(words) - 1):
                    found["".join(words[start:])].add(number)
    return found


def _index_databases(register: Register) -> dict[str, set[int]]:
    """Return the entries of listed systems by the names of their databases.

    Technical words are removed from these names: ``FUHRW_PRD`` → "fuhrw".
    """
    found: dict[str, set[int]] = defaultdict(set)
    for number, entry in enumerate(register.entries):
        if entry.record is not None and number not in register.environments:
            for clue in entry.clues:
                if clue.kind is ClueKind.DATABASE:
                    found[_strip_technical(clue.value)].add(number)
    return found


def _list_beginnings(name: str) -> Iterator[str]:
    """Yield the short forms that join the beginnings of two words: "factscan" for "FacturaScan"."""
    words = fold(HUMP.sub(" ", name)).split()
    if len(words) == 2 and all(word.isalpha() for word in words):
        one, other = words
        for first in range(SHORTEST_HALF, len(one) + 1):
            for second in range(SHORTEST_HALF, len(other) + 1):
                yield one[:first] + other[:second]


class SpelledNames:
    """Finds listed systems by the technical names of connections, folders, contracts and hosts."""

    def __init__(
        self,
        register: Register,
        names: dict[str, int],
        clues: ClueIndex,
        corroboration: Corroboration,
        products: ProductWords,
        *,
        mentioned: Iterable[str] = (),
    ) -> None:
        """Index the names of listed systems.

        mentioned: the hosts in all records.
        """
        self._register = register
        self._names = names
        self._clues = clues
        self._corroboration = corroboration
        self._products = products
        self._proper = ProperNames(register, products.families)
        self._squeezed: dict[str, set[int]] = defaultdict(set)
        for name, number in names.items():
            self._squeezed[name.replace(" ", "")].add(number)
        self._leading: dict[str, set[int]] = defaultdict(set)
        for number, entry in enumerate(register.entries):
            if entry.record is None or entry.is_poc or number in register.environments:
                continue
            product = products.get_product(number)
            for text in map(fold, (entry.name, *entry.aliases, product)):
                words = text.split()
                for size in range(1, len(words) + 1):
                    self._leading["".join(words[:size])].add(number)
        self._trailing = _index_last_words(register)
        self._begun = _index_beginnings(register)
        self._databases = _index_databases(register)
        hosts = (c.value for e in register.entries for c in e.clues if c.kind is ClueKind.HOST)
        self._domains = {host.partition(".")[2].casefold() for host in hosts} - {""}
        self._domains |= self._find_own_domains(mentioned)

    def _find_own_domains(self, hosts: Iterable[str]) -> set[str]:
        """Return the organisation's own domains.

        These are the domains of listed hosts, and domains in which several hosts have names of
        systems.
        """
        found: dict[str, set[int]] = defaultdict(set)
        known: set[str] = set()
        for host in hosts:
            label, _, domain = host.casefold().partition(".")
            if not domain.count("."):
                continue
            if self._clues.find_by_clue(Clue(kind=ClueKind.HOST, value=host), ""):
                known.add(domain)  # the full name of a listed host
            number = self._names.get(fold(label), self._find_plain_words(fold(label).split()))
            led = () if self._is_ordinary(label) else self._leading.get(label, ())
            number = next(iter(led), None) if number is None and len(led) == 1 else number
            if number is not None and len(label) >= SHORTEST_PLAIN:
                found[domain].add(self._register.find(number))
        return known | {domain for domain, roots in found.items() if len(roots) >= SEVERAL}

    def find(self, kind: ClueKind, value: str) -> tuple[int, str] | None:
        """Return the entry of the listed system behind a name and the reason, None if uncertain."""
        if kind is ClueKind.HOST:
            found = self._find_by_label(value) or self._find_by_domain(value)
            return found or self._find_by_whole_label(value) or self._find_by_short_host(value)
        if kind is ClueKind.DATABASE:
            production = self._find_plain(value, frozenset(PRODUCTION), "production database")
            return production or self._find_by_code(value) or self._find_by_server(value)
        if kind not in NAMED:
            return None
        return (
            self._find_bucket(value)
            or self._find_logical_system(value)
            or self._find_component(kind, value)
            or self._find_without_spaces(value)
            or self._find_written_together(value)
            or self._find_by_contract(value)
            or self._find_by_last_words(value)
            or self._find_by_beginnings(value)
            or self._find_by_database(value)
            or self._find_by_qualifier(value)
            or (self._find_by_server(value) if kind in RUNNING else None)
            or (self._find_plain(value, PROJECT_WORDS, "project") if kind in FOLDERS else None)
            or self._find_by_signs(value)
            or (self._find_by_product(value) if kind is ClueKind.SOURCE else None)
            or self._find_by_code(value)
            or (self._find_by_description(value) if kind is ClueKind.SOURCE else None)
        )

    def _find_by_description(self, value: str) -> tuple[int, str] | None:
        """Return the only system that has this name as a part of its description: "Dispatch"."""
        for name in dict.fromkeys((value, _strip_technical(value))):
            if (number := self._products.find_described_exactly(name)) is not None:
                return number, f'only its description contains "{name}"'
        return None

    def _find_by_signs(self, value: str) -> tuple[int, str] | None:
        """Return the system that several pieces of evidence identify: Fuhrwerk for ``FUHRW_LS``."""
        if found := self._corroboration.find(value):
            return found
        plain = _strip_technical(value)
        if len(plain) < SHORTEST_WHOLE or not fold(value).startswith(f"{plain} "):
            return None
        holding = self._databases.get(plain, ())
        if len({self._register.find(number) for number in holding}) == 1:
            why = f'without technical words, it is "{plain.upper()}", a database of the system'
            return min(holding), why
        return self._corroboration.find(plain)

    def _find_by_code(self, value: str) -> tuple[int, str] | None:
        """Return the system whose short code is the only word that is not technical.

        ``JDEPRD_Z`` contains JDE.
        """
        words = [word for word in fold(value).split() if len(word) > 1 and not _is_technical(word)]
        words = words[1:] if len(words) == 2 and words[0] in DATABASE_PREFIXES else words
        if len(words) != 1:
            return None
        for code in dict.fromkeys((words[0], CODE_ENDING.sub("", words[0]))):
            if (number := self._find_code(code)) is not None:
                return number, f'it contains "{code.upper()}", a short name of the system'
        return None

    def _find_code(self, code: str) -> int | None:
        """Return the entry of the only system with this short code, None for a general word."""
        general = load_vocabulary().kinds | load_vocabulary().name_words
        if len(code) < SHORTEST_PLAIN or code in general or _is_technical(code):
            return None
        return self._names.get(code, self._products.find_coded(code))

    def _find_plain_words(self, words: list[str]) -> int | None:
        """Return the system whose name remains without the technical words: ``orders-api``.

        The technical words must be at the end.
        """
        added = load_vocabulary().contract_words
        plain = [word for word in words if not _is_technical(word) and word not in added]
        text = " ".join(plain)
        if len(plain) == len(words) or len(text) < SHORTEST_PLAIN or words[0] != plain[0]:
            return None
        if (number := self._names.get(text)) is not None and len(plain) > 1:
            return number
        if (number := self._find_code(text)) is not None:
            return number
        found = self._clues.find_by_clue(Clue(kind=ClueKind.DATABASE, value=text), "")
        return None if found is None or len(text) < SHORTEST_WHOLE else found.entry

    def _find_plain(self, value: str, added: frozenset[str], what: str) -> tuple[int, str] | None:
        """Return the system whose name remains if certain words are removed: ``dbt_lake``.

        added: the words to remove.
        what: what the words stand for, such as "production database".
        """
        words = fold(value).split()
        plain = [word for word in words if word not in added]
        number = self._names.get(" ".join(plain)) if len(plain) < len(words) else None
        if number is None or len("".join(plain)) < SHORTEST_PLAIN:
            return None
        return number, f"without the words for a {what}, it is the system's name"

    def _find_by_server(self, value: str) -> tuple[int, str] | None:
        """Return the system that runs on a host of this name: srv-app01 for ``sftp_srv_app01``."""
        for name in (value, *_list_host_spellings(value)):
            found = self._clues.find_by_clue(Clue(kind=ClueKind.HOST, value=name), "")
            if found is not None:
                return found.entry, f'it runs on the host "{name}"'
        return None

    def _find_by_product(self, value: str) -> tuple[int, str] | None:
        number = self._products.find(value)
        return None if number is None else (number, f'its product contains "{value}"')

    def find_connection(self, clue: Clue) -> tuple[int, str] | None:
        """Return the system whose name remains if technical words and remarks are removed.

        ``ROSTER_SFTP`` is a connection of Roster, "Crew roster (SFTP)" one of Crew roster.
        """
        plain = fold(REMARK.sub("", clue.value))
        words = [word for word in plain.split() if word not in load_vocabulary().clue_words]
        number = self._names.get(plain, self._names.get(" ".join(words)))
        return None if number is None else (number, "the connection is named after it")

    def _find_logical_system(self, value: str) -> tuple[int, str] | None:
        """Return the only SAP system with this id or client: ``P01`` and ``P01CLNT100``."""
        if (client_of := SAP_CLIENT.fullmatch(value)) is not None:
            number = self._find_code(client_of[1].casefold())
            return None if number is None else (number, f"it is a client of {client_of[1]}")
        if not SAP_ID.fullmatch(value):
            return None
        client = re.compile(rf"{value.casefold()}clnt\d{{3}}")
        found = {n: self._register.find(n) for name, n in self._names.items()
                 if client.fullmatch(name)}  # fmt: skip
        one = len({*found.values()}) == 1
        return (min(found), "a client of this SAP system is one of its names") if one else None

    def _find_bucket(self, value: str) -> tuple[int, str] | None:
        """Return the system whose name a bucket has: Lakeside for ``s3://lakeside-raw``.

        All other words must be about storage, because "lakeside-crm" may belong to either system.
        """
        if (named := BUCKET.match(value)) is None:
            return None
        words = fold(named[1]).replace("-", " ").split()
        plain = [word for word in words if not _is_technical(word) and word not in ZONES]
        name = " ".join(plain)
        number = self._names.get(name) if len(name) >= SHORTEST_LABEL else None
        if number is None and (found := self._find_without_spaces(name)):
            number = found[0]
        if number is None or words[: len(plain)] != plain or self._is_ordinary(name):
            return None
        return number, "the bucket is named after the system"

    def _find_component(self, kind: ClueKind, value: str) -> tuple[int, str] | None:
        """Return the system whose name an SAP business component contains: ``BC_FLEET``."""
        if (named := SAP_COMPONENT.fullmatch(value)) is None:
            return None
        number = self._find_code(fold(named[1]))
        reason = f'"{named[1]}" is its name'
        if number is not None:
            return number, reason
        return self.find(kind, named[1]) or self._find_led(fold(named[1]))

    def _find_without_spaces(self, value: str) -> tuple[int, str] | None:
        """Return the system whose name differs only by spaces: Party Master for PartyMaster."""
        squeezed = fold(value).replace(" ", "")
        roots = {self._register.find(number) for number in self._squeezed.get(squeezed, ())}
        if len(roots) != 1 or len(squeezed) < SHORTEST:
            return None
        return self._register.find_head(min(roots)).entry, "the names differ by spaces only"

    def _find_written_together(self, value: str) -> tuple[int, str] | None:
        """Return the system two of whose names form this word: SAP and P4H form ``SAPP4H``."""
        squeezed = fold(value)
        for at in range(SHORTEST_HALF, len(squeezed) - SHORTEST_HALF + 1):
            halves = [self._names.get(half) for half in (squeezed[:at], squeezed[at:])]
            roots = {self._register.find(number) for number in halves if number is not None}
            if None not in halves and len(roots) == 1:
                return self._register.find_head(
                    min(roots)
                ).entry, "it joins two names of the system"
        return None

    def _find_by_contract(self, value: str) -> tuple[int, str] | None:
        """Return the system with whose name a contract's title begins: Orders, "Orders events"."""
        words = fold(value).split()
        core = list(words)
        while len(core) > 1 and core[-1] in load_vocabulary().contract_words:
            core.pop()
        number = self._names.get(" ".join(core), self._find_plain_words(words))
        if number is None or len(core) == len(words):
            return None
        return number, "the contract is titled after the system"

    def _find_by_beginnings(self, value: str) -> tuple[int, str] | None:
        """Return the system that has this short form of its name: ``FACTSCAN`` is FacturaScan."""
        squeezed = fold(value)
        found = self._begun.get(squeezed, set()) if squeezed.isalpha() else set()
        roots = {self._register.find(number) for number in found}
        return (
            (min(found), "it shortens the words of the system's name") if len(roots) == 1 else None
        )

    def _find_by_last_words(self, value: str) -> tuple[int, str] | None:
        """Return the only system whose name ends with these words without spaces.

        ``eportal`` is "Seaview e-Portal". A single last word is not used, because it is often
        general.
        """
        squeezed = fold(value).replace(" ", "")
        found = self._trailing.get(squeezed, set()) if len(squeezed) >= SHORTEST else set()
        roots = {self._register.find(number) for number in found}
        return (min(found), "the system's name ends in these words") if len(roots) == 1 else None

    def _find_by_database(self, value: str) -> tuple[int, str] | None:
        """Return the system that has a database with this name, or with the only plain word in it.

        Names such as ``CH04_Orders_Lab`` are not used, because their words describe the content of
        a channel and not a database.
        """
        roots: dict[int, tuple[int, str]] = {}
        words = fold(value).split()
        plain = [word for word in words if not _is_technical(word)]
        for part in dict.fromkeys((value, *(words if len(plain) < 2 else ()))):
            clue = Clue(kind=ClueKind.DATABASE, value=part)
            whole = (part == value and plain) or plain == [part]
            code = whole and re.search(r"\d", part)  # "S4P", the id of an SAP system
            least = SHORTEST_PLAIN if code else SHORTEST_WHOLE if whole else SHORTEST_LABEL
            found = self._clues.find_by_clue(clue, "") if len(part) >= least else None
            if found is not None:
                why = f'the name contains "{part}", a database of the system'
                why = "one of its databases has this name" if part == value else why
                roots.setdefault(self._register.find(found.entry), (found.entry, why))
        return next(iter(roots.values())) if len(roots) == 1 else None

    def find_database_word(self, value: str) -> tuple[int, str] | None:
        """Return the only system whose name begins with the name of a database."""
        return self._find_led(fold(value))

    def _find_by_qualifier(self, value: str) -> tuple[int, str] | None:
        """Return the system that is a qualifier in names of mainframe data sets.

        In ``BANKP.WPS.*``, it is WPS.
        """
        if not (written := QUALIFIED.search(value)):
            return None
        found: dict[int, tuple[int, str]] = {}
        for part in written[0].removesuffix(".*").split("."):
            number = self._names.get(fold(part))
            signed = (number, f'"{part}" is its name') if number is not None else (
                self._corroboration.find(part) or self._find_by_code(part)
                or self._find_by_database(part)
            )  # fmt: skip
            if signed:
                found.setdefault(self._register.find(signed[0]), signed)
        return next(iter(found.values())) if len(found) == 1 else None

    def _find_by_label(self, host: str) -> tuple[int, str] | None:
        """Return the system whose name a host in the organisation's own domain has.

        ``ledger.corp.example`` has the name of Ledger.
        """
        label, _, domain = host.casefold().partition(".")
        if not self._is_own(domain):
            return None
        words = fold(label).split()
        plain = [word for word in words if word not in PRODUCTION]
        general = not {*words}.isdisjoint(load_vocabulary().clue_words | load_vocabulary().kinds)
        short = len(label) < (SHORTEST_LABEL if general else SHORTEST_PLAIN)
        if short and len(plain) == len(words):
            return None
        number = self._names.get(" ".join(plain), self._find_plain_words(words))
        if number is not None:
            return number, "the host is named after the system"
        if (number := self._find_code(words[0])) is not None:
            return number, f'the host begins with "{words[0].upper()}"'
        coded = re.search(r"\d", words[0]) and self._find_by_database(words[0])
        return coded or self._find_led(label, words[0])

    def _find_led(self, *names: str) -> tuple[int, str] | None:
        """Return the only system whose name begins with one of these words.

        If there is none, return the only system whose name ends with the last word as an acronym.
        ``tourhub.corp.example`` belongs to "TourHub TMS". So does ``tms-db01.corp.example``, if no
        other system is a TMS.
        """
        for name in dict.fromkeys(names):
            led = self._leading.get(name, set()) if not self._is_ordinary(name) else set()
            if len({self._register.find(number) for number in led}) == 1:
                return min(led), f'only its name begins with "{name}"'
        return self._proper.find_acronym(names[-1].upper())

    def _is_own(self, domain: str) -> bool:
        """Return whether a domain is the organisation's own, or a site or zone of such a domain."""
        return domain in self._domains or domain.partition(".")[2] in self._domains

    def _find_by_short_host(self, host: str) -> tuple[int, str] | None:
        """Return the system whose name begins a host name without a domain: ``tms-files``."""
        words = fold(host).split()
        if "." in host or len(words) < 2 or not words[0].isalpha():
            return None
        number = self._find_code(words[0])
        reason = f'the host begins with "{words[0].upper()}"'
        return self._find_led(words[0]) if number is None else (number, reason)

    def _find_by_whole_label(self, host: str) -> tuple[int, str] | None:
        """Return the system whose proper name is a host's first label: ``ferrybook.corp.example``.

        A general word, or a name with further words, does not suffice, because the domain may
        belong to another organisation. No system is returned if the domain is that of a vendor, or
        if the organisation's own domains are known.
        """
        label, _, domain = host.casefold().partition(".")
        owners = domain.split(".")[:-1]
        other = bool(self._domains) or not owners or keeps_content(host.casefold())
        if other or self._is_ordinary(label):
            return None
        is_vendor = self._products.families.is_vendor
        if any(is_vendor(part) or part in self._names for part in owners):
            return None
        number = self._names.get(fold(label))
        return None if number is None else (number, "the host is named after the system")

    def _is_ordinary(self, label: str) -> bool:
        """Return whether a name is short, or contains a word that many hosts may have."""
        known = load_vocabulary()
        general = known.name_words | known.channel_words | known.contract_words | known.kinds
        return len(label) < SHORTEST_LABEL or any(
            word in general or _is_technical(word) or is_known_entity(word)
            for word in fold(label).split()
        )

    def _find_by_domain(self, host: str) -> tuple[int, str] | None:
        """Return the system whose name is in the domain of another organisation.

        ``sftp.millbank.example`` belongs to the only listed system whose name begins with Millbank.
        """
        domain = host.casefold().partition(".")[2]
        if domain in self._domains or host.count(".") < 2 or keeps_content(host.casefold()):
            return None
        for label in reversed(domain.split(".")[:-1]):
            plain = label.replace("-", "")  # a name of two words: service-now
            found = self._leading.get(plain, set())
            whole = fold(plain) in self._names and not self._is_ordinary(plain)
            roots = {self._register.find(number) for number in found}
            if len(roots) == 1 and (whole or len(plain) >= SHORTEST):
                return min(found), "the domain is named after the system"
        return None
