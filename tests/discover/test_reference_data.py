"""The seeds of a dbt project are reference data, not lists of systems or interfaces."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from seamscope.connector import Connector
from seamscope.discover import discover, load_connectors
from seamscope.records import Flow, Skipped, System

SYSTEMS = "system,owner,criticality,vendor\nBilling One,Finance,high,Acme\n"
FLOWS = "source system,target system,frequency\nBilling One,Ledger Two,daily\n"
MAPPING = "mapping: 1\nfiles: [x.csv]\nholds: systems\ncolumns: {name: system, owner: owner}\n"


@pytest.fixture(scope="module")
def connectors() -> list[Connector]:
    return load_connectors()[0]


def read(folder: Path, files: Mapping[str, str], connectors: list[Connector]) -> list[object]:
    """Return the systems, flows and notes of a folder with these files."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    found = discover([folder], connectors).records
    return [
        one for one in found
        if isinstance(one, System | Flow) or (isinstance(one, Skipped) and one.kind == "note")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("project", "seed"),
    [
        ("name: shop\n", "seeds/x.csv"),
        ("name: shop\n", "seeds/crm/x.csv"),
        ('name: shop\nseed-paths: ["reference/codes"]\n', "reference/codes/x.csv"),
        ("name: shop\ndata-paths: [data]\n", "data/x.csv"),
    ],
)
@pytest.mark.parametrize("above", ["", "warehouse [new]/"])
def test_a_seed_is_declined_with_the_project_that_declares_it(
    project: str, seed: str, above: str, tmp_path: Path, connectors: list[Connector]
) -> None:
    """A seed gives no systems and flows, only a note that names the dbt project."""
    text = FLOWS if "crm" in seed else SYSTEMS
    files = {f"{above}dbt_project.yml": project, f"{above}{seed}": text}
    (note,) = read(tmp_path, files, connectors)
    assert isinstance(note, Skipped)
    assert note.evidence.file == f"{above}{seed}"
    assert f"reference data of the project in {above}dbt_project.yml" in note.reason
    assert "mapping file" in note.remedy


@pytest.mark.parametrize(
    "files",
    [
        {"seeds/x.csv": SYSTEMS},  # no project
        {"dbt_project.yml": "name: shop\n", "lists/x.csv": SYSTEMS},
        {"dbt/dbt_project.yml": "name: shop\n", "seeds/x.csv": SYSTEMS},
        {"dbt_project.yml": 'name: a\nseed-paths: ["codes"]\n', "seeds/x.csv": SYSTEMS},
        {"dbt_project.yml": "name: a\n", "seeds/x.csv": SYSTEMS, "seeds/x.mapping.yaml": MAPPING},
    ],
)
def test_other_lists_and_mapped_seeds_are_read(
    files: Mapping[str, str], tmp_path: Path, connectors: list[Connector]
) -> None:
    """A list outside the seed folders and a seed with a mapping file are read as lists."""
    found = read(tmp_path, files, connectors)
    assert [one.name for one in found if isinstance(one, System)] == ["Billing One"]


def test_a_claim_on_the_command_line_reads_a_seed(
    tmp_path: Path, connectors: list[Connector]
) -> None:
    """A seed is read as a list if `--claim` assigns it to the connector `tables`."""
    (tmp_path / "seeds").mkdir()
    (tmp_path / "dbt_project.yml").write_text("name: shop\n")
    (tmp_path / "seeds" / "x.csv").write_text(SYSTEMS)
    found = discover([tmp_path], connectors, claims={"seeds/*.csv": "tables"}).records
    assert [one.name for one in found if isinstance(one, System)] == ["Billing One"]
