"""Find the two columns of systems in the headings of a list of interfaces."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from seamscope.connector.lists.headings import Heading
from seamscope.connector.lists.vocabulary import Side, load_cell_words, load_vocabulary
from seamscope.connector.lists.ways import BACK, FORTH
from seamscope.connector.words import fold_words

OF_INTERFACES = frozenset(
    {"direction", "mechanism", "technology", "frequency", "latency", "volume", "entities", "via"}
)
CARRIED = OF_INTERFACES | {"authentication", "dataset"}
TIMES = frozenset({"frequency", "latency", "volume"})
# Pairs of sides that form an interface, the most certain first. True: the pair determines the
# direction.
PAIRS = (
    (Side.SOURCE, Side.TARGET, True),
    (Side.SOURCE, Side.CONSUMER, True),
    (Side.PROVIDER, Side.TARGET, True),
    (Side.PROVIDER, Side.CONSUMER, False),
    (Side.FIRST, Side.SECOND, False),
    (Side.OUTWARD, Side.INWARD, True),
    (Side.SUBJECT, Side.PARTNER, False),
    (Side.FIRST, Side.PARTNER, False),  # "Pivot application | Connected application"
    (Side.SUBJECT, Side.SECOND, False),  # "Our system | The second side"
    (Side.CONSUMER, Side.PARTNER, False),  # "Initiator | Push or pull | Other party"
)
END_PARTS = ("name", "id", "host", "database")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """The two columns of systems in a list of interfaces.

    first, second: sides of the two columns.
    directed: whether the sides imply the direction of data.
    seen: whether "in" and "out" in a direction column are seen from the first system.
    guessed: whether the direction is guessed from the words of a header.
    """

    first: Side
    second: Side
    directed: bool
    seen: bool = False
    guessed: bool = False


def find_ends(
    headings: Mapping[int, Heading], *, titled: bool
) -> tuple[Ends, dict[int, Heading]] | None:
    """Return the two ends of a list of interfaces, and the headings with their final sides."""
    headings = _settle_sides(_part_twins(_name_codes(headings)), titled=titled)
    headings = _part_interfaces(headings)
    known = {h.side: h for h in headings.values() if h.side and h.part in END_PARTS}
    for first, second, directed in PAIRS:
        if first not in known or second not in known:
            continue
        if first is Side.OUTWARD and not _reads_forward(headings):
            return Ends(first=Side.INWARD, second=Side.OUTWARD, directed=False), headings
        moved = titled or describes_transport(headings)
        bare = _are_bare(known[first], known[second])
        bare = bare or (first is Side.PROVIDER and _lists_software(headings))
        if bare and not moved:
            return None  # letters have a "from" and a "to" too, and software a server and a user
        guessed = not (known[first].exact and known[second].exact)
        things = known[first].thing or known[second].thing
        if guessed and not (things or titled or names_transport(headings)):
            return None  # "Departs | Arrives | Timetable"
        copied = first is Side.FIRST and _replicates(known[first], known[second])
        told = directed or copied
        guessed = told and (first, second) != (Side.SOURCE, Side.TARGET)
        if first is Side.SUBJECT and _follows_as_hub(headings):
            return Ends(first=second, second=first, directed=False), headings
        seen = first is Side.SUBJECT
        ends = Ends(first=first, second=second, directed=told, seen=seen, guessed=guessed)
        return ends, headings
    return None


def _replicates(first: Heading, second: Heading) -> bool:
    """Return whether two headers denote a master and its copy: "Master | Slave"."""
    words = [fold_words(heading.title) for heading in (first, second)]
    kinds = ("masters", "receivers")
    return all(
        any((word,) in load_cell_words(kind) for word in told if len(word) > 1)
        for told, kind in zip(words, kinds, strict=True)
    )


def _lists_software(headings: Mapping[int, Heading]) -> bool:
    """Return whether a column contains the vendors or products of software."""
    return any(h.systems in {"vendor", "product"} and h.side is None for h in headings.values())


def _reads_forward(headings: Mapping[int, Heading]) -> bool:
    """Return whether the outgoing side is to the left: "Ausgangssystem | Eingangssystem".

    Only then is the direction clear: with "Eingangssystem" to the left, the data may come in from
    this system or go into it.
    """
    places = {heading.side: at for at, heading in headings.items() if heading.part in END_PARTS}
    return places[Side.OUTWARD] < places[Side.INWARD]


def _follows_as_hub(headings: Mapping[int, Heading]) -> bool:
    """Return whether the hub's column is to the right of the other system's column.

    ``Satellite system | Central system | In or out``.
    """
    places = {heading.side: at for at, heading in headings.items() if heading.part in END_PARTS}
    hub = places[Side.SUBJECT]
    words = fold_words(headings[hub].title)
    return places.get(Side.PARTNER, hub) < hub and any(
        (w,) in load_vocabulary().hubs for w in words
    )


def _part_twins(headings: Mapping[int, Heading]) -> Mapping[int, Heading]:
    """Return headings in which two equal headers next to a direction column are the two ends.

    ``System | Direction | System``.
    """
    named = [at for at, h in headings.items() if h.systems == "name" and h.thing and not h.side]
    directed = any(heading.interfaces == "direction" for heading in headings.values())
    if len(named) != 2 or len({headings[at].title for at in named}) != 1 or not directed:
        return headings
    ends = zip(sorted(named), (Side.FIRST, Side.SECOND), strict=True)
    parted = {at: replace(headings[at], side=side, part="name", systems="") for at, side in ends}
    return {**headings, **parted}


def _name_codes(headings: Mapping[int, Heading]) -> Mapping[int, Heading]:
    """Return headings in which the column with the code of a system is its id or its name.

    In ``From (code) | From (name)`` the code is the id. In ``From (code) | To (code)`` it is the
    name, because there is no other.
    """
    named = {heading.side for heading in headings.values() if heading.part == "name"}
    return {
        at: replace(h, part="id" if h.side in named else "name") if h.part == "code" else h
        for at, h in headings.items()
    }


def _part_interfaces(headings: dict[int, Heading]) -> dict[int, Heading]:
    """Return headings in which an interface column next to a system column is a detail of it.

    ``Componente emisor | Interfaz emisora``: the component sends, through this interface.
    """
    named = {h.side for h in headings.values() if h.part == "name" and h.side and h.thing}
    return {
        at: replace(h, part="interface")
        if h.side in named and h.part == "name" and not h.thing and _is_interface(h.title)
        else h
        for at, h in headings.items()
    }


def _is_interface(title: str) -> bool:
    """Return whether a header contains a word for an interface or a message."""
    known = load_vocabulary()
    return any(
        known.things.get((word,)) == "interface"
        or known.attributes["interfaces"].get((word,)) in {"entities", "name"}
        for word in fold_words(title)
    )


def _are_bare(first: Heading, second: Heading) -> bool:
    """Return whether the two headers are only "From" and "To"."""
    return first.preposition and second.preposition and not (first.thing or second.thing)


# The sides of two columns with verbs only: "Sends | Receives", "Exposed by | Used by".
VERBS = (
    [Side.SOURCE, Side.TARGET], [Side.CONSUMER, Side.PROVIDER], [Side.CONSUMER, Side.SOURCE],
    [Side.PROVIDER, Side.TARGET],
)  # fmt: skip
COMPLEMENTS = {
    Side.SOURCE: Side.TARGET, Side.TARGET: Side.SOURCE, Side.PROVIDER: Side.CONSUMER,
    Side.CONSUMER: Side.PROVIDER,
}  # fmt: skip
OPPOSITES = {Side.PROVIDER: Side.TARGET, Side.CONSUMER: Side.SOURCE}


def _settle_sides(headings: Mapping[int, Heading], *, titled: bool) -> dict[int, Heading]:
    """Return the headings, with sides that depend on other columns resolved.

    - "A" next to "B" is the first system, but next to Italian "da" (from) it is the target.
    - A supplier next to a consumer or a receiver is a provider.
    - "Sender BS" and "Receiver BS" are ends although "BS" is unknown.
    - "Pulled from" and "Loaded into" are ends if no column contains the system that does both.
    """
    headings = _read_by_verbs(headings, titled=titled)
    sides = {heading.side for heading in headings.values()}
    rests = [(h.rest, h.bare) for h in headings.values() if h.rest]
    named = {h.side for h in headings.values() if h.part == "name" and h.thing}
    found: dict[int, Heading] = {}
    for at, heading in headings.items():
        side = heading.side
        if side is Side.TARGET and heading.preposition and Side.SECOND in sides:
            side = Side.FIRST if Side.FIRST not in sides else side
        elif side is Side.FIRST and Side.SECOND not in sides and Side.SOURCE in sides:
            side = Side.TARGET if Side.TARGET not in sides else side
        elif side is None and heading.bare and not heading.rest:
            opposed = _is_opposed(heading.bare, headings) or are_verbs(headings)
            side = heading.bare if opposed else None
        elif side is None and heading.rest and heading.bare:
            opposite = (heading.rest, COMPLEMENTS.get(heading.bare))
            told = opposite in rests and describes_transport(headings)
            told = told and heading.bare not in named
            side = heading.bare if told and not names_team(heading.title) else None
        changed = side is not heading.side
        part = "id" if heading.side and heading.part == "id" else "name"
        guessed = heading.exact and not (changed and heading.rest)
        found[at] = (
            replace(heading, side=side, part=part, systems="", interfaces="", exact=guessed)
            if changed
            else heading
        )
    return found


def names_team(title: str) -> bool:
    """Return whether a header has a word for a team and none for a system: "Sending team"."""
    words, things = fold_words(title), load_vocabulary().things
    teams = any((word,) in load_cell_words("teams") for word in words)
    return teams and not any(things.get((word,)) == "system" for word in words)


def are_verbs(headings: Mapping[int, Heading]) -> bool:
    """Return whether the ends of an interface are in the columns "Sends" and "Receives".

    This requires a column about the transfer, and no column with the system that a row describes.
    """
    bare = sorted(h.bare for h in headings.values() if h.bare and not h.rest)
    sided = any(heading.side for heading in headings.values())
    ends = bare in VERBS and not sided
    return ends and describes_transport(headings) and find_subject(headings) is None


def count_opposed(headings: Mapping[int, Heading]) -> int:
    """Return the number of unknown headers that denote opposite ends of the same thing.

    ``Nadawca komunikatu | Odbiorca komunikatu``
    """
    rests = [(h.rest, h.bare) for h in headings.values() if h.rest and h.bare and not h.known]
    return sum((rest, COMPLEMENTS.get(bare)) in rests for rest, bare in rests if bare)


def _is_opposed(side: Side, headings: Mapping[int, Heading]) -> bool:
    """Return whether another column has the side opposite to `side`.

    A supplier and a receiver also occur in lists of orders, so they count only if a column
    describes the transfer. (A supplier without an opposite is a vendor.)
    """
    sides = {heading.side for heading in headings.values()} - {None}
    if COMPLEMENTS.get(side) in sides or {side, *sides} >= {Side.FIRST, Side.SECOND}:
        return True
    return OPPOSITES.get(side) in sides and describes_transport(headings)


def _read_by_verbs(headings: Mapping[int, Heading], *, titled: bool) -> Mapping[int, Heading]:
    """Return headings in which columns such as "Comes from" are the ends of an interface.

    Exactly one column must describe each end, and no column may contain the system of the row.
    """
    ways = {BACK: Side.SOURCE, FORTH: Side.TARGET}
    told = {at: ways[h.relation] for at, h in headings.items() if h.relation in ways and not h.side}
    sides = [*told.values(), *(h.side for h in headings.values() if h.side)]
    if not told or sorted(sides) != sorted(ways.values()):
        return headings
    if find_subject(headings) is not None or not (titled or describes_transport(headings)):
        return headings
    ends = {
        at: replace(headings[at], side=side, part="name", systems="", interfaces="", exact=False)
        for at, side in told.items()
    }
    return {**headings, **ends}


def describes_transport(headings: Mapping[int, Heading]) -> bool:
    """Return whether a column describes the transfer or the data that moves."""
    return any(
        heading.interfaces in CARRIED or heading.thing == "interface"
        for heading in headings.values()
    )


def names_transport(headings: Mapping[int, Heading]) -> bool:
    """Return whether a column describes the transfer by more than a schedule.

    A schedule alone is not enough, because timetables of trains have one too.
    """
    return any(
        heading.interfaces in CARRIED - TIMES or heading.thing == "interface"
        for heading in headings.values()
    )


def find_subject(headings: Mapping[int, Heading]) -> int | None:
    """Return the column with the system that each row describes, None if no column has it."""
    for at, heading in sorted(headings.items()):
        if heading.side is Side.SUBJECT and heading.part == "name":
            return at
    named = [
        (not heading.thing, at)
        for at, heading in headings.items()
        if heading.systems == "name" and heading.part in {"name", ""} and heading.side is None
    ]
    return min(named)[1] if named else None
