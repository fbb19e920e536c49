"""Find the surface of a POC: the touchpoints and integrations that it needs in production."""

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from seamscope.connector.vocabulary import parse_mechanism
from seamscope.errors import SeamscopeError
from seamscope.faults import Attempt, run_unprotected
from seamscope.landscape import Integration, Landscape
from seamscope.poc import Poc, Touch
from seamscope.records import (
    Clue,
    ClueKind,
    Endpoint,
    Evidence,
    Flow,
    Intent,
    Record,
    State,
    System,
    SystemRef,
)
from seamscope.resolve.names import fold
from seamscope.resolved import FlowEdge, QuestionKind, Resolved, SystemNode
from seamscope.surface.types import (
    ADJACENT,
    ALWAYS_NEEDED,
    CONNECTOR,
    KIND,
    Forgotten,
    PocAccess,
    Surface,
)

OWN = (Clue(kind=ClueKind.ID, value="poc"),)


def build_poc_records(poc: Poc) -> tuple[Record, ...]:
    """Return the POC as records, so that its names are resolved like the names of other sources.

    Its flows are PLANNED, so they are not treated as existing integrations.
    """
    here = Evidence(file=poc.file or "poc.yaml", line=1, connector=CONNECTOR)
    # The id distinguishes the POC from a listed system with the same name.
    own = SystemRef(name=poc.name, clues=OWN)
    records: list[Record] = [
        System(
            name=poc.name,
            kind=KIND,
            owner=poc.sponsor,
            evidence=here,
            domain="Proof of concept",
            clues=OWN,
        )
    ]
    records += [_build_new(touch, poc) for touch in (*poc.reads, *poc.writes) if touch.new]
    records += [_build_flow(touch, own, poc, reads=True) for touch in _split_by_dataset(poc.reads)]
    records += [
        _build_flow(touch, own, poc, reads=False) for touch in _split_by_dataset(poc.writes)
    ]
    return tuple(records)


def list_system_names(poc: Poc) -> tuple[str, ...]:
    """Return the names of systems in the POC's description, those that it reads or writes first.

    Names in `replaces` come last, because some of them are spreadsheets or steps, not systems.
    """
    touched = [touch.system for touch in (*poc.reads, *poc.writes)]
    masters = [system for system in poc.operation.masters.values() if system]
    return tuple(dict.fromkeys((*touched, *masters, *poc.contract_ends, *poc.replaces)))


def _build_new(touch: Touch, poc: Poc) -> System:
    """Return the record of a system that the POC declares as new."""
    here = Evidence(file=poc.file or "poc.yaml", line=touch.line, connector=CONNECTOR)
    return System(name=touch.system, state=State.PLANNED, evidence=here)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """The landscape, including the systems that only poc.yaml lists.

    errors: an error for each access to a system that no input lists.
    """

    resolved: Resolved
    errors: tuple[SeamscopeError, ...]


def match_touches(resolved: Resolved, poc: Poc) -> Matched:
    """Report the POC's accesses to systems that no input lists, and declare these systems.

    Without these systems, the POC would look cheaper than it is. A name that resembles the name of
    a listed system is also treated as a separate system, until a person corrects it; the error
    mentions the similar name.
    """
    endpoints = {node.id: node for node in resolved.endpoints}
    lost: dict[int, str] = {}
    for flow in resolved.flows:
        for end in (flow.source.system, flow.target.system):
            if end in endpoints:
                lost |= {e.line: end for e in flow.evidence if e.connector == CONNECTOR}
    listed = {s.name: f"{s.name} ({s.listed_as})" for s in resolved.systems if s.listed_as}
    offered = {
        key: tuple(listed.get(name, name) for name in asked.candidates)
        for asked in resolved.questions
        if asked.kind is QuestionKind.PLACE
        for key in asked.about
        if key in endpoints
    }
    errors = {
        touch.line: _report_unmatched(touch, verb, offered.get(lost[touch.line], ()), poc)
        for verb, touches in (("reads", poc.reads), ("writes", poc.writes))
        for touch in touches
        if touch.line in lost
    }
    return Matched(resolved=_declare(resolved, {*lost.values()}), errors=tuple(errors.values()))


def _declare(resolved: Resolved, keys: Container[str]) -> Resolved:
    """Replace the endpoints with these ids by systems that the POC declares."""
    declared = (
        SystemNode(id=node.id, name=node.name, lifecycle=State.UNKNOWN, evidence=node.evidence)
        for node in resolved.endpoints
        if node.id in keys
    )
    return replace(
        resolved,
        systems=tuple(sorted((*resolved.systems, *declared), key=lambda node: node.id)),
        endpoints=tuple(node for node in resolved.endpoints if node.id not in keys),
    )


def _report_unmatched(
    touch: Touch, verb: str, candidates: Sequence[str], poc: Poc
) -> SeamscopeError:
    maybe = f"did you mean {' or '.join(candidates)}? Correct" if candidates else "correct"
    return SeamscopeError(
        f'the POC {verb} "{touch.system}", which no input lists',
        remedy=f"{maybe} the name, or write `new: true` below it; until then, it is treated as "
        f"a system that only the POC lists",
        file=poc.file or "poc.yaml",
        line=touch.line,
    )


