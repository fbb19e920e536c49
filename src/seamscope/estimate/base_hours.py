"""Compute the hours before multipliers, setup + rate · CFP, averaged over unknown facts.

If the number of data groups, the mechanism or the direction is unknown, every combination of
possible values is a case with a probability. The mean and the variance of ln hours are computed
over these cases. The variance is then divided among the unknowns that cause it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from math import log
from typing import NamedTuple

from seamscope.estimate.constants import load_constants
from seamscope.estimate.group_sizes import GroupCounts, GroupSizes
from seamscope.estimate.in_place import find_in_place
from seamscope.estimate.integration_context import IntegrationContext
from seamscope.estimate.patterns import repeat
from seamscope.estimate.process import Process, list_processes
from seamscope.estimate.result import SizePart
from seamscope.estimate.size import Portion
from seamscope.wording import mark_each

SIZE, MECHANISM, DIRECTION = mark_each("size", "mechanism", "direction")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """Setup hours by pattern, the reason for them and the source of the figures."""

    hours: dict[str, float]
    reason: str
    source: str


class ProcessSetup(NamedTuple):
    """Setup hours of one process in one pattern, and the reason for them."""

    pattern: str
    hours: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseHours:
    """Hours before multipliers: their mean, and the mean and variance of their natural logarithm.

    mean: setup + rate · cfp, averaged over the cases.
    shares: the part of `variance` that each unknown (size, mechanism, direction) causes alone.
    Unknown facts also cause variance in combination, which is not part of any share.
    """

    cfp: float
    setup: float
    rate: float
    mean: float
    log_mean: float
    variance: float
    shares: dict[str, float]


@dataclass(frozen=True, slots=True)
class Case:
    """One combination of values of the unknown facts, with its probability.

    values: the number of data groups, the index of the pattern, and the number of directions (1 or
    2).
    """

    values: tuple[int, int, int]
    probability: float


def find_setup(context: IntegrationContext) -> Setup:
    """Return the setup hours of a pair of systems, by pattern.

    A pair is set up once, even if several processes run between its systems. Therefore each pattern
    has the hours of its most expensive process.
    """
    setups = [s for process in list_processes(context) for s in _list_setups(context, process)]
    hours = {
        name: max(s.hours for s in setups if s.pattern == name)
        for name in _collect_patterns(setups)
    }
    reason = max(setups, key=lambda s: (s.hours, s.reason)).reason
    sources = "; ".join(load_constants().patterns[name].source for name in sorted(hours))
    return Setup(hours=hours, reason=reason, source=sources)


def _collect_patterns(setups: Iterable[ProcessSetup]) -> set[str]:
    return {setup.pattern for setup in setups}


def _list_setups(context: IntegrationContext, process: Process) -> Iterator[ProcessSetup]:
    pattern = process.pattern
    for name in pattern.names:
        rule = load_constants().patterns[name]
        in_place = find_in_place(context, process)
        hours = (rule.setup if in_place else rule.new_platform_setup) * pattern.scale
        reason = in_place or f"{process.name}: no platform or interface is known to be in use"
        if pattern.note:
            reason += f"; {pattern.note}"
        yield ProcessSetup(name, hours, reason)


def compute_base_hours(
    portions: tuple[Portion, ...], setups: dict[str, float], sizes: GroupSizes
) -> BaseHours:
    """Return the hours of all portions together, averaged over the cases.

    setups: setup hours by pattern.
    sizes: possible numbers of data groups.
    """
    cases = tuple(_enumerate_cases(portions, sizes.counts))
    hours = [_compute_case_hours(portions, setups, case.values) for case in cases]
    logs = [log(total) for _, total in hours]
    log_mean = sum(case.probability * value for case, value in zip(cases, logs, strict=True))
    variance = sum(c.probability * (v - log_mean) ** 2 for c, v in zip(cases, logs, strict=True))
    mean = sum(c.probability * total for c, (_, total) in zip(cases, hours, strict=True))
    setup = sum(c.probability * hours_once for c, (hours_once, _) in zip(cases, hours, strict=True))
    cfp = sum(portion.part.cfp for portion in portions)
    return BaseHours(
        cfp=cfp,
        setup=setup,
        rate=(mean - setup) / cfp,
        mean=mean,
        log_mean=log_mean,
        variance=variance,
        shares=_compute_variance_shares(cases, logs, log_mean),
    )


def _enumerate_cases(portions: tuple[Portion, ...], group_counts: GroupCounts) -> Iterator[Case]:
    counts = group_counts if any(portion.groups is None for portion in portions) else ((0, 1.0),)
    options = max((len(p.pattern.names) for p in portions if p.pattern), default=1)
    either = any(portion.either_way for portion in portions)
    ways = load_constants().unknown_direction.ways if either else {1: 1.0}
    for (count, count_probability), option, (way, way_probability) in product(
        counts, range(options), ways.items()
    ):
        yield Case((count, option, way), count_probability * way_probability / options)


def _compute_case_hours(
    portions: tuple[Portion, ...], setups: dict[str, float], values: tuple[int, int, int]
) -> tuple[float, float]:
    """Return the setup hours and the total hours of one case."""
    groups, option, ways = values
    chosen = [(p, _choose_pattern(p, option)) for p in portions]
    used = {name for _, name in chosen if name}
    highest_rate = max(load_constants().patterns[name].rate for name in used)
    setup = max(setups.get(name, 0.0) for name in used)
    total = setup
    for portion, name in chosen:
        if portion.pattern is None:
            total += portion.fixed * highest_rate * (ways if portion.either_way else 1)
            continue
        rule = load_constants().patterns[name]
        count = groups if portion.groups is None else portion.groups
        cfp = portion.fixed + (portion.pattern.cfp_per_group * repeat(count, name) if count else 0)
        total += cfp * rule.rate * portion.pattern.scale * (ways if portion.either_way else 1)
    return setup, total


def _choose_pattern(portion: Portion, option: int) -> str:
    """Return the pattern of a portion that a case assumes, "" if the portion has no pattern."""
    if portion.pattern is None:
        return ""
    names = portion.pattern.names
    return names[min(option, len(names) - 1)]


def _compute_variance_shares(
    cases: tuple[Case, ...], logs: list[float], mean: float
) -> dict[str, float]:
    """Return, by unknown fact, the variance that its answer would remove: Var(E[ln h | answer])."""
    shares: dict[str, float] = {}
    for position, name in enumerate((SIZE, MECHANISM, DIRECTION)):
        probabilities: dict[int, float] = {}
        sums: dict[int, float] = {}
        for case, value in zip(cases, logs, strict=True):
            key = case.values[position]
            probabilities[key] = probabilities.get(key, 0.0) + case.probability
            sums[key] = sums.get(key, 0.0) + case.probability * value
        if len(probabilities) > 1:
            shares[name] = sum(p * (sums[k] / p - mean) ** 2 for k, p in probabilities.items())
    return shares


def build_setup_part(setup: Setup, hours: float) -> SizePart:
    """Return a part of 0 CFP that explains the setup hours among the parts of the size."""
    return SizePart(
        name="setup", cfp=0.0, reason=f"{hours:g} h once: {setup.reason}", source=setup.source
    )
