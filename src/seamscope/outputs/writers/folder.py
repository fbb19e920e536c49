"""Replace all files of an output folder at once, so that readers never see a mix of two runs.

The new files are written into a sibling folder, which is then exchanged with the old one in one
step. They include a manifest with the hash of each file; `verify` compares a folder with it.
"""

import ctypes
import hashlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath

from seamscope.errors import InputError, SeamscopeError
from seamscope.output_folders import MANIFEST, read_manifest

_EXCHANGE = 2  # RENAME_EXCHANGE of renameat2(2), RENAME_SWAP of renamex_np(2)


def publish(
    folder: Path, contents: Mapping[str, bytes], *, answers: Path | None = None
) -> list[str]:
    """Write the files and their manifest into the folder; return a note for each file not written.

    Other files in the folder (`answers.yaml`, the user's notes) are kept. Files of the last run
    that this run does not write are removed. If writing fails before the exchange, for example
    because the disk is full, the old files are kept and the error is raised.

    answers: path of the answers.yaml of this run, which is recorded in the manifest.
    """
    folder = folder.resolve()
    place = _locate(answers, folder) if answers else ""
    folder.parent.mkdir(parents=True, exist_ok=True)
    _remove_leftovers(folder)
    taken = [name for name in contents if (folder / name).is_dir()]
    notes = [f"{name}: not written, because a folder with this name exists" for name in taken]
    written = {name: data for name, data in contents.items() if name not in taken}
    new = _create_staging_folder(folder)
    try:
        for name, data in written.items():
            _write(new / name, data)
        if new.parent == folder:  # the parent of `folder` is read-only: replace files one by one
            return [*notes, *_replace_each(new, folder, written, place)]
        _carry_over(folder, new, written)
        _write(new / MANIFEST, _encode_manifest(written, place))
        if not folder.exists():
            new.rename(folder)
        elif _exchange(new, folder):
            pass
        else:
            return [*notes, *_replace_each(new, folder, written, place)]
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return notes


def verify(folder: Path) -> list[str]:
    """Return a message for each file that differs from the manifest; [] without a manifest."""
    path = folder / MANIFEST
    if not path.is_file():
        return []
    try:
        listed = json.loads(path.read_text(encoding="utf-8"))["files"].items()
    except (ValueError, KeyError, TypeError, AttributeError, OSError):
        return [f"{path}: not a seamscope manifest; run `seamscope survey` again"]
    return [
        f"{folder / name}: {what}; run `seamscope survey` again, or restore the file"
        for name, digest in listed
        if (what := _describe_difference(folder / str(name), digest))
    ]


def check_writable(folder: Path) -> None:
    """Raise InputError if the folder is not writable, so that no long run is wasted."""
    place = folder.resolve()
    if place.exists() and not place.is_dir():
        raise InputError(
            SeamscopeError("is a file", remedy="use the path of a folder", file=str(folder))
        )
    while not place.exists():
        place = place.parent
    try:
        with tempfile.TemporaryFile(dir=place):
            pass
    except OSError as error:
        raise InputError(
            SeamscopeError(
                f"cannot be written ({error.strerror})",
                remedy="choose another folder with -o, or change its permissions",
                file=str(folder),
            )
        ) from None


@contextmanager
def lock_folder(folder: Path) -> Iterator[None]:
    """Prevent two runs from writing one folder; raise InputError if another run has the lock."""
    from filelock import FileLock, Timeout

    name = hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:16]
    lock = FileLock(Path(tempfile.gettempdir()) / f"seamscope-{name}.lock", timeout=0)
    try:
        with lock:
            yield
    except Timeout:
        raise InputError(
            SeamscopeError(
                "another run of seamscope is writing this folder",
                remedy="wait until it has ended, or choose another folder with -o",
                file=str(folder),
            )
        ) from None


def _create_staging_folder(folder: Path) -> Path:
    """Create a temporary folder next to `folder`, or inside it if the parent is read-only."""
    prefix = f".{folder.name}.new-"
    try:
        made = Path(tempfile.mkdtemp(prefix=prefix, dir=folder.parent))
    except OSError:
        made = Path(tempfile.mkdtemp(prefix=prefix, dir=folder))
    made.chmod(0o755)
    return made


