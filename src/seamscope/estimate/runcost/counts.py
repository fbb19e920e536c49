"""What the lines of the run cost are counted by: integrations, environments, runs, day rates."""

from collections.abc import Sequence
from dataclasses import dataclass

from seamscope.estimate.drivers.data import per_day
from seamscope.estimate.integration_context import Seam
from seamscope.estimate.runcost.figures import Range, figures
from seamscope.poc import Poc
from seamscope.records import Evidence
from seamscope.wording import format_count

DEFAULT_ENVIRONMENTS = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many of something there are: a range, equal ends if it is known, and who says so."""

    range: Range
    said: str
    evidence: tuple[Evidence, ...] = ()


def integrations(seams: Sequence[Seam]) -> Count:
    """Return how many integrations are to be run."""
    evidence = tuple(e for seam in seams for e in seam.integration.evidence[:1])
    said = f"{format_count(len(seams), 'integration')} to build"
    return Count(range=_exactly(len(seams)), said=said, evidence=evidence)


def environments(poc: Poc) -> Count:
    """Return how many environments must be kept; one where nobody says."""
    if poc.environments is None:
        return Count(range=_exactly(1), said="one environment, as none is named")
    said = format_count(poc.environments, "environment")
    return Count(range=_exactly(poc.environments), said=said, evidence=_at(poc, "environments"))


def transactions(poc: Poc) -> Count:
    """Return how often the process runs in a year: as promised, as volumes say, or as assumed."""
    if poc.targets.transactions_per_year is not None:
        amount = poc.targets.transactions_per_year
        said, place = f"{amount:,.0f} runs a year", "targets.transactions_per_year"
        return Count(range=_exactly(amount), said=said, evidence=_at(poc, place))
    days = figures().days_of_volume.value
    stated = [
        (daily * days, touch)
        for touch in (*poc.writes, *poc.reads)
        if touch.volume and (daily := per_day(touch.volume)) is not None
    ]
    if stated:
        amount, touch = max(stated, key=lambda one: one[0])
        said = f"{touch.volume} of {touch.system}: {amount:,.0f} a year, if each is one run"
        evidence = Evidence(file=poc.file or "poc.yaml", line=touch.line, connector="poc")
        return Count(range=_exactly(amount), said=said, evidence=(evidence,))
    assumed = figures().transactions
    return Count(range=assumed.range, said=f"nobody says how often it runs; {assumed.source}")


def day_rate(poc: Poc) -> Count:
    """Return what a day costs: lowest, mean and highest of the POC's rates, or as assumed."""
    rates = sorted(poc.team.day_rates.values())
    if rates:
        middle = sum(rates) / len(rates)
        said = f"the POC's day rates: {', '.join(sorted(poc.team.day_rates))}"
        return Count(
            range=(rates[0], middle, rates[-1]), said=said, evidence=_at(poc, "team.day_rates")
        )
    assumed, (rate, told) = figures().day_rate, exchange(poc.team.currency)
    low, middle, high = (value * rate for value in assumed.range)
    return Count(range=(low, middle, high), said=f"{assumed.source}{told}")


def exchange(currency: str) -> tuple[float, str]:
    """Return how many units of a currency are a euro, and what to say of it, "" for the euro.

    Of a currency nobody knows, prices stay as they stand, and that is said.
    """
    rate = figures().currencies.rates.get(currency.strip().upper())
    if rate is None:
        return 1.0, f"; no rate is known for {currency}: prices are in euro"
    return rate, f"; 1 euro taken as {rate:g} {currency}" if rate != 1 else ""


def _exactly(amount: float) -> Range:
    return (amount, amount, amount)


def _at(poc: Poc, place: str) -> tuple[Evidence, ...]:
    line = poc.lines.get(place, 0)
    return (Evidence(file=poc.file or "poc.yaml", line=line, place=place, connector="poc"),)
