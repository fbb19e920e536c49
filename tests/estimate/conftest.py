"""Estimates with a subset of the drivers, so that a new one leaves other tests alone."""

from collections.abc import Callable

import pytest

from .base_drivers import BASE, restrict_drivers


@pytest.fixture
def base_drivers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Estimate with the drivers that the figures worked by hand cover."""
    restrict_drivers(monkeypatch, BASE)


@pytest.fixture
def only_drivers(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Return a function that leaves only the named drivers, so that no cap hides their effect."""
    return lambda *names: restrict_drivers(monkeypatch, names)
