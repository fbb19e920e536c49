"""Average multipliers over data groups, for facts that concern only some of them.

For example, one of ten tables contains personal data, which changes only the effort of this table.
The multiplier of the integration is the average over the data groups, weighted by their hours. It
also applies to the setup and to other hours that belong to no data group.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from seamscope.estimate.constants import load_constants
from seamscope.estimate.drivers.base import UNKNOWN, Driver, rate, set_multiplier
from seamscope.estimate.integration_context import IntegrationContext
from seamscope.estimate.patterns import repeat
from seamscope.estimate.process import Process, split_groups
from seamscope.estimate.result import Factor


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A data group, the process that moves it and the product of its multipliers."""

    process: Process
    context: IntegrationContext
    multiplier: float = 1.0


def weigh_by_group(
    context: IntegrationContext, rated: Sequence[tuple[Driver, Factor]], hours: float
) -> list[tuple[Driver, Factor]]:
    """Return the factors, with the average multiplier if a factor differs between data groups.

    The product of these factors is the weighted average of the products of each group.

    hours: hours of the whole integration before any multiplier.
    """
    concerned = [f for driver, f in rated if driver.by_group and f.rating != UNKNOWN]
    if not concerned:
        return [*rated]
    groups = tuple(Group(process=p, context=c) for p, c in split_groups(context))
    before = 1.0
    weighed: list[tuple[Driver, Factor]] = []
    for driver, factor in rated:
        if len(groups) < 2 or factor not in concerned:
            weighed.append((driver, factor))
            continue
        own = [rate(driver, group.context).multiplier for group in groups]
        groups = tuple(
            replace(group, multiplier=group.multiplier * value)
            for group, value in zip(groups, own, strict=True)
        )
        after = _average(groups, hours)
        weighed.append((driver, _weigh(factor, own, after / before)))
        before = after
    return weighed


def _weigh(factor: Factor, own: Sequence[float], multiplier: float) -> Factor:
    """Return a factor with the weighted multiplier, unchanged if all groups have the same one."""
    if min(own) == max(own):
        return factor
    count = sum(value == factor.multiplier for value in own)
    reason = f"{factor.reason}; × {factor.multiplier:.2f} for {count} of {len(own)} data groups"
    return replace(set_multiplier(factor, multiplier), reason=reason)


def _average(groups: Sequence[Group], hours: float) -> float:
    """Return the average multiplier of an integration over its data groups.

    The first group of a process takes the most hours, so the group with the highest multiplier is
    counted first. Therefore an additional, less demanding group never lowers the hours.

    hours: hours of the integration before any multiplier.
    """
    processes = {group.process.name: group.process for group in groups}
    every = Counter(group.process.name for group in groups)
    shared = max(hours - sum(_compute_hours(processes[n], c) for n, c in every.items()), 0.0)
    counts: Counter[str] = Counter()
    sums: dict[str, float] = defaultdict(float)
    highest = total = 0.0
    for group in sorted(groups, key=lambda group: -group.multiplier):
        name = group.process.name
        step = _repeat(group.process, counts[name] + 1) - _repeat(group.process, counts[name])
        counts[name] += 1
        sums[name] += group.multiplier * step
        parts = {key: _compute_hours(processes[key], count) for key, count in counts.items()}
        averages = {key: sums[key] / _repeat(processes[key], counts[key]) for key in parts}
        total = sum(parts.values())
        average = sum(parts[key] * averages[key] for key in parts) / total
        total += shared
        highest = max(highest, average * total)
    return highest / total


def _repeat(process: Process, count: int) -> float:
    """Return the work on `count` data groups as a multiple of one group, averaged over patterns."""
    names = process.pattern.names
    return sum(repeat(count, name) for name in names) / len(names)


def _compute_hours(process: Process, count: int) -> float:
    """Return the hours of a process with `count` data groups, averaged over its patterns."""
    size = load_constants().size
    fixed = size.trigger.value + size.error_exit.value
    fixed += size.lookup.value * len(process.further) + process.pattern.controls
    group = process.pattern.cfp_per_group
    rules = [(load_constants().patterns[name], name) for name in process.pattern.names]
    hours = sum(rule.rate * (fixed + group * repeat(count, name)) for rule, name in rules)
    return hours * process.pattern.scale / len(rules)
