"""The landscape as a Structurizr workspace, as DSL and as JSON.

Systems are software systems grouped by domain; views: the landscape, and the POC with what it
touches. The JSON follows Structurizr's published schema.
"""

import json

from seamscope.document import Survey
from seamscope.outputs.diagram.theme import LIGHT
from seamscope.outputs.exports.grid import grid
from seamscope.outputs.exports.parts import Model, Part, Relation, model
from seamscope.outputs.views.rows import Role

THICKNESS = {"S": 1, "M": 2, "L": 3, "XL": 5}
# What ends a string, escapes in it, or begins a substitution; the DSL has no escape for all three.
LOOKALIKES = str.maketrans({'"': "”", "\\": "⧵", "$": "＄"})
KEEP = 300  # characters of a description


def structurizr_dsl(survey: Survey) -> bytes:
    """Return the workspace in Structurizr's language, UTF-8."""
    made = model(survey)
    names = {part.key: f"s{number}" for number, part in enumerate(made.parts, start=1)}
    lines = [
        f"workspace {_text(made.title)} {_text(made.source)} {{",
        "  model {",
        *_groups(made, names),
        *(_arrow(way, names) for way in made.relations),
        "  }",
        "  views {",
        '    systemLandscape "landscape" {',
        "      include *",
        "      autoLayout lr",
        "    }",
        *(line for part in made.parts if part.poc for line in _context(names[part.key])),
        "    styles {",
        *_styles(),
        "    }",
        "  }",
        "}",
    ]
    return ("\n".join(lines) + "\n").encode()


def structurizr_json(survey: Survey) -> bytes:
    """Return the workspace as JSON."""
    made = model(survey)
    ids = {part.key: str(number) for number, part in enumerate(made.parts, start=1)}
    ways = {way.key: str(len(ids) + number) for number, way in enumerate(made.relations, start=1)}
    workspace = {
        "name": made.title,
        "description": made.source,
        "model": {
            "softwareSystems": [_system(part, made, ids, ways) for part in made.parts],
        },
        "views": {
            "systemLandscapeViews": [_landscape(made, ids, ways)],
            "systemContextViews": [
                _poc_view(part, made, ids, ways) for part in made.parts if part.poc
            ],
            "configuration": {"styles": _style_objects()},
        },
        "documentation": {"sections": [], "decisions": [], "images": []},  # some clients need it
    }
    return (json.dumps(workspace, ensure_ascii=False, indent=2) + "\n").encode()


def _text(text: str) -> str:
    return f'"{text[:KEEP].translate(LOOKALIKES)}"'


def _groups(made: Model, names: dict[str, str]) -> list[str]:
    lines: list[str] = []
    for domain in made.domains:
        inside = [_declared(part, names) for part in made.parts if part.domain == domain]
        if domain:
            inside = [f"    group {_text(domain)} {{", *(f"  {line}" for line in inside), "    }"]
        lines += inside
    return lines


def _declared(part: Part, names: dict[str, str]) -> str:
    tags = f" {_text(','.join(_tags_of(part)))}" if _tags_of(part) else ""
    name, told = _text(part.name), _text(part.told)
    return f"    {names[part.key]} = softwareSystem {name} {told}{tags}"


def _arrow(way: Relation, names: dict[str, str]) -> str:
    ends = f"{names[way.source]} -> {names[way.target]}"
    tags = ",".join(_tags(way))
    return f"    {ends} {_text(_described(way))} {_text(way.technology)} {_text(tags)}"


def _context(name: str) -> list[str]:
    head = f'    systemContext {name} "poc" {{'
    return [head, "      include *", "      autoLayout lr", "    }"]


def _styles() -> list[str]:
    lines = [
        '      element "Proof of concept" {',
        "        shape Hexagon",
        '        background "#FFF4D6"',
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


def _described(way: Relation) -> str:
    """Say what the arrow means: Structurizr's own runs to whoever is depended on."""
    return f"sends data · {way.words}" if way.directed else way.words


def _tags(way: Relation) -> list[str]:
    """Return what styles go by; without a comma, which separates tags."""
    tags = [f"Effort {way.effort_class}"] if way.effort_class else []
    tags += ["To build"] if way.role is Role.BUILD else []
    tags += [] if way.active else ["Not active"]
    return tags + ([] if way.directed else ["Direction unknown"])


def _tags_of(part: Part) -> list[str]:
    return ["Proof of concept"] if part.poc else []


def _system(
    part: Part, made: Model, ids: dict[str, str], ways: dict[str, str]
) -> dict[str, object]:
    group = {"group": part.domain} if part.domain else {}
    return {
        "id": ids[part.key],
        "name": part.name,
        "description": part.told,
        "tags": ",".join(["Element", "Software System", *_tags_of(part)]),
        **group,
        "properties": dict(part.facts),
        "relationships": [
            {
                "id": ways[way.key],
                "sourceId": ids[way.source],
                "destinationId": ids[way.target],
                "description": _described(way),
                "technology": way.technology,
                "tags": ",".join(["Relationship", *_tags(way)]),
                "properties": dict(way.facts),
            }
            for way in made.relations
            if way.source == part.key
        ],
    }


def _landscape(made: Model, ids: dict[str, str], ways: dict[str, str]) -> dict[str, object]:
    places = grid(made).boxes
    return {
        "key": "landscape",
        "title": made.title,
        "description": made.source,
        "elements": [
            {"id": ids[part.key], "x": 3 * places[part.key].x, "y": 5 * places[part.key].y}
            for part in made.parts
        ],
        "relationships": [{"id": ways[way.key]} for way in made.relations],
    }


def _poc_view(
    poc: Part, made: Model, ids: dict[str, str], ways: dict[str, str]
) -> dict[str, object]:
    near = [way for way in made.relations if poc.key in {way.source, way.target}]
    keys = {poc.key} | {end for way in near for end in (way.source, way.target)}
    shown = [part for part in made.parts if part.key in keys]
    return {
        "key": "poc",
        "softwareSystemId": ids[poc.key],
        "title": f"What {poc.name} touches",
        "elements": [
            {"id": ids[part.key], "x": 600 * (place % 4), "y": 450 * (place // 4)}
            for place, part in enumerate(shown)
        ],
        "relationships": [{"id": ways[way.key]} for way in near],
    }


def _style_objects() -> dict[str, object]:
    relationships: list[dict[str, object]] = [
        {"tag": f"Effort {name}", "color": colour, "thickness": THICKNESS[name]}
        for name, colour in LIGHT.classes.items()
    ]
    relationships += [
        {"tag": "Not active", "style": "Dotted"},
        {"tag": "Direction unknown", "style": "Dashed"},
    ]
    poc = {"tag": "Proof of concept", "shape": "Hexagon", "background": "#FFF4D6"}
    return {"elements": [poc], "relationships": relationships}
