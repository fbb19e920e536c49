"""Collect every mention of a system in the records."""

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
    Profile,
    Record,
    SystemRef,
)
from seamscope.resolve.names import split_dataset_name, unquote


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A reference to a system, with the context that determines the system."""

    ref: SystemRef
    dataset: str = ""
    file: str = ""
    connector: str = ""

    def find_first(self, kind: ClueKind) -> str:
        """Return the first clue of a kind, "" if there is none."""
        return next((clue.value for clue in self.ref.clues if clue.kind is kind), "")

    @property
    def is_path(self) -> bool:
        r"""Return whether the dataset is a file with its path: ``/out/a.csv``, ``\\fs01\erp\a``."""
        return self.dataset.startswith(("/", "\\\\"))

    @property
    def database_is_written(self) -> bool:
        """Return whether the name of the dataset contains the database.

        If it does not, the database is the default of the connection.
        """
        parts = split_dataset_name(self.dataset) if self.dataset else ()
        database = unquote(self.find_first(ClueKind.DATABASE))
        return len(parts) > 1 and bool(database) and parts[0] == database and len(parts) > 2


def build_mention(ref: SystemRef, dataset: str, evidence: Evidence) -> Mention:
    """Return a mention of the system that a reference and a dataset determine.

    dataset: "" if the reference is not about a dataset.
    """
    return Mention(ref=ref, dataset=dataset, file=evidence.file, connector=evidence.connector)


def collect_mentions(records: Iterable[Record]) -> dict[Mention, Evidence]:
    """Return every mention with its first position in the inputs, in the order of the records."""
    found: dict[Mention, Evidence] = {}
    for record in records:
        for ref, dataset in _list_ends(record):
            found.setdefault(build_mention(ref, dataset, record.evidence), record.evidence)
    return found


def _list_ends(record: Record) -> Iterator[tuple[SystemRef, str]]:
    match record:
        case Dataset() | Profile():
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
