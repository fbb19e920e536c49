"""What goes through an interface, between who provides it and who consumes it."""

from collections.abc import Iterator

from seamscope.connector.directions import read_direction
from seamscope.connector.entries import SHOWN, entry_fault
from seamscope.connector.relations import Direction
from seamscope.connector.vocabulary import mechanism_of
from seamscope.records import Dependency, Endpoint, Flow, Interface, Record, State
from seamscope_connectors.leanix.model import Model

TECHNOLOGY = ("technology", "protocol", "transportprotocol", "transfertype", "category")
UNKNOWN = "LeanIX names provider and consumer, which does not say which way data goes"


def read_interface(model: Model, number: int) -> Iterator[Record]:
    """Yield an interface at its providers, and what goes between them and its consumers."""
    fact = model.facts[number]
    providers = model.providers[number]
    if not providers:
        problem = f"interface '{fact.name[:SHOWN]}' has no provider"
        yield entry_fault(problem, "relate the application that provides it", fact.row.evidence)
    for provider in providers:
        yield Interface(
            system=model.ref(provider),
            name=fact.name,
            protocol=fact.row.get(*TECHNOLOGY),
            entities=tuple(model.facts[n].name for n in model.objects[number]),
            state=model.states[number],
            evidence=fact.row.evidence,
        )
        for consumer in model.consumers[number]:
            yield from _exchange(model, number, provider, consumer)


def _exchange(model: Model, number: int, provider: int, consumer: int) -> Iterator[Record]:
    fact = model.facts[number]
    row = fact.row
    first, second = (Endpoint(system=model.ref(n)) for n in (provider, consumer))
    state, reason = _at_work(model, number, provider, consumer)
    technology = ", ".join(dict.fromkeys(t for key in TECHNOLOGY if (t := row.get(key))))
    word = row.get("dataflowdirection")
    read = read_direction(word)
    way = read.direction
    if way is None:
        said = f"the data flow direction '{word[:SHOWN]}' is not known" if word else UNKNOWN
        yield Dependency(
            source=first,
            target=second,
            reason=f"{fact.name}: {said}",
            evidence=row.evidence,
            mechanism=mechanism_of(technology),
            technology=technology,
            state=state,
        )
    ways = {Direction.FORWARD: [(first, second)], Direction.BACKWARD: [(second, first)]}
    ways[Direction.BOTH] = [*ways[Direction.FORWARD], *ways[Direction.BACKWARD]]
    for source, target in ways[way] if way else []:
        yield Flow(
            source=source,
            target=target,
            evidence=row.evidence,
            mechanism=mechanism_of(technology),
            technology=technology,
            frequency=row.get("frequency", "transferfrequency"),
            entities=tuple(model.facts[n].name for n in model.objects[number]),
            state=state,
            certainty=read.certainty,
            reason=reason,
            interface=row.get("id") or fact.name,
        )


def _at_work(model: Model, number: int, provider: int, consumer: int) -> tuple[State, str]:
    """Return the state of an exchange: what is said of the interface, its relations, its ends."""
    for end in (provider, consumer):
        if over := model.over.get((number, end)):
            return State.RETIRED, over
    for one in (number, provider, consumer):
        state = model.states[one]
        if state is State.ACTIVE or (state is State.UNKNOWN and one != number):
            continue  # what is not known of an application says nothing of its interfaces
        return state, f"{model.facts[one].name} is {state}"
    return State.ACTIVE, ""
