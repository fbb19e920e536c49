"""Typed constants of the estimator, loaded from `knowledge/estimation.yaml` with their sources."""

from dataclasses import dataclass, field
from functools import cache

from seamscope.knowledge import load


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number with its source.

    assumed: whether the number is an assumption, not a measurement.
    """

    value: float
    source: str
    assumed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeFigures:
    """COSMIC function points of each kind of item that is counted."""

    per_data_group: Figure
    reconciliation: Figure
    write_controls: Figure
    trigger: Figure
    error_exit: Figure
    lookup: Figure
    both_ways: Figure
    contested: Figure
    regression: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownSize:
    """Probability of each number of data groups, for a process whose data is unknown.

    prior_weight: number of processes of known size that have the same weight as these
    probabilities.
    """

    groups: dict[int, float]
    prior_weight: float
    source: str
    assumed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundNumbers:
    """Ascending numbers to which an uncertain count is rounded."""

    values: tuple[float, ...]
    source: str
    assumed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownDirection:
    """Probability that data moves one way (1) or both ways (2)."""

    ways: dict[int, float]
    source: str
    assumed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """Hours of an integration pattern.

    setup: hours, once per pair of systems, if the platform or API is already in use.
    new_platform_setup: hours, once per pair of systems, if the platform or API is new.
    rate: hours per CFP.
    economy: n data groups take n ** economy times the hours of one data group.
    """

    setup: float
    new_platform_setup: float
    rate: float
    economy: float
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MechanismRule:
    """The possible patterns of a mechanism, all equally likely.

    writes: the patterns for writing to a system of record; if empty, `classes` applies to writing
    too.
    """

    classes: tuple[str, ...]
    reason: str
    writes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolRule:
    """Products, such as integration platforms, that change the hours of some patterns.

    names: normalised names of the products.
    patterns: the patterns whose hours change.
    scale: factor on the hours of these patterns.
    """

    names: tuple[str, ...]
    source: str
    patterns: tuple[str, ...] = ()
    scale: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A constant that is a word, with its source.

    assumed: whether it has no published source.
    """

    value: str
    source: str
    assumed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PocRules:
    """Assumptions about the POC itself: how it reads data, and its effort drivers."""

    mechanism: Word
    drivers: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Uncertainty of the work items.

    residual: log standard deviation of one item.
    correlation: correlation between any two items.
    system: share of the variance that two items have in common if they have a system in common.
    unknown: the source for the treatment of unknown ratings.
    unknown_scale: factor on the log standard deviation of every unknown rating.
    """

    residual: Figure
    correlation: Figure
    system: Figure
    unknown: str
    unknown_scale: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """Lower and upper limit of the product of all multipliers; see `score.dampen`."""

    low: float
    high: float
    source: str
    assumed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PerField:
    """Effort of mapping fields.

    share: the part of an integration's effort that mapping takes if it has `ordinary` fields.
    """

    ordinary: int
    share: float

    def multiply(self, fields: int) -> float:
        """Return the multiplier for this number of fields; 1 for the ordinary number."""
        return round(1 + self.share * (fields - self.ordinary) / self.ordinary, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class DriverTable:
    """One effort driver.

    answer: the key in the user's files that sets the rating.
    listed: the key for an integration that is only in the inventory, "" if it is the same key.
    ratings: multiplier by rating.
    shares: how often each rating occurs; the variance of an unknown rating follows from them.
    deviation: log standard deviation of an unknown rating if there are no shares.
    bands, words, breaks: how amounts, phrases and counts become ratings.
    per_field: how a known number of fields becomes a multiplier.
    offers: the answer that the question about the driver offers for each rating.
    """

    ratings: dict[str, float]
    source: str
    answer: str
    listed: str = ""
    shares: dict[str, float] = field(default_factory=dict)
    deviation: float = 0.0
    assumed: bool = False
    bands: tuple[tuple[float, str], ...] = ()
    words: dict[str, tuple[str, ...]] = field(default_factory=dict)
    breaks: dict[str, dict[str, int]] = field(default_factory=dict)
    per_field: PerField | None = None
    offers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreScale:
    """The scale of scores and effort classes.

    zero_hours: hours with score 0.
    span: hours with score 100, as a multiple of `zero_hours`.
    classes: upper bound of each class in hours.
    """

    zero_hours: float
    span: float
    source: str
    classes: dict[str, float]
    classes_source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherFiles:
    """Number of integrations to build per input file in other organisations.

    weight: number of the user's files that have the same weight as this rate.
    """

    rate: float
    weight: float
    source: str
    assumed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ReserveRules:
    """The reserve for inputs that were not read.

    numbers: ascending numbers to which the expected number of integrations is rounded up.
    shown: share of the outcomes that do not exceed the number of integrations that reports show.
    drawn: quantile above which no number of integrations is drawn.
    bad_data: share of the integrations whose data is not worse than P80 and P90 assume.
    new_systems: share of the unread mentions of systems that refer to a system that no input lists.
    unrelated_texts: share of the files with flows whose text mentions no system that other files
    list.
    inconclusive_texts: number of data movements in a text that no other file has.
    redundant_texts: number of further data movements in a text, if flows between all systems that
    it names are known.
    held: number of unknown flows in a skipped entry, part, column or statement, by the kind of the
    skip.
    other_files: integrations to build per file in other organisations, for folders with few files.
    """

    numbers: RoundNumbers
    shown: Figure
    drawn: Figure
    bad_data: Figure
    new_systems: Figure
    unrelated_texts: Figure
    inconclusive_texts: Figure
    redundant_texts: Figure
    held: dict[str, Figure]
    other_files: OtherFiles


@dataclass(frozen=True, slots=True, kw_only=True)
class Constants:
    """The content of `knowledge/estimation.yaml`."""

    size: SizeFigures
    unknown_size: UnknownSize
    unknown_direction: UnknownDirection
    patterns: dict[str, Pattern]
    mechanisms: dict[str, MechanismRule]
    systems_of_record: tuple[str, ...]
    plain_targets: tuple[str, ...]
    tools: dict[str, ToolRule]
    poc: PocRules
    spread: Spread
    cap: Cap
    drivers: dict[str, DriverTable]
    management: Figure
    reserve: ReserveRules
    phases: dict[str, float]
    roles: dict[str, dict[str, float]]
    score: ScoreScale


@cache
def load_constants() -> Constants:
    """Return the constants of `estimation.yaml`, which is read and checked at the first call."""
    from pydantic import TypeAdapter

    return TypeAdapter(Constants).validate_python(load("estimation"))
