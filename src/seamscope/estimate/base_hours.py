"""Hours before any multiplier, (setup + rate · CFP), with what is unknown drawn and not guessed.

A data-group count, a mechanism or a direction that nobody knows takes each of its values with
its chance. The log of the hours keeps the mean and the variance of these cases, and each
unknown answers for its own part of the variance.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from math import log

from seamscope.estimate.constants import MechanismRule, constants
from seamscope.estimate.integration_context import Seam
from seamscope.estimate.process import Process, processes
from seamscope.estimate.result import SizePart
from seamscope.estimate.size import Portion
from seamscope.records import Mechanism

SIZE, MECHANISM, DIRECTION = "size", "mechanism", "direction"

Sizes = tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """Setup hours by rate class, and why."""

    hours: dict[str, float]
    reason: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Hours before multipliers: arithmetic means, and mean and variance of their log.

    mean = setup + rate · cfp; shares: variance of the log by unknown (size, mechanism,
    direction); what they only cause together is in `variance` and in none of them.
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
    """One value of every unknown: data groups, rate class, ways; and its chance."""

    values: tuple[int, str, int]
    chance: float


def portfolio(seams: Iterable[Seam]) -> Sizes:
    """Return data-group counts with their chances, from the known processes and the prior.

    The assumed distribution weighs as much as `prior_weight` processes, so that one or two
    known sizes do not pretend to be certain.
    """
    prior = constants().unknown_size
    known = Counter(
        len(process.groups) for seam in seams for process in processes(seam) if process.groups
    )
    total = known.total() + prior.prior_weight
    weights = {
        count: known[count] + prior.prior_weight * prior.groups.get(count, 0.0)
        for count in sorted({*known, *prior.groups})
    }
    return tuple((count, weight / total) for count, weight in weights.items())


def mean_groups(sizes: Sizes) -> float:
    """Return the mean number of data groups."""
    return sum(count * chance for count, chance in sizes)


def setup(seam: Seam) -> Setup:
    """Return the setup of a pair, once: the dearest of its processes, by rate class."""
    found = [item for process in processes(seam) for item in _setups(seam, process)]
    hours = {name: max(h for n, h, _ in found if n == name) for name in {n for n, _, _ in found}}
    _, _, why = max(found, key=lambda item: (item[1], item[2]))
    sources = "; ".join(constants().rates[name].source for name in sorted(hours))
    return Setup(hours=hours, reason=why, source=sources)


def _setups(seam: Seam, process: Process) -> Iterator[tuple[str, float, str]]:
    for name in rule(process.mechanism).classes:
        rate = constants().rates[name]
        if rate.setup == rate.new_platform_setup:
            yield name, rate.setup, f"{process.name}: a new interface is set up once"
            continue
        platform = next(
            (seam.platforms[key] for key in ("", *process.technologies) if key in seam.platforms),
            "",
        )
        if platform:
            yield name, rate.setup, platform
        else:
            what = f"{process.name}: no platform that moves data here is known"
            yield name, rate.new_platform_setup, what


def rule(mechanism: Mechanism) -> MechanismRule:
    """Return the rate classes of a mechanism."""
    return constants().mechanisms[mechanism.value]


def work(portions: tuple[Portion, ...], setups: dict[str, float], sizes: Sizes) -> Work:
    """Return the hours of all portions over every case of the unknowns."""
    cases = tuple(_cases(portions, sizes))
    hours = [_hours(portions, setups, case.values) for case in cases]
    logs = [log(total) for _, total in hours]
    log_mean = sum(case.chance * value for case, value in zip(cases, logs, strict=True))
    variance = sum(c.chance * (v - log_mean) ** 2 for c, v in zip(cases, logs, strict=True))
    mean = sum(c.chance * total for c, (_, total) in zip(cases, hours, strict=True))
    fixed = sum(c.chance * first for c, (first, _) in zip(cases, hours, strict=True))
    cfp = sum(portion.part.cfp for portion in portions)
    return Work(
        cfp=cfp,
        setup=fixed,
        rate=(mean - fixed) / cfp,
        mean=mean,
        log_mean=log_mean,
        variance=variance,
        shares=_shares(cases, logs, log_mean),
    )


def _cases(portions: tuple[Portion, ...], sizes: Sizes) -> Iterator[Case]:
    counts = sizes if any(portion.per_group for portion in portions) else ((0, 1.0),)
    open_rules = [r for p in portions if p.mechanism and len((r := rule(p.mechanism)).classes) > 1]
    names = open_rules[0].classes if open_rules else ("",)
    either = any(portion.either_way for portion in portions)
    ways = constants().unknown_direction.ways if either else {1: 1.0}
    for (count, chance), name, (way, likely) in product(counts, names, ways.items()):
        yield Case((count, name, way), chance * likely / len(names))


def _hours(
    portions: tuple[Portion, ...], setups: dict[str, float], values: tuple[int, str, int]
) -> tuple[float, float]:
    """Return setup hours and all hours of one case."""
    groups, drawn, ways = values
    used = {_class(portion.mechanism, drawn) for portion in portions if portion.mechanism}
    dearest = max(constants().rates[name].rate for name in used)
    first = max(setups.get(name, 0.0) for name in used)
    total = first
    for portion in portions:
        cfp = (portion.fixed + portion.per_group * groups) * (ways if portion.either_way else 1)
        name = _class(portion.mechanism, drawn) if portion.mechanism else ""
        total += cfp * (constants().rates[name].rate if name else dearest)
    return first, total


def _class(mechanism: Mechanism, drawn: str) -> str:
    classes = rule(mechanism).classes
    return drawn if len(classes) > 1 else classes[0]


def _shares(cases: tuple[Case, ...], logs: list[float], mean: float) -> dict[str, float]:
    """Return for each unknown the variance its answer would remove: Var(E[ln h | answer])."""
    shares: dict[str, float] = {}
    for place, name in enumerate((SIZE, MECHANISM, DIRECTION)):
        chances: dict[int | str, float] = {}
        sums: dict[int | str, float] = {}
        for case, value in zip(cases, logs, strict=True):
            key = case.values[place]
            chances[key] = chances.get(key, 0.0) + case.chance
            sums[key] = sums.get(key, 0.0) + case.chance * value
        if len(chances) > 1:
            shares[name] = sum(p * (sums[k] / p - mean) ** 2 for k, p in chances.items())
    return shares


def setup_part(found: Setup, hours: float) -> SizePart:
    """Return a line without CFP that says why the setup costs what it costs."""
    return SizePart(
        name="setup", cfp=0.0, reason=f"{hours:g} h once: {found.reason}", source=found.source
    )
