"""Find further hosts, databases and names of a listed system in its description and vendor."""

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
# A short host after a word for a server: "server dwh-qdr", "Rechner: srv-app", or after "on" if it
# has a hyphen and a number: "läuft auf app-fry3".
SHORT_HOST = re.compile(
    r"\b(?:(?:servers?|hosts?|vm|rechner|maschine|serveur|h[oô]te|servidor|serwer|macchina)\b"
    r"(?:\s{0,3}[:=]\s{0,3}|\s{1,3})(?P<named>(?=[a-z-]{0,62}[-\d])[a-z][\w-]{2,62})"
    r"|(?:on|auf|sur|en|su|op|em|na)[ ](?P<placed>[a-z][a-z0-9]{1,15}-[a-z]{0,15}\d{1,4}))"
    r"(?![\w@-]|\.\w)",
    re.I,
)
# A database and its short host: "mes_officina su mes-prd", "ORDP on ora01", "crm_prod@db-07".
DATABASE_AT = re.compile(
    r"(?<![\w.@-])([A-Za-z][A-Za-z0-9]{0,40}_\w{1,60}|[A-Z][A-Z0-9]{2,40})"
    r"(?:\s{0,3}@\s{0,3}|\s{1,3}(?:on|at|auf|su|sul|sur|en|em|op|na)\s{1,3})"
    r"((?=[A-Za-z-]{0,62}[-\d])[A-Za-z][\w-]{2,62})(?![\w@]|\.\w)"
)
# A technical name that is the first statement of a description: "QDR_DWH, server dwh-qdr".
LEADING = re.compile(r"\s*([A-Za-z][A-Za-z0-9]{0,40}_\w{1,60})\s*(?=[,;(:]|$)")
# A cloud project, which holds the databases of a warehouse: "BigQuery, project acme-lake".
PROJECT = re.compile(
    r"\b(?:project|projekt|projet|proyecto|progetto|projeto)\s{0,3}[:=]?\s{1,3}"
    r"([a-z][a-z0-9]{1,28}(?:-[a-z0-9]{1,28}){1,4})(?![\w-])"
)
# What a description says about a mainframe or an SAP system: "DB2 subsystem CB01, LPAR MVS1, HLQ
# CBPROD", "system S4P".
# The last part of a description, if it has the form of a host: "Archive, dms-bln01", "sql-payroll".
LAST_HOST = re.compile(
    r"(?:,|;|\s[-–/])\s{0,3}(?P<name>(?:srv|sql|db|app|web|vm|ora|pg|erp|sap)-[a-z][a-z0-9-]{1,40}"
    r"|[a-z]{2,12}-[a-z]{0,12}\d{1,4})\s*$"
)
# "S4P Mandant 100", "P01 client 200": the id of an SAP system before its client.
CLIENT = re.compile(
    r"\b(?P<name>[A-Z](?=[A-Z]{0,1}\d|[A-Z])[A-Z0-9]{2})\s(?:Mandant|[Cc]lient|[Mm]andante)\s\d{3}\b"
)
BUCKET = re.compile(
    r"\b(?:S3|GCS|bucket|Bucket)\s(?P<name>[a-z][a-z0-9]{1,30}(?:-[a-z0-9]{1,30}){1,4})\b"
)
SUBSYSTEM = re.compile(
    r"\b(?:[Ss]ubsystem|SSID|HLQ|[Hh]igh[- ][Ll]evel [Qq]ualifier|SID|[Ss]yst[eè]me?|[Ss]istema)"
    r"\s{0,3}[:=]?\s"
    r"(?P<name>[A-Z](?=[A-Z]{0,7}\d)[A-Z0-9]{2,7}|(?<=HLQ\s)[A-Z][A-Z0-9]{2,7})\b"
)
LPAR = re.compile(r"\bLPAR\s{0,3}[:=]?\s([A-Z][A-Z0-9]{1,7})\b")
# First labels of hosts on which people document systems.
PAGES = frozenset(
    {"wiki", "confluence", "jira", "docs", "doc", "intranet", "sharepoint", "git", "gitlab"}
    | {"github", "www", "help", "support", "servicedesk", "helpdesk"}
)


def find_described_places(systems: Sequence[System]) -> dict[str, tuple[Clue, ...]]:
    """Return the hosts and databases in the descriptions of systems, by normalised name.

    "Managed file transfer, ft.corp.example" contains a host, "Snowflake, account CMS_EDW" a
    database, and "ORDP on ora01" both. A host or database in the descriptions of two systems is
    ignored.
    """
    owners: dict[Clue, set[str]] = defaultdict(set)
    for system in systems:
        for clue in _list_places(system.description):
            owners[clue].add(fold(system.name))
    found: dict[str, list[Clue]] = defaultdict(list)
    for clue, names in sorted(owners.items()):
        if len(names) == 1:
            found[min(names)].append(clue)
    return {name: tuple(clues) for name, clues in found.items()}


def _list_places(text: str) -> Iterator[Clue]:
    yield from _list_hosts(text)
    yield from find_stated_databases(text)
    pairs = DATABASE_AT.findall(text)
    for _, host in pairs:
        yield Clue(kind=ClueKind.HOST, value=host.casefold())
    leading = LEADING.match(text)
    databases = (*([leading[1]] if leading else []), *(name for name, _ in pairs))
    for partition in LPAR.findall(text):
        yield Clue(kind=ClueKind.HOST, value=partition.casefold())
    systems = (*SUBSYSTEM.findall(text), *CLIENT.findall(text))
    for name in BUCKET.findall(text):
        yield Clue(kind=ClueKind.SERVER, value=f"s3://{name}")
    for name in (*databases, *PROJECT.findall(text), *systems):
        yield Clue(kind=ClueKind.DATABASE, value=name)


def _list_hosts(text: str) -> Iterator[Clue]:
    for host in HOST.findall(text):
        if host.partition(".")[0].casefold() not in PAGES:
            yield Clue(kind=ClueKind.HOST, value=host.casefold())
    for found in SHORT_HOST.finditer(text):
        yield Clue(kind=ClueKind.HOST, value=(found["named"] or found["placed"]).casefold())
    if last := LAST_HOST.search(text):
        yield Clue(kind=ClueKind.HOST, value=last["name"])


def strip_vendor(name: str, vendor: str) -> str:
    """Return a name without the leading vendor: ``IBM FileNet``, ``IBM`` -> ``FileNet``.

    Return "" if the other words do not identify a system, such as "Database" in "Oracle Database".
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
