"""Which items are systems, which are parts of one, and what a type of relation means."""

import re
from collections import defaultdict
from collections.abc import Generator, Iterable
from dataclasses import dataclass, field

from seamscope.connector.entries import unknown_word
from seamscope.connector.vocabulary import state_of
from seamscope.records import Clue, ClueKind, Record, State, SystemRef
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

# What the parent does, said by the first half of a type, or its mirror by the second.
FORTH = frozenset({"sends data to", "provides data to", "feeds", "feeds data to", "exports to",
                   "exports data to", "publishes to", "writes to", "replicates to",
                   "replicates data to", "pushes data to"})  # fmt: skip
BACK = frozenset({"receives data from", "gets data from", "fed by", "imports from",
                  "imports data from", "reads from", "subscribes to", "pulls data from",
                  "replicated from"})  # fmt: skip
CARRYING = {"runs on": "child", "hosted on": "child", "runs": "parent", "hosts": "parent"}
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

    def find(self, cell: Cell) -> list[int]:
        """Return the items a reference may mean: one by id, any number by name."""
        if cell.id and cell.id in self.by_id:
            return [self.by_id[cell.id]]
        return self.by_name.get(cell.text.casefold(), []) if cell.text else []

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
        identity = item.cell("id").id or item.text("id")
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
    return cmdb


def _add(cmdb: Cmdb, row: Item) -> None:
    identity = row.cell("id").id or row.text("id")
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


def meaning(text: str) -> str:
    """Return "forth", "back", "both", "consumes", "consumed" or "" for a type of relation."""
    first, _, second = text.casefold().partition("::")
    mirrored = _meaning(second.strip())
    return _meaning(first.strip()) or MIRROR.get(mirrored, mirrored)


def _meaning(half: str) -> str:
    if half in FORTH or half in BACK:
        return "forth" if half in FORTH else "back"
    known = {"exchanges data with": "both", "consumes": "consumes", "consumed by": "consumed"}
    return known.get(half, "")


def item_state(item: Item) -> Generator[Record, None, State]:
    """Return an item's state: what any of its columns says against it counts."""
    found: list[State] = []
    for name, codes in STATES.items():
        text = item.cells.get(name, Cell()).text
        word = codes.get(text, text)
        state = state_of(word) if word else State.ACTIVE
        if state is None:
            yield unknown_word("status", text, list(State), "taken as active", item.evidence)
        elif state is not State.ACTIVE:
            found.append(state)
    return State.RETIRED if State.RETIRED in found else found[0] if found else State.ACTIVE
