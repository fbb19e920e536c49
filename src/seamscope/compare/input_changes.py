"""Find the input files that were added, removed or changed between two surveys."""

from collections.abc import Iterable

from seamscope.document import Survey
from seamscope.records import Evidence

SHOWN = 3  # maximum number of pieces of evidence that explain a change


class InputChanges:
    """The input files of two surveys, compared by their hashes."""

    def __init__(self, old: Survey, new: Survey) -> None:
        self._old = {item.path: item.sha256 for item in old.meta.inputs}
        self._new = {item.path: item.sha256 for item in new.meta.inputs}

    def state(self, path: str) -> str:
        """Return "added", "removed", "changed" or "unchanged" for a file, "" if it is unknown."""
        before, after = self._old.get(path), self._new.get(path)
        if before is None:
            return "added" if after is not None else ""
        if after is None:
            return "removed"
        return "unchanged" if before == after else "changed"

    def explain(self, old: Iterable[Evidence], new: Iterable[Evidence]) -> tuple[str, ...]:
        """Return the first SHOWN changes of evidence: ``lost evidence: a.sql:3 (file removed)``.

        old, new: the evidence of an item in the two surveys.
        """
        before, after = set(old), set(new)
        causes = [self._describe(place, "new evidence") for place in sorted(after - before)]
        causes += [self._describe(place, "lost evidence") for place in sorted(before - after)]
        return tuple(causes[:SHOWN])

    def _describe(self, place: Evidence, change: str) -> str:
        state = self.state(place.file)
        return f"{change}: {place}" + (f" (file {state})" if state else "")
