"""Types for entities that two systems write, with the writers and the reasons."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from seamscope.records import Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedEntity:
    """An entity that two systems write, so that a master has to be defined.

    writers: ids of the systems that write it.
    why: the reasons, as a sentence.
    master: the master system as written in poc.yaml, "" if it has none.
    """

    entity: str
    writers: tuple[str, ...] = ()
    why: str = ""
    master: str = ""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One indication that two systems write an entity.

    key: a key that is equal for all spellings of the entity.
    spellings: names of the entity in the sources.
    why: the reason in words.
    """

    key: str
    spellings: tuple[str, ...]
    writers: tuple[str, ...]
    why: str
    evidence: tuple[Evidence, ...]


def unite_claims(claims: Iterable[Claim], masters: dict[str, str]) -> tuple[SharedEntity, ...]:
    """Return one shared entity for all claims about it, sorted by name.

    masters: master system by the key of the entity.
    """
    groups: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        groups[claim.key].append(claim)
    entities = [
        SharedEntity(
            entity=min(name for claim in several for name in claim.spellings),
            writers=tuple(sorted({writer for claim in several for writer in claim.writers})),
            why="; ".join(dict.fromkeys(claim.why for claim in several)),
            master=masters.get(key, ""),
            evidence=tuple(sorted({place for claim in several for place in claim.evidence})),
        )
        for key, several in groups.items()
    ]
    return tuple(sorted(entities, key=lambda shared: (shared.entity, shared.why)))
