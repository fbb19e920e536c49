"""Flows that the inventory declares to build or replace are estimated as such."""

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
    """The declared integration is the only one in the total."""
    result = survey(tmp_path, declared)
    assert result.surface.build == ("ledger--shop",)
    assert result.totals is not None
    counted = [estimate for estimate in result.estimates if estimate.in_total]
    assert [estimate.integration for estimate in counted] == ["ledger--shop"]
    assert result.totals.production.mean == counted[0].effort_hours.mean
    assert result.totals.run_cost is None


def test_a_poc_and_what_is_declared_are_built_together(tmp_path: Path) -> None:
    """The total counts the POC's own integration and the declared one, not what exists."""
    result = survey(tmp_path, ", replace: true", POC)
    counted = {
        e.integration for e in result.estimates if e.in_total and e.scope is Scope.PRODUCTION
    }
    assert counted == {"depot--helper", "ledger--shop"}
    assert set(result.surface.build) == counted


def test_only_the_declared_flow_is_sized(tmp_path: Path) -> None:
    """A flow to build costs the same with or without a parallel flow that runs."""
    beside = ", build: true}\n  - {from: Shop, to: Ledger, mechanism: file, entities: [Refund]"
    alone, more = survey(tmp_path / "a", ", build: true"), survey(tmp_path / "b", beside)
    sizes = [next(e.cfp for e in result.estimates if e.in_total) for result in (alone, more)]
    assert sizes[0] == sizes[1]


def test_nothing_declared_has_no_total(tmp_path: Path) -> None:
    """Without a declaration to build there is no total; `build: false` is no such declaration."""
    result = survey(tmp_path, ", build: false")
    assert result.surface.build == ()
    assert result.totals is None


def test_a_level_that_is_not_understood_is_reported_once(tmp_path: Path) -> None:
    """A latency, frequency or criticality that cannot be rated has a note with the form."""
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
