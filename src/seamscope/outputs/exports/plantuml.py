"""The landscape as a PlantUML component diagram, with C4's stereotypes and no library to include.

Nothing is included from elsewhere, so it draws offline; names are written as character codes
wherever PlantUML could act on them.
"""

from seamscope.document import Survey
from seamscope.outputs.diagram.theme import LIGHT
from seamscope.outputs.exports.parts import Model, Part, Relation, model

SAFE = " .,:·–()/_…"
THICKNESS = {"S": 1, "M": 2, "L": 3, "XL": 5}


def plantuml(survey: Survey) -> bytes:
    """Return the diagram, UTF-8."""
    made = model(survey)
    names = {part.key: f"s{number}" for number, part in enumerate(made.parts, start=1)}
    lines = [
        "@startuml",
        "left to right direction",
        "skinparam componentStyle rectangle",
        "skinparam shadowing false",
        f"title {_text(made.title)}",
        f"footer {_text(made.source)}",
        *_packages(made, names),
        *(_arrow(way, names) for way in made.relations),
        *_legend(),
        "@enduml",
    ]
    return ("\n".join(lines) + "\n").encode()


def _text(text: str) -> str:
    """Return text of which only words are taken as they stand."""
    return "".join(c if c.isalnum() or c in SAFE else f"<U+{ord(c):04X}>" for c in text) or " "


def _packages(made: Model, names: dict[str, str]) -> list[str]:
    lines: list[str] = []
    for number, domain in enumerate(made.domains, start=1):
        inside = [_component(part, names) for part in made.parts if part.domain == domain]
        if domain:
            head = f'package "{_text(domain)}" as d{number} {{'
            inside = [head, *(f"  {line}" for line in inside), "}"]
        lines += inside
    return lines


def _component(part: Part, names: dict[str, str]) -> str:
    colour = " #FFF4D6" if part.poc else " #F0F1F3" if part.state != "active" else " #FFFFFF"
    kind = "proof of concept" if part.poc else "system"
    words = f"{_text(part.name)}\\n{_text(part.told)}"
    return f'component "{words}" as {names[part.key]} <<{kind}>>{colour}'


def _arrow(way: Relation, names: dict[str, str]) -> str:
    colour = LIGHT.classes.get(way.effort_class, LIGHT.no_class) if way.active else LIGHT.faded
    style = [colour, f"thickness={THICKNESS.get(way.effort_class, 1)}"]
    style += [] if way.active and way.directed else ["dashed"]
    head = ">" if way.directed else ""
    line = f"-[{','.join(style)}]-{head}"
    return f"{names[way.source]} {line} {names[way.target]} : {_text(way.words)}"


def _legend() -> list[str]:
    classes = [f"<color:{colour}>**{name}**</color>" for name, colour in LIGHT.classes.items()]
    told = "data goes where the arrow points; dashed: not active, or direction unknown"
    return ["legend right", f"effort {' '.join(classes)}", told, "endlegend"]
