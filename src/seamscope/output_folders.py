"""Output folders: default names, recognition by manifest, search for surveys, atomic writes."""

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

DEFAULT, DEMO = "seamscope-out", "seamscope-demo"
MANIFEST, SURVEY, ANSWERS = "manifest.json", "survey.json", "answers.yaml"
SCHEMA_FOLDER = ".seamscope"  # folder of the schemas that `init` writes for editors
MARKS = (b'"tool": "seamscope"', b'"mark": "seamscope output set"')
HEAD = 256  # number of bytes at the start of a manifest that contain its mark


def is_output_folder(folder: Path) -> bool:
    """Return whether a folder has a manifest of seamscope. The folder's name does not matter."""
    try:
        with (folder / MANIFEST).open("rb") as stream:
            head = stream.read(HEAD)
    except OSError:
        return False
    return any(mark in head for mark in MARKS)


def is_left_out(folder: Path) -> bool:
    """Return whether a survey ignores a whole folder: an output folder with a default name.

    In an output folder whose name the user chose, only the outputs are ignored, because the folder
    may also contain inputs.
    """
    return folder.name in {DEFAULT, DEMO} and is_output_folder(folder)


def is_listed_output(file: Path) -> bool:
    """Return whether the manifest in a file's folder lists the file, even if it changed later."""
    return is_output_folder(file.parent) and file.name in read_manifest(file.parent)


def read_manifest(folder: Path) -> frozenset[str]:
    """Return the file names in a folder's manifest; empty without a valid manifest."""
    with suppress(ValueError, KeyError, TypeError, OSError):
        return frozenset(json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"])
    return frozenset()


def find_answers(folder: Path) -> Path | None:
    """Return the path of answers.yaml in a folder's manifest, None if the manifest has none."""
    with suppress(ValueError, KeyError, TypeError, OSError):
        named = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["answers"]
        # seamscope writes to this path. A manifest from a stranger must not make it overwrite
        # a file with another name.
        if Path(named).name == ANSWERS:
            return folder.resolve().joinpath(named).resolve()
    return None


def find_surveys(start: Path) -> list[Path]:
    """Return the surveys in output folders of `start`, or of the nearest folder above.

    The newest survey comes first. Surveys in copied output folders (``cp -r seamscope-out run1``)
    come after all originals, although the copied files are newer. In `start`, all output folders
    are searched. In the folders above, only output folders with a default name are searched.
    """
    here = start.resolve()
    for folder in (here, *here.parents):
        places = dict.fromkeys(_list_output_folders(folder, every=folder == here))
        if places:
            return _order_surveys([place / SURVEY for place in places])
    return []


def _order_surveys(files: Sequence[Path]) -> list[Path]:
    """Sort surveys: originals before copies, then the newest first.

    If several surveys have the same content, the original is the one in a folder with a default
    name. If there is none, the original is the oldest one.
    """
    written = {file: file.stat().st_mtime_ns for file in files}
    oldest_first = sorted(
        files, key=lambda file: (not _has_default_name(file), written[file], file.as_posix())
    )
    originals: dict[str, Path] = {}
    for file in oldest_first:
        originals.setdefault(_hash_content(file) if len(files) > 1 else "", file)
    first = {*originals.values()}
    return sorted(files, key=lambda file: (file not in first, -written[file], file.as_posix()))


def _has_default_name(file: Path) -> bool:
    return file.parent.name in {DEFAULT, DEMO}


def _hash_content(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _list_output_folders(folder: Path, *, every: bool) -> Iterator[Path]:
    """Yield the output folders with a survey in and below a folder.

    The folder itself, its subfolders, and the subfolders of folders with a default name are
    searched.

    every: whether to search subfolders of any name, not only those with a default name.
    """
    ours = [folder / name for name in (DEFAULT, DEMO)]
    inside = _list_folders(folder) if every else [place for place in ours if place.is_dir()]
    deeper = (place for parent in ours for place in _list_folders(parent))
    for place in (folder, *inside, *deeper):
        if is_output_folder(place) and (place / SURVEY).is_file():
            yield place


def _list_folders(folder: Path) -> list[Path]:
    try:
        return [place for place in folder.iterdir() if place.is_dir()]
    except OSError:
        return []


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file atomically: an interrupted run leaves the old file unchanged."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
