"""The landscape as a Structurizr workspace, in the DSL and in JSON.

Systems are software systems grouped by domain. There are two views: the landscape, and the POC
with the systems it integrates with. The JSON follows Structurizr's published schema.
"""

import json

from seamscope.document import Survey
from seamscope.outputs.diagram.theme import LIGHT
from seamscope.outputs.exports.grid import lay_out_grid
from seamscope.outputs.exports.model import Model, ModelSystem, Relation, build_model
from seamscope.outputs.views.effort_rows import Role

THICKNESS = {"S": 1, "M": 2, "L": 3, "XL": 5}
# Characters that end a string, escape a character or start a substitution in the DSL. The DSL
# cannot escape all of them, so similar characters replace them.
LOOKALIKES = str.maketrans({'"': "”", "\\": "⧵", "$": "＄"})
MAX_LENGTH = 300  # characters of a description


def render_structurizr_dsl(survey: Survey) -> bytes:
    """Return the workspace in the Structurizr DSL, UTF-8."""
    model = build_model(survey)
    names = {system.key: f"s{number}" for number, system in enumerate(model.systems, start=1)}
    lines = [
        f"workspace {_quote(model.title)} {_quote(model.source)} {{",
        "  model {",
        *_format_groups(model, names),
        *(_format_relation(relation, names) for relation in model.relations),
        "  }",
        "  views {",
        '    systemLandscape "landscape" {',
        "      include *",
        "      autoLayout lr",
        "    }",
        *(
            line
            for system in model.systems
            if system.poc
            for line in _format_context_view(names[system.key])
        ),
        "    styles {",
        *_format_styles(),
        "    }",
        "  }",
        "}",
    ]
    return ("\n".join(lines) + "\n").encode()


def render_structurizr_json(survey: Survey) -> bytes:
    """Return the workspace as JSON."""
    model = build_model(survey)
    ids = {system.key: str(number) for number, system in enumerate(model.systems, start=1)}
    relation_ids = {
        relation.key: str(len(ids) + number)
        for number, relation in enumerate(model.relations, start=1)
    }
    workspace = {
        "name": model.title,
        "description": model.source,
        "model": {
            "softwareSystems": [
                _encode_system(system, model, ids, relation_ids) for system in model.systems
            ],
        },
        "views": {
            "systemLandscapeViews": [_encode_landscape_view(model, ids, relation_ids)],
            "systemContextViews": [
                _encode_poc_view(system, model, ids, relation_ids)
                for system in model.systems
                if system.poc
            ],
            "configuration": {"styles": _encode_styles()},
        },
        "documentation": {
            "sections": [],
            "decisions": [],
            "images": [],
        },  # empty, but some clients require the key
    }
    return (json.dumps(workspace, ensure_ascii=False, indent=2) + "\n").encode()


def _quote(text: str) -> str:
    return f'"{text[:MAX_LENGTH].translate(LOOKALIKES)}"'


def _format_groups(model: Model, names: dict[str, str]) -> list[str]:
    lines: list[str] = []
    for domain in model.domains:
        inside = [
            _format_system(system, names) for system in model.systems if system.domain == domain
        ]
        if domain:
            inside = [f"    group {_quote(domain)} {{", *(f"  {line}" for line in inside), "    }"]
        lines += inside
    return lines


def _format_system(system: ModelSystem, names: dict[str, str]) -> str:
    tags = f" {_quote(','.join(_list_system_tags(system)))}" if _list_system_tags(system) else ""
    name, description = _quote(system.name), _quote(system.description)
    return f"    {names[system.key]} = softwareSystem {name} {description}{tags}"


def _format_relation(relation: Relation, names: dict[str, str]) -> str:
    ends = f"{names[relation.source]} -> {names[relation.target]}"
    tags = ",".join(_list_relation_tags(relation))
    description = _quote(_describe_relation(relation))
    return f"    {ends} {description} {_quote(relation.technology)} {_quote(tags)}"


def _format_context_view(name: str) -> list[str]:
    head = f'    systemContext {name} "poc" {{'
    return [head, "      include *", "      autoLayout lr", "    }"]


