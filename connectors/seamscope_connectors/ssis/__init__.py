"""SQL Server Integration Services: what packages (.dtsx) move between which connections.

A folder's packages and project connection managers (.conmgr) are one source: a package names
connections that stand in the files beside it. Element and property names as in real packages.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from seamscope.connector import Claim, Connector, File, Source
from seamscope.errors import UnreadableError
from seamscope.records import Record, Skipped
from seamscope_connectors.ssis.connections import Connection, manager
from seamscope_connectors.ssis.package import opened, package


class SsisConnector(Connector):
    """Reads data flows and Execute SQL tasks; nothing in a package is run."""

    name = "ssis"
    reads = "SQL Server Integration Services packages (.dtsx, .conmgr, .ispac)"

    def claim(self, file: File) -> Claim | None:
        if file.suffix in {".dtsx", ".conmgr"}:
            return Claim(reason=f"ends in {file.suffix}", group=f"ssis:{file.folder}")
        return None

    def read(self, source: Source) -> Iterator[Record]:
        shared: dict[str, Connection] = {}
        roots: list[tuple[File, Element]] = []
        for file in source.files:
            try:
                root = opened(file)
            except UnreadableError as error:
                yield Skipped(reason=error.what, remedy=error.remedy, evidence=file.at(error.line))
                continue
            if file.suffix == ".conmgr":
                shared |= manager(root, "Project")
            else:
                roots.append((file, root))
        for file, root in roots:
            yield from package(file, root, shared)
