"""Mutate the inputs of connectors' cases, and find records that a change loses without a report.

A mutation replaces one value by a value of another type, drops one key, attribute or cell, or
doubles one entry. A record is lost without a report if it was read from another part of the file or
from the changed entry itself, is missing after the change, and no new line of the report says so.
"""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tests.connectors.mutated_documents import Document
from tests.connectors.mutated_tables import Book, Csv
from tests.connectors.mutated_xml import Xml

from seamscope.connector import Connector, File, build_member
from seamscope.discover import read_files
from seamscope.records import Connection, Dependency, Flow, Query, Record, Skipped

BROKEN = {"broken", "hostile", "faults", "odd", "bomb", "truncated", "empty"}


class Mutation(Protocol):
    """One change at one position, and the content of the file after it."""

    @property
    def kind(self) -> str:
        """Return "wrong type", "dropped" or "doubled"."""
        ...

    @property
    def data(self) -> bytes:
        """Return the content of the file after the change."""
        ...

    def removed(self, before: Sequence[Record], after: Sequence[Record]) -> Sequence[Record]:
        """Return the records that may be missing after the change, because the part from which they
        were read is gone.
        """
        ...


class Content(Protocol):
    """The content of a file that can be changed and written again."""

    def write(self) -> bytes:
        """Return the unchanged file, serialised in the same way as a changed one."""
        ...

    def mutate(self, dice: random.Random) -> Mutation:
        """Return the file with one change at one place."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A file of a case of a connector.

    path: path of the file in the folder of the case.
    beside: paths and contents of the other files of the case.
    """

    connector: str
    case: str
    path: str
    content: Content
    beside: tuple[tuple[str, bytes], ...]

    def read(self, data: bytes, connectors: Sequence[Connector]) -> tuple[Record, ...]:
        """Return the records of the case if this file has the given content."""
        files = [build_member(data, path, path) for path, data in self.beside]
        files.append(self.file(data))
        return read_files(files, connectors).records

    def file(self, data: bytes) -> File:
        """Return the file with the given content."""
        return build_member(data, self.path, self.path)


def find_inputs(root: Path) -> list[Input]:
    """Return the files that can be changed value by value, of all cases except the broken and
    hostile ones.
    """
    found: list[Input] = []
    for expected in sorted(root.glob("*/*/expected.yaml")):
        case = expected.parent
        if case.name in BROKEN or case.name.startswith("hostile"):
            continue
        paths = sorted(p for p in case.rglob("*") if p.is_file() and p != expected)
        data = {path.relative_to(case).as_posix(): path.read_bytes() for path in paths}
        for path, text in data.items():
            content = _parse(path, text)
            if content is not None:
                beside = tuple(one for one in data.items() if one[0] != path)
                connector = case.parent.name
                found.append(
                    Input(
                        connector=connector,
                        case=case.name,
                        path=path,
                        content=content,
                        beside=beside,
                    )
                )
    return found


def _parse(path: str, data: bytes) -> Content | None:
    for kind in (Document, Csv, Book, Xml):
        content = kind.parse(path, data)
        if content is not None:
            return content
    return None


def list_lost(before: Sequence[Record], after: Sequence[Record], mutation: Mutation) -> list[str]:
    """Return the records that a change lost without a report, as text."""
    if _reasons(after) - _reasons(before):
        return []
    gone = _kinds(before) - _kinds(after)
    inside = Counter(type(record).__name__ for record in mutation.removed(before, after))
    return [f"{count} {kind}" for kind, count in sorted((gone - inside).items())]


def list_unexplained(records: Sequence[Record]) -> list[str]:
    """Return the files that a connector claimed without giving a record or a reason."""
    return [
        record.evidence.file
        for record in records
        if isinstance(record, Skipped) and "nothing was found in it, and no reason" in record.reason
    ]


def _kinds(records: Sequence[Record]) -> Counter[str]:
    """Return the number of records of each kind; a query counts as a flow.

    Connections are left out, because a file without the name of a connection still gives one with
    the name of the file.
    """
    return Counter(
        "Flow" if isinstance(record, Query) else type(record).__name__
        for record in records
        if not isinstance(record, Skipped | Connection)
    )


def _reasons(records: Sequence[Record]) -> Counter[str]:
    """Return the reasons of skipped entries and of doubtful flows and dependencies."""
    return Counter(
        record.reason for record in records
        if isinstance(record, Skipped | Flow | Dependency) and record.reason
    )  # fmt: skip