def _format_styles() -> list[str]:
    lines = [
        '      element "Proof of concept" {',
        "        shape Hexagon",
        f'        background "{LIGHT.poc}"',
        "      }",
        '      relationship "Not active" {',
        "        style dotted",
        "      }",
        '      relationship "Direction unknown" {',
        "        style dashed",
        "      }",
    ]
    for name, colour in LIGHT.classes.items():
        lines += [
            f'      relationship "Effort {name}" {{',
            f'        color "{colour}"',
            f"        thickness {THICKNESS[name]}",
            "      }",
        ]
    return lines


def _describe_relation(relation: Relation) -> str:
    """Return a description that makes clear that the arrow means a data flow, not a dependency."""
    return f"sends data · {relation.caption}" if relation.directed else relation.caption


def _list_relation_tags(relation: Relation) -> list[str]:
    """Return the tags that select styles; they contain no commas, because commas separate tags."""
    tags = [f"Effort {relation.effort_class}"] if relation.effort_class else []
    tags += ["To build"] if relation.role is Role.BUILD else []
    tags += [] if relation.active else ["Not active"]
    return tags + ([] if relation.directed else ["Direction unknown"])


def _list_system_tags(system: ModelSystem) -> list[str]:
    return ["Proof of concept"] if system.poc else []


def _encode_system(
    system: ModelSystem, model: Model, ids: dict[str, str], relation_ids: dict[str, str]
) -> dict[str, object]:
    group = {"group": system.domain} if system.domain else {}
    return {
        "id": ids[system.key],
        "name": system.name,
        "description": system.description,
        "tags": ",".join(["Element", "Software System", *_list_system_tags(system)]),
        **group,
        "properties": dict(system.facts),
        "relationships": [
            {
                "id": relation_ids[relation.key],
                "sourceId": ids[relation.source],
                "destinationId": ids[relation.target],
                "description": _describe_relation(relation),
                "technology": relation.technology,
                "tags": ",".join(["Relationship", *_list_relation_tags(relation)]),
                "properties": dict(relation.facts),
            }
            for relation in model.relations
            if relation.source == system.key
        ],
    }


def _encode_landscape_view(
    model: Model, ids: dict[str, str], relation_ids: dict[str, str]
) -> dict[str, object]:
    places = lay_out_grid(model).boxes
    return {
        "key": "landscape",
        "title": model.title,
        "description": model.source,
        "elements": [
            {"id": ids[system.key], "x": 3 * places[system.key].x, "y": 5 * places[system.key].y}
            for system in model.systems
        ],
        "relationships": [{"id": relation_ids[relation.key]} for relation in model.relations],
    }


def _encode_poc_view(
    poc: ModelSystem, model: Model, ids: dict[str, str], relation_ids: dict[str, str]
) -> dict[str, object]:
    relations = [
        relation for relation in model.relations if poc.key in {relation.source, relation.target}
    ]
    keys = {poc.key} | {end for relation in relations for end in (relation.source, relation.target)}
    shown = [system for system in model.systems if system.key in keys]
    return {
        "key": "poc",
        "softwareSystemId": ids[poc.key],
        "title": f"Systems that {poc.name} integrates with",
        "elements": [
            {"id": ids[system.key], "x": 600 * (place % 4), "y": 450 * (place // 4)}
            for place, system in enumerate(shown)
        ],
        "relationships": [{"id": relation_ids[relation.key]} for relation in relations],
    }


def _encode_styles() -> dict[str, object]:
    relationships: list[dict[str, object]] = [
        {"tag": f"Effort {name}", "color": colour, "thickness": THICKNESS[name]}
        for name, colour in LIGHT.classes.items()
    ]
    relationships += [
        {"tag": "Not active", "style": "Dotted"},
        {"tag": "Direction unknown", "style": "Dashed"},
    ]
    poc = {"tag": "Proof of concept", "shape": "Hexagon", "background": LIGHT.poc}
    return {"elements": [poc], "relationships": relationships}
