"""Build the records of a service from the meaning of its settings."""

from collections.abc import Iterator

from seamscope.connector.connections import build_clues
from seamscope.connector.entries import note_reading, skip_entry, skip_names
from seamscope.records import (
    Certainty,
    Clue,
    ClueKind,
    Dependency,
    Endpoint,
    Evidence,
    Flow,
    Mechanism,
    Record,
    State,
    SystemRef,
)
from seamscope_connectors.services.meaning import Meaning, Place, Topic
from seamscope_connectors.services.settings import is_open
from seamscope_connectors.services.units import Unit
from seamscope_connectors.services.words import BROKERS, OUT, Way

GIVE = "set the value, or add the file that sets it"
STATE = "list the flow with its direction in the inventory"


def build_records(unit: Unit, found: Meaning) -> Iterator[Record]:
    """Yield the flows and dependencies of one service, and reports of settings that are not
    read.
    """
    own = _find_own(unit, found)
    yielded = [*_read_topics(unit, found, own), *_read_places(unit, found, own)]
    yield from yielded
    if found.open:
        listed = [(one.key, one.evidence) for one in found.open]
        yield skip_names(f"settings of {unit.name} without a known value", GIVE, listed)
    for settings, what in (
        (found.platform, "addresses of sign-on, tracing and the like are not read as flows"),
        (
            found.inside,
            "addresses of services in the same configuration are not read as other systems",
        ),
    ):
        if settings:
            keys = ", ".join(sorted({one.key for one in settings})[:5])
            problem, where = f"{what}: {keys}", settings[0].evidence
            yield note_reading(problem, "list them in the inventory if they exchange data", where)


def _list_own_databases(found: Meaning) -> list[Place]:
    places = [one for one in found.places if one.database and not one.structured]
    kept: dict[tuple[Clue, ...], Place] = {}
    for one in places:
        kept.setdefault(one.clues, one)
    return list(kept.values())


def _find_own(unit: Unit, found: Meaning) -> SystemRef:
    """Return the system of a service: the system of its only database, or the service itself."""
    databases = _list_own_databases(found)
    named = build_clues(
        (ClueKind.HOST, unit.host), (ClueKind.SOURCE, unit.name), (ClueKind.SOURCE, unit.image),
        (ClueKind.FOLDER, unit.folder),
    )  # fmt: skip
    if len(databases) == 1:
        return SystemRef(clues=tuple(dict.fromkeys((*databases[0].clues, *found.own, *named))))
    return SystemRef(clues=tuple(dict.fromkeys((*found.own, *named))))


def _get_state(unit: Unit, *, enabled: bool) -> State:
    if unit.test:
        return State.DEVELOPMENT
    return State.ACTIVE if enabled else State.DISABLED


def _read_topics(unit: Unit, found: Meaning, own: SystemRef) -> Iterator[Record]:
    ways = {one.way for one in found.topics}
    target = _find_target(unit, found)
    for topic in found.topics:
        broker = _find_broker(topic, found)
        if broker is None:
            problem = f"{unit.name} uses a topic whose broker is not known"
            yield skip_entry(problem, "add the address of the broker", topic.evidence)
            continue
        way, reason = _guess_way(unit, topic)
        there = Endpoint(system=broker, dataset=topic.name)
        here = Endpoint(system=own, dataset=target if ways == {Way.IN} else "")
        state = _get_state(unit, enabled=topic.enabled)
        if way is Way.UNKNOWN:
            why = "the configuration does not specify whether the service reads or writes the topic"
            yield _depend(Endpoint(system=own), there, why, topic.evidence, state)
            continue
        yield Flow(
            source=there if way is Way.IN else here,
            target=here if way is Way.IN else there,
            mechanism=Mechanism.EVENTS,
            technology=find_label(topic, found),
            certainty=Certainty.LIKELY if reason else Certainty.CERTAIN,
            reason=reason,
            route=unit.name,
            state=state,
            evidence=topic.evidence,
        )


def find_label(topic: Topic, found: Meaning) -> str:
    """Return the technology of a topic's broker, "" if it is not known."""
    return topic.technology or (next(iter(found.brokers)) if len(found.brokers) == 1 else "")


