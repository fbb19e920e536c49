"""An input file as connectors see it: its documents, its XML and its tables, parsed once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element

from seamscope.connector import other_books, pages, ruled_text
from seamscope.connector.doc import Doc
from seamscope.connector.documents import (
    iterate_entries,
    read_document,
    read_documents,
    read_object,
)
from seamscope.connector.grid import Grid, build_grid
from seamscope.connector.json_items import Keep
from seamscope.connector.parquet import PARQUET, read_parquet_sheets
from seamscope.connector.parse import parse_xml
from seamscope.connector.raw_file import Content, RawFile
from seamscope.connector.secret_cells import mask_secret_cells
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

MAX_LIST = 512 * 1024 * 1024  # of a list as CSV, whose cells are held
TOP = 1024 * 1024  # characters in which the delimiter of a CSV file is found


@dataclass(frozen=True, slots=True, kw_only=True)
class File(RawFile):
    """An input file. Every reading method raises UnreadableError with line and remedy."""

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

    def document(self) -> Doc:
        """Return the first JSON or YAML document of the file."""
        return read_document(self)

    def read_object(self, keep: Keep) -> Doc:
        """Return the document of the file; if it is a large object, only the values kept by `keep`.

        keep: called for each value in an inner object, with the key of the inner object and the
        value; returns what is stored of the value.
        """
        return read_object(self, keep)

    def documents(self) -> list[Doc]:
        """Return all JSON or YAML documents.

        The extension or the first character identifies JSON; any other content is YAML.
        """
        return read_documents(self)

    def iterate_entries(self) -> Iterator[Doc]:
        """Yield the items of each JSON list in the file; yield any other document as a whole.

        The items of a large file are read one by one. In such a file, values that the connector
        does not read are not reported.
        """
        return iterate_entries(self)

    def list_usages(self) -> list[Usage]:
        """Return, for each document, which values the connector has read."""
        return self.content.usages.get(self.connector, [])

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
        """Return the table of a CSV file, whose rows are read one by one.

        known: see `tables`.
        """
        mark = self._find_delimiter(lambda cell: fold_header(cell) in known)
        return stream_table(lambda: self._iterate_csv(mark), self.path, self.connector, "", known)

    def _find_delimiter(self, is_header: Callable[[str], bool]) -> str:
        with self.open_text() as stream:
            return find_delimiter(stream.read(TOP), is_header)

    def _iterate_csv(self, mark: str) -> Iterator[tuple[int, list[str]]]:
        with self.open_text() as stream:
            yield from iterate_csv_lines(stream, self.path, mark)

    def grids(
        self, is_header: Callable[[str], bool], *, head: bool = False, masked: bool = True
    ) -> list[Grid]:
        """Return the sheets of a workbook, the tables of a page, or the only grid of a CSV file.

        is_header: recognises headers, to find the delimiter.
        head: read only the beginning of a CSV file, enough to recognise a list.
        masked: whether passwords are masked in columns whose header says that they contain
        passwords.
        """
        grids = self._read_grids(is_header, head=head)
        return [mask_secret_cells(grid) for grid in grids] if masked else grids

    def _read_grids(self, is_header: Callable[[str], bool], *, head: bool) -> list[Grid]:
        if self.is_workbook or self.suffix in {PARQUET, *other_books.SUFFIXES} or self.is_page:
            return self._load_sheets()
        if self._is_ruled:
            return ruled_text.read_ruled_grids(self._read_top() if head else self.text())
        if head:
            text = self._read_top()
            lines = read_csv_lines(text, self.path, find_delimiter(text, is_header))
            return [build_grid("", lines, csv=True)]
        self.check_size(MAX_LIST)
        rows = self._iterate_csv(self._find_delimiter(is_header))
        return [build_grid("", rows, csv=True)]

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
        """Return the beginning of a CSV file; a quote that the cut leaves open is closed."""
        if not self.size:
            raise self.error("the file is empty", "remove it, or export it again", 1)
        head = self.head(65536)
        if "\ufffd" in head[:-1]:  # not valid UTF-8: an umlaut in a header would be lost
            head = self.text()
        return head + '"' * (head.count('"') % 2)

    @property
    def _decoded(self) -> tuple[str, str]:
        return self.path, self.connector


def open_file(real: Path, path: str) -> File:
    """Build a File from a path on disk.

    path: the path relative to the input root.
    """
    return File(path=path, content=Content(real=real, size=real.stat().st_size))


def build_member(data: bytes, path: str, inner: str) -> File:
    """Build a File from a member of an archive, with the path ``archive.zip!inner``."""
    return File(path=path, content=Content(size=len(data), data=data, inner=inner))
