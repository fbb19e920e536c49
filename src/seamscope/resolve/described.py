"""Find additional hosts and names of a listed system, by its description and its vendor."""

import re
from collections import defaultdict
from collections.abc import Sequence

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
# First labels of hosts on which people document systems.
PAGES = frozenset(
    {"wiki", "confluence", "jira", "docs", "doc", "intranet", "sharepoint", "git", "gitlab"}
    | {"github", "www", "help", "support", "servicedesk", "helpdesk"}
)


def find_described_hosts(systems: Sequence[System]) -> dict[str, tuple[Clue, ...]]:
    """Return the hosts in the descriptions of systems, by normalised name.

    "Managed file transfer, ft.corp.example" contains the host of the system. A host in two
    descriptions is ignored.
    """
    owners: dict[str, set[str]] = defaultdict(set)
    for system in systems:
        for host in HOST.findall(system.description):
            if host.partition(".")[0].casefold() not in PAGES:
                owners[host.casefold()].add(fold(system.name))
    found: dict[str, list[Clue]] = defaultdict(list)
    for host, names in sorted(owners.items()):
        if len(names) == 1:
            found[min(names)].append(Clue(kind=ClueKind.HOST, value=host))
    return {name: tuple(clues) for name, clues in found.items()}


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
