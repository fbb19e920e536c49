"""Read XML elements of packages; a property is an attribute or, before 2012, a child element."""

import re
from xml.etree.ElementTree import Element

DTS = "{www.microsoft.com/SqlServer/Dts}"
OFF = frozenset({"", "0", "false"})


def strip_namespace(tag: str) -> str:
    """Return a tag or attribute name without its namespace."""
    return tag.rpartition("}")[2]


def get_setting(element: Element, name: str) -> str:
    """Return a property of a task or connection manager, "" if missing or secret."""
    value = element.get(f"{DTS}{name}")
    if value is not None:
        return value
    for inner in element.iterfind(f"{DTS}Property"):
        if inner.get(f"{DTS}Name") == name and not is_secret(inner):
            return (inner.text or "").strip()
    return ""


def list_children(element: Element, collection: str, item: str) -> list[Element]:
    """Return the items of a collection element; before 2012, the items are direct children."""
    return [*element.iterfind(f"{DTS}{collection}/{DTS}{item}"), *element.iterfind(f"{DTS}{item}")]


def get_place(element: Element) -> str:
    """Return the path of a task that SSIS shows; before 2012, only its name."""
    return element.get(f"{DTS}refId", "") or get_setting(element, "ObjectName")


def is_secret(element: Element) -> bool:
    """Return whether the text of an element is a secret or encrypted."""
    values = {
        strip_namespace(name).lower(): value.lower() for name, value in element.attrib.items()
    }
    return "salt" in values or any(
        values.get(key, "") not in OFF for key in ("sensitive", "encrypted")
    )


def is_encrypted(root: Element) -> bool:
    """Return whether the whole file is encrypted (ProtectionLevel EncryptAll…).

    The root is then EncryptedData itself, has only properties and EncryptedData, or contains salted
    text.
    """
    if strip_namespace(root.tag) == "EncryptedData":
        return True
    inner = {strip_namespace(child.tag) for child in root} - {"Property"}
    return inner == {"EncryptedData"} or (is_secret(root) and not inner)


def has_encrypted_parts(root: Element) -> bool:
    """Return whether parts of the package other than passwords are encrypted."""
    encrypted = [inner for inner in root.iter() if strip_namespace(inner.tag) == "EncryptedData"]
    if not encrypted:
        return False
    tags = {child.tag for child in encrypted}
    secrets = [inner for inner in root.iter() if inner.tag not in tags and is_secret(inner)]
    within = {id(deep) for child in secrets for deep in child.iter()}
    return any(id(child) not in within for child in encrypted)


def unquote(name: str) -> str:
    """Return a SQL Server name without brackets and quotes: ``[dbo].[t]`` → "dbo.t"."""
    return re.sub(r'[\[\]"]', "", name)
