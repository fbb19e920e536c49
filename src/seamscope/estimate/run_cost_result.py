"""Result types of the yearly run cost, part of the survey; the `runcost` package computes them."""

from dataclasses import dataclass

from seamscope.records import Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The 10th, 50th and 90th percentile of a simulated figure, and the 80th if it is known.

    A figure is a cost, a number of days or a share.
    """

    p10: float
    p50: float
    p90: float
    p80: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CostLine:
    """One line of the yearly cost, in the currency of the `RunCost`.

    basis: the calculation, term by term.
    days: person-days per year if the line is work.
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
    """The yearly cost that one line must have to make a claim true, with other lines at their P50.

    low, high: this cost for the latest and the earliest month of the claim.
    within: whether the P90 of the line reaches `low`.
    """

    line: str
    low: float
    high: float
    within: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A published rule of thumb: yearly run cost as a share of build cost.

    month: the month after go-live in which, by this rule, cumulative run cost exceeds build cost.
    """

    share: float
    month: float
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A published claim about when run cost overtakes build cost, compared with the simulation.

    months: the claimed range (earliest, latest).
    shares: the yearly run cost as a share of build cost, if the claim is true for the latest and
    for the earliest month.
    chance: share of the simulated outcomes in which cumulative run cost overtakes build cost by the
    latest month.
    all_high: the month of break-even if every line were at its P90.
    needed: the yearly run cost, if the claim is true for the latest and for the earliest month.
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

    assumed: whether the range is an assumption of seamscope, because poc.yaml does not specify the
    person-days.
    """

    name: str
    days: Span
    cost: Span
    source: str
    assumed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedCost:
    """A yearly cost that ends, for example that of a system that is retired.

    from_month: the month after go-live from which this cost is saved.
    """

    what: str
    yearly: float
    from_month: int
    source: str = ""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CurvePoint:
    """Cumulative cost and savings at the end of a month after go-live.

    run: run cost.
    total: build and run cost.
    saved: savings.
    """

    month: int
    run: Span
    total: Span
    saved: float

    @property
    def net(self) -> float:
        """Total cost at P50 minus savings; negative when the savings exceed the cost."""
        return self.total.p50 - self.saved


@dataclass(frozen=True, slots=True, kw_only=True)
class RunCost:
    """Yearly run cost, and the month in which cumulative run cost overtakes build cost.

    days: person-days of work per year.
    build: cost of building the integrations and the product for production with management, the sum
        of `parts`. P80 and P90 include the reserve for inputs that were not read, as in the total.
    share: yearly run cost as a share of build cost.
    month: months after go-live until cumulative run cost overtakes build cost.
    transactions: runs a year.
    savings: costs that end.
    curve: cumulative cost month by month.
    payback: first month in which the savings exceed build and run cost at P50, None if the curve
        has no such month.
    build_days: person-days of the whole build.
    day_rate_assumed: whether the day rate is assumed, because poc.yaml has none.
    role_rates: day rate of each role of the plan whose rate is in poc.yaml.
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
    day_rate_assumed: bool = False
    role_rates: tuple[tuple[str, float], ...] = ()
