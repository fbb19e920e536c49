"""docs/estimation.md compares published figures with those of the model and says whether they are
in the band.
"""

import re
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from seamscope.estimate import estimate
from seamscope.poc import Poc, Team
from seamscope.records import Column, ColumnEdge, EdgeKind, Mechanism
from seamscope.resolved import DatasetNode, FlowEdge, Resolved, SystemNode
from seamscope.surface import Surface

from .fakes import Fake, flow

pytestmark = pytest.mark.usefixtures("base_drivers")

PAGE = Path(__file__).parents[2] / "docs" / "estimation.md"
ROW = re.compile(
    r"^\| (?P<name>[^|]+?) \| (?P<low>\d+)(?:–(?P<high>\d+))? "
    r"\| (?P<p50>[\d.]+) \| (?P<mean>[\d.]+) \| (?P<inside>yes|no) \|$",
    re.M,
)
ORDINARY = Poc(name="P", team=Team(sites=1, capability="nominal", experience="nominal"))


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """The stated facts of a published scenario; all other facts are ordinary."""

    mechanism: Mechanism
    groups: int = 1
    sources: int = 1
    lookups: int = 0
    calls: int = 0
    authentication: str = "basic"
    kind: str = ""  # of the system that receives the data


API, ETL = Mechanism.API, Mechanism.ETL
SCENARIOS = {
    "synchronous process, simple (integrationsme)": Scenario(mechanism=API, lookups=1),
    "synchronous process, medium (integrationsme)": Scenario(
        mechanism=API, groups=2, lookups=4, calls=10, authentication="certificate"
    ),
    "ETL mapping, very simple (CCI v1.1)": Scenario(mechanism=ETL),
    "ETL mapping, simple (CCI v1.1)": Scenario(mechanism=ETL, sources=2, lookups=2),
    "ETL mapping, medium (CCI v1.1)": Scenario(mechanism=ETL, sources=3, lookups=5),
    "ETL mapping, complex (CCI v1.1)": Scenario(mechanism=ETL, sources=4, lookups=10, calls=10),
    "ETL mapping, very complex (CCI v1.1)": Scenario(
        mechanism=ETL, sources=5, lookups=16, calls=20
    ),
    "custom CRM to billing (Empirium)": Scenario(
        mechanism=API, groups=3, lookups=2, authentication="oauth2", kind="billing"
    ),
    "shop orders to accounting (Probizio)": Scenario(mechanism=API, groups=2, kind="accounting"),
    "API, 15 fields, 10 validated (Looplex)": Scenario(
        mechanism=API, calls=10, authentication="oauth2", kind="service"
    ),
}


def landscape(scenario: Scenario) -> Fake:
    kinds = [EdgeKind.EXPRESSION] * scenario.calls + [EdgeKind.IDENTITY] * (15 - scenario.calls)
    columns = tuple(
        ColumnEdge(source="s", target=f"c{number}", kind=kind) for number, kind in enumerate(kinds)
    )
    flows = tuple(
        replace(
            flow(f"a/s{group}.{source} > b/t{group}", scenario.mechanism),
            technology="Platform",
            latency="hourly",
            volume="5000 a day",
            authentication=scenario.authentication,
            lookups=tuple(f"l{number}" for number in range(scenario.lookups)),
            columns=columns,
        )
        for group in range(scenario.groups)
        for source in range(scenario.sources)
    )
    return Fake(resolved=ordinary(flows, scenario.kind))


def ordinary(flows: tuple[FlowEdge, ...], kind: str) -> Resolved:
    systems = tuple(
        SystemNode(
            id=key,
            name=key.upper(),
            kind=kind if key == "b" else "",
            owner=f"{key} team",
            criticality="medium",
            classification="internal",
            documentation="wiki",
            environments=("test",),
        )
        for key in ("a", "b")
    )
    ends = {(end.dataset, end.system) for edge in flows for end in (edge.source, edge.target)}
    wide = tuple(Column(name=f"c{number}") for number in range(15))
    datasets = tuple(
        DatasetNode(id=key, system=system, name=key, columns=wide) for key, system in sorted(ends)
    )
    return Resolved(systems=systems, datasets=datasets, flows=flows)


def days(scenario: Scenario) -> tuple[float, float]:
    """Return the median and the mean of a scenario in person-days of 8 hours."""
    found = estimate(landscape(scenario), Surface(build=("a--b",)), ORDINARY, draws=10)
    assert found.estimates[0].missing == ()
    effort = found.estimates[0].effort_hours
    return effort.p50 / 8, effort.mean / 8


def test_ordinary_facts_leave_no_open_questions() -> None:
    """A simple synchronous process takes 77.5 h × .8363 = 64.8 h (P50) and × e^(.33²/2) as the
    mean; no fact is missing.

    The factor .8363 is the dampened product of .87 for a copy and .96 for 15 fields.
    """
    found = days(SCENARIOS["synchronous process, simple (integrationsme)"])
    assert found == pytest.approx((8.101, 8.555), abs=0.005)


def test_the_page_shows_the_figures_of_the_model() -> None:
    """docs/estimation.md lists each published scenario with the figures of the model, and says
    whether the median is within the published range, extended by 50 % at both ends.
    """
    rows = {row["name"]: row for row in ROW.finditer(PAGE.read_text("utf-8"))}
    assert set(rows) == set(SCENARIOS)
    for name, scenario in SCENARIOS.items():
        p50, mean = days(scenario)
        row = rows[name]
        assert (float(row["p50"]), float(row["mean"])) == (round(p50, 1), round(mean, 1)), name
        low, high = float(row["low"]), float(row["high"] or row["low"])
        assert row["inside"] == ("yes" if low / 2 <= p50 <= high * 1.5 else "no"), name
