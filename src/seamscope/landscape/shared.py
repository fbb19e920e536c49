"""Entities written from two sides: what, by whom, and how that is known."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from seamscope.records import Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedEntity:
    """An entity that two systems write, so that somebody must say which value wins.

    writers: ids of the systems that write it; why: how that is known, in words; master: the
    system that poc.yaml names as its master, as written there, "" if it names none.
    """

    entity: str
    writers: tuple[str, ...] = ()
    why: str = ""
    master: str = ""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One sign that an entity is written from two sides; key: by which entities are compared."""

    key: str
    spellings: tuple[str, ...]
    writers: tuple[str, ...]
    why: str
    evidence: tuple[Evidence, ...]


def united(claims: Iterable[Claim], masters: dict[str, str]) -> tuple[SharedEntity, ...]:
    """Return each entity once, with every reason, sorted by name; masters: by key of entity."""
    groups: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        groups[claim.key].append(claim)
    made = [
        SharedEntity(
            entity=min(name for claim in several for name in claim.spellings),
            writers=tuple(sorted({writer for claim in several for writer in claim.writers})),
            why="; ".join(dict.fromkeys(claim.why for claim in several)),
            master=masters.get(key, ""),
            evidence=tuple(sorted({place for claim in several for place in claim.evidence})),
        )
        for key, several in groups.items()
    ]
    return tuple(sorted(made, key=lambda shared: (shared.entity, shared.why)))
