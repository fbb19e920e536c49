"""Sums over the estimates: by scope, phase, role and class. Imports numpy through `simulate`."""

from collections import Counter
from collections.abc import Sequence

from seamscope.estimate.constants import constants
from seamscope.estimate.outcome import Item
from seamscope.estimate.result import Effort, EffortClass, Totals
from seamscope.estimate.score import rounded
from seamscope.estimate.simulate import total
from seamscope.poc import Poc, Team


def totals(
    build: Sequence[Item], pocs: Sequence[Item], poc: Poc | None, *, seed: int, draws: int
) -> Totals:
    """Return the sums of the items to build and of what the POC itself needs, in hours."""
    production = total(build, seed=seed, draws=draws)
    share = constants().management.value
    return Totals(
        poc=total(pocs, seed=seed, draws=draws),
        production=production,
        management_hours=_scaled(production, share),
        by_phase=by_phase(production.mean),
        by_role=by_role(production.mean),
        classes=_classes(build),
        hours_per_day=(poc.team if poc else Team()).hours_per_day,
        people=poc.team.people if poc else None,
        start=poc.team.start.isoformat() if poc and poc.team.start else "",
    )


def by_phase(hours: float) -> tuple[tuple[str, float], ...]:
    """Return build hours by phase, in the order of a project; management is not in them."""
    return tuple((name, round(hours * share, 2)) for name, share in constants().phases.items())


def by_role(hours: float) -> tuple[tuple[str, float], ...]:
    """Return build hours by role, sorted by name, by the matrix of phases and roles."""
    summed: dict[str, float] = {}
    for phase, share in constants().phases.items():
        for role, part in constants().roles[phase].items():
            summed[role] = summed.get(role, 0.0) + hours * share * part
    return tuple((role, round(value, 2)) for role, value in sorted(summed.items()))


def _scaled(effort: Effort, share: float) -> Effort:
    return rounded(effort.mean * share, effort.p50 * share, effort.p80 * share, effort.p90 * share)


def _classes(build: Sequence[Item]) -> tuple[tuple[str, int], ...]:
    found = Counter(item.estimate.effort_class for item in build)
    return tuple((name.value, found[name]) for name in EffortClass)
