"""Compute the day rate of the build, weighted by the share of work of each role."""

from collections.abc import Iterable, Mapping

from seamscope.estimate.constants import load_constants
from seamscope.estimate.runcost.counts import Count
from seamscope.estimate.runcost.figures import load_run_cost_figures
from seamscope.poc import Poc
from seamscope.records import Evidence

MANAGER = "project manager"


def find_day_rate(poc: Poc) -> Count:
    """Return the day rate: the POC's rates weighted by the work of each role, else an assumption.

    A role without a rate costs as much as the other roles on average. The range covers the rates in
    poc.yaml; if every role has a rate, it is a single figure.
    """
    stated = poc.team.day_rates
    if not stated:
        assumed, (rate, note) = (
            load_run_cost_figures().day_rate,
            find_exchange_rate(poc.team.currency),
        )
        low, middle, high = (value * rate for value in assumed.range)
        return Count(range=(low, middle, high), basis=f"{assumed.source}{note}")
    rates, weights = list_role_rates(poc), weigh_roles()
    if rates:
        whole = sum(weights[role] for role in rates)
        blend = sum(weights[role] * rate for role, rate in rates.items()) / whole
    else:
        blend = sum(stated.values()) / len(stated)
    complete = weights.keys() == rates.keys()
    low, high = (blend, blend) if complete else (min(stated.values()), max(stated.values()))
    return Count(
        range=(min(low, blend), blend, max(high, blend)),
        basis=_describe(rates, weights, stated),
        evidence=_find_evidence(poc),
    )


def list_role_rates(poc: Poc) -> dict[str, float]:
    """Return the rate of each role of the plan, the mean if a role has several rates."""
    found: dict[str, list[float]] = {}
    for name, rate in sorted(poc.team.day_rates.items()):
        if role := match_role(name):
            found.setdefault(role, []).append(rate)
    return {role: sum(rates) / len(rates) for role, rates in sorted(found.items())}


def match_role(name: str) -> str:
    """Return the role of the plan for a job title, "" if none fits: `SAP consultant` → analyst."""
    folded = f" {' '.join(name.casefold().replace('-', ' ').split())} "
    matches = [
        (len(word), role)
        for role, words in load_run_cost_figures().role_words.items()
        for word in words
        if f" {word} " in folded or folded.strip().endswith(word)
    ]
    return max(matches)[1] if matches else ""


def weigh_roles() -> dict[str, float]:
    """Return the share of each role in the hours of the build, management included."""
    table = load_constants()
    weights: dict[str, float] = {MANAGER: table.management.value}
    for phase, share in table.phases.items():
        for role, part in table.roles[phase].items():
            weights[role] = weights.get(role, 0.0) + share * part
    whole = sum(weights.values())
    return {role: weight / whole for role, weight in sorted(weights.items())}


def _describe(
    rates: Mapping[str, float], weights: Mapping[str, float], stated: Iterable[str]
) -> str:
    if not rates:
        return f"the mean of the POC's day rates: {', '.join(sorted(stated))}"
    parts = [f"{role} {rate:,.10g} ({100 * weights[role]:.0f} %)" for role, rate in rates.items()]
    others = [role for role in weights if role not in rates]
    rest = f"; {', '.join(others)}: the average of these rates" if others else ""
    unused = sorted(name for name in stated if not match_role(name))
    left = f"; not a role of the plan: {', '.join(unused)}" if unused else ""
    return f"the POC's day rates by the work of each role: {', '.join(parts)}{rest}{left}"


def _find_evidence(poc: Poc) -> tuple[Evidence, ...]:
    place = "team.day_rates"
    line = poc.lines.get(place, 0)
    return (Evidence(file=poc.file or "poc.yaml", line=line, place=place, connector="poc"),)


def find_exchange_rate(currency: str) -> tuple[float, str]:
    """Return the units of a currency for one euro, and a note about the conversion.

    The note is "" for the euro. If the currency is unknown, the rate is 1 and the note explains
    that prices are in euro.
    """
    rate = load_run_cost_figures().currencies.rates.get(currency.strip().upper())
    if rate is None:
        return 1.0, f"; prices are in euro, because no exchange rate is known for {currency}"
    return rate, f"; 1 euro taken as {rate:g} {currency}" if rate != 1 else ""
