"""The interface that every connector implements: claim files, and read them."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from types import MappingProxyType
from typing import ClassVar

from seamscope.connector.file import File
from seamscope.records import Record


class Fit(IntEnum):
    """The specificity of a claim. If several connectors claim a file, the most specific wins."""

    GENERIC = 1  # a list, a table or SQL of any kind
    FORMAT = 2  # the signature of one format


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The reason why a connector reads a file.

    reason: what was recognised, as text for users.
    group: files of one connector with the same group form one source. A file with the group "" is
        a source by itself.
    fit: how specific the claim is.
    """

    reason: str
    group: str = ""
    fit: Fit = Fit.FORMAT


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file, or several files that are read together, sorted by path."""

    connector: str
    files: tuple[File, ...]

    @property
    def file(self) -> File:
        """The first file, which is the only one unless the claim named a group."""
        return self.files[0]


class Connector(ABC):
    """A reader of one format. Importing and instantiating a connector has no side effect."""

    name: ClassVar[str]
    reads: ClassVar[str]  # the format in a few words, for `seamscope connectors`
    # For connectors of lists: type of list -> meaning of a column -> its headers, most usual first.
    columns: ClassVar[Mapping[str, Mapping[str, tuple[str, ...]]]] = MappingProxyType({})

    # True if people write its files (lists, models, CMDBs), false for configuration and code.
    declares: ClassVar[bool] = False

    @abstractmethod
    def claim(self, file: File) -> Claim | None:
        """Return a claim if the file has this format, judged by its content as well as its name."""

    def declines(self, file: File) -> str:
        """Return the reason why a similar file is not of this format, "" for other files."""
        return ""

    def list_companions(self, file: File) -> tuple[str, ...]:
        """Return `fnmatch` patterns of files that a claimed file refers to, such as settings.

        A matching file that no connector claims is read together with the claimed file:
        `config-*.yaml` for a flow with ``<configuration-properties file="config-${env}.yaml"/>``.
        """
        return ()

    def list_reference_data(self, file: File) -> tuple[str, ...]:
        """Return `fnmatch` patterns of reference data that a claimed file declares.

        The patterns are relative to the folder of the file: ``seeds/*.csv`` for a dbt project.
        Without a mapping, a matching table is not read as a list of systems or interfaces.
        """
        return ()

    def divide(self, files: Sequence[File]) -> Iterable[Sequence[File]]:
        """Yield parts of a group of claimed files that can be read independently.

        After a change, only the parts with changed files are read again.

        files: sorted by path.
        """
        return (files,)

    def build_schema(self) -> Mapping[str, object] | None:
        """Return a JSON Schema for editors; None if people do not write files of this format."""
        return None

    @abstractmethod
    def read(self, source: Source) -> Iterator[Record]:
        """Yield the records of a source.

        Yield Skipped for an entry that cannot be read, or raise UnreadableError for the whole file.
        """


def make_source(connector: str, files: Iterable[File]) -> Source:
    """Return a source with these files, sorted by path; evidence from them names the connector."""
    ordered = sorted(files, key=lambda file: file.path)
    return Source(
        connector=connector, files=tuple(replace(file, connector=connector) for file in ordered)
    )
