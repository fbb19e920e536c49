"""Collect the resources of CloudFormation and SAM templates.

A call of a function is replaced by a text with references in ``${…}``: ``!GetAtt Orders.Arn`` →
``${Orders.Arn}``, ``!Sub "${Stage}-orders"`` → ``${Stage}-orders``.
"""

from collections.abc import Iterator

from seamscope.connector import Doc, File
from seamscope.connector.doc import LinedList, Lines
from seamscope_connectors.cloud_resources.resources import Resource, Scope, fold

DEPTH = 60
FUNCTIONS = frozenset({"Ref", "Fn::GetAtt", "Fn::Sub", "Fn::Join", "Fn::ImportValue", "Fn::If"})


def read_template(file: File) -> Iterator[Scope]:
    """Yield the resources of each template in a file."""
    for root in file.documents():
        scope = Scope()
        for name, parameter in root["Parameters"].items():
            scope.variables[name] = parameter["Default"].text
        for name, body in root["Resources"].items():
            if not body["Type"].text:
                body["Type"].reject("the type of a resource")
                continue
            properties = Doc(
                _simplify(body["Properties"].value, 0), body.usage, body.pointer, body.line
            )
            body["Properties"].set_aside()
            resource = Resource(
                type=fold(body["Type"].text),
                name=name,
                document=properties,
                evidence=body.evidence,
                scope=scope,
            )
            scope.named[("", name)] = resource
        yield scope


def _simplify(value: object, depth: int) -> object:
    """Replace functions by text: ``{"Ref": "Queue"}`` → ``${Queue}``."""
    if depth > DEPTH:
        return None
    if isinstance(value, dict):
        if len(value) == 1 and (key := next(iter(value))) in FUNCTIONS:
            return _read_function(str(key), _simplify(value[key], depth + 1))
        pairs = {key: _simplify(inner, depth + 1) for key, inner in value.items()}
        found = Lines(pairs)
        found.lines = getattr(value, "lines", {})
        return found
    if isinstance(value, list):
        items = LinedList(_simplify(inner, depth + 1) for inner in value)
        items.lines = getattr(value, "lines", {})
        return items
    return value


def _read_function(name: str, argument: object) -> object:
    parts = argument if isinstance(argument, list) else [argument]
    match name:
        case "Fn::GetAtt":
            return "${" + ".".join(str(part) for part in parts) + "}"
        case "Ref" | "Fn::ImportValue":
            return f"${{{argument}}}"
        case "Fn::Sub":
            return parts[0] if parts else ""
        case "Fn::If":
            return parts[1] if len(parts) > 1 else ""
        case "Fn::Join" if len(parts) > 1 and isinstance(parts[1], list):
            return str(parts[0]).join(str(part) for part in parts[1])
    return argument
