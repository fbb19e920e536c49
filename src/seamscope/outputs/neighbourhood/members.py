"""Select the content of the neighbourhood: touched systems, their neighbours, and links.

A touched system is one that the POC reads or writes. The neighbours of a touched system currently
exchange data with it; two touched systems that exchange data are linked directly.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, replace

from seamscope.document import Survey
from seamscope.landscape import Direction
from seamscope.outputs.views.effort_rows import Days, EffortRow, Role, list_effort_rows
from seamscope.wording import translate

UNPLACED = "\0unplaced"  # key of the node for all endpoints without a system
MORE = "\0more "  # key prefix of a node "+3 more", which replaces the neighbours that do not fit


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """A system that the POC reads or writes."""

    key: str
    name: str
    domain: str
    label: str
    reads: bool
    writes: bool
    days: Days | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An existing data exchange between a touched system and a neighbour.

    gives: whether the neighbour sends data to the touched system.
    takes: whether the neighbour receives data from the touched system.
    test_again: whether the link reads data that the POC will write.
    count: number of integrations that the link represents.
    """

    touched: str
    neighbour: str
    gives: bool
    takes: bool
    test_again: bool
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """The touched systems in one half of the drawing, and their links to the neighbours there."""

    touched: tuple[Touched, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Members:
    """The content of the drawing.

    between: links between touched systems.
    names: names of neighbours, by key.
    total: number of existing integrations that the links represent.
    """

    poc: str
    left: Side
    right: Side
    between: tuple[Link, ...]
    names: dict[str, str]
    total: int


def collect_members(survey: Survey, at_most: tuple[int, int]) -> Members:
    """Return the systems and links to draw.

    at_most: maximum number of neighbours on the left and on the right. Further neighbours of a
    touched system are combined in a node such as "+3 more".
    """
    table = list_effort_rows(survey)
    poc = survey.surface.poc
    touched = {item.key: item for row in table if (item := _build_touched(row, survey, poc))}
    left = [item for item in touched.values() if not item.writes]
    right = [item for item in touched.values() if item.writes]
    systems = {node.id for node in survey.systems}
    links = [
        replace(link, test_again=row.role is Role.TEST_AGAIN)
        for row in table
        for link in _build_links(row, touched, systems, poc)
    ]
    between = tuple(link for link in links if link.neighbour in touched)
    outer = [link for link in links if link.neighbour not in touched]
    names = {node.id: node.name or node.id for node in survey.systems}
    unplaced = _count_unplaced(survey, table, touched)
    names[UNPLACED] = translate("not placed yet ({unplaced})", unplaced=unplaced)
    sides = [
        _build_side(half, outer, room, names)
        for half, room in zip((left, right), at_most, strict=True)
    ]
    return Members(
        poc=names.get(poc, poc),
        left=sides[0],
        right=sides[1],
        between=between,
        names=names,
        total=sum(link.count for link in (*between, *outer)),
    )


def _build_touched(row: EffortRow, survey: Survey, poc: str) -> Touched | None:
    if row.role is not Role.BUILD or poc not in (row.source, row.target):
        return None
    key = row.target if row.source == poc else row.source
    node = next((node for node in survey.systems if node.id == key), None)
    both = row.direction is Direction.BOTH
    return Touched(
        key=key,
        name=node.name if node and node.name else key,
        domain=node.domain if node else "",
        label=row.label,
        reads=both or row.target == poc,
        writes=both or (row.source == poc and row.direction is not Direction.UNKNOWN),
        days=row.days,
    )


def _build_links(
    row: EffortRow, touched: dict[str, Touched], systems: set[str], poc: str
) -> list[Link]:
    """Return a list with the link of an existing integration with a touched system.

    The list is empty if the integration is not active or has no touched system.
    """
    if not row.active or poc in (row.source, row.target):
        return []
    near, far = (row.source, row.target) if row.source in touched else (row.target, row.source)
    if near not in touched:
        return []
    both = row.direction is Direction.BOTH
    known = row.direction is not Direction.UNKNOWN
    return [
        Link(
            touched=near,
            neighbour=far if far in systems else UNPLACED,
            gives=both or (known and row.target == near),
            takes=both or (known and row.source == near),
            test_again=False,
        )
    ]


def _count_unplaced(
    survey: Survey, table: tuple[EffortRow, ...], touched: dict[str, Touched]
) -> int:
    """Return the number of endpoints without a system that exchange data with a touched system."""
    endpoints = {node.id for node in survey.endpoints}
    return len(
        {
            end
            for row in table
            if row.active and {row.source, row.target} & touched.keys()
            for end in (row.source, row.target)
            if end in endpoints
        }
    )


def _build_side(
    touched: list[Touched], outer: list[Link], at_most: int, names: dict[str, str]
) -> Side:
    """Return one half; neighbours that do not fit are combined in a "+3 more" node per system."""
    keys = {item.key for item in touched}
    links = _merge([link for link in outer if link.touched in keys])
    while len({link.neighbour for link in links}) > max(at_most, len(keys)):
        shortened = _shorten(links, names)
        if shortened == links:
            break
        links = shortened
    return Side(touched=tuple(touched), links=tuple(links))


def _merge(links: list[Link]) -> list[Link]:
    """Merge links between the same two nodes; endpoints without a system share one node."""
    merged: dict[tuple[str, str], Link] = {}
    for link in links:
        pair = (link.touched, link.neighbour)
        known = merged.get(pair)
        merged[pair] = _join(known, link) if known else link
    return list(merged.values())


def _join(one: Link, other: Link) -> Link:
    return replace(
        one,
        gives=one.gives or other.gives,
        takes=one.takes or other.takes,
        test_again=one.test_again or other.test_again,
        count=one.count + other.count,
    )


def _shorten(links: list[Link], names: dict[str, str]) -> list[Link]:
    """Move a neighbour of the most connected touched system into a "+3 more" node."""
    degree = Counter(link.neighbour for link in links)
    own = [link for link in links if not link.neighbour.startswith("\0")]
    crowded, loose = _find_crowded([link for link in own if degree[link.neighbour] == 1])
    if len(loose) < 2:
        crowded, loose = _find_crowded(own)
    node = f"{MORE}{crowded}"
    # A new "+… more" node for one neighbour would save no room, so it starts with two.
    wanted = 1 if any(link.neighbour == node for link in links) else 2
    ranked = sorted(loose, key=lambda link: (link.test_again, names.get(link.neighbour, "")))
    chosen = ranked[:wanted] if len(ranked) >= wanted else []
    if not chosen:
        return links
    collected = [replace(item, neighbour=node) if item in chosen else item for item in links]
    merged = _merge(collected)
    count = next(link.count for link in merged if link.neighbour == node)
    names[node] = translate("+{count} more", count=count)
    return merged


def _find_crowded(links: list[Link]) -> tuple[str, list[Link]]:
    """Return the touched system with the most links, and these links."""
    found: dict[str, list[Link]] = defaultdict(list)
    for link in links:
        found[link.touched].append(link)
    crowded = max(found, key=lambda key: (len(found[key]), key), default="")
    return crowded, found[crowded]
