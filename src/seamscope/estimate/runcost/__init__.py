"""What running costs a year and when it passes what building cost. Imports numpy."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from seamscope.estimate.constants import constants
from seamscope.estimate.integration_context import Seam
from seamscope.estimate.outcome import Item
from seamscope.estimate.run_cost import Claim, CostLine, Lever, Rule, RunCost, Span
from seamscope.estimate.runcost.counts import (
    Count,
    day_rate,
    environments,
    exchange,
    integrations,
    transactions,
)
from seamscope.estimate.runcost.figures import Line, Range, figures
from seamscope.estimate.score import Z90
from seamscope.estimate.simulate import sample
from seamscope.poc import Poc

Draws = NDArray[np.float64]
YEAR = 12  # months


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drawn:
    """One line with its simulated yearly cost and, if it is work, its days."""

    line: CostLine
    cost: Draws
    days: Draws | None


def run_cost(
    seams: Sequence[Seam],
    items: Sequence[Item],
    kinds: frozenset[str],
    poc: Poc,
    *,
    seed: int,
    draws: int,
) -> RunCost:
    """Return what it costs to run what is to be built.

    seams, items: those the totals count; kinds: of all systems there are, folded. Money is in the
    POC's currency, months are counted from going live.
    """
    chance = _Chance(seed, draws)
    rate, runs = day_rate(poc), transactions(poc)
    price = chance.draw("day rate", rate.range)
    number = chance.draw("transaction", runs.range)
    lines = _lines(chance, seams, kinds, poc, price)
    yearly = np.sum([line.cost for line in lines], axis=0)
    days = np.sum([line.days for line in lines if line.days is not None], axis=0)
    build = _build(items, seed, draws) / poc.team.hours_per_day * price
    return RunCost(
        currency=poc.team.currency,
        day_rate=_span(price),
        day_rate_source=rate.said,
        lines=tuple(line.line for line in lines),
        yearly=_span(yearly),
        days=_span(days),
        build=_span(build),
        share=_span(yearly / build, digits=4),
        month=_span(YEAR * build / yearly, digits=1),
        transactions=_span(number, digits=0),
        transactions_source=runs.said,
        per_transaction=_span(yearly / number, digits=4),
        rules=_rules(),
        claim=_claim([line.line for line in lines], yearly, build),
    )


def _lines(
    chance: "_Chance", seams: Sequence[Seam], kinds: frozenset[str], poc: Poc, price: Draws
) -> list[_Drawn]:
    counts = {
        "integration": integrations(seams),
        "environment": environments(poc),
        "transaction": transactions(poc),
        "product": Count(range=(1, 1, 1), said="once"),
    }
    shared = bool(kinds & figures().platform_kinds)
    rate = exchange(poc.team.currency)
    return [
        _line(chance, line, counts[line.per], price, exchanged=rate, shared=shared)
        for line in figures().lines
    ]


def _rules() -> tuple[Rule, ...]:
    return tuple(
        Rule(share=rule.share, month=round(YEAR / rule.share, 1), source=rule.source)
        for rule in figures().rules
    )


class _Chance:
    """Seeded draws by name: the order in which they are asked for changes nothing."""

    def __init__(self, seed: int, draws: int) -> None:
        self.seed, self.draws = seed, draws
        self.common = self._normal("common")

    def _normal(self, name: str) -> Draws:
        digest = sha256(f"run cost {name}".encode()).digest()[:8]
        stream = np.random.default_rng([self.seed, int.from_bytes(digest, "big")])
        return stream.standard_normal(self.draws)

    def draw(self, name: str, bounds: Range) -> Draws:
        """Return draws of a lognormal in two halves, with these P10, P50 and P90."""
        low, middle, high = bounds
        if low == high:
            return np.full(self.draws, middle)
        rho = figures().correlation.value
        z = sqrt(rho) * self.common + sqrt(1 - rho) * self._normal(name)
        down, up = np.log(middle / low) / Z90, np.log(high / middle) / Z90
        drawn: Draws = middle * np.exp(np.where(z < 0, down * z, up * z))
        return drawn


def _line(
    chance: _Chance,
    line: Line,
    count: Count,
    price: Draws,
    *,
    exchanged: tuple[float, str],
    shared: bool,
) -> _Drawn:
    terms = line.existing if shared and line.existing else line.terms
    name = "transaction" if line.per == "transaction" else f"{line.id} count"
    amount = chance.draw(name, count.range)
    for term, bounds in terms.items():
        amount = amount * chance.draw(f"{line.id} {term}", bounds)
    said = [count.said, *(f"{_range(bounds)} {term}" for term, bounds in terms.items())]
    if line.of_a_year:
        amount = amount * figures().days_per_year.value
        said.append(f"{figures().days_per_year.value:g} days a year")
    if line.days:
        said.append("the day rate")
    rate, told = exchanged
    cost = amount * price if line.days else amount * rate
    made = CostLine(
        name=line.id,
        what=line.what,
        yearly=_span(cost),
        basis=" × ".join(said),
        source=line.source if line.days else f"{line.source}{told}",
        days=_span(amount, digits=1) if line.days else None,
        evidence=count.evidence,
    )
    return _Drawn(line=made, cost=cost, days=amount if line.days else None)


def _build(items: Sequence[Item], seed: int, draws: int) -> Draws:
    """Return simulated hours of build and management, with the mean that the totals show."""
    summed = np.zeros(draws)
    for row in sample(items, seed=seed, draws=draws):
        summed += row
    mean = sum(item.estimate.effort_hours.mean for item in items)
    hours: Draws = summed * (mean / summed.mean()) * (1 + constants().management.value)
    return hours


def _claim(lines: Sequence[CostLine], yearly: Draws, build: Draws) -> Claim:
    """Return which figures would make the quoted months true."""
    claim = figures().claim
    early, late = claim.months
    middle = float(np.median(build))
    needed = (YEAR / late * middle, YEAR / early * middle)
    sum_of_middles = sum(line.yearly.p50 for line in lines)
    levers = []
    for line in lines:
        low, high = (max(need - sum_of_middles + line.yearly.p50, 0.0) for need in needed)
        within = line.yearly.p90 >= low
        levers.append(Lever(line=line.name, low=round(low), high=round(high), within=within))
    highest = sum(line.yearly.p90 for line in lines)
    return Claim(
        months=claim.months,
        shares=(round(YEAR / late, 4), round(YEAR / early, 4)),
        chance=round(float(np.mean(YEAR * build / yearly <= late)), 4),
        all_high=round(YEAR * middle / highest, 1),
        levers=tuple(levers),
        source=claim.source,
    )


def _range(bounds: Range) -> str:
    low, middle, high = (f"{value:g}" for value in bounds)
    return f"{middle} ({low} to {high})"


def _span(drawn: Draws, digits: int = 2) -> Span:
    p10, p50, p90 = (round(float(v), digits) for v in np.quantile(drawn, (0.1, 0.5, 0.9)))
    return Span(p10=p10, p50=p50, p90=p90)
