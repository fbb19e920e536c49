"""The landscape in ArchiMate's Open Exchange format: components, flows, one view.

Element order as the Open Group's XSD asks. A direction nobody knows becomes an association.
"""

from xml.etree.ElementTree import Element, register_namespace

from seamscope.document import Survey
from seamscope.outputs.exports.grid import grid
from seamscope.outputs.exports.parts import Model, model
from seamscope.outputs.xml import XSI, child, document

SPACE = "http://www.opengroup.org/xsd/archimate/3.0/"
KIND = f"{{{XSI}}}type"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def archimate(survey: Survey) -> bytes:
    """Return the model as XML."""
    register_namespace("xsi", XSI)
    made = model(survey)
    root = Element("model", {
        "xmlns": SPACE,
        "identifier": "seamscope",
        f"{{{XSI}}}schemaLocation":
            f"{SPACE} http://www.opengroup.org/xsd/archimate/3.1/archimate3_Diagram.xsd",
    })  # fmt: skip
    _worded(root, "name", made.title)
    _worded(root, "documentation", made.source)
    said = [*(part.facts for part in made.parts), *(way.facts for way in made.relations)]
    facts = sorted({name for found in said for name, _ in found})
    definitions = {name: f"fact-{number}" for number, name in enumerate(facts, start=1)}
    if made.parts:
        _elements(root, made, definitions)
    if made.relations:
        _relationships(root, made, definitions)
    if definitions:
        listed = child(root, "propertyDefinitions")
        for name, key in definitions.items():
            child(child(listed, "propertyDefinition", identifier=key, type="string"), "name", name)
    if made.parts:
        _view(root, made)
    return document(root)


def _worded(parent: Element, tag: str, text: str) -> None:
    child(parent, tag, text).set(LANG, "en")


def _elements(root: Element, made: Model, definitions: dict[str, str]) -> None:
    listed = child(root, "elements")
    for part in made.parts:
        one = child(listed, "element", identifier=f"system-{part.key}")
        one.set(KIND, "ApplicationComponent")
        _worded(one, "name", part.name)
        _worded(one, "documentation", part.told)
        _properties(one, part.facts, definitions)


def _relationships(root: Element, made: Model, definitions: dict[str, str]) -> None:
    listed = child(root, "relationships")
    for way in made.relations:
        one = child(
            listed,
            "relationship",
            identifier=f"flow-{way.key}",
            source=f"system-{way.source}",
            target=f"system-{way.target}",
        )
        one.set(KIND, "Flow" if way.directed else "Association")
        if way.entities:
            _worded(one, "name", ", ".join(way.entities))
        _worded(one, "documentation", way.words)
        _properties(one, way.facts, definitions)


def _properties(
    one: Element, facts: tuple[tuple[str, str], ...], definitions: dict[str, str]
) -> None:
    if facts:
        listed = child(one, "properties")
        for name, value in facts:
            _worded(child(listed, "property", propertyDefinitionRef=definitions[name]),
                    "value", value)  # fmt: skip


def _view(root: Element, made: Model) -> None:
    diagrams = child(child(root, "views"), "diagrams")
    view = child(diagrams, "view", identifier="view-landscape")
    view.set(KIND, "Diagram")
    _worded(view, "name", made.title)
    places = grid(made).boxes
    for part in made.parts:
        box = places[part.key]
        node = child(
            view,
            "node",
            identifier=f"node-{part.key}",
            elementRef=f"system-{part.key}",
            x=str(box.x),
            y=str(box.y),
            w=str(box.width),
            h=str(box.height),
        )
        node.set(KIND, "Element")
    for way in made.relations:
        line = child(
            view,
            "connection",
            identifier=f"line-{way.key}",
            relationshipRef=f"flow-{way.key}",
            source=f"node-{way.source}",
            target=f"node-{way.target}",
        )
        line.set(KIND, "Relationship")
