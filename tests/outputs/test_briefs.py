"""Briefs: one for each integration to build, with the facts and rules that a team needs at the
start.
"""

from pathlib import Path

import pytest

from seamscope import survey
from seamscope.document import Survey
from seamscope.outputs import FORMATS

INVENTORY = """\
inventory: 1
systems:
  - {name: ERP, kind: erp, owner: Finance, support: ERP desk, criticality: high}
  - {name: Mart, kind: warehouse}
datasets:
  - {system: Mart, name: orders, entity: Order, columns: [order_id, amount]}
flows:
  - {from: Mart, to: ERP, mechanism: file, entities: [Budget]}
"""
POC = """\
name: Promise
reads:
  - {system: Mart, datasets: [orders], mechanism: sql, frequency: nightly}
writes:
  - {system: ERP, entities: [Sales order], mechanism: api, volume: 300 orders a day}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    result = tmp_path_factory.mktemp("briefs")
    (result / "inventory.yaml").write_text(INVENTORY)
    (result / "poc.yaml").write_text(POC)
    return result


@pytest.fixture(scope="module")
def scoped(folder: Path) -> Survey:
    return survey(folder / "inventory.yaml", poc=folder / "poc.yaml")


def split_briefs(result: Survey) -> dict[str, str]:
    text = FORMATS["briefs"].render(result).decode()
    return {part.partition("\n")[0]: part for part in text.split("\n# ") if part.strip()}


def test_each_integration_to_build_has_a_brief_the_largest_first(scoped: Survey) -> None:
    """The briefs are sorted by size, and an existing feed, which is not to be built, has no
    brief.
    """
    briefs = [*split_briefs(scoped)]
    assert len(briefs) == len(scoped.surface.build) == 2
    assert "ERP" in briefs[0]
    assert "Mart" in briefs[1]
    assert not any("Mart" in brief and "ERP" in brief for brief in briefs)


def test_a_write_asks_for_idempotency_and_a_read_for_fresh_data(scoped: Survey) -> None:
    """The brief of a write requires that repeating it changes nothing; the brief of a read requires
    a check for tables that were not refreshed.
    """
    write, read = split_briefs(scoped).values()
    assert "repeating it changes nothing" in write
    assert "All Sales order records of one day are in ERP, compared with Promise" in write
    assert "repeating it changes nothing" not in read
    assert "a table that was not refreshed" in read
    assert "in Promise (nightly), compared with Mart" in read


def test_data_without_a_name_are_called_records(tmp_path: Path) -> None:
    """If the data has no name, the rules say "records", and the table says "not named"."""
    (tmp_path / "inventory.yaml").write_text(INVENTORY.partition("datasets:")[0])
    (tmp_path / "poc.yaml").write_text("name: Promise\nreads:\n  - {system: Mart}\n")
    result = survey(tmp_path / "inventory.yaml", poc=tmp_path / "poc.yaml")
    (text,) = split_briefs(result).values()
    assert "All records of one day are in Promise" in text
    assert "Missing, late and duplicate records are reported" in text
    assert text.count("not named") == 1


def test_a_brief_names_fields_owners_and_open_questions(scoped: Survey) -> None:
    """A brief lists the columns and owners or says that they are unknown, and asks for a contract
    if none is known.
    """
    write, read = split_briefs(scoped).values()
    assert "| orders | order\\_id |" in read
    assert "No columns of the data are known" in write
    assert "| ERP | erp | Finance | ERP desk | high |" in write
    assert "Runs: ERP desk" in write
    assert "Runs: no name given" in read
    assert "contract or documentation of ERP" in write
    assert "contract or documentation of ERP" not in read


def test_without_anything_to_build_there_is_no_brief(tmp_path: Path) -> None:
    """Without a POC, the output says that there is nothing to build and that `--poc` is needed."""
    (tmp_path / "inventory.yaml").write_text(INVENTORY)
    text = FORMATS["briefs"].render(survey(tmp_path / "inventory.yaml")).decode()
    assert "There is nothing to build" in text
    assert "--poc" in text
