"""Find the ends of an interface in an upper header row: "Taken by | Given by" above "System"."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from seamscope.connector.lists.evidence import find_loose_side
from seamscope.connector.lists.headings import Heading, read_heading
from seamscope.connector.lists.vocabulary import Side, load_vocabulary

PARTED = re.compile(
    r"(?<!\s)(?:\s*+:|[^\S\n]*+\n)\s*+|\s[-–—]\s"
)  # "GIVES: System", "Taken by – Team"
ENDS = {Side.SOURCE, Side.TARGET}
DETAILS = frozenset({"id", "code"})


def read_bands(
    headings: Mapping[int, Heading], groups: Mapping[int, Sequence[str]]
) -> dict[int, Heading]:
    """Return the headings; below two opposite groups, columns belong to the two ends.

    In a single header row, the text before a colon is the group: "Taken by: team". A side that is
    already known is kept.

    groups: the header cells above each column.
    """
    told = {at: _split(at, h, groups) for at, h in headings.items()}
    texts = [group for group, _ in told.values() if group]
    sides = {
        group: side for group in {*texts}
        if texts.count(group) > 1 and (side := find_loose_side(Heading(title=group))) in ENDS
    }  # fmt: skip
    known = {h.side for h in headings.values() if h.part == "name"}
    if {*sides.values()} != ENDS or known & ENDS:
        return dict(headings)
    return {
        at: _set_side(h, own, sides[group]) if group in sides else h
        for at, h in headings.items()
        for group, own in [told[at]]
    }


def _split(at: int, heading: Heading, groups: Mapping[int, Sequence[str]]) -> tuple[str, str]:
    """Return the group and the own header of a column, ("", "") for a column without a group."""
    above = [" ".join(text.split()) for text in groups.get(at, ())]
    if above:
        return above[-1], heading.title.removeprefix(" ".join(above)).strip() or heading.title
    group, *rest = PARTED.split(heading.title, maxsplit=1)
    return (group.strip(), rest[0].strip()) if rest and rest[0].strip() else ("", "")


def _set_side(heading: Heading, own: str, side: Side | None) -> Heading:
    """Return the heading of a column below a group, with the side of the group.

    own: the header of the column without the group.
    """
    plain = read_heading(own)
    known = load_vocabulary()
    named = plain.systems == "name" or known.things.get((plain.thing,)) in {"system", "weak"}
    part = plain.part if plain.part in DETAILS else "name" if named else "other"
    return replace(
        Heading(title=heading.title), side=side, part=part, thing=plain.thing, exact=False
    )
