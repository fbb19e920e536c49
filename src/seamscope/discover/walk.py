"""Find the files below the inputs, in folders and archives, except for excluded files."""

import errno
import os
import stat
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from itertools import islice
from pathlib import Path, PurePosixPath

from seamscope.connector import File, open_file
from seamscope.discover.archive import is_archive, unpack
from seamscope.discover.ignore import IGNORE_FILES, Hit, IgnoreRules, list_ignored
from seamscope.discover.own_outputs import is_own_output
from seamscope.output_folders import SCHEMA_FOLDER, is_left_out
from seamscope.records import Evidence, Skipped
from seamscope.wording import format_count

NO_FILE, COPY = "a pipe, socket or device, which is not read", "copy its content to a file"
LOCKS = ("~$", ".~lock.")  # prefixes of lock files next to an open document
# Folders that contain no inventory: version control, caches, dependencies, our schemas.
IGNORED = frozenset(
    {".git", ".hg", ".svn", ".venv", "node_modules", "__pycache__", "__MACOSX", SCHEMA_FOLDER}
)
# Ignored folders with installed packages, and endings of files that are probably inputs
# # even there, so that leaving them out is reported.
PACKAGES = frozenset({".venv", "node_modules"})
INPUTS = frozenset(
    {".sql", ".ddl", ".dml", ".prc", ".vw", ".tab", ".pks", ".pkb", ".pls", ".hql", ".sqlproj",
     ".dtsx", ".xlsx", ".xls", ".xlsb", ".ods", ".archimate", ".wsdl", ".dsl", ".parquet"}
)  # fmt: skip
MANY = 20_000  # number of files in a folder of packages whose endings are checked


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignored:
    """A file that git ignores. It is read if a connector claims it."""

    file: File
    pattern: Skipped


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputFolder:
    """A folder with outputs of seamscope, which is left out as a whole."""

    path: str


Found = File | Ignored | OutputFolder | Skipped


def walk(
    paths: Sequence[Path], ignore: Sequence[str], used: Collection[Path] = ()
) -> Iterator[Found]:
    """Yield the files below the paths, and Skipped for links out of them and unreadable files.

    A path that the user named is read even if an ignore file in a folder above matches it.
    ignore: `fnmatch` patterns of paths to leave out, also of paths inside archives.
    used: files with another role in the run.
    """
    several = len(paths) > 1
    seen = {path.resolve() for path in used}
    for root in paths:
        problem = _explain_unusable(root)
        if problem:
            found: Iterator[Found] = iter([problem])
        elif root.is_file():
            found = iter(_open(open_file(root, root.name)))
        else:
            found = _walk_folder(root, f"{root.resolve().name}/" if several else "", ignore)
        for item in found:
            file = item.file if isinstance(item, Ignored) else item
            if not (isinstance(file, File) and (_is_left_out(file, ignore) or file.real in seen)):
                yield item


def _explain_unusable(path: Path) -> Skipped | None:
    """Return the reason why an input path cannot be read, None for a readable file or folder."""
    where = Evidence(file=make_printable(path.name))
    try:
        mode = path.stat().st_mode
    except OSError as error:
        return Skipped(reason=_explain_error(error), remedy="check the path", evidence=where)
    if stat.S_ISREG(mode) or stat.S_ISDIR(mode):
        return None
    return Skipped(reason=NO_FILE, remedy=COPY, evidence=where)


def _explain_error(error: OSError) -> str:
    if error.errno == errno.ELOOP:
        return "a link that leads to itself"
    return f"cannot be read ({error.strerror or type(error).__name__})"


def make_printable(path: str) -> str:
    """Return a path with `?` for each byte that is not UTF-8, so that any output can contain it."""
    return path.encode("utf-8", errors="replace").decode("utf-8")


def _is_left_out(file: File, ignore: Sequence[str]) -> bool:
    inner = file.path.rpartition("!")[2].split("/")
    machinery = "!" in file.path and not IGNORED.isdisjoint(inner)
    return machinery or any(fnmatch(file.path, pattern) for pattern in ignore)


def _open(file: File) -> Iterator[File | Skipped]:
    """Yield the file or, if it is an archive, the files in it."""
    if is_archive(file):
        yield from unpack(file)
    else:
        yield file


def _walk_folder(root: Path, prefix: str, ignore: Sequence[str]) -> Iterator[Found]:
    inside = root.resolve()
    packages: list[Path] = []
    rules = IgnoreRules(root, prefix)
    hits: Counter[Skipped] = Counter()
    unreadable: list[OSError] = []
    seen: set[str] = set()
    for real, hit in _list_below(root, rules, unreadable, packages):
        path = _make_distinct(make_printable(prefix + real.relative_to(root).as_posix()), seen)
        if any(fnmatch(path, pattern) for pattern in ignore):
            continue
        if is_left_out(real):
            yield OutputFolder(path=f"{path}/")
            continue
        problem = _explain_problem(real, path, inside)
        if hit is None:
            yield from [problem] if problem else _open(open_file(real, path))
        elif problem is None and hit.final:
            # Do not count seamscope's outputs, so that the result is the same before and after a
            # run.
            hits[hit.pattern] += not is_own_output(open_file(real, path))
        elif problem is None:
            yield from _list_ignored(open_file(real, path), hit.pattern)
    yield from (_report_unreadable(error, root, prefix) for error in unreadable)
    for folder in packages:
        yield from _report_packages(folder, prefix + folder.relative_to(root).as_posix(), ignore)
    yield from rules.faults
    yield from list_ignored(+hits)


