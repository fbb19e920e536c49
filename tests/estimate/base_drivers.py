"""The drivers that apply in figures worked out by hand and in published scenarios.

A driver that is added later is not in this list: it has test cases of its own, and the figures of
the other tests do not change.
"""

from collections.abc import Iterable

import pytest

from seamscope.estimate import integration_estimate
from seamscope.estimate.drivers import DRIVERS

BASE = (
    "transformation",
    "fields",
    "volume",
    "classification",
    "legacy",
    "service",
    "reliability",
    "requirements",
    "authentication",
    "cohesion",
    "multisite",
    "installations",
    "migration",
    "capability",
    "experience",
)


def restrict_drivers(monkeypatch: pytest.MonkeyPatch, names: Iterable[str]) -> None:
    """Have the estimator use only the named drivers."""
    wanted = frozenset(names)
    kept = tuple(driver for driver in DRIVERS if driver.name in wanted)
    assert {driver.name for driver in kept} == wanted
    monkeypatch.setattr(integration_estimate, "DRIVERS", kept)
