"""The one total that every output, comparison and gate gives, and the words that name it."""

from seamscope.estimate.result import Effort, Totals
from seamscope.wording import mark_text

SCOPE = mark_text("total to build, with management")


def sum_total(totals: Totals) -> Effort:
    """Return the hours to build for production with management.

    Management is a share of the build in every outcome, so its percentiles add to those of the
    build.
    """
    build, management = totals.production, totals.management_hours
    return Effort(
        mean=build.mean + management.mean,
        p50=build.p50 + management.p50,
        p80=build.p80 + management.p80,
        p90=build.p90 + management.p90,
    )
