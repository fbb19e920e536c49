"""Derive the type of a list and the meaning of each column from a row of headings."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from seamscope.connector.lists.assignments import PLACES, find_accounts, find_parts, is_parts
from seamscope.connector.lists.headings import BACK, FORTH, LED, OPEN, Heading
from seamscope.connector.lists.vocabulary import Side, load_vocabulary

SYSTEMS, INTERFACES, PARTS, ACCOUNTS = "systems", "interfaces", "parts", "accounts"
# With a plain "name", one of these distinguishes a list of systems from customers or products.
DISTINCT = frozenset(
    {"owner", "support", "criticality", "hosting", "classification", "environment"}
)
SOFTWARE = frozenset({"vendor", "product", "domain", "aliases"})
OF_SYSTEMS = DISTINCT | SOFTWARE | {"documentation", "hosts", "databases"}
OF_INTERFACES = frozenset(
    {"direction", "mechanism", "technology", "frequency", "latency", "volume", "entities", "via"}
)
CARRIED = OF_INTERFACES | {"authentication"}
# Pairs of sides that form an interface, the most certain first. True: the pair tells the direction.
PAIRS = (
    (Side.SOURCE, Side.TARGET, True),
    (Side.SOURCE, Side.CONSUMER, True),
    (Side.PROVIDER, Side.TARGET, True),
    (Side.PROVIDER, Side.CONSUMER, False),
    (Side.FIRST, Side.SECOND, False),
    (Side.INWARD, Side.OUTWARD, False),
    (Side.SUBJECT, Side.PARTNER, False),
)
END_PARTS = ("name", "id", "host", "database")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """The two columns of systems in a list of interfaces.

    first, second: their sides. directed: whether the sides tell the direction of data. seen:
    whether the words of a direction column describe the first system's view. guessed: whether the
    direction is guessed from a header's words.
    """

    first: Side
    second: Side
    directed: bool
    seen: bool = False
    guessed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationColumn:
    """A column that names other systems, and the direction of data ("" if unknown)."""

    column: int
    way: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The columns of a list by meaning, the most certain first.

    needs_arrows: it is a list only if each cell of the column `pair` names two systems with an
    arrow.
    """

    kind: str
    columns: dict[str, tuple[int, ...]]
    headings: dict[int, Heading]
    ends: Ends | None = None
    relations: tuple[RelationColumn, ...] = ()
    mapped: bool = False
    needs_arrows: bool = False

    @property
    def used_columns(self) -> frozenset[int]:
        """The columns that are read."""
        found = {at for columns in self.columns.values() for at in columns}
        return frozenset(found | {one.column for one in self.relations})

    @property
    def unread(self) -> tuple[str, ...]:
        """The titles of the columns that are not read."""
        return tuple(
            heading.title
            for at, heading in sorted(self.headings.items())
            if heading.title and at not in self.used_columns
        )

    def spell_meaning(self, key: str) -> str:
        """Return a meaning as a mapping file spells it: ``first`` → ``source``."""
        head, _, part = key.partition("_")
        if self.ends is None or head not in {"first", "second"}:
            return key
        told = (self.ends.first, self.ends.second) == (Side.PROVIDER, Side.CONSUMER)
        names = ("provider", "consumer") if told and not part else ("source", "target")
        name = names[0] if head == "first" else names[1]
        return f"{name}_{part}" if part else name

    @property
    def guesses(self) -> tuple[tuple[str, str], ...]:
        """Title and meaning of each column whose meaning is guessed."""
        meanings = {at: key for key, columns in self.columns.items() for at in columns}
        return tuple(
            (heading.title, meanings[at])
            for at, heading in sorted(self.headings.items())
            if at in meanings and not heading.exact and not self.mapped
        )


