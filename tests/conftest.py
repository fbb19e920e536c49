"""Settings of all tests.

Property tests try the same examples on every machine; HYPOTHESIS_PROFILE=search makes them try
random examples. Without the slow tests, they try a fifth of the examples.
"""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

# A busy machine is slow, not wrong: no test depends on how long an example takes.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("steady", patient, derandomize=True)
settings.register_profile("search", patient, max_examples=1000)
settings.register_profile("quick", patient, derandomize=True, max_examples=20)


def leaves_out_slow_tests(config: pytest.Config) -> bool:
    return bool(config.getoption("markexpr") == "not slow")


def pytest_configure(config: pytest.Config) -> None:
    """Choose the number of examples of property tests, before the test modules are imported."""
    chosen = "quick" if leaves_out_slow_tests(config) else "steady"
    settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", chosen))
    # A test must not depend on earlier runs, nor write into the user's cache.
    os.environ.setdefault("SEAMSCOPE_NO_CACHE", "1")


@pytest.fixture(scope="session")
def is_quick(pytestconfig: pytest.Config) -> bool:
    """Return whether the slow tests are left out; tests then shorten long searches."""
    return leaves_out_slow_tests(pytestconfig)


@pytest.fixture(scope="session", autouse=True)
def pixels_per_unit() -> Iterator[float]:
    """Have PNGs drawn at a tenth of their size, because many tests write some; yield the real
    pixels per unit.
    """
    from seamscope.outputs.canvas import raster

    real = raster.PIXELS_PER_UNIT
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(raster, "PIXELS_PER_UNIT", real / 10)
        yield real
