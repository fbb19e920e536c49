"""The landscape for graph tools: GraphML, GEXF and Cytoscape's JSON, with the same attributes."""

import json
from xml.etree.ElementTree import Element

from seamscope.document import Survey
from seamscope.outputs.exports.parts import Part, Relation, model
from seamscope.outputs.xml import child, document

PART_FACTS = ("label", "kind", "product", "vendor", "domain", "owner", "support", "criticality",
              "hosting", "classification", "documentation", "lifecycle", "known from",
              "proof of concept")  # fmt: skip
WAY_FACTS = ("label", "directed", "integration", "mechanism", "carries", "role", "state",
             "certainty", "effort class", "P50 person-days", "P80 person-days")  # fmt: skip
NUMBERS = frozenset({"P50 person-days", "P80 person-days"})


def graphml(survey: Survey) -> bytes:
    """Return GraphML: a directed graph, every attribute declared with its type."""
    made = model(survey)
    root = Element("graphml", {"xmlns": "http://graphml.graphdrawing.org/xmlns"})
    for what, names in (("node", PART_FACTS), ("edge", WAY_FACTS)):
        for name in names:
            child(
                root, "key", id=_key(what, name), for_=what,
                **{"attr.name": name, "attr.type": "double" if name in NUMBERS else "string"},
            )  # fmt: skip
    graph = child(root, "graph", id="landscape", edgedefault="directed")
    for part in made.parts:
        node = child(graph, "node", id=part.key)
        for name, value in _part_facts(part):
            child(node, "data", value, key=_key("node", name))
    for way in made.relations:
        edge = child(graph, "edge", id=way.key, source=way.source, target=way.target)
        for name, value in _way_facts(way):
            child(edge, "data", value, key=_key("edge", name))
    return document(root)


def gexf(survey: Survey) -> bytes:
    """Return GEXF 1.2, as Gephi reads it; `directed` says no where the way is not known."""
    made = model(survey)
    root = Element("gexf", {"xmlns": "http://www.gexf.net/1.2draft", "version": "1.2"})
    graph = child(root, "graph", mode="static", defaultedgetype="directed")
    for what, names in (("node", PART_FACTS[1:]), ("edge", WAY_FACTS[1:])):
        declared = child(graph, "attributes", class_=what, mode="static")
        for name in names:
            kind = "double" if name in NUMBERS else "string"
            child(declared, "attribute", id=_key(what, name), title=name, type=kind)
    nodes, edges = child(graph, "nodes"), child(graph, "edges")
    for part in made.parts:
        node = child(nodes, "node", id=part.key, label=part.name)
        _values(node, "node", _part_facts(part)[1:])
    for way in made.relations:
        edge = child(
            edges, "edge", id=way.key, source=way.source, target=way.target,
            label=way.words, type="directed",
        )  # fmt: skip
        _values(edge, "edge", _way_facts(way)[1:])
    return document(root)


def cytoscape(survey: Survey) -> bytes:
    """Return Cytoscape.js elements, which Cytoscape's desktop reads as well."""
    made = model(survey)
    elements = {
        "nodes": [
            {"data": {"id": part.key, "value": part.key, "name": part.name, **dict(part.facts)}}
            for part in made.parts
        ],
        "edges": [
            {
                "data": {
                    "id": way.key,
                    "source": way.source,
                    "target": way.target,
                    **{
                        name: float(value) if name in NUMBERS else value
                        for name, value in _way_facts(way)
                    },
                }
            }
            for way in made.relations
        ],
    }
    named = {"name": made.title, "source": made.source}
    whole = {"data": named, "directed": True, "multigraph": False, "elements": elements}
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def _key(what: str, name: str) -> str:
    return f"{what}-{name.lower().replace(' ', '-')}"


def _part_facts(part: Part) -> list[tuple[str, str]]:
    return [("label", part.name), *part.facts]


def _way_facts(way: Relation) -> list[tuple[str, str]]:
    return [("label", way.words), ("directed", "yes" if way.directed else "no"), *way.facts]


def _values(parent: Element, what: str, facts: list[tuple[str, str]]) -> None:
    listed = child(parent, "attvalues")
    for name, value in facts:
        child(listed, "attvalue", for_=_key(what, name), value=value)
