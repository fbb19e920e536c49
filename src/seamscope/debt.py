"""What makes seams expensive: findings about integration debt, each with evidence and remedy."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from seamscope.knowledge import load
from seamscope.landscape import Integration, Landscape, SharedEntity
from seamscope.records import Evidence, Mechanism, State
from seamscope.resolved import Finding, FlowEdge, Severity, SystemNode
from seamscope.wording import number

DIRECT = frozenset({Mechanism.SQL, Mechanism.DATABASE_LINK})


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """What `knowledge/debt.yaml` says."""

    tangle: int
    records: frozenset[str]


def debt(landscape: Landscape) -> tuple[Finding, ...]:
    """Return every finding, the gravest first."""
    limits = _thresholds()
    found = {finding for rule in RULES for finding in rule(landscape, limits)}
    ranks = list(Severity)
    return tuple(sorted(found, key=lambda f: (ranks.index(f.severity), f.what, f.where)))


def systems_of_record() -> frozenset[str]:
    """Return the kinds of systems in which business data is made, folded."""
    return _thresholds().records


def _thresholds() -> Thresholds:
    match load("debt"):
        case {
            "tangle": {"integrations": int(tangle)},
            "system_of_record_kinds": list(records),
        }:
            return Thresholds(tangle=tangle, records=frozenset(map(str, records)))
        case _:
            raise ValueError("knowledge/debt.yaml has another shape than the rules expect")


def _crossing(landscape: Landscape) -> Iterator[FlowEdge]:
    """Yield the active flows between two placed systems, without those derived from hops."""
    for flow in landscape.flows:
        crosses = flow.source.system != flow.target.system
        crosses = crosses and landscape.joins_systems(flow)
        if crosses and flow.state is State.ACTIVE and not flow.derived:
            yield flow


def _undocumented(landscape: Landscape, _: Thresholds) -> Iterator[Finding]:
    for integration in _active(landscape):
        sides = [landscape.system(side) for side in integration.systems]
        contracts = [landscape.interfaces_of(side.id) for side in sides]
        if not any(contracts) and not any(side.documentation for side in sides):
            yield Finding(
                severity=Severity.LOW,
                what=f"No contract or documentation is known for {_both(sides)}",
                where=(integration.id,),
                remedy="write down the interface, or give its contract to the survey",
                evidence=integration.evidence[:3],
            )


def _unowned_systems(landscape: Landscape, _: Thresholds) -> Iterator[Finding]:
    seen: dict[str, list[Integration]] = defaultdict(list)
    for integration in _active(landscape):
        for side in integration.systems:
            seen[side].append(integration)
    for key, integrations in seen.items():
        system = landscape.system(key)
        if not system.owner and not system.support:
            yield Finding(
                severity=Severity.MEDIUM,
                what=f"Nobody is named as owner of {system.name}, which is in "
                f"{number(len(integrations), 'integration')}",
                where=(system.id,),
                remedy="name an owner and who is called at 2 am",
                evidence=system.evidence[:3],
            )


def _unowned_datasets(landscape: Landscape, _: Thresholds) -> Iterator[Finding]:
    for flow in _crossing(landscape):
        if flow.target.dataset and flow.mechanism in DIRECT:
            dataset = landscape.dataset(flow.target.dataset)
            owner = dataset.owner or landscape.system(dataset.system).owner
            if not owner:
                yield Finding(
                    severity=Severity.MEDIUM,
                    what=f"{dataset.name} is written from another system and nobody owns it",
                    where=(dataset.id,),
                    remedy="name an owner for the table",
                    evidence=flow.evidence[:3],
                )


def _not_alive(landscape: Landscape, _: Thresholds) -> Iterator[Finding]:
    for flow in _crossing(landscape):
        for end, verb in ((flow.source, "read"), (flow.target, "written")):
            system = landscape.system(end.system)
            if system.lifecycle in {State.RETIRED, State.PLANNED}:
                yield Finding(
                    severity=Severity.HIGH,
                    what=f"{system.name} is {system.lifecycle.value} and still {verb} by an "
                    "active flow",
                    where=(system.id, flow.id),
                    remedy="stop the flow or correct the lifecycle",
                    evidence=_some(flow.evidence, system.evidence),
                )


def _written_past_the_application(landscape: Landscape, limits: Thresholds) -> Iterator[Finding]:
    for flow in _crossing(landscape):
        system = landscape.system(flow.target.system)
        if flow.mechanism in DIRECT and system.kind.casefold() in limits.records:
            yield Finding(
                severity=Severity.HIGH,
                what=f"{landscape.system(flow.source.system).name} writes tables of {system.name} "
                "directly, past its rules",
                where=(flow.id,),
                remedy="write through an interface of the system of record",
                evidence=flow.evidence[:3],
            )


def _known_from_sql_alone(landscape: Landscape, _: Thresholds) -> Iterator[Finding]:
    for integration in _active(landscape):
        connectors = {evidence.connector for evidence in integration.evidence}
        if connectors == {"sql"}:
            sides = [landscape.system(side) for side in integration.systems]
            yield Finding(
                severity=Severity.MEDIUM,
                what=f"The seam between {_both(sides)} is known only from SQL",
                where=(integration.id,),
                remedy="add it to the inventory with its owner and purpose",
                evidence=integration.evidence[:3],
            )


def _tangles(landscape: Landscape, limits: Thresholds) -> Iterator[Finding]:
    degree: dict[str, list[str]] = defaultdict(list)
    for integration in _active(landscape):
        if landscape.hubs.isdisjoint(integration.systems):
            for side in integration.systems:
                degree[side].append(integration.id)
    for key, integrations in degree.items():
        if len(integrations) > limits.tangle:
            system = landscape.system(key)
            yield Finding(
                severity=Severity.MEDIUM,
                what=f"{system.name} has {len(integrations)} point-to-point integrations "
                f"(more than {limits.tangle})",
                where=(system.id,),
                remedy="put a broker or an integration platform between",
                evidence=system.evidence[:3],
            )


def _shared_tables(landscape: Landscape, _: Thresholds) -> Iterator[Finding]:
    writers: dict[str, dict[str, FlowEdge]] = defaultdict(dict)
    for flow in _crossing(landscape):
        if flow.target.dataset and flow.mechanism in DIRECT:
            writers[flow.target.dataset].setdefault(flow.source.system, flow)
    for key, flows in writers.items():
        if len(flows) > 1:
            names = " and ".join(landscape.system(side).name for side in sorted(flows))
            yield Finding(
                severity=Severity.HIGH,
                what=f"{landscape.dataset(key).name} is written directly by {names}",
                where=(key,),
                remedy="let one system own the table and the others call it",
                evidence=_some(*(flow.evidence for _, flow in sorted(flows.items()))),
            )


def _two_masters(landscape: Landscape, _: Thresholds) -> Iterator[Finding]:
    for integration in _active(landscape):
        several: dict[tuple[str, ...], list[SharedEntity]] = defaultdict(list)
        for shared in integration.entities_both_ways:
            if not shared.master:
                several[shared.writers or integration.systems].append(shared)
        for writers, entities in several.items():
            named = ", ".join(shared.entity for shared in entities)
            yield Finding(
                severity=Severity.HIGH,
                what=f"{_writers(landscape, writers)} write {named}, and no master is named",
                where=(integration.id,),
                remedy="say which side wins, field by field, and by which key records match",
                evidence=_some(*(shared.evidence for shared in entities))
                or integration.evidence[:3],
            )


def _writers(landscape: Landscape, ids: tuple[str, ...]) -> str:
    names = [landscape.system(key).name for key in ids]
    both = "both" if len(names) == 2 else "all"
    return f"{', '.join(names[:-1])} and {names[-1]} {both}"


def _active(landscape: Landscape) -> Iterator[Integration]:
    return (integration for integration in landscape.integrations if integration.active)


def _both(sides: list[SystemNode]) -> str:
    return " and ".join(side.name for side in sides)


def _some(*groups: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    return tuple(sorted({evidence for group in groups for evidence in group}))[:3]


Rule = Callable[[Landscape, Thresholds], Iterator[Finding]]
# To add a finding, write a rule above and name it here.
RULES: tuple[Rule, ...] = (
    _undocumented,
    _unowned_systems,
    _unowned_datasets,
    _not_alive,
    _written_past_the_application,
    _known_from_sql_alone,
    _tangles,
    _shared_tables,
    _two_masters,
)
