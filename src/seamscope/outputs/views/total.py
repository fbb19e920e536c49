"""The total that every output shows: integrations to build with management, in days and money."""

from dataclasses import dataclass

from seamscope.document import Survey
from seamscope.estimate.one_total import SCOPE, sum_total
from seamscope.outputs.views.effort_rows import Days, convert_to_days, get_hours_per_day
from seamscope.outputs.writers.tabulate import clean_text
from seamscope.wording import format_days, format_figure, translate


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """Person-days to build for production, including management.

    cost: the days times `rate`, None without a rate. Each figure is the price of a percentile of
    the days, not a percentile of the money.
    rate: the P50 of the day rate.
    assumed_rate: whether the rate is assumed, because poc.yaml has none.
    average_rate: whether the rate is the average of several rates, weighted by the work of each
    role.
    """

    days: Days
    cost: Days | None
    currency: str
    rate: float = 0.0
    assumed_rate: bool = False
    average_rate: bool = False


def compute_total(survey: Survey) -> Total | None:
    """Return the total; None if nothing is estimated."""
    totals = survey.totals
    if totals is None or totals.production.p90 <= 0:
        return None
    days = convert_to_days(sum_total(totals), get_hours_per_day(survey))
    if totals.run_cost is None:
        return Total(days=days, cost=None, currency="")
    rate = totals.run_cost.day_rate.p50
    cost = Days(
        mean=days.mean * rate, p50=days.p50 * rate, p80=days.p80 * rate, p90=days.p90 * rate
    )
    return Total(
        days=days,
        cost=cost,
        currency=clean_text(totals.run_cost.currency),
        rate=rate,
        assumed_rate=totals.run_cost.day_rate_assumed,
        average_rate=len({rate for _, rate in totals.run_cost.role_rates}) > 1,
    )


def format_headline(survey: Survey) -> str:
    """Return the total as a sentence, "" without an estimate.

    `138 person-days at P80 (P50 95): total to build, with management; EUR 131,000 at EUR 950 …`
    """
    total = compute_total(survey)
    if total is None:
        return ""
    p50, p80 = format_days(total.days.p50), format_days(total.days.p80)
    money = f"; {price}" if (price := format_price(total)) else ""
    return translate(
        "{p80} person-days at P80 (P50 {p50}): {scope}{money}.",
        p80=p80,
        p50=p50,
        scope=translate(SCOPE),
        money=money,
    )


def format_price(total: Total) -> str:
    """Return the cost of the person-days at P80 with the day rate, "" without a rate.

    `EUR 131,000 at EUR 950 a day`: the person-days of the headline times the P50 of the day rate. A
    rate that no source states is called assumed.
    """
    if total.cost is None:
        return ""
    money = format_money(total.cost.p80, total.currency)
    rate = format_money(total.rate, total.currency)
    if total.average_rate:
        return translate("{money} at an average {rate} a day", money=money, rate=rate)
    if total.assumed_rate:
        return translate("{money} at an assumed {rate} a day", money=money, rate=rate)
    return translate("{money} at {rate} a day", money=money, rate=rate)


def format_money(amount: float, currency: str) -> str:
    """Return an amount with its currency and three significant digits: `EUR 274,000`."""
    figure = format_figure(amount)
    return translate("{currency} {amount}", currency=currency, amount=figure).strip()
