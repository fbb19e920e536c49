"""Interfaces, and dependencies whose direction nobody knows."""

from collections import defaultdict
from collections.abc import Iterable

from seamscope.records import Dependency, Evidence, Interface, Mechanism, Record, State
from seamscope.resolve.flows import Ends
from seamscope.resolve.locations import Places
from seamscope.resolve.names import Ids, fold, slug
from seamscope.resolve.register import question_id
from seamscope.resolved import DependencyEdge, End, InterfaceNode, Question, QuestionKind

DependencyKey = tuple[End, End, Mechanism, str, State, str, tuple[str, ...]]


def interfaces(records: Iterable[Record], places: Places) -> tuple[InterfaceNode, ...]:
    """Return one node for each system and name."""
    groups: dict[tuple[str, str], list[Interface]] = defaultdict(list)
    for record in records:
        if isinstance(record, Interface):
            system = places.system(record.system, "", record.evidence).id
            groups[system, fold(record.name)].append(record)
    ids = Ids()
    return tuple(
        sorted(
            (_interface(system, groups[system, name], ids) for system, name in sorted(groups)),
            key=lambda node: node.id,
        )
    )


def _interface(system: str, records: list[Interface], ids: Ids) -> InterfaceNode:
    name = records[0].name
    states = [record.state for record in records if record.state is not State.ACTIVE]
    protocols = dict.fromkeys(record.protocol for record in records if record.protocol)
    return InterfaceNode(
        id=ids.make(f"{system}/{slug(name)}"),
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


def dependencies(records: Iterable[Record], ends: Ends) -> tuple[DependencyEdge, ...]:
    """Return one edge for all dependencies of equal ends, mechanism, state and reason."""
    groups: dict[DependencyKey, set[Evidence]] = defaultdict(set)
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
    ids = Ids()
    made = []
    for key in sorted(groups):
        source, target, mechanism, technology, state, reason, written = key
        wanted = f"{source.dataset or source.system}~{target.dataset or target.system}"
        made.append(
            DependencyEdge(
                id=ids.make(wanted),
                source=source,
                target=target,
                reason=reason,
                mechanism=mechanism,
                technology=technology,
                written=written,
                state=state,
                evidence=tuple(sorted(groups[key])),
            )
        )
    return tuple(sorted(made, key=lambda edge: edge.id))


def directions(edges: Iterable[DependencyEdge], names: dict[str, str]) -> list[Question]:
    """Ask once for each pair of systems which way its data goes."""
    pairs: dict[tuple[str, str], list[DependencyEdge]] = defaultdict(list)
    for edge in edges:
        one, other = sorted((edge.source.system, edge.target.system))
        if one != other:
            pairs[one, other].append(edge)
    return [_direction(pair, pairs[pair], names) for pair in sorted(pairs)]


def _direction(
    pair: tuple[str, str], edges: list[DependencyEdge], names: dict[str, str]
) -> Question:
    one, other = (names[system] for system in pair)
    count = f"{len(edges)} dependencies are" if len(edges) > 1 else "One dependency is"
    return Question(
        kind=QuestionKind.DIRECTION,
        id=question_id(QuestionKind.DIRECTION, (one, other)),
        candidates=(f"{one} to {other}", f"{other} to {one}", "both", "none"),
        effect=f"makes {len(edges)} of the flows between {one} and {other} known",
        text=(
            f"Which way does data move between {one} and {other}? {count} known without a "
            "direction; list the flows in the inventory"
        ),
        about=(*pair, *(edge.id for edge in edges)),
        evidence=tuple(sorted({item for edge in edges for item in edge.evidence})),
    )
