"""Read the components of a data flow: their role, predecessors, statements and column mappings."""

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from seamscope.records import ColumnEdge
from seamscope_connectors.ssis.elements import is_secret, unquote

# AccessMode of OLE DB sources: 0 table, 1 table from a variable, 2 SQL, 3 SQL from a variable.
TABLE_MODES, VARIABLE_MODES = frozenset({"0"}), frozenset({"1", "3"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """A component of a data flow.

    feeds: keys of its direct predecessors.
    rejects: keys of the direct predecessors that send only failed rows.
    """

    element: Element
    properties: dict[str, str]
    connection: str
    feeds: list[str] = field(default_factory=list)
    rejects: list[str] = field(default_factory=list)

    @property
    def place(self) -> str:
        """The path that SSIS shows; in packages from before 2012, only the name."""
        return self.element.get("refId", "") or self.element.get("name", "")


def list_components(task: Element) -> dict[str, Component]:
    """Return the components of a data flow by key, with their direct predecessors."""
    components: dict[str, Component] = {}
    ports: dict[str, str] = {}
    errors: set[str] = set()
    for element in task.iter("component"):
        name = _get_key(element)
        components[name] = Component(
            element=element, properties=_get_properties(element), connection=_get_reference(element)
        )
        ports |= {_get_key(port): name for tag in ("input", "output") for port in element.iter(tag)}
        errors |= {_get_key(port) for port in element.iter("output")
                   if port.get("isErrorOut", "").casefold() == "true"}  # fmt: skip
    for path in task.iter("path"):
        start, end = (
            _find_component(path.get(key, ""), components, ports) for key in ("startId", "endId")
        )
        if start and end:
            components[end].feeds.append(start)
            if path.get("startId", "") in errors:
                components[end].rejects.append(start)
    return components


def list_upstream(name: str, components: dict[str, Component], *, errors: bool = True) -> list[str]:
    """Return the sorted keys of all direct and indirect predecessors.

    errors: whether to follow the outputs for rows that fail.
    """
    found: list[str] = []
    todo = [name]
    while todo:
        one = components[todo.pop()]
        for key in one.feeds:
            if key not in found and (errors or key not in one.rejects):
                found.append(key)
                todo.append(key)
    return sorted(found)


def get_row_handling(component: Component) -> str:
    """Return what a component does with a row that fails, "" if a failure ends the data flow.

    The attribute ``errorRowDisposition`` of its inputs and outputs specifies this, such as
    "RedirectRow".
    """
    values = {part.get("errorRowDisposition", "") for part in component.element.iter()}
    return next((one for one in ("RedirectRow", "IgnoreFailure") if one in values), "")


def get_class(component: Component) -> str:
    """Return the class of a component; the class of a .NET component is in a property.

    Before 2012 the class id is a GUID, and `contactInfo` begins with the component type.
    """
    own = component.element.get("componentClassID", "")
    if own.startswith("{"):
        own += component.element.get("contactInfo", "").partition(";")[0]
    return own + component.properties.get("UserComponentTypeName", "")


def get_role(component: Component) -> str:
    """Return "Source", "Destination" or "", from the class of a component, else from its inputs."""
    match = re.search(r"(Source|Destination)", get_class(component))
    if match or not component.connection:
        return match[1] if match else ""
    return "" if component.feeds else "Source"


def is_transform(component: Component) -> bool:
    """Return whether a component only looks up or changes rows, although it has a connection."""
    return bool(
        re.search(
            r"Look\s?up|Command|Fuzzy|Slowly|SCD|Cache|Script|Audit|Transform|Managed|Term",
            get_class(component),
            re.I,
        )
    )


def is_raw(component: Component) -> bool:
    """Return whether a component reads or writes a raw file, SSIS's temporary file format."""
    return bool(re.search(r"\bRaw\s?(?:File\s?)?(?:Source|Destination)", get_class(component)))


def get_object(component: Component) -> str:
    """Return the table or file of a component, "" if it has none."""
    names = ("OpenRowset", "TableOrViewName", "TableName", "ReferenceTableName", "FileName")
    return unquote(
        next((component.properties[n] for n in names if component.properties.get(n)), "")
    )


def get_command(component: Component) -> str:
    """Return the SQL that a source runs, "" if it reads a table or the SQL is in a variable.

    `SqlCommand` keeps its text when the access mode changes, so the mode decides.
    """
    sql = component.properties.get("SqlCommand", "")
    return (
        ""
        if (_get_mode(component) in TABLE_MODES and get_object(component))
        or is_set_at_run_time(component)
        else sql
    )


def is_set_at_run_time(component: Component) -> bool:
    """Return whether a variable determines the table or SQL of a source."""
    return _get_mode(component) in VARIABLE_MODES or "Variable" in _get_mode(component)


def _get_mode(component: Component) -> str:
    return component.properties.get("AccessMode", "")


def map_columns(origin: Component, target: Component, dataset: str) -> set[ColumnEdge]:
    """Return the columns that pass unchanged from a source to a destination.

    dataset: dataset of the source.
    """
    head = f"{origin.element.get('refId', '')}."
    source_names = {
        column.get("lineageId", ""): column.get("name", "")
        for column in origin.element.iter("outputColumn")
    }
    external_names = {
        _get_key(child): child.get("name", "")
        for child in target.element.iter("externalMetadataColumn")
    }
    read_edges: set[ColumnEdge] = set()
    for column in target.element.iter("inputColumn"):
        lineage, external = column.get("lineageId", ""), column.get("externalMetadataColumnId", "")
        inside = (
            _get_last_part(lineage) if lineage.startswith(head) else source_names.get(lineage, "")
        )
        external = _get_last_part(external) or external_names.get(external, "")
        if inside and external:
            name = f"{dataset}.{inside}" if dataset else inside
            read_edges.add(ColumnEdge(source=name, target=external))
    return read_edges


def _get_key(element: Element) -> str:
    """Return the key that paths refer to: the refId, or the numeric id before 2012."""
    return element.get("refId", element.get("id", ""))


def _get_last_part(reference: str) -> str:
    match = re.search(r"\[([^\[\]]*+)\]$", reference)
    return match[1] if match else ""


def _get_properties(element: Element) -> dict[str, str]:
    """Return the properties of a component, without secrets."""
    return {
        child.get("name", ""): _unescape(child)
        for child in element.iter("property")
        if not is_secret(child)
    }


def _unescape(element: Element) -> str:
    """Return the text of a property, with escapes such as `_x005B_` decoded."""
    text = (element.text or "").strip()
    if element.get("state") != "escaped":
        return text
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text)


def _get_reference(element: Element) -> str:
    link = element.find("connections/connection")
    if link is None:
        return ""
    return link.get("connectionManagerRefId", "") or link.get("connectionManagerID", "")


def _find_component(port: str, components: dict[str, Component], ports: dict[str, str]) -> str:
    """Return the component of a port: ``Flow/Src.Outputs[Out]`` → "Flow/Src"."""
    name = re.split(r"\.(?:Inputs|Outputs)\[", port, maxsplit=1)[0]
    return name if name in components else ports.get(port, "")
