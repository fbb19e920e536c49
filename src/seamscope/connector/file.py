"""An input file as connectors see it: limited in size, decoded, parsed once, with positions."""

import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import MISSING, dataclass, field, fields
from fnmatch import fnmatch
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import TextIO
from xml.etree.ElementTree import Element

from seamscope.connector import other_books, pages, ruled_text
from seamscope.connector.columns import Columns
from seamscope.connector.decode import Encoding, find_encoding
from seamscope.connector.doc import Doc
from seamscope.connector.grid import Grid, build_grid
from seamscope.connector.json_items import (
    Keep,
    is_json_list,
    is_json_object,
    iterate_items,
    parse_object,
)
from seamscope.connector.parquet import PARQUET, read_parquet_sheets
from seamscope.connector.parse import LINE, parse_json, parse_xml, parse_yaml
from seamscope.connector.tabular import (
    Table,
    TableStream,
    build_tables,
    find_delimiter,
    fold_header,
    iterate_csv_lines,
    read_csv_lines,
    read_csv_table,
    stream_table,
)
from seamscope.connector.usage import Usage
from seamscope.connector.workbook import read_xlsx_grids
from seamscope.errors import UnreadableError
from seamscope.records import Evidence, LeftOut

MAX_BYTES = 256 * 1024 * 1024  # of a file that is held as a whole
MAX_LIST = 512 * 1024 * 1024  # of a list as CSV, whose cells are held
LARGE = 16 * 1024 * 1024  # bytes of JSON from which its entries are parsed one by one
TOP = 1024 * 1024  # characters in which the delimiter of a CSV file is found
PART = 4 * 1024 * 1024  # characters of a large text that are searched at once
CHUNK = 1024 * 1024  # bytes that are read at once


@lru_cache(maxsize=1024)  # every connector asks for the head of every file
def _get_name(path: str) -> str:
    return PurePosixPath(path).name


@lru_cache(maxsize=1024)
def _get_suffix(name: str) -> str:
    return PurePosixPath(name).suffix.lower()


