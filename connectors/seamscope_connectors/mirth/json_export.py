"""Convert exports that the API of Mirth returns as JSON into the elements of its XML exports."""

from xml.etree.ElementTree import Element, SubElement

from seamscope.connector import File
from seamscope.connector.parse import LINE

MAX_DEPTH = 60


def build_root(file: File) -> Element:
    """Return the root element of a JSON export: ``{"list": {"channel": [{"name": "ADT"}]}}``.

    A key with ``@`` becomes an attribute, and a list becomes a repeated element.
    """
    document = file.document()
    root = Element("export", {LINE: str(document.evidence.line or 1)})
    _fill(root, document.raw, 0)
    return root


def _fill(parent: Element, value: object, depth: int) -> None:
    match value:
        case dict():
            for key, inner in value.items():
                name = str(key)
                if name.startswith("@"):
                    parent.set(name[1:], str(inner))
                elif name == "$":
                    parent.text = str(inner)
                else:
                    _add(parent, name, inner, depth)
        case bool():
            parent.text = str(value).lower()
        case None | list():
            pass
        case _:
            parent.text = str(value)


def _add(parent: Element, name: str, value: object, depth: int) -> None:
    for inner in value if isinstance(value, list) else [value]:
        child = SubElement(parent, name, {LINE: parent.get(LINE, "1")})
        if depth < MAX_DEPTH:
            _fill(child, inner, depth + 1)
