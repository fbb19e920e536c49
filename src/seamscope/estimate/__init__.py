"""What each integration costs to build, how sure that is, and what would make it surer."""

from typing import TYPE_CHECKING

from seamscope.estimate.result import (
    Effort,
    EffortClass,
    Estimate,
    Estimates,
    Factor,
    Missing,
    Scope,
    SizePart,
    Totals,
)

if TYPE_CHECKING:
    from seamscope.estimate.calibration import Calibration
    from seamscope.estimate.integration_context import Graph
    from seamscope.poc import Poc
    from seamscope.surface import Surface

__all__ = [
    "Effort",
    "EffortClass",
    "Estimate",
    "Estimates",
    "Factor",
    "Missing",
    "Scope",
    "SizePart",
    "Totals",
    "estimate",
]


def estimate(
    landscape: "Graph",
    surface: "Surface",
    poc: "Poc | None",
    *,
    calibration: "Calibration | None" = None,
    seed: int = 0,
    draws: int = 20_000,
) -> Estimates:
    """Say what each integration costs to build, with its spread, reasons and open questions.

    Every integration that is active or in `surface.build` gets a production estimate; totals
    count those to build. With a POC, each of its own integrations also gets a POC-scope one.
    A calibration corrects the production estimates by own actuals.
    The result is the same for the same input and seed, whatever the order of anything.
    Hours are person-hours; model and figures: docs/estimation.md.
    """
    # The model imports this module's classes, and numpy: neither belongs to a fast start.
    from seamscope.estimate.model import model

    return model(landscape, surface, poc, calibration=calibration, seed=seed, draws=draws)
