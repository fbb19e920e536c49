"""Find the files below the inputs: in folders and archives, without what is to be left out."""

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from seamscope.connector import File, open_file
from seamscope.discover.archive import is_archive, unpack
from seamscope.discover.ignore import IGNORE_FILES, Hit, IgnoreRules, counted
from seamscope.discover.own import is_own_output
from seamscope.records import Evidence, Skipped

LOCKS = ("~$", ".~lock.")  # begin the names of files beside a document that is open
# Folders that hold no inventory: version control, caches, dependencies.
IGNORED = frozenset({".git", ".hg", ".svn", ".venv", "node_modules", "__pycache__", "__MACOSX"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignored:
    """A file that git does not track, by this pattern: it is read if a connector claims it."""

    file: File
    pattern: Skipped


Found = File | Ignored | Skipped


def walk(paths: Sequence[Path], ignore: Sequence[str]) -> Iterator[Found]:
    """Yield the files below the paths; what leads out of them or cannot be opened, as Skipped.

    ignore: `fnmatch` patterns of paths to leave out, also of paths inside archives. A path that
    is named itself is read whatever an ignore file above it says.
    """
    several = len(paths) > 1
    for root in paths:
        if root.is_file():
            found: Iterator[Found] = iter(_opened(open_file(root, root.name)))
        else:
            found = _folder(root, f"{root.resolve().name}/" if several else "", ignore)
        for item in found:
            file = item.file if isinstance(item, Ignored) else item
            if not (isinstance(file, File) and _left_out(file, ignore)):
                yield item


def _left_out(file: File, ignore: Sequence[str]) -> bool:
    inner = file.path.rpartition("!")[2].split("/")
    machinery = "!" in file.path and not IGNORED.isdisjoint(inner)
    return machinery or any(fnmatch(file.path, pattern) for pattern in ignore)


def _opened(file: File) -> Iterator[File | Skipped]:
    """Yield the file, or what is in it if it is an archive."""
    if is_archive(file):
        yield from unpack(file)
    else:
        yield file


def _folder(root: Path, prefix: str, ignore: Sequence[str]) -> Iterator[Found]:
    inside = root.resolve()
    rules = IgnoreRules(root, prefix)
    hits: Counter[Skipped] = Counter()
    for real, hit in _below(root, rules):
        path = prefix + real.relative_to(root).as_posix()
        if any(fnmatch(path, pattern) for pattern in ignore):
            continue
        problem = _problem(real, path, inside)
        if hit is None:
            yield from [problem] if problem else _opened(open_file(real, path))
        elif problem is None and hit.final:
            # Our own outputs do not count: they may be there or not.
            hits[hit.pattern] += not is_own_output(open_file(real, path))
        elif problem is None:
            yield from _ignored(open_file(real, path), hit.pattern)
    yield from rules.faults
    yield from counted(+hits)


def _ignored(file: File, pattern: Skipped) -> Iterator[Ignored]:
    """Yield what git does not track, for a connector to claim; what cannot be opened is left."""
    for one in _opened(file):
        if isinstance(one, File):
            yield Ignored(file=one, pattern=pattern)


def _problem(real: Path, path: str, inside: Path) -> Skipped | None:
    """Return why a path is not opened."""
    where = Evidence(file=path)
    if not real.resolve().is_relative_to(inside):
        return Skipped(
            reason="a link that leads out of the input folder",
            remedy="name its target as an input of its own",
            evidence=where,
        )
    if not real.is_file():
        return Skipped(reason="not a regular file", remedy="leave it out", evidence=where)
    return None


def _below(root: Path, rules: IgnoreRules) -> Iterator[tuple[Path, Hit | None]]:
    """Yield the files of a folder and those below, sorted, with what leaves them out.

    Links to folders are not followed.
    """
    above: dict[Path, Hit | None] = {}
    for name, folders, names in os.walk(root):
        folder = Path(name)
        rules.enter(folder)
        held = above.get(folder)
        folders[:] = [each for each in sorted(folders) if each not in IGNORED]
        for each in folders:
            above[folder / each] = rules.hit(folder / each, held, is_folder=True)
        for each in sorted(set(names) - IGNORE_FILES):
            if each.startswith(LOCKS):
                continue
            yield folder / each, rules.hit(folder / each, held)
