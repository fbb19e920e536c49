"""Workbooks, HTML pages and encodings as grids: merged, hidden, struck-through and hostile
content.
"""

import io
import zipfile

import openpyxl
import pytest
from openpyxl.styles import Font, PatternFill

from seamscope.connector.book_extents import measure_sheets
from seamscope.connector.decode import decode
from seamscope.connector.other_books import read_other_grids
from seamscope.connector.pages import read_html_grids, read_markdown_grids
from seamscope.connector.workbook import read_xlsx_grids
from seamscope.errors import UnreadableError


def fault(what: str, remedy: str, line: int) -> UnreadableError:
    return UnreadableError(what, remedy=remedy, file="x", line=line)


def save_book(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_the_formatting_of_a_workbook_is_read() -> None:
    """The grid states which cells are merged, hidden, struck through or coloured."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["a", None, "c"], ["d", "e", None], [None, "f", "=A1"], ["g", "h", "i"]):
        sheet.append(row)
    sheet.merge_cells("A1:B1")
    sheet.merge_cells("A2:A3")
    sheet["B2"].font = Font(strike=True)
    sheet["A4"].fill = PatternFill("solid", fgColor="FFFF0000")
    sheet.row_dimensions[4].hidden = True
    first, second, third, fourth = read_xlsx_grids(save_book(book), "x")[0].lines
    assert (first.cells, first.wide, first.filled) == (("a", "a", "c"), frozenset({1}), (0, 2))
    assert (second.cells[0], third.cells[0]) == ("d", "d")
    assert second.struck == {1}
    assert (third.cells[2], third.formulas, third.values[2]) == ("=A1", frozenset({2}), "")
    assert (fourth.hidden, fourth.fill) == (True, "FF0000")


def test_a_far_cell_and_a_huge_merge_are_bounded() -> None:
    """Neither a cell in the last row and column nor a merge of a million rows fills the grid: a row
    has at most 1,024 cells.
    """
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "x"
    sheet["XFD1048576"] = "y"
    (line,) = read_xlsx_grids(save_book(book), "x")[0].lines
    assert line.cells == ("x",)
    merged = b'</sheetData><mergeCells><mergeCell ref="A1:XFD1000000"/></mergeCells>'
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(save_book(book))) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"</sheetData>", merged))
    lines = read_xlsx_grids(stream.getvalue(), "x")[0].lines
    assert [line.cells[0] for line in lines][:1] == ["x"]
    assert all(len(line.cells) <= 1024 for line in lines)


def test_a_large_workbook_is_streamed_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """A workbook above the size limit is read without its formatting, with a note."""
    monkeypatch.setattr("seamscope.connector.workbook.MAX_MARKED", 10)
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["a", "b"])
    grid = read_xlsx_grids(save_book(book), "x")[0]
    assert grid.lines[0].cells == ("a", "b")
    assert "large" in grid.notes[0][0]


@pytest.mark.parametrize(
    ("text", "encoding", "named"),
    [
        ("Aplikacja;Właściciel\nKsięgowość;Łukasz Żółć\nPłatności;Wąż gęśli", "cp1250", "cp1250"),
        ("Nazwa systemu;Właściciel\nPłatnik;Żółw Świątek", "iso8859_2", "iso8859-2"),
        ("System;Owner\nСистема учёта;Иванов\nСклад товаров;Петров", "cp1251", "cp1251"),
        ("System;Owner\n在庫管理システム;山田太郎\n会計システム;佐藤花子", "shift_jis", "cp932"),
        ("Anwendung;Kürzel\nFräse;Größe äöü", "cp1252", "Windows-1252"),
        ("Application;Éditeur\nComptabilité;Société générale", "cp1252", "Windows-1252"),
    ],
)
def test_encodings_are_recognised_and_noted(text: str, encoding: str, named: str) -> None:
    """Text that is not UTF-8 is read in the encoding in which its letters make words, with a note
    that names the encoding.
    """
    read, note = decode(text.encode(encoding), fault)
    assert read == text
    assert note is not None
    assert note[0].endswith(f"read as {named}")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_text(encoding: str) -> None:
    """UTF-16 without a byte-order mark is recognised by the zero in every second byte."""
    assert decode("Application;Owner\nKöln;Bö".encode(encoding), fault)[0].startswith("Appl")


def test_spans_of_a_html_table_repeat_their_text() -> None:
    """A cell over two rows is repeated in both; a cell over two columns is repeated and marked as
    wide.
    """
    html = "<table><tr><td rowspan=2>a<td colspan=2>b</tr><tr><td>c<td>d</tr></table>"
    first, second = read_html_grids(html, "x")[0].lines
    assert (first.cells, first.wide) == (("a", "b", "b"), frozenset({2}))
    assert second.cells == ("a", "c", "d")


@pytest.mark.slow
def test_a_hostile_page_is_bounded() -> None:
    """A huge colspan gives at most 1024 cells, and 2000 nested tables are all read."""
    html = (
        "<table><tr><td rowspan=999999999 colspan=999999999>a</td></tr><tr><td>b</td></tr></table>"
    )
    assert all(len(line.cells) <= 1024 for line in read_html_grids(html, "x")[0].lines)
    assert len(read_html_grids("<table><tr><td>" * 2000, "x")) == 2000


@pytest.mark.parametrize(
    "mark", ["<![CDAT[", "<![if x]>", "<!x", "<![CDATA[", "<!--", "</", "<a b="]
)
def test_broken_markup_does_not_affect_tables_before_it(mark: str) -> None:
    """A table before broken markup is read, and the broken markup causes no error."""
    html = f"<table><tr><td>a</td></tr></table>{mark} b"
    assert read_html_grids(html, "x")[0].lines[0].cells == ("a",)


def test_markdown_tables_in_code_are_none() -> None:
    """A table in a fenced code block is not read, and an escaped pipe is part of its cell."""
    text = "# A\n|x|y|\n|-|-|\n|a\\|b|**c**|\n\n```\n|x|y|\n|-|-|\n```\n"
    (grid,) = read_markdown_grids(text)
    assert grid.name == "A"
    assert [line.cells for line in grid.lines] == [("x", "y"), ("a|b", "c")]
    assert [line.number for line in grid.lines] == [2, 4]


def test_extents_of_an_ods_count_repetitions() -> None:
    """The number of rows includes repeated empty rows before the last value, but not those after
    it.
    """
    name = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
    row = '<t:table-row t:number-rows-repeated="{}">{}</t:table-row>'
    cell, empty = "<t:table-cell><p/></t:table-cell>", "<t:table-cell/>"
    rows = row.format(1, cell) + row.format(9, empty) + row.format(1, cell) + row.format(99, empty)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("content.xml", f'<d xmlns:t="{name}"><t:table>{rows}</t:table></d>')
    assert list(measure_sheets(stream.getvalue(), ".ods")) == [11]


@pytest.mark.parametrize("suffix", [".xls", ".xlsb", ".ods"])
@pytest.mark.parametrize("data", [b"", b"a;b", b"PK\x03\x04", b"\xd0\xcf\x11\xe0" + b"\0" * 600])
def test_what_is_no_workbook_is_refused(suffix: str, data: bytes) -> None:
    """A broken file with the extension of a workbook is an error that calls it a workbook."""
    with pytest.raises(UnreadableError, match="workbook"):
        read_other_grids(data, suffix, "x")
