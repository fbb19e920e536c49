"""Derive the type of a list and the meaning of each column from a row of headings."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from seamscope.connector.lists.assignments import PLACES, find_accounts, find_parts, is_parts
from seamscope.connector.lists.ends import (
    END_PARTS,
    OF_INTERFACES,
    Ends,
    describes_transport,
    find_ends,
    find_subject,
)
from seamscope.connector.lists.headings import Heading
from seamscope.connector.lists.items import find_items
from seamscope.connector.lists.vocabulary import Side, load_cell_words, load_vocabulary
from seamscope.connector.lists.ways import BACK, FORTH, LED, OPEN
from seamscope.connector.words import fold_words

SYSTEMS, INTERFACES, PARTS, ACCOUNTS = "systems", "interfaces", "parts", "accounts"
OTHER = "other"  # a table that looks like a list of systems or interfaces, and is none
# Together with a plain "name", one of these columns indicates a list of systems, not of customers.
DISTINCT = frozenset(
    {"owner", "support", "criticality", "hosting", "classification", "environment"}
)
SOFTWARE = frozenset({"vendor", "product", "domain", "aliases"})
OF_SOFTWARE = frozenset(
    {"owner", "support", "criticality", "vendor", "product", "hosts", "databases", "state"}
)
MANY = 2  # columns about software that prove a list of systems
RUNNING = frozenset({"hosts", "databases", "hosting"})
SHARED = frozenset({"owner", "support", "criticality", "environment"})  # interfaces have them too
OF_SYSTEMS = DISTINCT | SOFTWARE | {"documentation", "hosts", "databases"}


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationColumn:
    """A column that contains other systems, and the direction of data ("" if unknown)."""

    column: int
    way: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The columns of a list by meaning, the most certain column first.

    needs_arrows: whether the table is a list only if each cell of the column `pair` has an arrow
    between two systems.
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
    """Return the layout for a row of headings, None if the table is not a known list.

    titled: the kind of list according to the title, or "".
    """
    if is_parts(headings):
        return Layout(kind=PARTS, columns=find_parts(headings), headings=dict(headings))
    pair = find_ends(headings, titled=titled == INTERFACES)
    if pair is not None and not _relates_systems(headings):
        ends, settled = pair
        columns = _list_interface_columns(settled, ends)
        return Layout(kind=INTERFACES, columns=columns, headings=settled, ends=ends)
    if accounts := find_accounts(headings):
        return Layout(kind=ACCOUNTS, columns=accounts, headings=dict(headings))
    headings = _name_subject(headings)
    subject = find_subject(headings)
    relations = _list_relations(headings, subject)
    if subject is not None and relations and _is_about_interfaces(headings, relations):
        return _derive_subject_layout(headings, subject, relations)
    headings = _name_systems(headings)
    if is_systems(headings, of_systems=titled == SYSTEMS):
        columns = _list_columns(headings, SYSTEMS)
        columns |= find_items(headings)
        if PLACES & columns.keys():
            columns.pop("accounts", None)  # anyone may connect to a database
        return Layout(kind=SYSTEMS, columns=columns, headings=dict(headings), relations=relations)
    return _derive_one_column_layout(headings)


def name_own_system(headings: Mapping[int, Heading]) -> Mapping[int, Heading]:
    """Return the headings with the own system as the name, next to what it receives and sends.

    ``Own system | Fetches data from | Passes data to``: each row is about the own system, and the
    other two columns contain its partners.
    """
    own = [at for at, h in headings.items() if h.side is Side.SUBJECT and h.part == "name"]
    ways = {h.relation for at, h in headings.items() if at not in own}
    if len(own) != 1 or not {FORTH, BACK} <= ways:
        return headings
    named = replace(headings[own[0]], side=None, systems="name", relation="")
    return {**headings, own[0]: named}


def _relates_systems(headings: Mapping[int, Heading]) -> bool:
    """Return whether the ends are other systems related to the system of the row.

    In ``App name | Owner | Upstream apps | Downstream apps``, each row describes the app.
    """
    subject = find_subject(headings)
    if subject is None or headings[subject].side or not headings[subject].thing:
        return False
    meant = {h.systems for h in headings.values() if h.side is None} - {"", "unused", "name"}
    only = {h.interfaces for h in headings.values() if h.systems in {"", "unused"}}
    return not only & OF_INTERFACES and bool(meant & OF_SYSTEMS)


def _name_subject(headings: Mapping[int, Heading]) -> Mapping[int, Heading]:
    """Return the headings with a name column for the system that each row describes.

    The column "Tool" or "Procedure" before "Feeds" contains the system that sends data. Next to a
    "Business system", a "Software title" is the product.
    """
    named = {at: h for at, h in headings.items() if h.systems == "name"}
    titles = [at for at, h in named.items() if h.otherwise == "product" and not h.side]
    others = [at for at in named if at not in titles and named[at].thing] or [
        at for at, h in sorted(headings.items()) if h.thing == "system" and not h.known
    ]  # fmt: skip
    found = dict(headings)
    if len(titles) == 1 and others:
        found[titles[0]] = replace(headings[titles[0]], systems="product", part="")
        found[others[0]] = replace(headings[others[0]], systems="name", part="name")
    first = headings[min(headings)] if headings else Heading()
    related = any(heading.relation for heading in headings.values())
    if related and _is_vague(first) and not named and describes_transport(headings):
        found[min(headings)] = replace(
            first, systems="name", interfaces="", part="name", bare=None, exact=False
        )
    return found


def _name_systems(headings: Mapping[int, Heading]) -> Mapping[int, Heading]:
    """Return the headings, with meanings that apply only in a list of systems.

    A provider or producer is the vendor. Without a name column, the product is the name, or a
    description next to an id is the name: "App code | App description".
    """
    sides = {heading.side for heading in headings.values()}
    opposed = sides & {Side.CONSUMER, Side.TARGET}
    own = [h for h in headings.values() if h.side in {Side.SUBJECT, Side.PARTNER}]
    inner = [h for h in headings.values() if h.side]  # "Software in use" contains "in"
    if len(inner) == 1 and inner[0].side is Side.INWARD and inner[0].otherwise == "name":
        headings = {
            at: replace(h, side=None, systems="name", relation="") if h is inner[0] else h
            for at, h in headings.items()
        }
    alone = len(headings) == 1  # "Kernsysteme" above a group of rows
    if any(h.systems == "name" and h.side is None for h in headings.values()):
        own = [h for h in own if not h.relation]  # "Powiązane systemy" beside the name
    if sides <= {Side.SUBJECT, Side.PARTNER, None} and len(own) == 1 and own[0].thing and not alone:
        # such as "App name (internal)"
        headings = {
            at: replace(h, side=None, systems="name", relation="") if h is own[0] else h
            for at, h in headings.items()
        }
    found = {
        at: replace(h, side=None, part="", systems=h.otherwise)
        if h.side in {Side.PROVIDER, Side.SOURCE} and h.otherwise and not opposed and not h.thing
        else h
        for at, h in headings.items()
    }
    if any(heading.systems == "name" for heading in found.values()):
        return found
    meant = {heading.systems for heading in found.values()}
    things = load_vocabulary().things
    vague = [at for at, h in sorted(found.items()) if _is_vague(h)]
    strong = [at for at in vague if things.get((found[at].thing,)) == "system"]
    vague = strong if len(strong) == 1 else vague  # "Municipal component | Special application"
    # "Servicio | Programa": a ward, and its program
    firm = [at for at in vague if (found[at].thing,) not in load_cell_words("services")]
    vague = firm if len(firm) == 1 else vague
    vague = vague if len(vague) == 1 else [at for at in vague if at == min(found)]
    candidates = [
        at for at, h in sorted(found.items())
        if (h.systems == "product" and (things.get((h.thing,)) == "system" or meant & RUNNING))
        or (h.describes and "id" in meant and (h.thing or len(meant & OF_SOFTWARE) > 1))
        or (h.systems == "aliases" and things.get((h.thing,)) == "system" and meant & DISTINCT)
        or (at == min(found) and len(meant & OF_SOFTWARE) > 1 and h.systems == "aliases")
        or (h.systems == "aliases" and "id" in meant and meant & OF_SOFTWARE)
        or (h.systems == "aliases" and not vague and len(meant & OF_SOFTWARE) > MANY)
        # "Area | Solution | Vendor | Owner | In use?": other columns must be about software
        or ([at] == vague and len(meant & OF_SOFTWARE) > (1 if at == min(found) else 2))
    ]  # fmt: skip
    candidates.sort(key=lambda at: found[at].systems == "aliases")  # "Nickname | Product"
    for at in candidates[:1]:
        found[at] = replace(found[at], systems="name", part="name", exact=False)
    return found


def _is_vague(heading: Heading) -> bool:
    """Return whether a header denotes something that may be a system: "Tool", "Solution"."""
    told = heading.systems or heading.side or heading.relation or heading.interfaces == "name"
    words = fold_words(heading.title)
    open_ = len(words) > 1 and words[-1] in load_vocabulary().prepositions  # "Onderdeel van"
    return bool(heading.thing) and not told and not open_


def _derive_one_column_layout(headings: Mapping[int, Heading]) -> Layout | None:
    """Return the layout of interfaces with both ends in one cell: "CRM -> ERP".

    If the header does not imply this, the cells must have arrows; see `Layout.needs_arrows`.
    """
    pairs = [at for at, heading in sorted(headings.items()) if heading.pair]
    names = [at for at, heading in sorted(headings.items()) if heading.interfaces == "name"]
    if not pairs and not (names and describes_transport(headings)):
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

    A "name" with an id, a type or a status may belong to any list, so it suffices only if the title
    indicates a list of systems (of_systems).
    """
    found = [heading for heading in headings.values() if heading.title]
    meanings = {heading.systems for heading in found} - {"", "unused"}
    named = any(heading.systems == "name" and heading.thing for heading in found)
    named = named or of_systems or _is_numbered(found)
    least = 1 if of_systems else 2
    ends = {h.side: h for h in found if h.preposition and h.part == "name"}
    if not named and ends.keys() >= {Side.SOURCE, Side.TARGET}:
        return False  # "From | To | Title" lists transfers, not systems
    if "name" not in meanings or len(meanings | {h.relation for h in found} - {""}) < least:
        return False
    if named or meanings & DISTINCT:
        return True
    # Lists of orders, shops or people have a vendor, a domain or a nickname too, but mostly unknown
    # columns. People and rooms also have a number and a department.
    known = [heading for heading in found if heading.systems or heading.interfaces]
    mostly = 2 * len(known) > len(found)
    telling = meanings - {"name", "id", "domain"}
    return bool(meanings & SOFTWARE and telling and len(meanings) > 2 and mostly)


