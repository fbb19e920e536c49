"""Resolve `!include` and `extends` between DSL files, never outside the input folder."""

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from seamscope.connector import File
from seamscope.connector.entries import skip_entry
from seamscope.connector.scrub import quote
from seamscope.errors import UnreadableError
from seamscope.records import Evidence, Skipped
from seamscope_connectors.structurizr.tokens import Statement, parse_statements

MAX_INCLUDES = 1000  # maximum number of includes of one workspace


@dataclass(slots=True)
class Files:
    """The parsed DSL files of the inputs. used: paths of the files that a workspace includes."""

    trees: dict[str, list[Statement]] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    included: int = 0

    def parse(self, files: Iterable[File]) -> Iterator[Skipped]:
        """Parse the files; report all that cannot be read."""
        for file in files:
            try:
                self.trees[file.path], faults = parse_statements(file)
                yield from faults
            except UnreadableError as error:
                yield Skipped(reason=error.what, remedy=error.remedy, evidence=file.at(error.line))

    def resolve(self, target: str, where: Evidence) -> list[str] | Skipped:
        """Return the paths of the files that `!include` or `extends` refers to, or a report if
        there are none.
        """
        if "://" in target:
            problem = "the included file is a URL, which is not fetched"
            remedy = "save a copy in the folder of this file and refer to the copy"
            return skip_entry(problem, remedy, where)
        archive, mark, inner = where.file.rpartition("!")
        path = posixpath.normpath(posixpath.join(posixpath.dirname(inner), target))
        if path.startswith(("../", "/")) or path == ".." or "\\" in target:
            problem = "the included file is outside the input folder"
            return skip_entry(problem, "use the folder with both files as input", where)
        full = f"{archive}{mark}{path}"
        below = [name for name in sorted(self.trees) if name.startswith(f"{full}/") or path == "."]
        found = [full] if full in self.trees else [name for name in below if name != where.file]
        if not found:
            remedy = "add the file, with the extension .dsl, to the inputs"
            return skip_entry(
                f"the included file '{quote(target, 60)}' is not in the inputs", remedy, where
            )
        return found

    def list_included(
        self, target: str, where: Evidence, within: tuple[str, ...]
    ) -> Iterator[tuple[str, list[Statement]] | Skipped]:
        """Yield the path and statements of each included file; report circular includes.

        within: the files that include this file.
        """
        found = self.resolve(target, where)
        if isinstance(found, Skipped):
            yield found
            return
        for path in found:
            self.included += 1
            self.used.add(path)
            if path in within or self.included > MAX_INCLUDES:
                problem = "circular or excessive `!include`"
                yield skip_entry(problem, "include each file only once", where)
                return
            yield path, self.trees[path]
