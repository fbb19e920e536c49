"""Elements of packages: the same property stands in an attribute, or in an element before 2012."""

import re
from xml.etree.ElementTree import Element

DTS = "{www.microsoft.com/SqlServer/Dts}"
OFF = frozenset({"", "0", "false"})


def local(tag: str) -> str:
    """Return a tag or attribute name without its namespace."""
    return tag.rpartition("}")[2]


def setting(element: Element, name: str) -> str:
    """Return a property of an executable or a connection manager, "" if it is not readable."""
    value = element.get(f"{DTS}{name}")
    if value is not None:
        return value
    for inner in element.iterfind(f"{DTS}Property"):
        if inner.get(f"{DTS}Name") == name and not is_secret(inner):
            return (inner.text or "").strip()
    return ""


def children(element: Element, many: str, one: str) -> list[Element]:
    """Return the parts of a kind: in a list of their own, or loose as before 2012."""
    return [*element.iterfind(f"{DTS}{many}/{DTS}{one}"), *element.iterfind(f"{DTS}{one}")]


def place(element: Element) -> str:
    """Return the name by which a person finds a task; old packages have no refId."""
    return element.get(f"{DTS}refId", "") or setting(element, "ObjectName")


def is_secret(element: Element) -> bool:
    """Whether the text of an element is a secret or ciphertext, which must not be repeated."""
    told = {local(name).lower(): value.lower() for name, value in element.attrib.items()}
    return "salt" in told or any(told.get(key, "") not in OFF for key in ("sensitive", "encrypted"))


def is_sealed(root: Element) -> bool:
    """Whether a whole file is ciphertext (EncryptAll…), so that nothing of it can be read.

    The root is EncryptedData itself, or holds nothing but properties and EncryptedData, or is
    one salted text.
    """
    if local(root.tag) == "EncryptedData":
        return True
    inner = {local(child.tag) for child in root} - {"Property"}
    return inner == {"EncryptedData"} or (is_secret(root) and not inner)


def has_sealed_parts(root: Element) -> bool:
    """Whether something besides passwords is encrypted; passwords would not be read anyway."""
    sealed = [inner for inner in root.iter() if local(inner.tag) == "EncryptedData"]
    if not sealed:
        return False
    tags = {one.tag for one in sealed}
    secrets = [inner for inner in root.iter() if inner.tag not in tags and is_secret(inner)]
    within = {id(deep) for one in secrets for deep in one.iter()}
    return any(id(one) not in within for one in sealed)


def unquoted(name: str) -> str:
    """Return a name of SQL Server without its brackets and quotes."""
    return re.sub(r'[\[\]"]', "", name)
