"""Lists of systems and lists of interfaces, as people keep them in files and workbooks.

What a column means is read off its header in eight languages (`connector/lists`); what a table is,
off its columns. The lists of one folder are read together, since ids of one stand in another and
the names of one part the cells of another. Exports that have a connector or a meaning of their own
(ServiceNow tables, LeanIX snapshots, Archi's CSV files) are left alone.
"""

from collections.abc import Iterator
from types import MappingProxyType

from seamscope.connector import Claim, Connector, File, Fit, Source
from seamscope.connector.lists.meanings import MEANINGS
from seamscope.errors import UnreadableError
from seamscope.records import Record, Skipped
from seamscope_connectors.tables.books import Book, open_book, read_books
from seamscope_connectors.tables.foreign import is_foreign


class TablesConnector(Connector):
    """Reads lists of systems and of interfaces by their headers."""

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
        if is_foreign(file, book.grids):
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
        if is_foreign(file, book.grids):
            return "its columns are those of another export"
        return (
            "no column means a system beside an owner, or a source beside a target "
            f"({book.shown}); a mapping file says what the columns mean, see docs/mapping.md"
        )

    def read(self, source: Source) -> Iterator[Record]:
        books: list[Book] = []
        for file in source.files:
            try:
                books.append(open_book(file))
            except UnreadableError as error:
                yield Skipped(reason=error.what, remedy=error.remedy, evidence=file.at(error.line))
        yield from read_books(books)
