"""Findings about integration debt, with evidence and remedies."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from seamscope.faults import attempt
from seamscope.knowledge import load
from seamscope.knowledge.entity_names import list_entity_keys
from seamscope.landscape import Integration, Landscape, SharedEntity
from seamscope.records import Evidence, Mechanism, State
from seamscope.resolved import Finding, FlowEdge, Severity, SystemNode
from seamscope.wording import format_count

DIRECT = frozenset({Mechanism.SQL, Mechanism.DATABASE_LINK})


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """The content of `knowledge/debt.yaml`.

    tangle: number of point-to-point integrations above which a system is reported.
    records: kinds of systems in which business data is created, in lower case.
    mastered: keys of the entities for which poc.yaml specifies a master.
    """

    tangle: int
    records: frozenset[str]
    mastered: frozenset[str] = frozenset()


class Rule(Protocol):
    """The type of functions that find integration debt of one kind."""

    __name__: str

    def __call__(self, landscape: Landscape, limits: Thresholds, /) -> Iterator[Finding]:
        """Yield the findings of one kind."""
        ...


def find_debt(landscape: Landscape, mastered: Iterable[str] = ()) -> tuple[Finding, ...]:
    """Return all findings, the most severe first.

    mastered: entities for which poc.yaml specifies a master.
    """
    keys = frozenset(key for text in mastered for key, _ in list_entity_keys(text))
    limits = replace(_load_thresholds(), mastered=keys)
    findings: set[Finding] = set()
    nothing: tuple[Finding, ...] = ()
    for rule in RULES:
        found, faults = attempt(
            f"Findings about {_describe_rule(rule)}",
            partial(_apply, rule, landscape, limits),
            nothing,
        )
        findings |= {*found, *faults}
    ranks = list(Severity)
    return tuple(sorted(findings, key=lambda f: (ranks.index(f.severity), f.what, f.where)))


def _apply(rule: Rule, landscape: Landscape, limits: Thresholds) -> tuple[Finding, ...]:
    return tuple(rule(landscape, limits))


def _describe_rule(rule: Rule) -> str:
    """Return the subject of a rule, for messages: ``_find_unowned_systems`` → "unowned systems"."""
    return rule.__name__.removeprefix("_find_").replace("_", " ")


def load_system_of_record_kinds() -> frozenset[str]:
    """Return the kinds of system in which business data is created, in lower case."""
    return _load_thresholds().records


def _load_thresholds() -> Thresholds:
    match load("debt"):
        case {
            "tangle": {"integrations": int(tangle)},
            "system_of_record_kinds": list(records),
        }:
            return Thresholds(tangle=tangle, records=frozenset(map(str, records)))
        case _:
            raise ValueError(
                "knowledge/debt.yaml must have tangle.integrations and system_of_record_kinds"
            )


def _list_crossing_flows(landscape: Landscape) -> Iterator[FlowEdge]:
    """Yield the active flows between two known systems, without derived flows."""
    for flow in landscape.flows:
        crosses = flow.source.system != flow.target.system
        crosses = crosses and landscape.joins_systems(flow)
        if crosses and flow.state is State.ACTIVE and not flow.derived:
            yield flow


def _find_undocumented_integrations(landscape: Landscape, _: Thresholds) -> Iterator[Finding]:
    for integration in _list_active_integrations(landscape):
        sides = [landscape.get_system(side) for side in integration.systems]
        offered = [one for side in sides for one in landscape.list_interfaces(side.id)]
        if not any(one.is_described for one in offered) and not any(
            side.documentation for side in sides
        ):
            yield Finding(
                severity=Severity.LOW,
                what=f"No interface contract or documentation is known for {_join_names(sides)}",
                where=(integration.id,),
                remedy="document the interface, or add its contract to the survey's inputs",
                evidence=integration.evidence[:3],
            )


def _find_unowned_systems(landscape: Landscape, _: Thresholds) -> Iterator[Finding]:
    by_system: dict[str, list[Integration]] = defaultdict(list)
    for integration in _list_active_integrations(landscape):
        for side in integration.systems:
            by_system[side].append(integration)
    for key, integrations in by_system.items():
        system = landscape.get_system(key)
        if not system.owner and not system.support:
            yield Finding(
                severity=Severity.MEDIUM,
                what=f"{system.name} has no known owner and is in "
                f"{format_count(len(integrations), 'integration')}",
                where=(system.id,),
                remedy="name an owner, and who is on call at night",
                evidence=system.evidence[:3],
            )


def _find_unowned_datasets(landscape: Landscape, _: Thresholds) -> Iterator[Finding]:
    for flow in _list_crossing_flows(landscape):
        if flow.target.dataset and flow.mechanism in DIRECT:
            dataset = landscape.get_dataset(flow.target.dataset)
            owner = dataset.owner or landscape.get_system(dataset.system).owner
            if not owner:
                yield Finding(
                    severity=Severity.MEDIUM,
                    what=f"{landscape.describe_dataset(dataset.id)} is written by another system "
                    "and has no owner",
                    where=(dataset.id,),
                    remedy="name an owner of the table",
                    evidence=flow.evidence[:3],
                )


def _find_flows_of_inactive_systems(landscape: Landscape, _: Thresholds) -> Iterator[Finding]:
    for flow in _list_crossing_flows(landscape):
        for end, verb in ((flow.source, "read"), (flow.target, "written")):
            system = landscape.get_system(end.system)
            if system.lifecycle in {State.RETIRED, State.PLANNED}:
                yield Finding(
                    severity=Severity.HIGH,
                    what=f"{system.name} is {system.lifecycle.value} but {verb} by an active flow",
                    where=(system.id, flow.id),
                    remedy="stop the flow, or correct the lifecycle of the system",
                    evidence=_select_evidence(flow.evidence, system.evidence),
                )


def _find_writes_bypassing_application(
    landscape: Landscape, limits: Thresholds
) -> Iterator[Finding]:
    for flow in _list_crossing_flows(landscape):
        system = landscape.get_system(flow.target.system)
        if flow.mechanism in DIRECT and system.kind.casefold() in limits.records:
            yield Finding(
                severity=Severity.HIGH,
                what=f"{landscape.get_system(flow.source.system).name} writes tables of "
                f"{system.name} "
                "directly, bypassing its business rules",
                where=(flow.id,),
                remedy="write through an interface of that system",
                evidence=flow.evidence[:3],
            )


def _find_integrations_only_in_sql(landscape: Landscape, _: Thresholds) -> Iterator[Finding]:
    for integration in _list_active_integrations(landscape):
        connectors = {evidence.connector for evidence in integration.evidence}
        if connectors == {"sql"}:
            sides = [landscape.get_system(side) for side in integration.systems]
            yield Finding(
                severity=Severity.MEDIUM,
                what=f"The integration between {_join_names(sides)} is known only from SQL",
                where=(integration.id,),
                remedy="add it to the inventory with its owner and purpose",
                evidence=integration.evidence[:3],
            )


def _find_point_to_point_hubs(landscape: Landscape, limits: Thresholds) -> Iterator[Finding]:
    degree: dict[str, list[str]] = defaultdict(list)
    for integration in _list_active_integrations(landscape):
        if landscape.hubs.isdisjoint(integration.systems):
            for side in integration.systems:
                degree[side].append(integration.id)
    for key, integrations in degree.items():
        if len(integrations) > limits.tangle:
            system = landscape.get_system(key)
            yield Finding(
                severity=Severity.MEDIUM,
                what=f"{system.name} has {len(integrations)} point-to-point integrations "
                f"(more than {limits.tangle})",
                where=(system.id,),
                remedy="connect them through a broker or an integration platform",
                evidence=system.evidence[:3],
            )


def _find_tables_with_several_writers(landscape: Landscape, _: Thresholds) -> Iterator[Finding]:
    writers: dict[str, dict[str, FlowEdge]] = defaultdict(dict)
    for flow in _list_crossing_flows(landscape):
        if flow.target.dataset and flow.mechanism in DIRECT:
            writers[flow.target.dataset].setdefault(flow.source.system, flow)
    for key, flows in writers.items():
        if _count_writers(flows.values()) > 1:
            names = " and ".join(landscape.get_system(side).name for side in sorted(flows))
            yield Finding(
                severity=Severity.HIGH,
                what=f"{landscape.get_dataset(key).name} is written directly by {names}",
                where=(key,),
                remedy="let one system own the table and the others use its interface",
                evidence=_select_evidence(*(flow.evidence for _, flow in sorted(flows.items()))),
            )


def _count_writers(flows: Iterable[FlowEdge]) -> int:
    """Count the programs that run these flows; all flows from one SQL file are one program.

    The SQL of one file runs in one system, even if it reads from linked servers.
    """
    groups: list[set[str]] = []
    for flow in flows:
        files = {place.file for place in flow.evidence if place.file.casefold().endswith(".sql")}
        files = files or {f"flow {flow.id}"}  # a flow from another format is a separate writer
        joined = [group for group in groups if group & files]
        groups = [group for group in groups if not group & files]
        groups.append(files.union(*joined))
    return len(groups)


def _find_entities_without_master(landscape: Landscape, limits: Thresholds) -> Iterator[Finding]:
    for integration in _list_active_integrations(landscape):
        by_writers: dict[tuple[str, ...], list[SharedEntity]] = defaultdict(list)
        for shared in integration.entities_both_ways:
            keys = {key for key, _ in list_entity_keys(shared.entity)}
            if not shared.master and not keys & limits.mastered:
                by_writers[shared.writers or integration.systems].append(shared)
        for writers, entities in by_writers.items():
            names = ", ".join(shared.entity for shared in entities)
            yield Finding(
                severity=Severity.HIGH,
                what=f"{_join_writers(landscape, writers)} write {names}, and no master is defined",
                where=(integration.id,),
                remedy="define the master system of each field, and the key that matches records",
                evidence=_select_evidence(*(shared.evidence for shared in entities))
                or integration.evidence[:3],
            )


def _join_writers(landscape: Landscape, ids: tuple[str, ...]) -> str:
    """Return the names of systems as the subject of a sentence: "A, B and C all"."""
    names = [landscape.get_system(key).name for key in ids]
    both = "both" if len(names) == 2 else "all"
    return f"{', '.join(names[:-1])} and {names[-1]} {both}"


def _list_active_integrations(landscape: Landscape) -> Iterator[Integration]:
    return (integration for integration in landscape.integrations if integration.active)


def _join_names(sides: list[SystemNode]) -> str:
    return " and ".join(side.name for side in sides)


def _select_evidence(*groups: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    return tuple(sorted({evidence for group in groups for evidence in group}))[:3]


# To add a finding, write a rule above and list it here.
RULES: tuple[Rule, ...] = (
    _find_undocumented_integrations,
    _find_unowned_systems,
    _find_unowned_datasets,
    _find_flows_of_inactive_systems,
    _find_writes_bypassing_application,
    _find_integrations_only_in_sql,
    _find_point_to_point_hubs,
    _find_tables_with_several_writers,
    _find_entities_without_master,
)
