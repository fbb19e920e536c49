"""A project as its manifest tells it: nodes, their columns, and those of its catalogue."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from seamscope.connector import Doc
from seamscope.records import Clue, ClueKind, Column, Endpoint, SystemRef

RELATIONS = frozenset({"model", "seed", "snapshot"})


NOISE = "_integration_tests"


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A manifest with the columns of its catalog, by unique id."""

    manifest: Doc
    adapter: str
    columns: dict[str, tuple[Column, ...]] = field(default_factory=dict)

    def warehouse(self, node: Doc) -> SystemRef:
        """Return the clues to the warehouse that holds a node's relation."""
        clues = (
            (ClueKind.DATABASE, node["database"].text),
            (ClueKind.CLASS, self.adapter),
        )
        return SystemRef(clues=tuple(Clue(kind=k, value=v) for k, v in clues if v))

    def end(self, node: Doc) -> Endpoint:
        """Return the relation of a source, model, seed or snapshot."""
        name = node.first("identifier", "alias", "name").text
        parts = (node["database"].text, node["schema"].text, name)
        return Endpoint(system=self.warehouse(node), dataset=".".join(p for p in parts if p))

    def node(self, key: str) -> Doc:
        """Return a node or source by unique id, an empty Doc if there is none."""
        nodes = self.manifest["nodes"]
        return nodes[key] if key in nodes else self.manifest["sources"][key]


def catalogued(catalog: Doc) -> Iterator[tuple[str, tuple[Column, ...]]]:
    """Yield the nodes of a catalogue with their columns."""
    for section in ("nodes", "sources"):
        for key, node in catalog[section].items():
            yield key, columns_of(node)


def columns_of(node: Doc) -> tuple[Column, ...]:
    """Return columns in the relation's order: a catalog numbers them, a manifest lists them."""
    listed = [
        (int(place) if (place := column["index"].text).isdigit() else 0, column, name)
        for name, column in node["columns"].items()
    ]
    return tuple(
        Column(name=column["name"].text or name, type=column.first("type", "data_type").text)
        for _, column, name in sorted(listed, key=lambda one: one[0])
    )


def is_noise(node: Doc) -> bool:
    """Tell whether a node belongs to a package's own tests."""
    return node["package_name"].text.endswith(NOISE)
