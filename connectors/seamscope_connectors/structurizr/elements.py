"""Represent the elements, archetypes, scopes and relationships that DSL statements define."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from seamscope.records import Evidence
from seamscope_connectors.structurizr.tokens import Statement

ARROW = re.compile(r"-(?:-(?P<archetype>[\w.]+)-)?>")


@dataclass(frozen=True, slots=True)
class Element:
    """An element: its full identifier and its software system, "" if it belongs to none."""

    identifier: str
    system: str


@dataclass(frozen=True, slots=True)
class Archetype:
    """A user-defined keyword: the keyword that it extends, and its default technology and tags."""

    base: str
    technology: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """The scope of a statement.

    elements: the elements that contain it, outermost first.
    files: the chain of files that includes its file, outermost first.
    """

    elements: tuple[Element, ...] = ()
    files: tuple[str, ...] = ()
    depth: int = 0

    @property
    def system(self) -> str:
        return self.elements[-1].system if self.elements else ""


@dataclass(frozen=True, slots=True)
class Arrow:
    """A relationship whose identifiers are resolved after the whole model is read."""

    ends: tuple[str, str]
    place: Place
    description: str
    technology: str
    tags: tuple[str, ...]
    evidence: Evidence


def list_arrows(statement: Statement) -> Iterator[Evidence]:
    """Yield the position of every relationship in a block."""
    todo = [statement]
    while todo:
        item = todo.pop()
        if any(ARROW.fullmatch(word) for word in item.words[:4]):
            yield item.where
        todo += reversed(item.inner)


def collect_tags(statement: Statement, after: int) -> list[str]:
    """Return the tags of a statement: its words from index `after`, and ``tags`` in its block."""
    inner = [
        word
        for item in statement.inner
        if item.has_keyword("tag", "tags")
        for word in item.words[1:]
    ]
    return [tag for word in [*statement.words[after:], *inner] for tag in word.split(",")]
