"""Existing integrations to test again, and the effort for these tests in the total."""

from collections.abc import Iterable

from seamscope.document import Survey
from seamscope.estimate import Estimate
from seamscope.estimate.size import REGRESSION
from seamscope.outputs.views.cost_drivers import list_counted_estimates
from seamscope.outputs.views.effort_rows import (
    EffortRow,
    Role,
    get_hours_per_day,
    list_effort_rows,
)
from seamscope.wording import mark_text, translate, translate_term

# The board page and the effort tables use the same words.
MEANINGS = {
    Role.TEST_AGAIN: mark_text("test again: reads data that the POC writes"),
    Role.INDIRECT: mark_text("reached indirectly: passes this data on, not priced"),
    Role.RETIRE: mark_text("to be retired: of a system that the POC replaces"),
    Role.DEPENDS_ON: mark_text("depends on: supplies data that the POC reads"),
}


def list_tested(survey: Survey) -> frozenset[str]:
    """Return the ids of integrations that read data of the POC from a system that it writes.

    The total includes their tests. It excludes the tests of integrations that are "reached
    indirectly", which get the data only through these integrations.
    """
    rows = list_effort_rows(survey)
    return frozenset(row.integration for row in rows if row.role is Role.TEST_AGAIN)


def explain_roles(rows: Iterable[EffortRow]) -> str:
    """Return a sentence that explains the roles in an effort table, "" if no role needs it."""
    found = {row.role for row in rows if row.active}
    meanings = [translate_term(words) for role, words in MEANINGS.items() if role in found]
    return translate("Roles: {meanings}.", meanings="; ".join(meanings)) if meanings else ""


def get_regression_share(estimate: Estimate) -> float:
    """Return the share of an integration's hours that is for regression tests, 0 to 1."""
    tested = sum(part.cfp for part in estimate.size if part.direction == REGRESSION)
    whole = sum(part.cfp for part in estimate.size) * estimate.rate + estimate.setup_hours
    return tested * estimate.rate / whole if whole > 0 else 0.0


def price_regression(survey: Survey) -> float:
    """Return the part of the total's P50, in person-days, for testing existing integrations again.

    It is the P50 of the total times the share of these tests in the mean hours, because means add
    up and percentiles do not. It is 0.0 if no integration reads data that the POC writes.
    """
    counted = list_counted_estimates(survey)
    whole = sum(estimate.effort_hours.mean for estimate in counted)
    if survey.totals is None or whole <= 0:
        return 0.0
    tested = sum(get_regression_share(item) * item.effort_hours.mean for item in counted)
    return survey.totals.production.p50 * tested / whole / get_hours_per_day(survey)
