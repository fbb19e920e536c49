"""Count the quantities of the run cost: integrations, environments, runs, users, on-call rotas."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from seamscope.connector.volumes import parse_records_per_day
from seamscope.estimate.integration_context import IntegrationContext, fold
from seamscope.estimate.runcost.figures import load_run_cost_figures
from seamscope.knowledge.levels import spell_in_english
from seamscope.knowledge.ratings import match_pace, match_rating
from seamscope.knowledge.sourced import Range
from seamscope.poc import Poc, Touch, format_statement
from seamscope.records import Evidence
from seamscope.wording import format_count

# Ratings of the service level, and words in it, that require a rota on call at night.
NIGHT_RATINGS = frozenset({"high", "very high"})
NIGHT_WORDS = re.compile(r"24\s?[x/×]\s?7|99[.,]9|round the clock|rund um die uhr", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A quantity as a range of P10, P50 and P90, all equal if it is known.

    basis: the origin of the quantity, for the calculation that reports show.
    """

    range: Range
    basis: str
    evidence: tuple[Evidence, ...] = ()


def count_all(contexts: Sequence[IntegrationContext], poc: Poc) -> dict[str, Count | None]:
    """Return all quantities, by the name that cost lines use in `per`.

    A quantity is None if its cost lines do not apply: without SAP, for example, no documents are
    counted.
    """
    return {
        "integration": count_integrations(contexts),
        "environment": count_environments(poc),
        "run": count_transactions(poc),
        "user": count_users(poc),
        "rota": count_rotas(poc),
        "document": count_documents(contexts, poc),
        "licence": count_licences(contexts),
        "product": Count(range=(1, 1, 1), basis="once"),
    }


def count_integrations(contexts: Sequence[IntegrationContext]) -> Count:
    """Return the number of integrations to run."""
    evidence = tuple(e for context in contexts for e in context.integration.evidence[:1])
    basis = f"{format_count(len(contexts), 'integration')} to build"
    return Count(range=_build_exact_range(len(contexts)), basis=basis, evidence=evidence)


def count_environments(poc: Poc) -> Count:
    """Return the number of environments to run, one if poc.yaml does not specify it."""
    if poc.environments is None:
        return Count(
            range=_build_exact_range(1),
            basis="one environment, because poc.yaml does not specify a number",
        )
    basis = format_count(poc.environments, "environment")
    return Count(
        range=_build_exact_range(poc.environments),
        basis=basis,
        evidence=_build_poc_evidence(poc, "environments"),
    )


def count_users(poc: Poc) -> Count:
    """Return the number of users; an assumption if poc.yaml does not specify the number."""
    if poc.users is None:
        assumed = load_run_cost_figures().users
        return Count(
            range=assumed.range, basis=f"the number of users is not specified; {assumed.source}"
        )
    return Count(
        range=_build_exact_range(poc.users),
        basis=format_count(poc.users, "user"),
        evidence=_build_poc_evidence(poc, "users"),
    )


def count_rotas(poc: Poc) -> Count:
    """Return the number of on-call rotas that the service level requires."""
    text = f"{poc.sla} {poc.availability}".strip()
    rating = match_rating("service", text)
    needed = bool(NIGHT_WORDS.search(text)) or rating in NIGHT_RATINGS
    name = "always" if needed else "never" if rating or poc.availability else "unknown"
    rota = load_run_cost_figures().rotas[name]
    basis = f"{rota.source} (“{text}”)" if text else rota.source
    places = tuple(
        e for key in ("sla", "availability") for e in _build_poc_evidence(poc, key) if e.line
    )
    return Count(range=rota.range, basis=basis, evidence=places)


def count_licences(contexts: Sequence[IntegrationContext]) -> Count | None:
    """Count the connected systems with licences for each user; None if there are none."""
    kinds = load_run_cost_figures().licensed_by_user
    found = {s.name for c in contexts for s in c.others if s.kind.casefold() in kinds}
    if not found:
        return None
    systems = format_count(len(found), "system")
    basis = f"{systems} with licences for each user: {', '.join(sorted(found))}"
    return Count(range=_build_exact_range(len(found)), basis=basis)


def count_documents(contexts: Sequence[IntegrationContext], poc: Poc) -> Count | None:
    """Return the runs a year that may create a document in SAP; None without writes to SAP."""
    written = {
        system.name
        for context in contexts
        for system in context.others
        if any(lane.target.id == system.id for lane in context.lanes)
        and load_run_cost_figures().documents
        & set(f"{system.name} {system.product}".casefold().split())
    }
    if not written:
        return None
    runs = count_transactions(poc)
    basis = f"runs that write to {', '.join(sorted(written))}: {runs.basis}"
    return Count(range=runs.range, basis=basis, evidence=runs.evidence)


