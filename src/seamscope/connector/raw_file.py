"""The bytes and the text of an input file: limited in size, decoded, read once or in parts."""

import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import MISSING, dataclass, field, fields
from fnmatch import fnmatch
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import TextIO
from xml.etree.ElementTree import Element

from seamscope.connector.columns import Columns
from seamscope.connector.decode import Encoding, Note, find_encoding
from seamscope.connector.grid import Grid
from seamscope.connector.parse import LINE
from seamscope.connector.usage import Usage
from seamscope.errors import UnreadableError
from seamscope.records import Evidence, LeftOut

MAX_BYTES = 256 * 1024 * 1024  # of a file that is held as a whole
PART = 4 * 1024 * 1024  # characters of a large text that are searched at once
CHUNK = 1024 * 1024  # bytes that are read at once


@lru_cache(maxsize=1024)  # every connector asks for the head of every file
def _get_name(path: str) -> str:
    return PurePosixPath(path).name


@lru_cache(maxsize=1024)
def _get_suffix(name: str) -> str:
    return PurePosixPath(name).suffix.lower()


@dataclass(slots=True)
class Content:
    """The parsed content of a file, shared by all connectors that examine it."""

    size: int
    real: Path | None = None  # None: the content is in memory
    inner: str = ""  # the path inside an archive
    data: bytes | None = None
    text: str | None = None
    left_out: LeftOut = field(default_factory=LeftOut)  # what `text` does not contain
    encoding: Encoding | None = None
    documents: list[object] | None = None
    lines: list[int] = field(default_factory=list)  # of the documents, if each is on one line
    usages: dict[str, list[Usage]] = field(default_factory=dict)  # per document, by connector
    root: Element | None = None
    grids: list[Grid] | None = None
    failure: UnreadableError | None = None
    columns: Columns | None = None  # the columns of the list according to a mapping file
    notes: list[Note] = field(default_factory=list)
    sha256: str = ""

    def __getstate__(self) -> tuple[object, ...]:
        """Return the state for another process or machine, which may be unable to open the file.

        It contains the raw bytes in place of the path.
        """
        return self.size, self.inner, self.data, self.columns, [*self.notes]

    def __setstate__(self, state: tuple[object, ...]) -> None:
        values = dict(zip(("size", "inner", "data", "columns", "notes"), state, strict=True))
        for item in fields(self):
            default = None if item.default_factory is MISSING else item.default_factory()
            default = default if item.default is MISSING else item.default
            setattr(self, item.name, values.get(item.name, default))

    def release(self) -> None:
        """Forget what can be read again from the file on disk, but keep the hash."""
        if self.real is not None and self.data is not None:
            self.sha256 = self.sha256 or hashlib.sha256(self.data).hexdigest()
            self.data = None
        self.text = self.documents = self.root = self.grids = None
        self.lines, self.usages, self.left_out = [], {}, LeftOut()

    def add_note(self, note: Note) -> None:
        """Add a problem with its remedy and kind, unless it was already added."""
        if note not in self.notes:
            self.notes.append(note)


