"""Structurizr workspaces, as JSON or DSL: software systems and how their parts use each other.

Relationships of containers and components are rolled up to their systems. Views, styles and
deployments repeat what the model says, and are not counted again.
"""

import re
from collections.abc import Iterator

from seamscope.connector import Claim, Connector, File, Source
from seamscope.records import Record
from seamscope_connectors.structurizr.dsl import dsl_records
from seamscope_connectors.structurizr.model import workspace_records

DSL = re.compile(
    r"^\s*(?:workspace\b|model\s*\{|(?:\w+\s*=\s*)?(?:person|softwareSystem|container|component)\b"
    r"|\w+\s*=\s*(?:group|element)\b|!identifiers|!include|!(?:element|extend|ref)\b"
    r"|[\w.]+\s+-(?:-\w+-)?>\s+[\w.]+)",
    re.I | re.M,
)


class StructurizrConnector(Connector):
    """Reads a workspace; DSL files, which include each other, make one source."""

    name = "structurizr"
    reads = "Structurizr workspaces (workspace.json, *.dsl)"
    declares = True

    def claim(self, file: File) -> Claim | None:
        if file.suffix == ".json" and '"softwareSystems"' in file.head(200_000):
            return Claim(reason="a model with softwareSystems")
        if file.suffix == ".dsl" and DSL.search(file.head(16384)):
            return Claim(reason="statements of the Structurizr DSL", group="dsl")
        return None

    def read(self, source: Source) -> Iterator[Record]:
        if source.file.suffix == ".json":
            yield from workspace_records(source.file.document())
        else:
            yield from dsl_records(source.files)
