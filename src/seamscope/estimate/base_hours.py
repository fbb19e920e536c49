"""Hours before any multiplier: setup + rate · CFP, averaged over the values of the unknowns.

If the number of data groups, the mechanism or the direction is unknown, every possible value
becomes a case with its probability. The mean and the variance of ln hours are taken over these
cases, and each unknown is charged with the part of the variance that it causes.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from math import log
from typing import NamedTuple

from seamscope.estimate.constants import MechanismRule, constants
from seamscope.estimate.integration_context import IntegrationContext
from seamscope.estimate.process import Process, list_processes
from seamscope.estimate.result import SizePart
from seamscope.estimate.size import Portion
from seamscope.records import Mechanism

SIZE, MECHANISM, DIRECTION = "size", "mechanism", "direction"

GroupCounts = tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """Setup hours by rate class, the reason for them and the source of the figures."""

    hours: dict[str, float]
    reason: str
    source: str


class ProcessSetup(NamedTuple):
    """Setup hours of one process at one rate class, and the reason for them."""

    rate_class: str
    hours: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseHours:
    """Hours before multipliers: their arithmetic mean, and the mean and variance of their log.

    mean = setup + rate · cfp. shares: the part of `variance` that each unknown (size, mechanism,
    direction) causes by itself; their interaction is in `variance` but in no share.
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
    """One value for every unknown (data groups, rate class, ways) and its probability."""

    values: tuple[int, str, int]
    probability: float


def distribute_group_counts(contexts: Iterable[IntegrationContext]) -> GroupCounts:
    """Return each possible number of data groups with its probability.

    The known processes of the landscape are combined with an assumed distribution that weighs as
    much as `prior_weight` processes, so that one or two known sizes do not look certain.
    """
    prior = constants().unknown_size
    known = Counter(
        len(process.groups)
        for context in contexts
        for process in list_processes(context)
        if process.groups
    )
    total = known.total() + prior.prior_weight
    weights = {
        count: known[count] + prior.prior_weight * prior.groups.get(count, 0.0)
        for count in sorted({*known, *prior.groups})
    }
    return tuple((count, weight / total) for count, weight in weights.items())


def average_group_count(group_counts: GroupCounts) -> float:
    """Return the mean number of data groups."""
    return sum(count * probability for count, probability in group_counts)


def find_setup(context: IntegrationContext) -> Setup:
    """Return the setup of a pair of systems: its most expensive process, by rate class.

    A pair is set up once, however many processes run between its systems.
    """
    setups = [s for process in list_processes(context) for s in _list_setups(context, process)]
    hours = {name: max(s.hours for s in setups if s.rate_class == name) for name in _names(setups)}
    reason = max(setups, key=lambda s: (s.hours, s.reason)).reason
    sources = "; ".join(constants().rates[name].source for name in sorted(hours))
    return Setup(hours=hours, reason=reason, source=sources)


def _names(setups: Iterable[ProcessSetup]) -> set[str]:
    return {setup.rate_class for setup in setups}


def _list_setups(context: IntegrationContext, process: Process) -> Iterator[ProcessSetup]:
    for name in look_up_rule(process.mechanism).classes:
        rate = constants().rates[name]
        if rate.setup == rate.new_platform_setup:
            reason = f"{process.name}: a new interface is set up once"
            yield ProcessSetup(name, rate.setup, reason)
            continue
        platform = next(
            (
                context.platforms[key]
                for key in ("", *process.technologies)
                if key in context.platforms
            ),
            "",
        )
        if platform:
            yield ProcessSetup(name, rate.setup, platform)
        else:
            reason = f"{process.name}: no platform that already moves data here is known"
            yield ProcessSetup(name, rate.new_platform_setup, reason)


def look_up_rule(mechanism: Mechanism) -> MechanismRule:
    """Return the rate classes that a mechanism may have."""
    return constants().mechanisms[mechanism.value]


def compute_base_hours(
    portions: tuple[Portion, ...], setups: dict[str, float], group_counts: GroupCounts
) -> BaseHours:
    """Return the hours of all portions, taken over every case of the unknowns.

    setups: setup hours by rate class.
    """
    cases = tuple(_enumerate_cases(portions, group_counts))
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
    counts = group_counts if any(portion.per_group for portion in portions) else ((0, 1.0),)
    open_rules = [
        r for p in portions if p.mechanism and len((r := look_up_rule(p.mechanism)).classes) > 1
    ]
    names = open_rules[0].classes if open_rules else ("",)
    either = any(portion.either_way for portion in portions)
    ways = constants().unknown_direction.ways if either else {1: 1.0}
    for (count, count_probability), name, (way, way_probability) in product(
        counts, names, ways.items()
    ):
        yield Case((count, name, way), count_probability * way_probability / len(names))


def _compute_case_hours(
    portions: tuple[Portion, ...], setups: dict[str, float], values: tuple[int, str, int]
) -> tuple[float, float]:
    """Return the setup hours and the total hours of one case."""
    groups, rate_class, ways = values
    used = {
        _choose_rate_class(portion.mechanism, rate_class)
        for portion in portions
        if portion.mechanism
    }
    highest_rate = max(constants().rates[name].rate for name in used)
    setup = max(setups.get(name, 0.0) for name in used)
    total = setup
    for portion in portions:
        cfp = (portion.fixed + portion.per_group * groups) * (ways if portion.either_way else 1)
        name = _choose_rate_class(portion.mechanism, rate_class) if portion.mechanism else ""
        total += cfp * (constants().rates[name].rate if name else highest_rate)
    return setup, total


def _choose_rate_class(mechanism: Mechanism, assumed: str) -> str:
    """Return the only rate class of a mechanism, or the one the case assumes."""
    classes = look_up_rule(mechanism).classes
    return assumed if len(classes) > 1 else classes[0]


def _compute_variance_shares(
    cases: tuple[Case, ...], logs: list[float], mean: float
) -> dict[str, float]:
    """Return the variance that the answer to each unknown would remove: Var(E[ln h | answer])."""
    shares: dict[str, float] = {}
    for position, name in enumerate((SIZE, MECHANISM, DIRECTION)):
        probabilities: dict[int | str, float] = {}
        sums: dict[int | str, float] = {}
        for case, value in zip(cases, logs, strict=True):
            key = case.values[position]
            probabilities[key] = probabilities.get(key, 0.0) + case.probability
            sums[key] = sums.get(key, 0.0) + case.probability * value
        if len(probabilities) > 1:
            shares[name] = sum(p * (sums[k] / p - mean) ** 2 for k, p in probabilities.items())
    return shares


def build_setup_part(setup: Setup, hours: float) -> SizePart:
    """Return a size line of 0 CFP that explains the setup hours."""
    return SizePart(
        name="setup", cfp=0.0, reason=f"{hours:g} h once: {setup.reason}", source=setup.source
    )
