"""Result types of the estimator: effort, size, factors, missing facts, totals."""

from dataclasses import dataclass
from enum import StrEnum

from seamscope.estimate.run_cost_result import RunCost
from seamscope.records import Evidence


class Scope(StrEnum):
    """What the hours cover: the proof of concept itself, or production."""

    POC = "poc"
    PRODUCTION = "production"


class EffortClass(StrEnum):
    """Effort class by mean hours: S < 35, M < 75, L < 180, else XL."""

    S = "S"
    M = "M"
    L = "L"
    XL = "XL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """Person-hours: mean and percentiles of the simulated distribution."""

    mean: float
    p50: float
    p80: float
    p90: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SizePart:
    """COSMIC function points of one part of an integration, and the reason for the count.

    direction: `A → B`, or `A – B` if the direction is unknown; "" if the part belongs to the
    integration as a whole, "regression test" if it tests what reads the data.
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

    rating: "very low" … "extra high" or "unknown"; multiplier: 1.0 if unknown; points: its
    contribution to the score; low, high: P10 and P90 of the multiplier; variance: of its log, 0 if
    the rating is known.
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

    variance_share: share of the integration's log variance that it causes, 0..1; answer: the key
    that answers it, and in which file; effects: for each rating that an answer may give, the median
    hours then, most likely rating first.
    """

    fact: str
    question: str
    variance_share: float
    answer: str = ""
    effects: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """One integration's size, score, factors, effort distribution and missing facts.

    cfp: size in COSMIC function points, the sum of `size`; setup_hours: once per pair of systems;
    rate: hours per CFP; score: complexity, 0..100; override: the expert's reason if an expert's
    hours replace the model's, which then are in `model_hours`; in_total: whether totals count it.
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
    """Inputs of one kind that were not read, and the integrations they may hold at most.

    what: files, statements, signs or endpoints, in words; count: how many; most: integrations.
    """

    what: str
    count: int
    most: float
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NotReadable:
    """The price of what was not read: 0 to `most` integrations, each of which exists or not.

    hours: of these integrations, each drawn from those to build; they widen the P80 and the P90 of
    `Totals.production`, and leave its mean and P50; variance_share: of the total's variance, 0..1.
    """

    most: int
    hours: Effort
    parts: tuple[UnreadPart, ...]
    variance_share: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Sums over the estimates with `in_total`: hours by scope, build hours by phase and role.

    management_hours: project management, on top of `production`; run_cost: None without a POC;
    people: number of builders from poc.yaml, None if not given; start: first day of the build
    from poc.yaml (YYYY-MM-DD), "" if not given; not_readable: None if everything was read.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerEffect:
    """What the answers to a question change.

    key: the key that answers it, and in which file; days: the total at P80, management included,
    in person-days, for each rating that the answer may give, the most likely first; decision:
    probability (by how often ratings occur) that the total then lies on the other side of the
    budget in poc.yaml, 0..1; shares: how often each rating occurs; crossing: the ratings of
    `decision`.
    """

    question: str
    key: str = ""
    days: tuple[tuple[str, float], ...] = ()
    decision: float = 0.0
    shares: tuple[tuple[str, float], ...] = ()
    crossing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimates:
    """All estimates, the totals, and the questions ranked by the variance they would remove.

    totals: None if nothing is to build, because what exists is never added up;
    questions: text, ids it is about, share of the total's variance (0..1); effects: what the
    answers change.
    """

    estimates: tuple[Estimate, ...]
    totals: Totals | None
    questions: tuple[tuple[str, tuple[str, ...], float], ...] = ()
    effects: tuple[AnswerEffect, ...] = ()
