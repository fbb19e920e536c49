"""What a relationship of a Structurizr model says of systems, whichever file it was read from.

A description such as "Sends invoices to" gives the direction, "Uses" does not.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from seamscope.connector.entries import entry_fault
from seamscope.connector.relations import Direction, read_relation
from seamscope.connector.states import state_of
from seamscope.connector.vocabulary import mechanism_of
from seamscope.records import (
    Dependency,
    Endpoint,
    Evidence,
    Flow,
    Record,
    State,
    SystemRef,
)

SHOWN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """One relationship, rolled up: the systems it runs between, "" for a person."""

    source: str
    target: str
    said: str
    technology: str
    evidence: Evidence
    state: State = State.ACTIVE


def state_by(tags: Iterable[str]) -> State:
    """Return the state that a tag such as "Retired" or "Planned" gives.

    A tag may be any word, so one that is no state says nothing.
    """
    return next((state for tag in tags if (state := state_of(tag))), State.ACTIVE)


def records_of(relations: Iterable[Relation]) -> Iterator[Record]:
    """Yield what relationships say: flows, dependencies, and how many are of people."""
    people: list[Relation] = []
    for relation in relations:
        if not (relation.source and relation.target):
            people.append(relation)
        elif relation.source != relation.target:
            yield from _between(relation)
    if people:
        problem = f"relationships of people, who are no systems: {len(people)}"
        yield entry_fault(problem, "nothing to do", people[0].evidence)


def _between(relation: Relation) -> Iterator[Record]:
    said, technology = relation.said, relation.technology
    ends = (
        Endpoint(system=SystemRef(name=relation.source)),
        Endpoint(system=SystemRef(name=relation.target)),
    )
    read = read_relation(said)
    ways = [ends] if read.direction in {Direction.FORWARD, Direction.BOTH} else []
    ways += [ends[::-1]] if read.direction in {Direction.BACKWARD, Direction.BOTH} else []
    for source, target in ways:
        yield Flow(
            source=source,
            target=target,
            mechanism=mechanism_of(technology),
            technology=technology,
            certainty=read.certainty,
            reason=f"by the words '{said[:SHOWN]}'",
            evidence=relation.evidence,
            state=relation.state,
        )
    if not ways:
        yield Dependency(
            source=ends[0],
            target=ends[1],
            reason=f"'{said[:SHOWN] or 'a line'}' does not say which way data goes",
            mechanism=mechanism_of(technology),
            technology=technology,
            evidence=relation.evidence,
            state=relation.state,
            moves_data=not read.only_depends,
        )
