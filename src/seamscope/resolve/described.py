"""Find additional hosts, databases and names of a listed system, by description and vendor."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from seamscope.connector.connections import find_stated_databases
from seamscope.knowledge.vocabulary import load_vocabulary, normalise_kind
from seamscope.records import Clue, ClueKind, System
from seamscope.resolve.names import fold

SHORTEST = 3  # letters of a name without its vendor
# A full host name without a path: a path leads to a page, such as the wiki page of the system.
HOST = re.compile(
    r"(?<![\w@./:-])(?:https?://)?((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){2,6}[a-z]{2,24})"
    r"(?![\w@-]|\.\w|/[\w#?])",
    re.I,
)
# A short host behind a word for servers, or behind "on" if it has a hyphen and a number.
SHORT_HOST = re.compile(
    r"\b(?:(?:server|serveur|servidor|servers?|serwer|host|hote|hôte|rechner|vm)\b[ :]{1,3}"
    r"(?P<named>[a-z][a-z0-9-]{2,30}\d{1,4})"
    r"|(?:on|auf|sur|en|su|op|em|na)[ ](?P<placed>[a-z][a-z0-9]{1,15}-[a-z]{0,15}\d{1,4}))"
    r"(?![\w.-])",
    re.I,
)
# First labels of hosts on which people document systems.
PAGES = frozenset(
    {"wiki", "confluence", "jira", "docs", "doc", "intranet", "sharepoint", "git", "gitlab"}
    | {"github", "www", "help", "support", "servicedesk", "helpdesk"}
)


def find_described_places(systems: Sequence[System]) -> dict[str, tuple[Clue, ...]]:
    """Return the hosts and databases in the descriptions of systems, by normalised name.

    "Managed file transfer, ft.corp.example" contains the host of the system, and "Snowflake,
    account CMS_EDW" its database. A host or database in two descriptions is ignored.
    """
    owners: dict[Clue, set[str]] = defaultdict(set)
    for system in systems:
        for clue in (*_list_hosts(system.description), *find_stated_databases(system.description)):
            owners[clue].add(fold(system.name))
    found: dict[str, list[Clue]] = defaultdict(list)
    for clue, names in sorted(owners.items()):
        if len(names) == 1:
            found[min(names)].append(clue)
    return {name: tuple(clues) for name, clues in found.items()}


def _list_hosts(text: str) -> Iterator[Clue]:
    for host in HOST.findall(text):
        if host.partition(".")[0].casefold() not in PAGES:
            yield Clue(kind=ClueKind.HOST, value=host.casefold())
    for found in SHORT_HOST.finditer(text):
        yield Clue(kind=ClueKind.HOST, value=(found["named"] or found["placed"]).casefold())


def strip_vendor(name: str, vendor: str) -> str:
    """Return a name without the leading vendor, "" if the rest does not identify a system.

    ``IBM FileNet``, ``IBM`` -> ``FileNet``. The rest "Database" of "Oracle Database" does not
    identify a system.
    """
    suffixes = load_vocabulary().company_suffixes
    words = [word for word in fold(vendor).split() if word not in suffixes]
    own = name.split()
    if not words or len(own) <= len(words):
        return ""
    if fold(" ".join(own[: len(words)])) != " ".join(words):
        return ""
    rest = " ".join(own[len(words) :])
    plain = [word for word in fold(rest).split() if word not in load_vocabulary().name_words]
    general = not plain or normalise_kind(" ".join(plain)) in load_vocabulary().kinds
    return "" if general or len(fold(rest)) < SHORTEST else rest
