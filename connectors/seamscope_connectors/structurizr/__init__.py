"""Read Structurizr workspaces (JSON or DSL): software systems and their relationships.

A relationship of a container or component is assigned to its software system. Views, styles and
deployments repeat the model and are ignored.
"""

import re
from collections.abc import Iterator

from seamscope.connector import Claim, Connector, File, Source
from seamscope.records import Record
from seamscope_connectors.structurizr.dsl import read_dsl
from seamscope_connectors.structurizr.model import read_workspace

DSL_STATEMENT = re.compile(
    r"^[^\S\n]*+(?:workspace\b|model\s*\{|(?:\w+\s*=\s*)?(?:person|softwareSystem|container|component)\b"
    r"|\w+\s*=\s*(?:group|element)\b|!identifiers|!include|!(?:element|extend|ref)\b"
    r"|[\w.]+\s+-(?:-\w+-)?>\s+[\w.]+)",
    re.I | re.M,
)


class StructurizrConnector(Connector):
    """Reads workspaces; all DSL files are read together, because they include each other."""

    name = "structurizr"
    reads = "Structurizr workspaces (workspace.json, *.dsl)"
    declares = True

    def claim(self, file: File) -> Claim | None:
        if file.suffix == ".json" and '"softwareSystems"' in file.head(200_000):
            return Claim(reason="has a model with softwareSystems")
        if file.suffix == ".dsl" and DSL_STATEMENT.search(file.head(16384)):
            return Claim(reason="has Structurizr DSL statements", group="dsl")
        return None

    def read(self, source: Source) -> Iterator[Record]:
        if source.file.suffix == ".json":
            yield from read_workspace(source.file.document())
        else:
            yield from read_dsl(source.files)
