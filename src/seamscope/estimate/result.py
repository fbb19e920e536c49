"""Result types of the estimator: effort, size, factors, missing facts, totals."""

from dataclasses import dataclass
from enum import StrEnum

from seamscope.estimate.run_cost_result import RunCost
from seamscope.records import Evidence


class Scope(StrEnum):
    """The scope of an estimate: the proof of concept itself, or the build for production."""

    POC = "poc"
    PRODUCTION = "production"


class EffortClass(StrEnum):
    """Effort class by mean hours: S < 30, M < 70, L < 165, else XL."""

    S = "S"
    M = "M"
    L = "L"
    XL = "XL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """Person-hours: mean and percentiles of their distribution."""

    mean: float
    p50: float
    p80: float
    p90: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SizePart:
    """COSMIC function points of one part of an integration, and the reason for the count.

    direction: `A → B`, or `A – B` if the direction is unknown. A part that concerns the whole
        integration has "". Tests of the systems that read the data have "regression test".
    """

    name: str
    cfp: float
    reason: str
    source: str
    assumed: bool = False
    direction: str = ""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """One effort multiplier.

    rating: "very low" … "extra high" or "unknown".
    multiplier: factor on the hours, 1.0 if the rating is unknown.
    points: contribution to the score.
    low, high: P10 and P90 of the multiplier.
    variance: variance of the log of the multiplier, 0 if the rating is known.
    """

    name: str
    rating: str
    multiplier: float
    points: float
    reason: str
    source: str
    low: float
    high: float
    variance: float = 0.0
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """An unknown fact and the question about it.

    variance_share: share of the integration's log variance that the fact causes, 0..1.
    answer: the key, and its file, in which the user can answer.
    effects: each possible rating with the resulting median hours, the most likely rating first.
    """

    fact: str
    question: str
    variance_share: float
    answer: str = ""
    effects: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """One integration's size, score, factors, effort distribution and missing facts.

    cfp: size in COSMIC function points, the sum of `size`.
    setup_hours: hours once per pair of systems.
    rate: hours per CFP.
    score: complexity, 0..100.
    sigma: standard deviation of ln hours.
    override: the reason if an expert's hours replace those of the model, else "".
    model_hours: the hours of the model, None without an override.
    in_total: whether the totals count this estimate.
    """

    integration: str
    scope: Scope
    cfp: float
    size: tuple[SizePart, ...]
    setup_hours: float
    rate: float
    score: float
    effort_class: EffortClass
    effort_hours: Effort
    factors: tuple[Factor, ...] = ()
    missing: tuple[Missing, ...] = ()
    sigma: float = 0.0
    override: str = ""
    model_hours: Effort | None = None
    in_total: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadPart:
    """Unread inputs of one kind, and the number of integrations that they may describe.

    what: the kind, a noun such as "unparsed statement".
    count: number of these inputs.
    expected: mean number of integrations that they describe.
    """

    what: str
    count: int
    expected: float
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NotReadable:
    """The reserve for inputs that were not read: 0 to `most` integrations, in 19 of 20 outcomes.

    expected: mean number of these integrations; the number is Poisson-distributed.
    hours: total hours of these integrations, which are as large as randomly chosen integrations to
    build.
    added_hours: hours that these integrations add to the P80 of `Totals.production`. They raise its
    P80 and P90, not its mean and P50.
    variance_share: share of these integrations in the variance of the total, 0..1.
    """

    most: int
    expected: float
    hours: Effort
    added_hours: float
    parts: tuple[UnreadPart, ...]
    variance_share: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Sums over the estimates that have `in_total`: hours by scope, phase and role.

    management_hours: project management, on top of `production`.
    run_cost: None without a POC.
    people: number of builders from poc.yaml, None if not specified.
    start: first day of the build from poc.yaml (YYYY-MM-DD), "" if not specified.
    not_readable: None if everything was read.
    unprofiled_hours: the hours at P80 of `production` that are due to data without a profile.
    """

    poc: Effort
    production: Effort
    management_hours: Effort
    by_phase: tuple[tuple[str, float], ...] = ()
    by_role: tuple[tuple[str, float], ...] = ()
    classes: tuple[tuple[str, int], ...] = ()
    hours_per_day: float = 8.0
    run_cost: RunCost | None = None
    people: int | None = None
    start: str = ""
    not_readable: NotReadable | None = None
    unprofiled_hours: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerEffect:
    """The total for each possible answer to a question.

    key: the key, and its file, in which the user can answer.
    days: each possible rating with the resulting total at P80 including management, in person-days,
    the most likely rating first.
    shares: the probability of each rating.
    crossing: the ratings that move the total from below the budget in poc.yaml to above it, or from
    above to below.
    decision: probability that the answer is one of the ratings in `crossing`, 0..1.
    """

    question: str
    key: str = ""
    days: tuple[tuple[str, float], ...] = ()
    decision: float = 0.0
    shares: tuple[tuple[str, float], ...] = ()
    crossing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimates:
    """All estimates, the totals, and the questions with the largest effect on the variance first.

    totals: None if nothing is to be built, because existing integrations are never added up.
    questions: text, ids the question is about, and the share of the total's variance that an answer
    would remove (0..1).
    effects: how answers would change the total.
    """

    estimates: tuple[Estimate, ...]
    totals: Totals | None
    questions: tuple[tuple[str, tuple[str, ...], float], ...] = ()
    effects: tuple[AnswerEffect, ...] = ()
