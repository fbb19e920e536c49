"""Write XML; text and attributes are cleaned of characters that XML does not allow."""

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from seamscope.outputs.writers.tabulate import clean_text

XSI = "http://www.w3.org/2001/XMLSchema-instance"


def add_child(parent: Element, tag: str, text: str = "", /, **attributes: str) -> Element:
    """Add a child element; a trailing `_` of an attribute name is removed (`class_` → `class`)."""
    cleaned = {name.removesuffix("_"): clean_text(value) for name, value in attributes.items()}
    element = SubElement(parent, tag, cleaned)
    if text:
        element.text = clean_text(text)
    return element


def encode_xml(root: Element) -> bytes:
    """Return the indented document, UTF-8, with a line break at the end."""
    indent(root)
    text: str = tostring(root, encoding="unicode")  # twice as fast as an encoding to bytes
    return f"<?xml version='1.0' encoding='UTF-8'?>\n{text}\n".encode()
