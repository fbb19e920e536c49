"""Find elements of SAP's XML by their local names, because namespaces differ by release."""

from xml.etree.ElementTree import Element


def read_local_name(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


def find_child(element: Element, name: str) -> Element | None:
    """Return the first child with this local name, None if there is none."""
    return next((child for child in element if read_local_name(child) == name), None)


def find_value(element: Element, name: str) -> str:
    """Return the text of the first descendant with this name, or of the `Value` inside it."""
    found = next((one for one in element.iter() if read_local_name(one) == name), None)
    return "" if found is None else (found.text or "").strip() or find_text(found, "Value")


def find_text(element: Element, name: str) -> str:
    """Return the text of the first descendant with this local name, "" if there is none."""
    found = (one.text or "" for one in element.iter() if read_local_name(one) == name)
    return next(found, "").strip()
