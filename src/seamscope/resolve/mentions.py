"""Every place where a record speaks of a system."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from seamscope.records import (
    ClueKind,
    Dataset,
    Dependency,
    Endpoint,
    Evidence,
    Flow,
    Interface,
    Record,
    SystemRef,
)
from seamscope.resolve.names import dataset_parts, unquoted


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A reference to a system, with all that decides where it leads."""

    ref: SystemRef
    dataset: str = ""
    file: str = ""
    connector: str = ""

    def first(self, kind: ClueKind) -> str:
        """Return the first clue of a kind, "" if there is none."""
        return next((clue.value for clue in self.ref.clues if clue.kind is kind), "")

    @property
    def database_is_written(self) -> bool:
        """Whether the dataset's own name says its database; else it is only the default one."""
        parts = dataset_parts(self.dataset) if self.dataset else ()
        database = unquoted(self.first(ClueKind.DATABASE))
        return len(parts) > 1 and bool(database) and parts[0] == database and len(parts) > 2


def mention(ref: SystemRef, dataset: str, evidence: Evidence) -> Mention:
    """Return the mention of a system that stands at this evidence."""
    return Mention(ref=ref, dataset=dataset, file=evidence.file, connector=evidence.connector)


def mentions(records: Iterable[Record]) -> dict[Mention, Evidence]:
    """Return every mention with the first place where it stands, in the records' order."""
    found: dict[Mention, Evidence] = {}
    for record in records:
        for ref, dataset in _ends(record):
            found.setdefault(mention(ref, dataset, record.evidence), record.evidence)
    return found


def _ends(record: Record) -> Iterator[tuple[SystemRef, str]]:
    match record:
        case Dataset():
            yield record.system, record.name
        case Interface():
            yield record.system, ""
        case Flow() | Dependency():
            for end in (record.source, record.target):
                yield from _end(end)
            if isinstance(record, Flow):
                yield from ((ref, "") for ref in record.via)
        case _:
            return


def _end(end: Endpoint) -> Iterator[tuple[SystemRef, str]]:
    yield end.system, end.dataset