def _remove_leftovers(folder: Path) -> None:
    """Remove temporary folders of killed runs."""
    for place in (folder.parent, folder):
        for left in place.glob(f".{folder.name}.new-*"):
            shutil.rmtree(left, ignore_errors=True)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    path.chmod(0o644)


def _carry_over(folder: Path, new: Path, written: Mapping[str, bytes]) -> None:
    """Hard-link or copy the user's own files (not the last run's outputs) into the new folder."""
    ours = {*read_manifest(folder), *written, MANIFEST}
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        name = path.relative_to(folder)
        if path.is_dir() and not path.is_symlink():
            # Folders that the last run created for its outputs are not kept.
            if name.as_posix() in _list_kept_folders(folder, ours):
                (new / name).mkdir(parents=True, exist_ok=True)
        elif name.as_posix() not in ours:
            (new / name).parent.mkdir(parents=True, exist_ok=True)
            _link(str(path), str(new / name))


def _list_kept_folders(folder: Path, ours: set[str]) -> set[str]:
    """Return the user's own folders, as paths below the output folder."""
    made = {parent.as_posix() for name in ours for parent in PurePosixPath(name).parents}
    inside = (path for path in folder.rglob("*") if path.is_dir())
    return {path.relative_to(folder).as_posix() for path in inside} - made


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, target, follow_symlinks=False)


def _encode_manifest(written: Mapping[str, bytes], answers: str) -> bytes:
    """Return the manifest: hashes by file name, and the path of answers.yaml if there is one."""
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in sorted(written.items())}
    own = {"answers": answers} if answers else {}
    return (json.dumps({"tool": "seamscope", **own, "files": hashes}, indent=2) + "\n").encode()


def _locate(answers: Path, folder: Path) -> str:
    """Return a path relative to the folder; absolute if it is on another Windows drive."""
    try:
        return Path(os.path.relpath(answers.resolve(), folder)).as_posix()
    except ValueError:
        return answers.resolve().as_posix()


def _describe_difference(path: Path, digest: object) -> str:
    try:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return "is missing from the set"
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    return "" if found == digest else "was changed after the run"


def _exchange(new: Path, folder: Path) -> bool:
    """Exchange two folders in one atomic step; return False if the system does not support it."""
    libc = ctypes.CDLL(None, use_errno=True) if sys.platform != "win32" else None
    one, other = os.fsencode(new), os.fsencode(folder)
    if sys.platform == "darwin":
        swap = getattr(libc, "renamex_np", None)
        return swap is not None and swap(one, other, _EXCHANGE) == 0
    at_cwd = -100  # AT_FDCWD of Linux
    swap = getattr(libc, "renameat2", None)
    return swap is not None and swap(at_cwd, one, at_cwd, other, _EXCHANGE) == 0


def _replace_each(new: Path, folder: Path, written: Mapping[str, bytes], place: str) -> list[str]:
    """Replace the files one by one, for operating systems that cannot exchange folders.

    The manifest is replaced first, so that `verify` detects the incomplete files of a killed run. A
    file that another program has open is skipped and not listed in the final manifest. Return a
    note for each skipped file.
    """
    notes: list[str] = []
    former = read_manifest(folder)
    _replace_manifest(new, folder, written, place)
    done: dict[str, bytes] = {}
    for name, data in written.items():
        try:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (new / name).replace(folder / name)
            done[name] = data
        except OSError as error:
            notes.append(
                f"{name}: not written ({error.strerror}); close it in other programs and run again"
            )
    for name in former - written.keys():
        with suppress(OSError):  # a file that is open in another program is kept
            if (folder / name).resolve().is_relative_to(folder):
                (folder / name).unlink()
    if notes:
        _replace_manifest(new, folder, done, place)
    return notes


def _replace_manifest(new: Path, folder: Path, written: Mapping[str, bytes], place: str) -> None:
    _write(new / MANIFEST, _encode_manifest(written, place))
    (new / MANIFEST).replace(folder / MANIFEST)