def _find_target(unit: Unit, found: Meaning) -> str:
    """Return the only target table in the settings, "" if there is none or several."""
    named = (one for one in unit.settings if one.words[-1:] == ("table",) and OUT & set(one.words))
    tables = {one.dataset for one in _list_own_databases(found)} | {one.text for one in named}
    tables -= {""}
    table = tables.pop() if len(tables) == 1 else ""
    return "" if is_open(table) else table


def _find_broker(topic: Topic, found: Meaning) -> SystemRef | None:
    technology = find_label(topic, found)
    name = BROKERS.get(technology, "")
    hosts = dict.fromkeys(found.brokers.get(technology, ()))
    clues = tuple(Clue(kind=ClueKind.HOST, value=host) for host in hosts)
    return SystemRef(name=name, clues=clues) if name or clues else None


def _guess_way(unit: Unit, topic: Topic) -> tuple[Way, str]:
    """Return the direction of a topic, and the reason if it is inferred from other settings."""
    if topic.way is not Way.UNKNOWN:
        return topic.way, topic.reason
    words = {word for one in unit.settings for word in one.words}
    consumes = bool({"consumer", "group", "listener", "subscription"} & words)
    produces = bool({"producer", "publisher"} & words)
    if consumes != produces:
        reason = f"the service has only settings of a {'consumer' if consumes else 'producer'}"
        return (Way.IN if consumes else Way.OUT), reason
    return Way.UNKNOWN, ""


def _read_places(unit: Unit, found: Meaning, own: SystemRef) -> Iterator[Record]:
    databases = _list_own_databases(found)
    others = [one for one in found.places if one.structured or not one.database]
    if len(databases) > 1:
        others += databases
    moved = _list_moves(unit, found, databases)
    yield from (_build_move(unit, one, other) for one, other in moved)
    done = {one.key for pair in moved for one in pair}
    for one in others:
        if one.key not in done:
            yield _build_use(unit, own, one)


def _list_moves(unit: Unit, found: Meaning, databases: list[Place]) -> list[tuple[Place, Place]]:
    """Return the only source and the only target of a service that only moves data.

    A service that declares its own host name is assumed to be a part of a system.
    """
    blocks = [one for one in found.places if one.structured]
    sources = [one for one in blocks if one.way is Way.IN]
    targets = [one for one in blocks if one.way is Way.OUT]
    if (
        unit.named
        or databases
        or found.own
        or found.topics
        or len(sources) != 1
        or len(targets) != 1
    ):
        return []
    return [(sources[0], targets[0])]


def _build_move(unit: Unit, one: Place, other: Place) -> Flow:
    return Flow(
        source=Endpoint(system=SystemRef(clues=one.clues), dataset=one.dataset),
        target=Endpoint(system=SystemRef(clues=other.clues), dataset=other.dataset),
        mechanism=Mechanism.SQL if one.database and other.database else Mechanism.API,
        technology=other.technology,
        certainty=Certainty.LIKELY,
        reason=f"{unit.name} has one source and one target",
        route=unit.name,
        state=_get_state(unit, enabled=one.enabled and other.enabled),
        evidence=other.evidence,
    )


def _build_use(unit: Unit, own: SystemRef, one: Place) -> Record:
    here = Endpoint(system=own)
    there = Endpoint(system=SystemRef(clues=one.clues), dataset=one.dataset)
    state = _get_state(unit, enabled=one.enabled)
    if one.way is Way.UNKNOWN:
        why = (
            f"the configuration of {unit.name} contains the address, but not the direction of "
            f"the data"
        )
        return _depend(here, there, why, one.evidence, state)
    return Flow(
        source=there if one.way is Way.IN else here,
        target=here if one.way is Way.IN else there,
        mechanism=_name_mechanism(one),
        technology=one.technology,
        route=unit.name,
        state=state,
        certainty=Certainty.LIKELY,
        reason=f"the setting {one.key} determines the direction of the data",
        evidence=one.evidence,
    )


def _name_mechanism(place: Place) -> Mechanism:
    if place.share:
        return Mechanism.FILE
    return Mechanism.SQL if place.database else Mechanism.API


def _depend(here: Endpoint, there: Endpoint, why: str, where: Evidence, state: State) -> Dependency:
    return Dependency(source=here, target=there, reason=why, evidence=where, state=state)
