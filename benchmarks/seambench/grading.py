"""Compare the answer of a tool for one statement with the truth.

The "other ends" of a statement are the other systems that it accesses. A statement is right if the
tool shows every other end by its name, the direction of the data, and the tables that move; partly
right if it shows at least one other end; reported if it only reports that it did not understand
something; silent if it reports nothing. A control is a statement without another end: it is right
if the tool shows none, otherwise a false alarm.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

UNNAMED = "Unnamed system"


class Grade(StrEnum):
    """The grade of the answer to one statement."""

    RIGHT = "right"
    PARTLY = "partly"
    REPORTED = "reported"
    SILENT = "silent"
    FALSE_ALARM = "false alarm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer of a tool for one statement.

    moves: pairs of names; data moves from the first name to the second.
    names: other names that the tool shows.
    reported: whether it reports that something was not understood.
    reads_direction: whether the tool determines directions at all; other tools are graded by names
    only.
    """

    moves: tuple[tuple[str, str], ...] = ()
    names: tuple[str, ...] = ()
    reported: bool = False
    reads_direction: bool = False


def grade(answer: Answer, truth: Mapping[str, Any]) -> Grade:
    """Compare an answer with the truth of the statement."""
    shown = " | ".join((*answer.names, *(name for move in answer.moves for name in move)))
    if not truth["reaches"]:
        return Grade.FALSE_ALARM if answer.names or answer.moves else Grade.RIGHT
    ends = truth["other_end"]
    found = [end for end in ends if _contains(shown, end)]
    if len(found) == len(ends) and (not answer.reads_direction or _is_complete(answer, truth)):
        return Grade.RIGHT
    if found:
        return Grade.PARTLY
    return Grade.REPORTED if answer.reported else Grade.SILENT


def _is_complete(answer: Answer, truth: Mapping[str, Any]) -> bool:
    """Return whether the answer also has the right direction and all tables."""
    ends = truth["other_end"]
    ways = set()
    for source, target in answer.moves:
        sends = _is_outside(source, ends)
        receives = _is_outside(target, ends)
        ways |= {"in"} if sends and not receives else set()
        ways |= {"out"} if receives and not sends else set()
    way = "both" if len(ways) == 2 else next(iter(ways), "unknown")
    accepted = {truth["direction"], *truth.get("accept_direction", ())}
    joined = " | ".join(name.casefold() for move in answer.moves for name in move)
    tables = (table.casefold().rpartition(".")[2] for table in truth["tables"])
    return way in accepted and all(table in joined for table in tables)


def _is_outside(end: str, ends: Iterable[str]) -> bool:
    """Return whether a name contains one of the other ends; tables of the database itself do not
    count.
    """
    return not end.startswith(UNNAMED) and any(_contains(end, other) for other in ends)


def _contains(text: str, name: str) -> bool:
    """Return whether a text contains a name, even if an address is split into host and path.

    A mail address may be shown without the person, as its domain.
    """
    text, name = text.casefold(), name.casefold()
    domain = re.fullmatch(r"[^@/\s]+@([\w.-]+)", name)
    plain = domain[1] if domain else re.sub(r"^[a-z0-9+]+://", "", name)
    return name in text or all(part in text for part in re.split(r"[/\\@]+", plain) if part)
