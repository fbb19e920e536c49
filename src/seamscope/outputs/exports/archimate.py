"""The landscape in the ArchiMate Open Exchange format: components, flows and one view.

Elements are in the order that the Open Group's XSD requires. An integration of unknown direction
becomes an association, which has no direction.
"""

from xml.etree.ElementTree import Element, register_namespace

from seamscope.document import Survey
from seamscope.outputs.exports.grid import lay_out_grid
from seamscope.outputs.exports.model import Model, build_model
from seamscope.outputs.writers.xml import XSI, add_child, encode_xml

SPACE = "http://www.opengroup.org/xsd/archimate/3.0/"
KIND = f"{{{XSI}}}type"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def render_archimate(survey: Survey) -> bytes:
    """Return the model as XML."""
    register_namespace("xsi", XSI)
    model = build_model(survey)
    root = Element("model", {
        "xmlns": SPACE,
        "identifier": "seamscope",
        f"{{{XSI}}}schemaLocation":
            f"{SPACE} http://www.opengroup.org/xsd/archimate/3.1/archimate3_Diagram.xsd",
    })  # fmt: skip
    _add_text(root, "name", model.title)
    _add_text(root, "documentation", model.source)
    fact_lists = [
        *(part.facts for part in model.systems),
        *(relation.facts for relation in model.relations),
    ]
    facts = sorted({name for facts_of_item in fact_lists for name, _ in facts_of_item})
    definitions = {name: f"fact-{number}" for number, name in enumerate(facts, start=1)}
    if model.systems:
        _add_elements(root, model, definitions)
    if model.relations:
        _add_relationships(root, model, definitions)
    if definitions:
        declarations = add_child(root, "propertyDefinitions")
        for name, key in definitions.items():
            add_child(
                add_child(declarations, "propertyDefinition", identifier=key, type="string"),
                "name",
                name,
            )
    if model.systems:
        _add_view(root, model)
    return encode_xml(root)


def _add_text(parent: Element, tag: str, text: str) -> None:
    add_child(parent, tag, text).set(LANG, "en")


def _add_elements(root: Element, model: Model, definitions: dict[str, str]) -> None:
    elements = add_child(root, "elements")
    for system in model.systems:
        element = add_child(elements, "element", identifier=f"system-{system.key}")
        element.set(KIND, "ApplicationComponent")
        _add_text(element, "name", system.name)
        _add_text(element, "documentation", system.description)
        _add_properties(element, system.facts, definitions)


def _add_relationships(root: Element, model: Model, definitions: dict[str, str]) -> None:
    relationships = add_child(root, "relationships")
    for relation in model.relations:
        relationship = add_child(
            relationships,
            "relationship",
            identifier=f"flow-{relation.key}",
            source=f"system-{relation.source}",
            target=f"system-{relation.target}",
        )
        relationship.set(KIND, "Flow" if relation.directed else "Association")
        if relation.entities:
            _add_text(relationship, "name", ", ".join(relation.entities))
        _add_text(relationship, "documentation", relation.caption)
        _add_properties(relationship, relation.facts, definitions)


def _add_properties(
    element: Element, facts: tuple[tuple[str, str], ...], definitions: dict[str, str]
) -> None:
    if facts:
        properties = add_child(element, "properties")
        for name, value in facts:
            _add_text(add_child(properties, "property", propertyDefinitionRef=definitions[name]),
                    "value", value)  # fmt: skip


def _add_view(root: Element, model: Model) -> None:
    diagrams = add_child(add_child(root, "views"), "diagrams")
    view = add_child(diagrams, "view", identifier="view-landscape")
    view.set(KIND, "Diagram")
    _add_text(view, "name", model.title)
    places = lay_out_grid(model).boxes
    for system in model.systems:
        box = places[system.key]
        node = add_child(
            view,
            "node",
            identifier=f"node-{system.key}",
            elementRef=f"system-{system.key}",
            x=str(box.x),
            y=str(box.y),
            w=str(box.width),
            h=str(box.height),
        )
        node.set(KIND, "Element")
        if system.poc:
            style = add_child(node, "style", lineWidth="3")
            add_child(style, "lineColor", r="27", g="31", b="36")
            add_child(style, "fillColor", r="255", g="244", b="214")
    for relation in model.relations:
        line = add_child(
            view,
            "connection",
            identifier=f"line-{relation.key}",
            relationshipRef=f"flow-{relation.key}",
            source=f"node-{relation.source}",
            target=f"node-{relation.target}",
        )
        line.set(KIND, "Relationship")
