"""Profiles change the estimate, the readiness list and the findings; missing profiles change
nothing.
"""

import json
from pathlib import Path

import pytest

from seamscope.document import Survey
from seamscope.estimate import Scope
from seamscope.pipeline import Job, run
from seamscope.readiness import Proof, ReadinessState

INVENTORY = """
inventory: 1
systems: [{name: Shop, kind: erp}, {name: Mart, kind: warehouse}]
datasets: [{system: Shop, name: orders, columns: [id, due]}]
flows: [{from: Shop/orders, to: Mart/orders, mechanism: etl}]
"""
POC = """
name: Promise
reads: [{system: Shop, datasets: [orders], mechanism: api, fields: 10%s}]
operation: {data_quality: %s}
"""


def survey(folder: Path, *measurements: object, praise: str = "", answer: str = "") -> Survey:
    folder.mkdir(exist_ok=True)
    (folder / "inventory.yaml").write_text(INVENTORY)
    told = f", data_quality: {praise}" if praise else ""
    (folder / "poc.yaml").write_text(POC % (told, answer))
    if measurements:
        profiles = [
            {"system": "Shop", "dataset": "orders", "rows": 1200, "measurements": measurements}
        ]
        content = {"seamscope_profile": 1, "measured": "2026-03-02", "profiles": profiles}
        (folder / "profile.json").write_text(json.dumps(content))
    return run(Job(paths=(folder,), poc=folder / "poc.yaml")).survey


def nulls(count: int) -> object:
    return {"measure": "nulls", "columns": ["due"], "count": count, "share": count / 1200}


def keys(count: int) -> object:
    return {"measure": "duplicate_keys", "columns": ["id"], "count": count, "rule": "key"}


def get_factor(made: Survey) -> tuple[str, float, str]:
    (estimate,) = (
        e
        for e in made.estimates
        if e.scope is Scope.PRODUCTION and e.integration in made.surface.build
    )
    (factor,) = (f for f in estimate.factors if f.name == "data_quality")
    return factor.rating, factor.multiplier, factor.reason


def get_line(made: Survey) -> tuple[ReadinessState, Proof, str]:
    (line,) = (line for line in made.readiness if line.id == "data quality")
    return line.state, line.proof, line.answer


def test_without_a_profile_nobody_knows_the_quality(tmp_path: Path) -> None:
    made = survey(tmp_path)
    assert get_factor(made) == ("unknown", 1.0, "the data is not profiled")
    assert get_line(made)[0] is ReadinessState.OPEN
    assert not [finding for finding in made.findings if "measured" in finding.what]


def test_a_measured_flaw_rates_the_driver_and_is_a_finding(tmp_path: Path) -> None:
    """If 49 of 1,200 rows lack a date (above 3 %), the rating is high (× 1.2) and there is a
    finding.
    """
    made = survey(tmp_path, nulls(49), keys(0))
    flaw = "4.1 % (49 of 1,200 rows) of orders have no due"
    assert get_factor(made) == ("high", 1.2, flaw)
    (finding,) = (f for f in made.findings if "have no due" in f.what)
    assert finding.what == f"Shop, measured 2026-03-02: {flaw}"
    assert [str(place) for place in finding.evidence] == ["profile.json:1 (profiles[0])"]
    (node,) = (d for d in made.datasets if d.profiles)
    assert (node.name, node.profiles[0].rows) == ("orders", 1200)


def test_clean_data_lowers_the_effort(tmp_path: Path) -> None:
    made = survey(tmp_path, nulls(0), keys(0))
    assert get_factor(made) == ("low", 0.9, "profiled without a flaw: orders")
    assert get_line(made) == (
        ReadinessState.ANSWERED,
        Proof.PROVEN,
        "profiled without a flaw: orders",
    )


def test_a_part_of_a_profile_does_not_make_data_clean(tmp_path: Path) -> None:
    """If a profile has no count of duplicates, the rating is unknown and its reason says so."""
    assert get_factor(survey(tmp_path, nulls(12)))[:2] == ("nominal", 1.0)
    made = survey(tmp_path, nulls(0))
    assert get_factor(made) == ("unknown", 1.0, "not profiled completely: orders")


def test_a_profile_proves_what_the_poc_says_about_the_flaws(tmp_path: Path) -> None:
    made = survey(tmp_path, nulls(49), keys(0), answer="the order desk adds missing dates")
    state, proof, answer = get_line(made)
    assert (state, proof) == (ReadinessState.ANSWERED, Proof.PROVEN)
    assert answer == (
        "the order desk adds missing dates; "
        "measured: 4.1 % (49 of 1,200 rows) of orders have no due"
    )


def test_flaws_that_nobody_corrects_leave_the_line_open(tmp_path: Path) -> None:
    state, proof, answer = get_line(survey(tmp_path, nulls(49), keys(30)))
    assert (state, proof) == (ReadinessState.OPEN, Proof.NONE)
    assert answer.endswith(
        "; measured: 4.1 % (49 of 1,200 rows) of orders have no due; and 1 more flaw"
    )


def test_praise_of_flawed_data_is_a_contradiction(tmp_path: Path) -> None:
    made = survey(
        tmp_path, nulls(49), keys(0), praise="clean", answer="none known after two checks"
    )
    state, _, answer = get_line(made)
    assert state is ReadinessState.CONTRADICTED
    assert answer.startswith("poc.yaml describes the data of Shop as clean; 4.1 %")
    assert get_factor(made)[0] == "high"


@pytest.mark.slow
@pytest.mark.parametrize("rows", [None, 1200])
def test_a_profile_of_a_dataset_that_nobody_touches_changes_no_figure(
    tmp_path: Path, rows: int | None
) -> None:
    """A profile of a dataset that the POC does not use changes neither totals nor readiness."""
    before = survey(tmp_path)
    content = {"system": "Mart", "dataset": "weather", "rows": rows, "measurements": [nulls(49)]}
    (tmp_path / "profile.json").write_text(
        json.dumps({"seamscope_profile": 1, "profiles": [content]})
    )
    after = run(Job(paths=(tmp_path,), poc=tmp_path / "poc.yaml")).survey
    assert after.totals == before.totals
    assert after.readiness == before.readiness
