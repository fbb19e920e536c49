"""Scores, classes and percentiles for values worked out by hand."""

from math import exp, log

import pytest

from seamscope.estimate.constants import DriverTable, load_constants
from seamscope.estimate.score import (
    build_lognormal_effort,
    classify_effort,
    compute_points,
    compute_score,
    compute_unknown_variance,
    dampen,
)


def test_points_are_logs_of_multipliers() -> None:
    """A multiplier of 1.37 adds 5.9 points, and × .5 subtracts as many points as × 2 adds."""
    assert compute_points(1.37) == pytest.approx(5.94, abs=0.005)
    assert compute_points(2) == -compute_points(0.5)


@pytest.mark.parametrize(
    ("hours", "round_effort", "name"), [(30, 38, "M"), (70, 54, "L"), (160, 70, "XL")]
)
def test_classes_change_at_their_bounds(hours: float, round_effort: int, name: str) -> None:
    """A new class begins at 30, 70 and 160 hours, which are the scores 38, 54 and 70."""
    assert round(compute_score(hours)) == round_effort
    assert classify_effort(hours) == name
    assert classify_effort(hours - 0.01) != name


def list_reference_population() -> list[tuple[float, float]]:
    """Return the mean hours and the weight of each integration with only a known pattern."""
    table = load_constants()
    unknown = sum(compute_unknown_variance(driver) for driver in table.drivers.values())
    raised = exp((table.spread.residual.value**2 + unknown) / 2)
    fixed = table.size.trigger.value + table.size.error_exit.value
    return [
        (
            raised * (setup + ways * rule.rate * (fixed + controls + group * count**rule.economy)),
            share * chance,
        )
        for name, rule in table.patterns.items()
        for controls, group in [(5, 4) if name == "write_back" else (0, 2)]
        for setup in (rule.setup, rule.new_platform_setup)
        for count, share in table.unknown_size.groups.items()
        for ways, chance in table.unknown_direction.ways.items()
    ]


def test_class_bounds_are_quantiles_of_the_reference_population() -> None:
    """The bounds of the classes are the 15, 50 and 85 % quantiles of the reference population,
    rounded to 5 hours.
    """
    ordered = sorted(list_reference_population())
    whole = sum(weight for _, weight in ordered)

    def quantile(share: float) -> float:
        reached = 0.0
        for hours, weight in ordered:
            reached += weight
            if reached >= share * whole:
                return hours
        return ordered[-1][0]

    bounds = [5 * round(quantile(share) / 5) for share in (0.15, 0.5, 0.85)]
    assert bounds == list(load_constants().score.classes.values())


def test_the_scale_ends_at_0_and_100() -> None:
    """Up to 4 hours score 0, and 800 hours or more score 100."""
    assert [compute_score(h) for h in (0, 1, 4)] == [0, 0, 0]
    assert compute_score(800) == pytest.approx(100)
    assert compute_score(10_000) == 100


def test_percentiles_of_a_lognormal() -> None:
    """A lognormal with the median 100 h and σ = .5 has the mean 113.31, the P80 152.32 and the P90
    189.80.
    """
    found = build_lognormal_effort(4.605170185988092, 0.25)
    assert (found.mean, found.p50, found.p80, found.p90) == (113.31, 100, 152.32, 189.80)


def test_an_unknown_rating_spreads_as_its_ratings_are_distributed() -> None:
    """If half of the ratings are × 1 and a quarter each × 1/2 and × 2, the variance is .5 · (ln 2)²
    · .3² = .021620; for a single rating, it is 0.
    """
    ratings = {"low": 0.5, "nominal": 1.0, "high": 2.0}
    shares = {"low": 0.25, "nominal": 0.5, "high": 0.25}
    table = DriverTable(ratings=ratings, source="test", answer="", shares=shares)
    assert compute_unknown_variance(table) == pytest.approx(0.021620, abs=1e-6)
    sure = DriverTable(ratings=ratings, source="test", answer="", shares={"high": 1.0})
    assert compute_unknown_variance(sure) == pytest.approx(0)


def test_combined_multipliers_approach_their_limits_and_never_reach_them() -> None:
    """A small product of multipliers changes by less than 2 %; a large one stays below its limit
    and still grows with each factor.
    """
    assert exp(dampen(log(1.2))) == pytest.approx(1.2, rel=0.02)
    products = [0.05, 0.1, 0.5, 0.99, 1.0, 1.01, 3.0, 8.0, 15.0, 30.0]
    damped = [dampen(log(product)) for product in products]
    assert damped == sorted(set(damped))
    assert log(0.3) < damped[0]
    assert damped[-1] < log(4)
