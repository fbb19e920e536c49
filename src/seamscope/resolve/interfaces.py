"""Merge interfaces and dependencies, and ask about data flows of unknown direction."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from seamscope.connector.directions import EACH_WAY
from seamscope.records import (
    Certainty,
    Dependency,
    Evidence,
    Interface,
    Mechanism,
    Record,
    State,
)
from seamscope.resolve.contents import list_contents
from seamscope.resolve.flows import Ends
from seamscope.resolve.hops import UNSURE
from seamscope.resolve.locations import Places
from seamscope.resolve.names import Ids, build_slug, fold, join_words
from seamscope.resolve.opposite_flows import Opposed, Pair
from seamscope.resolved import (
    DependencyEdge,
    End,
    Finding,
    FlowEdge,
    InterfaceNode,
    Question,
    QuestionKind,
    Severity,
)

EFFECT = "in which direction its flows are drawn, sized and estimated"

# Part of the reason of a flow that was inferred from the arguments of a call, because the called
# routine is not among the inputs.
INFERRED = "whose text is not among the inputs"

DependencyKey = tuple[End, End, Mechanism, str, State, str, tuple[str, ...]]


def merge_interfaces(records: Iterable[Record], places: Places) -> tuple[InterfaceNode, ...]:
    """Return one node for all interfaces that have the same system and the same normalised name."""
    groups: dict[tuple[str, str], list[Interface]] = defaultdict(list)
    for record in records:
        if isinstance(record, Interface):
            system = places.find_system(record.system, "", record.evidence).id
            groups[system, fold(record.name)].append(record)
    ids = Ids()
    return tuple(
        sorted(
            (
                _build_interface(system, groups[system, name], ids)
                for system, name in sorted(groups)
            ),
            key=lambda node: node.id,
        )
    )


def _build_interface(system: str, records: list[Interface], ids: Ids) -> InterfaceNode:
    name = records[0].name
    states = [record.state for record in records if record.state is not State.ACTIVE]
    protocols = dict.fromkeys(record.protocol for record in records if record.protocol)
    return InterfaceNode(
        id=ids.make(f"{system}/{build_slug(name)}"),
        system=system,
        name=name,
        protocol=", ".join(protocols),
        operations=max(record.operations for record in records),
        entities=tuple(dict.fromkeys(item for record in records for item in record.entities)),
        authentication=tuple(
            dict.fromkeys(item for record in records for item in record.authentication)
        ),
        state=states[0] if len(states) == len(records) else State.ACTIVE,
        evidence=tuple(sorted({record.evidence for record in records})),
    )


def merge_dependencies(records: Iterable[Record], ends: Ends) -> tuple[DependencyEdge, ...]:
    """Return one edge for all dependencies with equal ends, mechanism, state and reason.

    The ends are the ids of the source and of the target.
    """
    groups: dict[DependencyKey, set[Evidence]] = defaultdict(set)
    moving: set[DependencyKey] = set()
    for record in records:
        if isinstance(record, Dependency):
            source = ends.end(record.source, record.evidence)
            target = ends.end(record.target, record.evidence)
            key = (
                source,
                target,
                record.mechanism,
                record.technology,
                record.state,
                record.reason,
                record.written,
            )
            groups[key].add(record.evidence)
            if record.moves_data:
                moving.add(key)
    ids = Ids()
    dependency_edges = []
    for key in sorted(groups):
        source, target, mechanism, technology, state, reason, written = key
        wanted_id = f"{source.dataset or source.system}~{target.dataset or target.system}"
        dependency_edges.append(
            DependencyEdge(
                id=ids.make(wanted_id),
                source=source,
                target=target,
                reason=reason,
                mechanism=mechanism,
                technology=technology,
                written=written,
                state=state,
                moves_data=key in moving,
                evidence=tuple(sorted(groups[key])),
            )
        )
    return tuple(sorted(dependency_edges, key=lambda edge: edge.id))


def ask_directions(
    edges: Iterable[DependencyEdge],
    flows: Iterable[FlowEdge],
    names: dict[str, str],
    opposed: Mapping[Pair, Sequence[Opposed]],
) -> list[Question]:
    """Return one question for each pair of systems whose direction of data is not certain.

    The direction is uncertain in four cases: dependencies may move data; sources contradict each
    other; all flows in one of two directions are only possible; or all flows are inferred from
    arguments of calls or from hops that may carry different content.
    """
    pairs: dict[Pair, list[DependencyEdge]] = defaultdict(list)
    for edge in edges:
        ended = edge.state is State.RETIRED
        if edge.moves_data and not ended and edge.source.system != edge.target.system:
            pairs[_get_pair(edge)].append(edge)
    flows = list(flows)
    doubtful = {pair: ways for pair, ways in _find_doubtful(flows).items() if pair not in pairs}
    inferred = _find_inferred(flows)
    return [
        *(
            _ask_direction(pair, pairs[pair], names, opposed.get(pair, ()))
            for pair in sorted(pairs)
        ),
        *(_ask_both_ways(pair, doubtful[pair], names) for pair in sorted(doubtful)),
        *(
            _ask_inferred(pair, inferred[pair], names)
            for pair in sorted(inferred)
            if pair not in pairs and pair not in doubtful
        ),
    ]


def ask_contents(flows: Iterable[FlowEdge], names: dict[str, str]) -> list[Question]:
    """Return a question for each row of a list with two contents, one for each direction.

    The row does not say which content moves in which direction.
    """
    rows: dict[tuple[Pair, Evidence], list[FlowEdge]] = defaultdict(list)
    for flow in flows:
        if EACH_WAY in flow.reason and flow.entities:
            rows[_get_pair(flow), flow.evidence[0]].append(flow)
    return [
        _ask_contents(pair, row, names)
        for (pair, _), row in sorted(rows.items())
        if {flow.source.system for flow in row} == {*pair}
    ]


def _ask_contents(pair: Pair, row: Sequence[FlowEdge], names: dict[str, str]) -> Question:
    one, other = (names[system] for system in pair)
    forth, back = list_contents(pair, row)
    first, second = join_words(forth), join_words(back)
    return Question(
        text=f"Which way do {first} and {second} move between {one} and {other}? The list has them "
        "in one cell of a two-way row; they are assumed to be in the order of the two systems",
        kind=QuestionKind.CONTENT,
        candidates=(
            f"{first} to {other}, {second} to {one}",
            f"{second} to {other}, {first} to {one}",
            "both contents both ways",
        ),
        effect="which data moves in which direction, and whether both systems write the same data",
        about=(*pair, *(flow.id for flow in row)),
        evidence=tuple(sorted({item for flow in row for item in flow.evidence})),
    )


def report_opposite_directions(
    opposed: Mapping[Pair, Sequence[Opposed]], names: dict[str, str]
) -> list[Finding]:
    """Report pairs of systems for which sources state opposite directions of data."""
    return [
        Finding(
            severity=Severity.MEDIUM,
            what=f"Sources disagree on the direction of data between {names[one]} and "
            f"{names[other]}: {'; '.join(item.description for item in several)}",
            where=(one, other),
            remedy="ask the operator which source is right, and correct the other; until then "
            "both are shown",
            evidence=_collect_evidence(several),
        )
        for (one, other), several in opposed.items()
    ]


def _get_pair(edge: DependencyEdge | FlowEdge) -> Pair:
    one, other = sorted((edge.source.system, edge.target.system))
    return one, other


def _find_doubtful(flows: Iterable[FlowEdge]) -> dict[Pair, list[FlowEdge]]:
    """Return the pairs with flows in both directions, where all flows in one are only possible."""
    ways: dict[Pair, list[FlowEdge]] = defaultdict(list)
    for flow in flows:
        if flow.state is State.ACTIVE and flow.source.system != flow.target.system:
            ways[_get_pair(flow)].append(flow)
    return {pair: several for pair, several in ways.items() if _is_doubtful(pair, several)}


def _find_inferred(flows: Iterable[FlowEdge]) -> dict[Pair, list[FlowEdge]]:
    """Return the pairs of systems whose flows are all inferred from calls or from doubtful hops."""
    pairs: dict[Pair, list[FlowEdge]] = defaultdict(list)
    for flow in flows:
        if flow.state is State.ACTIVE and flow.source.system != flow.target.system:
            pairs[_get_pair(flow)].append(flow)
    return {pair: several for pair, several in pairs.items() if all(map(_is_inferred, several))}


def _is_inferred(flow: FlowEdge) -> bool:
    match flow.certainty:
        case Certainty.LIKELY:
            return INFERRED in flow.reason
        case Certainty.POSSIBLE:
            return flow.derived and flow.reason.startswith(UNSURE)
        case Certainty.CERTAIN:
            return False


def _is_doubtful(pair: Pair, flows: Iterable[FlowEdge]) -> bool:
    sure: dict[str, bool] = {}
    for flow in flows:
        known = sure.get(flow.source.system, False)
        sure[flow.source.system] = known or flow.certainty is not Certainty.POSSIBLE
    return sure.keys() == set(pair) and not all(sure.values())


def _ask_both_ways(pair: Pair, flows: Sequence[FlowEdge], names: dict[str, str]) -> Question:
    one, other = (names[system] for system in pair)
    reasons = [
        flow.reason for flow in flows if flow.certainty is Certainty.POSSIBLE and flow.reason
    ]
    detail = f", {join_words(dict.fromkeys(reasons))}" if reasons else ""
    return Question(
        text=f"Does data move both ways between {one} and {other}? One direction is only possible"
        f"{detail}",
        kind=QuestionKind.DIRECTION,
        candidates=list_ways(one, other),
        effect=EFFECT,
        about=(*pair, *(flow.id for flow in flows)),
        evidence=tuple(sorted({item for flow in flows for item in flow.evidence})),
    )


def _ask_inferred(pair: Pair, flows: Sequence[FlowEdge], names: dict[str, str]) -> Question:
    one, other = (names[system] for system in pair)
    reasons = join_words(dict.fromkeys(flow.reason for flow in flows))
    return Question(
        text=f"Does data move between {one} and {other}, and in which direction? The flow is "
        f"inferred: {reasons}",
        kind=QuestionKind.DIRECTION,
        candidates=list_ways(one, other),
        effect=EFFECT,
        about=(*pair, *(flow.id for flow in flows)),
        evidence=tuple(sorted({item for flow in flows for item in flow.evidence})),
    )


def _ask_direction(
    pair: Pair,
    edges: Sequence[DependencyEdge],
    names: dict[str, str],
    opposed: Sequence[Opposed],
) -> Question:
    one, other = (names[system] for system in pair)
    evidence = tuple(sorted({item for edge in edges for item in edge.evidence}))
    count = f"{len(evidence)} entries connect" if len(evidence) > 1 else "One entry connects"
    detail = f"{count} them without saying which of them sends the data"
    if opposed:
        detail = f"Sources disagree: {'; '.join(item.description for item in opposed)}"
    return Question(
        text=f"In which direction does data move between {one} and {other}? {detail}",
        kind=QuestionKind.DIRECTION,
        candidates=list_ways(one, other),
        effect=EFFECT,
        about=(*pair, *(edge.id for edge in edges)),
        evidence=evidence,
    )


def list_ways(one: str, other: str) -> tuple[str, ...]:
    """Return the possible answers to a question about the direction of data between two systems."""
    return f"{one} to {other}", f"{other} to {one}", "both", "none"


def _collect_evidence(several: Iterable[Opposed]) -> tuple[Evidence, ...]:
    return tuple(sorted({flow.evidence for item in several for flow in (item.forth, item.back)}))
