"""Read archives in memory, within limits of size, without writing to disk.

The path of a member is ``archive.zip!inner/file.sql``.
"""

import gzip
import io
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Protocol

from seamscope.connector import File, build_member
from seamscope.errors import UnreadableError
from seamscope.records import Skipped

# Exports of large organisations are below these limits; a decompression bomb exceeds them.
MAX_MEMBERS = 10_000
MAX_UNPACKED = 256 * 1024 * 1024  # bytes, of one archive with all nested archives
MAX_RATIO = 200  # unpacked size / packed size; even repetitive text stays below it
FREE = 1024 * 1024  # bytes; MAX_RATIO does not apply to smaller members
MAX_NESTING = 3
CHUNK = 64 * 1024
BROKEN = (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, OSError, ValueError,
          NotImplementedError, RuntimeError)  # fmt: skip
ZIPPED = (".zip", ".ispac", ".tpz")  # a deployed SSIS project, an export of SAP PI/PO
ENDINGS = (*ZIPPED, ".tar", ".tgz", ".gz")


@dataclass(slots=True)
class _Budget:
    """How many members and how many bytes may still be unpacked from an archive."""

    members: int = field(default_factory=lambda: MAX_MEMBERS)
    unpacked: int = field(default_factory=lambda: MAX_UNPACKED)
    seen: set[str] = field(default_factory=set)


class _Stream(Protocol):
    """The common interface of zip, tar and gzip streams."""

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes."""
        ...


class _LimitError(Exception):
    """Raised when a limit is exceeded; the message contains the limit."""


def is_archive(file: File) -> bool:
    """Return whether a file is read as an archive, judged by its extension or content."""
    return file.suffix in ENDINGS or _is_zip_by_content(file)


def _is_zip_by_content(file: File) -> bool:
    """Return whether the content of an Archi model or a file without an extension is a zip.

    A content package of SAP Cloud Integration contains flows as zips named ``1f2e…_content``.
    """
    return file.suffix in {".archimate", ""} and file.head(4) == "PK\x03\x04"


def unpack(file: File) -> Iterator[File | Skipped]:
    """Yield the files in an archive and in nested archives, and Skipped for unread members."""
    yield from _unpack(file, _Budget(), 1)


def _unpack(file: File, budget: _Budget, depth: int) -> Iterator[File | Skipped]:
    try:
        for member in _list_members(file, budget):
            yield from _open_member(member, budget, depth)
    except UnreadableError as error:
        yield Skipped(reason=error.what, remedy=error.remedy, evidence=file.at())
    except _LimitError as error:
        yield _skip(file, f"{error}; the members after it are not read")
    except BROKEN as error:
        problem = f"not a readable archive, or cut off ({type(error).__name__})"
        yield Skipped(reason=problem, remedy="export it again", evidence=file.at())


def _open_member(member: File | Skipped, budget: _Budget, depth: int) -> Iterator[File | Skipped]:
    """Yield a member or, if it is an archive, the files in it."""
    match member:
        case File() if member.path in budget.seen:
            yield _skip(member, "the archive contains another file with the same name")
        case File() if is_archive(member) and depth >= MAX_NESTING:
            yield _skip(member, f"an archive inside {MAX_NESTING} others")
        case File() if is_archive(member):
            yield from _unpack(member, budget, depth + 1)
        case _:
            budget.seen.add(member.path if isinstance(member, File) else "")
            yield member


def _list_members(file: File, budget: _Budget) -> Iterator[File | Skipped]:
    data = file.data()
    if file.suffix in ZIPPED or _is_zip_by_content(file):
        return _read_zip(file, data, budget)
    if file.suffix in {".tar", ".tgz"} or file.name.lower().endswith(".tar.gz"):
        return _read_tar(file, data, budget)
    return _read_gzip(file, data, budget)


def _read_zip(file: File, data: bytes, budget: _Budget) -> Iterator[File | Skipped]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for entry in archive.infolist():
            if entry.filename.endswith("/"):  # `is_dir` fails on a member without a name
                continue
            # The upper half of the attributes contains the Unix mode, as in tar.
            if (entry.external_attr >> 28) == 0xA:
                yield _skip_member(
                    file,
                    entry.filename,
                    "a link, which is not followed",
                    "add the file itself",
                )
                continue
            if entry.flag_bits & 1:
                yield _skip_member(file, entry.filename, "it is encrypted", "unpack it yourself")
                continue
            try:
                with archive.open(entry) as stream:
                    yield _read_member(file, entry.filename, stream, entry.compress_size, budget)
            except BROKEN as error:
                problem = f"cannot be unpacked ({type(error).__name__})"
                yield _skip_member(file, entry.filename, problem, "pack it again")


def _read_tar(file: File, data: bytes, budget: _Budget) -> Iterator[File | Skipped]:
    packed = len(data)
    with tarfile.open(fileobj=io.BytesIO(data), mode="r|*") as archive:
        for entry in archive:
            if entry.isdir():
                continue
            if not entry.isfile():
                yield _skip_member(file, entry.name, "a link or device, which is not followed",
                              "add the file itself")  # fmt: skip
                continue
            if entry.size > budget.unpacked:
                raise _LimitError(f"it unpacks to more than {MAX_UNPACKED // 2**20} MB")
            stream = archive.extractfile(entry)
            if stream is not None:
                yield _read_member(file, entry.name, stream, packed, budget)


def _read_gzip(file: File, data: bytes, budget: _Budget) -> Iterator[File | Skipped]:
    with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
        yield _read_member(file, PurePosixPath(file.name).stem, stream, len(data), budget)


def _read_member(
    file: File, name: str, stream: _Stream, packed: int, budget: _Budget
) -> File | Skipped:
    """Read one member within the limits.

    packed: the compressed size of the member in bytes.
    """
    budget.members -= 1
    if budget.members < 0:
        raise _LimitError(f"it contains more than {MAX_MEMBERS} files")
    inner = name.replace("\\", "/")
    path = PurePosixPath(inner)
    if not path.name or not path.parts:
        return _skip_member(file, name, "the member has no file name", "pack it again")
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
        return _skip_member(file, name, "its name leads out of the archive", "pack it again")
    parts: list[bytes] = []
    size = 0
    while chunk := stream.read(CHUNK):
        size += len(chunk)
        budget.unpacked -= len(chunk)
        if budget.unpacked < 0:
            raise _LimitError(f"it unpacks to more than {MAX_UNPACKED // 2**20} MB")
        if size > FREE and size > MAX_RATIO * max(packed, 1):
            return _skip_member(file, name, f"it unpacks to over {MAX_RATIO} times its size",
                           "unpack it yourself if its size is intended")  # fmt: skip
        parts.append(chunk)
    inner = path.as_posix()
    return build_member(b"".join(parts), f"{file.path}!{inner}", inner)


def _skip_member(file: File, name: str, what: str, remedy: str) -> Skipped:
    shown = "".join(c if c.isprintable() else "?" for c in name)[:200]
    return Skipped(reason=what, remedy=remedy, evidence=file.at(None, shown))


def _skip(file: File, what: str) -> Skipped:
    return Skipped(reason=what, remedy="unpack it yourself, or leave it out", evidence=file.at())
