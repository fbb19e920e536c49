"""Classify CMDB items as systems or parts of systems, and interpret relation types."""

import re
from collections import defaultdict
from collections.abc import Generator, Iterable
from dataclasses import dataclass, field

from seamscope.connector.entries import check_state
from seamscope.connector.relations import Direction, read_relation
from seamscope.connector.states import Stated
from seamscope.records import Certainty, Clue, ClueKind, Evidence, Record, State, SystemRef
from seamscope_connectors.servicenow.items import Cell, Item

# Classes of application services, which are merged into the application that consumes them.
SERVICE = re.compile(
    r"service_(?:auto|discovered|by_tags|calculated|instance)|(?:application|app)_service|"
    r"query_based_service"
)
DATABASE = re.compile(
    r"database|^db_|_db_|(?:sql|oracle|postgres\w{0,9}|db2|mongo\w{0,9}|sybase)_\w{0,40}instance"
)
HARDWARE = re.compile(
    r"server|computer|netgear|network|router|switch|storage|disk|rack|cluster|^vm|_vm|virtual|"
    r"^lb|load_balancer|hardware|printer|^ip_|datacenter|^ups|esx|container|kubernetes|"
    r"docker|^host|_host$|certificate|file_system|firewall|endpoint|tcp|logical_datacenter"
)
# Classes of groupings and contracts, which are not systems.
NO_SYSTEM = re.compile(r"service_business|business_service|service_offering|offering|capability|"
                       r"^service$|technical_service|service_technical|service_group|"
                       r"information_object|location|business_process|^group$")  # fmt: skip
# Code of install_status and operational_status -> label.
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

HOSTING = {"runs on": "child", "hosted on": "child", "runs": "parent", "hosts": "parent"}
# Descriptors that mean use between an application and its service, but a flow of data between
# other items.
CONSUMPTION = {"consumes": "consumes", "consumed by": "consumed"}
# If the status columns of an item differ, the first of these states is used.
RANK = (State.RETIRED, State.DISABLED, State.FAILED, State.PLANNED, State.DEVELOPMENT,
        State.UNKNOWN, State.ACTIVE)  # fmt: skip
MIRROR = {"forth": "back", "back": "forth", "consumes": "consumed", "consumed": "consumes"}


@dataclass(slots=True)
class Cmdb:
    """All items, with indexes by id, by name and by number.

    homes: the system that an item was merged into, by item.
    """

    items: list[Item] = field(default_factory=list)
    relations: list[Item] = field(default_factory=list)
    types: dict[str, str] = field(default_factory=dict)
    by_id: dict[str, int] = field(default_factory=dict)
    by_name: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    by_number: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    homes: dict[int, int] = field(default_factory=dict)
    carriers: set[int] = field(default_factory=set)  # items that others run on
    twins: dict[int, int] = field(default_factory=dict)  # duplicate row -> first row of the item

    def find(self, cell: Cell) -> list[int]:
        """Return the items that a reference may refer to: at most one by id, any number by name."""
        if cell.id and cell.id in self.by_id:
            return [self.by_id[cell.id]]
        text = cell.text.casefold()
        found = (self.by_name.get(text) or self.by_number.get(text, [])) if text else []
        return list(dict.fromkeys(self.twins.get(number, number) for number in found))

    def add_host(self, name: str, where: Evidence) -> None:
        """Add a server that occurs only in a relation."""
        cells = {"name": Cell(text=name), "class": Cell(text="server")}
        self.by_name[name.casefold()].append(len(self.items))
        self.items.append(Item(cells=cells, evidence=where))

    def classify(self, number: int) -> str:
        """Return "system", "service", "database", "hardware", or "" for a grouping."""
        return "hardware" if number in self.carriers else classify_table(self.items[number].table)

    def find_home(self, number: int) -> int:
        """Return the system of an item: the item itself unless it was merged."""
        return self.homes.get(number, number)

    def list_part_clues(self, number: int) -> tuple[Clue, ...]:
        """Return the clues of a server (host) or database, () for another item."""
        item = self.items[number]
        name, host = item.text("name"), item.text("host")
        match self.classify(number):
            case "hardware":
                return (Clue(kind=ClueKind.HOST, value=host or name),)
            case "database":
                where = (Clue(kind=ClueKind.HOST, value=host),) if host else ()
                return (Clue(kind=ClueKind.DATABASE, value=name), *where)
            case _:
                return ()

    def build_ref(self, number: int) -> SystemRef:
        """Return the reference to the system that an item is or belongs to."""
        item = self.items[self.find_home(number)]
        if clues := self.list_part_clues(self.find_home(number)):
            return SystemRef(clues=clues)
        identity = item.identity
        clues = (Clue(kind=ClueKind.ID, value=identity),) if identity else ()
        return SystemRef(name=item.text("name"), clues=clues)


