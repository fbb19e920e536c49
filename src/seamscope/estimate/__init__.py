"""Effort estimates for integrations: size, cost drivers, distribution and open questions."""

from collections.abc import Sequence

from seamscope.estimate.calibration import Calibration
from seamscope.estimate.integration_context import LandscapeView
from seamscope.estimate.result import (
    AnswerEffect,
    Effort,
    EffortClass,
    Estimate,
    Estimates,
    Factor,
    Missing,
    NotReadable,
    Scope,
    SizePart,
    Totals,
    UnreadPart,
)
from seamscope.faults import Attempt, run_unprotected
from seamscope.poc import Poc
from seamscope.surface import Surface

__all__ = [
    "AnswerEffect",
    "Effort",
    "EffortClass",
    "Estimate",
    "Estimates",
    "Factor",
    "Missing",
    "NotReadable",
    "Scope",
    "SizePart",
    "Totals",
    "UnreadPart",
    "estimate",
]


def estimate(
    landscape: LandscapeView,
    surface: Surface,
    poc: Poc | None,
    *,
    calibration: Calibration | None = None,
    unread: Sequence[UnreadPart] = (),
    seed: int = 0,
    draws: int = 20_000,
    attempt: Attempt = run_unprotected,
) -> Estimates:
    """Estimate the effort of each integration, with its distribution, factors and open questions.

    Every integration that is active or in `surface.build` gets a production estimate; the totals
    count only those to build, and are None if a landscape without a POC has none. With a POC, each
    of its own integrations also gets an estimate of scope `poc`. A calibration corrects the
    production estimates with the user's own actuals. unread: what was not read, which widens P80
    and P90.
    The result depends on the input and the seed only, never on the order of the input.
    attempt: does each part, so that one that fails may cost that part only.
    Hours are person-hours. docs/estimation.md explains the model and its figures.
    """
    # Imported here because it imports numpy, which would slow down every start.
    from seamscope.estimate.model import run_model

    return run_model(
        landscape,
        surface,
        poc,
        calibration=calibration,
        unread=unread,
        seed=seed,
        draws=draws,
        attempt=attempt,
    )
