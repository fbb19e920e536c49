"""Read lists of systems and of interfaces that people maintain, in files and workbooks.

Headers in eight languages determine the meaning of each column (`connector/lists`), and the columns
determine whether a table lists systems or interfaces. The lists of one folder are read together,
because one list may refer to ids in another, and known names help to split cells with several
systems. Exports of other tools (ServiceNow tables, LeanIX snapshots, Archi CSV files) are not
claimed.
"""

from collections.abc import Iterator
from types import MappingProxyType

from seamscope.connector import Claim, Connector, File, Fit, Source
from seamscope.connector.lists.meanings import MEANINGS
from seamscope.errors import UnreadableError
from seamscope.records import Record, Skipped
from seamscope_connectors.tables.books import Book, open_book, read_books, suggest_first_mapping
from seamscope_connectors.tables.foreign import is_foreign


class TablesConnector(Connector):
    """Reads lists of systems and interfaces, recognised by their headers."""

    name = "tables"
    reads = (
        "lists of systems and of interfaces (CSV, TSV, XLSX, XLS, XLSB, ODS; tables in Markdown, "
        "HTML, Confluence pages and DOCX)"
    )
    declares = True
    columns = MappingProxyType(MEANINGS)

    def claim(self, file: File) -> Claim | None:
        if not file.is_list:
            return None
        book = open_book(file, head=True)
        if is_foreign(file, book.written):
            return None
        kinds = book.kinds
        if not kinds:
            return None
        reason = f"has the columns of a list of {kinds[0]}"
        return Claim(reason=reason, group=file.folder or "/", fit=Fit.GENERIC)

    def declines(self, file: File) -> str:
        if not file.is_list or not file.size:
            return ""
        book = open_book(file, head=True)
        if file.is_page and not any(len(grid.lines) > 1 for grid in book.grids):
            return ""
        if is_foreign(file, book.written):
            return "its columns are those of an export of another tool"
        remedy = suggest_first_mapping(book) or "write a mapping file, see docs/mapping.md"
        return (
            "it has neither columns for system and owner nor for source and target "
            f"({book.shown}); {remedy}"
        )

    def read(self, source: Source) -> Iterator[Record]:
        books: list[Book] = []
        for file in source.files:
            try:
                books.append(open_book(file))
            except UnreadableError as error:
                yield Skipped(reason=error.what, remedy=error.remedy, evidence=file.at(error.line))
        yield from read_books(books)
