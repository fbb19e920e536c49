"""Which questions come first, and how many a survey keeps."""

from dataclasses import dataclass
from functools import cache

from seamscope.knowledge import load


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """What an answer of one kind matters: by itself, and for each flow that it changes."""

    base: float
    flow: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """The figures of `questions.yaml`; weights by kind of question."""

    most: int
    facts: int
    settled: float
    weights: dict[str, Weight]


@cache
def asking() -> Asking:
    """Return how questions are ranked; raise ValueError if `questions.yaml` is out of shape."""
    match load("questions"):
        case {"most": int(most), "facts": int(facts), "settled": float(settled),
              "weights": dict(weights)}:  # fmt: skip
            made = {
                str(kind): Weight(base=float(figures["base"]), flow=float(figures["flow"]))
                for kind, figures in weights.items()
            }
            return Asking(most=most, facts=facts, settled=settled, weights=made)
        case _:
            raise ValueError("knowledge/questions.yaml has another shape than expected")
