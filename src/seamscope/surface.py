"""The part of the landscape that a proof of concept must cross."""

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from seamscope.connector.vocabulary import mechanism_of
from seamscope.errors import SeamscopeError
from seamscope.landscape import Landscape
from seamscope.poc import Poc, Touch
from seamscope.records import (
    Clue,
    ClueKind,
    Endpoint,
    Evidence,
    Flow,
    Record,
    State,
    System,
    SystemRef,
)
from seamscope.resolved import FlowEdge, QuestionKind, Resolved

CONNECTOR = "poc"
KIND = "poc"
OWN = (Clue(kind=ClueKind.ID, value="poc"),)
# Systems that production touches whether the POC thinks of them or not.
ALWAYS = ("monitoring", "itsm", "identity")
ADJACENT = ("erp", "crm", "warehouse", "billing", "hr", *ALWAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """A system the process touches and the POC does not mention; why is in `reason`."""

    system: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Surface:
    """Ids of integrations: to build, existing ones it depends on, those it affects downstream.

    poc: the id of the POC's own system, "" without a POC (then `build` is the landscape);
    touchpoints: ids of datasets and interfaces read or written; upstream, downstream: ids of
    systems that feed what it reads, and that consume what it writes.
    """

    poc: str = ""
    build: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = ()
    affects: tuple[str, ...] = ()
    touchpoints: tuple[str, ...] = ()
    upstream: tuple[str, ...] = ()
    downstream: tuple[str, ...] = ()
    forgot: tuple[Forgotten, ...] = ()


def poc_records(poc: Poc) -> tuple[Record, ...]:
    """Return the POC as records, so that its names are resolved like all others.

    Its flows are PLANNED: they are to build, and make no integration of today's landscape.
    """
    here = Evidence(file=poc.file or "poc.yaml", line=1, connector=CONNECTOR)
    # The id leads to the POC even if a listed system has its name.
    own = SystemRef(name=poc.name, clues=OWN)
    made: list[Record] = [
        System(
            name=poc.name,
            kind=KIND,
            owner=poc.sponsor,
            evidence=here,
            domain="Proof of concept",
            clues=OWN,
        )
    ]
    made += [_new(touch, poc) for touch in (*poc.reads, *poc.writes) if touch.new]
    made += [_flow(touch, own, poc, reads=True) for touch in _each(poc.reads)]
    made += [_flow(touch, own, poc, reads=False) for touch in _each(poc.writes)]
    return tuple(made)


def _new(touch: Touch, poc: Poc) -> System:
    """Return a system that does not exist yet as one that the POC lists."""
    here = Evidence(file=poc.file or "poc.yaml", line=touch.line, connector=CONNECTOR)
    return System(name=touch.system, state=State.PLANNED, evidence=here)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """The POC and the landscape without the touches whose system no input lists.

    errors: one for each of these, with the systems that may be meant.
    """

    poc: Poc
    resolved: Resolved
    errors: tuple[SeamscopeError, ...]


def match_touches(resolved: Resolved, poc: Poc) -> Matched:
    """Leave out the touches of the POC whose system nothing matches, and report them."""
    endpoints = {node.id: node for node in resolved.endpoints}
    lost: dict[int, str] = {}
    for flow in resolved.flows:
        for end in (flow.source.system, flow.target.system):
            if end in endpoints:
                lost |= {e.line: end for e in flow.evidence if e.connector == CONNECTOR}
    offered = {
        key: asked.candidates
        for asked in resolved.questions
        if asked.kind is QuestionKind.PLACE
        for key in asked.about
        if key in endpoints
    }
    errors = [
        _unmatched(touch, verb, offered.get(lost[touch.line], ()), poc)
        for verb, touches in (("reads", poc.reads), ("writes", poc.writes))
        for touch in touches
        if touch.line in lost
    ]
    flows = (flow for flow in resolved.flows if not _is_lost(flow, lost))
    return Matched(
        poc=replace(
            poc,
            reads=tuple(touch for touch in poc.reads if touch.line not in lost),
            writes=tuple(touch for touch in poc.writes if touch.line not in lost),
        ),
        resolved=replace(resolved, flows=tuple(flows)),
        errors=tuple(errors),
    )


def _is_lost(flow: FlowEdge, lost: Container[int]) -> bool:
    """Tell whether only touches that were left out speak of a flow."""
    return all(e.connector == CONNECTOR and e.line in lost for e in flow.evidence)


def _unmatched(touch: Touch, verb: str, candidates: Sequence[str], poc: Poc) -> SeamscopeError:
    maybe = f"did you mean {' or '.join(candidates)}? Correct" if candidates else "correct"
    return SeamscopeError(
        f'the POC {verb} "{touch.system}", which no input lists',
        remedy=f"{maybe} the name, or write `new: true` beside it; until then it is left out",
        file=poc.file or "poc.yaml",
        line=touch.line,
    )


def _each(touches: Iterable[Touch]) -> Iterator[tuple[Touch, str]]:
    """Yield each touch with each dataset it names; a pattern stands for no single dataset."""
    for touch in touches:
        plain = [name for name in touch.datasets if not re.search(r"[*?\[]", name)]
        for name in plain or [""]:
            yield touch, name


def _flow(named: tuple[Touch, str], own: SystemRef, poc: Poc, *, reads: bool) -> Flow:
    touch, dataset = named
    outside = Endpoint(system=SystemRef(name=touch.system), dataset=dataset)
    inside = Endpoint(system=own)
    return Flow(
        source=outside if reads else inside,
        target=inside if reads else outside,
        evidence=Evidence(file=poc.file or "poc.yaml", line=touch.line, connector=CONNECTOR),
        mechanism=mechanism_of(touch.mechanism),
        technology=touch.technology,
        frequency=touch.frequency,
        latency=touch.latency,
        volume=touch.volume,
        authentication=touch.authentication,
        entities=touch.entities,
        state=State.PLANNED,
        reason="the POC needs it in production",
    )


def surface(landscape: Landscape, poc: Poc | None) -> Surface:
    """Return what the POC crosses; without one, the whole active landscape."""
    if poc is None:
        return Surface(
            build=tuple(i.id for i in landscape.integrations if i.active),
            touchpoints=tuple(
                sorted(
                    {t for system in landscape.systems for t in landscape.touchpoints(system.id)}
                )
            ),
        )
    own = next(s.id for s in landscape.systems if s.kind == KIND)
    build = [i for i in landscape.integrations if own in i.systems]
    flows = [landscape.flow(key) for i in build for key in i.flows]
    read = {f.source for f in flows if f.target.system == own}
    written = {f.target for f in flows if f.source.system == own}
    feeding, fed = landscape.feeding(read), landscape.fed_by(written)
    named = {end.system for end in (*read, *written)}
    return Surface(
        poc=own,
        build=tuple(i.id for i in build),
        depends_on=_crossed(landscape, own, feeding),
        affects=_crossed(landscape, own, fed),
        touchpoints=tuple(sorted(set(_touched(landscape, poc, own)))),
        upstream=_systems(landscape, {flow.source.system for flow in feeding} - named),
        downstream=_systems(landscape, {flow.target.system for flow in fed} - named),
        forgot=tuple(_forgotten(landscape, {own, *named}, own)),
    )


def _systems(landscape: Landscape, found: Iterable[str]) -> tuple[str, ...]:
    """Return the ids that are systems', sorted; data also passes what nobody placed."""
    return tuple(sorted(filter(landscape.is_system, found)))


def _crossed(landscape: Landscape, own: str, flows: Iterable[FlowEdge]) -> tuple[str, ...]:
    """Return the existing integrations that some of these flows are part of."""
    keys = {flow.id for flow in flows}
    return tuple(
        integration.id
        for integration in landscape.integrations
        if own not in integration.systems and not keys.isdisjoint(integration.flows)
    )


def _touched(landscape: Landscape, poc: Poc, own: str) -> Iterator[str]:
    for flow in landscape.flows:
        if own in {flow.source.system, flow.target.system}:
            yield from (end.dataset for end in (flow.source, flow.target) if end.dataset)
    patterns = [
        (flow_system, pattern.casefold())
        for touch in (*poc.reads, *poc.writes)
        for pattern in touch.datasets
        for flow_system in _systems_of(landscape, touch, own)
    ]
    for dataset in landscape.datasets:
        for system, pattern in patterns:
            names = (dataset.name.casefold(), dataset.name.casefold().rsplit(".", 1)[-1])
            if dataset.system == system and any(fnmatchcase(name, pattern) for name in names):
                yield dataset.id


def _systems_of(landscape: Landscape, touch: Touch, own: str) -> set[str]:
    """Return the system of a touch, found by the line that its flow was read from."""
    return {
        end.system
        for flow in landscape.flows
        if any(e.connector == CONNECTOR and e.line == touch.line for e in flow.evidence)
        for end in (flow.source, flow.target)
        if end.system != own
    }


def _forgotten(landscape: Landscape, mentioned: set[str], own: str) -> Iterator[Forgotten]:
    """Yield the systems that production will meet and the POC does not name."""
    beside = dict(_beside(landscape, mentioned - {own}))
    for system in landscape.systems:
        if system.id in mentioned or system.lifecycle is State.RETIRED:
            continue
        kind = system.kind.casefold()
        if kind in ADJACENT and system.id in beside:
            yield Forgotten(system=system.id, reason=beside[system.id])
        elif kind in ALWAYS:
            yield Forgotten(system=system.id, reason=_why_always(kind))
    if not any(system.kind.casefold() == "monitoring" for system in landscape.systems):
        reason = "no monitoring system is known: nobody would see the POC fail in production"
        yield Forgotten(system="", reason=reason)


def _why_always(kind: str) -> str:
    return {
        "monitoring": "production must be watched, and the POC does not say by what",
        "itsm": "incidents of the POC will land there, and nobody has planned for them",
        "identity": "production accounts and rights come from there",
    }[kind]


def _beside(landscape: Landscape, touched: set[str]) -> Iterator[tuple[str, str]]:
    names = {system.id: system.name for system in landscape.systems}
    for integration in sorted(landscape.integrations, key=lambda i: i.id, reverse=True):
        a, b = integration.systems
        if integration.active and (a in touched) != (b in touched):
            near, far = (a, b) if a in touched else (b, a)
            yield far, f"it exchanges data with {names[near]}, which the POC touches"
