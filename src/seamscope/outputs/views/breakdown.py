"""Split the work by integration, direction and setup, then by phase and role.

Hours are means, because means add up and percentiles do not.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from seamscope.document import Survey
from seamscope.estimate import Estimate
from seamscope.estimate.constants import load_constants
from seamscope.outputs.views.cost_drivers import list_counted_estimates
from seamscope.wording import mark_text, translate, translate_term

SETUP = mark_text("setup, once")
WHOLE = mark_text("the integration as a whole")


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkPart:
    """One direction of an integration, its setup, or work that concerns both directions.

    share: share of the integration's hours, 0 to 1.
    hours: mean person-hours.
    """

    label: str
    integration: str
    name: str
    share: float
    hours: float


def break_down(survey: Survey) -> tuple[WorkPart, ...]:
    """Return the parts of every integration that the total counts, sorted by label.

    Hours set by an expert are split in the proportions of the model.
    """
    labels = {item.id: item.label for item in survey.integrations}
    work_parts = [
        part
        for estimate in list_counted_estimates(survey)
        for part in _break_down_estimate(
            estimate, labels.get(estimate.integration, estimate.integration)
        )
    ]
    return tuple(sorted(work_parts, key=lambda part: part.label))


def list_phases() -> tuple[tuple[str, float], ...]:
    """Return the phases of a project in order, with their shares of the hours."""
    return tuple(load_constants().phases.items())


def list_roles() -> tuple[str, ...]:
    """Return all roles that work in at least one phase, sorted by name."""
    return tuple(sorted({role for shares in load_constants().roles.values() for role in shares}))


def get_role_share(phase: str, role: str) -> float:
    """Return the share of a phase's hours that a role works, 0 to 1."""
    return load_constants().roles[phase].get(role, 0.0)


def _break_down_estimate(estimate: Estimate, label: str) -> Iterator[WorkPart]:
    weights: dict[str, float] = {}
    for part in estimate.size:
        name = translate_term(part.direction) or translate(WHOLE)
        weights[name] = weights.get(name, 0.0) + part.cfp * estimate.rate
    weights[translate(SETUP)] = estimate.setup_hours
    whole = sum(weights.values())
    hours = estimate.effort_hours.mean
    for name, weight in weights.items():
        if weight > 0:
            share = weight / whole
            yield WorkPart(
                label=label,
                integration=estimate.integration,
                name=name,
                share=share,
                hours=share * hours,
            )
