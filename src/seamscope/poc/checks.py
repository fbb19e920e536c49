"""Errors in `poc.yaml` that types cannot express, with remedies and lines."""

from collections.abc import Iterator

from seamscope.poc.description import Poc
from seamscope.poc.money import Days

# Numbers outside these bounds are regarded as typing errors.
MIN_AMOUNT, MAX_AMOUNT = 1e-6, 1e12
Fault = tuple[str, str, int]


def find_errors(poc: Poc) -> Iterator[Fault]:
    """Yield (message, remedy, line) for each error that the types of the fields cannot express."""
    if not poc.reads and not poc.writes:
        problem = "the POC neither reads nor writes anything"
        yield problem, "list the systems it uses under `reads:` and `writes:`", 1
    for override in poc.overrides:
        low, likely, high = override.hours
        if not 0 < low <= likely <= high <= MAX_AMOUNT:
            problem = (
                f"hours of the override for {override.system} must increase from P10 to P90 and be"
            )
            yield (
                f"{problem} above 0",
                "write [optimistic, likely, pessimistic] in hours",
                override.line,
            )
    yield from _find_unknown_phases(poc)
    yield from _find_wrong_order(poc)
    for place, value in _list_amounts(poc):
        if value is not None and not MIN_AMOUNT <= value <= MAX_AMOUNT:
            problem = f"'{place}' must be a number above 0, and no more than {MAX_AMOUNT:g}"
            yield problem, "correct the value", poc.lines.get(place, 1)


def _find_wrong_order(poc: Poc) -> Iterator[Fault]:
    """Yield errors for weeks and ranges that end before they start."""
    for index, member in enumerate(poc.team.members):
        if member.from_week and member.to_week and member.from_week > member.to_week:
            place = f"team.members.{index}"
            problem = f"'{place}' ends before it starts"
            yield problem, "correct the order of from_week and to_week", poc.lines.get(place, 1)
    for place, days in _list_days(poc):
        figures = list_figures(days)
        if list(figures) != sorted(figures):
            yield (
                f"'{place}' must increase from P10 to P90",
                "write [P10, P50, P90]",
                poc.lines.get(place, 1),
            )


def _find_unknown_phases(poc: Poc) -> Iterator[Fault]:
    """Yield errors for accesses with a phase that `phases:` does not list."""
    names = tuple(phase.name for phase in poc.phases)
    for name, touches in (("reads", poc.reads), ("writes", poc.writes)):
        for index, touch in enumerate(touches):
            at = f"{name}.{index}"
            if touch.phase and touch.phase not in names:
                problem = f"'{at}.phase': {touch.phase!r} is not a phase of `phases:`"
                remedy = f"use one of: {', '.join(names)}" if names else "list it under `phases:`"
                yield problem, remedy, poc.lines.get(f"{at}.phase", touch.line)


def _list_amounts(poc: Poc) -> Iterator[tuple[str, float | None]]:
    """Yield the path and the value of every number that must be positive."""
    yield "environments", poc.environments
    yield "users", poc.users
    team, targets = poc.team, poc.targets
    yield from (("team.people", team.people), ("team.teams", team.teams))
    yield from (("team.sites", team.sites), ("team.hours_per_day", team.hours_per_day))
    yield from ((f"team.day_rates.{role}", rate) for role, rate in team.day_rates.items())
    yield "targets.transactions_per_year", targets.transactions_per_year
    yield "targets.cost_per_transaction", targets.cost_per_transaction
    yield "targets.months_to_production", targets.months_to_production
    yield "targets.annual_run_cost", targets.annual_run_cost
    yield "targets.maintenance_days_per_year", targets.maintenance_days_per_year
    for index, phase in enumerate(poc.phases):
        yield f"phases.{index}.weeks", phase.weeks
    for name, touches in (("reads", poc.reads), ("writes", poc.writes)):
        for index, touch in enumerate(touches):
            yield f"{name}.{index}.fields", touch.fields
    yield from _list_money(poc)


def _list_money(poc: Poc) -> Iterator[tuple[str, float | None]]:
    """Yield the path and the value of numbers about team, money, product work and inference."""
    for index, member in enumerate(poc.team.members):
        yield f"team.members.{index}.people", member.people
        yield f"team.members.{index}.share", member.share
        yield f"team.members.{index}.from_week", member.from_week
        yield f"team.members.{index}.to_week", member.to_week
    for index, bill in enumerate(poc.costs):
        yield f"costs.{index}.yearly", bill.yearly or None
    for index, saving in enumerate(poc.savings):
        yield f"savings.{index}.yearly", saving.yearly
    model = poc.inference
    yield from (
        ("inference.tokens_in", model.tokens_in),
        ("inference.tokens_out", model.tokens_out),
    )
    yield from (("inference.price_in", model.price_in), ("inference.price_out", model.price_out))
    yield "inference.retrainings_per_year", model.retrainings_per_year
    for place, days in _list_days(poc):
        yield from ((place, figure) for figure in list_figures(days))


def _list_days(poc: Poc) -> Iterator[tuple[str, Days | None]]:
    """Yield the path and the value of every number of days, which may be a range."""
    work = poc.product
    yield from (("product.model", work.model), ("product.screens", work.screens))
    yield from (("product.data", work.data), ("product.evaluation", work.evaluation))
    for index, lead in enumerate(poc.lead_times):
        yield f"lead_times.{index}.days", lead.days


def list_figures(days: Days | None) -> tuple[float, ...]:
    """Return the numbers of an amount of days: none, one, or P10, P50 and P90."""
    match days:
        case None:
            return ()
        case tuple():
            return days
        case _:
            return (float(days),)
