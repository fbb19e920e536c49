"""A model that Archi has zipped; the cases of the connector cannot contain one."""

import zipfile
from pathlib import Path

from seamscope.discover import discover, load_connectors
from seamscope.records import System

CASE = Path(__file__).parents[2] / "connectors" / "cases" / "archimate" / "archi"


def test_a_zipped_model_is_read_in_place(tmp_path: Path) -> None:
    """The evidence of a system in a zipped model names the file in the archive:
    `ports.archimate!model.archimate`.
    """
    with zipfile.ZipFile(tmp_path / "ports.archimate", "w") as archive:
        archive.write(CASE / "ports.archimate", "model.archimate")
    found = discover((tmp_path,), load_connectors()[0])
    systems = [record for record in found.records if isinstance(record, System)]
    assert [system.name for system in systems] == ["Berth planner", "Crane control"]
    assert systems[0].evidence.file == "ports.archimate!model.archimate"
