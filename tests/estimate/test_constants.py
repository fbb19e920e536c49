"""The constants of the estimate have sources and are complete, and no two drivers rate the same
fact.
"""

from collections import Counter
from collections.abc import Iterator

import pytest

from seamscope.estimate.constants import load_constants
from seamscope.estimate.drivers import DRIVERS
from seamscope.knowledge import load
from seamscope.records import Mechanism


def sources(value: object) -> Iterator[object]:
    if isinstance(value, dict):
        if "value" in value or "ratings" in value or "rate" in value:
            yield value.get("source")
        for inner in value.values():
            yield from sources(inner)


def test_every_figure_has_a_source() -> None:
    """Each figure in the constants of the estimate has a source."""
    found = list(sources(load("estimation")))
    assert len(found) > 25
    assert all(isinstance(source, str) and source for source in found)


def test_no_fact_raises_two_multipliers() -> None:
    """No two drivers rate the same fact, and each driver has a table of ratings."""
    facts = Counter(driver.fact for driver in DRIVERS)
    assert max(facts.values()) == 1
    assert sorted(driver.name for driver in DRIVERS) == sorted(load_constants().drivers)


def test_shares_and_probabilities_add_up_to_one() -> None:
    """The shares of phases and of the roles in each phase, and the assumed probabilities, each add
    up to 1.
    """
    found = load_constants()
    for shares in (found.phases, *found.roles.values()):
        assert sum(shares.values()) == pytest.approx(1)
    for chances in (found.unknown_size.groups, found.unknown_direction.ways):
        assert sum(chances.values()) == pytest.approx(1)
    assert set(found.roles) == set(found.phases)


def test_every_mechanism_has_a_rate() -> None:
    """Each mechanism has a reason and patterns that exist."""
    found = load_constants()
    assert set(found.mechanisms) == {mechanism.value for mechanism in Mechanism}
    for rule in found.mechanisms.values():
        assert rule.reason
        assert {*rule.classes, *rule.writes} <= set(found.patterns)


def test_every_driver_says_how_its_ratings_are_distributed() -> None:
    """Each driver has shares of its ratings that add up to 1; only `legacy` has a deviation
    instead.
    """
    for name, table in load_constants().drivers.items():
        assert bool(table.shares) != bool(table.deviation), name
        assert (table.deviation > 0) == (name == "legacy")
        assert set(table.shares) <= set(table.ratings)
        assert not table.shares or sum(table.shares.values()) == pytest.approx(1)