def derive_layout(headings: Mapping[int, Heading], titled: str = "") -> Layout | None:
    """Return the layout that a row of headings defines, None if it is no known list.

    titled: the kind of list that the title names, or "".
    """
    if is_parts(headings):
        return Layout(kind=PARTS, columns=find_parts(headings), headings=dict(headings))
    pair = _pair(headings, titled)
    if pair is not None:
        ends, settled = pair
        columns = _list_interface_columns(settled, ends)
        return Layout(kind=INTERFACES, columns=columns, headings=settled, ends=ends)
    if accounts := find_accounts(headings):
        return Layout(kind=ACCOUNTS, columns=accounts, headings=dict(headings))
    subject = _find_subject(headings)
    relations = _list_relations(headings, subject)
    if subject is not None and relations and _is_about_interfaces(headings, relations):
        return _derive_subject_layout(headings, subject, relations)
    if is_systems(headings, of_systems=titled == SYSTEMS):
        columns = _list_columns(headings, SYSTEMS)
        if PLACES & columns.keys():
            columns.pop("accounts", None)  # anyone may connect to a database
        return Layout(kind=SYSTEMS, columns=columns, headings=dict(headings), relations=relations)
    return _derive_one_column_layout(headings)


def _derive_one_column_layout(headings: Mapping[int, Heading]) -> Layout | None:
    """Return the layout of interfaces with both ends in one cell: "CRM -> ERP".

    If the header does not say so, the cells must have arrows; see `Layout.needs_arrows`.
    """
    pairs = [at for at, heading in sorted(headings.items()) if heading.pair]
    names = [at for at, heading in sorted(headings.items()) if heading.interfaces == "name"]
    if not pairs and not (names and _describes_transport(headings)):
        return None
    columns = _list_columns(headings, INTERFACES) | {"pair": tuple(pairs or names[:1])}
    if not pairs:
        columns.pop("name")
    ends = Ends(first=Side.SOURCE, second=Side.TARGET, directed=True)
    return Layout(
        kind=INTERFACES, columns=columns, headings=dict(headings), ends=ends,
        needs_arrows=not pairs,
    )  # fmt: skip


def is_systems(headings: Mapping[int, Heading], *, of_systems: bool = False) -> bool:
    """Return whether the headings belong to a list of systems.

    A "name" with an id, a type or a status may belong to any list, so it counts only if the title
    says that the list has systems (of_systems).
    """
    found = [heading for heading in headings.values() if heading.title]
    meanings = {heading.systems for heading in found} - {"", "unused"}
    named = any(heading.systems == "name" and heading.thing for heading in found)
    named = named or of_systems or _is_numbered(found)
    least = 1 if of_systems else 2
    ends = {h.side: h for h in found if h.preposition and h.part == "name"}
    if not named and ends.keys() >= {Side.SOURCE, Side.TARGET}:
        return False  # "From | To | Title": each row moves something
    if "name" not in meanings or len(meanings | {h.relation for h in found} - {""}) < least:
        return False
    if named or meanings & DISTINCT:
        return True
    # Lists of orders, shops or people have a vendor, a domain or a nickname too, but mostly unknown
    # columns.
    known = [heading for heading in found if heading.systems or heading.interfaces]
    mostly = 2 * len(known) > len(found)
    return bool(meanings & SOFTWARE and len(meanings) > 2 and mostly)


def _is_numbered(found: Sequence[Heading]) -> bool:
    """Return whether the name follows the id of a system: "App ID | Name"."""
    things = load_vocabulary().things
    ids = [
        at for at, h in enumerate(found)
        if h.systems == "id" and things.get((h.thing,)) == "system"
    ]  # fmt: skip
    names = [at for at, heading in enumerate(found) if heading.systems == "name"]
    return bool(ids and names) and names[0] - ids[0] == 1


def _pair(headings: Mapping[int, Heading], titled: str) -> tuple[Ends, dict[int, Heading]] | None:
    """Return the two ends of a list of interfaces, and the headings with their final sides."""
    headings = _settle_sides(headings)
    known = {h.side: h for h in headings.values() if h.side and h.part in END_PARTS}
    for first, second, directed in PAIRS:
        if first not in known or second not in known:
            continue
        told = titled == INTERFACES or _describes_transport(headings)
        if _are_bare(known[first], known[second]) and not told:
            return None  # letters have a "from" and a "to" too
        guessed = directed and (first, second) != (Side.SOURCE, Side.TARGET)
        seen = first is Side.SUBJECT
        ends = Ends(first=first, second=second, directed=directed, seen=seen, guessed=guessed)
        return ends, headings
    return None


