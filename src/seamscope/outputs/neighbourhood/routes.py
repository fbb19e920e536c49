"""Compute the position of every box and line of the neighbourhood drawing.

Lines are horizontal or vertical. The links of a touched system share one vertical line, its trunk,
from which a branch leads to each neighbour. A track is an x position for trunks. Lines between
touched systems never share a position with trunks or branches.
"""

from dataclasses import dataclass

from seamscope.outputs.neighbourhood.members import Link, Members
from seamscope.outputs.neighbourhood.order import Leaf, Order

Point = tuple[float, float]
WIDTH = 1600.0
TOP = 150.0
PITCH = 31.0  # vertical distance from one neighbour to the next
BOX = 52.0  # height of a touched system
LEAF = 26.0  # height of a neighbour
LEAF_WIDTH, BOX_WIDTH, POC_WIDTH = 250.0, 214.0, 130.0
OUTER = (30.0, WIDTH - 30 - LEAF_WIDTH)  # left edges of sources and consumers
INNER = (380.0, WIDTH - 380 - BOX_WIDTH)  # left edges of read-only and written systems
POC_X = (WIDTH - POC_WIDTH) / 2
TRACK = 9.0  # distance between two tracks
SPREAD = 7.0  # distance between the branches of one neighbour
DETOUR = 15.0  # distance between two lines that lead around the POC


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """One link as a line.

    heads: whether the start and the end of the line have an arrowhead, because data arrives there.
    """

    link: Link
    points: tuple[Point, ...]
    heads: tuple[bool, bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trunk:
    """The vertical line of a touched system, and the short line from it to the system's box."""

    touched: str
    points: tuple[tuple[Point, Point], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """One half of the drawing with its positions.

    boxes: the y of the middle of each touched system, by key.
    leaves: the neighbours, each with the y of its middle.
    """

    order: Order
    boxes: dict[str, float]
    leaves: tuple[tuple[Leaf, float], ...]
    trunks: tuple[Trunk, ...]
    branches: tuple[Branch, ...]
    bottom: float


def place_sides(left: Order, right: Order) -> tuple[Placed, Placed]:
    """Compute the positions in both halves; the shorter half is centred vertically."""
    depths = (measure_depth(left), measure_depth(right))
    tallest = max(depths)
    first, second = (
        _place_side(order, side, TOP + (tallest - depth) / 2)
        for side, (order, depth) in enumerate(zip((left, right), depths, strict=True))
    )
    return first, second


def measure_depth(order: Order) -> float:
    """Return the height that the rows of one half take."""
    boxes, heights = _stack_boxes(order, 0.0)
    return max([*heights, *boxes.values()], default=0.0)


def _place_side(order: Order, side: int, top: float) -> Placed:
    """Compute the positions in one half.

    side: 0 for the left half, 1 for the right half.
    """
    boxes, heights = _stack_boxes(order, top)
    tracks = _assign_tracks(order, boxes, heights)
    trunks: list[Trunk] = []
    branches: list[Branch] = []
    inner_edge = INNER[side] + (BOX_WIDTH if side else 0.0)
    outer_edge = OUTER[side] + (0.0 if side else LEAF_WIDTH)
    sign = 1.0 if side else -1.0
    for key in order.touched:
        found = [
            (link, heights[number] + _compute_offset(order, leaf, link))
            for number, leaf in enumerate(order.leaves)
            for link in leaf.links
            if link.touched == key
        ]
        if not found:
            continue
        x = inner_edge + sign * (18 + TRACK * tracks[key])
        ys = [boxes[key], *(y for _, y in found)]
        spine = ((x, min(ys)), (x, max(ys)))
        trunks.append(
            Trunk(touched=key, points=(spine, ((x, boxes[key]), (inner_edge, boxes[key]))))
        )
        branches += [
            Branch(link=link, points=((outer_edge, y), (x, y)), heads=(link.takes, link.gives))
            for link, y in found
        ]
    return Placed(
        order=order,
        boxes=boxes,
        leaves=tuple(zip(order.leaves, heights, strict=True)),
        trunks=tuple(trunks),
        branches=tuple(branches),
        bottom=max([*heights, *(y + BOX / 2 for y in boxes.values())], default=TOP) + PITCH / 2,
    )


def _stack_boxes(order: Order, top: float) -> tuple[dict[str, float], list[float]]:
    """Return the y of the middle of each touched system, and of each neighbour.

    Each touched system gets at least two rows, and one row for each neighbour next to it.
    """
    boxes: dict[str, float] = {}
    heights: dict[int, float] = {}
    place = {key: number for number, key in enumerate(order.touched)}
    home = [min(leaf.links, key=lambda link: place[link.touched]).touched for leaf in order.leaves]
    for key in order.touched:
        own = [number for number, owner in enumerate(home) if owner == key]
        rows = max(2, len(own))
        first = top + (rows - len(own)) * PITCH / 2
        for row, number in enumerate(own):
            heights[number] = first + (row + 0.5) * PITCH
        boxes[key] = top + rows * PITCH / 2
        top += rows * PITCH + PITCH / 3
    return boxes, [heights[number] for number in range(len(order.leaves))]


def _compute_offset(order: Order, leaf: Leaf, link: Link) -> float:
    """Return the y offset of a branch from the middle of its neighbour.

    Branches of one neighbour are in the order of their touched systems, so that they do not cross.
    """
    place = {key: number for number, key in enumerate(order.touched)}
    ranked = sorted(place[other.touched] for other in leaf.links)
    return (ranked.index(place[link.touched]) - (len(ranked) - 1) / 2) * SPREAD


def _assign_tracks(order: Order, boxes: dict[str, float], heights: list[float]) -> dict[str, int]:
    """Return the track of each touched system's trunk; trunks in one track must not overlap."""
    taken: list[list[tuple[float, float]]] = []
    tracks: dict[str, int] = {}
    for key in order.touched:
        ys = [boxes[key]]
        for number, leaf in enumerate(order.leaves):
            ys += [heights[number] for link in leaf.links if link.touched == key]
        span = (min(ys) - PITCH / 2, max(ys) + PITCH / 2)
        track = next(
            (
                number
                for number, spans in enumerate(taken)
                if all(span[1] < low or span[0] > high for low, high in spans)
            ),
            len(taken),
        )
        if track == len(taken):
            taken.append([])
        taken[track].append(span)
        tracks[key] = track
    return tracks


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """Links between touched systems; `branches` are drawn as lines, `noted` listed in a note."""

    branches: tuple[Branch, ...]
    noted: tuple[Link, ...]


def route_between(members: Members, left: Placed, right: Placed) -> Inside:
    """Compute the lines between touched systems: between adjacent boxes, or around the POC.

    Any other link between touched systems is listed in a note.
    """
    branches: list[Branch] = []
    noted: list[Link] = []
    for link in members.between:
        branch = _join_adjacent(link, left, 0) or _join_adjacent(link, right, 1)
        if branch is None:
            branch = _join_across(link, left, right)
        if branch is None:
            noted.append(link)
        else:
            branches.append(branch)
    return Inside(branches=tuple(branches), noted=tuple(noted))


def _join_adjacent(link: Link, placed: Placed, side: int) -> Branch | None:
    """Return a vertical line if the two boxes are adjacent in one column, else None."""
    touched = placed.order.touched
    if link.touched not in touched or link.neighbour not in touched:
        return None
    places = touched.index(link.touched), touched.index(link.neighbour)
    if abs(places[0] - places[1]) != 1:
        return None
    x = INNER[side] + BOX_WIDTH / 2
    start, end = placed.boxes[link.neighbour], placed.boxes[link.touched]
    down = 1.0 if end > start else -1.0
    points = ((x, start + down * BOX / 2), (x, end - down * BOX / 2))
    return Branch(link=link, points=points, heads=(link.takes, link.gives))


def _join_across(link: Link, left: Placed, right: Placed) -> Branch | None:
    """Return a line around the POC between two boxes that are both first, or both last."""
    ends = (link.neighbour, link.touched)
    if ends[0] in left.boxes and ends[1] in right.boxes:
        one, other = ends
    elif ends[1] in left.boxes and ends[0] in right.boxes:
        other, one = ends
    else:
        return None
    first = one == left.order.touched[0] and other == right.order.touched[0]
    last = one == left.order.touched[-1] and other == right.order.touched[-1]
    if not first and not last:
        return None
    edge = -1.0 if first else 1.0
    y = TOP - DETOUR if first else max(left.bottom, right.bottom) + DETOUR
    x1, x2 = INNER[0] + BOX_WIDTH * 0.75, INNER[1] + BOX_WIDTH * 0.25
    points = (
        (x1, left.boxes[one] + edge * BOX / 2),
        (x1, y),
        (x2, y),
        (x2, right.boxes[other] + edge * BOX / 2),
    )
    forward = one == link.neighbour
    heads = (link.takes, link.gives) if forward else (link.gives, link.takes)
    return Branch(link=link, points=points, heads=heads)
