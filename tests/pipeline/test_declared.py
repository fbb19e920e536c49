"""Flows that the inventory declares as to be built or replaced are estimated."""

from pathlib import Path

import pytest

from seamscope.document import Survey
from seamscope.estimate import Scope
from seamscope.pipeline import Job, run

SYSTEMS = """\
inventory: 1
systems:
  - {name: Shop, kind: ecommerce}
  - {name: Ledger, kind: erp}
  - {name: Depot, kind: wms}
flows:
  - {from: Ledger, to: Depot, mechanism: file, entities: [Stock]}
  - {from: Shop, to: Ledger, mechanism: api, entities: [Order]%s}
"""
POC = """\
name: Helper
reads:
  - {system: Depot, mechanism: api, entities: [Stock]}
"""


def survey(folder: Path, declared: str, poc: str = "") -> Survey:
    inputs = folder / "in"
    inputs.mkdir(parents=True)
    (inputs / "inventory.yaml").write_text(SYSTEMS % declared)
    if not poc:
        return run(Job(paths=(inputs,))).survey
    (folder / "poc.yaml").write_text(poc)
    return run(Job(paths=(inputs,), poc=folder / "poc.yaml")).survey


@pytest.mark.parametrize("declared", [", build: true", ", replace: true"])
def test_without_a_poc_the_totals_cover_what_is_declared(tmp_path: Path, declared: str) -> None:
    """Without a POC, the total contains only the integration that is declared with `build` or
    `replace`.
    """
    result = survey(tmp_path, declared)
    assert result.surface.build == ("ledger--shop",)
    assert result.totals is not None
    counted = [estimate for estimate in result.estimates if estimate.in_total]
    assert [estimate.integration for estimate in counted] == ["ledger--shop"]
    assert result.totals.production.mean == counted[0].effort_hours.mean
    assert result.totals.run_cost is None


def test_a_poc_and_what_is_declared_are_built_together(tmp_path: Path) -> None:
    """The total contains the integration of the POC and the declared one, but no existing
    integration.
    """
    result = survey(tmp_path, ", replace: true", POC)
    counted = {
        e.integration for e in result.estimates if e.in_total and e.scope is Scope.PRODUCTION
    }
    assert counted == {"depot--helper", "ledger--shop"}
    assert set(result.surface.build) == counted


def test_only_the_declared_flow_is_sized(tmp_path: Path) -> None:
    """A flow to build has the same size with and without an existing flow between the same
    systems.
    """
    beside = ", build: true}\n  - {from: Shop, to: Ledger, mechanism: file, entities: [Refund]"
    alone, more = survey(tmp_path / "a", ", build: true"), survey(tmp_path / "b", beside)
    sizes = [next(e.cfp for e in result.estimates if e.in_total) for result in (alone, more)]
    assert sizes[0] == sizes[1]


def test_nothing_declared_has_no_total(tmp_path: Path) -> None:
    """With `build: false` and without a POC, there is no total."""
    result = survey(tmp_path, ", build: false")
    assert result.surface.build == ()
    assert result.totals is None


def test_a_level_that_is_not_understood_is_reported_once(tmp_path: Path) -> None:
    """A latency, frequency or criticality that is not understood gives one note with its line."""
    (tmp_path / "inventory.yaml").write_text(
        "inventory: 1\n"
        "systems:\n"
        "  - {name: Shop, criticality: platinum plus}\n"
        "  - {name: Ledger, criticality: high}\n"
        "flows:\n"
        "  - {from: Shop, to: Ledger, direction: both, frequency: at full moon, latency: soonish}\n"
        "  - {from: Ledger, to: Shop/prices, frequency: nightly, latency: 5 minutes}\n"
    )
    notes = run(Job(paths=(tmp_path,))).survey.skipped
    assert [(note.evidence.line, note.reason.partition(" is ")[0]) for note in notes] == [
        (3, "criticality 'platinum plus'"),
        (6, "frequency 'at full moon'"),
        (6, "latency 'soonish'"),
    ]
    assert all(note.remedy.startswith("write it like one of: ") for note in notes)
