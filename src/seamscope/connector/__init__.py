"""The interface of connectors, and the file readers they use.

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
from seamscope.connector.file import File, build_member, open_file
from seamscope.connector.redact import HIDDEN, extract_host, redact
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
    "build_member",
    "extract_host",
    "fold_header",
    "is_secret_name",
    "make_source",
    "open_file",
    "redact",
]


class Fit(IntEnum):
    """How specific a claim is: of several claims on a file, the most specific wins."""

    GENERIC = 1  # a list, a table or SQL of any kind
    FORMAT = 2  # the signs of one format


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Why a connector reads a file.

    reason: what was recognised, for people; group: files of one connector with the same group
    make one source ("" keeps the file alone); fit: how closely the claim fits.
    """

    reason: str
    group: str = ""
    fit: Fit = Fit.FORMAT


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file, or files that must be read together, sorted by path."""

    connector: str
    files: tuple[File, ...]

    @property
    def file(self) -> File:
        """The first file: the only one, unless the claim named a group."""
        return self.files[0]


class Connector(ABC):
    """Reads one format. Importing and instantiating it has no side effect."""

    name: ClassVar[str]
    reads: ClassVar[str]  # what it reads, in a few words for `seamscope connectors`
    # Of a connector that reads lists: what a list may hold -> meaning -> headers, the usual first.
    columns: ClassVar[Mapping[str, Mapping[str, tuple[str, ...]]]] = MappingProxyType({})

    # Whether it reads what people say (lists, models, CMDBs), and not configuration or code.
    declares: ClassVar[bool] = False

    @abstractmethod
    def claim(self, file: File) -> Claim | None:
        """Return a claim if the file has this format; judge by content, not only by name."""

    def declines(self, file: File) -> str:
        """Return why a file with a similar look is not of this format, "" if it looks different."""
        return ""

    @abstractmethod
    def read(self, source: Source) -> Iterator[Record]:
        """Yield the records of a source; what cannot be read, as Skipped or UnreadableError."""


def make_source(connector: str, files: Iterable[File]) -> Source:
    """Build a source whose evidence carries the connector's name."""
    ordered = sorted(files, key=lambda file: file.path)
    return Source(
        connector=connector, files=tuple(replace(file, connector=connector) for file in ordered)
    )
