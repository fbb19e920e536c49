"""Connection managers: which system stands behind each, or why none does."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from seamscope.connector.connections import clues, string_clues
from seamscope.records import Clue, ClueKind, SystemRef
from seamscope_connectors.ssis.elements import DTS, setting

# Kinds of connections behind which no system with data stands, and why.
NO_SYSTEM = {
    "CACHE": "a cache keeps rows between data flows and is no system",
    "SMTP": "a mail server gets messages and holds no dataset",
    "SMOSERVER": "an administration connection (SMO) names a server and no dataset",
}
FILES = frozenset({"FILE", "MULTIFILE"})
FLAT = frozenset({"FLATFILE", "MULTIFLATFILE"})  # files of rows: their path is what is read
# Written plainly or as a variable to be filled in: $(SSISDB), [msdb].
BOOKS = re.compile(r"[\s$({\[]*(?:ssisdb|msdb)[\s)}\]]*", re.I)
BOOKKEEPING = (
    "SSISDB and msdb keep the packages, jobs, runs and logs of SQL Server itself: "
    "bookkeeping, no integration"
)
GENERATED = re.compile(r"\{?[0-9a-f]{8}-[0-9a-f-]{27}\}?", re.I)
NAMELESS = "its name is generated and no host or database is known of it, so it names no system"
GONE = ":invalid"  # what is written behind the id of a connection that was deleted


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """A connection manager.

    why_not: why it stands for no system, "" if it stands for one; file: the name of the file of
    rows that it opens.
    """

    name: str
    ref: SystemRef
    kind: str = ""
    why_not: str = ""
    file: str = ""


Known = Mapping[str, Connection]


def manager(element: Element, level: str) -> dict[str, Connection]:
    """Return a connection manager under each of the names it goes by."""
    name = setting(element, "ObjectName")
    inner = element.find(f"{DTS}ObjectData/{DTS}ConnectionManager")
    text = "" if inner is None else setting(inner, "ConnectionString")
    # ADO.NET says the class of its driver behind the kind.
    kind = setting(element, "CreationName").partition(":")[0].upper()
    file = re.split(r"[\\/]", text)[-1] if kind in FLAT and "=" not in text else ""
    found = replace(_connection(name, kind, string_clues(text)), file=file)
    keys = (
        name,
        f"{level}.ConnectionManagers[{name}]",
        setting(element, "DTSID"),
        element.get(f"{DTS}refId", ""),
    )
    return {key: found for key in keys if key}


def behind(reference: str, known: Known) -> Connection:
    """Return the connection that a component refers to.

    One that is not among the files is known by its name only.
    """
    if reference.endswith(GONE):
        return Connection(name="", ref=SystemRef(), why_not="it is gone from the package")
    if reference in known:
        return known[reference]
    inside = re.search(r"\[([^\[\]]++)\]$", reference)
    name = inside[1] if inside else reference
    why_not = _why_not(name, "", ())
    ref = SystemRef(clues=clues((ClueKind.SOURCE, name)), service=True)
    return Connection(name=name, ref=SystemRef() if why_not == NAMELESS else ref, why_not=why_not)


def database(ref: SystemRef) -> str:
    """Return the database a connection opens, "" if it says none."""
    return next((clue.value for clue in ref.clues if clue.kind is ClueKind.DATABASE), "")


def _connection(name: str, kind: str, told: tuple[Clue, ...]) -> Connection:
    # A generated name means nothing to anybody, so it is no clue to a system.
    own = () if GENERATED.fullmatch(name) else clues((ClueKind.SOURCE, name))
    ref = SystemRef(clues=(*told, *own), service=bool(told) and kind not in FLAT)
    return Connection(name=name, kind=kind, ref=ref, why_not=_why_not(name, kind, told))


def _why_not(name: str, kind: str, told: tuple[Clue, ...]) -> str:
    """Return why no system of its own stands behind a connection."""
    if kind in NO_SYSTEM:
        return NO_SYSTEM[kind]
    if BOOKS.fullmatch(database(SystemRef(clues=told)) or name):
        return BOOKKEEPING
    return NAMELESS if GENERATED.fullmatch(name) and not told else ""
