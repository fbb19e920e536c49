"""Components of Boomi: connections, operations, profiles, maps and processes by id."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from seamscope.connector import File, is_secret_name
from seamscope.connector.parse import LINE
from seamscope.records import ColumnEdge, EdgeKind, Evidence

NAMESPACE = "{http://api.platform.boomi.com/}"
MAX_COLUMNS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """One component.

    kind: its type, such as "connector-settings".
    product: the connector that a connection or operation uses.
    values: attributes and fields by lower-case name, without secrets.
    """

    id: str
    name: str
    kind: str
    product: str
    element: Element
    file: File
    values: Mapping[str, str]

    @property
    def evidence(self) -> Evidence:
        """The position of the component in its file."""
        return self.file.at(self.element, self.name)


@dataclass(slots=True)
class Account:
    """All components of the inputs.

    schedules: when a process runs, by process id.
    settings: values that an environment sets for the fields of a connection, by connection id.
    """

    components: dict[str, Component] = field(default_factory=dict)
    schedules: dict[str, str] = field(default_factory=dict)
    settings: dict[str, dict[str, str]] = field(default_factory=dict)

    def find(self, id_: str, *kinds: str) -> Component | None:
        """Return the component with this id and one of these types, None if there is none."""
        found = self.components.get(id_.casefold()) if id_ else None
        return found if found is not None and found.kind in kinds else None

    def list_kind(self, kind: str) -> list[Component]:
        """Return the components of a type in the order of their files."""
        return [one for one in self.components.values() if one.kind == kind]


def gather(file: File, account: Account) -> bool:
    """Add the components, schedules and extensions of a file; return whether it has any."""
    found = False
    for element in file.xml().iter():
        match element.tag.removeprefix(NAMESPACE):
            case "Component" if element.get("type"):
                one = _read_component(element, file)
                if element.get("deleted", "").casefold() != "true":
                    account.components.setdefault(one.id.casefold(), one)
                found = True
            case "ProcessSchedules":
                account.schedules[element.get("processId", "").casefold()] = _schedule(element)
                found = True
            case "EnvironmentExtensions":
                _add_extensions(element, account)
                found = True
            case _:
                pass
    return found


def _add_extensions(element: Element, account: Account) -> None:
    """Add the connection settings of an environment; settings that are already known are kept."""
    for connection in element.iter():
        if connection.tag.removeprefix(NAMESPACE) == "connection":
            given = account.settings.setdefault(connection.get("id", "").casefold(), {})
            for key, value in _list_fields(connection):
                given.setdefault(key, value)


def _read_component(element: Element, file: File) -> Component:
    name = element.get("name", "")
    return Component(
        id=element.get("componentId") or name,
        name=name,
        kind=element.get("type", ""),
        product=element.get("subType", ""),
        element=element,
        file=file,
        values=dict(_list_values(element)),
    )


def _list_values(element: Element) -> Iterator[tuple[str, str]]:
    """Yield the attributes and fields of a component in reverse order, so that the first value is
    kept.
    """
    holder = element.find(f"{NAMESPACE}object")
    inner = [] if holder is None else list(holder.iter())
    for one in reversed(inner):
        for key, value in one.items():
            if key != LINE and value and not is_secret_name(key):
                yield key.casefold(), value.strip()
    yield from _list_fields(element)


def _list_fields(element: Element) -> Iterator[tuple[str, str]]:
    """Yield name and value of each ``<field id="url" value="…"/>`` that is not a secret."""
    for one in element.iter():
        if one.tag.removeprefix(NAMESPACE) == "field":
            key, value = one.get("id", ""), one.get("value", "")
            secret = one.get("type") == "password" or is_secret_name(key)
            if value.strip() and not secret:
                yield key.casefold(), value.strip()


def _schedule(element: Element) -> str:
    """Return a schedule in the order of cron: minutes, hours, days, months, days of the week."""
    keys = ("minutes", "hours", "daysOfMonth", "months", "daysOfWeek")
    found = [
        " ".join(re.sub(r"\s+", "", one.get(key) or "*") for key in keys)
        for one in element.iter()
        if one.tag.removeprefix(NAMESPACE) == "Schedule"
    ]
    return "; ".join(dict.fromkeys(found))


def list_columns(component: Component | None) -> tuple[ColumnEdge, ...]:
    """Return the column edges of a map; a field is named by the last part of its path."""
    if component is None:
        return ()
    edges = [
        ColumnEdge(
            source=one.get("fromNamePath", "").rpartition("/")[2],
            target=one.get("toNamePath", "").rpartition("/")[2],
            kind=EdgeKind.IDENTITY if one.get("fromType") == "profile" else EdgeKind.EXPRESSION,
        )
        for one in component.element.iter("Mapping")
        if one.get("toType") == "profile" and one.get("fromNamePath") and one.get("toNamePath")
    ]
    return tuple(dict.fromkeys(edges))[:MAX_COLUMNS]


def read_statement(component: Component | None) -> tuple[str, str]:
    """Return the SQL and the table name of a database profile.

    A profile with a stored procedure instead of SQL → ``CALL p()``.
    """
    statement = None if component is None else next(component.element.iter("DBStatement"), None)
    if statement is None:
        return "", ""
    sql = (statement.findtext("sql") or "").strip()
    procedure = statement.get("storedProcedure", "")
    return sql or (f"CALL {procedure}()" if procedure else ""), statement.get("tableName", "")