def count_transactions(poc: Poc) -> Count:
    """Return the number of transactions a year that the POC processes.

    The result is the first of these values that is known: the target in poc.yaml; the largest
    volume written; the largest volume read continuously of an entity that the POC writes; the
    volumes read continuously, as a range; the runs of the most frequent batch; a number per user;
    an assumption.
    """
    if poc.targets.transactions_per_year is not None:
        amount = poc.targets.transactions_per_year
        basis, place = f"{amount:,.0f} runs a year", "targets.transactions_per_year"
        return Count(
            range=_build_exact_range(amount), basis=basis, evidence=_build_poc_evidence(poc, place)
        )
    streams = [touch for touch in poc.reads if not _is_batch(touch)]
    written = {fold(entity) for touch in poc.writes for entity in touch.entities}
    acted_on = [t for t in streams if written & {fold(entity) for entity in t.entities}]
    for touches in (poc.writes, acted_on):
        if found := _find_largest_volume(poc, touches):
            return found
    if found := _span_volumes(poc, streams):
        return found
    batches = [touch for touch in poc.reads if _is_batch(touch)]
    if batches and not poc.writes and len(batches) == len(poc.reads):
        return _count_batches(poc, batches)
    if poc.users is not None:
        assumed, days = (
            load_run_cost_figures().runs_per_user,
            load_run_cost_figures().days_per_year.value,
        )
        low, middle, high = (value * poc.users * days for value in assumed.range)
        basis = f"{format_count(poc.users, 'user')} on {days:g} days a year; {assumed.source}"
        return Count(
            range=(low, middle, high), basis=basis, evidence=_build_poc_evidence(poc, "users")
        )
    assumed = load_run_cost_figures().transactions
    return Count(
        range=assumed.range, basis=f"the runs per year are not specified; {assumed.source}"
    )


def _list_volumes(touches: Sequence[Touch]) -> list[tuple[float, Touch]]:
    """Return the records a year of each read or write with a volume, in ascending order."""
    days = load_run_cost_figures().days_of_volume.value
    stated = [
        (daily * days, touch)
        for touch in touches
        if touch.volume and (daily := parse_records_per_day(touch.volume)) is not None
    ]
    return sorted(stated, key=lambda pair: pair[0])


def _span_volumes(poc: Poc, touches: Sequence[Touch]) -> Count | None:
    """Return the range of the volumes read, because it is unknown on which of them the POC acts."""
    stated = _list_volumes(touches)
    if not stated or stated[0][0] == stated[-1][0]:
        return _find_largest_volume(poc, touches)
    (low, least), (high, most) = stated[0], stated[-1]
    basis = (
        f"{low:,.0f} to {high:,.0f} a year, from {least.volume} of {least.system} to "
        f"{most.volume} of {most.system}, because poc.yaml does not specify "
        f"`targets: transactions_per_year`"
    )
    places = tuple(_touch_evidence(poc, touch) for touch in (least, most))
    return Count(range=(low, math.sqrt(low * high), high), basis=basis, evidence=places)


def _find_largest_volume(poc: Poc, touches: Sequence[Touch]) -> Count | None:
    stated = _list_volumes(touches)
    if not stated:
        return None
    amount, touch = stated[-1]
    basis = f"{touch.volume} of {touch.system}: {amount:,.0f} a year, if each record is one run"
    return Count(
        range=_build_exact_range(amount), basis=basis, evidence=(_touch_evidence(poc, touch),)
    )


def _count_batches(poc: Poc, batches: Sequence[Touch]) -> Count:
    """Return the runs a year of the most frequent batch; 365 for a nightly read."""
    amount, touch = max(
        ((_count_runs(touch), touch) for touch in batches), key=lambda pair: pair[0]
    )
    text = touch.frequency or touch.latency
    basis = f"{amount:,.0f} runs a year: {touch.system} is read {text}, and each read is one run"
    return Count(
        range=_build_exact_range(amount), basis=basis, evidence=(_touch_evidence(poc, touch),)
    )


def _count_runs(touch: Touch) -> float:
    """Return the number of runs a year from the frequency in poc.yaml; nightly if unknown."""
    for text in (touch.frequency, touch.latency):
        found = _match_words(load_run_cost_figures().batches, text)
        if found:
            return max(found)
    return load_run_cost_figures().batches["nightly"]


def _match_words(times: Mapping[str, float], text: str) -> list[float]:
    folded = f"{text.casefold()}; {spell_in_english('paces', text)}"
    return [value for word, value in times.items() if re.search(rf"\b{word}\b", folded)]


def _is_batch(touch: Touch) -> bool:
    """Return whether the POC reads in batches: nightly, weekly, in bulk."""
    pace = match_pace(touch.latency) or match_pace(touch.frequency)
    often = match_pace(touch.frequency) or pace
    return pace in {"very low", "low"} or often in {"very low", "low"}


def find_retrainings(poc: Poc) -> float | None:
    """Return the number of retrainings a year, None if poc.yaml does not specify it."""
    if poc.inference.retrainings_per_year is not None:
        return poc.inference.retrainings_per_year
    found = _match_words(
        load_run_cost_figures().cadence, format_statement(poc.operation.retraining)
    )
    return max(found, default=None)


def find_given(poc: Poc) -> Mapping[str, float | None]:
    """Return the values of poc.yaml that replace terms of cost lines, by key; None if missing.

    The field `given` of a cost line names such a key.
    """
    model = poc.inference
    return {
        "inference.tokens_in": model.tokens_in,
        "inference.tokens_out": model.tokens_out,
        "inference.price_in": model.price_in,
        "inference.price_out": model.price_out,
        "retraining": find_retrainings(poc),
    }


def _build_exact_range(amount: float) -> Range:
    return (amount, amount, amount)


def _touch_evidence(poc: Poc, touch: Touch) -> Evidence:
    return Evidence(file=poc.file or "poc.yaml", line=touch.line, connector="poc")


def _build_poc_evidence(poc: Poc, place: str) -> tuple[Evidence, ...]:
    line = poc.lines.get(place, 0)
    return (Evidence(file=poc.file or "poc.yaml", line=line, place=place, connector="poc"),)