def classify_table(table: str) -> str:
    """Return the kind of the items in a table: "system", "service", "database", "hardware" or
    "".
    """
    for kind, pattern in (("", NO_SYSTEM), ("service", SERVICE), ("database", DATABASE),
                          ("hardware", HARDWARE)):  # fmt: skip
        if pattern.search(table):
            return kind
    return "system"


def build_cmdb(rows: Iterable[Item]) -> Cmdb:
    """Index all rows; an item that occurs in two files is indexed once."""
    cmdb = Cmdb()
    for row in rows:
        if row.text("forth"):
            words = f"{row.text('forth')}::{row.text('back')}"
            cmdb.types[row.cell("id").id] = words
        elif row.is_relation:
            cmdb.relations.append(row)
        else:
            _add_item(cmdb, row)
    _pair_duplicates(cmdb)
    return cmdb


def _add_item(cmdb: Cmdb, row: Item) -> None:
    identity = row.identity
    if identity and identity in cmdb.by_id:
        return
    number = len(cmdb.items)
    cmdb.items.append(row)
    if identity:
        cmdb.by_id[identity] = number
    cmdb.by_name[row.text("name").casefold()].append(number)
    if code := row.text("number"):
        cmdb.by_number[code.casefold()].append(number)


def find_host_end(text: str) -> str:
    """Return which end of a relation hosts the other end: ``Runs on::Runs`` → "child".

    Return "" if the relation is not about hosting.
    """
    first = text.casefold().partition("::")[0].strip()
    return HOSTING.get(first, "")


def _pair_duplicates(cmdb: Cmdb) -> None:
    """Pair rows with the same name and kind as one item, unless they have different ids."""
    for numbers in cmdb.by_name.values():
        by_kind: dict[str, list[int]] = defaultdict(list)
        for number in numbers:
            by_kind[cmdb.classify(number)].append(number)
        for same in by_kind.values():
            known = [number for number in same if cmdb.items[number].identity]
            if len(known) < 2:
                first = (known or same)[0]
                cmdb.twins |= {number: first for number in same if number != first}


def interpret_type(text: str) -> str:
    """Return the meaning of a relation type from the parent's view: ``Sends data to::…`` → "forth".

    Other meanings are "back", "both", "possibly" (perhaps both), "consumes", "consumed" and "".
    """
    first, _, second = text.casefold().partition("::")
    mirrored = _interpret(second.strip())
    return _interpret(first.strip()) or MIRROR.get(mirrored, mirrored)


def _interpret(half: str) -> str:
    if half in CONSUMPTION:
        return CONSUMPTION[half]
    relation = read_relation(half)
    match relation.direction:
        case Direction.BOTH:
            return "possibly" if relation.certainty is Certainty.POSSIBLE else "both"
        case Direction.FORWARD:
            return "forth"
        case Direction.BACKWARD:
            return "back"
        case None:
            return ""


def derive_state(item: Item) -> Generator[Record, None, Stated]:
    """Return the state of an item: the worst state in its status columns."""
    found: list[Stated] = []
    for name, codes in STATES.items():
        text = item.cells.get(name, Cell()).text
        stated = yield from check_state(codes.get(text, text), item.evidence)
        found += [stated] if stated.said else []
    worst = min(found, key=lambda stated: RANK.index(stated.state), default=Stated())
    return worst.as_of(item.text("updated"))
