"""How much the answer to a question matters for the landscape."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from seamscope.knowledge.asking import asking
from seamscope.records import State
from seamscope.resolved import DependencyEdge, FlowEdge, Question, QuestionKind


def weigh(
    questions: Iterable[Question],
    edges: Iterable[FlowEdge | DependencyEdge],
    endpoints: frozenset[str],
) -> tuple[Question, ...]:
    """Return the questions with the weight of their answers, the heaviest first."""
    touched: Counter[str] = Counter()
    for edge in edges:
        if edge.state is not State.RETIRED:
            touched.update({edge.source.system, edge.target.system})
    made = (replace(asked, weight=_weight(asked, touched, endpoints)) for asked in questions)
    return tuple(sorted(made, key=lambda asked: (-asked.weight, asked.id, asked.text)))


def _weight(asked: Question, touched: Counter[str], endpoints: frozenset[str]) -> float:
    figures = asking()
    weight = figures.weights[asked.kind.value]
    places = [key for key in asked.about if key in endpoints]
    flows = [touched[key] for key in asked.about]
    match asked.kind:
        case QuestionKind.PLACE if places:
            changed = sum(touched[key] for key in places)
        case QuestionKind.SAME_SYSTEM if len(flows) > 1:
            changed = min(flows)  # the flows of the smaller one move to the other
        case QuestionKind.DIRECTION:
            changed = len(asked.about) - 2  # the dependencies
        case _:
            changed = max(flows, default=0)
    settled = asked.kind in {QuestionKind.PLACE, QuestionKind.SAME_SYSTEM} and not (
        places or len(asked.about) > 1
    )
    full = weight.base + weight.flow * changed
    return round(full * (figures.settled if settled else 1.0), 3)
