"""The landscape as GEXF, for Gephi."""

from xml.etree.ElementTree import Element

from seamscope.document import Survey
from seamscope.outputs.exports.graph_attributes import (
    NUMBERS,
    RELATION_ATTRIBUTES,
    SYSTEM_ATTRIBUTES,
    build_key,
    list_relation_attributes,
    list_system_attributes,
)
from seamscope.outputs.exports.model import build_model
from seamscope.outputs.writers.xml import add_child, encode_xml


def render_gexf(survey: Survey) -> bytes:
    """Return GEXF 1.2. All edges are directed; `directed` is `no` if the direction is unknown."""
    model = build_model(survey)
    root = Element("gexf", {"xmlns": "http://www.gexf.net/1.2draft", "version": "1.2"})
    graph = add_child(root, "graph", mode="static", defaultedgetype="directed")
    for element, names in (("node", SYSTEM_ATTRIBUTES[1:]), ("edge", RELATION_ATTRIBUTES[1:])):
        attributes = add_child(graph, "attributes", class_=element, mode="static")
        for name in names:
            kind = "double" if name in NUMBERS else "string"
            add_child(attributes, "attribute", id=build_key(element, name), title=name, type=kind)
    nodes, edges = add_child(graph, "nodes"), add_child(graph, "edges")
    for system in model.systems:
        node = add_child(nodes, "node", id=system.key, label=system.name)
        _add_values(node, "node", list_system_attributes(system)[1:])
    for relation in model.relations:
        edge = add_child(
            edges, "edge", id=relation.key, source=relation.source, target=relation.target,
            label=relation.caption, type="directed",
        )  # fmt: skip
        _add_values(edge, "edge", list_relation_attributes(relation)[1:])
    return encode_xml(root)


def _add_values(parent: Element, element: str, facts: list[tuple[str, str]]) -> None:
    values = add_child(parent, "attvalues")
    for name, value in facts:
        add_child(values, "attvalue", for_=build_key(element, name), value=value)