def _are_bare(first: Heading, second: Heading) -> bool:
    """Return whether two ends are only "From" and "To"."""
    return first.preposition and second.preposition and not (first.thing or second.thing)


COMPLEMENTS = {
    Side.SOURCE: Side.TARGET, Side.TARGET: Side.SOURCE, Side.PROVIDER: Side.CONSUMER,
    Side.CONSUMER: Side.PROVIDER,
}  # fmt: skip
OPPOSITES = {Side.PROVIDER: Side.TARGET, Side.CONSUMER: Side.SOURCE}


def _settle_sides(headings: Mapping[int, Heading]) -> dict[int, Heading]:
    """Return headings with sides that are clear only from the other columns.

    "A" with "B" is the first of two systems, and "A" (Italian or Portuguese "to") with "da" the
    target. A supplier with a consumer or a receiver is a provider. "Sender BS" and "Receiver BS"
    are ends, whatever "BS" means. "Pulled from" and "Loaded into" are ends if no column names the
    system that pulls and loads.
    """
    headings = _read_by_verbs(headings)
    sides = {heading.side for heading in headings.values()}
    rests = [(h.rest, h.bare) for h in headings.values() if h.rest]
    found: dict[int, Heading] = {}
    for at, heading in headings.items():
        side = heading.side
        if side is Side.TARGET and heading.preposition and Side.SECOND in sides:
            side = Side.FIRST if Side.FIRST not in sides else side
        elif side is Side.FIRST and Side.SECOND not in sides and Side.SOURCE in sides:
            side = Side.TARGET if Side.TARGET not in sides else side
        elif side is None and heading.bare and not heading.rest:
            side = heading.bare if _is_opposed(heading.bare, headings) else None
        elif side is None and heading.rest and heading.bare:
            opposite = (heading.rest, COMPLEMENTS.get(heading.bare))
            side = heading.bare if opposite in rests and _describes_transport(headings) else None
        changed = side is not heading.side
        guessed = heading.exact and not (changed and heading.rest)
        found[at] = (
            replace(heading, side=side, part="name", systems="", interfaces="", exact=guessed)
            if changed
            else heading
        )
    return found


def _is_opposed(side: Side, headings: Mapping[int, Heading]) -> bool:
    """Return whether another column has the other end, so that a supplier is no vendor.

    Orders have a supplier and a receiver too, so these two also need a column about the transfer.
    """
    sides = {heading.side for heading in headings.values()}
    if COMPLEMENTS.get(side) in sides:
        return True
    return OPPOSITES.get(side) in sides and _describes_transport(headings)


def _read_by_verbs(headings: Mapping[int, Heading]) -> Mapping[int, Heading]:
    """Return headings with two columns of other systems turned into the ends of an interface."""
    ways = {BACK: Side.SOURCE, FORTH: Side.TARGET}
    told = [(at, ways[h.relation]) for at, h in headings.items() if h.relation in ways]
    sided = any(heading.side for heading in headings.values())
    if {side for _, side in told} != {Side.SOURCE, Side.TARGET} or len(told) != len(ways) or sided:
        return headings
    if _find_subject(headings) is not None or not _describes_transport(headings):
        return headings
    ends = {
        at: replace(headings[at], side=side, part="name", systems="", interfaces="", exact=False)
        for at, side in told
    }
    return {**headings, **ends}


def _describes_transport(headings: Mapping[int, Heading]) -> bool:
    """Return whether a column says how data moves, or which data moves."""
    return any(
        heading.interfaces in CARRIED or heading.thing == "interface"
        for heading in headings.values()
    )


def _find_subject(headings: Mapping[int, Heading]) -> int | None:
    """Return the column of the system that a row describes."""
    for at, heading in sorted(headings.items()):
        if heading.side is Side.SUBJECT and heading.part == "name":
            return at
    named = [
        (not heading.thing, at)
        for at, heading in headings.items()
        if heading.systems == "name" and heading.part in {"name", ""} and heading.side is None
    ]
    return min(named)[1] if named else None


