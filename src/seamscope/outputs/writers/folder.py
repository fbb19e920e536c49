"""Write a set of outputs as a whole: a reader finds the old set or the new one, never a mixture.

The new set is written into a sibling folder, which then changes places with the old one in one
step. A manifest with the hash of each file is part of the set; `verify` holds a folder against it.
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
from pathlib import Path

from seamscope.errors import InputError, SeamscopeError

MANIFEST = "manifest.json"
MARK = "seamscope output set"
_EXCHANGE = 2  # RENAME_EXCHANGE of renameat2(2), RENAME_SWAP of renamex_np(2)


def publish(folder: Path, contents: Mapping[str, bytes]) -> list[str]:
    """Write the files and their manifest into the folder; return a note for each file left out.

    What else stands in the folder (`answers.yaml`, notes of the user) is carried over unchanged;
    files of the last set that are not in this one go. If anything fails before the exchange, for
    example because the disk is full, the old set stays and the error is raised.
    """
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    _sweep(folder)
    taken = [name for name in contents if (folder / name).is_dir()]
    notes = [f"{name}: not written, a folder of this name is in the way" for name in taken]
    written = {name: data for name, data in contents.items() if name not in taken}
    new = _staging(folder)
    try:
        for name, data in written.items():
            _write(new / name, data)
        if new.parent == folder:  # no sibling can be made: the files go in one by one
            return [*notes, *_replace_each(new, folder, written)]
        _carry_over(folder, new, written)
        _write(new / MANIFEST, _manifest(written))
        if not folder.exists():
            new.rename(folder)
        elif _exchange(new, folder):
            pass
        else:
            return [*notes, *_replace_each(new, folder, written)]
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return notes


def verify(folder: Path) -> list[str]:
    """Return what differs from the folder's manifest, one line per file; nothing without one."""
    path = folder / MANIFEST
    if not path.is_file():
        return []
    try:
        listed = json.loads(path.read_text(encoding="utf-8"))["files"].items()
    except (ValueError, KeyError, TypeError, AttributeError, OSError):
        return [f"{path}: not a manifest of seamscope; run `seamscope survey` again"]
    return [
        f"{folder / name}: {what}; run `seamscope survey` again, or restore the file"
        for name, digest in listed
        if (what := _difference(folder / str(name), digest))
    ]


def check_writable(folder: Path) -> None:
    """Raise InputError if the folder cannot be written, before an hour of work is lost."""
    place = folder.resolve()
    if place.exists() and not place.is_dir():
        raise InputError(SeamscopeError("is a file", remedy="name a folder", file=str(folder)))
    while not place.exists():
        place = place.parent
    try:
        with tempfile.TemporaryFile(dir=place):
            pass
    except OSError as error:
        raise InputError(
            SeamscopeError(
                f"cannot be written ({error.strerror})",
                remedy="name another folder with -o, or change its permissions",
                file=str(folder),
            )
        ) from None


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep two runs from writing one folder; raise InputError if another run holds it."""
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
                remedy="wait until it has ended, or name another folder with -o",
                file=str(folder),
            )
        ) from None


def _staging(folder: Path) -> Path:
    """Return a new folder beside the given one, or inside it if its parent is read-only."""
    prefix = f".{folder.name}.new-"
    try:
        made = Path(tempfile.mkdtemp(prefix=prefix, dir=folder.parent))
    except OSError:
        made = Path(tempfile.mkdtemp(prefix=prefix, dir=folder))
    made.chmod(0o755)
    return made


def _sweep(folder: Path) -> None:
    """Remove what a killed run left beside the folder."""
    for place in (folder.parent, folder):
        for left in place.glob(f".{folder.name}.new-*"):
            shutil.rmtree(left, ignore_errors=True)


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    path.chmod(0o644)


def _carry_over(folder: Path, new: Path, written: Mapping[str, bytes]) -> None:
    """Link what the user keeps in the folder into the new one; the last set is left behind."""
    if not folder.is_dir():
        return
    ours = {*_files(folder), *written, MANIFEST}
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.copytree(path, new / path.name, copy_function=_link, symlinks=True)
        elif path.name not in ours:
            _link(str(path), str(new / path.name))


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, target, follow_symlinks=False)


def _files(folder: Path) -> set[str]:
    """Return the files that the folder's manifest lists."""
    with suppress(ValueError, KeyError, TypeError, OSError):
        return set(json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"])
    return set()


def _manifest(written: Mapping[str, bytes]) -> bytes:
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in sorted(written.items())}
    return (json.dumps({"mark": MARK, "files": hashes}, indent=2) + "\n").encode()


def _difference(path: Path, digest: object) -> str:
    try:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return "is missing from the set"
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    return "" if found == digest else "was changed after the run"


def _exchange(new: Path, folder: Path) -> bool:
    """Let two folders change places in one step; return whether the system can."""
    libc = ctypes.CDLL(None, use_errno=True) if sys.platform != "win32" else None
    one, other = os.fsencode(new), os.fsencode(folder)
    if sys.platform == "darwin":
        swap = getattr(libc, "renamex_np", None)
        return swap is not None and swap(one, other, _EXCHANGE) == 0
    at_cwd = -100  # AT_FDCWD of Linux
    swap = getattr(libc, "renameat2", None)
    return swap is not None and swap(at_cwd, one, at_cwd, other, _EXCHANGE) == 0


def _replace_each(new: Path, folder: Path, written: Mapping[str, bytes]) -> list[str]:
    """Replace file by file where folders cannot change places; the manifest says what is whole.

    A file that another program holds open costs that file only.
    """
    notes: list[str] = []
    (folder / MANIFEST).unlink(missing_ok=True)
    done: dict[str, bytes] = {}
    for name, data in written.items():
        try:
            (new / name).replace(folder / name)
            done[name] = data
        except OSError as error:
            notes.append(f"{name}: not written ({error.strerror}); close it and run again")
    _write(new / MANIFEST, _manifest(done))
    (new / MANIFEST).replace(folder / MANIFEST)
    return notes
