"""Relations between items, and the folding of services, servers and databases into systems."""

from collections import defaultdict
from collections.abc import Generator, Iterator
from dataclasses import dataclass

from seamscope.connector.entries import SHOWN, entry_fault
from seamscope.records import Record
from seamscope_connectors.servicenow.graph import Cmdb, carries, meaning
from seamscope_connectors.servicenow.items import Cell, Item


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A relation whose ends are known: numbers of items, and what its type means."""

    item: Item
    parent: int
    child: int
    type: str

    @property
    def meaning(self) -> str:
        """As `graph.meaning`."""
        return meaning(self.type)


def related(cmdb: Cmdb) -> Generator[Record, None, list[Relation]]:
    """Fold services into their applications and return the relations whose ends are known."""
    found: list[Relation] = []
    rest: list[tuple[Item, str]] = []
    for item in cmdb.relations:
        cell = item.cell("type")
        words = cell.text or cmdb.types.get(cell.id, "")
        ends = _consumption(cmdb, item, words)
        if ends:
            found.append(Relation(item=item, parent=ends[0], child=ends[1], type=words))
        else:
            rest.append((item, words))
    _fold_services(cmdb, found)
    for item, words in rest:
        parent, child = _end(cmdb, item.cell("parent")), _end(cmdb, item.cell("child"))
        if parent is None:
            yield _unknown(cmdb, item.cell("parent"), item)
        if child is None:
            yield _unknown(cmdb, item.cell("child"), item)
        if parent is not None and child is not None:
            found.append(Relation(item=item, parent=parent, child=child, type=words))
    return found


def _consumption(cmdb: Cmdb, item: Item, words: str) -> tuple[int, int] | None:
    """Return application and service, told apart by their classes where they share a name."""
    way = meaning(words)
    if way not in {"consumes", "consumed"}:
        return None
    first, second = ("parent", "child") if way == "consumes" else ("child", "parent")
    users = [n for n in cmdb.find(item.cell(first)) if cmdb.kind(n) == "system"]
    services = [n for n in cmdb.find(item.cell(second)) if cmdb.kind(n) == "service"]
    return (users[0], services[0]) if len(users) == len(services) == 1 else None


def _fold_services(cmdb: Cmdb, consumptions: list[Relation]) -> None:
    users: dict[int, set[int]] = defaultdict(set)
    for relation in consumptions:
        users[relation.child].add(relation.parent)
    for service, found in users.items():
        if len(found) == 1:
            cmdb.homes[service] = next(iter(found))


def _end(cmdb: Cmdb, cell: Cell) -> int | None:
    """Return the item a cell means; several of one system, or several systems of a name, are one.

    Systems of one name are listed twice, and are for `resolve` to join or keep apart.
    """
    found = cmdb.find(cell)
    homes = sorted({cmdb.home(number) for number in found})
    # A reference by name to a system and to what it runs on means the system.
    systems = [number for number in homes if cmdb.kind(number) == "system"]
    return found[0] if len(homes) == 1 else systems[0] if systems else None


def _unknown(cmdb: Cmdb, cell: Cell, item: Item) -> Record:
    shown = (cell.text or cell.id)[:SHOWN]
    if not cmdb.find(cell):
        problem, remedy = f"'{shown}' is not among the items", "export its class as well"
    else:
        problem = f"'{shown}' is the name of several items"
        remedy = "export the relations with sys_ids, by the Table API"
    return entry_fault(f"a relation is left out: {problem}", remedy, item.evidence)


def fold_parts(cmdb: Cmdb, relations: list[Relation]) -> set[int]:
    """Give each server and database to the one system that uses it, directly or through another.

    Returns the servers and databases that belong to no single system, which tell none apart.
    """
    cmdb.carriers |= set(_carriers(cmdb, relations))
    users = _users(cmdb, relations)
    loose: set[int] = set()
    for number, found in users.items():
        if len(found) == 1:
            cmdb.homes[number] = next(iter(found))
        else:
            loose.add(number)
    for twin, number in cmdb.twins.items():
        if number in cmdb.homes:
            cmdb.homes[twin] = cmdb.homes[number]
    return loose | {twin for twin, number in cmdb.twins.items() if number in loose}


def _carriers(cmdb: Cmdb, relations: list[Relation]) -> Iterator[int]:
    """Yield what something runs on, unless its class is that of a database or a grouping."""
    for relation in relations:
        match carries(relation.type):
            case "child":
                number, other = relation.child, relation.parent
            case "parent":
                number, other = relation.parent, relation.child
            case _:
                continue
        if cmdb.kind(number) == "system" and cmdb.kind(other) == "system" and number != other:
            yield number


def _users(cmdb: Cmdb, relations: list[Relation]) -> dict[int, set[int]]:
    """Return which systems use each server and database; a server behind a database counts."""
    users: dict[int, set[int]] = {
        number: set()
        for number in range(len(cmdb.items))
        if number not in cmdb.twins and cmdb.kind(number) in {"hardware", "database"}
    }
    beside: dict[int, set[int]] = defaultdict(set)
    for one, other in _both_ways(relations):
        if one in users and other in users:
            beside[one].add(other)
        elif one in users and cmdb.kind(other):
            users[one].add(cmdb.home(other))
    return {
        number: found or set().union(*(users[other] for other in beside[number]))
        for number, found in users.items()
    }


def _both_ways(relations: list[Relation]) -> Iterator[tuple[int, int]]:
    for relation in relations:
        yield relation.parent, relation.child
        yield relation.child, relation.parent