def _report_unreadable(error: OSError, root: Path, prefix: str) -> Skipped:
    """Return a report of a folder that cannot be listed."""
    folder = Path(os.fsdecode(error.filename or root))
    below = folder.relative_to(root).as_posix() if folder.is_relative_to(root) else folder.name
    where = Evidence(file=make_printable(prefix + below))
    what = f"a folder that {_explain_error(error)}"
    return Skipped(reason=what, remedy="check its permissions", evidence=where)


def _report_packages(folder: Path, path: str, ignore: Sequence[str]) -> Iterator[Skipped]:
    """Report the number of probable inputs in a folder of packages, which is not read.

    path: the path of the folder as it appears in evidence.
    """
    path = make_printable(path)
    if folder.is_symlink() or any(fnmatch(f"{path}/", pattern) for pattern in ignore):
        return
    files = islice(_list_names(folder), MANY)
    found = [each for each in files if each.suffix.casefold() in INPUTS]
    if found:
        kinds = ", ".join(sorted({each.suffix.casefold() for each in found}))
        first = min(found).relative_to(folder).as_posix()
        yield Skipped(
            reason=f"left out because {folder.name}/ contains packages: "
            f"{format_count(len(found), 'file')} ({kinds})",
            remedy="if the files are your own, pass this folder as an additional path",
            evidence=Evidence(file=make_printable(f"{path}/{first}")),
            kind="entry",
        )


def _list_names(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder and of its subfolders, in a stable order."""
    for name, folders, names in os.walk(folder):
        folders.sort()
        yield from (Path(name) / each for each in sorted(names))


def _make_distinct(path: str, seen: set[str]) -> str:
    """Return a path that differs from those in `seen`, as two names may be printed alike."""
    number, name, plain = 1, path, PurePosixPath(path)
    while name in seen:
        number += 1
        name = plain.with_stem(f"{plain.stem} ({number})").as_posix()
    seen.add(name)
    return name


def _list_ignored(file: File, pattern: Skipped) -> Iterator[Ignored]:
    """Yield an ignored file or, if it is an archive, its members. Connectors may claim them."""
    for one in _open(file):
        if isinstance(one, File):
            yield Ignored(file=one, pattern=pattern)


def _explain_problem(real: Path, path: str, inside: Path) -> Skipped | None:
    """Return the reason why a path is not opened, None if it can be opened."""
    where = Evidence(file=path)
    try:
        target = real.resolve(strict=True)
        mode = real.stat().st_mode
    except (OSError, RuntimeError) as error:  # RuntimeError: a loop, before Python 3.13
        known = error if isinstance(error, OSError) else OSError(errno.ELOOP, "")
        remedy = "remove the link, or restore its target"
        return Skipped(reason=_explain_error(known), remedy=remedy, evidence=where)
    if not target.is_relative_to(inside):
        return Skipped(
            reason="a link that leads out of the input folder",
            remedy="add its target to the inputs",
            evidence=where,
        )
    if stat.S_ISDIR(mode):
        remedy = "add the folder to the inputs, unless it is already below one of them"
        return Skipped(reason="a link to a folder", remedy=remedy, evidence=where, kind="entry")
    if not stat.S_ISREG(mode):
        return Skipped(reason=NO_FILE, remedy=COPY, evidence=where)
    return None


def _list_below(
    root: Path, rules: IgnoreRules, unreadable: list[OSError], packages: list[Path]
) -> Iterator[tuple[Path, Hit | None]]:
    """Yield the sorted files of a folder and its subfolders, with the pattern that ignores each.

    Links to folders and folders of outputs are yielded and not followed. Folders that cannot be
    listed are added to `unreadable`, folders of packages to `packages`.
    """
    above: dict[Path, Hit | None] = {}
    for name, folders, names in os.walk(root, onerror=unreadable.append):
        folder = Path(name)
        rules.enter(folder)
        held = above.get(folder)
        packages += [folder / each for each in sorted(PACKAGES & {*folders})]
        folders[:] = [each for each in sorted(folders) if each not in IGNORED]
        for each in folders:
            above[folder / each] = rules.find_match(folder / each, held, is_folder=True)
        links = {each for each in folders if (folder / each).is_symlink()}
        outputs = {each for each in folders if is_left_out(folder / each)}
        folders[:] = [each for each in folders if each not in outputs]
        for each in sorted((set(names) | links | outputs) - IGNORE_FILES):
            if each.startswith(LOCKS):
                continue
            yield folder / each, rules.find_match(folder / each, held)
