"""Convert relationships of a Structurizr model to flows and dependencies.

A description such as "Sends invoices to" expresses the direction of data; "Uses" does not.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from seamscope.connector.entries import note_reading
from seamscope.connector.relations import Direction, read_relation
from seamscope.connector.scrub import quote
from seamscope.connector.states import parse_state
from seamscope.connector.vocabulary import parse_mechanism
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
    """A relationship between two systems; source or target is "" for a person."""

    source: str
    target: str
    description: str
    technology: str
    evidence: Evidence
    state: State = State.ACTIVE


def derive_state(tags: Iterable[str]) -> State:
    """Return the state of the first tag such as "Retired" or "Planned", else ACTIVE.

    Other tags are ignored.
    """
    return next((state for tag in tags if (state := parse_state(tag))), State.ACTIVE)


def build_records(relations: Iterable[Relation]) -> Iterator[Record]:
    """Yield flows and dependencies between systems; report relationships of people."""
    people: list[Relation] = []
    for relation in relations:
        if not (relation.source and relation.target):
            people.append(relation)
        elif relation.source != relation.target:
            yield from _list_flows(relation)
    if people:
        problem = f"relationships of people are left out: {len(people)}"
        remedy = "model a person that is a system as `softwareSystem`"
        yield note_reading(problem, remedy, people[0].evidence)


def _list_flows(relation: Relation) -> Iterator[Record]:
    description, technology = relation.description, relation.technology
    ends = (
        Endpoint(system=SystemRef(name=relation.source)),
        Endpoint(system=SystemRef(name=relation.target)),
    )
    interpretation = read_relation(description)
    pairs = [ends] if interpretation.direction in {Direction.FORWARD, Direction.BOTH} else []
    pairs += (
        [ends[::-1]] if interpretation.direction in {Direction.BACKWARD, Direction.BOTH} else []
    )
    for source, target in pairs:
        yield Flow(
            source=source,
            target=target,
            mechanism=parse_mechanism(technology),
            technology=technology,
            certainty=interpretation.certainty,
            reason=f"inferred from '{quote(description)}'",
            evidence=relation.evidence,
            state=relation.state,
        )
    if not pairs:
        named = f"the description '{quote(description)}' has no direction of data"
        unnamed = "the relationship has no description, so its direction of data is unknown"
        yield Dependency(
            source=ends[0],
            target=ends[1],
            reason=named if description else unnamed,
            mechanism=parse_mechanism(technology),
            technology=technology,
            evidence=relation.evidence,
            state=relation.state,
            moves_data=not interpretation.only_depends,
        )
