"""Simulate the yearly run cost and when it overtakes the build cost. Imports numpy."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from seamscope.estimate.constants import constants
from seamscope.estimate.integration_context import IntegrationContext
from seamscope.estimate.run_cost_result import Claim, CostLine, Lever, Rule, RunCost, Span
from seamscope.estimate.runcost.counts import (
    Count,
    count_environments,
    count_integrations,
    count_transactions,
    find_day_rate,
    find_exchange_rate,
)
from seamscope.estimate.runcost.figures import LineFigure, Range, figures
from seamscope.estimate.score import Z90
from seamscope.estimate.simulate import sample_hours
from seamscope.estimate.work_item import WorkItem
from seamscope.poc import Poc

Draws = NDArray[np.float64]
MONTHS_PER_YEAR = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class _SimulatedLine:
    """One cost line with its simulated yearly cost and, if it is work, its person-days."""

    line: CostLine
    cost: Draws
    days: Draws | None


def compute_run_cost(
    contexts: Sequence[IntegrationContext],
    items: Sequence[WorkItem],
    kinds: frozenset[str],
    poc: Poc,
    *,
    seed: int,
    draws: int,
) -> RunCost:
    """Return the yearly cost of running what is to be built.

    contexts, items: those that the totals count; kinds: folded kinds of all systems in the
    landscape. Money is in the POC's currency; months are counted from go-live.
    """
    sampler = _Sampler(seed, draws)
    rate, volume = find_day_rate(poc), count_transactions(poc)
    day_rate = sampler.draw("day rate", rate.range)
    transactions = sampler.draw("transaction", volume.range)
    lines = _simulate_lines(sampler, contexts, kinds, poc, day_rate)
    yearly = np.sum([line.cost for line in lines], axis=0)
    days = np.sum([line.days for line in lines if line.days is not None], axis=0)
    build = _simulate_build_hours(items, seed, draws) / poc.team.hours_per_day * day_rate
    return RunCost(
        currency=poc.team.currency,
        day_rate=_summarise(day_rate),
        day_rate_source=rate.basis,
        lines=tuple(line.line for line in lines),
        yearly=_summarise(yearly),
        days=_summarise(days),
        build=_summarise(build),
        share=_summarise(yearly / build, digits=4),
        month=_summarise(MONTHS_PER_YEAR * build / yearly, digits=1),
        transactions=_summarise(transactions, digits=0),
        transactions_source=volume.basis,
        per_transaction=_summarise(yearly / transactions, digits=4),
        rules=_apply_rules(),
        claim=_check_claim([line.line for line in lines], yearly, build),
    )


def _simulate_lines(
    sampler: "_Sampler",
    contexts: Sequence[IntegrationContext],
    kinds: frozenset[str],
    poc: Poc,
    day_rate: Draws,
) -> list[_SimulatedLine]:
    counts = {
        "integration": count_integrations(contexts),
        "environment": count_environments(poc),
        "transaction": count_transactions(poc),
        "product": Count(range=(1, 1, 1), basis="once"),
    }
    shared = bool(kinds & figures().platform_kinds)
    exchange_rate = find_exchange_rate(poc.team.currency)
    return [
        _simulate_line(
            sampler, line, counts[line.per], day_rate, exchange_rate=exchange_rate, shared=shared
        )
        for line in figures().lines
    ]


def _apply_rules() -> tuple[Rule, ...]:
    return tuple(
        Rule(share=rule.share, month=round(MONTHS_PER_YEAR / rule.share, 1), source=rule.source)
        for rule in figures().rules
    )


class _Sampler:
    """Random draws by name: each name has its own seed, so the order of the calls is irrelevant."""

    def __init__(self, seed: int, draws: int) -> None:
        self.seed, self.draws = seed, draws
        self.common = self._normal("common")

    def _normal(self, name: str) -> Draws:
        digest = sha256(f"run cost {name}".encode()).digest()[:8]
        stream = np.random.default_rng([self.seed, int.from_bytes(digest, "big")])
        return stream.standard_normal(self.draws)

    def draw(self, name: str, bounds: Range) -> Draws:
        """Return draws of a two-piece lognormal with the given P10, P50 and P90."""
        low, middle, high = bounds
        if low == high:
            return np.full(self.draws, middle)
        rho = figures().correlation.value
        z = sqrt(rho) * self.common + sqrt(1 - rho) * self._normal(name)
        down, up = np.log(middle / low) / Z90, np.log(high / middle) / Z90
        values: Draws = middle * np.exp(np.where(z < 0, down * z, up * z))
        return values


def _simulate_line(
    sampler: _Sampler,
    line: LineFigure,
    count: Count,
    day_rate: Draws,
    *,
    exchange_rate: tuple[float, str],
    shared: bool,
) -> _SimulatedLine:
    terms = line.existing if shared and line.existing else line.terms
    name = "transaction" if line.per == "transaction" else f"{line.id} count"
    amount = sampler.draw(name, count.range)
    for term, bounds in terms.items():
        amount = amount * sampler.draw(f"{line.id} {term}", bounds)
    basis = [count.basis, *(f"{_format_range(bounds)} {term}" for term, bounds in terms.items())]
    if line.of_a_year:
        amount = amount * figures().days_per_year.value
        basis.append(f"{figures().days_per_year.value:g} days a year")
    if line.days:
        basis.append("the day rate")
    euro_rate, note = exchange_rate
    cost = amount * day_rate if line.days else amount * euro_rate
    cost_line = CostLine(
        name=line.id,
        what=line.what,
        yearly=_summarise(cost),
        basis=" × ".join(basis),
        source=line.source if line.days else f"{line.source}{note}",
        days=_summarise(amount, digits=1) if line.days else None,
        evidence=count.evidence,
    )
    return _SimulatedLine(line=cost_line, cost=cost, days=amount if line.days else None)


def _simulate_build_hours(items: Sequence[WorkItem], seed: int, draws: int) -> Draws:
    """Return simulated hours of build and management, scaled to the mean of the totals."""
    total = np.zeros(draws)
    for item_hours in sample_hours(items, seed=seed, draws=draws):
        total += item_hours
    mean = sum(item.estimate.effort_hours.mean for item in items)
    hours: Draws = total * (mean / total.mean()) * (1 + constants().management.value)
    return hours


def _check_claim(lines: Sequence[CostLine], yearly: Draws, build: Draws) -> Claim:
    """Return what each line would have to cost for the published claim to hold."""
    claim = figures().claim
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
    )


def _format_range(bounds: Range) -> str:
    low, middle, high = (f"{value:g}" for value in bounds)
    return f"{middle} ({low} to {high})"


def _summarise(draws: Draws, digits: int = 2) -> Span:
    p10, p50, p90 = (round(float(v), digits) for v in np.quantile(draws, (0.1, 0.5, 0.9)))
    return Span(p10=p10, p50=p50, p90=p90)
