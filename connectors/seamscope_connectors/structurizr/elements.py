"""The nouns of the DSL: elements, the place a statement stands in, and arrows between elements."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from seamscope.records import Evidence
from seamscope_connectors.structurizr.tokens import Statement

ARROW = re.compile(r"-(?:-(?P<archetype>[\w.]+)-)?>")


@dataclass(frozen=True, slots=True)
class Element:
    """Something with an identifier: its full one, and the system it is part of ("" of none)."""

    identifier: str
    system: str


@dataclass(frozen=True, slots=True)
class Archetype:
    """A keyword of the author's: what it stands for, the technology and the tags it brings."""

    base: str
    technology: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a statement stands: in which elements, outermost first, and in which files."""

    elements: tuple[Element, ...] = ()
    files: tuple[str, ...] = ()
    depth: int = 0

    @property
    def system(self) -> str:
        return self.elements[-1].system if self.elements else ""


@dataclass(frozen=True, slots=True)
class Arrow:
    """A relationship as written; the identifiers are looked up when all are known."""

    ends: tuple[str, str]
    place: Place
    said: str
    technology: str
    tags: tuple[str, ...]
    evidence: Evidence


def arrows_below(told: Statement) -> Iterator[Evidence]:
    """Yield where the arrows of a block stand."""
    todo = [told]
    while todo:
        one = todo.pop()
        if any(ARROW.fullmatch(word) for word in one.words[:4]):
            yield one.where
        todo += reversed(one.inner)


def tags_of(told: Statement, after: int) -> list[str]:
    """Return the tags of a statement: the words from a place on, and those of its block."""
    inner = [word for one in told.inner if one.says("tag", "tags") for word in one.words[1:]]
    return [tag for word in [*told.words[after:], *inner] for tag in word.split(",")]
