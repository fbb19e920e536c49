"""Build the records of composites: flows from the data that a composite reads to the data it
writes.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from seamscope.connector import extract_host
from seamscope.connector.connections import LOCAL, build_clues, extract_path
from seamscope.connector.entries import Problems
from seamscope.connector.movements import choose_mechanism, join_labels
from seamscope.connector.places import FILES, locate_place
from seamscope.records import (
    Certainty,
    ClueKind,
    Endpoint,
    Flow,
    Interface,
    Mechanism,
    Query,
    Record,
    State,
    SystemRef,
)
from seamscope_connectors.oracle_soa.composites import (
    SOA_ADDRESS,
    Adapter,
    Composite,
    Estate,
    Port,
)

PRODUCT = "Oracle SOA Suite"
MECHANISMS = {
    "db": Mechanism.SQL, "file": Mechanism.FILE, "ftp": Mechanism.FILE, "jms": Mechanism.EVENTS,
    "aq": Mechanism.EVENTS, "mq": Mechanism.EVENTS, "ums": Mechanism.MANUAL,
}  # fmt: skip
# Words in the class of an interaction that reads: `DBReadInteractionSpec`.
READING = ("Read", "Select", "Search", "Consume", "Dequeue", "Get", "Activation", "Sync")
INTERNAL = frozenset({"wsif", "direct"})  # bindings to services of SOA Suite itself
PLACES = ("DestinationName", "QueueName", "ProcedureName", "DescriptorName", "TableName")
OPERATION = "the operation of the service is not known; a write is assumed"
PROCEDURE = "the procedure may read or write"
SEVERAL = "the composite reads several systems before it writes"
CALLERS = (
    "services of composites whose callers are unknown",
    "list the flows from and to their callers in the inventory",
)
IDLE = (
    "references of composites that no wire leads to",
    "nothing to do, if they are left over; else check the wires",
)
CALLED = (
    "called composites that are not in the inputs",
    "add the projects of these composites",
)
ADAPTERS = (
    "adapters of composites that are not in the inputs",
    "add the .jca files of the composites",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """An access of a composite to a system. doubt: why its direction is uncertain."""

    port: Port
    end: Endpoint
    technology: str
    reads: bool
    doubt: str = ""
    sql: str = ""
    frequency: str = ""


@dataclass(slots=True)
class Notes(Problems):
    """Problems of services and adapters, and the records that were already yielded.

    shown: endpoints with a flow or an interface.
    moved: pairs of source and target with a flow.
    """

    shown: set[Endpoint] = field(default_factory=set)
    moved: set[tuple[Endpoint, Endpoint]] = field(default_factory=set)


def list_records(
    composite: Composite, estate: Estate, notes: Notes, *, called: bool
) -> Iterator[Record]:
    """Yield the flows of each service of a composite, and interfaces for other accesses.

    called: whether another composite calls this composite, so that its services have a known
    caller.
    """
    touches: list[Touch] = []
    reached = {port.name for one in composite.services for port in composite.list_reached(one.name)}
    for port in (one for one in composite.references if one.name not in reached):
        notes.add(IDLE, f"{composite.name}/{port.name}", port.evidence)
    for service in composite.services:
        start = _find_touch(service, composite, estate, notes) if service.config else None
        if start is None and not called:
            notes.add(CALLERS, f"{composite.name}/{service.name}", service.evidence)
        found = list(_list_reached(composite, service.name, estate, notes))
        touches += [*([start] if start else []), *found]
        yield from _list_moves(start, found, composite, estate, notes)
    for one in touches:
        if one.end not in notes.shown:
            notes.shown.add(one.end)
            yield Interface(
                system=one.end.system, name=one.end.dataset or one.port.name,
                protocol=join_labels(PRODUCT, one.technology),
                state=State.DISABLED if composite.off else State.ACTIVE,
                evidence=one.port.evidence,
            )  # fmt: skip


def _list_moves(
    start: Touch | None, reached: list[Touch], composite: Composite, estate: Estate, notes: Notes
) -> Iterator[Record]:
    """Yield a flow from each source to each write of a service, without repetitions.

    The sources are the adapter that starts the service, and its reads.
    """
    reads = [*([start] if start else []), *(one for one in reached if one.reads)]
    for target in (one for one in reached if not one.reads):
        for source in reads:
            pair = (source.end, target.end)
            if source.end != target.end and pair not in notes.moved:
                notes.moved.add(pair)
                notes.shown |= set(pair)
                yield _build_move(source, target, reads, composite, estate)


def _list_reached(
    composite: Composite, service: str, estate: Estate, notes: Notes
) -> Iterator[Touch]:
    """Yield the accesses of a service, including the accesses of the composites that it calls.

    Each composite is followed once.
    """
    todo, seen = [(composite, service)], {composite.path}
    while todo:
        current, name = todo.pop(0)
        for port in current.list_reached(name):
            called = SOA_ADDRESS.search(estate.find_location(current.name, port))
            if called is None:
                touch = _find_touch(port, current, estate, notes)
                if touch is not None:
                    yield touch
                continue
            others = [one for one in estate.composites.values() if one.name == called["name"]]
            if not others:
                notes.add(CALLED, called["name"], port.evidence)
            for other in (one for one in others if one.path not in seen):
                seen.add(other.path)
                todo += [(other, inner.name) for inner in other.services if not inner.config]


def _find_touch(port: Port, composite: Composite, estate: Estate, notes: Notes) -> Touch | None:
    if port.config:
        adapter = estate.find_adapter(port.config, composite.path)
        if adapter is None:
            notes.add(ADAPTERS, port.config.rpartition("/")[2], port.evidence)
            return None
        return _touch_adapter(port, adapter)
    if port.binding in INTERNAL:
        return None
    location = estate.find_location(composite.name, port)
    host = extract_host(location)
    known = "" if host.casefold() in LOCAL else host
    clues = build_clues((ClueKind.HOST, known)) or build_clues((ClueKind.SOURCE, port.name))
    path = extract_path(location).strip("/")
    return Touch(
        port=port,
        end=Endpoint(system=SystemRef(clues=clues, service=bool(known)), dataset=path),
        technology=port.binding,
        reads=False,
        doubt=OPERATION,
    )


def _touch_adapter(port: Port, adapter: Adapter) -> Touch:
    settings = adapter.settings
    place = next((settings[key] for key in PLACES if settings.get(key)), "")
    place = place.rpartition(".")[2] if "DescriptorName" in settings else place
    package = settings.get("PackageName", "")
    sql = settings.get("SqlString", "")
    system = SystemRef(clues=build_clues((ClueKind.SOURCE, adapter.connection or port.name)))
    end = Endpoint(system=system, dataset=f"{package}.{place}" if package and place else place)
    if adapter.kind == "file":
        folder = settings.get("PhysicalDirectory", "")
        name = settings.get("FileName") or settings.get("FileNamingConvention", "")
        logical = settings.get("LogicalDirectory", "")
        path = f"{folder.rstrip('/')}/{name}" if folder else ""
        end = (
            locate_place(path) if path else Endpoint(system=SystemRef(name=FILES), dataset=logical)
        )
    seconds = settings.get("PollingInterval") or settings.get("PollingFrequency", "")
    reads_sql = sql.lstrip().casefold().startswith(("select", "with"))
    return Touch(
        port=port,
        end=end,
        technology=adapter.kind,
        reads=reads_sql if sql else _is_reading(adapter.action),
        doubt=PROCEDURE if "StoredProcedure" in adapter.action else "",
        sql=sql if reads_sql else "",
        frequency=f"every {seconds} seconds" if seconds.isdigit() and int(seconds) else "",
    )


def _is_reading(action: str) -> bool:
    """Return whether the class of an interaction or activation reads: `FileReadInteractionSpec`."""
    reads = action.endswith("Spec") and any(word in action for word in READING)
    return reads or "PureSQL" in action


def _build_move(
    source: Touch, target: Touch, reads: list[Touch], composite: Composite, estate: Estate
) -> Record:
    several = len({one.end for one in reads}) > 1
    doubts = [text for text in (SEVERAL if several else "", target.doubt) if text]
    rules = {*source.port.rules, *target.port.rules, *estate.find_rules(composite.path)}
    state = State.DISABLED if composite.off else State.ACTIVE
    mechanisms = [MECHANISMS.get(one.technology, Mechanism.API) for one in (source, target)]
    if source.sql:
        return Query(
            text=source.sql, home=source.end.system, target=target.end, technology=PRODUCT,
            mechanism=mechanisms[1], route=composite.name, frequency=source.frequency,
            error_handling=tuple(sorted(rules)), state=state, evidence=source.port.evidence,
        )  # fmt: skip
    return Flow(
        source=source.end,
        target=target.end,
        mechanism=choose_mechanism(*mechanisms),
        technology=join_labels(PRODUCT, source.technology, target.technology),
        frequency=source.frequency,
        error_handling=tuple(sorted(rules)),
        route=composite.name,
        state=state,
        certainty=Certainty.LIKELY if doubts else Certainty.CERTAIN,
        reason="; ".join(part for part in (composite.off, *doubts) if part),
        evidence=target.port.evidence,
    )
