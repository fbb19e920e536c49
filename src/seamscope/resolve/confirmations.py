"""Ask a person to confirm what the inputs say, where a mistake would be expensive.

The questions are about systems with almost the same name, planned systems, and flows that have
stopped. The inputs do not contradict each other, but a review board asks about these first.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from rapidfuzz.distance import OSA

from seamscope.records import State
from seamscope.resolve.names import fold, join_words
from seamscope.resolve.register import POC
from seamscope.resolve.system_states import build_state_question
from seamscope.resolved import (
    DependencyEdge,
    FlowEdge,
    KnownFrom,
    Question,
    QuestionKind,
    SystemNode,
)

SHORTEST = (
    5  # letters of a word; shorter words, such as ECC and EWM, are codes that differ on purpose
)
EDITS = 2  # letters that a person misreads in a long word
LONG_WORD = 6  # letters of a word in which two letters may differ
MOST = 2  # systems similar to one name; if there are more, the names follow a pattern
PAUSED = frozenset({State.DISABLED, State.FAILED})


def ask_confirmations(
    systems: Sequence[SystemNode],
    edges: Iterable[FlowEdge | DependencyEdge],
    names: Mapping[str, str],
    asked: Iterable[Question],
) -> Iterator[Question]:
    """Yield the questions about similar names, planned systems and stopped flows.

    names: names of systems and endpoints by id.
    asked: the questions that are already asked; they are not repeated.
    """
    known = {(question.kind, frozenset(question.about)) for question in asked}
    declared = [node for node in systems
                if node.known_from is KnownFrom.DECLARED and node.kind != POC]  # fmt: skip
    for question in _ask_lookalikes(declared):
        if (question.kind, frozenset(question.about)) not in known:
            yield question
    for node in declared:
        if node.lifecycle is State.PLANNED and (
            (QuestionKind.STATE, frozenset({node.id})) not in known
        ):
            text = f"Is {node.name} in operation by now? It is planned ({node.evidence[0]})"
            yield build_state_question(text, (node.id,), node.evidence)
    yield from _ask_stopped(edges, {node.id: node for node in systems}, names)


def _ask_lookalikes(systems: Iterable[SystemNode]) -> Iterator[Question]:
    """Ask whether two systems are one if one or two letters of a word in their names differ."""
    current = [node for node in systems if node.lifecycle is not State.RETIRED]
    alike: dict[str, list[SystemNode]] = defaultdict(list)
    pairs = [pair for group in _group_comparable(current) for pair in combinations(group, 2)]
    pairs = [(one, other) for one, other in pairs if _are_alike(fold(one.name), fold(other.name))]
    for one, other in pairs:
        alike[one.id].append(other)
        alike[other.id].append(one)
    for one, other in pairs:
        if max(len(alike[one.id]), len(alike[other.id])) > MOST:
            continue
        yield Question(
            text=f"Are {one.name} and {other.name} one system? They are treated as separate "
            "systems, but their names differ by a few letters, so a list may have flows of one "
            "under the name of the other",
            kind=QuestionKind.SAME_SYSTEM,
            candidates=(one.name, other.name),
            effect="two systems become one, with the flows of both",
            about=(one.id, other.id),
            evidence=(*one.evidence[:1], *other.evidence[:1]),
        )


def _group_comparable(systems: Iterable[SystemNode]) -> Iterable[list[SystemNode]]:
    """Return groups of systems whose names begin with the same letter and have the same digits."""
    groups: dict[tuple[str, str], list[SystemNode]] = defaultdict(list)
    for node in sorted(systems, key=lambda node: node.id):
        folded = fold(node.name)
        groups[folded[:1], re.sub(r"\D", "", folded)].append(node)
    return groups.values()


def _are_alike(one: str, other: str) -> bool:
    """Return whether two folded names differ only in a few letters of one word.

    "kastenkonto" and "kastenkontor" do, "sap ecc" and "sap ewm" do not.
    """
    words = (one.split(), other.split())
    if len(words[0]) != len(words[1]):
        return False
    different = [pair for pair in zip(*words, strict=True) if pair[0] != pair[1]]
    if len(different) != 1 or min(map(len, different[0])) < SHORTEST:
        return False
    edits = EDITS if min(map(len, different[0])) >= LONG_WORD else 1
    return OSA.distance(*different[0], score_cutoff=edits) <= edits


def _ask_stopped(
    edges: Iterable[FlowEdge | DependencyEdge],
    systems: Mapping[str, SystemNode],
    names: Mapping[str, str],
) -> Iterator[Question]:
    """Ask about flows that are switched off, and about flows of systems that are retired.

    No question is asked if another flow moves data in the same direction between the systems, or if
    a source says that the flow itself is retired.
    """
    pairs: dict[tuple[str, str], list[FlowEdge | DependencyEdge]] = defaultdict(list)
    active: set[tuple[str, str]] = set()
    for edge in edges:
        pair = (edge.source.system, edge.target.system)
        if edge.state is State.ACTIVE:
            active.add(pair)
        elif not (isinstance(edge, FlowEdge) and edge.derived) and pair[0] != pair[1]:
            pairs[pair].append(edge)
    for pair, several in sorted(pairs.items()):
        ended = [systems[end].name for end in pair
                 if end in systems and systems[end].lifecycle is State.RETIRED]  # fmt: skip
        if pair in active:
            continue
        way = (names.get(pair[0], pair[0]), names.get(pair[1], pair[1]))
        between = f"from {way[0]} to {way[1]}"
        if ended:
            # A flow whose sources give no state has the state of its retired system.
            left = [one for one in several if one.reason.endswith(f"{ended[0]} is retired")]
            text = f"Does data still move {between}? {join_words(ended)} is retired, but"
            text += " the inputs still contain the flow"
        else:
            left = [one for one in several if one.state in PAUSED]
            text = f"Is data to move {between} again? The flow is switched off"
        if left:
            evidence = tuple(sorted({item for one in left for item in one.evidence}))
            about = (*pair, *(one.id for one in left))
            yield build_state_question(f"{text} ({evidence[0]})", about, evidence, way)
