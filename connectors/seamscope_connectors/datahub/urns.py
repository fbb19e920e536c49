"""Parse URNs of DataHub datasets and fields, and the column lineage between them."""

import re
from collections import defaultdict
from typing import NamedTuple

from seamscope.connector import Doc
from seamscope.connector.connections import build_clues
from seamscope.records import ClueKind, ColumnEdge, EdgeKind, Endpoint, SystemRef

DATASET = re.compile(r"urn:li:dataset:\(urn:li:dataPlatform:([^,()]+),(.+),(\w+)\)$")
FIELD = re.compile(r"\Aurn:li:schemaField:(?=.*\)$)\((urn:li:dataset:\(.+?,\w+\)),(.+)\)$")
PRODUCTION = frozenset({"", "PROD", "PRD", "CORP"})
COPIES = frozenset({"", "IDENTITY", "COPY"})
Identity = tuple[str, str]  # (platform, name), with the instance before the name


class Urn(NamedTuple):
    """A dataset URN: ``urn:li:dataset:(urn:li:dataPlatform:snowflake,crm.public.orders,PROD)``.

    env: environment, such as PROD.
    instance: the platform instance, which only lineage files contain, not URNs.
    """

    platform: str
    name: str
    env: str
    instance: str = ""

    @property
    def identity(self) -> Identity:
        """Platform and name, which identify the dataset in column lineage in any environment."""
        return self.platform, ".".join(filter(None, (self.instance, self.name)))

    @property
    def label(self) -> str:
        """The environment in capitals, "" for production."""
        env = self.env.upper()
        return "" if env in PRODUCTION else env

    @property
    def end(self) -> Endpoint:
        """The dataset as an endpoint; PROD and DEV belong to the same system."""
        parts = self.name.split(".")
        known = build_clues(
            (ClueKind.SOURCE, self.instance),
            (ClueKind.DATABASE, parts[0] if len(parts) > 2 else ""),
            (ClueKind.CLASS, self.platform),
        )
        return Endpoint(system=SystemRef(clues=known), dataset=self.name)


def collect_column_edges(
    lineages: Doc, into: Identity | None = None
) -> dict[Identity, set[ColumnEdge]]:
    """Return the column edges of `fineGrainedLineages`, by the identity of the source dataset.

    into: the dataset that the edges lead to, None for any dataset.
    """
    found: dict[Identity, set[ColumnEdge]] = defaultdict(set)
    for lineage in lineages:
        copied = lineage["transformOperation"].text.upper() in COPIES
        kind = EdgeKind.IDENTITY if copied else EdgeKind.EXPRESSION
        for owner, column in map(_parse_field, lineage["downstreams"].texts):
            for source, name in map(_parse_field, lineage["upstreams"].texts):
                if source and owner and into in {None, owner.identity}:
                    table = ".".join(source.name.split(".")[-2:])
                    edge = ColumnEdge(source=f"{table}.{name}", target=column, kind=kind)
                    found[source.identity].add(edge)
    return found


def _parse_field(text: str) -> tuple[Urn | None, str]:
    """Return dataset and column of a field URN; for a dataset URN, the column is ``*``."""
    if (field := FIELD.match(text)) is not None:
        return parse_urn(field[1]), simplify_path(field[2])
    return parse_urn(text), "*"


def simplify_path(text: str) -> str:
    """Return a field path without type tags: ``[version=2.0].[type=string].a`` → "a"."""
    return ".".join(part for part in re.sub(r"\[[^\[\]]*+\]", "", text).split(".") if part)


def parse_urn(text: str) -> Urn | None:
    """Return the dataset of a URN, None if it is not a dataset URN."""
    found = DATASET.match(text)
    return Urn(found[1], found[2], found[3]) if found else None