def _is_numbered(found: Sequence[Heading]) -> bool:
    """Return whether a name column follows a column of system ids: "App ID | Name"."""
    things = load_vocabulary().things
    ids = [
        at for at, h in enumerate(found)
        if h.systems == "id" and things.get((h.thing,)) == "system"
    ]  # fmt: skip
    names = [at for at, heading in enumerate(found) if heading.systems == "name"]
    return bool(ids and names) and names[0] - ids[0] == 1


def _list_relations(
    headings: Mapping[int, Heading], subject: int | None
) -> tuple[RelationColumn, ...]:
    """Return the columns of other systems, without the column of the row's own system."""
    found: list[RelationColumn] = []
    named = subject is not None and headings[subject].systems == "name"
    for at, heading in sorted(headings.items()):
        if at == subject or (named and heading.otherwise == "vendor" and not heading.thing):
            continue  # "Von wem kommt es?" next to the name of a system
        way = heading.relation
        if heading.side is Side.FIRST:
            way = ""  # "Parent platform" beside a name is no partner
        elif heading.side and heading.part == "name" and heading.thing:
            way = LED.get(heading.side, OPEN)
        elif heading.side is Side.PARTNER and heading.part == "name":
            way = OPEN
        elif heading.side in {Side.SOURCE, Side.TARGET} and heading.part == "name":
            # "Receives from" contains a word for a receiver, but the phrase has a direction.
            told = way in {FORTH, BACK} or not describes_transport(headings)
            way = way if told else LED[heading.side]
        if way:
            found.append(RelationColumn(column=at, way=way, title=heading.title))
    return tuple(found)


