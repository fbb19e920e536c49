"""Weights of questions and the number of questions in a survey, from `questions.yaml`."""

from dataclasses import dataclass
from functools import cache

from seamscope.knowledge import load


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """The weight of one kind of question: base + addition × flows that an answer changes."""

    base: float
    flow: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """The content of `questions.yaml`; see its comments.

    weights: the weight of each kind of question.
    """

    most: int
    unread: int
    facts: int
    settled: float
    weights: dict[str, Weight]


@cache
def load_asking() -> Asking:
    """Return the content of `questions.yaml`; raise ValueError if it is malformed."""
    match load("questions"):
        case {"most": int(most), "unread": int(unread), "facts": int(facts),
              "settled": float(settled), "weights": dict(weights)}:  # fmt: skip
            weights = {
                str(kind): Weight(base=float(figures["base"]), flow=float(figures["flow"]))
                for kind, figures in weights.items()
            }
            return Asking(most=most, unread=unread, facts=facts, settled=settled, weights=weights)
        case _:
            raise ValueError("knowledge/questions.yaml does not have the expected structure")
