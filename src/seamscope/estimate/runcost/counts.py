"""Quantities of the run cost: integrations, environments, transactions, day rate, currency."""

from collections.abc import Sequence
from dataclasses import dataclass

from seamscope.estimate.drivers.data import parse_records_per_day
from seamscope.estimate.integration_context import IntegrationContext
from seamscope.estimate.runcost.figures import Range, figures
from seamscope.poc import Poc
from seamscope.records import Evidence
from seamscope.wording import format_count

DEFAULT_ENVIRONMENTS = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A quantity as a range (equal ends if it is known), with its basis and evidence."""

    range: Range
    basis: str
    evidence: tuple[Evidence, ...] = ()


def count_integrations(contexts: Sequence[IntegrationContext]) -> Count:
    """Return the number of integrations to run."""
    evidence = tuple(e for context in contexts for e in context.integration.evidence[:1])
    basis = f"{format_count(len(contexts), 'integration')} to build"
    return Count(range=_exact_range(len(contexts)), basis=basis, evidence=evidence)


def count_environments(poc: Poc) -> Count:
    """Return the number of environments to run; one if poc.yaml does not give it."""
    if poc.environments is None:
        return Count(range=_exact_range(1), basis="one environment, as none is given")
    basis = format_count(poc.environments, "environment")
    return Count(
        range=_exact_range(poc.environments),
        basis=basis,
        evidence=_poc_evidence(poc, "environments"),
    )


def count_transactions(poc: Poc) -> Count:
    """Return the runs per year: the POC's target, else its largest volume, else an assumption."""
    if poc.targets.transactions_per_year is not None:
        amount = poc.targets.transactions_per_year
        basis, place = f"{amount:,.0f} runs a year", "targets.transactions_per_year"
        return Count(range=_exact_range(amount), basis=basis, evidence=_poc_evidence(poc, place))
    days = figures().days_of_volume.value
    stated = [
        (daily * days, touch)
        for touch in (*poc.writes, *poc.reads)
        if touch.volume and (daily := parse_records_per_day(touch.volume)) is not None
    ]
    if stated:
        amount, touch = max(stated, key=lambda pair: pair[0])
        basis = f"{touch.volume} of {touch.system}: {amount:,.0f} a year, if each is one run"
        evidence = Evidence(file=poc.file or "poc.yaml", line=touch.line, connector="poc")
        return Count(range=_exact_range(amount), basis=basis, evidence=(evidence,))
    assumed = figures().transactions
    return Count(range=assumed.range, basis=f"the runs per year are not given; {assumed.source}")


def find_day_rate(poc: Poc) -> Count:
    """Return the day rate: lowest, mean and highest of the POC's rates, else an assumption."""
    rates = sorted(poc.team.day_rates.values())
    if rates:
        middle = sum(rates) / len(rates)
        basis = f"the POC's day rates: {', '.join(sorted(poc.team.day_rates))}"
        return Count(
            range=(rates[0], middle, rates[-1]),
            basis=basis,
            evidence=_poc_evidence(poc, "team.day_rates"),
        )
    assumed, (rate, note) = figures().day_rate, find_exchange_rate(poc.team.currency)
    low, middle, high = (value * rate for value in assumed.range)
    return Count(range=(low, middle, high), basis=f"{assumed.source}{note}")


def find_exchange_rate(currency: str) -> tuple[float, str]:
    """Return the units of a currency per euro and a note about the conversion.

    The note is "" for the euro. If the currency is unknown, prices stay in euro and the note says
    so.
    """
    rate = figures().currencies.rates.get(currency.strip().upper())
    if rate is None:
        return 1.0, f"; no rate is known for {currency}: prices are in euro"
    return rate, f"; 1 euro taken as {rate:g} {currency}" if rate != 1 else ""


def _exact_range(amount: float) -> Range:
    return (amount, amount, amount)


def _poc_evidence(poc: Poc, place: str) -> tuple[Evidence, ...]:
    line = poc.lines.get(place, 0)
    return (Evidence(file=poc.file or "poc.yaml", line=line, place=place, connector="poc"),)