def _is_about_interfaces(
    headings: Mapping[int, Heading], relations: tuple[RelationColumn, ...]
) -> bool:
    """Return whether each row describes one interface of a system, not the system itself."""
    if len(relations) != 1:
        return False
    certain = [h for h in headings.values() if h.exact or h.interfaces not in OF_INTERFACES]
    of_system = {h.systems for h in certain} & OF_SYSTEMS
    of_interface = {
        h.interfaces for h in headings.values() if not h.systems or h.systems == "unused"
    } & OF_INTERFACES
    partner = headings[relations[0].column].side is Side.PARTNER
    if partner and any(h.interfaces == "direction" for h in headings.values()):
        return True  # the owner next to it is the interface's
    if len(of_interface) > 1 and of_system <= SHARED:
        return True  # "App | Fed by | Via | Data | Criticality"
    return not of_system and bool(of_interface or partner)


def _derive_subject_layout(
    headings: Mapping[int, Heading], subject: int, relations: tuple[RelationColumn, ...]
) -> Layout:
    """Return the layout of rows with a system, another system, and the direction of data."""
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
    """Return the columns of a list of interfaces by meaning.

    The two systems of an interface are `first` and `second`.
    """
    columns = _list_columns(headings, INTERFACES)
    if (ends.first, ends.second) == (Side.PROVIDER, Side.CONSUMER) and "via" in columns:
        # The gateway of an API is no system in between.
        columns["technology"] = (*columns.get("technology", ()), *columns.pop("via"))
    things = load_vocabulary().things
    for key, side in (("first", ends.first), ("second", ends.second)):
        for part in (*END_PARTS, "dataset", "interface"):
            found = [
                (things.get((h.thing,)) == "weak", not h.exact, at)
                for at, h in headings.items() if h.part == part and h.side is side
            ]  # fmt: skip
            if found:
                name = key if part == "name" else f"{key}_{part}"
                columns[name] = tuple(at for *_, at in sorted(found))
    return columns


