"""Find the entities that both systems of an integration write."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from seamscope.knowledge.entity_names import build_entity_key, list_entity_keys, name_words
from seamscope.landscape.carried import Contents, Entities, get_last_part
from seamscope.landscape.loops import carries_data, find_loops
from seamscope.landscape.shared import Claim, SharedEntity, unite_claims
from seamscope.records import Evidence, Mechanism, State
from seamscope.resolved import DatasetNode, DependencyEdge, FlowEdge, SystemNode

POC = "poc"  # the kind of the POC's own system
NAMED = 4  # maximum number of systems of a loop in a reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two systems and the relevant flows between them.

    there: flows from the first system to the second.
    back: flows from the second system to the first.
    """

    systems: tuple[str, str]
    there: Sequence[FlowEdge]
    back: Sequence[FlowEdge]
    dependencies: Sequence[DependencyEdge] = ()


class Sides:
    """Finds entities that two systems write, using the flows of the whole landscape.

    masters: the master system of each entity, from poc.yaml.
    hubs: ids of the systems that only pass data on; they are not writers.
    """

    def __init__(
        self,
        flows: Sequence[FlowEdge],
        datasets: Mapping[str, DatasetNode],
        systems: Sequence[SystemNode],
        *,
        hubs: frozenset[str],
        masters: Mapping[str, str],
    ) -> None:
        self._contents = Contents(datasets, systems)
        self._datasets = datasets
        self._hubs = hubs
        # Endpoints have no name, so they are shown with their id.
        ends = {end.system for flow in flows for end in (flow.source, flow.target)}
        self._names = {key: key for key in ends} | {node.id: node.name for node in systems}
        self._pocs = frozenset(node.id for node in systems if node.kind == POC)
        self._masters = {
            key: who for text, who in masters.items() for key in _collect_keys(text) if who
        }
        self._ids = {
            name_words(name): node.id
            for node in systems
            for name in (node.id, node.name, *node.aliases)
        }
        self._loops = find_loops(flows)
        around: dict[int, set[str]] = defaultdict(set)
        for dataset, number in self._loops.items():
            around[number].add(datasets[dataset].system)
        # Keep NAMED + 2 systems: up to two of them are the pair itself and are left out of the
        # reason.
        self._around = {
            number: sorted(found - hubs)[: NAMED + 2] for number, found in around.items()
        }
        self._into: dict[str, list[FlowEdge]] = defaultdict(list)
        for flow in flows:
            if flow.state is State.ACTIVE and flow.source.system != flow.target.system:
                self._into[flow.target.system].append(flow)

    def find_shared(self, pair: Pair) -> tuple[SharedEntity, ...]:
        """Return the entities that both systems of this pair write."""
        rules: list[Callable[[Pair], Iterator[Claim]]] = [
            self._find_mastered,
            self._find_third_writers,
        ]
        if self._hubs.isdisjoint(pair.systems):
            rules = [
                self._find_moved_both_ways,
                self._find_written_back,
                self._find_loops,
                self._find_declared,
                *rules,
            ]
        return unite_claims((claim for rule in rules for claim in rule(pair)), self._masters)

    # --- rules for the flows between two systems

    def _find_moved_both_ways(self, pair: Pair) -> Iterator[Claim]:
        forth, hither = (self._group_by_entity(flows) for flows in (pair.there, pair.back))
        for key in sorted(forth.keys() & hither.keys()):
            both = [*forth[key], *hither[key]]
            yield Claim(
                key=key,
                spellings=tuple(name for name, _ in both),
                writers=pair.systems,
                why="it moves in both directions",
                evidence=_collect_evidence(flow for _, flow in both),
            )

    def _find_written_back(self, pair: Pair) -> Iterator[Claim]:
        """Yield the entities of each dataset that one system copies by CDC and also writes to.

        The dataset belongs to the other system of the pair. Reads other than change data capture
        (CDC) are ignored, because they may only join the table.
        """
        for out, home in ((pair.there, pair.back), (pair.back, pair.there)):
            captured = [flow for flow in out if flow.mechanism is Mechanism.CDC]
            written = _group_by_dataset(home, "target")
            for dataset, taken in sorted(_group_by_dataset(captured, "source").items()):
                if dataset in written:
                    yield from self._find_write_back(pair, dataset, [*taken, *written[dataset]])

    def _find_write_back(
        self, pair: Pair, dataset: str, flows: Sequence[FlowEdge]
    ) -> Iterator[Claim]:
        node = self._datasets[dataset]
        reader = self._names[flows[0].target.system]
        for key, name in sorted(self._contents.list_dataset_entities(dataset).items()):
            yield Claim(
                key=key,
                spellings=(name,),
                writers=pair.systems,
                why=f"{reader} captures the changes of {node.name} of "
                f"{self._names[node.system]} and writes into it too",
                evidence=_collect_evidence(flows),
            )

    def _find_loops(self, pair: Pair) -> Iterator[Claim]:
        rounds: dict[int, list[FlowEdge]] = defaultdict(list)
        for flow in (*pair.there, *pair.back):
            number = self._loops.get(flow.source.dataset)
            inside = number is not None and number == self._loops.get(flow.target.dataset)
            if inside and number is not None and flow.state is State.ACTIVE and carries_data(flow):
                rounds[number].append(flow)
        for number, flows in sorted(rounds.items()):
            yield from self._describe_loop(pair, number, flows)

    def _describe_loop(self, pair: Pair, number: int, flows: Sequence[FlowEdge]) -> Iterator[Claim]:
        """Yield the entities of a loop that move in both directions between the systems of a pair.

        If there are none, yield the first entity that moves in any direction.

        number: number of the loop.
        flows: the flows in the loop between the systems of the pair.
        """
        forth = self._group_by_entity(
            flow for flow in flows if flow.source.system == pair.systems[0]
        )
        hither = self._group_by_entity(
            flow for flow in flows if flow.source.system == pair.systems[1]
        )
        names = [
            (key, name)
            for found in (forth, hither)
            for key, several in found.items()
            for name, _ in several
        ]
        common = forth.keys() & hither.keys()
        chosen = common or {min(names)[0]} if names else set()
        near = (key for key in self._around[number] if key not in pair.systems)
        others = [] if forth and hither else [self._names[key] for key in near][:NAMED]
        for key in sorted(chosen):
            yield Claim(
                key=key,
                spellings=tuple(name for found, name in names if found == key),
                writers=pair.systems,
                why=self._build_loop_claim(flows, others),
                evidence=_collect_evidence(flows),
            )

    def _build_loop_claim(self, flows: Sequence[FlowEdge], over: Sequence[str]) -> str:
        shown = {
            end.dataset: f"{get_last_part(self._datasets[end.dataset].name)} of "
            f"{self._names[end.system]}"
            for flow in flows
            for end in (flow.source, flow.target)
        }
        named = " and ".join(shown[key] for key in sorted(shown)[:NAMED])
        more = f" over {', '.join(over)}" if over else ""
        return f"a loop: {named} are filled from each other{more}"

    def _find_declared(self, pair: Pair) -> Iterator[Claim]:
        for edge in pair.dependencies:
            for phrase in edge.written:
                for key, name in list_entity_keys(phrase):
                    yield Claim(
                        key=key,
                        spellings=(name,),
                        writers=pair.systems,
                        why=edge.reason,
                        evidence=edge.evidence,
                    )

    # --- rules for what the POC writes

    def _find_mastered(self, pair: Pair) -> Iterator[Claim]:
        """Yield the entities that the POC writes although poc.yaml declares another master."""
        for flow in self._list_written_by_poc(pair):
            for key, name in sorted(self._contents.list_written(flow).items()):
                master = self._masters.get(key, "")
                owner = self._ids.get(name_words(master), "")
                if master and owner != flow.source.system:
                    yield Claim(
                        key=key,
                        spellings=(name,),
                        writers=tuple(sorted({flow.source.system, owner} - {""})),
                        why=f"{self._names[flow.source.system]} writes it, and poc.yaml names "
                        f"{master} as its master",
                        evidence=flow.evidence,
                    )

    def _find_third_writers(self, pair: Pair) -> Iterator[Claim]:
        """Yield the entities that the POC and a third system write into one system."""
        for flow in self._list_written_by_poc(pair):
            own = self._contents.list_written(flow)
            rivals: dict[tuple[str, str], list[FlowEdge]] = defaultdict(list)
            for other in self._into[flow.target.system]:
                if other.source.system not in {*pair.systems, *self._pocs}:
                    for key in own.keys() & self._list_reached(other, flow).keys():
                        rivals[key, other.source.system].append(other)
            senders = {sender for _, sender in rivals}
            for (key, sender), flows in sorted(rivals.items()):
                # A hub only passes data on; the system before the hub, if known, is the writer.
                if sender in self._hubs and senders - self._hubs:
                    continue
                yield self._build_rivalry(flow, sender, (key, own[key]), flows)

    def _list_reached(self, other: FlowEdge, flow: FlowEdge) -> Entities:
        """Return the entities that a flow writes.

        If it writes the same dataset as a flow of the POC, add the entities of that flow.

        other: the flow of another system.
        flow: the flow of the POC.
        """
        found = self._contents.list_written(other)
        if flow.target.dataset and flow.target.dataset == other.target.dataset:
            found = found | self._contents.list_written(flow)
        return found

    def _build_rivalry(
        self, flow: FlowEdge, sender: str, entity: tuple[str, str], others: Sequence[FlowEdge]
    ) -> Claim:
        key, name = entity
        return Claim(
            key=key,
            spellings=(name,),
            writers=(flow.source.system, sender),
            why=f"{self._names[sender]} writes it into {self._names[flow.target.system]} too",
            evidence=_collect_evidence([flow, *others]),
        )

    def _list_written_by_poc(self, pair: Pair) -> Iterator[FlowEdge]:
        for flow in (*pair.there, *pair.back):
            if flow.source.system in self._pocs:
                yield flow

    def _group_by_entity(self, flows: Iterable[FlowEdge]) -> dict[str, list[tuple[str, FlowEdge]]]:
        found: dict[str, list[tuple[str, FlowEdge]]] = defaultdict(list)
        for flow in flows:
            if carries_data(flow):
                for key, name in self._contents.list_written(flow).items():
                    found[key].append((name, flow))
        return found


def _group_by_dataset(flows: Iterable[FlowEdge], side: str) -> dict[str, list[FlowEdge]]:
    found: dict[str, list[FlowEdge]] = defaultdict(list)
    for flow in flows:
        end = flow.source if side == "source" else flow.target
        if end.dataset and carries_data(flow):
            found[end.dataset].append(flow)
    return found


def _collect_keys(text: str) -> set[str]:
    return {key for key, _ in list_entity_keys(text)} or {build_entity_key(text)} - {""}


def _collect_evidence(flows: Iterable[FlowEdge]) -> tuple[Evidence, ...]:
    return tuple(sorted({place for flow in flows for place in flow.evidence}))
