"""Count the cells that the sheets of an XLS, XLSB or ODS workbook span, without loading them."""

import io
import struct
import zipfile
from collections.abc import Iterator

MAX_XML = 96 * 1024 * 1024  # bytes of one sheet or document
LARGE = 2**62  # returned for a sheet that is too large to count
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
XLSB_ROW, XLSB_CELLS = 0, range(1, 12)
# BIFF8: these records begin with a row and a column; BOF begins a sheet.
XLS_CELLS = frozenset({0x0006, 0x00BD, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E})
SHORT_SECTOR = 64  # bytes of a sector of a short stream in an OLE file
XLS_BOF = 0x0809
END = 0xFFFFFFFA  # sector numbers from this one on are markers


def measure_sheets(data: bytes, suffix: str) -> Iterator[int]:
    """Yield the number of cells that each sheet spans.

    A broken file raises an error of its parser.
    """
    if suffix == ".xls":
        yield from _measure_xls(_read_workbook_stream(data))
        return
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        yield from _measure_ods(archive) if suffix == ".ods" else _measure_xlsb(archive)


def _measure_ods(archive: zipfile.ZipFile) -> Iterator[int]:
    from defusedxml.ElementTree import iterparse

    if archive.getinfo("content.xml").file_size > MAX_XML:
        yield LARGE
        return
    rows = last = cells = filled = widest = 0
    with archive.open("content.xml") as stream:
        for _, element in iterparse(stream, forbid_dtd=True):
            match element.tag.removeprefix(TABLE):
                case "table-cell" | "covered-table-cell":
                    cells += int(element.get(f"{TABLE}number-columns-repeated", "1"))
                    filled = cells if len(element) else filled
                case "table-row":
                    rows += int(element.get(f"{TABLE}number-rows-repeated", "1"))
                    last = rows if filled else last
                    widest, cells, filled = max(widest, filled), 0, 0
                    element.clear()
                case "table":
                    yield last * widest
                    rows = last = widest = 0


def _measure_xlsb(archive: zipfile.ZipFile) -> Iterator[int]:
    for entry in archive.infolist():
        if not entry.filename.startswith("xl/worksheets/") or not entry.filename.endswith(".bin"):
            continue
        if entry.file_size > MAX_XML:
            yield LARGE
            return
        rows = columns = 0
        for kind, number in _list_xlsb_numbers(archive.read(entry)):
            if kind == XLSB_ROW:
                rows = max(rows, number + 1)
            else:
                columns = max(columns, number + 1)
        yield rows * columns


def _list_xlsb_numbers(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield (0, row number) for each row record and (1, column number) for each cell record."""
    place = 0
    while place < len(data) - 1:
        kind, place = _read_varint(data, place, 2)
        size, place = _read_varint(data, place, 4)
        counts = kind == XLSB_ROW or kind in XLSB_CELLS
        if counts and size >= 4 and place + 4 <= len(data):
            yield min(kind, 1), struct.unpack_from("<I", data, place)[0]
        place += size


def _read_varint(data: bytes, place: int, most: int) -> tuple[int, int]:
    value = 0
    for at in range(most):
        if place >= len(data):
            break
        byte = data[place]
        place += 1
        value |= (byte & 0x7F) << (7 * at)
        if not byte & 0x80:
            break
    return value, place


def _measure_xls(stream: bytes) -> Iterator[int]:
    rows = columns = place = 0
    while place + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, place)
        place += 4
        if kind == XLS_BOF:
            yield rows * columns
            rows = columns = 0
        elif kind in XLS_CELLS and size >= 4 and place + 4 <= len(stream):
            row, column = struct.unpack_from("<HH", stream, place)
            rows, columns = max(rows, row + 1), max(columns, column + 1)
        place += size
    yield rows * columns


def _read_workbook_stream(data: bytes) -> bytes:
    """Return the workbook stream of an OLE file, or the data itself if it is plain BIFF."""
    if not data.startswith(b"\xd0\xcf\x11\xe0"):
        return data
    shift = struct.unpack_from("<H", data, 30)[0]
    size = 1 << min(shift, 12)
    first, cutoff = struct.unpack_from("<I", data, 48)[0], struct.unpack_from("<I", data, 56)[0]
    table = b"".join(_read_sector(data, number, size) for number in _list_table_sectors(data, size))
    fat = struct.unpack(f"<{len(table) // 4}I", table[: len(table) // 4 * 4])
    folder = b"".join(_read_chain(data, fat, first, size))
    for at in range(0, len(folder) - 127, 128):
        name = folder[at : at + 64].decode("utf-16-le", errors="replace").partition("\0")[0]
        start, length = struct.unpack_from("<II", folder, at + 116)
        if name in {"Workbook", "Book"}:
            if length < cutoff:
                data, fat = _read_short_streams(data, fat, folder, size)
                size = SHORT_SECTOR
            return b"".join(_read_chain(data, fat, start, size))[:length]
    raise ValueError("the file has no workbook stream")


def _read_short_streams(
    data: bytes, fat: tuple[int, ...], folder: bytes, size: int
) -> tuple[bytes, tuple[int, ...]]:
    """Return the streams below the cutoff size as one file, and their allocation table.

    They are stored in the stream of the root entry. An empty sector takes the place of the header.
    """
    first = struct.unpack_from("<I", data, 60)[0]
    table = b"".join(_read_chain(data, fat, first, size))
    start = struct.unpack_from("<I", folder, 116)[0]
    streams = bytes(SHORT_SECTOR) + b"".join(_read_chain(data, fat, start, size))
    return streams, struct.unpack(f"<{len(table) // 4}I", table[: len(table) // 4 * 4])


def _list_table_sectors(data: bytes, size: int) -> Iterator[int]:
    """Yield the sectors of the allocation table: 109 in the header, others in a chain."""
    yield from (n for n in struct.unpack_from("<109I", data, 76) if n < END)
    following = struct.unpack_from("<I", data, 68)[0]
    for _ in range(len(data) // size):  # stop at a chain that loops
        sector = _read_sector(data, following, size) if following < END else b""
        if len(sector) < size:
            return
        *numbers, following = struct.unpack(f"<{size // 4}I", sector)
        yield from (n for n in numbers if n < END)


def _read_chain(data: bytes, fat: tuple[int, ...], start: int, size: int) -> Iterator[bytes]:
    number = start
    for _ in range(len(data) // size):
        if number >= len(fat):
            return
        yield _read_sector(data, number, size)
        number = fat[number]


def _read_sector(data: bytes, number: int, size: int) -> bytes:
    return data[(number + 1) * size : (number + 2) * size]
