"""Informatica PowerCenter: what mappings load from which sources into which targets.

Exports of the Repository Manager or `pmrep` (POWERMART). A session says by which connections a
mapping runs; PowerCenter is the mechanism, not an end.
"""

import re
from collections.abc import Iterator

from seamscope.connector import Claim, Connector, File, Source
from seamscope.connector.entries import entry_fault
from seamscope.records import Evidence, Record, SystemRef
from seamscope_connectors.powercenter.ends import Run
from seamscope_connectors.powercenter.folder import Folder, Mapping, Session, folders_of, kind_of
from seamscope_connectors.powercenter.moves import ADD, moves_into

CODE = frozenset({"Stored Procedure", "SQL", "Java", "Custom Transformation", "External Procedure",
                  "HTTP", "Web Services Consumer", "Advanced External Procedure"})  # fmt: skip


class PowerCenterConnector(Connector):
    """Reads exported folders; nothing in them runs."""

    name = "powercenter"
    reads = "Informatica PowerCenter exports (POWERMART XML)"

    def claim(self, file: File) -> Claim | None:
        if re.search(r"<POWERMART\b", file.head(8192)):
            return Claim(reason="an export of PowerCenter")
        return None

    def declines(self, file: File) -> str:
        if "<imx:IMX" in file.head(8192):
            return "an export of Informatica Developer; only PowerCenter's are read"
        return ""

    def read(self, source: Source) -> Iterator[Record]:
        file = source.file
        root = file.xml()
        if root.tag != "POWERMART" or root.find("REPOSITORY/FOLDER") is None:
            raise file.error("a PowerCenter export without a folder", "export it with pmrep", 1)
        told: set[tuple[SystemRef, str]] = set()
        for folder, mappings in folders_of(root):
            for mapping in mappings:
                yield from _mapping(file, folder, mapping, told)
            known = {mapping.element.get("NAME", "") for mapping in mappings}
            for name in sorted(set(folder.sessions) - known):
                problem = f"a session runs mapping {name[:60]}, which is not in the export"
                where = file.at(folder.sessions[name][0].element)
                yield entry_fault(problem, "export the mappings too", where)


def _mapping(
    file: File, folder: Folder, mapping: Mapping, told: set[tuple[SystemRef, str]]
) -> Iterator[Record]:
    name = mapping.element.get("NAME", "")
    sessions = folder.sessions.get(name) or [Session(name="", element=None)]
    targets = sorted(
        key for key, one in mapping.instances.items() if kind_of(one) == "Target Definition"
    )
    for session in sessions:
        run = Run(file=file, folder=folder, mapping=mapping, session=session)
        for target in targets:
            yield from moves_into(run, target, told)
    where = file.at(mapping.element, f"{folder.name}/{name}")
    if not targets:
        yield entry_fault(f"mapping {name[:60]} has no target", ADD, where)
    yield from _code(mapping, where)
    yield from _undefined(folder, mapping, where)


def _code(mapping: Mapping, where: Evidence) -> Iterator[Record]:
    """Say what of a mapping runs code or procedures that stand elsewhere."""
    found = sorted(
        f"{name} ({kind_of(one)})"
        for name, one in mapping.instances.items()
        if kind_of(one) in CODE
    )
    if found:
        problem = f"steps that call code or procedures are not read: {', '.join(found)[:300]}"
        yield entry_fault(problem, ADD, where)


def _undefined(folder: Folder, mapping: Mapping, where: Evidence) -> Iterator[Record]:
    """Say which sources and targets of a mapping the export does not define."""
    known = {name for _, name in folder.sources} | set(folder.targets)
    ends = {"Source Definition", "Target Definition"}
    found = sorted(
        name
        for name, one in mapping.instances.items()
        if kind_of(one) in ends and one.get("TRANSFORMATION_NAME", name) not in known
    )
    if found:
        problem = f"tables that the export does not define: {', '.join(found)[:300]}"
        yield entry_fault(problem, "export the mapping with its sources and targets", where)
