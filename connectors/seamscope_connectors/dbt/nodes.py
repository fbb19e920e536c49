"""The nodes of a dbt manifest, with their columns from the catalog."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from seamscope.connector import Doc
from seamscope.connector.descriptions import shorten_description
from seamscope.records import Clue, ClueKind, Column, Endpoint, SystemRef

RELATIONS = frozenset({"model", "seed", "snapshot"})
READS_NOTHING = "the exposure has no models under `depends_on`"
# Sections of artifacts, keys of nodes and keys of columns that are not used. They are left out of
# large artifacts, because they are most of the text.
UNUSED_SECTIONS = frozenset(
    {"macros", "docs", "parent_map", "child_map", "group_map", "metrics", "selectors",
     "semantic_models", "saved_queries", "unit_tests", "groups", "functions"}
)  # fmt: skip
UNUSED_KEYS = frozenset(
    {"raw_code", "raw_sql", "description", "docs", "tags", "fqn", "checksum", "refs", "sources",
     "metrics", "extra_ctes", "extra_ctes_injected", "constraints", "contract", "build_path",
     "compiled_path", "patch_path", "created_at", "unrendered_config", "doc_blocks", "stats",
     "primary_key", "language", "relation_name"}
)  # fmt: skip
USED_OF_COLUMNS = frozenset({"name", "type", "data_type", "index", "description", "comment"})
NOISE = "_integration_tests"


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A manifest.

    adapter: adapter type, such as "snowflake".
    columns: columns from the catalog, by unique id.
    """

    manifest: Doc
    adapter: str
    columns: dict[str, tuple[Column, ...]] = field(default_factory=dict)

    def identify_warehouse(self, node: Doc) -> SystemRef:
        """Return the warehouse of a node, by its database and the adapter."""
        clues = (
            (ClueKind.DATABASE, node["database"].text),
            (ClueKind.CLASS, self.adapter),
        )
        return SystemRef(clues=tuple(Clue(kind=k, value=v) for k, v in clues if v))

    def build_end(self, node: Doc) -> Endpoint:
        """Return the table of a source, model, seed or snapshot: ``analytics.crm.orders``."""
        name = node.first("identifier", "alias", "name").text
        parts = (node["database"].text, node["schema"].text, name)
        return Endpoint(
            system=self.identify_warehouse(node), dataset=".".join(p for p in parts if p)
        )

    @property
    def home(self) -> SystemRef | None:
        """The warehouse of the project's models, None without models."""
        return next((end.system for end in self.index_models().values()), None)

    def index_models(self) -> dict[str, Endpoint]:
        """Return the tables of models, seeds and snapshots by model name."""
        return {node["name"].text: self.build_end(node) for _, node in self.list_models()}

    def index_model_files(self) -> dict[str, str]:
        """Return the path of each model's file in the project, by model name."""
        return {
            node["name"].text: path
            for _, node in self.list_models()
            if (path := node["original_file_path"].text).endswith(".sql")
            and node["package_name"].text in {"", self.manifest["metadata"]["project_name"].text}
        }

    def index_sources(self) -> dict[tuple[str, str], Endpoint]:
        """Return the tables of sources by (source name, table name)."""
        return {
            (node["source_name"].text, node["name"].text): self.build_end(node)
            for _, node in self.manifest["sources"].items()
        }

    def list_exposure_names(self) -> frozenset[str]:
        """Return the labels or names of all exposures."""
        found = self.manifest["exposures"].items()
        return frozenset(node.first("label", "name").text for _, node in found)

    def find_direct_parents(self, name: str) -> frozenset[Endpoint]:
        """Return the tables that a model refers to by ``ref()`` or ``source()``."""
        node = next((node for _, node in self.list_models() if node["name"].text == name), None)
        keys = node["depends_on"]["nodes"].texts if node is not None else ()
        return frozenset(self.build_end(self.get_node(key)) for key in keys)

    def list_models(self) -> Iterator[tuple[str, Doc]]:
        """Yield models, seeds and snapshots as (unique id, node)."""
        for key, node in self.manifest["nodes"].items():
            if node["resource_type"].text in RELATIONS:
                yield key, node

    def get_node(self, key: str) -> Doc:
        """Return a node or source by its unique id, an empty Doc if it is missing."""
        nodes = self.manifest["nodes"]
        return nodes[key] if key in nodes else self.manifest["sources"][key]


def read_catalog(catalog: Doc) -> Iterator[tuple[str, tuple[Column, ...]]]:
    """Yield the columns of each node and source of catalog.json, by unique id."""
    for section in ("nodes", "sources"):
        for key, node in catalog[section].items():
            yield key, read_columns(node)


def read_columns(node: Doc) -> tuple[Column, ...]:
    """Return the columns of a node; the columns of a node of catalog.json are ordered by
    `index`.
    """
    listed = [
        (int(place) if (place := column["index"].text).isdigit() else 0, column, name)
        for name, column in node["columns"].items()
    ]
    return tuple(
        Column(
            name=column["name"].text or name,
            type=column.first("type", "data_type").text,
            description=shorten_description(column.first("description", "comment").text),
        )
        for _, column, name in sorted(listed, key=lambda one: one[0])
    )


def is_noise(node: Doc) -> bool:
    """Return whether a node belongs to the integration tests of a package."""
    return node["package_name"].text.endswith(NOISE)


def keep_used(section: str, value: object) -> object:
    """Return an entry of a large artifact without the values that the connector never reads.

    Descriptions are kept for exposures, but not for nodes.
    """
    if section in UNUSED_SECTIONS:
        return None
    if section not in {"nodes", "sources"} or not isinstance(value, dict):
        return value
    kept = {key: child for key, child in value.items() if key not in UNUSED_KEYS}
    if isinstance(columns := kept.get("columns"), dict):
        kept["columns"] = {name: _keep_column(column) for name, column in columns.items()}
    return kept


def _keep_column(column: object) -> object:
    if not isinstance(column, dict):
        return column
    return {key: child for key, child in column.items() if key in USED_OF_COLUMNS}
