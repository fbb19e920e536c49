"""The contract a connector fulfils, and the readers it is given.

A connector says which files are its own (`claim`) and yields records from them (`read`). It
opens no file itself: `File` hands over parsed content, and each row, element or value says where
it stands, so that evidence costs nothing.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import IntEnum
from types import MappingProxyType
from typing import ClassVar

from seamscope.connector.doc import Doc
from seamscope.connector.file import File, memory_file, open_file
from seamscope.connector.redact import HIDDEN, host_of, redact
from seamscope.connector.secret_rules import is_secret_name
from seamscope.connector.tabular import Row, Table, fold_header
from seamscope.records import Record

__all__ = [
    "HIDDEN",
    "Claim",
    "Connector",
    "Doc",
    "File",
    "Fit",
    "Row",
    "Source",
    "Table",
    "fold_header",
    "host_of",
    "is_secret_name",
    "make_source",
    "memory_file",
    "open_file",
    "redact",
]


class Fit(IntEnum):
    """How closely a claim fits: of several claims on a file, the closest counts."""

    GENERIC = 1  # a list, a table or SQL of any kind
    FORMAT = 2  # the signs of one format


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Why a file is a connector's own.

    reason: what was recognised, for people; group: files of one connector with the same group
    make one source ("" keeps the file alone); fit: how closely the claim fits.
    """

    reason: str
    group: str = ""
    fit: Fit = Fit.FORMAT


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file, or the files that only make sense together, sorted by path."""

    connector: str
    files: tuple[File, ...]

    @property
    def file(self) -> File:
        """The first file: the only one, unless the claim named a group."""
        return self.files[0]


class Connector(ABC):
    """Reads one format. Importing and making one has no side effect."""

    name: ClassVar[str]
    reads: ClassVar[str]  # what it reads, in a few words for `seamscope connectors`
    # Of a connector that reads lists: what a list may hold -> meaning -> headers, the usual first.
    columns: ClassVar[Mapping[str, Mapping[str, tuple[str, ...]]]] = MappingProxyType({})

    # Whether it reads what people say (lists, models, CMDBs), and not configuration or code.
    declares: ClassVar[bool] = False

    @abstractmethod
    def claim(self, file: File) -> Claim | None:
        """Tell whether this file is of my format; by content where the name is not enough."""

    def declines(self, file: File) -> str:
        """Say why a file that looks like one of mine is not, "" if it does not look like one."""
        return ""

    @abstractmethod
    def read(self, source: Source) -> Iterator[Record]:
        """Yield the records of a source; what cannot be read, as Skipped or UnreadableError."""


def make_source(connector: str, files: Iterable[File]) -> Source:
    """Make a source whose files stamp their evidence with the connector's name."""
    ordered = sorted(files, key=lambda file: file.path)
    return Source(
        connector=connector, files=tuple(replace(file, connector=connector) for file in ordered)
    )
