"""Read SQL Server Integration Services packages (.dtsx): flows between their connections.

The packages and project connection managers (.conmgr) of a folder are read together, because a
package refers to connections in other files. Element names follow SSIS packages.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from seamscope.connector import Claim, Connector, File, Source
from seamscope.errors import UnreadableError
from seamscope.records import Record, Skipped
from seamscope_connectors.ssis.connections import Connection, read_manager
from seamscope_connectors.ssis.package import open_package, read_package


class SsisConnector(Connector):
    """Reads data flows and Execute SQL tasks without running a package."""

    name = "ssis"
    reads = "SQL Server Integration Services packages (.dtsx, .conmgr, .ispac)"

    def claim(self, file: File) -> Claim | None:
        if file.suffix in {".dtsx", ".conmgr"}:
            return Claim(reason=f"has the extension {file.suffix}", group=f"ssis:{file.folder}")
        return None

    def read(self, source: Source) -> Iterator[Record]:
        shared: dict[str, Connection] = {}
        roots: list[tuple[File, Element]] = []
        for file in source.files:
            try:
                root = open_package(file)
            except UnreadableError as error:
                yield Skipped(reason=error.what, remedy=error.remedy, evidence=file.at(error.line))
                continue
            if file.suffix == ".conmgr":
                shared |= read_manager(root, "Project")
            else:
                roots.append((file, root))
        for file, root in roots:
            yield from read_package(file, root, shared)