@dataclass(slots=True)
class _Content:
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
    notes: list[tuple[str, str]] = field(default_factory=list)  # problems with their remedies
    sha256: str = ""

    def __getstate__(self) -> tuple[object, ...]:
        """Return the state for another machine, which cannot open the file: the raw bytes."""
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

    def add_note(self, note: tuple[str, str]) -> None:
        """Add a problem and its remedy, unless they were already added."""
        if note not in self.notes:
            self.notes.append(note)


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """An input file. Every reading method raises UnreadableError with line and remedy.

    path: relative to the input root, with `/`. connector: the connector that reads it, for the
    evidence.
    """

    path: str
    content: _Content
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
    def is_workbook(self) -> bool:
        """Whether this is an Excel workbook, by its extension."""
        return self.suffix in {".xlsx", ".xlsm"}

    @property
    def is_list(self) -> bool:
        """Whether this may be a table of rows and columns, by its extension."""
        books = self.is_workbook or self.suffix in other_books.SUFFIXES
        plain = self.suffix in {".csv", ".tsv"} or self._is_tabbed or self._is_ruled
        return books or self.is_page or plain

    @property
    def is_page(self) -> bool:
        """Whether this is a web page or a document; only its tables are read."""
        return self.suffix in pages.SUFFIXES or self._is_wiki

    @property
    def _is_wiki(self) -> bool:
        return self.suffix == ".xml" and "<ac:" in (head := self.head(65536)) and "<table" in head

    @property
    def _is_tabbed(self) -> bool:
        """Whether tabs separate the first two lines of the text."""
        if self.suffix != ".txt":
            return False
        lines = [line for line in self.head().splitlines() if line.strip()][:2]
        return len(lines) == 2 and all("\t" in line.strip() for line in lines)

    @property
    def _is_ruled(self) -> bool:
        """Whether this is a text with a table whose columns are aligned below a rule."""
        return self.suffix in ruled_text.SUFFIXES and ruled_text.has_ruled_table(self.head(65536))

    @property
    def columns(self) -> Columns | None:
        """The meanings of the columns according to a mapping file, None without one."""
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
        self._check_size(MAX_BYTES)
        if content.data is None:
            try:
                content.data = content.real.read_bytes() if content.real else b""
            except OSError as error:
                raise self._build_access_error(error) from None
        return content.data

    def _check_size(self, most: int) -> None:
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
        """Return the text: by byte-order mark, else as UTF-8, else as Windows-1252 with a note."""
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
        """Return a shortened text, which also takes the place of `text`.

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

    def document(self) -> Doc:
        """Return the first JSON or YAML document of the file."""
        return next(iter(self.documents()), Doc(None, Usage(None, self._locate)))

    def read_object(self, keep: Keep) -> Doc:
        """Return the document of the file; of a large JSON object, only what `keep` returns.

        keep: called with the key of each object in the object, and with each value in it.
        """
        if self.size <= LARGE or not self._is_json_object():
            return self.document()
        content = self.content
        with self.open_text() as stream:
            content.documents = [parse_object(stream, self.path, keep)]
        usage = Usage(content.documents[0], self._locate, is_large=True)
        content.usages[self.connector] = [usage]
        return Doc(usage.root, usage, "", 1)

    def _is_json_object(self) -> bool:
        with self.open_text() as stream:
            return is_json_object(stream)

    def documents(self) -> list[Doc]:
        """Return all JSON or YAML documents.

        The extension or the first character identifies JSON; any other content is YAML.
        """
        content = self.content
        if content.failure:
            raise content.failure
        if content.documents is None:
            text = self.text()
            is_json = self.suffix == ".json" or text[:200].lstrip().startswith(("{", "["))
            try:
                if self.suffix in {".ndjson", ".jsonl"} or _has_json_lines(text):
                    content.documents = self._parse_json_lines(text)
                elif is_json and self.suffix not in {".yaml", ".yml"}:
                    content.documents = [parse_json(text, self.path)]
                else:
                    content.documents = parse_yaml(text, self.path)
            except UnreadableError as error:
                content.failure = error
                raise
        usages = content.usages.setdefault(
            self.connector, [Usage(value, self._locate) for value in content.documents]
        )
        lines = content.lines or [1] * len(content.documents)
        found = zip(usages, lines, strict=True)
        return [Doc(usage.root, usage, "", line) for usage, line in found]

    def iterate_entries(self) -> Iterator[Doc]:
        """Yield the items of JSON lists and the other documents, one by one if the file is large.

        Values of a large file that the connector does not read are not reported.
        """
        if self.size > LARGE and self._has_json_lines():
            yield from self._iterate_lines()
        elif self.size > LARGE and self._is_json_list():
            with self.open_text() as stream:
                for index, value in enumerate(iterate_items(stream, self.path)):
                    yield Doc(value, Usage(value, self._locate), f"[{index}]", 1)
        else:
            for document in self.documents():
                yield from document if document.is_list else [document]

    def _has_json_lines(self) -> bool:
        if self.suffix in {".ndjson", ".jsonl"}:
            return True
        with self.open_text(newline=None) as stream:
            return _has_json_lines(stream.read(CHUNK))

    def _is_json_list(self) -> bool:
        if self.suffix in {".yaml", ".yml"}:
            return False
        with self.open_text() as stream:
            return is_json_list(stream)

    def _iterate_lines(self) -> Iterator[Doc]:
        """Yield the documents of a text with one per line, and report lines that are not valid."""
        found = False
        with self.open_text(newline=None) as stream:
            for number, line in enumerate(stream, start=1):
                for value in self._parse_json_line(number, line):
                    found = True
                    document = Doc(value, Usage(value, self._locate), "", number)
                    yield from document if document.is_list else [document]
        if not found:
            raise self._build_no_lines_error()

    def list_usages(self) -> list[Usage]:
        """Return, for each document, which values the connector has read."""
        return self.content.usages.get(self.connector, [])

    def _parse_json_lines(self, text: str) -> list[object]:
        """Parse one document per line, and report lines that are not documents."""
        documents: list[object] = []
        for number, line in enumerate(text.splitlines(), start=1):
            for value in self._parse_json_line(number, line):
                documents.append(value)
                self.content.lines.append(number)
        if not documents:
            raise self._build_no_lines_error()
        return documents

    def _parse_json_line(self, number: int, line: str) -> Iterator[object]:
        """Yield the document on a line, nothing for a blank or invalid line; report the latter."""
        if not line.strip():
            return
        try:
            value = parse_json(line, self.path)
        except UnreadableError:
            problem = f"line {number} is not valid JSON, or cut off"
            self.content.add_note((problem, "export the file again"))
        else:
            yield value

    def _build_no_lines_error(self) -> UnreadableError:
        return self.error("no line is valid JSON", "export the file again", 1)

    def xml(self) -> Element:
        """Return the root element; `at(element)` returns the evidence of any element."""
        content = self.content
        if content.failure:
            raise content.failure
        if content.root is None:
            try:
                content.root = parse_xml(self.data(), self.path)
            except UnreadableError as error:
                content.failure = error
                raise
        return content.root

    def tables(self, known: frozenset[str] = frozenset()) -> list[Table]:
        """Return the tables: one for a CSV or Parquet file, one per sheet of a workbook.

        known: normalised headers; a row with such headers is the header row, not a title or a group
        row.
        """
        if not (self.is_workbook or self.suffix == PARQUET):
            return [read_csv_table(self.text(), *self._decoded, known)]
        return build_tables(self._read_sheets(), *self._decoded, known)

    def stream_csv(self, known: frozenset[str] = frozenset()) -> TableStream:
        """Return the table of a CSV file, whose rows are read one by one; see `tables`."""
        mark = self._find_delimiter(lambda cell: fold_header(cell) in known)
        return stream_table(lambda: self._iterate_csv(mark), self.path, self.connector, "", known)

    def _find_delimiter(self, is_header: Callable[[str], bool]) -> str:
        with self.open_text() as stream:
            return find_delimiter(stream.read(TOP), is_header)

    def _iterate_csv(self, mark: str) -> Iterator[tuple[int, list[str]]]:
        with self.open_text() as stream:
            yield from iterate_csv_lines(stream, self.path, mark)

    def grids(self, is_header: Callable[[str], bool], *, head: bool = False) -> list[Grid]:
        """Return the sheets of a workbook, the tables of a page, or a CSV file as one grid.

        is_header: recognises headers, to find the delimiter. head: read only the beginning of a
        CSV, enough to recognise a list.
        """
        if self.is_workbook or self.suffix in {PARQUET, *other_books.SUFFIXES} or self.is_page:
            return self._load_sheets()
        if self._is_ruled:
            return ruled_text.read_ruled_grids(self._read_top() if head else self.text())
        if head:
            text = self._read_top()
            lines = read_csv_lines(text, self.path, find_delimiter(text, is_header))
            return [build_grid("", lines)]
        self._check_size(MAX_LIST)
        return [build_grid("", self._iterate_csv(self._find_delimiter(is_header)))]

    def _load_sheets(self) -> list[Grid]:
        content = self.content
        if content.failure:
            raise content.failure
        if content.grids is None:
            try:
                content.grids = self._read_sheets()
            except UnreadableError as error:
                content.failure = error
                raise
        return content.grids

    def _read_sheets(self) -> list[Grid]:
        if self.suffix == PARQUET:
            sheets = read_parquet_sheets(self.data(), self.path)
            return [build_grid(name, lines) for name, lines in sheets]
        if self.is_workbook:
            return read_xlsx_grids(self.data(), self.path)
        if not self.size:
            raise self.error("the file is empty", "remove it, or export it again", 1)
        if self.suffix in other_books.SUFFIXES:
            return other_books.read_other_grids(self.data(), self.suffix, self.path)
        if self.suffix in pages.WORD:
            return pages.read_word_grids(self.data(), self.path)
        if self.suffix in pages.MARKDOWN:
            return pages.read_markdown_grids(self.text())
        return pages.read_html_grids(self.text(), self.path)

    def read_heads(self, known: frozenset[str] = frozenset()) -> list[Table]:
        """Return the tables with enough rows to recognise a list; only the first lines of a CSV.

        known: see `tables`.
        """
        if self.is_workbook:
            return self.tables(known)
        if self.suffix == PARQUET:
            if not self.size:
                raise self.error("the file is empty", "remove it, or export it again", 1)
            names = read_parquet_sheets(self.data(), self.path, rows=False)
            grids = [build_grid(name, lines) for name, lines in names]
            return build_tables(grids, *self._decoded, known)
        return [read_csv_table(self._read_top(), *self._decoded, known)]

    def _read_top(self) -> str:
        """Return the beginning of a CSV file; a quote that is open at its end is closed."""
        if not self.size:
            raise self.error("the file is empty", "remove it, or export it again", 1)
        head = self.head(65536)
        if "\ufffd" in head[:-1]:  # not valid UTF-8: an umlaut in a header would be lost
            head = self.text()
        return head + '"' * (head.count('"') % 2)

    @property
    def _decoded(self) -> tuple[str, str]:
        return self.path, self.connector

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

    def _locate(self, line: int, place: str) -> Evidence:
        return Evidence(file=self.path, line=line, place=place, connector=self.connector)


def _has_json_lines(text: str) -> bool:
    """Return whether each of the first two lines is a JSON object."""
    first, _, rest = text.lstrip().partition("\n")
    second = rest.lstrip().partition("\n")[0].strip()
    return all(part.startswith("{") and part.endswith("}") for part in (first.strip(), second))


def open_file(real: Path, path: str) -> File:
    """Build a File from a path on disk. path: its path relative to the input root."""
    return File(path=path, content=_Content(real=real, size=real.stat().st_size))


def build_member(data: bytes, path: str, inner: str) -> File:
    """Build a File from a member of an archive, with the path ``archive.zip!inner``."""
    return File(path=path, content=_Content(size=len(data), data=data, inner=inner))
