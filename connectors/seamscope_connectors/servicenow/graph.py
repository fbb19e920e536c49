"""Which items are systems, which are parts of one, and what a type of relation means."""

import re
from collections import defaultdict
from collections.abc import Generator, Iterable
from dataclasses import dataclass, field

from seamscope.connector.entries import checked_state
from seamscope.connector.relations import Direction, read_relation
from seamscope.connector.states import Stated
from seamscope.records import Certainty, Clue, ClueKind, Record, State, SystemRef
from seamscope_connectors.servicenow.items import Cell, Item

# Instances of an application: they fold into the business application that consumes them.
SERVICE = re.compile(
    r"service_(?:auto|discovered|by_tags|calculated|instance)|(?:application|app)_service|"
    r"query_based_service"
)
DATABASE = re.compile(
    r"database|^db_|_db_|(?:sql|oracle|postgres\w*|db2|mongo\w*|sybase)_\w*instance"
)
HARDWARE = re.compile(
    r"server|computer|netgear|network|router|switch|storage|disk|rack|cluster|^vm|_vm|virtual|"
    r"^lb|load_balancer|hardware|printer|^ip_|datacenter|^ups|esx|container|kubernetes|"
    r"docker|^host|_host$|certificate|file_system|firewall|endpoint|tcp|logical_datacenter"
)
# Items that are no systems, as clues to one.
PARTS = {"hardware": ClueKind.HOST, "database": ClueKind.DATABASE}
# Groupings and contracts around systems.
NO_SYSTEM = re.compile(r"service_business|business_service|service_offering|offering|capability|"
                       r"^service$|technical_service|service_technical|service_group|"
                       r"information_object|location|business_process|^group$")  # fmt: skip
# What the codes of install_status and operational_status mean where no label is given.
INSTALL = {"1": "installed", "2": "on order", "3": "in maintenance", "4": "pending install",
           "5": "installed", "6": "planned", "7": "retired", "8": "absent",
           "100": "absent"}  # fmt: skip
OPERATION = {"1": "operational", "2": "disabled", "3": "in maintenance", "4": "operational",
             "5": "planned", "6": "retired", "7": "planned"}  # fmt: skip
STATES: dict[str, dict[str, str]] = {
    "install_status": INSTALL,
    "status": INSTALL,
    "operational_status": OPERATION,
    "life_cycle_stage": {},
}

CARRYING = {"runs on": "child", "hosted on": "child", "runs": "parent", "hosts": "parent"}
# What a type of relation says by its first half, the parent's, or by its second, mirrored.
# Of an application and its service; of any other two, consuming is taking data.
CONSUMPTION = {"consumes": "consumes", "consumed by": "consumed"}
# Where columns differ, the first of these counts.
RANK = (State.RETIRED, State.DISABLED, State.FAILED, State.PLANNED, State.DEVELOPMENT,
        State.UNKNOWN, State.ACTIVE)  # fmt: skip
MIRROR = {"forth": "back", "back": "forth", "consumes": "consumed", "consumed": "consumes"}


@dataclass(slots=True)
class Cmdb:
    """All items by id and by name; `home` leads from an item to the one that is the system."""

    items: list[Item] = field(default_factory=list)
    relations: list[Item] = field(default_factory=list)
    types: dict[str, str] = field(default_factory=dict)
    by_id: dict[str, int] = field(default_factory=dict)
    by_name: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    homes: dict[int, int] = field(default_factory=dict)
    carriers: set[int] = field(default_factory=set)  # what something runs on, whatever its class
    twins: dict[int, int] = field(default_factory=dict)  # a second row of an item -> the item

    def find(self, cell: Cell) -> list[int]:
        """Return the items a reference may mean: one by id, any number by name."""
        if cell.id and cell.id in self.by_id:
            return [self.by_id[cell.id]]
        found = self.by_name.get(cell.text.casefold(), []) if cell.text else []
        return list(dict.fromkeys(self.twins.get(number, number) for number in found))

    def kind(self, number: int) -> str:
        """Return "system", "service", "database", "hardware" or "" for an item."""
        if number in self.carriers:
            return "hardware"
        table = self.items[number].table
        for kind, pattern in (("", NO_SYSTEM), ("service", SERVICE), ("database", DATABASE),
                              ("hardware", HARDWARE)):  # fmt: skip
            if pattern.search(table):
                return kind
        return "system"

    def home(self, number: int) -> int:
        """Return the item that is the system an item belongs to: itself unless it was folded."""
        return self.homes.get(number, number)

    def ref(self, number: int) -> SystemRef:
        """Name the system an item is, or is part of."""
        item = self.items[self.home(number)]
        kind = PARTS.get(self.kind(self.home(number)))
        if kind:
            return SystemRef(clues=(Clue(kind=kind, value=item.text("host") or item.text("name")),))
        identity = item.identity
        clues = (Clue(kind=ClueKind.ID, value=identity),) if identity else ()
        return SystemRef(name=item.text("name"), clues=clues)


def build(rows: Iterable[Item]) -> Cmdb:
    """Index all rows of a run; the same item in two files counts once."""
    cmdb = Cmdb()
    for row in rows:
        if row.text("forth"):
            words = f"{row.text('forth')}::{row.text('back')}"
            cmdb.types[row.cell("id").id] = words
        elif row.is_relation:
            cmdb.relations.append(row)
        else:
            _add(cmdb, row)
    _pair(cmdb)
    return cmdb


def _add(cmdb: Cmdb, row: Item) -> None:
    identity = row.identity
    if identity and identity in cmdb.by_id:
        return
    number = len(cmdb.items)
    cmdb.items.append(row)
    if identity:
        cmdb.by_id[identity] = number
    cmdb.by_name[row.text("name").casefold()].append(number)


def carries(text: str) -> str:
    """Return which end of a relation is what the other runs on: "parent", "child" or ""."""
    first = text.casefold().partition("::")[0].strip()
    return CARRYING.get(first, "")


def _pair(cmdb: Cmdb) -> None:
    """Find rows that are one item by name and kind, unless their ids tell them apart."""
    for numbers in cmdb.by_name.values():
        by_kind: dict[str, list[int]] = defaultdict(list)
        for number in numbers:
            by_kind[cmdb.kind(number)].append(number)
        for same in by_kind.values():
            known = [number for number in same if cmdb.items[number].identity]
            if len(known) < 2:
                first = (known or same)[0]
                cmdb.twins |= {number: first for number in same if number != first}


def meaning(text: str) -> str:
    """Return what a type of relation says of parent and child.

    "forth", "back", "both", "possibly" (both, as far as anybody knows), "consumes", "consumed"
    or "".
    """
    first, _, second = text.casefold().partition("::")
    mirrored = _meaning(second.strip())
    return _meaning(first.strip()) or MIRROR.get(mirrored, mirrored)


def _meaning(half: str) -> str:
    if half in CONSUMPTION:
        return CONSUMPTION[half]
    said = read_relation(half)
    match said.direction:
        case Direction.BOTH:
            return "possibly" if said.certainty is Certainty.POSSIBLE else "both"
        case Direction.FORWARD:
            return "forth"
        case Direction.BACKWARD:
            return "back"
        case None:
            return ""


def item_state(item: Item) -> Generator[Record, None, Stated]:
    """Return an item's state: what any of its columns says against it counts."""
    found: list[Stated] = []
    for name, codes in STATES.items():
        text = item.cells.get(name, Cell()).text
        stated = yield from checked_state(codes.get(text, text), item.evidence)
        found += [stated] if stated.said else []
    worst = min(found, key=lambda one: RANK.index(one.state), default=Stated())
    return worst.as_of(item.text("updated"))
