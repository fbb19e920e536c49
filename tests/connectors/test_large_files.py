"""Large files give the same records as small ones, although only their used parts are kept in
memory.
"""

from pathlib import Path

import pytest

from seamscope.connector import documents, raw_file
from seamscope.discover import Discovered, discover, load_connectors
from seamscope.lineage import merge_log_texts

CASES = Path(__file__).parents[2] / "connectors" / "cases"
FOLDERS = sorted(folder for name in ("dbt", "query-history") for folder in (CASES / name).iterdir())


def read(folder: Path) -> Discovered:
    return discover([folder], load_connectors()[0], reduce=merge_log_texts)


@pytest.mark.parametrize(
    "folder", FOLDERS, ids=lambda folder: f"{folder.parent.name}/{folder.name}"
)
def test_a_large_file_gives_the_same_records(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small = read(folder)
    monkeypatch.setattr(documents, "LARGE", -1)
    monkeypatch.setattr(raw_file, "PART", 50)
    large = read(folder)
    assert sorted(map(repr, large.records)) == sorted(map(repr, small.records))
    assert large.signs == small.signs
    assert [str(error) for error in large.errors] == [str(error) for error in small.errors]
