"""Divide the contents of a two-way row between the two directions: ``orders / confirmations``."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from seamscope.connector.directions import EACH_WAY
from seamscope.connector.scrub import quote
from seamscope_connectors.tables.names import fold_name, split_values

ARROWS = {"→": True, "->": True, "=>": True, "⇒": True, "←": False, "<-": False, "<=": False}
# At the beginning or the end of a content, which has no blanks around it.
ARROW = re.compile(r"^\(?(→|->|=>|⇒|←|<-|<=)\)?|\(?(→|->|=>|⇒|←|<-|<=)\)?$")
WORDS = {
    "there": True, "forth": True, "forward": True, "hin": True, "outbound": True,
    "back": False, "return": False, "backward": False, "zurück": False, "rück": False,
    "inbound": False,
}  # fmt: skip
LABEL = re.compile(rf"^\s*({'|'.join(WORDS)})\s*:\s*", re.IGNORECASE)
TOWARDS = re.compile(r"\b(?:to|an|nach|à|a)\b", re.IGNORECASE)
LEAST = 2  # minimum letters of a content


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """The contents of each direction.

    forward: what the first system sends to the second.
    backward: what the second system sends to the first.
    reason: why they are divided in this way, "" if the row specifies it.
    """

    forward: tuple[str, ...]
    backward: tuple[str, ...]
    reason: str = ""


def divide_contents(text: str, first: Sequence[str], second: Sequence[str]) -> Contents | None:
    """Return the contents of each direction, None if the cell does not distinguish them.

    ``→ orders, ← confirmations`` and ``orders to SAP, confirmations to Shop`` specify the direction
    of each content. ``orders / confirmations`` does not: the first content is assumed to come from
    the first system.

    first, second: names of the systems of the row.
    """
    said = [_read_way(part, first, second) for part in split_values(text.replace("/", ";"))]
    ways = {way for _, way in said}
    if ways == {True, False}:
        forward = tuple(name for name, way in said if way)
        return Contents(forward=forward, backward=tuple(name for name, way in said if not way))
    halves = [split_values(half) for half in text.split("/")]
    sizes = [min(map(_count_letters, half), default=0) for half in halves]
    if ways != {None} or len(halves) != 2 or min(sizes) < LEAST:
        return None
    reason = f"'{quote(text, 60)}' is read as {EACH_WAY}, in the order of the two systems"
    return Contents(forward=halves[0], backward=halves[1], reason=reason)


def _read_way(part: str, first: Sequence[str], second: Sequence[str]) -> tuple[str, bool | None]:
    """Return a content without its arrow or "to SAP", and whether the first system sends it.

    The second value is None if the direction is not specified.
    """
    if found := ARROW.search(part):
        return ARROW.sub("", part).strip(), ARROWS[found[1] or found[2]]
    if found := LABEL.match(part):
        return part[found.end() :].strip(), WORDS[found[1].casefold()]
    # "orders to SAP" and "orders (to SAP)": the direction is after the last bracket.
    text = part.removesuffix(")")
    start = max(text.rfind("("), text.rfind(")")) + 1
    if found := TOWARDS.search(text, start):
        target, name = fold_name(text[found.end() :]), text[: found.start()].strip(" (")
        for names, way in ((second, True), (first, False)):
            if name and target in {fold_name(each) for each in names}:
                return name, way
    return part, None


def _count_letters(text: str) -> int:
    return sum(letter.isalpha() for letter in text)