def _list_columns(headings: Mapping[int, Heading], kind: str) -> dict[str, tuple[int, ...]]:
    """Return the columns without a side, by meaning; the best column of a meaning comes first.

    A column is better if its header contains a word for a system, or if its exact words are known.
    A name in one of several languages comes after a name without a language.
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
    return _part_owners(columns, headings) if kind == SYSTEMS else columns


def _part_owners(
    columns: dict[str, tuple[int, ...]], headings: Mapping[int, Heading]
) -> dict[str, tuple[int, ...]]:
    """Return the columns; next to a business owner, an IT owner becomes a support contact.

    ``Fachverantwortlicher | IT-Verantwortlicher`` → owner, support. If there is only an ``IT
    owner``, it remains the owner.
    """
    technical = load_cell_words("technical")
    owners = columns.get("owner", ())
    runs = tuple(
        at for at in owners if any((word,) in technical for word in fold_words(headings[at].title))
    )
    decides = tuple(at for at in owners if at not in runs)
    if not runs or not decides:
        return columns
    return columns | {"owner": decides, "support": (*columns.get("support", ()), *runs)}


def _choose_name_columns(
    columns: tuple[int, ...], headings: Mapping[int, Heading]
) -> tuple[int, ...]:
    """Return the name columns; of "System" and "Application", use only the application's."""
    things = [headings[at].thing for at in columns if headings[at].thing]
    if len(set(things)) < 2:
        return columns
    finer = [at for at in columns if re.match(r"(?!s[iy]s)\w", headings[at].thing)]
    return tuple(finer[:1]) or columns[:1]
