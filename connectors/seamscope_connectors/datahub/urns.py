"""DataHub's names of datasets and of their fields, and the lineage of columns between them."""

import re
from collections import defaultdict
from typing import NamedTuple

from seamscope.connector import Doc
from seamscope.connector.connections import clues
from seamscope.records import ClueKind, ColumnEdge, EdgeKind, Endpoint, SystemRef

DATASET = re.compile(r"urn:li:dataset:\(urn:li:dataPlatform:([^,()]+),(.+),(\w+)\)$")
FIELD = re.compile(r"urn:li:schemaField:\((urn:li:dataset:\(.+?,\w+\)),(.+)\)$")
PRODUCTION = frozenset({"", "PROD", "PRD", "CORP"})
COPIES = frozenset({"", "IDENTITY", "COPY"})
Identity = tuple[str, str]  # platform and name, with the instance that leads it


class Urn(NamedTuple):
    """A dataset: its platform, its name there, its environment, and the platform's instance."""

    platform: str
    name: str
    env: str
    instance: str = ""

    @property
    def identity(self) -> Identity:
        """What the lineage of columns names it by; the environment often differs there."""
        return self.platform, ".".join(filter(None, (self.instance, self.name)))

    @property
    def label(self) -> str:
        """The environment, if it is not the production."""
        env = self.env.upper()
        return "" if env in PRODUCTION else env

    @property
    def end(self) -> Endpoint:
        """The endpoint, which is the same system in every environment."""
        parts = self.name.split(".")
        known = clues(
            (ClueKind.SOURCE, self.instance),
            (ClueKind.DATABASE, parts[0] if len(parts) > 2 else ""),
            (ClueKind.CLASS, self.platform),
        )
        return Endpoint(system=SystemRef(clues=known), dataset=self.name)


def edges(fines: Doc, into: Identity | None = None) -> dict[Identity, set[ColumnEdge]]:
    """Return the lineage of columns by the dataset they come from; `into`: of one target only."""
    found: dict[Identity, set[ColumnEdge]] = defaultdict(set)
    for fine in fines:
        copied = fine["transformOperation"].text.upper() in COPIES
        kind = EdgeKind.IDENTITY if copied else EdgeKind.EXPRESSION
        for owner, column in map(_field, fine["downstreams"].texts):
            for source, name in map(_field, fine["upstreams"].texts):
                if source and owner and into in {None, owner.identity}:
                    table = ".".join(source.name.split(".")[-2:])
                    edge = ColumnEdge(source=f"{table}.{name}", target=column, kind=kind)
                    found[source.identity].add(edge)
    return found


def _field(text: str) -> tuple[Urn | None, str]:
    """Return the dataset and column of a field; a dataset by itself stands for all its columns."""
    if (field := FIELD.match(text)) is not None:
        return urn_of(field[1]), path_of(field[2])
    return urn_of(text), "*"


def path_of(text: str) -> str:
    """Return a field's path without the types that version 2 writes into it."""
    return ".".join(part for part in re.sub(r"\[[^\[\]]*+\]", "", text).split(".") if part)


def urn_of(text: str) -> Urn | None:
    """Return the dataset a URN names, None if it names something else."""
    found = DATASET.match(text)
    return Urn(found[1], found[2], found[3]) if found else None
