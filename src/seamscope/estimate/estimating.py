"""Estimate a landscape with the model, which is imported only when it is needed."""

from collections.abc import Sequence

from seamscope.decisions import Told
from seamscope.estimate.calibration import Calibration
from seamscope.estimate.integration_context import LandscapeView
from seamscope.estimate.result import (
    Estimates,
    UnreadPart,
)
from seamscope.faults import Attempt, run_unprotected
from seamscope.poc import Poc
from seamscope.surface import Surface


def estimate(
    landscape: LandscapeView,
    surface: Surface,
    poc: Poc | None,
    *,
    calibration: Calibration | None = None,
    unread: Sequence[UnreadPart] = (),
    told: Sequence[Told] = (),
    seed: int = 0,
    draws: int = 20_000,
    attempt: Attempt = run_unprotected,
) -> Estimates:
    """Estimate the effort of each integration, with its distribution, factors and open questions.

    Every integration that is active or in `surface.build` gets a production estimate. The totals
    count only the integrations to build; they are None if there are none and there is no POC. With
    a POC, each integration of the POC also gets an estimate of scope `poc`. The result depends on
    the input and the seed only, never on the order of the input. Hours are person-hours.
    docs/estimation.md explains the model and its figures.

    calibration: corrects the production estimates with the user's own actuals.
    unread: inputs that were not read; they raise P80 and P90.
    told: facts that a person answered.
    attempt: runs each part of the estimate, so that an error in one part does not stop the others.
    """
    # Imported here because it imports numpy, which would slow down every start.
    from seamscope.estimate.model import run_model

    return run_model(
        landscape,
        surface,
        poc,
        calibration=calibration,
        unread=unread,
        told=told,
        seed=seed,
        draws=draws,
        attempt=attempt,
    )
