"""The work in parts: integration, then each direction and its set-up, then phase and role.

Hours are the model's means, which add up; percentiles do not, and stay with the whole.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from seamscope.document import Survey
from seamscope.estimate import Estimate
from seamscope.estimate.constants import constants
from seamscope.outputs.views.cost_drivers import counted_estimates

SETUP = "set up once"
WHOLE = "the integration as a whole"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One direction of an integration, its set-up, or what concerns both; share: of its hours."""

    label: str
    integration: str
    name: str
    share: float
    hours: float


def parts(survey: Survey) -> tuple[Part, ...]:
    """Return the parts of every integration that the total counts, by label.

    An expert's hours are shared out as the model would share its own.
    """
    labels = {item.id: item.label for item in survey.integrations}
    found = [
        part
        for estimate in counted_estimates(survey)
        for part in _parts(estimate, labels.get(estimate.integration, estimate.integration))
    ]
    return tuple(sorted(found, key=lambda part: part.label))


def phases() -> tuple[tuple[str, float], ...]:
    """Return the phases of a project with their share of the hours, in order."""
    return tuple(constants().phases.items())


def roles() -> tuple[str, ...]:
    """Return every role that works in some phase, by name."""
    return tuple(sorted({role for shares in constants().roles.values() for role in shares}))


def role_share(phase: str, role: str) -> float:
    """Return which part of a phase a role works, 0..1."""
    return constants().roles[phase].get(role, 0.0)


def _parts(estimate: Estimate, label: str) -> Iterator[Part]:
    weights: dict[str, float] = {}
    for part in estimate.size:
        name = part.direction or WHOLE
        weights[name] = weights.get(name, 0.0) + part.cfp * estimate.rate
    weights[SETUP] = estimate.setup_hours
    whole = sum(weights.values())
    hours = estimate.effort_hours.mean
    for name, weight in weights.items():
        if weight > 0:
            share = weight / whole
            yield Part(
                label=label,
                integration=estimate.integration,
                name=name,
                share=share,
                hours=share * hours,
            )
