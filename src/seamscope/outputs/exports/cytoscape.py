"""The landscape as Cytoscape JSON, for Cytoscape and Cytoscape.js."""

import json

from seamscope.document import Survey
from seamscope.outputs.exports.graph_attributes import NUMBERS, list_relation_attributes
from seamscope.outputs.exports.model import build_model


def render_cytoscape(survey: Survey) -> bytes:
    """Return elements in the JSON format of Cytoscape.js, which desktop Cytoscape also reads."""
    model = build_model(survey)
    elements = {
        "nodes": [
            {
                "data": {
                    "id": system.key,
                    "value": system.key,
                    "name": system.name,
                    **dict(system.facts),
                }
            }
            for system in model.systems
        ],
        "edges": [
            {
                "data": {
                    "id": relation.key,
                    "source": relation.source,
                    "target": relation.target,
                    **{
                        name: float(value) if name in NUMBERS else value
                        for name, value in list_relation_attributes(relation)
                    },
                }
            }
            for relation in model.relations
        ],
    }
    data = {"name": model.title, "source": model.source}
    document = {"data": data, "directed": True, "multigraph": False, "elements": elements}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()
