"""The price of testing existing integrations again, which the total includes."""

from seamscope.document import Survey
from seamscope.estimate import Estimate
from seamscope.estimate.size import REGRESSION
from seamscope.outputs.views.cost_drivers import list_counted_estimates
from seamscope.outputs.views.effort_rows import get_hours_per_day


def get_regression_share(estimate: Estimate) -> float:
    """Return the share of an integration's hours that tests what reads the written data, 0 to 1."""
    tested = sum(part.cfp for part in estimate.size if part.direction == REGRESSION)
    whole = sum(part.cfp for part in estimate.size) * estimate.rate + estimate.setup_hours
    return tested * estimate.rate / whole if whole > 0 else 0.0


def price_regression(survey: Survey) -> float:
    """Return the person-days at P50, of those in the total, that test existing integrations again.

    0.0 if nothing reads what is written. The share is that of the means, because means add up.
    """
    counted = list_counted_estimates(survey)
    whole = sum(estimate.effort_hours.mean for estimate in counted)
    if survey.totals is None or whole <= 0:
        return 0.0
    tested = sum(get_regression_share(item) * item.effort_hours.mean for item in counted)
    return survey.totals.production.p50 * tested / whole / get_hours_per_day(survey)