@dataclass(frozen=True, slots=True, kw_only=True)
class RawFile:
    """An input file as bytes and text. Reading methods raise UnreadableError with a remedy.

    path: relative to the input root, with `/`.
    connector: the name of the connector that reads the file, for the evidence.
    """

    path: str
    content: Content
    connector: str = ""

    @property
    def name(self) -> str:
        """The last part of the path."""
        return _get_name(self.content.inner or self.path)

    @property
    def suffix(self) -> str:
        """The file extension in lower case, with the dot."""
        return _get_suffix(self.name)

    @property
    def folder(self) -> str:
        """The path of the folder relative to the input root, "" at the root.

        The folder of an archive's member begins with ``a.zip!``.
        """
        return self.path[: -len(self.name)].rstrip("/")

    @property
    def columns(self) -> Columns | None:
        """The meanings of the columns according to a mapping file, None if there is no mapping."""
        return self.content.columns

    @property
    def real(self) -> Path | None:
        """The file on disk with links resolved, None for a member of an archive."""
        return self.content.real.resolve() if self.content.real else None

    @property
    def size(self) -> int:
        """Size in bytes."""
        return self.content.size

    @property
    def sha256(self) -> str:
        """The SHA-256 of the content, in hex."""
        if not self.content.sha256:
            found = hashlib.sha256()
            for chunk in self.chunks():
                found.update(chunk)
            self.content.sha256 = found.hexdigest()
        return self.content.sha256

    def named(self, *patterns: str) -> bool:
        """Return whether the name matches one of these `fnmatch` patterns, ignoring case."""
        return any(fnmatch(self.name.lower(), pattern.lower()) for pattern in patterns)

    def data(self) -> bytes:
        """Return the content, at most 256 MB."""
        content = self.content
        self.check_size(MAX_BYTES)
        if content.data is None:
            try:
                content.data = content.real.read_bytes() if content.real else b""
            except OSError as error:
                raise self._build_access_error(error) from None
        return content.data

    def check_size(self, most: int) -> None:
        """Raise UnreadableError if the file has more than `most` bytes."""
        if self.size > most:
            raise self.error(
                f"larger than {most // 2**20} MB",
                "split the export; only SQL scripts, dbt artifacts and query histories as CSV or "
                "JSON may have any size",
            )

    def chunks(self) -> Iterator[bytes]:
        """Yield the content in chunks; the size of the file is not limited."""
        content = self.content
        if content.size <= CHUNK and content.data is None:
            self.data()
        if content.data is not None or content.real is None:
            yield content.data or b""
            return
        try:
            with content.real.open("rb") as stream:
                while chunk := stream.read(CHUNK):
                    yield chunk
        except OSError as error:
            raise self._build_access_error(error) from None

    def _build_access_error(self, error: OSError) -> UnreadableError:
        reason = error.strerror or type(error).__name__
        return self.error(f"cannot be read ({reason})", "check its permissions")

    def text(self) -> str:
        """Return the text, decoded by byte-order mark, else as UTF-8, else as Windows-1252."""
        content = self.content
        if content.text is None:
            data = self.data()
            encoding = self._find_encoding()
            content.text = data.decode(encoding.codec, encoding.errors)
        return content.text

    def open_text(self, newline: str | None = "") -> TextIO:
        """Open the text, decoded as by `text`, to be read in parts; its size is not limited.

        newline: as for `open`; by default, line ends are kept.
        """
        encoding = self._find_encoding()
        content = self.content
        if content.data is not None or content.real is None:
            raw = io.BytesIO(content.data or b"")
            return io.TextIOWrapper(raw, encoding.codec, encoding.errors, newline=newline)
        try:
            return content.real.open(
                encoding=encoding.codec, errors=encoding.errors, newline=newline
            )
        except OSError as error:
            raise self._build_access_error(error) from None

    def shorten(self, shorten: Callable[[TextIO], tuple[str, LeftOut]]) -> str:
        """Return a shortened text; from now on, `text` returns it too.

        shorten: reads the text, and returns the shortened text and what it left out.
        """
        with self.open_text() as stream:
            self.content.text, self.content.left_out = shorten(stream)
        return self.content.text

    @property
    def left_out(self) -> LeftOut:
        """What `shorten` left out of the text."""
        return self.content.left_out

    def text_parts(self) -> Iterator[str]:
        """Yield the text; if it is large, in parts that end at a line break or a space."""
        if self.size <= PART or self.content.text is not None:
            yield self.text()
            return
        rest = ""
        with self.open_text() as stream:
            while part := stream.read(PART):
                part = rest + part + stream.readline(CHUNK)
                end = len(part) if part.endswith("\n") else part.rfind(" ") + 1 or len(part)
                part, rest = part[:end], part[end:]
                yield part
        if rest:
            yield rest

    def _find_encoding(self) -> Encoding:
        content = self.content
        if content.encoding is None:
            content.encoding = find_encoding(self.chunks, self.error)
            if content.encoding.note:
                content.add_note(content.encoding.note)
        return content.encoding

    def head(self, characters: int = 4096) -> str:
        r"""Return the first characters, decoded leniently, to recognise a format.

        Line ends are ``\n``, so that ``$`` in an expression finds the end of a line.
        """
        data = self.content.data
        if data is None and self.content.real:
            try:
                with self.content.real.open("rb") as stream:
                    data = stream.read(characters * 2 + 2)
            except OSError:
                return ""
        data = data or b""
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            text = data[: characters * 2 + 2].decode("utf-16", errors="replace")[:characters]
        else:
            text = data[:characters].decode("utf-8-sig", errors="replace")
        return text.replace("\r\n", "\n")

    def read_edges(self, head: int, tail: int) -> bytes:
        """Return the first and last bytes, to find a signature; b"" if the file is unreadable."""
        data, real = self.content.data, self.content.real
        if data is not None or real is None:
            data = data or b""
            return data if len(data) <= head + tail else data[:head] + b"\n" + data[-tail:]
        try:
            with real.open("rb") as stream:
                start = stream.read(head)
                stream.seek(max(len(start), self.size - tail))
                return start + b"\n" + stream.read(tail)
        except OSError:
            return b""

    def at(self, where: Element | int | None = None, place: str = "") -> Evidence:
        """Return the evidence of an XML element, a line, or the whole file."""
        line = int(where.get(LINE, "0")) if isinstance(where, Element) else where or 0
        return Evidence(file=self.path, line=line, place=place, connector=self.connector)

    def error(self, what: str, remedy: str, line: int | None = None) -> UnreadableError:
        """Build the error for a part of this file that cannot be read."""
        return UnreadableError(what, remedy=remedy, file=self.path, line=line)