def _split_by_dataset(touches: Iterable[Touch]) -> Iterator[tuple[Touch, str]]:
    """Yield each access once per dataset; with "" if it has none or only patterns (``sales.*``)."""
    for touch in touches:
        names = [name for name in touch.datasets if not re.search(r"[*?\[]", name)]
        for name in names or [""]:
            yield touch, name


def _build_flow(access: tuple[Touch, str], own: SystemRef, poc: Poc, *, reads: bool) -> Flow:
    touch, dataset = access
    outside = Endpoint(system=SystemRef(name=touch.system), dataset=dataset)
    inside = Endpoint(system=own)
    return Flow(
        source=outside if reads else inside,
        target=inside if reads else outside,
        evidence=Evidence(file=poc.file or "poc.yaml", line=touch.line, connector=CONNECTOR),
        mechanism=parse_mechanism(touch.mechanism),
        technology=touch.technology,
        frequency=touch.frequency,
        latency=touch.latency,
        volume=touch.volume,
        authentication=touch.authentication,
        entities=touch.entities,
        state=State.PLANNED,
        reason="the POC needs it in production",
    )


def compute_surface(
    landscape: Landscape, poc: Poc | None, attempt: Attempt = run_unprotected
) -> Surface:
    """Return the surface of the POC. Without a POC, it has only integrations declared to be built.

    attempt: runs each part, so that an error in one part does not stop the other parts.
    """
    declared = frozenset(_find_declared(landscape))
    if poc is None:
        return Surface(
            build=tuple(sorted(declared)),
            touchpoints=tuple(
                sorted(
                    {
                        t
                        for system in landscape.systems
                        for t in landscape.list_touchpoints(system.id)
                    }
                )
            ),
        )
    own = next(s.id for s in landscape.systems if s.kind == KIND)
    build = [i for i in landscape.integrations if own in i.systems and _moves_data(landscape, i)]
    wanted = declared | {i.id for i in build}
    flows = [landscape.get_flow(key) for i in build for key in i.flows]
    read = {f.source for f in flows if f.target.system == own}
    written = {f.target for f in flows if f.source.system == own}
    mentioned = {end.system for end in (*read, *written)}
    replaced = _find_replaced(landscape, poc) - {own, *mentioned}
    no_flows: tuple[FlowEdge, ...] = ()
    feeding = attempt(
        "The upstream systems of the POC",
        lambda: tuple(landscape.list_flows_upstream(read)),
        no_flows,
    )
    fed = attempt(
        "What the POC affects downstream",
        lambda: tuple(
            find_reached(landscape, [flow for flow in flows if flow.source.system == own], replaced)
        ),
        no_flows,
    )
    nothing: tuple[str, ...] = ()
    none_forgotten: tuple[Forgotten, ...] = ()
    return Surface(
        poc=own,
        build=tuple(sorted(wanted)),
        depends_on=_find_integrations(landscape, own, feeding),
        affects=_find_integrations(landscape, own, fed),
        touchpoints=attempt(
            "Touchpoints of the POC",
            lambda: tuple(sorted(set(_find_touchpoints(landscape, poc, own)))),
            nothing,
        ),
        replaced=tuple(sorted(replaced)),
        upstream=_keep_systems(landscape, {flow.source.system for flow in feeding} - mentioned),
        downstream=_keep_systems(landscape, {flow.target.system for flow in fed} - mentioned),
        forgot=attempt(
            "Systems the POC does not mention",
            lambda: tuple(_find_forgotten(landscape, {own, *mentioned}, own)),
            none_forgotten,
        ),
        today=tuple(_list_poc_accesses(landscape, poc, own)),
    )


def find_reached(
    landscape: Landscape, writes: Iterable[FlowEdge], replaced: Container[str] = ()
) -> tuple[FlowEdge, ...]:
    """Return the active flows that pass on the data which these flows write, sorted by id.

    Flows of other entities are left out: writing orders does not affect flows of leads. A flow
    without entities may carry any entity.

    replaced: systems to be retired. Their flows are left out.
    """
    reached: dict[str, FlowEdge] = {}
    for write in writes:
        written = _name_entities(landscape, write)
        systems = {write.target.system}
        waiting = [
            f
            for f in landscape.list_flows_downstream([write.target])
            if _may_carry(landscape, f, written)
            and f.source.system not in replaced
            and f.target.system not in replaced
        ]
        while found := [flow for flow in waiting if flow.source.system in systems]:
            systems |= {flow.target.system for flow in found}
            reached |= {flow.id: flow for flow in found}
            waiting = [flow for flow in waiting if flow.id not in reached]
    return tuple(reached[key] for key in sorted(reached))


def _find_replaced(landscape: Landscape, poc: Poc) -> set[str]:
    """Return the ids of the systems under `replaces:` in poc.yaml; it may also list steps."""
    names = {fold(name) for name in poc.replaces}
    return {
        node.id
        for node in landscape.systems
        if names & {fold(name) for name in (node.id, node.name, *node.aliases)}
    }


