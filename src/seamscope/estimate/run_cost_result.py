"""Result types of the yearly run cost, part of the survey; the `runcost` package computes them."""

from dataclasses import dataclass

from seamscope.records import Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Percentiles of a simulated figure."""

    p10: float
    p50: float
    p90: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CostLine:
    """One line of the yearly cost, in the currency of the `RunCost`.

    basis: the calculation, term by term; days: person-days per year if the line is work.
    """

    name: str
    what: str
    yearly: Span
    basis: str
    source: str
    days: Span | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lever:
    """The yearly cost that one line would need for the claim to hold, all others at their P50.

    low, high: the cost needed for the later and for the earlier month of the claim; within:
    whether the line's own P90 reaches `low`.
    """

    line: str
    low: float
    high: float
    within: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A published rule of thumb: yearly run cost as a share of build cost.

    month: the month after go-live in which run cost overtakes build cost by this rule.
    """

    share: float
    month: float
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A published claim about when run cost overtakes build cost, and what it would take.

    months: the claimed range; shares: yearly run cost as a share of build cost that the range
    implies; chance: share of the simulated outcomes in which cumulative run cost overtakes build
    cost within `months` or sooner; all_high: the month if every line were at its P90; needed: the
    yearly run cost that the later and the earlier month require.
    """

    months: tuple[float, float]
    shares: tuple[float, float]
    chance: float
    all_high: float
    levers: tuple[Lever, ...]
    source: str
    needed: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildPart:
    """One part of the build: the integrations, or work on the product itself.

    assumed: whether poc.yaml leaves it out, so that its range is ours.
    """

    name: str
    days: Span
    cost: Span
    source: str
    assumed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedCost:
    """The yearly cost of something that is retired; from_month: month after go-live it stops."""

    what: str
    yearly: float
    from_month: int
    source: str = ""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CurvePoint:
    """What was spent at the end of a month after go-live.

    run: cumulative run cost; total: build and run; saved: cumulative savings.
    """

    month: int
    run: Span
    total: Span
    saved: float

    @property
    def net(self) -> float:
        """What is spent at P50 less what is saved; negative once the savings have paid for it."""
        return self.total.p50 - self.saved


@dataclass(frozen=True, slots=True, kw_only=True)
class RunCost:
    """Yearly run cost, and the month in which cumulative run cost overtakes build cost.

    build: cost of building for production with management, at the same day rate, for the
    integrations and the product itself, part by part in `parts`; share: yearly run cost as a share
    of build cost; month: months after go-live; transactions: runs a year; savings: of what is
    retired; curve: month by month; payback: month in which savings have paid for build and run,
    None if the P50 never does within the curve; build_days: person-days of the whole build.
    """

    currency: str
    day_rate: Span
    day_rate_source: str
    lines: tuple[CostLine, ...]
    yearly: Span
    days: Span
    build: Span
    share: Span
    month: Span
    transactions: Span
    transactions_source: str
    per_transaction: Span
    rules: tuple[Rule, ...]
    claim: Claim
    parts: tuple[BuildPart, ...] = ()
    build_days: Span | None = None
    savings: tuple[SavedCost, ...] = ()
    curve: tuple[CurvePoint, ...] = ()
    payback: int | None = None
