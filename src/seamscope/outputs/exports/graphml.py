"""The landscape as GraphML, for yEd, Gephi and networkx."""

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


def render_graphml(survey: Survey) -> bytes:
    """Return GraphML: a directed graph that declares every attribute with its type."""
    model = build_model(survey)
    root = Element("graphml", {"xmlns": "http://graphml.graphdrawing.org/xmlns"})
    for element, names in (("node", SYSTEM_ATTRIBUTES), ("edge", RELATION_ATTRIBUTES)):
        for name in names:
            add_child(
                root, "key", id=build_key(element, name), for_=element,
                **{"attr.name": name, "attr.type": "double" if name in NUMBERS else "string"},
            )  # fmt: skip
    graph = add_child(root, "graph", id="landscape", edgedefault="directed")
    for system in model.systems:
        node = add_child(graph, "node", id=system.key)
        for name, value in list_system_attributes(system):
            add_child(node, "data", value, key=build_key("node", name))
    for relation in model.relations:
        edge = add_child(
            graph, "edge", id=relation.key, source=relation.source, target=relation.target
        )
        for name, value in list_relation_attributes(relation):
            add_child(edge, "data", value, key=build_key("edge", name))
    return encode_xml(root)
