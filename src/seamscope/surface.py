"""The surface: the touchpoints and integrations that a proof of concept needs in production."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from seamscope.connector.vocabulary import mechanism_of
from seamscope.landscape import Landscape
from seamscope.poc import Poc, Touch
from seamscope.records import (
    Endpoint,
    Evidence,
    Flow,
    Record,
    State,
    System,
    SystemRef,
)
from seamscope.resolved import FlowEdge

CONNECTOR = "poc"
KIND = "poc"
# Kinds of systems that every production service needs.
ALWAYS_NEEDED = ("monitoring", "itsm", "identity")
ADJACENT = ("erp", "crm", "warehouse", "billing", "hr", *ALWAYS_NEEDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """A system that production needs and the POC does not mention, with the reason."""

    system: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Surface:
    """Ids of the integrations and systems that the POC needs, depends on or affects.

    poc: id of the POC's own system, "" without a POC; build: integrations to build (without a
    POC, all active ones); depends_on, affects: existing integrations upstream and downstream;
    touchpoints: datasets and interfaces read or written; upstream: systems that feed what it
    reads; downstream: systems that consume what it writes.
    """

    poc: str = ""
    build: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = ()
    affects: tuple[str, ...] = ()
    touchpoints: tuple[str, ...] = ()
    upstream: tuple[str, ...] = ()
    downstream: tuple[str, ...] = ()
    forgot: tuple[Forgotten, ...] = ()


def build_poc_records(poc: Poc) -> tuple[Record, ...]:
    """Return the POC as records, so that its names are resolved like those of other sources.

    Its flows are PLANNED, so they do not count as integrations of today's landscape.
    """
    here = Evidence(file=poc.file or "poc.yaml", line=1, connector=CONNECTOR)
    own = SystemRef(name=poc.name)
    records: list[Record] = [
        System(
            name=poc.name, kind=KIND, owner=poc.sponsor, evidence=here, domain="Proof of concept"
        )
    ]
    records += [_build_flow(touch, own, poc, reads=True) for touch in _split_by_dataset(poc.reads)]
    records += [
        _build_flow(touch, own, poc, reads=False) for touch in _split_by_dataset(poc.writes)
    ]
    return tuple(records)


def _split_by_dataset(touches: Iterable[Touch]) -> Iterator[tuple[Touch, str]]:
    """Yield each touch once per named dataset, or once with "" if it has none or only patterns."""
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


def compute_surface(landscape: Landscape, poc: Poc | None) -> Surface:
    """Return the surface of the POC; without a POC, the whole active landscape."""
    if poc is None:
        return Surface(
            build=tuple(i.id for i in landscape.integrations if i.active),
            touchpoints=tuple(
                sorted(
                    {t for system in landscape.systems for t in landscape.touchpoints(system.id)}
                )
            ),
        )
    own = next(s.id for s in landscape.systems if s.kind == KIND and s.name == poc.name)
    build = [i for i in landscape.integrations if own in i.systems]
    flows = [landscape.flow(key) for i in build for key in i.flows]
    read = {f.source for f in flows if f.target.system == own}
    written = {f.target for f in flows if f.source.system == own}
    feeding, fed = landscape.feeding(read), landscape.fed_by(written)
    mentioned = {end.system for end in (*read, *written)}
    return Surface(
        poc=own,
        build=tuple(i.id for i in build),
        depends_on=_find_integrations(landscape, own, feeding),
        affects=_find_integrations(landscape, own, fed),
        touchpoints=tuple(sorted(set(_find_touchpoints(landscape, poc, own)))),
        upstream=tuple(sorted({flow.source.system for flow in feeding} - mentioned)),
        downstream=tuple(sorted({flow.target.system for flow in fed} - mentioned)),
        forgot=tuple(_find_forgotten(landscape, {own, *mentioned}, own)),
    )


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
    """Return the systems of a touch, identified by the line in poc.yaml of its flows."""
    return {
        end.system
        for flow in landscape.flows
        if any(e.connector == CONNECTOR and e.line == touch.line for e in flow.evidence)
        for end in (flow.source, flow.target)
        if end.system != own
    }


def _find_forgotten(landscape: Landscape, mentioned: set[str], own: str) -> Iterator[Forgotten]:
    """Yield the systems that production will need and the POC does not mention."""
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
        "monitoring": "production must be monitored, and the POC does not name a tool",
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
