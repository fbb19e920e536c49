"""Read Informatica PowerCenter mappings: flows from their sources into their targets.

Reads exports of the Repository Manager or `pmrep` (POWERMART). The connections of a mapping come
from the sessions that run it, and from parameter files. PowerCenter moves data between other
systems and is never the source or target of a flow.
"""

import re
from collections.abc import Iterator

from seamscope.connector import Claim, Connector, File, Source
from seamscope.connector.entries import read_each, skip_entry
from seamscope.connector.scrub import quote
from seamscope.records import Evidence, Record, SystemRef
from seamscope_connectors.powercenter.ends import Run
from seamscope_connectors.powercenter.folder import (
    Folder,
    Mapping,
    Session,
    get_kind,
    list_folders,
    list_mapplets,
)
from seamscope_connectors.powercenter.moves import ADD, load_target
from seamscope_connectors.powercenter.parameters import (
    Section,
    fill_sessions,
    is_parameter_file,
    list_sections,
)

PARAMETERS = frozenset({".par", ".prm", ".param", ".parm", ".txt"})
# Transformations with code or procedures that are not in the mapping.
CODE = frozenset({"Stored Procedure", "SQL", "Java", "Custom Transformation", "External Procedure",
                  "HTTP", "Web Services Consumer", "Advanced External Procedure"})  # fmt: skip


class PowerCenterConnector(Connector):
    """Reads the mappings and sessions of exported folders."""

    name = "powercenter"
    reads = "Informatica PowerCenter exports (POWERMART XML) with parameter files"

    def claim(self, file: File) -> Claim | None:
        head = file.head(8192)
        if re.search(r"<POWERMART\b", head):
            return Claim(reason="a PowerCenter export", group=self.name)
        if file.suffix in PARAMETERS and is_parameter_file(head):
            return Claim(reason="parameters of PowerCenter sessions", group=self.name)
        return None

    def declines(self, file: File) -> str:
        if "<imx:IMX" in file.head(8192):
            return "an Informatica Developer export; only PowerCenter exports are supported"
        return ""

    def read(self, source: Source) -> Iterator[Record]:
        sections: list[Section] = []
        given = [file for file in source.files if file.suffix in PARAMETERS]
        yield from read_each(given, lambda file: _gather(file, sections))
        exports = [file for file in source.files if file.suffix not in PARAMETERS]
        yield from read_each(exports, lambda file: _read_export(file, sections))
        if not exports:
            problem = "parameters without an export of the sessions that use them"
            yield skip_entry(problem, "export the folder with `pmrep objectexport`", given[0].at(1))


def _gather(file: File, sections: list[Section]) -> Iterator[Record]:
    sections += list_sections(file)
    yield from ()


def _read_export(file: File, sections: list[Section]) -> Iterator[Record]:
    root = file.xml()
    if root.tag != "POWERMART" or root.find("REPOSITORY/FOLDER") is None:
        remedy = "export the folder with `pmrep objectexport`"
        raise file.error("the PowerCenter export has no folder", remedy, 1)
    reported: set[tuple[SystemRef, str]] = set()
    folders = [(fill_sessions(one, sections), mappings) for one, mappings in list_folders(root)]
    if not any(mappings or folder.sessions for folder, mappings in folders):
        problem = "the export contains no mapping or session"
        yield skip_entry(problem, "export the mappings with `pmrep objectexport`", file.at(1))
    for folder, mappings in folders:
        for mapping in mappings:
            yield from _read_mapping(file, folder, mapping, reported)
        known = {mapping.element.get("NAME", "") for mapping in mappings}
        for name in sorted(set(folder.sessions) - known):
            problem = f"mapping {quote(name, 60)} is used by a session, but is not in the export"
            where = file.at(folder.sessions[name][0].element)
            yield skip_entry(problem, "export the mappings together with the sessions", where)


def _read_mapping(
    file: File, folder: Folder, mapping: Mapping, reported: set[tuple[SystemRef, str]]
) -> Iterator[Record]:
    name = mapping.element.get("NAME", "")
    sessions = folder.sessions.get(name) or [Session(name="", element=None)]
    targets = sorted(
        key
        for key, element in mapping.instances.items()
        if get_kind(element) == "Target Definition"
    )
    for session in sessions:
        run = Run(file=file, folder=folder, mapping=mapping, session=session)
        for target in targets:
            yield from load_target(run, target, reported)
    where = file.at(mapping.element, f"{folder.name}/{name}")
    if not targets:
        yield skip_entry(f"mapping {quote(name, 60)} has no target", ADD, where)
    yield from _report_code(mapping, where)
    yield from _report_undefined(folder, mapping, where)
    yield from _report_broken_links(mapping, where)


def _report_code(mapping: Mapping, where: Evidence) -> Iterator[Record]:
    """Report the transformations of a mapping that run code or external procedures."""
    found = sorted(
        f"{name} ({get_kind(element)})"
        for name, element in mapping.instances.items()
        if get_kind(element) in CODE
    )
    if found:
        problem = (
            f"transformations with code or procedures are not read: {quote(', '.join(found), 300)}"
        )
        yield skip_entry(problem, ADD, where)


def _report_undefined(folder: Folder, mapping: Mapping, where: Evidence) -> Iterator[Record]:
    """Report the sources, targets and mapplets of a mapping that the export does not define."""
    known = {
        "Source Definition": {name for _, name in folder.sources},
        "Target Definition": set(folder.targets),
        "Mapplet": set(folder.mapplets),
    }
    inner = [
        (child.get("NAME", ""), child)
        for mapplet in list_mapplets(folder, mapping)
        for child in mapplet.iterfind("INSTANCE")
    ]
    found = sorted(
        name
        for name, element in (*mapping.instances.items(), *inner)
        if element.get("TRANSFORMATION_NAME", name) not in known.get(get_kind(element), {name})
        and get_kind(element) in known
    )
    if found:
        problem = f"tables without a definition in the export: {quote(', '.join(found), 300)}"
        yield skip_entry(problem, "export the mapping with its sources and targets", where)


def _report_broken_links(mapping: Mapping, where: Evidence) -> Iterator[Record]:
    """Report connectors to missing instances, and sources without a target."""
    names = {*mapping.feeds, *(name for feeders in mapping.feeds.values() for name in feeders)}
    gone = [] if mapping.assumed else sorted(names - mapping.instances.keys())
    if gone:
        names_gone = quote(", ".join(gone), 300)
        problem = f"connectors lead to instances that are not in the export: {names_gone}"
        yield skip_entry(problem, "export the mapping again", where)
    kinds = {name: get_kind(element) for name, element in mapping.instances.items()}
    targets = [name for name, kind in kinds.items() if kind == "Target Definition"]
    reached = {name for target in targets for name in mapping.list_upstream(target)}
    unused = sorted(
        n for n, kind in kinds.items() if kind == "Source Definition" and n not in reached
    )
    if unused and targets:
        problem = f"sources without a target: {quote(', '.join(unused), 300)}"
        yield skip_entry(problem, "export the mapping again", where)
