"""The composition of the total at P80: parts that add up to it, and work that is not in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import floor, log10

from seamscope.document import Survey
from seamscope.estimate.unread_parts import NOUNS
from seamscope.outputs.views.cost_drivers import list_counted_estimates
from seamscope.outputs.views.effort_rows import get_hours_per_day
from seamscope.outputs.views.total import compute_total, format_money
from seamscope.wording import (
    format_count,
    format_days,
    format_figure,
    round_days,
    translate,
    translate_count,
)

WHOLE_DAYS = 9.95  # from this number on, days are shown without decimals
KINDS, NAMED = 3, 2  # maximum number of kinds of unread inputs to name: in a question, in a total
TESTING = ("integration test", "acceptance", "deploy and hypercare")  # phases


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of the total.

    days: person-days at P80, rounded so that all parts add up to the total.
    brief: a shorter name for narrow places, which does not name the inputs that a part comes from.
    """

    name: str
    days: float
    brief: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Composition:
    """The total at P80 and its parts, in person-days, rounded as reports show them.

    count: number of integrations with an estimate.
    single: the sum of the P80s of these integrations.
    share: share of an integration's days for testing and deployment, 0..1.
    product: a phrase with the total including the work on the product itself, "" if unknown.
    product_brief: the same phrase without the units.
    """

    total: float
    parts: tuple[Part, ...]
    count: int
    single: float
    share: float
    product: str
    product_brief: str


def compose_total(survey: Survey) -> Composition | None:
    """Return the composition of the total; None without a total."""
    total, totals = compute_total(survey), survey.totals
    if total is None or totals is None:
        return None
    unread, per_day = totals.not_readable, get_hours_per_day(survey)
    added = unread.added_hours if unread else 0.0
    counted = list_counted_estimates(survey)
    together = translate_count(
        "for {count} integration", "for the {count} integrations", len(counted)
    )
    named = (
        (together, totals.production.p80 - added - totals.unprofiled_hours),
        (translate("for data not profiled"), totals.unprofiled_hours),
        (_name_unread(survey, list_unread(survey, NAMED)), added),
        (translate("for project management"), totals.management_hours.p80),
    )
    brief = {named[2][0]: _name_unread(survey, translate("unread inputs"))}
    days = [(name, hours / per_day) for name, hours in named if hours > 0]
    rounded = round_to_sum([value for _, value in days], total.days.p80)
    phases = dict(totals.by_phase)
    return Composition(
        total=total.days.p80,
        parts=tuple(
            Part(name=name, days=value, brief=brief.get(name, name))
            for (name, _), value in zip(days, rounded, strict=True)
        ),
        count=len(counted),
        single=sum(estimate.effort_hours.p80 for estimate in counted) / per_day,
        share=sum(phases.get(name, 0.0) for name in TESTING) / (sum(phases.values()) or 1.0),
        product=_price_product(survey, brief=False),
        product_brief=_price_product(survey, brief=True),
    )


def round_to_sum(values: Sequence[float], total: float) -> list[float]:
    """Round values with the precision of the displayed total, so that they add up to it.

    The values with the largest remainders are rounded up.
    """
    unit = 10 ** (floor(log10(total)) - 2) if total >= 999.5 else 1 if total >= WHOLE_DAYS else 0.1
    whole = [floor(value / unit) for value in values]
    missing = round(round_days(total) / unit) - sum(whole)
    order = sorted(range(len(values)), key=lambda place: whole[place] - values[place] / unit)
    for place in order[: max(missing, 0)]:
        whole[place] += 1
    return [round(number * unit, 1) for number in whole]


def _name_unread(survey: Survey, inputs: str) -> str:
    """Return the name of the part for integrations in unread inputs, with their number."""
    unread = survey.totals.not_readable if survey.totals else None
    if unread is None:
        return ""
    return translate(
        "for 0 to {integrations} in {inputs}",
        integrations=format_count(unread.most, "more integration"),
        inputs=inputs,
    )


def list_unread(survey: Survey, kinds: int = KINDS) -> str:
    """Return the inputs that were not read: "2 skipped entries and 1 unknown system"; "" if none.

    An unknown system is one that is mentioned in a file about the POC's systems.

    kinds: maximum number of kinds to name.
    """
    unread = survey.totals.not_readable if survey.totals else None
    ranked = sorted(unread.parts, key=lambda part: -part.expected) if unread else []
    counted = [format_count(part.count, NOUNS[part.what]) for part in ranked]
    if len(counted) > kinds:
        others = sum(part.count for part in ranked[kinds - 1 :])
        counted[kinds - 1 :] = [format_count(others, "other unread input")]
    if len(counted) < 2:
        return "".join(counted)
    first = ", ".join(counted[:-1])
    return translate("{first} and {second}", first=first, second=counted[-1])


def _price_product(survey: Survey, *, brief: bool) -> str:
    """Return the build with the product: "230 person-days at P80 (P50 195) ≈ EUR 214,000".

    The money is the price of the days at the P50 of the day rate, as in the total.
    brief: whether to return a shorter text, "with the product: 230 at P80 ≈ EUR 214,000".
    """
    cost = survey.totals.run_cost if survey.totals else None
    if cost is None or cost.build_days is None or len(cost.parts) < 2:
        return ""
    days = cost.build_days
    if days.p80 is None:  # a survey of an older version
        return ""
    price = format_money(days.p80 * cost.day_rate.p50, cost.currency)
    if brief:
        return translate(
            "with the product: {days} at P80 ≈ {money}", days=format_days(days.p80), money=price
        )
    return translate(
        "{days} person-days at P80 (P50 {p50}) ≈ {money}",
        days=format_days(days.p80),
        money=price,
        p50=format_days(days.p50),
    )


def write_sum(composition: Composition, *, brief: bool = False) -> str:
    """Return the total as a sum: "121 = 92 for the 3 integrations + 16 for …"."""
    parts = " + ".join(
        f"{format_figure(part.days)} {part.brief if brief else part.name}"
        for part in composition.parts
    )
    return f"{format_days(composition.total)} = {parts}"


def explain_sum(composition: Composition, *, with_product: bool = True) -> Iterator[str]:
    """Yield sentences on why P80s do not add up, what the total excludes, and the share of tests.

    with_product: whether to state the total including the product, which the total excludes.
    """
    if composition.count > 1:
        yield translate(
            "P80s do not add up (the P80s of the integrations sum to {single}), because it is "
            "rare that all of them overrun.",
            single=format_days(composition.single),
        )
    if with_product and composition.product:
        yield translate(
            "The total excludes work on the product itself; with it, the total is {product}.",
            product=composition.product,
        )
    yield translate(
        "Tests, acceptance and deployment are {share} % of each integration.",
        share=format_figure(100 * composition.share),
    )
