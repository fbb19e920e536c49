"""Sort the columns of one half so that few lines cross, by the barycentre heuristic.

If too many lines still cross, a neighbour is shown a second time, next to a touched system. The
line between the two then ends at this copy, as at an off-page connector in a circuit diagram.
"""

from dataclasses import dataclass

from seamscope.outputs.neighbourhood.members import MORE, Link, Side

SWEEPS = 12
CROSSINGS = 6  # maximum number of crossings on one side that a reader can follow


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A neighbour at one position in the outer column, with its links.

    repeated: whether this is a copy, with a single link, of a neighbour that is shown elsewhere
    too.
    """

    neighbour: str
    links: tuple[Link, ...]
    repeated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """The order of touched systems and neighbours in one half, from top to bottom."""

    touched: tuple[str, ...]
    leaves: tuple[Leaf, ...]


def sort_side(side: Side) -> Order:
    """Sort both columns of one half so that few lines cross; repeat neighbours if necessary."""
    leaves = _group(side.links, set())
    touched = tuple(item.key for item in sorted(side.touched, key=lambda t: (t.domain, t.name)))
    order = _sweep(touched, leaves)
    repeated: set[Link] = set()
    while count_inversions(order) > CROSSINGS:
        worst = _find_worst(order)
        if worst is None:
            break
        repeated.add(worst)
        order = _sweep(order.touched, _group(side.links, repeated))
    return order


def count_inversions(order: Order) -> int:
    """Return the number of pairs of links that cross if both columns have this order."""
    ends = _list_ends(order)
    return sum(
        (a[0] - b[0]) * (a[1] - b[1]) < 0 for place, a in enumerate(ends) for b in ends[place + 1 :]
    )


def _list_ends(order: Order) -> list[tuple[int, int]]:
    place = {key: number for number, key in enumerate(order.touched)}
    return [
        (place[link.touched], number)
        for number, leaf in enumerate(order.leaves)
        for link in leaf.links
    ]


def _group(links: tuple[Link, ...], repeated: set[Link]) -> tuple[Leaf, ...]:
    """Return a leaf for each neighbour, and an additional leaf for each link in `repeated`."""
    together: dict[str, list[Link]] = {}
    for link in links:
        if link not in repeated:
            together.setdefault(link.neighbour, []).append(link)
    alone = [Leaf(neighbour=link.neighbour, links=(link,), repeated=True) for link in repeated]
    shared = [
        Leaf(neighbour=key, links=tuple(found), repeated=False) for key, found in together.items()
    ]
    return tuple(sorted((*shared, *alone), key=_build_key))


def _build_key(leaf: Leaf) -> tuple[bool, str, str]:
    """Return a key to sort the leaves that are linked to the same systems; "+3 more" comes last."""
    return leaf.neighbour.startswith(MORE), leaf.neighbour, leaf.links[0].touched


def _sweep(touched: tuple[str, ...], leaves: tuple[Leaf, ...]) -> Order:
    best = current = _sort_leaves(touched, leaves)
    for _ in range(SWEEPS):
        current = _sort_leaves(_sort_touched(current), leaves)
        if count_inversions(current) < count_inversions(best):
            best = current
    return best


def _sort_leaves(touched: tuple[str, ...], leaves: tuple[Leaf, ...]) -> Order:
    place = {key: number for number, key in enumerate(touched)}

    def rank(leaf: Leaf) -> tuple[float, tuple[bool, str, str]]:
        places = [place[link.touched] for link in leaf.links]
        return sum(places) / len(places), _build_key(leaf)

    return Order(touched=touched, leaves=tuple(sorted(leaves, key=rank)))


def _sort_touched(order: Order) -> tuple[str, ...]:
    places: dict[str, list[int]] = {key: [] for key in order.touched}
    for number, leaf in enumerate(order.leaves):
        for link in leaf.links:
            places[link.touched].append(number)

    def rank(key: str) -> tuple[float, int]:
        found = places[key]
        own = order.touched.index(key)
        return (sum(found) / len(found) if found else own), own

    return tuple(sorted(order.touched, key=rank))


def _find_worst(order: Order) -> Link | None:
    """Return the link with the most crossings, among the links of neighbours with several links.

    Return None if no neighbour has several links.
    """
    place = {key: number for number, key in enumerate(order.touched)}
    ends = _list_ends(order)
    shared = [
        ((place[link.touched], number), link)
        for number, leaf in enumerate(order.leaves)
        if len(leaf.links) > 1
        for link in leaf.links
    ]
    if not shared:
        return None

    def rank(candidate: tuple[tuple[int, int], Link]) -> tuple[int, str, str]:
        end, link = candidate
        crossed = sum((end[0] - b[0]) * (end[1] - b[1]) < 0 for b in ends)
        return crossed, link.neighbour, link.touched

    return max(shared, key=rank)[1]
