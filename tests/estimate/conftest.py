"""Fixtures that estimate with a subset of the drivers, so that a new driver does not affect other
tests.
"""

from collections.abc import Callable

import pytest

from .base_drivers import BASE, restrict_drivers


@pytest.fixture
def base_drivers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Estimate only with the drivers that apply in figures worked out by hand."""
    restrict_drivers(monkeypatch, BASE)


@pytest.fixture
def only_drivers(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Return a function that restricts the estimator to the named drivers, so that no limit hides
    their effect.
    """
    return lambda *names: restrict_drivers(monkeypatch, names)
