"""Merge equal flows into one edge, and report flows whose state differs between sources."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from seamscope.records import Certainty, Endpoint, Evidence, Flow, Mechanism, Record, Runs, State
from seamscope.resolve.datasets import Datasets
from seamscope.resolve.flow_groups import DETAILS, Stated, list_values, split_flows
from seamscope.resolve.locations import Places
from seamscope.resolve.names import Ids
from seamscope.resolved import End, Finding, FlowEdge, RunSummary, Severity

SURENESS = (Certainty.CERTAIN, Certainty.LIKELY, Certainty.POSSIBLE)
STOPPED = frozenset({State.DISABLED, State.RETIRED})


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class FlowKey:
    """The attributes by which flows are merged; flows with an equal key may be one edge."""

    source: End
    target: End
    mechanism: Mechanism
    technology: str
    state: State


class Ends:
    """Resolves the endpoints of records to the ids of systems and datasets."""

    def __init__(self, places: Places, datasets: Datasets) -> None:
        self._places = places
        self._datasets = datasets

    def end(self, endpoint: Endpoint, evidence: Evidence) -> End:
        """Return the ids of the system and dataset that an endpoint refers to.

        evidence: position of the mention, on which the meaning of the name may depend.
        """
        return self.end_and_environment(endpoint, evidence)[0]

    def end_and_environment(self, endpoint: Endpoint, evidence: Evidence) -> tuple[End, str]:
        """Return the ids of an endpoint, see `end`, and the environment of its system.

        The environment is "" for production.
        """
        system, label = self._places.lead(endpoint.system, endpoint.dataset, evidence)
        end = End(system=system.id, dataset=self._datasets.find_id(system.id, endpoint.dataset))
        return end, label

    def resolve_via(self, flow: Flow) -> tuple[str, ...]:
        """Return the ids of the intermediate systems of a flow."""
        return tuple(self._places.find_system(ref, "", flow.evidence).id for ref in flow.via)


def merge_flows(records: Iterable[Record], ends: Ends) -> tuple[FlowEdge, ...]:
    """Return one edge for all flows that are one data movement. The edges have no ids yet."""
    groups: dict[FlowKey, list[Stated]] = defaultdict(list)
    for record in records:
        if isinstance(record, Flow):
            edge = _build_edge(record, ends)
            key = FlowKey(
                source=edge.source,
                target=edge.target,
                mechanism=edge.mechanism,
                technology=edge.technology.casefold(),
                state=edge.state,
            )
            groups[key].append(Stated(edge=edge, runs=record.runs))
    return tuple(
        _add_runs(_merge_equal(several), [flow.runs for flow in several if flow.runs])
        for key in sorted(groups)
        for several in (split_flows(groups[key]) if len(groups[key]) > 1 else (groups[key],))
    )


def _add_runs(edge: FlowEdge, runs: Sequence[Runs]) -> FlowEdge:
    """Return an edge with its executions according to query logs: number, users and dates."""
    if not runs:
        return edge
    summary = RunSummary(
        count=sum(one.count for one in runs),
        users=len({user for one in runs for user in one.users}),
        roles=tuple(sorted({role for one in runs for role in one.roles})),
        first=min((one.first for one in runs if one.first), default=""),
        last=max(one.last for one in runs),
    )
    return replace(edge, runs=summary)


def _build_edge(flow: Flow, ends: Ends) -> FlowEdge:
    state, reason = flow.state, flow.reason
    source, one = ends.end_and_environment(flow.source, flow.evidence)
    target, other = ends.end_and_environment(flow.target, flow.evidence)
    environment = one or other
    if environment and state is State.ACTIVE:
        state = State.DEVELOPMENT
        reason = _join_reasons(
            (reason, f"it connects the {environment} environment, not production")
        )
    return FlowEdge(
        id="",
        source=source,
        target=target,
        mechanism=flow.mechanism,
        technology=flow.technology.strip(),
        frequency=flow.frequency.strip(),
        latency=flow.latency.strip(),
        volume=flow.volume.strip(),
        authentication=flow.authentication.strip(),
        error_handling=tuple(sorted(set(flow.error_handling))),
        after_failure=flow.after_failure,
        entities=flow.entities,
        columns=tuple(sorted(set(flow.columns))) if flow.columns else (),
        lookups=flow.lookups,
        via=ends.resolve_via(flow),
        routes=(f"{flow.route} of {flow.evidence.file}",) if flow.route else (),
        state=state,
        certainty=flow.certainty,
        reason=reason,
        evidence=(flow.evidence,),
        intent=flow.intent,
    )


def _merge_equal(flows: Sequence[Stated]) -> FlowEdge:
    if len(flows) == 1:
        return flows[0].edge
    edges = [flow.edge for flow in flows]
    certainty = min((edge.certainty for edge in edges), key=SURENESS.index)
    # The reason why one source is uncertain is left out if the flow is certain in another source.
    telling = [edge for edge in edges if edge.certainty is not Certainty.POSSIBLE] or edges
    stated = {edge.reason: None for edge in telling if edge.reason}
    ranked = sorted(flows, key=lambda flow: flow.edge.certainty is Certainty.POSSIBLE)
    reasons = [
        *stated,
        *(note for detail in DETAILS if (note := _describe_difference(ranked, detail))),
    ]
    details = {
        detail: next((value for value, _ in list_values(ranked, detail)), "") for detail in DETAILS
    }
    return replace(
        edges[0],
        frequency=details["frequency"],
        latency=details["latency"],
        volume=details["volume"],
        authentication=details["authentication"],
        error_handling=tuple(sorted({rule for edge in edges for rule in edge.error_handling})),
        after_failure=all(edge.after_failure for edge in edges),
        entities=tuple(dict.fromkeys(entity for edge in edges for entity in edge.entities)),
        columns=tuple(sorted({column for edge in edges for column in edge.columns})),
        lookups=tuple(sorted({lookup for edge in edges for lookup in edge.lookups})),
        via=next((edge.via for edge in edges if edge.via), ()),
        routes=tuple(sorted({route for edge in edges for route in edge.routes})),
        certainty=certainty,
        reason=_join_reasons(reasons),
        intent=max(edge.intent for edge in edges),
        evidence=tuple(sorted({item for edge in edges for item in edge.evidence})),
    )


def _describe_difference(flows: Sequence[Stated], detail: str) -> str:
    """Return a note with all values of an attribute if sources differ on it, else "".

    detail: name of the attribute, such as "frequency".
    """
    sides: dict[str, str] = {}
    for value, flow in list_values(flows, detail):
        sides.setdefault(value.casefold(), f"{value} ({flow.edge.evidence[0]})")
    return f"sources differ on the {detail}: {' / '.join(sides.values())}" if len(sides) > 1 else ""


def _join_reasons(reasons: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(reason for reason in reasons if reason))


def assign_ids(edges: Iterable[FlowEdge]) -> tuple[FlowEdge, ...]:
    """Return the edges with ids such as "shop>erp:file-transfer", sorted by id."""

    def rank(edge: FlowEdge) -> tuple[str, bool, str, str, tuple[str, ...]]:
        return (_build_id(edge), edge.derived, edge.state.value, edge.technology, edge.via)

    ids = Ids()
    edges_with_ids = [
        replace(edge, id=ids.make(_build_id(edge))) for edge in sorted(edges, key=rank)
    ]
    return tuple(sorted(edges_with_ids, key=lambda edge: edge.id))


def _build_id(edge: FlowEdge) -> str:
    source, target = (end.dataset or end.system for end in (edge.source, edge.target))
    return f"{source}>{target}:{edge.mechanism.value.replace('_', '-')}"


def report_contradictions(edges: Iterable[FlowEdge], names: dict[str, str]) -> list[Finding]:
    """Report flows that are active in one source and stopped in another.

    names: names of systems and datasets by id.
    """
    by_ends: dict[tuple[End, End], list[FlowEdge]] = defaultdict(list)
    for edge in edges:
        by_ends[edge.source, edge.target].append(edge)
    found = []
    for (source, target), several in by_ends.items():
        running = [edge for edge in several if edge.state is State.ACTIVE]
        stopped = [edge for edge in several if edge.state in STOPPED]
        files = {item.file for edge in running for item in edge.evidence}
        others = {item.file for edge in stopped for item in edge.evidence}
        if running and stopped and files != others:
            start, end = (names[item.dataset or item.system] for item in (source, target))
            found.append(_report_contradiction(f"{start} to {end}", [*running[:1], *stopped]))
    return found


def _report_contradiction(way: str, edges: Sequence[FlowEdge]) -> Finding:
    states = " / ".join(f"{edge.state.value} ({edge.evidence[0]})" for edge in edges)
    return Finding(
        severity=Severity.MEDIUM,
        what=f"Sources disagree on whether data still moves from {way}: {states}",
        where=tuple(edge.id for edge in edges),
        remedy="ask the operator which source is right, and correct the other; until then both "
        "are shown",
        evidence=tuple(sorted({item for edge in edges for item in edge.evidence})),
    )
