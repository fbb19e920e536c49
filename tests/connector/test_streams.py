"""Files that are read in parts give the same texts, rows and documents as whole files."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seamscope.connector import File, documents, json_items, raw_file
from seamscope.connector.decode import decode, find_encoding
from seamscope.connector.file import open_file
from seamscope.errors import UnreadableError
from seamscope.residue import find_signs

CODECS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "cp1250")
KNOWN = frozenset({"name", "owner"})
cells = st.text(alphabet='ab,;"\n äł', max_size=6)
values = st.recursive(
    st.none() | st.integers(-3, 10**6) | st.text(alphabet='a"\\]},\u00e4\n', max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab", max_size=2), inner),
    max_leaves=6,
)


def write(folder: Path, name: str, data: bytes) -> File:
    path = folder / name
    path.write_bytes(data)
    return open_file(path, name)


def fail(what: str, remedy: str, line: int) -> UnreadableError:
    return UnreadableError(what, remedy=remedy, file="x", line=line)


@pytest.mark.parametrize("codec", CODECS)
@given(text=st.text(alphabet="ab é\r\nüßłśČ€", max_size=40), size=st.integers(1, 7))
def test_an_encoding_does_not_depend_on_the_chunks(codec: str, text: str, size: int) -> None:
    data = ("a" * 4096 + text).encode(codec, errors="replace")
    parts = [data[:4096], *(data[at : at + size] for at in range(4096, len(data), size))]
    found = find_encoding(lambda: iter(parts), fail)
    assert (data.decode(found.codec, found.errors), found.note) == decode(data, fail)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(cells, min_size=1, max_size=4), max_size=6), cut=st.integers(0, 3))
def test_rows_of_a_stream_are_those_of_the_table(
    rows: list[list[str]], cut: int, tmp_path: Path
) -> None:
    lines = ["Name,Owner,", *(",".join('"' + c.replace('"', '""') + '"' for c in r) for r in rows)]
    text = "\n".join(lines)
    file = write(tmp_path, "list.csv", text[: len(text) - cut].encode())
    assert read_stream(file) == read_table(file)


def read_table(file: File) -> object:
    """Return the headers and rows of a CSV file that is read as a whole, or the error."""
    try:
        (table,) = file.tables(KNOWN)
    except UnreadableError as error:
        return error.what, error.line
    return table.headers, table.titles, table.rows


def read_stream(file: File) -> object:
    """Return the headers and rows of a CSV file that is read row by row, or the error."""
    try:
        stream = file.stream_csv(KNOWN)
        return stream.headers, stream.titles, tuple(row for row, _ in stream.rows)
    except UnreadableError as error:
        return error.what, error.line


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(items=st.lists(values, max_size=5), part=st.integers(1, 9), broken=st.sampled_from("\0,]x"))
def test_entries_of_a_large_document_are_those_of_a_small_one(
    items: list[object], part: int, broken: str, tmp_path: Path
) -> None:
    texts = {
        "list.json": json.dumps(items, indent=1, ensure_ascii=False),
        "lines.ndjson": "\n".join(json.dumps(item) for item in items) + f"\n{broken}",
        "broken.json": json.dumps(items) + broken.strip("\0"),
    }
    for name, text in texts.items():
        small, large = (write(tmp_path, name, text.encode()) for _ in range(2))
        with pytest.MonkeyPatch.context() as patch:
            expected = read_entries(small)
            patch.setattr(documents, "LARGE", -1)
            patch.setattr(json_items, "PART", part)
            assert read_entries(large) == expected
        assert small.content.notes == large.content.notes


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    root=st.dictionaries(st.text("ab", max_size=2), values, max_size=4),
    part=st.integers(1, 9),
    end=st.sampled_from(["", "}", ",", "// no"]),
)
def test_a_large_object_is_that_of_a_small_file(
    root: dict[str, object], part: int, end: str, tmp_path: Path
) -> None:
    text = json.dumps(root, indent=1) + end
    small, large = (write(tmp_path, "object.json", text.encode()) for _ in range(2))
    with pytest.MonkeyPatch.context() as patch:
        expected = read_object(small)
        patch.setattr(documents, "LARGE", -1)
        patch.setattr(json_items, "PART", part)
        assert read_object(large) == expected


def read_object(file: File) -> object:
    """Return the document of a file, or the error."""
    try:
        return file.read_object(lambda section, value: value).value
    except UnreadableError as error:
        return error.what, error.line


def read_entries(file: File) -> object:
    """Return the values of a file with their positions, or the error."""
    try:
        return [(entry.value, entry.evidence) for entry in file.iterate_entries()]
    except UnreadableError as error:
        return error.what, error.line


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.lists(st.sampled_from(["a", "https://x1.corp.example/api", "\n", " "]), max_size=30)
)
def test_the_signs_in_a_large_text_are_those_in_a_small_one(
    words: list[str], tmp_path: Path
) -> None:
    file = write(tmp_path, "notes.txt", " ".join(words).encode())
    expected = list(find_signs(file.text(), file.path))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(raw_file, "PART", 40)
        patch.setattr(raw_file, "CHUNK", 5)
        parts = list(file.text_parts())
    assert "".join(parts) == file.text()
    assert list(find_signs(parts, file.path)) == expected