def _may_carry(landscape: Landscape, flow: FlowEdge, written: frozenset[str]) -> bool:
    carried = _name_entities(landscape, flow)
    return not carried or not written or not carried.isdisjoint(written)


def _name_entities(landscape: Landscape, flow: FlowEdge) -> frozenset[str]:
    """Return the entities of a flow or, if it has none, of its datasets, in lower case."""
    ends = (end.dataset for end in (flow.source, flow.target) if end.dataset)
    names = flow.entities or [landscape.get_dataset(key).entity for key in ends]
    return frozenset(" ".join(name.casefold().split()) for name in names if name)


def _find_declared(landscape: Landscape) -> Iterator[str]:
    """Yield the integrations with a flow that a person declares to build or replace."""
    keys = {f.id for f in landscape.flows if f.intent is not Intent.NONE and not f.derived}
    for integration in landscape.integrations:
        if not keys.isdisjoint(integration.flows):
            yield integration.id


def _list_poc_accesses(landscape: Landscape, poc: Poc, own: str) -> Iterator[PocAccess]:
    for reads, touches in ((True, poc.reads), (False, poc.writes)):
        for touch in touches:
            if touch.poc_mechanism:
                for system in sorted(_find_systems(landscape, touch, own)):
                    yield PocAccess(system=system, reads=reads, how=touch.poc_mechanism)


def _keep_systems(landscape: Landscape, found: Iterable[str]) -> tuple[str, ...]:
    """Return the ids of systems, sorted, without endpoints."""
    return tuple(sorted(filter(landscape.is_system, found)))


def _moves_data(landscape: Landscape, integration: Integration) -> bool:
    """Return whether an integration has a flow, or a dependency that moves data."""
    keys = set(integration.dependencies)
    touching = (edge for edge in landscape.dependencies if edge.id in keys)
    return bool(integration.flows) or any(edge.moves_data for edge in touching)


def _find_integrations(
    landscape: Landscape, own: str, flows: Iterable[FlowEdge]
) -> tuple[str, ...]:
    """Return the existing integrations that contain at least one of the flows."""
    keys = {flow.id for flow in flows}
    return tuple(
        integration.id
        for integration in landscape.integrations
        if own not in integration.systems and not keys.isdisjoint(integration.flows)
    )


def _find_touchpoints(landscape: Landscape, poc: Poc, own: str) -> Iterator[str]:
    for flow in landscape.flows:
        if own in {flow.source.system, flow.target.system}:
            yield from (end.dataset for end in (flow.source, flow.target) if end.dataset)
    patterns = [
        (system, pattern.casefold())
        for touch in (*poc.reads, *poc.writes)
        for pattern in touch.datasets
        for system in _find_systems(landscape, touch, own)
    ]
    for dataset in landscape.datasets:
        for system, pattern in patterns:
            names = (dataset.name.casefold(), dataset.name.casefold().rsplit(".", 1)[-1])
            if dataset.system == system and any(fnmatchcase(name, pattern) for name in names):
                yield dataset.id


def _find_systems(landscape: Landscape, touch: Touch, own: str) -> set[str]:
    """Return the systems of an access: those in flows that were read from its line in poc.yaml."""
    return {
        end.system
        for flow in landscape.flows
        if any(e.connector == CONNECTOR and e.line == touch.line for e in flow.evidence)
        for end in (flow.source, flow.target)
        if end.system != own
    }


def _find_forgotten(landscape: Landscape, mentioned: set[str], own: str) -> Iterator[Forgotten]:
    """Yield systems that production needs although the POC does not mention them."""
    neighbours = dict(_find_neighbours(landscape, mentioned - {own}))
    for system in landscape.systems:
        if system.id in mentioned or system.lifecycle is State.RETIRED:
            continue
        kind = system.kind.casefold()
        if kind in ADJACENT and system.id in neighbours:
            yield Forgotten(system=system.id, reason=neighbours[system.id])
        elif kind in ALWAYS_NEEDED:
            yield Forgotten(system=system.id, reason=_explain_need(kind))
    if not any(system.kind.casefold() == "monitoring" for system in landscape.systems):
        reason = "no monitoring system is known, so a failure in production would go unnoticed"
        yield Forgotten(system="", reason=reason)


def _explain_need(kind: str) -> str:
    return {
        "monitoring": "production must be monitored, and the POC does not mention a tool",
        "itsm": "incidents will be raised there, and the POC does not plan for them",
        "identity": "production accounts and permissions come from there",
    }[kind]


def _find_neighbours(landscape: Landscape, touched: set[str]) -> Iterator[tuple[str, str]]:
    names = {system.id: system.name for system in landscape.systems}
    for integration in sorted(landscape.integrations, key=lambda i: i.id, reverse=True):
        a, b = integration.systems
        if integration.active and (a in touched) != (b in touched):
            near, far = (a, b) if a in touched else (b, a)
            yield far, f"it exchanges data with {names[near]}, which the POC uses"
