"""Scores, classes and percentiles at values worked out by hand."""

from math import sqrt

import pytest

from seamscope.estimate.score import (
    build_lognormal_effort,
    classify_effort,
    compute_points,
    compute_range_mean,
    compute_range_variance,
    compute_score,
)


def test_points_are_logs_of_multipliers() -> None:
    """× 1.37 is +5.9 points, and × .5 takes away what × 2 adds."""
    assert compute_points(1.37) == pytest.approx(5.94, abs=0.005)
    assert compute_points(2) == -compute_points(0.5)


@pytest.mark.parametrize(
    ("hours", "round_effort", "name"), [(30, 38, "M"), (100, 61, "L"), (300, 81, "XL")]
)
def test_classes_change_at_their_bounds(hours: float, round_effort: int, name: str) -> None:
    """At 30, 100 and 300 hours the next class starts, at scores of 38, 61 and 81."""
    assert round(compute_score(hours)) == round_effort
    assert classify_effort(hours) == name
    assert classify_effort(hours - 0.01) != name


def test_the_scale_ends_at_0_and_100() -> None:
    """4 hours and less score 0, 800 and more 100."""
    assert [compute_score(h) for h in (0, 1, 4)] == [0, 0, 0]
    assert compute_score(800) == pytest.approx(100)
    assert compute_score(10_000) == 100


def test_percentiles_of_a_lognormal() -> None:
    """Median 100 h with σ = .5: mean 113.31, P80 152.32, P90 189.80."""
    found = build_lognormal_effort(4.605170185988092, 0.25)
    assert (found.mean, found.p50, found.p80, found.p90) == (113.31, 100, 152.32, 189.80)


def test_a_range_is_drawn_evenly_on_the_log_scale() -> None:
    """Between 1 and 4 the middle is 2, and the variance (ln 4)²/12 = .16015."""
    assert compute_range_mean(1, 4) == pytest.approx(0.693147, abs=1e-6)
    assert compute_range_variance(1, 4) == pytest.approx(0.160151, abs=1e-6)
    assert sqrt(compute_range_variance(1, 1)) == 0
