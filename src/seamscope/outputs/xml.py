"""XML for the model exports: elements whose text and attributes hold nothing XML refuses."""

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from seamscope.outputs.tabulate import plain

XSI = "http://www.w3.org/2001/XMLSchema-instance"


def child(parent: Element, tag: str, text: str = "", /, **attributes: str) -> Element:
    """Add an element; a trailing `_` of an attribute's name is dropped, as in `class_`."""
    named = {name.removesuffix("_"): plain(value) for name, value in attributes.items()}
    made = SubElement(parent, tag, named)
    if text:
        made.text = plain(text)
    return made


def document(root: Element) -> bytes:
    """Return the document, indented, UTF-8, with a line break at the end."""
    indent(root)
    made: str = tostring(root, encoding="unicode")  # twice as fast as bytes
    return f"<?xml version='1.0' encoding='UTF-8'?>\n{made}\n".encode()
