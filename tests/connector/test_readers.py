"""Readers return parsed content with evidence, and reject broken or hostile files."""

import io
import zipfile
from pathlib import Path

import pytest

from seamscope.connector import File, open_file
from seamscope.errors import UnreadableError


def write_file(folder: Path, name: str, content: str | bytes) -> File:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return open_file(path, name)


def test_yaml_values_know_their_line_and_path(tmp_path: Path) -> None:
    """The evidence of a value in a YAML file has its line and its keys, such as `top[0].tags`."""
    doc = write_file(
        tmp_path, "a.yaml", "top:\n  - name: x\n    tags: [p, q]\n  - name: y\n"
    ).document()
    items = list(doc["top"])
    assert [item["name"].text for item in items] == ["x", "y"]
    assert items[1]["name"].evidence.line == 4
    assert items[0]["tags"].evidence.place == "top[0].tags"
    assert items[0]["tags"].texts == ("p", "q")


def test_a_missing_value_is_read_as_empty(tmp_path: Path) -> None:
    """A missing key, a value of another type or a missing index is read as an empty value without
    an exception.
    """
    doc = write_file(tmp_path, "a.json", '{"a": [1, true, null, {"b": 2.5}], "c": {}}').document()
    assert not doc["x"]["y"]
    assert doc["a"]["b"].text == ""
    assert [item.text for item in doc["a"]] == ["1", "true", "", ""]
    assert doc["a"].texts == ("1", "true")
    assert doc.first("x", "a").is_list
    assert doc.first("x", "y").pointer == "x"
    assert not doc["c"]
    assert "a" in doc
    assert "z" not in doc
    assert "a" not in doc["a"]
    assert doc.keys() == {"a", "c"}
    assert list(doc["x"].items()) == []


def test_yaml_merge_keys_and_dates_are_read(tmp_path: Path) -> None:
    """A merge key `<<` adds the keys that are not set, and a date stays the text of the file."""
    text = "base: &b {a: 1, b: 2}\nmine:\n  <<: *b\n  b: 3\nday: 2024-05-01\non: yes\n"
    doc = write_file(tmp_path, "a.yml", text).document()
    assert doc["mine"]["a"].text == "1"
    assert doc["mine"]["b"].text == "3"
    assert doc["day"].text == "2024-05-01"
    assert doc["on"].text == "true"


def test_several_yaml_documents_are_all_read(tmp_path: Path) -> None:
    """Each document of a YAML stream is read."""
    docs = write_file(tmp_path, "a.yaml", "a: 1\n---\nb: 2\n").documents()
    assert [sorted(doc.keys()) for doc in docs] == [["a"], ["b"]]


BOMB = "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{new}: &{new} [{','.join(['*' + old] * 10)}]\n"
    for old, new in zip("abcdefg", "bcdefgh", strict=True)
)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.json", "", "empty.json:1: the file is empty"),
        ("cut.json", '{"a":\n [1,', "cut.json:2: not valid JSON"),
        ("deep.json", "[" * 100_000, "deep.json:1: "),
        ("digits.json", "[" + "9" * 10_000 + "]", "digits.json:1: the JSON contains a number"),
        ("cut.yaml", "a: [1,\nb: {", "cut.yaml:"),
        ("tab.yaml", "a:\n\t- b\n", "tab.yaml:2: not valid YAML"),
        ("control.yaml", "a: \x01\n", "control.yaml: not valid YAML"),
        ("bomb.yaml", BOMB, "bomb.yaml:1: YAML expands without bound"),
        ("loop.yaml", "a: &x [*x]\n", "loop.yaml:1: YAML expands without bound"),
        ("binary.yaml", b"a\x00b", "binary.yaml:1: binary, not text"),
    ],
)
def test_broken_documents_are_refused(tmp_path: Path, name: str, content: str, said: str) -> None:
    """Empty, truncated, hostile and binary documents are an error with file, line, reason and
    remedy.
    """
    file = write_file(tmp_path, name, content)
    for _ in range(2):  # the second reading meets the state that the first one left
        with pytest.raises(UnreadableError) as caught:
            file.documents()
        assert str(caught.value).startswith(said)
        assert caught.value.remedy


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.xml", "", "empty.xml:1: the file is empty"),
        ("cut.xml", "<a>\n<b>", "cut.xml:2: not valid XML"),
        ("bomb.xml", '<!DOCTYPE a [\n<!ENTITY b "c">]><a>&b;</a>', "bomb.xml:2: XML declares"),
        (
            "outside.xml",
            '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
            "outside.xml:1: XML declares",
        ),
        (
            "odd.xml",
            '<?xml version="1.0" encoding="x-unknown"?><a/>',
            "odd.xml:1: the encoding of the XML",
        ),
    ],
)
def test_broken_xml_is_refused(tmp_path: Path, name: str, content: str, said: str) -> None:
    """Empty, truncated and hostile XML is an error with file, line and reason."""
    file = write_file(tmp_path, name, content)
    for _ in range(2):
        with pytest.raises(UnreadableError) as caught:
            file.xml()
        assert str(caught.value).startswith(said)


