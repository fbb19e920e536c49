"""Resolve relations between items, and merge services, servers and databases into systems."""

from collections import defaultdict
from collections.abc import Generator, Iterator
from dataclasses import dataclass

from seamscope.connector.entries import skip_entry
from seamscope.connector.scrub import quote
from seamscope.records import Record
from seamscope_connectors.servicenow.graph import Cmdb, find_host_end, interpret_type
from seamscope_connectors.servicenow.items import Cell, Item
from seamscope_connectors.servicenow.owned import list_related_parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A resolved relation.

    parent, child: numbers of items.
    type: its type, such as ``Runs on::Runs``.
    """

    item: Item
    parent: int
    child: int
    type: str

    @property
    def meaning(self) -> str:
        """The meaning of the type, such as "forth" (see `interpret_type`)."""
        return interpret_type(self.type)


def resolve_relations(cmdb: Cmdb) -> Generator[Record, None, list[Relation]]:
    """Merge services into their applications; return the resolved relations, and report the
    others.
    """
    found: list[Relation] = []
    rest: list[tuple[Item, str]] = []
    for item in cmdb.relations:
        cell = item.cell("type")
        words = cell.text or cmdb.types.get(cell.id, "")
        _add_missing_host(cmdb, item, words)
        ends = _match_consumption(cmdb, item, words)
        if ends:
            found.append(Relation(item=item, parent=ends[0], child=ends[1], type=words))
        else:
            rest.append((item, words))
    _merge_services(cmdb, found)
    for item, words in rest:
        parent, child = (
            _resolve_cell(cmdb, item.cell("parent")),
            _resolve_cell(cmdb, item.cell("child")),
        )
        owned = [] if None not in {parent, child} else [*list_related_parts(cmdb, item, words)]
        yield from owned
        if parent is None and not owned:
            yield _report_unresolved(cmdb, item.cell("parent"), item)
        if child is None and not owned:
            yield _report_unresolved(cmdb, item.cell("child"), item)
        if parent is not None and child is not None:
            found.append(Relation(item=item, parent=parent, child=child, type=words))
    return found


def _add_missing_host(cmdb: Cmdb, item: Item, words: str) -> None:
    """Add the host of ``Orders Runs on db01`` to the items if no item has its name."""
    match find_host_end(words):
        case "child":
            host, hosted = item.cell("child"), item.cell("parent")
        case "parent":
            host, hosted = item.cell("parent"), item.cell("child")
        case _:
            return
    if host.text and not cmdb.find(host) and cmdb.find(hosted):
        cmdb.add_host(host.text, item.evidence)


def _match_consumption(cmdb: Cmdb, item: Item, words: str) -> tuple[int, int] | None:
    """Return application and service of a "Consumes" relation, None for another relation.

    An item is chosen by its class if application and service have the same name.
    """
    meaning = interpret_type(words)
    if meaning not in {"consumes", "consumed"}:
        return None
    first, second = ("parent", "child") if meaning == "consumes" else ("child", "parent")
    users = [n for n in cmdb.find(item.cell(first)) if cmdb.classify(n) == "system"]
    services = [n for n in cmdb.find(item.cell(second)) if cmdb.classify(n) == "service"]
    return (users[0], services[0]) if len(users) == len(services) == 1 else None


def _merge_services(cmdb: Cmdb, consumptions: list[Relation]) -> None:
    users: dict[int, set[int]] = defaultdict(set)
    for relation in consumptions:
        users[relation.child].add(relation.parent)
    for service, found in users.items():
        if len(found) == 1:
            cmdb.homes[service] = next(iter(found))


def _resolve_cell(cmdb: Cmdb, cell: Cell) -> int | None:
    """Return the item that a cell refers to, None if it is unknown or ambiguous.

    If all items with the name belong to one system, the first item is returned. If several systems
    have the name, the first system is returned; `resolve` decides later whether they are one
    system.
    """
    found = cmdb.find(cell)
    homes = sorted({cmdb.find_home(number) for number in found})
    # If a system and its server have the same name, the cell refers to the system.
    systems = [number for number in homes if cmdb.classify(number) == "system"]
    return found[0] if len(homes) == 1 else systems[0] if systems else None


def _report_unresolved(cmdb: Cmdb, cell: Cell, item: Item) -> Record:
    shown = quote(cell.text or cell.id)
    if not cmdb.find(cell):
        problem, remedy = f"'{shown}' is not in the inputs", "export the class of this item too"
    else:
        problem = f"several items are named '{shown}'"
        remedy = "export the relations with sys_ids through the Table API"
    return skip_entry(f"the relation is not read, because {problem}", remedy, item.evidence)


def merge_parts(cmdb: Cmdb, relations: list[Relation]) -> set[int]:
    """Assign each server and database to the only system that uses it, directly or indirectly.

    Return the servers and databases that are used by no system or by several systems.
    """
    cmdb.carriers |= set(_find_hosts(cmdb, relations))
    users = _find_users(cmdb, relations)
    unassigned: set[int] = set()
    for number, found in users.items():
        if len(found) == 1:
            cmdb.homes[number] = next(iter(found))
        else:
            unassigned.add(number)
    for twin, number in cmdb.twins.items():
        if number in cmdb.homes:
            cmdb.homes[twin] = cmdb.homes[number]
    return unassigned | {twin for twin, number in cmdb.twins.items() if number in unassigned}


def _find_hosts(cmdb: Cmdb, relations: list[Relation]) -> Iterator[int]:
    """Yield items that other items run on, although their class is not that of a host."""
    for relation in relations:
        match find_host_end(relation.type):
            case "child":
                number, other = relation.child, relation.parent
            case "parent":
                number, other = relation.parent, relation.child
            case _:
                continue
        if (
            cmdb.classify(number) == "system"
            and cmdb.classify(other) == "system"
            and number != other
        ):
            yield number


def _find_users(cmdb: Cmdb, relations: list[Relation]) -> dict[int, set[int]]:
    """Return the systems that use each server and database, by relations and by the item's own
    fields.

    A server that no system uses directly has the users of its databases.
    """
    users: dict[int, set[int]] = {
        number: _find_named_users(cmdb, number)
        for number in range(len(cmdb.items))
        if number not in cmdb.twins and cmdb.classify(number) in {"hardware", "database"}
    }
    neighbours: dict[int, set[int]] = defaultdict(set)
    for number, other in _list_both_ways(relations):
        if number in users and other in users:
            neighbours[number].add(other)
        elif number in users and cmdb.classify(other):
            users[number].add(cmdb.find_home(other))
    return {
        number: found or set().union(*(users[other] for other in neighbours[number]))
        for number, found in users.items()
    }


def _find_named_users(cmdb: Cmdb, number: int) -> set[int]:
    """Return the systems in the `application` field of a server or database."""
    cell = cmdb.items[number].cell("application")
    found = {cmdb.find_home(other) for other in cmdb.find(cell)}
    return {other for other in found if cmdb.classify(other) == "system"}


def _list_both_ways(relations: list[Relation]) -> Iterator[tuple[int, int]]:
    for relation in relations:
        yield relation.parent, relation.child
        yield relation.child, relation.parent
