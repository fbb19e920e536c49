"""Cases for each driver: facts in a file, and the rating and multiplier to which they must lead.

A case is an entry of `factors/<driver>.yaml` with facts of the systems a and b, of the flow between
them, or of the POC, its team or its access. `unreached` gives the reason why no facts lead to a
rating.
"""

from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import pytest
import yaml
from pydantic import TypeAdapter

from seamscope.estimate.constants import load_constants
from seamscope.estimate.drivers import DRIVERS
from seamscope.estimate.gather import gather_contexts
from seamscope.estimate.integration_context import IntegrationContext
from seamscope.poc import Poc, Team, Touch
from seamscope.records import ColumnEdge, EdgeKind
from seamscope.resolved import InterfaceNode, SystemNode

from .fakes import build_everything, build_fake, flow

FOLDER = Path(__file__).parent / "factors"
Facts = dict[str, object]
NODE, TOUCH, TEAM = TypeAdapter(SystemNode), TypeAdapter(Touch), TypeAdapter(Team)
POC = TypeAdapter(Poc)
RATED = ("capability", "experience")


@dataclass(frozen=True, kw_only=True)
class FlowFacts:
    """The stated facts of a flow, and the numbers of columns, joins and lookups in its lineage."""

    latency: str = ""
    frequency: str = ""
    volume: str = ""
    authentication: str = ""
    identity: int = 0
    computed: int = 0
    joins: int = 0
    lookups: int = 0


@dataclass(frozen=True, kw_only=True)
class Case:
    says: str = ""
    rating: str = ""
    multiplier: float = 0.0
    a: Facts = field(default_factory=dict)
    b: Facts = field(default_factory=dict)
    flow: FlowFacts = FlowFacts()
    poc: Facts = field(default_factory=dict)
    team: Facts = field(default_factory=dict)
    touch: Facts = field(default_factory=dict)
    contracts: tuple[str, ...] = ()
    unreached: dict[str, str] = field(default_factory=dict)


READER = TypeAdapter(tuple[Case, ...])


@cache
def read(driver: str) -> tuple[Case, ...]:
    text = (FOLDER / f"{driver}.yaml").read_text("utf-8")
    return READER.validate_python(yaml.safe_load(text))


CASES = [(path.stem, case) for path in sorted(FOLDER.glob("*.yaml")) for case in read(path.stem)]


def build_case(case: Case) -> IntegrationContext:
    """Return the integration of a case: between a and the POC if the case has facts of the POC,
    otherwise between a and b.
    """
    text = case.poc or case.team or case.touch
    a = NODE.validate_python({"id": "a", "name": "a", **case.a})
    b = NODE.validate_python({"id": "b", "name": "b", **case.b})
    counts = (
        (case.flow.identity, EdgeKind.IDENTITY),
        (case.flow.computed, EdgeKind.EXPRESSION),
        (case.flow.joins, EdgeKind.INDIRECT),
    )
    columns = tuple(
        ColumnEdge(source=f"{kind}{i}", target=f"{kind}{i}", kind=kind)
        for number, kind in counts
        for i in range(number)
    )
    edge = replace(
        flow("a > b"),
        latency=case.flow.latency,
        frequency=case.flow.frequency,
        volume=case.flow.volume,
        authentication=case.flow.authentication,
        columns=columns,
        lookups=tuple(f"l{i}" for i in range(case.flow.lookups)),
    )
    offered = tuple(
        InterfaceNode(id=f"i{key}", system=key, name="API", operations=1) for key in case.contracts
    )
    landscape = build_fake(edge, systems=(a, b), interfaces=offered)
    reads = TOUCH.validate_python({"system": "a", **case.touch})
    # A file cannot hold an unknown rating, but a caller of the API can.
    team = replace(
        TEAM.validate_python({k: v for k, v in case.team.items() if k not in RATED}),
        capability=str(case.team.get("capability", "")),
        experience=str(case.team.get("experience", "")),
    )
    plain = {"name": "b", "reads": (reads,), "team": team}
    poc = POC.validate_python({**plain, **case.poc}) if text else None
    (found,) = gather_contexts(landscape, build_everything(landscape, "b" if text else ""), poc)
    return found


@pytest.mark.parametrize(
    ("driver", "case"),
    [(name, case) for name, case in CASES if case.rating],
    ids=[f"{name}: {case.says}" for name, case in CASES if case.rating],
)
def test_facts_give_the_rating_and_multiplier_of_the_case(driver: str, case: Case) -> None:
    """The driver gives the rating and multiplier of the case, with a reason and a source."""
    (rate,) = (each.rate for each in DRIVERS if each.name == driver)
    factor = rate(build_case(case))
    assert (factor.rating, factor.multiplier) == (case.rating, case.multiplier), factor.reason
    assert factor.reason
    assert factor.source


@pytest.mark.parametrize("driver", [driver.name for driver in DRIVERS])
def test_every_rating_of_a_driver_has_a_case_or_a_reason(driver: str) -> None:
    """Each rating of a driver has a case, or a reason why no facts lead to it."""
    cases = read(driver)
    tried = {case.rating for case in cases} | {name for case in cases for name in case.unreached}
    assert set(load_constants().drivers[driver].ratings) <= tried
