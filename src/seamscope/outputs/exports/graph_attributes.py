"""The attributes of systems and relations that GraphML, GEXF and Cytoscape exports share."""

from seamscope.outputs.exports.model import ModelSystem, Relation

SYSTEM_ATTRIBUTES = (
    "label", "kind", "product", "vendor", "domain", "owner", "support", "criticality", "hosting",
    "classification", "documentation", "lifecycle", "known from", "proof of concept",
)  # fmt: skip
RELATION_ATTRIBUTES = (
    "label", "directed", "integration", "mechanism", "carries", "role", "state", "certainty",
    "effort class", "P50 person-days", "P80 person-days",
)  # fmt: skip
NUMBERS = frozenset({"P50 person-days", "P80 person-days"})


def build_key(element: str, name: str) -> str:
    """Return the id of an attribute: element `node`, name `known from` → `node-known-from`."""
    return f"{element}-{name.lower().replace(' ', '-')}"


def list_system_attributes(system: ModelSystem) -> list[tuple[str, str]]:
    """Return the names and values of a system's attributes; the first is the label."""
    return [("label", system.name), *system.facts]


def list_relation_attributes(relation: Relation) -> list[tuple[str, str]]:
    """Return the names and values of a relation's attributes; the first is the label."""
    return [
        ("label", relation.caption),
        ("directed", "yes" if relation.directed else "no"),
        *relation.facts,
    ]
