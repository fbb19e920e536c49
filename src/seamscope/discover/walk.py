"""Find the files below the inputs: in folders and archives, without what is to be left out."""

import os
from collections.abc import Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path

from seamscope.connector import File, open_file
from seamscope.discover.archive import is_archive, unpack
from seamscope.discover.ignore import IGNORE_FILES, IgnoreRules
from seamscope.records import Evidence, Skipped

# Folders that hold no inventory: version control, caches, dependencies.
IGNORED = frozenset({".git", ".hg", ".svn", ".venv", "node_modules", "__pycache__", "__MACOSX"})


def walk(paths: Sequence[Path], ignore: Sequence[str]) -> Iterator[File | Skipped]:
    """Yield the files below the paths; what leads out of them or cannot be opened, as Skipped.

    ignore: `fnmatch` patterns of paths to leave out, also of paths inside archives.
    """
    several = len(paths) > 1
    for root in paths:
        if root.is_file():
            found: Iterator[File | Skipped] = _opened(open_file(root, root.name))
        else:
            found = _folder(root, f"{root.resolve().name}/" if several else "", ignore)
        for item in found:
            if not (isinstance(item, File) and _left_out(item, ignore)):
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


def _folder(root: Path, prefix: str, ignore: Sequence[str]) -> Iterator[File | Skipped]:
    inside = root.resolve()
    rules = IgnoreRules(root, prefix)
    for real in _below(root, rules):
        path = prefix + real.relative_to(root).as_posix()
        where = Evidence(file=path)
        if any(fnmatch(path, pattern) for pattern in ignore):
            continue
        if not real.resolve().is_relative_to(inside):
            yield Skipped(
                reason="a link that leads out of the input folder",
                remedy="name its target as an input of its own",
                evidence=where,
            )
        elif not real.is_file():
            yield Skipped(reason="not a regular file", remedy="leave it out", evidence=where)
        else:
            yield from _opened(open_file(real, path))
    yield from rules.left_out()


def _below(root: Path, rules: IgnoreRules) -> Iterator[Path]:
    """Yield the files of a folder and those below, sorted; links to folders are not followed."""
    for name, folders, names in os.walk(root):
        folder = Path(name)
        rules.enter(folder)
        kept = [each for each in sorted(folders) if each not in IGNORED]
        folders[:] = [each for each in kept if not rules.ignores(folder / each, is_folder=True)]
        for each in sorted(set(names) - IGNORE_FILES):
            if not rules.ignores(folder / each):
                yield folder / each
