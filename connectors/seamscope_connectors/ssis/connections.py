"""Read connection managers: the system of each, or the reason why it identifies no system."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from seamscope.connector.connections import build_clues, parse_connection_clues
from seamscope.records import Clue, ClueKind, SystemRef
from seamscope_connectors.ssis.elements import DTS, get_setting

# Type of a connection that does not identify a system -> reason.
NO_SYSTEM = {
    "CACHE": "a cache is temporary storage of data flows",
    "SMTP": "a mail server has no datasets",
    "SMOSERVER": "an administration connection (SMO) has no dataset",
}
FILES = frozenset({"FILE", "MULTIFILE"})
FLAT = frozenset({"FLATFILE", "MULTIFLATFILE"})  # text files; the file name is the dataset
# Also as variables: $(SSISDB), [msdb].
SYSTEM_DATABASES = re.compile(r"[\s$({\[]*(?:ssisdb|msdb)[\s)}\]]*", re.I)
SYSTEM_DATABASE_REASON = "SSISDB and msdb contain SQL Server's own packages, jobs and logs"
GENERATED = re.compile(r"\{?[0-9a-f]{8}-[0-9a-f-]{27}\}?", re.I)
NAMELESS = "its name is generated, and its host and database are unknown"
DELETED = ":invalid"  # suffix of the id of a deleted connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """A connection manager.

    why_not: the reason why it does not identify a system, "" if it does.
    file: the flat file that it opens.
    """

    name: str
    ref: SystemRef
    kind: str = ""
    why_not: str = ""
    file: str = ""


Known = Mapping[str, Connection]


def read_manager(element: Element, level: str) -> dict[str, Connection]:
    """Return a connection manager under each key by which components refer to it."""
    name = get_setting(element, "ObjectName")
    inner = element.find(f"{DTS}ObjectData/{DTS}ConnectionManager")
    text = "" if inner is None else get_setting(inner, "ConnectionString")
    # ADO.NET appends the driver class: `ADO.NET:System.Data.SqlClient…`.
    kind = get_setting(element, "CreationName").partition(":")[0].upper()
    file = re.split(r"[\\/]", text)[-1] if kind in FLAT and "=" not in text else ""
    manager = replace(_build_connection(name, kind, parse_connection_clues(text)), file=file)
    keys = (
        name,
        f"{level}.ConnectionManagers[{name}]",
        get_setting(element, "DTSID"),
        element.get(f"{DTS}refId", ""),
    )
    return {key: manager for key in keys if key}


def find_connection(reference: str, known: Known) -> Connection:
    """Return the connection that a component refers to.

    A connection that is not in the inputs has only a name.
    """
    if reference.endswith(DELETED):
        return Connection(
            name="", ref=SystemRef(), why_not="the connection was deleted from the package"
        )
    if reference in known:
        return known[reference]
    match = re.search(r"\[([^\[\]]++)\]$", reference)
    name = match[1] if match else reference
    why_not = _explain_missing_system(name, "", ())
    ref = SystemRef(clues=build_clues((ClueKind.SOURCE, name)), service=True)
    return Connection(name=name, ref=SystemRef() if why_not == NAMELESS else ref, why_not=why_not)


def get_database(ref: SystemRef) -> str:
    """Return the database of a connection, "" if it is unknown."""
    return next((clue.value for clue in ref.clues if clue.kind is ClueKind.DATABASE), "")


def _build_connection(name: str, kind: str, values: tuple[Clue, ...]) -> Connection:
    # A generated name (a GUID) does not identify a system.
    own = () if GENERATED.fullmatch(name) else build_clues((ClueKind.SOURCE, name))
    ref = SystemRef(clues=(*values, *own), service=bool(values) and kind not in FLAT)
    return Connection(
        name=name, kind=kind, ref=ref, why_not=_explain_missing_system(name, kind, values)
    )


def _explain_missing_system(name: str, kind: str, values: tuple[Clue, ...]) -> str:
    """Return the reason why a connection does not identify a system, "" if it does."""
    if kind in NO_SYSTEM:
        return NO_SYSTEM[kind]
    if SYSTEM_DATABASES.fullmatch(get_database(SystemRef(clues=values)) or name):
        return SYSTEM_DATABASE_REASON
    return NAMELESS if GENERATED.fullmatch(name) and not values else ""