def _list_relations(
    headings: Mapping[int, Heading], subject: int | None
) -> tuple[RelationColumn, ...]:
    """Return the columns of other systems, apart from the subject's."""
    found: list[RelationColumn] = []
    for at, heading in sorted(headings.items()):
        if at == subject:
            continue
        way = heading.relation
        if heading.side and heading.part == "name" and heading.thing:
            way = LED.get(heading.side, OPEN)
        elif heading.side is Side.PARTNER and heading.part == "name":
            way = OPEN
        elif heading.side in {Side.SOURCE, Side.TARGET} and heading.part == "name":
            way = LED[heading.side] if _describes_transport(headings) else way
        if way:
            found.append(RelationColumn(column=at, way=way, title=heading.title))
    return tuple(found)


def _is_about_interfaces(
    headings: Mapping[int, Heading], relations: tuple[RelationColumn, ...]
) -> bool:
    """Return whether each row describes one interface of a system, not the system itself."""
    if len(relations) != 1:
        return False
    of_system = {h.systems for h in headings.values()} & OF_SYSTEMS
    of_interface = {
        h.interfaces for h in headings.values() if not h.systems or h.systems == "unused"
    } & OF_INTERFACES
    partner = headings[relations[0].column].side is Side.PARTNER
    if partner and any(h.interfaces == "direction" for h in headings.values()):
        return True  # the owner beside it is the interface's
    return not of_system and bool(of_interface or partner)


def _derive_subject_layout(
    headings: Mapping[int, Heading], subject: int, relations: tuple[RelationColumn, ...]
) -> Layout:
    """Return the layout of rows that name a system, another system, and how data moves."""
    other = relations[0]
    sides = {
        BACK: (Side.TARGET, Side.SOURCE), FORTH: (Side.SOURCE, Side.TARGET),
        OPEN: (Side.SUBJECT, Side.PARTNER),
    }  # fmt: skip
    first, second = sides[other.way]
    sided = dict(headings)
    sided[subject] = replace(headings[subject], side=first, part="name", systems="", relation="")
    sided[other.column] = replace(
        headings[other.column], side=second, part="name", interfaces="", relation=""
    )
    directed = other.way != OPEN
    ends = Ends(
        first=Side.SOURCE if directed else first, second=Side.TARGET if directed else second,
        directed=directed, seen=not directed, guessed=directed,
    )  # fmt: skip
    columns = _list_interface_columns(sided, ends)
    return Layout(kind=INTERFACES, columns=columns, headings=dict(headings), ends=ends)


def _list_interface_columns(
    headings: Mapping[int, Heading], ends: Ends
) -> dict[str, tuple[int, ...]]:
    """Return the columns of a list of interfaces; the ends are `first` and `second`."""
    columns = _list_columns(headings, INTERFACES)
    for key, side in (("first", ends.first), ("second", ends.second)):
        for part in (*END_PARTS, "dataset", "interface"):
            found = [
                (not h.exact, at) for at, h in headings.items() if h.part == part and h.side is side
            ]
            if found:
                name = key if part == "name" else f"{key}_{part}"
                columns[name] = tuple(at for _, at in sorted(found))
    return columns


def _list_columns(headings: Mapping[int, Heading], kind: str) -> dict[str, tuple[int, ...]]:
    """Return the columns without a side by meaning, those with a thing and exact ones first.

    A name in one language of several comes after a name without a language.
    """
    found: dict[str, list[tuple[bool, bool, bool, int]]] = {}
    for at, heading in headings.items():
        meaning = heading.systems if kind == SYSTEMS else heading.interfaces
        if heading.side is None and meaning and meaning != "unused":
            plain = meaning == "name" and not heading.thing
            found.setdefault(meaning, []).append((heading.local, plain, not heading.exact, at))
    columns = {key: tuple(at for *_, at in sorted(ranked)) for key, ranked in found.items()}
    if kind == SYSTEMS and "name" in columns:
        columns["name"] = _choose_name_columns(columns["name"], headings)
    return columns


def _choose_name_columns(
    columns: tuple[int, ...], headings: Mapping[int, Heading]
) -> tuple[int, ...]:
    """Return the name columns.

    If systems and their applications both have one, it is the applications' name.
    """
    things = [headings[at].thing for at in columns if headings[at].thing]
    if len(set(things)) < 2:
        return columns
    finer = [at for at in columns if re.match(r"(?!s[iy]s)\w", headings[at].thing)]
    return tuple(finer[:1]) or columns[:1]
