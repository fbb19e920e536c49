"""Why something came or went: which input changed under it."""

from collections.abc import Iterable

from seamscope.document import Survey
from seamscope.records import Evidence

SHOWN = 3


class Sources:
    """The inputs of two surveys, by path."""

    def __init__(self, old: Survey, new: Survey) -> None:
        self._old = {item.path: item.sha256 for item in old.meta.inputs}
        self._new = {item.path: item.sha256 for item in new.meta.inputs}

    def state(self, path: str) -> str:
        """Return new, gone, changed, the same or, for what was never listed, ""."""
        before, after = self._old.get(path), self._new.get(path)
        if before is None:
            return "new" if after is not None else ""
        if after is None:
            return "gone"
        return "the same" if before == after else "changed"

    def why(self, old: Iterable[Evidence], new: Iterable[Evidence]) -> tuple[str, ...]:
        """Name the evidence that came or went, and what became of its file."""
        before, after = set(old), set(new)
        told = [self._told(place, "now by") for place in sorted(after - before)]
        told += [self._told(place, "no longer by") for place in sorted(before - after)]
        return tuple(told[:SHOWN])

    def _told(self, place: Evidence, how: str) -> str:
        state = self.state(place.file)
        return f"{how} {place}" + (f", a file that is {state}" if state else "")
