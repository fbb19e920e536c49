"""An easy and a hard integration for each cost driver, with the rating that each must get."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from pydantic import TypeAdapter

from seamscope.estimate import Estimate, Scope, estimate
from seamscope.estimate.drivers import DRIVERS, Driver
from seamscope.poc import Poc
from seamscope.records import Mechanism, State
from seamscope.resolved import DatasetNode, End, FlowEdge, InterfaceNode, Resolved, SystemNode
from seamscope.surface import Surface

from .fakes import Fake

CASES = Path(__file__).parent / "cases" / "drivers"
NAMES = [driver.name for driver in DRIVERS]
SYSTEMS = (SystemNode(id="crm", name="CRM"), SystemNode(id="erp", name="ERP"))
MOVES = FlowEdge(
    id="f1", source=End(system="crm"), target=End(system="erp"), mechanism=Mechanism.API
)
WANTED = FlowEdge(
    id="f1",
    source=End(system="crm"),
    target=End(system="promise"),
    mechanism=Mechanism.API,
    state=State.PLANNED,
)


@dataclass(frozen=True, kw_only=True)
class Side:
    """The facts about an easy or a hard integration, and its expected factor.

    The default systems are CRM and ERP. The default flow is between them, or to the POC if there is
    one.

    asks: a fact that the estimate must ask for, "" for none.
    """

    says: str
    rating: str
    multiplier: float
    systems: tuple[SystemNode, ...] = SYSTEMS
    flows: tuple[FlowEdge, ...] = ()
    datasets: tuple[DatasetNode, ...] = ()
    interfaces: tuple[InterfaceNode, ...] = ()
    poc: Poc | None = None
    asks: str = ""

    def estimated(self) -> Estimate:
        """Return the production estimate of the only integration."""
        poc = (SystemNode(id="promise", name="Promise", kind="poc"),) if self.poc else ()
        resolved = Resolved(
            systems=(*self.systems, *poc),
            datasets=self.datasets,
            interfaces=self.interfaces,
            flows=self.flows or ((WANTED,) if self.poc else (MOVES,)),
        )
        build = "crm--promise" if self.poc else "crm--erp"
        surface = Surface(poc="promise" if self.poc else "", build=(build,))
        estimates = estimate(Fake(resolved=resolved), surface, self.poc, draws=10)
        (found,) = (one for one in estimates.estimates if one.scope is Scope.PRODUCTION)
        return found


@dataclass(frozen=True, kw_only=True)
class Pair:
    easy: Side
    hard: Side


def pair(name: str) -> Pair:
    text = (CASES / f"{name}.yaml").read_text(encoding="utf-8")
    return TypeAdapter(Pair).validate_python(yaml.safe_load(text))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("which", ["easy", "hard"])
def test_a_driver_rates_an_easy_and_a_hard_integration(name: str, which: str) -> None:
    """The driver gives the expected rating and multiplier, and asks for the fact that is
    missing.
    """
    read = pair(name)
    side = read.easy if which == "easy" else read.hard
    found = side.estimated()
    (factor,) = (factor for factor in found.factors if factor.name == name)
    assert (factor.rating, factor.multiplier) == (side.rating, side.multiplier)
    assert factor.reason
    assert factor.source
    if side.asks:
        assert side.asks in {fact.fact for fact in found.missing}


@pytest.mark.parametrize("name", NAMES)
def test_the_hard_integration_may_cost_more(name: str, only_drivers: Callable[..., None]) -> None:
    """With this driver alone, the P90 of the hard integration is above that of the easy one."""
    only_drivers(name)
    read = pair(name)
    assert read.easy.estimated().effort_hours.p90 < read.hard.estimated().effort_hours.p90


@pytest.mark.parametrize("driver", DRIVERS, ids=NAMES)
def test_every_driver_says_what_is_easy_and_what_is_hard(driver: Driver) -> None:
    """The docstring of each driver's function describes an easy and a hard integration."""
    text = driver.rate.__doc__ or ""
    assert "Easy:" in text
    assert "Hard:" in text


def test_every_case_belongs_to_a_driver() -> None:
    """There is one file of cases for each driver, and no other."""
    assert sorted(path.stem for path in CASES.glob("*.yaml")) == sorted(NAMES)
