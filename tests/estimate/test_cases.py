"""Integrations whose estimate was worked out by hand: each case is a file with its arithmetic."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml
from pydantic import TypeAdapter

from seamscope.estimate import Estimate, estimate
from seamscope.poc import Poc
from seamscope.resolved import Resolved
from seamscope.surface import Surface

from .fakes import Fake

pytestmark = pytest.mark.usefixtures("base_drivers")

CASES = sorted((Path(__file__).parent / "cases").glob("*.yaml"))


@dataclass(frozen=True, kw_only=True)
class Expected:
    integration: str
    scope: str
    cfp: float
    setup: float
    rate: float
    hours: dict[str, float] = field(default_factory=dict)
    score: float | None = None
    effort_class: str = ""
    sigma: float | None = None
    in_total: bool = True
    assumed: bool = False
    override: str = ""
    parts: dict[str, float] = field(default_factory=dict)
    factors: dict[str, float] = field(default_factory=dict)
    missing: dict[str, float] = field(default_factory=dict)
    questions: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Case:
    says: str
    resolved: Resolved
    surface: Surface
    expect: tuple[Expected, ...]
    poc: Poc | None = None
    both_ways: dict[str, tuple[str, ...]] = field(default_factory=dict)


def read(path: Path) -> Case:
    text = path.read_text(encoding="utf-8").replace("    class:", "    effort_class:")
    return TypeAdapter(Case).validate_python(yaml.safe_load(text))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_figures_equal_those_worked_by_hand(path: Path) -> None:
    """Each estimate of a case has the figures that its file works out."""
    case = read(path)
    landscape = Fake(resolved=case.resolved, both_ways=tuple(case.both_ways.items()))
    found = estimate(landscape, case.surface, case.poc, draws=100)
    by_key = {(e.integration, e.scope.value): e for e in found.estimates}
    assert set(by_key) == {(e.integration, e.scope) for e in case.expect}
    for expected in case.expect:
        check(by_key[(expected.integration, expected.scope)], expected)


def check(found: Estimate, expected: Expected) -> None:
    assert found.cfp == pytest.approx(expected.cfp)
    assert found.setup_hours == pytest.approx(expected.setup)
    assert found.rate == pytest.approx(expected.rate)
    assert found.in_total == expected.in_total
    assert found.override == expected.override
    assert (found.model_hours is not None) == bool(expected.override)
    assert expected.assumed in {part.assumed for part in found.size}
    for name, hours in expected.hours.items():
        assert getattr(found.effort_hours, name) == pytest.approx(hours, abs=0.011), name
    if expected.score is not None:
        assert found.score == pytest.approx(expected.score, abs=0.006)
    if expected.sigma is not None:
        assert found.sigma == pytest.approx(expected.sigma, abs=1e-4)
    if expected.effort_class:
        assert found.effort_class == expected.effort_class
    check_details(found, expected)


def check_details(found: Estimate, expected: Expected) -> None:
    for name, cfp in expected.parts.items():
        assert sum(p.cfp for p in found.size if p.name.endswith(name)) == pytest.approx(cfp)
    factors = {factor.name: factor.multiplier for factor in found.factors}
    for name, multiplier in expected.factors.items():
        assert factors[name] == pytest.approx(multiplier, abs=1e-4), name
    missing = {fact.fact: fact.variance_share for fact in found.missing}
    for name, share in expected.missing.items():
        assert missing[name] == pytest.approx(share, abs=1e-4)
    assert set(expected.questions) <= {fact.question for fact in found.missing}
