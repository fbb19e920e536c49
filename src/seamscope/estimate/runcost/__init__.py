"""Simulate the yearly run cost and when it overtakes the build cost. Imports numpy.

counts     quantities: runs, users, rotas, licences
lines      yearly cost line by line, with the user's own bills
building   cost of the integrations and of the product's own work
curve      cumulative cost and savings over 36 months
"""

from collections.abc import Sequence

import numpy as np

from seamscope.estimate.integration_context import IntegrationContext
from seamscope.estimate.result import Effort
from seamscope.estimate.run_cost_result import Claim, CostLine, Lever, Rule, RunCost
from seamscope.estimate.runcost.building import simulate_build
from seamscope.estimate.runcost.counts import count_all, count_transactions
from seamscope.estimate.runcost.curve import build_curve, find_payback, list_savings
from seamscope.estimate.runcost.day_rates import find_day_rate, list_role_rates
from seamscope.estimate.runcost.figures import load_run_cost_figures
from seamscope.estimate.runcost.lines import simulate_lines
from seamscope.estimate.runcost.sampler import Draws, Sampler, summarise
from seamscope.estimate.work_item import WorkItem
from seamscope.poc import Poc

MONTHS_PER_YEAR = 12


def compute_run_cost(
    contexts: Sequence[IntegrationContext],
    items: Sequence[WorkItem],
    production: Effort,
    systems: frozenset[tuple[str, str]],
    poc: Poc,
    *,
    seed: int,
    draws: int,
) -> RunCost:
    """Return the yearly cost of running the integrations to build and the product.

    Money is in the POC's currency; months are counted from go-live.
    contexts, items: the integrations that the totals count.
    production: their hours in the total, with the reserve.
    systems: (normalised kind, name) of every system in the landscape.
    """
    sampler = Sampler(seed, draws)
    rate, volume = find_day_rate(poc), count_transactions(poc)
    day_rate = sampler.draw("day rate", rate.range)
    # Scale the draws so that their P50 is exactly the stated rate, which the workbook shows.
    day_rate *= rate.range[1] / np.median(day_rate)
    transactions = sampler.draw("count run", volume.range)
    kinds = load_run_cost_figures().platform_kinds
    platforms = tuple(sorted({name for kind, name in systems if kind in kinds}))
    lines = simulate_lines(sampler, count_all(contexts, poc), platforms, poc, day_rate=day_rate)
    yearly = np.sum([line.cost for line in lines], axis=0)
    days = np.sum([line.days for line in lines if line.days is not None], axis=0)
    parts, build, build_days = simulate_build(sampler, items, production, poc, day_rate)
    savings = list_savings(poc)
    curve = build_curve(build, yearly, savings)
    return RunCost(
        currency=poc.team.currency,
        day_rate=summarise(day_rate),
        day_rate_source=rate.basis,
        lines=tuple(line.line for line in lines),
        yearly=summarise(yearly),
        days=summarise(days),
        build=summarise(build),
        share=summarise(yearly / build, digits=4),
        month=summarise(MONTHS_PER_YEAR * build / yearly, digits=1),
        transactions=summarise(transactions, digits=0),
        transactions_source=volume.basis,
        per_transaction=summarise(yearly / transactions, digits=4),
        rules=_apply_rules(),
        claim=_check_claim([line.line for line in lines], yearly, build),
        parts=parts,
        build_days=summarise(build_days, digits=1),
        savings=savings,
        curve=curve,
        payback=find_payback(curve) if savings else None,
        day_rate_assumed=not poc.team.day_rates,
        role_rates=tuple(list_role_rates(poc).items()),
    )


def _apply_rules() -> tuple[Rule, ...]:
    return tuple(
        Rule(share=rule.share, month=round(MONTHS_PER_YEAR / rule.share, 1), source=rule.source)
        for rule in load_run_cost_figures().rules
    )


def _check_claim(lines: Sequence[CostLine], yearly: Draws, build: Draws) -> Claim:
    """Return the published claim, with the cost of each line at which it would be true."""
    claim = load_run_cost_figures().claim
    early, late = claim.months
    median_build = float(np.median(build))
    needed = (MONTHS_PER_YEAR / late * median_build, MONTHS_PER_YEAR / early * median_build)
    sum_of_medians = sum(line.yearly.p50 for line in lines)
    levers = []
    for line in lines:
        low, high = (max(need - sum_of_medians + line.yearly.p50, 0.0) for need in needed)
        within = line.yearly.p90 >= low
        levers.append(Lever(line=line.name, low=round(low), high=round(high), within=within))
    highest = sum(line.yearly.p90 for line in lines)
    return Claim(
        months=claim.months,
        shares=(round(MONTHS_PER_YEAR / late, 4), round(MONTHS_PER_YEAR / early, 4)),
        chance=round(float(np.mean(MONTHS_PER_YEAR * build / yearly <= late)), 4),
        all_high=round(MONTHS_PER_YEAR * median_build / highest, 1),
        levers=tuple(levers),
        source=claim.source,
        needed=(round(needed[0]), round(needed[1])),
    )
