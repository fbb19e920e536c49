"""Weigh questions by the part of the landscape that their answers change."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from seamscope.knowledge.asking import load_asking
from seamscope.records import ClueKind, State
from seamscope.resolved import DependencyEdge, FlowEdge, Question, QuestionKind


def weigh(
    questions: Iterable[Question],
    edges: Iterable[FlowEdge | DependencyEdge],
    endpoints: frozenset[str],
    confirmations: frozenset[str] = frozenset(),
) -> tuple[Question, ...]:
    """Return the questions with weights, highest weight first.

    endpoints: ids of the endpoints whose system is unknown.
    confirmations: ids of the questions that ask to confirm what the inputs say.
    """
    current_edges = [edge for edge in edges if edge.state is not State.RETIRED]
    touched: Counter[str] = Counter()
    for edge in current_edges:
        touched.update({edge.source.system, edge.target.system})
    settled = _find_settled(current_edges)
    weighed = (
        replace(
            question,
            weight=_compute_weight(
                question, touched, endpoints, settled, confirmed=question.id in confirmations
            ),
        )
        for question in questions
    )
    return tuple(
        sorted(weighed, key=lambda question: (-question.weight, question.id, question.text))
    )


def _find_settled(edges: Iterable[FlowEdge | DependencyEdge]) -> dict[str, bool]:
    """Return, for each dependency id, whether a question about its direction matters little.

    The question matters little if the dependency does not move data, or if active flows connect its
    systems.
    """
    flowing: set[frozenset[str]] = set()
    dependencies: list[tuple[str, frozenset[str], bool]] = []
    for edge in edges:
        pair = frozenset({edge.source.system, edge.target.system})
        if isinstance(edge, DependencyEdge):
            dependencies.append((edge.id, pair, edge.moves_data))
        elif edge.state is State.ACTIVE:
            flowing.add(pair)
    return {key: not moves or pair in flowing for key, pair, moves in dependencies}


def _compute_weight(
    question: Question,
    touched: Counter[str],
    endpoints: frozenset[str],
    dependencies: dict[str, bool],
    *,
    confirmed: bool,
) -> float:
    figures = load_asking()
    named = any(clue.kind is ClueKind.NAME for clue in question.clues)
    weight = figures.weights["name" if named else question.kind.value]
    places = [key for key in question.about if key in endpoints]
    flows = [touched[key] for key in question.about]
    match question.kind:
        case QuestionKind.PLACE if places:
            changed = sum(touched[key] for key in places)
        case QuestionKind.SAME_SYSTEM if len(flows) > 1:
            changed = min(flows)  # the system with fewer flows joins the other
        case QuestionKind.DIRECTION:
            changed = len(question.about) - 2  # the dependencies
        case _:
            changed = max(flows, default=0)
    match question.kind:
        case QuestionKind.PLACE | QuestionKind.SAME_SYSTEM:
            settled = not places and len(question.about) <= 1
        case QuestionKind.DIRECTION:
            known = [dependencies[key] for key in question.about if key in dependencies]
            settled = bool(known) and all(known)
        case _:
            settled = False
    settled = settled or confirmed
    full = weight.base + weight.flow * changed
    return round(full * (figures.settled if settled else 1.0), 3)
