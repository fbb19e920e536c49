"""Existing integrations that are tested again, and the effort for the tests in the total."""

from seamscope.document import Survey
from seamscope.estimate import Estimate
from seamscope.estimate.size import REGRESSION
from seamscope.outputs.views.cost_drivers import list_counted_estimates
from seamscope.outputs.views.effort_rows import get_hours_per_day


def list_tested(survey: Survey) -> frozenset[str]:
    """Return the ids of existing integrations that read what the POC writes, from where it writes.

    The total includes their tests. The other integrations of `surface.affects` receive the data
    indirectly, and their tests are not priced.
    """
    poc = survey.surface.poc
    flows = {flow.id: flow for flow in survey.flows}
    written = {flow.target.system for flow in survey.flows if poc and flow.source.system == poc}
    affects = set(survey.surface.affects)
    return frozenset(
        item.id
        for item in survey.integrations
        if item.id in affects
        and any(flows[key].source.system in written for key in item.flows if key in flows)
    )


def get_regression_share(estimate: Estimate) -> float:
    """Return the share of an integration's hours for retesting readers of its data, 0 to 1."""
    tested = sum(part.cfp for part in estimate.size if part.direction == REGRESSION)
    whole = sum(part.cfp for part in estimate.size) * estimate.rate + estimate.setup_hours
    return tested * estimate.rate / whole if whole > 0 else 0.0


def price_regression(survey: Survey) -> float:
    """Return the person-days, within the P50 of the total, to test existing integrations again.

    The result is the total's P50 times the share of testing in the mean hours, because means add up
    and percentiles do not. It is 0.0 if no integration reads data that the POC writes.
    """
    counted = list_counted_estimates(survey)
    whole = sum(estimate.effort_hours.mean for estimate in counted)
    if survey.totals is None or whole <= 0:
        return 0.0
    tested = sum(get_regression_share(item) * item.effort_hours.mean for item in counted)
    return survey.totals.production.p50 * tested / whole / get_hours_per_day(survey)
