"""Connection managers: which system stands behind each of the names a package has for it."""

import re
from xml.etree.ElementTree import Element

from seamscope.connector.connections import clues, string_clues
from seamscope.records import ClueKind, SystemRef

DTS = "{www.microsoft.com/SqlServer/Dts}"


def manager(element: Element, level: str) -> dict[str, SystemRef]:
    """Return the system behind a connection manager under each of the names it goes by."""
    name = element.get(f"{DTS}ObjectName", "")
    inner = element.find(f"{DTS}ObjectData/{DTS}ConnectionManager")
    text = "" if inner is None else inner.get(f"{DTS}ConnectionString", "")
    ref = SystemRef(clues=(*string_clues(text), *clues((ClueKind.SOURCE, name))))
    keys = (
        f"{level}.ConnectionManagers[{name}]",
        element.get(f"{DTS}DTSID", ""),
        element.get(f"{DTS}refId", ""),
    )
    return {key: ref for key in keys if key}


def bare(reference: str) -> str:
    """Return the name in a reference such as `Project.ConnectionManagers[name]`."""
    found = re.search(r"\[([^\]]+)\]$", reference)
    return found[1] if found else reference


def database(ref: SystemRef) -> str:
    """Return the database a connection opens, "" if it says none."""
    return next((clue.value for clue in ref.clues if clue.kind is ClueKind.DATABASE), "")
