"""`survey --poc a.yaml --poc b.yaml` compares two scopes of a POC; the survey is of the
first one.
"""

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from seamscope.cli import main

INVENTORY = """\
inventory: 1
systems: [{name: CRM, owner: Sales}, {name: ERP, owner: Finance}]
"""
BOTH = """\
name: Both ways
start: 2027-01-11
reads: [{system: CRM, entities: [Customer], mechanism: api}]
writes: [{system: CRM, entities: [Offer], mechanism: api}, {system: ERP, mechanism: file}]
"""
READ_ONLY = """\
name: Read only
start: 2027-01-11
reads: [{system: CRM, entities: [Customer], mechanism: file}]
"""


def run(folder: Path, *pocs: str) -> Result:
    inputs = folder / "in"
    inputs.mkdir()
    (inputs / "inventory.yaml").write_text(INVENTORY)
    words = ["survey", str(inputs), "-o", str(folder / "out"), "--quiet"]
    for number, text in enumerate(pocs):
        (inputs / f"scope-{number}.yaml").write_text(text)
        words += ["--poc", str(inputs / f"scope-{number}.yaml")]
    return CliRunner().invoke(main, words)


def read_table(folder: Path) -> dict[str, list[str]]:
    with (folder / "out" / "scopes.csv").open(newline="", encoding="utf-8") as file:
        return {row[0]: row[1:] for row in csv.reader(file)}


@pytest.mark.slow
def test_scopes_stand_side_by_side(tmp_path: Path) -> None:
    """In the table, the scope that also writes has more integrations, more person-days and a later
    go-live.
    """
    result = run(tmp_path, BOTH, READ_ONLY)
    assert result.exit_code == 0, result.output
    assert "Scopes compared" in result.stdout
    table = read_table(tmp_path)
    assert table[""] == ["Both ways", "Read only"]
    assert table["integrations to build"] == ["2, 1 two-way", "1"]
    days = [float(cell.split()[0]) for cell in table["person-days at P80, with management"]]
    assert days[0] > days[1] > 0
    live = [cell.split(" to ") for cell in table["go-live, P50 to P80"]]
    assert live[0][0] > live[1][0]
    assert all(cell.startswith("EUR ") for cell in table["price of the P80 person-days"])
    assert (tmp_path / "out" / "scopes.md").read_text("utf-8").startswith("|  | Both ways |")


@pytest.mark.slow
def test_each_scope_has_the_figures_of_its_own_survey(tmp_path: Path) -> None:
    """The figures of a scope are the same whether it is given first or second."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    run(tmp_path / "a", BOTH, READ_ONLY)
    run(tmp_path / "b", READ_ONLY, BOTH)
    first, second = read_table(tmp_path / "a"), read_table(tmp_path / "b")
    assert {key: cells[::-1] for key, cells in first.items()} == second


def test_a_single_poc_gives_no_table_of_scopes(tmp_path: Path) -> None:
    """With a single POC, no table of scopes is written."""
    result = run(tmp_path, BOTH)
    assert "Scopes compared" not in result.stdout
    assert not (tmp_path / "out" / "scopes.csv").exists()


@pytest.mark.parametrize("position", [pytest.param(0, marks=pytest.mark.slow), 1])
def test_a_system_that_nothing_matches_is_reported_for_every_scope(
    tmp_path: Path, position: int
) -> None:
    """If a scope names an unknown system, the exit code is 2 and the message names the file of the
    scope.
    """
    pocs = [BOTH, READ_ONLY]
    pocs[position] = pocs[position].replace("system: CRM", "system: Warehouse", 1)
    result = run(tmp_path, *pocs)
    assert result.exit_code == 2
    assert f"scope-{position}.yaml" in result.stderr
    assert "Warehouse" in result.stderr
