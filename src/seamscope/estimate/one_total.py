"""Compute the total that all reports, comparisons and gates show."""

from seamscope.estimate.result import Effort, Totals
from seamscope.wording import mark_text

SCOPE = mark_text("total to build, with management")


def sum_total(totals: Totals) -> Effort:
    """Return the hours of the build for production, including management.

    Management is the same share of the build in every simulated outcome, so the percentiles of
    both can be added.
    """
    build, management = totals.production, totals.management_hours
    return Effort(
        mean=build.mean + management.mean,
        p50=build.p50 + management.p50,
        p80=build.p80 + management.p80,
        p90=build.p90 + management.p90,
    )
