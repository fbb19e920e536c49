"""Read the estimate of each integration from a survey, for `seamscope calibrate --survey`."""

from collections.abc import Iterator

from seamscope.document import Survey
from seamscope.errors import InputError, SeamscopeError
from seamscope.estimate import Scope
from seamscope.estimate.calibration.built import Surveyed, SurveyedIntegrations


def index_integrations(survey: Survey, file: str) -> SurveyedIntegrations:
    """Return the estimated integrations; raise InputError if the estimates are calibrated."""
    if (survey.meta.options or {}).get("calibration"):
        what = "its estimates already include a calibration, which would be applied twice"
        remedy = "run `seamscope survey` without --calibration, and use that survey"
        raise InputError(SeamscopeError(what, remedy=remedy, file=file))
    return SurveyedIntegrations.index(_list_integrations(survey))


def _list_integrations(survey: Survey) -> Iterator[Surveyed]:
    names = {system.id: (system.id, system.name, *system.aliases) for system in survey.systems}
    integrations = {item.id: item for item in survey.integrations}
    for estimate in survey.estimates:
        item = integrations.get(estimate.integration)
        if estimate.scope is not Scope.PRODUCTION or item is None:
            continue
        first, second = (names.get(key, (key,)) for key in item.systems)
        # Calibration compares actual hours with hours of the model, not with an expert's hours.
        hours = estimate.model_hours or estimate.effort_hours
        yield Surveyed(
            names=(item.id, item.label), ends=(first, second), hours=hours.p50, cfp=estimate.cfp
        )
