"""Put DSL files together: what a workspace includes or extends, and never beyond its folder."""

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from seamscope.connector import File
from seamscope.connector.entries import entry_fault
from seamscope.errors import UnreadableError
from seamscope.records import Evidence, Skipped
from seamscope_connectors.structurizr.tokens import Statement, statements

MAX_INCLUDES = 1000  # of one workspace: files that include each other twice grow without end


@dataclass(slots=True)
class Files:
    """The DSL files of a run, parsed, and which of them a workspace was found to be made of."""

    trees: dict[str, list[Statement]] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    included: int = 0

    def parse(self, files: Iterable[File]) -> Iterator[Skipped]:
        """Parse the files and yield what cannot be read of them."""
        for file in files:
            try:
                self.trees[file.path], faults = statements(file)
                yield from faults
            except UnreadableError as error:
                yield Skipped(reason=error.what, remedy=error.remedy, evidence=file.at(error.line))

    def named(self, target: str, where: Evidence) -> list[str] | Skipped:
        """Return the paths that `!include` or `extends` names, or why there are none."""
        if "://" in target:
            problem = "names a remote file, which is not fetched"
            return entry_fault(problem, "save a copy beside this file and name that", where)
        archive, mark, inner = where.file.rpartition("!")
        path = posixpath.normpath(posixpath.join(posixpath.dirname(inner), target))
        if path.startswith(("../", "/")) or path == ".." or "\\" in target:
            problem = "names a file outside the input folder, which is not read"
            return entry_fault(problem, "give the folder that holds both as input", where)
        full = f"{archive}{mark}{path}"
        below = [name for name in sorted(self.trees) if name.startswith(f"{full}/") or path == "."]
        found = [full] if full in self.trees else [name for name in below if name != where.file]
        if not found:
            remedy = "add it, ending in .dsl, to the inputs"
            return entry_fault(f"'{target[:60]}' is not among the inputs", remedy, where)
        return found

    def included_by(
        self, target: str, where: Evidence, within: tuple[str, ...]
    ) -> Iterator[tuple[str, list[Statement]] | Skipped]:
        """Yield path and statements of each file that is named, once only on a way down."""
        found = self.named(target, where)
        if isinstance(found, Skipped):
            yield found
            return
        for path in found:
            self.included += 1
            self.used.add(path)
            if path in within or self.included > MAX_INCLUDES:
                problem = "files that include each other without end"
                yield entry_fault(problem, "include each file once", where)
                return
            yield path, self.trees[path]
