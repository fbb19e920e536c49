"""The files in the output folder are from one run, even if a run is interrupted."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from seamscope.errors import InputError
from seamscope.output_folders import MANIFEST
from seamscope.outputs.writers import folder as folders
from seamscope.outputs.writers.folder import check_writable, lock_folder, publish, verify

OLD = {"a.txt": b"old a", "b.txt": b"old b", "gone.txt": b"old"}
NEW = {"a.txt": b"new a", "b.txt": b"new b"}


def contents(folder: Path) -> dict[str, bytes]:
    """Return the content of each file in a folder, without the manifest."""
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.name != MANIFEST}


def test_a_new_set_replaces_the_old_one_as_a_whole(tmp_path: Path) -> None:
    """Files of the last run that the new run does not write are removed, and no temporary folder
    remains.
    """
    out = tmp_path / "out"
    assert publish(out, OLD) == []
    assert publish(out, NEW) == []
    assert contents(out) == NEW
    assert [p.name for p in tmp_path.iterdir()] == ["out"]
    assert verify(out) == []


def test_what_the_user_keeps_in_the_folder_is_carried_over(tmp_path: Path) -> None:
    """Answers, notes and folders of the user are kept, and the manifest does not list them."""
    out = tmp_path / "out"
    publish(out, OLD)
    (out / "answers.yaml").write_text("mine", encoding="utf-8")
    (out / "notes").mkdir()
    (out / "notes" / "n.md").write_text("mine too", encoding="utf-8")
    publish(out, NEW)
    assert (out / "answers.yaml").read_text(encoding="utf-8") == "mine"
    assert (out / "notes" / "n.md").read_text(encoding="utf-8") == "mine too"
    assert set(json.loads((out / MANIFEST).read_text(encoding="utf-8"))["files"]) == set(NEW)


def test_files_in_folders_belong_to_the_set(tmp_path: Path) -> None:
    """Files of the last run in subfolders are removed, while files of the user in the same
    subfolder are kept.
    """
    out = tmp_path / "out"
    publish(out, {**OLD, "pages/1.svg": b"1", "more/2.svg": b"2"})
    (out / "pages" / "mine.txt").write_bytes(b"mine")
    (out / "empty").mkdir()
    publish(out, NEW)
    assert sorted(p.relative_to(out).as_posix() for p in out.rglob("*")) == [
        "a.txt", "b.txt", "empty", MANIFEST, "pages", "pages/mine.txt",
    ]  # fmt: skip
    assert verify(out) == []


def test_a_failure_before_the_exchange_leaves_the_old_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the disk is full while the new files are written, the files of the last run stay."""
    out = tmp_path / "out"
    publish(out, OLD)

    def full(path: Path, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(folders, "_write", full)
    with pytest.raises(OSError, match="No space"):
        publish(out, NEW)
    assert contents(out) == OLD
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_where_folders_cannot_change_places_each_file_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the file system cannot swap two folders, each file is replaced on its own; a file that
    another program has open is reported and keeps its old content.
    """
    out = tmp_path / "out"
    publish(out, OLD)
    monkeypatch.setattr(folders, "_exchange", lambda new, folder: False)
    replace = Path.replace

    def held_open(self: Path, target: Path) -> Path:
        if Path(target).name == "b.txt":
            raise PermissionError(13, "Permission denied")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", held_open)
    (note,) = publish(out, NEW)
    assert note.startswith("b.txt: not written (Permission denied)")
    assert (out / "a.txt").read_bytes() == b"new a"
    assert (out / "b.txt").read_bytes() == b"old b"
    assert not (out / "gone.txt").exists()
    assert verify(out) == []


def test_a_run_killed_between_two_files_leaves_a_manifest_that_shows_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the run is killed while files are replaced one by one, the manifest shows that the set is
    incomplete.
    """
    out = tmp_path / "out"
    publish(out, OLD)
    monkeypatch.setattr(folders, "_exchange", lambda new, folder: False)
    replace = Path.replace

    def kill(self: Path, target: Path) -> Path:
        if Path(target).name == "b.txt":
            raise KeyboardInterrupt
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", kill)
    with pytest.raises(KeyboardInterrupt):
        publish(out, NEW)
    (reported,) = verify(out)
    assert "b.txt: was changed after the run" in reported


def test_a_manifest_of_a_stranger_deletes_nothing_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A manifest that lists `../mine.txt` does not cause a file outside of the folder to be
    deleted.
    """
    out = tmp_path / "out"
    publish(out, OLD)
    (tmp_path / "mine.txt").write_bytes(b"mine")
    (out / MANIFEST).write_text('{"files": {"../mine.txt": "x", "gone.txt": "x"}}')
    monkeypatch.setattr(folders, "_exchange", lambda new, folder: False)
    assert publish(out, NEW) == []
    assert (tmp_path / "mine.txt").read_bytes() == b"mine"
    assert not (out / "gone.txt").exists()


def test_a_folder_with_the_name_of_a_file_costs_that_file(tmp_path: Path) -> None:
    """If the user has a folder with the name of an output file, it is kept, and that file is
    reported as not written.
    """
    out = tmp_path / "out"
    (out / "a.txt").mkdir(parents=True)
    (note,) = publish(out, NEW)
    assert "a.txt" in note
    assert (out / "a.txt").is_dir()
    assert (out / "b.txt").read_bytes() == b"new b"


def test_a_changed_or_missing_file_is_reported(tmp_path: Path) -> None:
    """Each file that was changed or removed after the run is reported, and so is a manifest that
    seamscope did not write.
    """
    out = tmp_path / "out"
    publish(out, NEW)
    (out / "a.txt").write_bytes(b"edited")
    (out / "b.txt").unlink()
    changed, missing = verify(out)
    assert "a.txt: was changed after the run" in changed
    assert "b.txt: is missing from the set" in missing
    (out / MANIFEST).write_text("[]", encoding="utf-8")
    assert "not a seamscope manifest" in verify(out)[0]


def test_a_folder_without_a_manifest_has_nothing_to_verify(tmp_path: Path) -> None:
    """A folder without a manifest has no differences, so that a survey.json that was copied there
    can be shown.
    """
    assert verify(tmp_path) == []


def test_a_file_in_place_of_the_folder_is_refused_before_the_work(tmp_path: Path) -> None:
    """If `-o` names an existing file, `check_writable` raises an error; a folder that does not
    exist yet is allowed.
    """
    (tmp_path / "out").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="is a file"):
        check_writable(tmp_path / "out")
    check_writable(tmp_path / "new" / "deep")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_refused_before_the_work(tmp_path: Path) -> None:
    """If the folder cannot be written, `check_writable` raises an error."""
    tmp_path.chmod(0o500)
    with pytest.raises(InputError, match="cannot be written"):
        check_writable(tmp_path / "out")


def test_a_second_run_on_the_same_folder_is_refused(tmp_path: Path) -> None:
    """A second run on the same folder is an error until the first run ends; another folder is not
    locked.
    """
    with lock_folder(tmp_path / "out"):
        with pytest.raises(InputError, match="another run"), lock_folder(tmp_path / "out"):
            pass
        with lock_folder(tmp_path / "other"):
            pass
    with lock_folder(tmp_path / "out"):
        pass


LOOP = """
import sys
from pathlib import Path
from seamscope.outputs.folder import publish
turn = 0
while True:
    turn += 1
    publish(Path(sys.argv[1]), {f"{n}.txt": str(turn).encode() * 20_000 for n in range(6)})
"""


@pytest.mark.slow
def test_a_kill_at_any_moment_leaves_one_whole_set(tmp_path: Path) -> None:
    """After the run is killed at 30 different moments, all files are from one run and agree with
    the manifest.
    """
    out = tmp_path / "out"
    for turn in range(30):
        child = subprocess.Popen([sys.executable, "-c", LOOP, str(out)])
        time.sleep(0.25 + turn * 0.003)
        child.send_signal((signal.SIGKILL, signal.SIGTERM, signal.SIGINT)[turn % 3])
        child.wait()
        if out.exists():
            assert len(set(contents(out).values())) == 1
            assert len(contents(out)) == 6
            assert verify(out) == []
