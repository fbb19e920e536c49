"""What running costs a year: the classes that a survey holds. The figures come from `runcost`."""

from dataclasses import dataclass

from seamscope.records import Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A simulated figure: what half, and all but the outer tenths, of the outcomes are."""

    p10: float
    p50: float
    p90: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CostLine:
    """One line of the yearly cost, in the currency of the whole.

    basis: how it is reckoned, term by term; days: person-days a year if it is work.
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
    """What one line alone would have to cost for the claimed months; the others stay at P50.

    low, high: its yearly cost at the later and the earlier month; within: whether the line's own
    range reaches `low`.
    """

    line: str
    low: float
    high: float
    within: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A share of the build a year that others quote, the month it gives, and who says so."""

    share: float
    month: float
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The quoted months, the shares of the build they need, and what would make them true.

    chance: share of the simulated outcomes in which cumulated run cost passes build in `months`
    or sooner; all_high: the month if every line stood at its P90 at once.
    """

    months: tuple[float, float]
    shares: tuple[float, float]
    chance: float
    all_high: float
    levers: tuple[Lever, ...]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunCost:
    """Yearly cost, and when what is spent on running passes what was spent on building.

    build: production and management at the same day rate; share: of the build, a year;
    month: after going live, in which cumulated run cost passes the build; transactions: a year.
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
