"""What an estimate consists of: effort, size, factors, missing facts, totals."""

from dataclasses import dataclass
from enum import StrEnum

from seamscope.estimate.run_cost import RunCost
from seamscope.records import Evidence


class Scope(StrEnum):
    """What the hours pay for: the proof of concept alone, or production."""

    POC = "poc"
    PRODUCTION = "production"


class EffortClass(StrEnum):
    """Size class by mean hours: S < 30, M < 100, L < 300, XL."""

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
    """COSMIC function points of one part of an integration, and what was counted.

    direction: the way of the data, `A → B`, or `A – B` where nobody knows it; "" if the part
    belongs to the integration as a whole.
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

    rating: "very low" … "extra high" or "unknown"; multiplier: 1.0 if unknown (its spread is in
    sigma); points: what it adds to the score; low, high: range of multipliers an unknown takes.
    """

    name: str
    rating: str
    multiplier: float
    points: float
    reason: str
    source: str
    low: float
    high: float
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A fact nobody knows yet; variance_share: of this integration's log variance, 0..1."""

    fact: str
    question: str
    variance_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """One integration's size, score, factors, effort distribution and missing facts.

    cfp: size in COSMIC function points, the sum of `size`; setup_hours: once per pair;
    rate: hours per CFP; score: 0..100; override: the expert's reason if the hours are an
    expert's, with the model's own figure in `model_hours`; in_total: whether totals count it.
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
class Totals:
    """Hours over the estimates with `in_total`, by scope; build hours by phase and role.

    management_hours: the visible project-management line, on top of `production`;
    run_cost: what running it costs a year, None without a POC; people: who build, as poc.yaml
    says, None if it does not; start: the day (YYYY-MM-DD) on which they begin, "" if not said.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimates:
    """Every estimate, the totals and the questions ranked by the variance they remove."""

    estimates: tuple[Estimate, ...]
    totals: Totals
    questions: tuple[tuple[str, tuple[str, ...], float], ...] = ()
