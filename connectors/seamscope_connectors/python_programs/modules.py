"""Find the files of one program: the imports between them, and the file and line of each syntax
node.
"""

import ast
import re
import sys
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from seamscope.connector import File
from seamscope.records import Evidence
from seamscope_connectors.python_programs.libraries import MODULES

# ``from a.b import c, d`` and ``import a.b as c``; a list in parentheses may span lines.
FROM = re.compile(
    r"^[ \t]*+from[ \t]++(\.*+)([\w.]*+)[ \t]++import[ \t]++(\([^)]{0,4000}\)|[^\n#]*)", re.M
)
IMPORT = re.compile(r"^[ \t]*+import[ \t]++([\w., \t]++)", re.M)
HEAD = 65536  # characters in which imports are searched


def list_imports(file: File) -> Iterator[str]:
    """Yield the paths of modules that a file may import, without their suffix.

    ``from common.db import connect`` → common/db, common/db/connect. Modules of Python and of the
    libraries that the connector knows are left out.
    """
    text = file.head(HEAD)
    for dots, base, names in FROM.findall(text):
        if not dots and _is_library(base):
            continue
        path = base.replace(".", "/")
        if path:
            yield path
        for name in re.findall(r"\w+", re.sub(r"\bas\s+\w+", "", names))[:50]:
            yield f"{path}/{name}" if path else name
    for names in IMPORT.findall(text):
        for name in re.findall(r"[\w.]+", re.sub(r"\bas[ \t]+\w+", "", names)):
            if not _is_library(name):
                yield name.replace(".", "/")


def _is_library(name: str) -> bool:
    first = name.partition(".")[0]
    return first in sys.stdlib_module_names or first in MODULES or first in {"numpy", "yaml"}


def divide_programs(files: Sequence[File]) -> Iterator[list[File]]:
    """Yield each group of files that import one another; any other file is a group of its own.

    The settings in a folder (``.env``) belong to all programs in the folder.
    """
    ends: dict[str, list[str]] = defaultdict(list)
    settings: dict[str, list[str]] = defaultdict(list)
    for file in files:
        ends[_cut_suffix(file.path).rpartition("/")[2]].append(file.path)
        if file.suffix not in {".py", ".ipynb"}:
            settings[file.folder].append(file.path)
    linked: dict[str, set[str]] = {file.path: set() for file in files}
    for file in files:
        if file.suffix == ".py":
            for path in (*settings[file.folder], *_find_imported(file, ends)):
                linked[file.path].add(path)
                linked[path].add(file.path)
    by_path = {file.path: file for file in files}
    seen: set[str] = set()
    for first in linked:
        part = _collect_linked(linked, first, seen)
        if part:
            yield [by_path[path] for path in sorted(part)]


def _find_imported(file: File, ends: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield the paths of the files that a file imports. ends: paths of files by their last part."""
    for module in list_imports(file):
        for path in ends.get(module.rpartition("/")[2], ()):
            if f"/{_cut_suffix(path)}".endswith(f"/{module}"):
                yield path


def _cut_suffix(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__")


def _collect_linked(linked: Mapping[str, set[str]], first: str, seen: set[str]) -> list[str]:
    """Return a file and all files linked with it that were not seen before."""
    waiting, found = [first], []
    while waiting:
        path = waiting.pop()
        if path not in seen:
            seen.add(path)
            found.append(path)
            waiting += linked[path]
    return found


@dataclass(slots=True)
class Lines:
    """Numbers the lines of several files consecutively, so that a number identifies a file."""

    starts: list[int] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    total: int = 0

    def add(self, file: File, body: Iterable[ast.stmt], count: int) -> None:
        """Shift the line numbers of a file's syntax trees, so that no two files share a number."""
        self.starts.append(self.total)
        self.files.append(file)
        for node in body:
            ast.increment_lineno(node, self.total)
        self.total += count + 1

    def locate(self, line: int) -> Evidence:
        """Return the file of a line that is counted over all files, and its number in that file."""
        index = max(bisect_right(self.starts, line - 1) - 1, 0)
        return self.files[index].at(max(line - self.starts[index], 1))
