"""The landscape as a PlantUML component diagram.

It includes no PlantUML library, so it can be rendered offline. Characters that PlantUML could
interpret as syntax are written as character codes.
"""

from seamscope.document import Survey
from seamscope.outputs.diagram.theme import LIGHT
from seamscope.outputs.exports.grid import lay_out_grid
from seamscope.outputs.exports.model import Model, ModelSystem, Relation, build_model

SAFE = " .,:·–()/_…"
THICKNESS = {"S": 1, "M": 2, "L": 3, "XL": 5}


def render_plantuml(survey: Survey) -> bytes:
    """Return the diagram, UTF-8."""
    model = build_model(survey)
    names = {system.key: f"s{number}" for number, system in enumerate(model.systems, start=1)}
    lines = [
        "@startuml",
        "left to right direction",
        "skinparam componentStyle rectangle",
        "skinparam shadowing false",
        f"title {_escape_text(model.title)}",
        f"footer {_escape_text(model.source)}",
        *_format_packages(model, names),
        *(_format_relation(relation, names) for relation in model.relations),
        *_format_legend(model),
        "@enduml",
    ]
    return ("\n".join(lines) + "\n").encode()


def _escape_text(text: str) -> str:
    """Escape everything but letters, digits and safe punctuation: `<` → `<U+003C>`."""
    return "".join(c if c.isalnum() or c in SAFE else f"<U+{ord(c):04X}>" for c in text) or " "


def _format_packages(model: Model, names: dict[str, str]) -> list[str]:
    """Return the packages: the columns around the POC from left to right, then the domains."""
    lines: list[str] = []
    systems = {system.key: system for system in model.systems}
    for number, block in enumerate(lay_out_grid(model).blocks, start=1):
        inside = [_format_component(systems[key], names) for key in block.systems]
        if block.name:
            head = f'package "{_escape_text(block.name)}" as d{number} {{'
            inside = [head, *(f"  {line}" for line in inside), "}"]
        lines += inside
    return lines


def _format_component(system: ModelSystem, names: dict[str, str]) -> str:
    idle = LIGHT.inactive if system.state != "active" else LIGHT.node
    colour = f" {LIGHT.poc if system.poc else idle}"
    kind = "proof of concept" if system.poc else "system"
    label = f"{_escape_text(system.name)}\\n{_escape_text(system.description)}"
    return f'component "{label}" as {names[system.key]} <<{kind}>>{colour}'


def _format_relation(relation: Relation, names: dict[str, str]) -> str:
    loud = "" if relation.grey else relation.effort_class
    colour = LIGHT.classes.get(loud, LIGHT.line) if relation.active else LIGHT.faded
    style = [colour, f"thickness={THICKNESS.get(loud, 1)}"]
    style += [] if relation.active and relation.directed else ["dashed"]
    head = ">" if relation.directed else ""
    line = f"-[{','.join(style)}]-{head}"
    source, target = names[relation.source], names[relation.target]
    return f"{source} {line} {target} : {_escape_text(relation.caption)}"


def _format_legend(model: Model) -> list[str]:
    classes = [f"<color:{colour}>**{name}**</color>" for name, colour in LIGHT.classes.items()]
    key = "arrows show the direction of data; dashed: not active, or direction unknown"
    grey = ["grey: exists today"] if any(relation.grey for relation in model.relations) else []
    return ["legend right", f"effort {' '.join(classes)}", *grey, key, "endlegend"]
