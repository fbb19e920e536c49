"""Simulate the yearly cost line by line; the user's own bills replace estimates. Imports numpy."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from seamscope.estimate.run_cost_result import CostLine, Span
from seamscope.estimate.runcost.counts import Count, find_given
from seamscope.estimate.runcost.day_rates import find_exchange_rate, list_role_rates
from seamscope.estimate.runcost.figures import LineFigure, load_run_cost_figures
from seamscope.estimate.runcost.sampler import Draws, Sampler, format_range, summarise
from seamscope.knowledge.sourced import Range
from seamscope.poc import Bill, Poc
from seamscope.records import Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedLine:
    """One cost line with its simulated yearly cost and, for a line of work, its person-days."""

    line: CostLine
    cost: Draws
    days: Draws | None


def simulate_lines(
    sampler: Sampler,
    counts: Mapping[str, Count | None],
    platforms: tuple[str, ...],
    poc: Poc,
    *,
    day_rate: Draws,
) -> list[SimulatedLine]:
    """Return every cost line that applies.

    The user's own bill replaces the line with its name, or adds a line.

    platforms: names of integration platforms in the landscape.
    """
    bills = {bill.name.casefold(): (index, bill) for index, bill in enumerate(poc.costs)}
    lines = []
    for line in load_run_cost_figures().lines:
        if billed := bills.pop(line.id.casefold(), None):
            lines.append(_build_bill(poc, *billed, what=line.what, draws=sampler.draws))
        elif (count := counts[line.per]) is not None:
            lines.append(_simulate_line(sampler, line, count, platforms, poc, day_rate=day_rate))
    own = (_build_bill(poc, *billed, what="", draws=sampler.draws) for billed in bills.values())
    return [*lines, *own]


def _build_bill(poc: Poc, index: int, bill: Bill, *, what: str, draws: int) -> SimulatedLine:
    place = f"costs.{index}"
    evidence = Evidence(
        file=poc.file or "poc.yaml", line=poc.lines.get(place, 0), place=place, connector="poc"
    )
    amount = round(bill.yearly, 2)
    return SimulatedLine(
        line=CostLine(
            name=bill.name,
            what=what,
            yearly=Span(p10=amount, p50=amount, p90=amount),
            basis="your own bill",
            source=bill.source or "poc.yaml",
            evidence=(evidence,),
        ),
        cost=np.full(draws, bill.yearly),
        days=None,
    )


def _simulate_line(
    sampler: Sampler,
    line: LineFigure,
    count: Count,
    platforms: tuple[str, ...],
    poc: Poc,
    *,
    day_rate: Draws,
) -> SimulatedLine:
    shared = bool(platforms and line.existing)
    terms, stated = _list_terms(line, poc, shared=shared)
    # Lines with the same quantity use the same draws of this quantity.
    counted = "run" if line.per == "document" else line.per
    amount = sampler.draw(f"count {counted}", count.range) * line.scale
    for term, bounds in terms.items():
        amount = amount * sampler.draw(f"{line.id} {term}", bounds)
    basis = [count.basis, *_describe_terms(line, terms, stated, poc.team.currency)]
    if shared:
        basis[0] = f"{', '.join(platforms)} in the landscape"
    if line.of_a_year:
        amount = amount * load_run_cost_figures().days_per_year.value
        basis.append(f"{load_run_cost_figures().days_per_year.value:g} days a year")
    own = list_role_rates(poc).get(line.role)
    if line.days:
        basis.append("the day rate" if own is None else f"{own:,.10g} a day ({line.role})")
    rate, note = find_exchange_rate(poc.team.currency)
    if "a million tokens" in stated:
        rate, note = 1.0, ""  # the price in poc.yaml is in the team's currency
    cost = amount * (day_rate if own is None else own) if line.days else amount * rate
    source = line.source if line.days else f"{line.source}{note}"
    return SimulatedLine(
        line=CostLine(
            name=line.id,
            what=line.what,
            yearly=summarise(cost),
            basis=" × ".join(basis),
            source=f"poc.yaml: {', '.join(sorted(stated))}; {source}" if stated else source,
            days=summarise(amount, digits=1) if line.days else None,
            evidence=count.evidence,
        ),
        cost=cost,
        days=amount if line.days else None,
    )


def _describe_terms(
    line: LineFigure, terms: dict[str, Range], stated: frozenset[str], currency: str
) -> Iterator[str]:
    """Yield the value of each term with its unit: ``0.05 (0.02 to 0.1) euro for a document``.

    stated: the terms that poc.yaml specifies, in the currency of the POC. All other prices are in
    euro.
    """
    for term, bounds in terms.items():
        label = line.labels.get(term, term)
        money = currency if term in stated else "euro"
        yield f"{format_range(bounds)} {label.replace('{currency}', money)}"


def _list_terms(
    line: LineFigure, poc: Poc, *, shared: bool
) -> tuple[dict[str, Range], frozenset[str]]:
    """Return the terms of a line, and the names of the terms that poc.yaml specifies."""
    terms = dict(line.existing if shared else line.terms)
    given = find_given(poc)
    stated = set()
    for term, key in line.given.items():
        value = given[key]
        if value is not None:
            terms[term] = (value, value, value)
            stated.add(term)
    return terms, frozenset(stated)
