"""Assign each source to one connector, and collect the records.

A file that no connector claims, or that cannot be read, does not stop the others. If several
connectors claim a file, the most specific claim wins.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from seamscope.cache import Cache
from seamscope.config import ColumnNames
from seamscope.connector import Connector, File
from seamscope.discover.claims import list_claimants, list_refusals
from seamscope.discover.ignore import list_ignored
from seamscope.discover.mapping import (
    check_mappings,
    find_mapping_errors,
    is_mapping,
    name_columns,
)
from seamscope.discover.own_outputs import is_own_output
from seamscope.discover.plugins import load_connectors
from seamscope.discover.reading import HERE, FileUse, read_claimed
from seamscope.discover.source_reading import Reduce, read_source, to_error
from seamscope.discover.walk import Found, Ignored, OutputFolder, walk
from seamscope.engine import Engine
from seamscope.errors import InputError, SeamscopeError
from seamscope.records import Record, Skipped
from seamscope.residue import PlainText, Sign

__all__ = [
    "Discovered",
    "FileUse",
    "Inputs",
    "discover",
    "find_mapping_errors",
    "list_claimants",
    "list_inputs",
    "list_refusals",
    "load_connectors",
    "read_files",
    "read_inputs",
    "read_source",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovered:
    """All records in the order of the files, including skips.

    errors: messages to print immediately, as ``file:line: what; what to do``.
    own: paths of inputs that are outputs of seamscope and are therefore ignored.
    signs: mentions of other systems in the files.
    texts: the words of text files that no connector reads.
    """

    records: tuple[Record, ...]
    files: tuple[FileUse, ...]
    errors: tuple[SeamscopeError, ...]
    own: tuple[str, ...] = ()
    signs: tuple[Sign, ...] = ()
    texts: tuple[PlainText, ...] = ()


def discover(
    paths: Sequence[Path],
    connectors: Sequence[Connector],
    *,
    ignore: Sequence[str] = (),
    used: Collection[Path] = (),
    claims: dict[str, str] | None = None,
    mappings: Sequence[ColumnNames] = (),
    progress: Callable[[str], None] = lambda stage: None,
    cache: Cache | None = None,
    engine: Engine = HERE,
    reduce: Reduce = iter,
) -> Discovered:
    """Read every file below `paths`.

    Raises InputError for a path that does not exist.

    ignore: `fnmatch` patterns of paths to leave out.
    used: files with another role in the run, such as its configuration.
    claims: pattern of paths -> connector that reads these files if several claim them.
    mappings: meanings of list columns, in addition to mapping files.
    progress: called with the number of files read so far, in words.
    cache: results of earlier runs, None to read all files again.
    engine: where to read files.
    reduce: merges records of a source while they are read.
    """
    return read_inputs(
        list_inputs(paths, ignore=ignore, used=used),
        connectors,
        claims=claims,
        mappings=mappings,
        progress=progress,
        cache=cache,
        engine=engine,
        reduce=reduce,
    )


@dataclass(slots=True, kw_only=True)
class Inputs:
    """The files below the inputs, in four groups.

    files: files to read.
    skipped: files and folders that cannot be read.
    own: paths of outputs of seamscope.
    ignored: the pattern by which git ignores a file, by path.
    """

    files: list[File] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    own: list[str] = field(default_factory=list)
    ignored: dict[str, Skipped] = field(default_factory=dict)

    def add(self, found: Found) -> None:
        """Add a file, or the path of a file or folder that is left out."""
        match found:
            case Skipped():
                self.skipped.append(found)
            case OutputFolder():
                self.own.append(found.path)
            case Ignored(file=file) if is_own_output(file):
                self.own.append(file.path)
            case Ignored(file=file, pattern=pattern):
                self.files.append(file)
                self.ignored[file.path] = pattern
            case File() if is_own_output(found):
                self.own.append(found.path)
            case File():
                self.files.append(found)


def list_inputs(
    paths: Sequence[Path], *, ignore: Sequence[str] = (), used: Collection[Path] = ()
) -> Inputs:
    """Return the files below `paths`, without reading them; for the arguments, see `discover`."""
    missing = [path for path in paths if not (path.exists() or path.is_symlink())]
    if missing:
        raise InputError(
            *(
                SeamscopeError("no such file or folder", remedy="check the path", file=str(path))
                for path in missing
            )
        )
    inputs = Inputs()
    for found in walk(paths, ignore, used):
        inputs.add(found)
    return inputs


def read_inputs(
    inputs: Inputs,
    connectors: Sequence[Connector],
    *,
    claims: dict[str, str] | None = None,
    mappings: Sequence[ColumnNames] = (),
    progress: Callable[[str], None] = lambda stage: None,
    cache: Cache | None = None,
    engine: Engine = HERE,
    reduce: Reduce = iter,
) -> Discovered:
    """Read the files that `list_inputs` found; for the arguments, see `discover`."""
    check_mappings(inputs.files, connectors, mappings)
    read = read_files(
        inputs.files,
        connectors,
        claims=claims or {},
        mappings=mappings,
        ignored=inputs.ignored,
        progress=progress,
        cache=cache,
        engine=engine,
        reduce=reduce,
    )
    errors = tuple(error for item in inputs.skipped if (error := to_error(item)))
    return replace(
        read,
        records=(*inputs.skipped, *read.records),
        errors=(*errors, *read.errors),
        own=tuple(sorted(inputs.own)),
    )


def read_files(
    files: Sequence[File],
    connectors: Sequence[Connector],
    *,
    claims: dict[str, str] | None = None,
    mappings: Sequence[ColumnNames] = (),
    ignored: Mapping[str, Skipped] = MappingProxyType({}),
    progress: Callable[[str], None] = lambda stage: None,
    cache: Cache | None = None,
    engine: Engine = HERE,
    reduce: Reduce = iter,
) -> Discovered:
    """Read files with the connectors that claim them; mapping files are applied to lists.

    ignored: path -> the pattern by which git ignores a file. Such a file is read if it is claimed.
    """
    faults = name_columns(sorted(files, key=lambda file: file.path), connectors, mappings)
    inputs = [file for file in files if not is_mapping(file)]
    read = read_claimed(
        inputs,
        connectors,
        claims or {},
        ignored,
        progress,
        cache=cache,
        engine=engine,
        reduce=reduce,
    )
    errors = tuple(error for item in faults if (error := to_error(item)))
    return Discovered(
        records=(*list_ignored(read.left_out), *faults, *read.records),
        files=tuple(read.files),
        errors=(*errors, *read.errors),
        signs=tuple(read.signs),
        texts=tuple(read.texts),
    )