def test_xml_elements_know_their_line(tmp_path: Path) -> None:
    """The evidence of an XML element has the line of the element; a DOCTYPE is allowed."""
    file = write_file(tmp_path, "a.xml", "<!DOCTYPE a>\n<a>\n  <b/>\n</a>")
    inner = file.xml()[0]
    assert file.at(inner, "b").line == 3
    assert str(file.at(inner, "b")) == "a.xml:3 (b)"
    assert file.at().line == 0


@pytest.mark.parametrize(
    ("content", "text", "notes"),
    [
        ("Größe".encode(), "Größe", 0),
        (b"\xef\xbb\xbf" + "Größe".encode(), "Größe", 0),
        ("Größe".encode("utf-16"), "Größe", 0),
        (b"one\ntwo " + "Größe".encode("cp1252"), "one\ntwo Größe", 1),
    ],
)
def test_text_is_decoded_and_a_guess_is_noted(
    tmp_path: Path, content: bytes, text: str, notes: int
) -> None:
    """A byte-order mark sets the encoding. Without one, text is UTF-8, or Windows-1252 with a
    note.
    """
    file = write_file(tmp_path, "a.txt", content)
    assert file.text() == text
    assert len(file.content.notes) == notes
    assert all("line 2" in what for what, _, _ in file.content.notes)


def test_a_wrong_byte_order_mark_is_an_error(tmp_path: Path) -> None:
    """A byte-order mark followed by invalid bytes is an error with its line."""
    file = write_file(tmp_path, "a.txt", b"\xef\xbb\xbfone\n\xff")
    with pytest.raises(UnreadableError, match=r"a\.txt:2: not valid utf-8-sig"):
        file.text()


def test_head_is_lenient(tmp_path: Path) -> None:
    """The first characters of a file are read in any encoding, and even a missing file raises no
    error.
    """
    assert write_file(tmp_path, "a", b"abc\xff").head(3) == "abc"
    assert write_file(tmp_path, "b", "abc".encode("utf-16")).head(2) == "ab"
    assert write_file(tmp_path, "d", b"a: 1\r\nb: 2").head() == "a: 1\nb: 2"
    gone = write_file(tmp_path, "c", "x")
    (tmp_path / "c").unlink()
    assert gone.head() == ""
    with pytest.raises(UnreadableError, match="cannot be read"):
        gone.data()


def test_csv_finds_delimiter_header_and_lines(tmp_path: Path) -> None:
    """The reader skips a title row, finds the delimiter, and gives each row the line on which it
    begins.
    """
    text = (
        'Systems 2024;;\n\nName;Business Owner;Note\nSAP;"Köhler; Anna";"two\nlines"\n;;\nCRM;Bo;\n'
    )
    table = write_file(tmp_path, "a.csv", text).tables()[0]
    assert table.headers == ("name", "business_owner", "note")
    assert [(row.evidence.line, row.get("name")) for row in table.rows] == [(4, "SAP"), (7, "CRM")]
    assert table.rows[0].get("owner", "business_owner") == "Köhler; Anna"
    assert table.rows[1].get("note") == ""


