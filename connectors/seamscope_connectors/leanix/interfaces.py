"""Build flows and dependencies between the providers and consumers of LeanIX interfaces."""

from collections.abc import Iterator

from seamscope.connector.directions import emits_content, read_direction
from seamscope.connector.entries import skip_entry
from seamscope.connector.relations import Direction, Relation
from seamscope.connector.scrub import quote
from seamscope.connector.vocabulary import parse_mechanism
from seamscope.records import Certainty, Dependency, Endpoint, Flow, Interface, Record, State
from seamscope_connectors.leanix.model import Model
from seamscope_connectors.leanix.sheets import Fact

TECHNOLOGY = ("technology", "protocol", "transportprotocol", "transfertype", "category")
UNKNOWN = "provider and consumer in LeanIX do not imply a direction of data"


def read_interface(model: Model, number: int) -> Iterator[Record]:
    """Yield an interface for each provider, and the flows between providers and consumers."""
    fact = model.facts[number]
    providers = model.providers[number]
    if not providers:
        problem = f"the interface '{quote(fact.name)}' has no provider"
        remedy = "add its provider in LeanIX"
        yield skip_entry(problem, remedy, fact.row.evidence)
    for provider in providers:
        yield Interface(
            system=model.build_ref(provider),
            name=fact.name,
            protocol=fact.row.get(*TECHNOLOGY),
            entities=tuple(model.facts[n].name for n in model.objects[number]),
            state=model.states[number],
            evidence=fact.row.evidence,
        )
        for consumer in model.consumers[number]:
            yield from _list_exchanges(model, number, provider, consumer)


def _list_exchanges(model: Model, number: int, provider: int, consumer: int) -> Iterator[Record]:
    fact = model.facts[number]
    row = fact.row
    provider_end, consumer_end = (Endpoint(system=model.build_ref(n)) for n in (provider, consumer))
    state, reason = _derive_state(model, number, provider, consumer)
    technology = ", ".join(dict.fromkeys(t for key in TECHNOLOGY if (t := row.get(key))))
    word = row.get("dataflowdirection")
    flow_direction = read_direction(word) if word else _infer_direction(fact, model.directed)
    direction = flow_direction.direction
    inferred = (
        "" if word or direction is None else "the direction is inferred from the interface's name"
    )
    if inferred and model.directed:
        inferred = f"the export defines the direction: '{quote(model.directed, 100)}'"
    if direction is None:
        reason_text = f"unknown data flow direction '{quote(word)}'" if word else UNKNOWN
        yield Dependency(
            source=provider_end,
            target=consumer_end,
            reason=f"{fact.name}: {reason_text}",
            evidence=row.evidence,
            mechanism=parse_mechanism(technology),
            technology=technology,
            state=state,
        )
    pairs = {
        Direction.FORWARD: [(provider_end, consumer_end)],
        Direction.BACKWARD: [(consumer_end, provider_end)],
    }
    pairs[Direction.BOTH] = [*pairs[Direction.FORWARD], *pairs[Direction.BACKWARD]]
    for source, target in pairs[direction] if direction else []:
        yield Flow(
            source=source,
            target=target,
            evidence=row.evidence,
            mechanism=parse_mechanism(technology),
            technology=technology,
            frequency=row.get("frequency", "transferfrequency"),
            entities=tuple(model.facts[n].name for n in model.objects[number]),
            state=state,
            certainty=flow_direction.certainty,
            reason=reason or inferred,
            interface=row.get("id") or fact.name,
        )


def _infer_direction(fact: Fact, directed: str) -> Relation:
    """Return the direction of the data of an interface.

    Data flows from the provider if `directed` is set, and probably also if the name or the
    description suggests it: "Order export". Otherwise the direction is unknown.

    directed: what the export says about the direction of all interfaces, "" if nothing.
    """
    if directed:
        return Relation(direction=Direction.FORWARD)
    if any(emits_content(text) for text in (fact.name, fact.row.get("description"))):
        return Relation(direction=Direction.FORWARD, certainty=Certainty.LIKELY)
    return Relation()


def _derive_state(model: Model, number: int, provider: int, consumer: int) -> tuple[State, str]:
    """Return the state of a flow and its reason.

    The state is RETIRED if one of its relations has ended. Otherwise it is the state of the
    interface, the provider or the consumer: the first of them that is not active.
    """
    for end in (provider, consumer):
        if ended := model.ended.get((number, end)):
            return State.RETIRED, ended
    for fact_number in (number, provider, consumer):
        state = model.states[fact_number]
        if state is State.ACTIVE or (state is State.UNKNOWN and fact_number != number):
            continue  # an application in an unknown state does not affect its flows
        return state, f"{model.facts[fact_number].name} is {state}"
    return State.ACTIVE, ""
