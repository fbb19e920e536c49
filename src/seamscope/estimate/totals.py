"""Totals of the estimates by scope, phase, role and class. Imports numpy through `simulate`."""

from collections import Counter
from collections.abc import Sequence

from seamscope.estimate.constants import load_constants
from seamscope.estimate.result import Effort, EffortClass, Totals
from seamscope.estimate.score import round_effort
from seamscope.estimate.simulate import simulate_total
from seamscope.estimate.work_item import WorkItem
from seamscope.poc import Poc, Team


def compute_totals(
    build: Sequence[WorkItem],
    poc_items: Sequence[WorkItem],
    poc: Poc | None,
    *,
    seed: int,
    draws: int,
) -> Totals:
    """Return the totals, in hours, of the integrations to build and of the POC itself."""
    production = simulate_total(build, seed=seed, draws=draws)
    share = load_constants().management.value
    return Totals(
        poc=simulate_total(poc_items, seed=seed, draws=draws),
        production=production,
        management_hours=scale_effort(production, share),
        by_phase=split_by_phase(production.mean),
        by_role=split_by_role(production.mean),
        classes=_count_classes(build),
        hours_per_day=(poc.team if poc else Team()).hours_per_day,
        people=poc.team.people if poc else None,
        start=poc.team.start.isoformat() if poc and poc.team.start else "",
    )


def split_by_phase(hours: float) -> tuple[tuple[str, float], ...]:
    """Return build hours by phase in project order, without management."""
    return tuple((name, round(hours * share, 2)) for name, share in load_constants().phases.items())


def split_by_role(hours: float) -> tuple[tuple[str, float], ...]:
    """Return build hours by role, sorted by name, computed from the roles' shares in each phase."""
    hours_by_role: dict[str, float] = {}
    for phase, share in load_constants().phases.items():
        for role, part in load_constants().roles[phase].items():
            hours_by_role[role] = hours_by_role.get(role, 0.0) + hours * share * part
    return tuple((role, round(value, 2)) for role, value in sorted(hours_by_role.items()))


def scale_effort(effort: Effort, share: float) -> Effort:
    """Return an effort multiplied by a share, 0..1."""
    return round_effort(
        effort.mean * share, effort.p50 * share, effort.p80 * share, effort.p90 * share
    )


def _count_classes(build: Sequence[WorkItem]) -> tuple[tuple[str, int], ...]:
    counts = Counter(item.estimate.effort_class for item in build)
    return tuple((name.value, counts[name]) for name in EffortClass)
