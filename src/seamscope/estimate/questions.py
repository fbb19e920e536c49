"""Rank the open questions by the share of the total's variance that an answer would remove."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, expm1, sqrt

from seamscope.estimate.constants import load_constants
from seamscope.estimate.integration_context import IntegrationContext
from seamscope.estimate.override import find_unmatched_overrides
from seamscope.estimate.work_item import WorkItem
from seamscope.poc import Poc

RankedQuestions = tuple[tuple[str, tuple[str, ...], float], ...]


def rank_questions(items: Sequence[WorkItem], of_total: float = 1.0) -> RankedQuestions:
    """Return the text, ids and share of each distinct question, the largest share first.

    The ids are those of the systems and integrations that the question is about. The share (0..1)
    is the part of the total's variance that the answer would remove.

    of_total: share of these items in the total's variance, 0..1; the remaining variance is due to
    unread inputs.
    """
    answers: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    about: dict[str, set[str]] = defaultdict(set)
    for position, item in enumerate(items):
        for unknown in item.unknowns:
            for question in unknown.questions:
                answers[question.text][position] += unknown.variance / len(unknown.questions)
                about[question.text].update(question.about)
    shares = compute_removed_shares(items, tuple(answers.values()))
    questions = [
        (text, tuple(sorted(about[text])), round(share * of_total, 6))
        for text, share in zip(answers, shares, strict=True)
    ]
    return tuple(sorted(questions, key=lambda question: (-question[2], question[0])))


def ask_about_unmatched_overrides(
    contexts: Iterable[IntegrationContext], poc: Poc | None
) -> RankedQuestions:
    """Return a question for each expert override that matches no integration of the POC."""
    return tuple(
        (f"Which integration does the expert's override for {override.system} apply to?", (), 0.0)
        for override in find_unmatched_overrides(contexts, poc.overrides if poc else ())
    )


def compute_removed_shares(
    items: Sequence[WorkItem], answers: Sequence[Mapping[int, float]]
) -> tuple[float, ...]:
    """Return the share of the total's variance that each answer would remove, 0..1.

    answers: for each answer, the variance of ln hours that it removes, by position of the item in
    `items`. The mean hours are assumed to be unchanged, because an answer may raise or lower them.
    """
    total = _TotalVariance(items)
    return tuple(total.compute_removed_share(answer) for answer in answers)


@dataclass(frozen=True, slots=True)
class _VarianceTerm:
    """The contribution of one item to the variance of the total.

    own: the variance of the item alone.
    weight: the factor of the item in its covariance with any other item.
    """

    own: float
    weight: float


class _TotalVariance:
    """The variance of the sum: E²·(e^σ² − 1) for each item, plus ρ·Eσ·Eσ for every pair of items.

    ρ·Eσ·Eσ is the covariance of two lognormals to first order. It makes the effect of an answer
    depend only on the items that the answer concerns, so it is fast to compute.
    """

    def __init__(self, items: Sequence[WorkItem]) -> None:
        self.items = items
        self.terms = [self._compute_term(item, item.variance) for item in items]
        self.team = sum(term.weight for term in self.terms)
        self.systems: dict[str, float] = defaultdict(float)
        for item, term in zip(items, self.terms, strict=True):
            for system in item.systems:
                self.systems[system] += term.weight
        squares = sum(term.weight**2 for term in self.terms)
        spread = load_constants().spread
        self.rho, self.shared = spread.correlation.value, spread.system.value / 2
        pairs = sum(total**2 for total in self.systems.values()) - 2 * squares
        self.variance = (
            sum(term.own for term in self.terms)
            + self.rho * (self.team**2 - squares)
            + self.shared * pairs
        )

    @staticmethod
    def _compute_term(item: WorkItem, variance: float) -> _VarianceTerm:
        mean = exp(item.mu + item.variance / 2)
        return _VarianceTerm(mean * mean * expm1(variance), mean * sqrt(variance))

    def compute_removed_share(self, answer: Mapping[int, float]) -> float:
        """Return the share of the variance that an answer removes, 0..1."""
        own = squares = team = 0.0
        systems: dict[str, float] = defaultdict(float)
        for position, variance in answer.items():
            item, before = self.items[position], self.terms[position]
            after = self._compute_term(item, max(item.variance - variance, 0.0))
            own += before.own - after.own
            squares += before.weight**2 - after.weight**2
            team += before.weight - after.weight
            for system in item.systems:
                systems[system] += before.weight - after.weight
        pairs = sum(
            _reduce_square(self.systems[system], change) for system, change in systems.items()
        )
        removed = (
            own
            + self.rho * (_reduce_square(self.team, team) - squares)
            + self.shared * (pairs - 2 * squares)
        )
        return removed / self.variance if self.variance else 0.0


def _reduce_square(total: float, change: float) -> float:
    """Return total² − (total − change)²."""
    return change * (2 * total - change)
