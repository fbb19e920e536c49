"""A path that is not a regular file, or cannot be listed, is reported without ending the run."""

import os
import zipfile
from pathlib import Path

import pytest

from seamscope.connector import Connector, File
from seamscope.discover import Discovered, discover, load_connectors
from seamscope.discover.walk import walk
from seamscope.pipeline import Job, run
from seamscope.records import Skipped


@pytest.fixture(scope="module")
def connectors() -> list[Connector]:
    found, _ = load_connectors()
    return found


def reasons(found: Discovered) -> dict[str, str]:
    return {r.evidence.file: r.reason for r in found.records if isinstance(r, Skipped)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a list of systems."""
    (tmp_path / "systems.csv").write_text("System,Owner\nSAP,Ada\n")
    return tmp_path


def test_pipes_are_not_opened(folder: Path, connectors: list[Connector]) -> None:
    """A named pipe, which would block forever, is reported, whether it is an input itself or in a
    folder.
    """
    os.mkfifo(folder / "feed.csv")
    pipe = "a pipe, socket or device, which is not read"
    assert reasons(discover([folder], connectors))["feed.csv"] == pipe
    assert reasons(discover([folder / "feed.csv"], connectors)) == {"feed.csv": pipe}


def test_devices_are_not_read(connectors: list[Connector]) -> None:
    """The device /dev/zero, which has no end, is reported and not read."""
    found = reasons(discover([Path("/dev/zero")], connectors))
    assert found == {"zero": "a pipe, socket or device, which is not read"}


def test_links_in_circles_and_to_folders_are_reported(
    folder: Path, connectors: list[Connector]
) -> None:
    """A link to itself and a link to a folder are reported and not followed."""
    (folder / "loop.csv").symlink_to("loop.csv")
    (folder / "up").symlink_to(folder, target_is_directory=True)
    found = reasons(discover([folder], connectors))
    assert found["loop.csv"] == "a link that leads to itself"
    assert found["up"] == "a link to a folder"


def test_folders_that_cannot_be_listed_are_reported(
    folder: Path, connectors: list[Connector], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder without read permission is reported, and the other inputs are read."""
    closed = folder / "closed"
    closed.mkdir()
    list_folder = os.scandir

    def refuse(path: str) -> object:
        if Path(path) == closed:
            raise PermissionError(13, "Permission denied", path)
        return list_folder(path)

    monkeypatch.setattr(os, "scandir", refuse)
    found = discover([folder], connectors)
    assert reasons(found)["closed"] == "a folder that cannot be read (Permission denied)"
    assert [file.path for file in found.files] == ["systems.csv"]


def test_names_that_are_not_utf8_are_read_under_a_printable_name(
    folder: Path, connectors: list[Connector]
) -> None:
    """Two names that differ only in bytes that are not UTF-8 become `list?.csv` and `list?
    (2).csv`.
    """
    for byte in (b"\xff", b"\xfe"):
        name = os.fsencode(folder) + b"/list" + byte + b".csv"
        Path(os.fsdecode(name)).write_text("System,Owner\nCRM,Ada\n")
    found = discover([folder], connectors)
    assert [file.path for file in found.files] == ["list? (2).csv", "list?.csv", "systems.csv"]
    assert {file.connector for file in found.files} == {"tables"}


def test_only_the_poc_file_of_the_run_is_no_input(tmp_path: Path) -> None:
    """Only the poc.yaml of the run is not an input; another poc.yaml, in a folder or an archive,
    is.
    """
    for path in ("poc.yaml", "sub/poc.yaml", "poc-2/poc.yaml"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text("business_problem: x\n")
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as result:
        result.writestr("poc.yaml", "a: 1")
    (tmp_path / "link.yaml").symlink_to(tmp_path / "poc.yaml")
    found = list(walk([tmp_path], (), [tmp_path / "poc.yaml"]))
    assert [item.path for item in found if isinstance(item, File)] == [
        "all.zip!poc.yaml",
        "poc-2/poc.yaml",
        "sub/poc.yaml",
    ]


def test_a_link_to_itself_may_be_named(tmp_path: Path, connectors: list[Connector]) -> None:
    """A link to itself as an input is reported, and the run continues."""
    (tmp_path / "loop.csv").symlink_to(tmp_path / "loop.csv")
    outcome = run(Job(paths=(tmp_path / "loop.csv",)), connectors)
    assert [skipped.reason for skipped in outcome.survey.skipped] == ["a link that leads to itself"]