def test_empty_and_single_column_tables(tmp_path: Path) -> None:
    """An empty file has no rows, and a single column is a table."""
    assert write_file(tmp_path, "a.csv", "").tables()[0].rows == ()
    assert len(write_file(tmp_path, "b.csv", "name\nx\ny\n").tables()[0].rows) == 2


def test_a_giant_csv_field_is_refused(tmp_path: Path) -> None:
    """A CSV field that is longer than the limit is an error with its line."""
    with pytest.raises(UnreadableError, match=r"a\.csv:\d+: not valid CSV"):
        write_file(tmp_path, "a.csv", "a,b\n" + "x" * 2_000_000).tables()


def test_xlsx_sheets_are_read_without_evaluating(tmp_path: Path) -> None:
    """Each sheet of a workbook is a table; a formula without a stored value is an empty cell."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    first = book.create_sheet("Sheet", 0)
    first.append(["Name", "Owner"])
    first.append(["SAP", "=1+1"])
    book.create_sheet("Other").append(["x"])
    book.save(tmp_path / "a.xlsx")
    tables = open_file(tmp_path / "a.xlsx", "a.xlsx").tables()
    assert [table.name for table in tables] == ["Sheet", "Other"]
    assert tables[0].rows[0].cells == {"name": "SAP"}
    assert tables[0].rows[0].evidence.place == "Sheet!2"


def test_broken_workbooks_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is no ZIP archive, an archive that is no workbook, and a ZIP bomb are errors."""
    with pytest.raises(UnreadableError, match="not a workbook"):
        write_file(tmp_path, "a.xlsx", b"PK nothing").tables()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("x", "0" * 1000)
    with pytest.raises(UnreadableError, match="not a readable workbook"):
        write_file(tmp_path, "b.xlsx", stream.getvalue()).tables()
    monkeypatch.setattr("seamscope.connector.workbook.MAX_UNPACKED", 999)
    with pytest.raises(UnreadableError, match="unpacks to"):
        write_file(tmp_path, "c.xlsx", stream.getvalue()).tables()


def test_a_file_over_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is too large is not read at all."""
    file = write_file(tmp_path, "sub.sql", "select 1")
    monkeypatch.setattr("seamscope.connector.raw_file.MAX_BYTES", 3)
    with pytest.raises(UnreadableError, match="larger than"):
        file.text()
    assert (file.folder, file.suffix, file.size) == ("", ".sql", 8)
    assert file.named("*.SQL")


def test_known_headers_tell_the_header_row(tmp_path: Path) -> None:
    """The row with known headers is the header, although a title with another delimiter and a row
    of groups are above it.
    """
    text = "Systems, all\nGeneral;;People\nname;type;owner\nSAP;erp;Bo\n"
    known = frozenset({"name", "owner"})
    table = write_file(tmp_path, "a.csv", text).tables(known)[0]
    assert table.headers == ("name", "type", "owner")
    assert table.rows[0].evidence.line == 4


def test_cells_beyond_the_header_are_counted(tmp_path: Path) -> None:
    """Cells beyond the last header are counted, because they may come from an unquoted delimiter in
    a value.
    """
    rows = write_file(tmp_path, "a.csv", "name,owner\nA,B,C,,D\nE,F\n").tables()[0].rows
    assert [row.extra for row in rows] == [2, 0]


def test_a_quote_that_is_never_closed_is_refused(tmp_path: Path) -> None:
    """An unclosed quote is an error with its line, because the rows after it would be lost."""
    with pytest.raises(UnreadableError, match=r"a\.csv:3: a quoted value is never closed"):
        write_file(tmp_path, "a.csv", 'name,owner\nA,B\nC,"D\nE,F\n').tables()
