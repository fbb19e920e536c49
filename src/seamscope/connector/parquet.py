"""Read the rows of a Parquet file as text, if pyarrow is installed."""

import importlib.util
import io
import json
from collections.abc import Iterable, Iterator

from seamscope.connector.workbook import MAX_UNPACKED
from seamscope.errors import UnreadableError

PARQUET = ".parquet"
# A small file may unpack to many values, because repeated values take no space, so the count is
# limited.
MAX_VALUES = 40_000_000
BATCH = 1024  # rows; the size of the text is checked after each batch


def can_read_parquet() -> bool:
    """Return whether pyarrow is installed."""
    return importlib.util.find_spec("pyarrow") is not None


def read_parquet_sheets(
    data: bytes, file: str, *, rows: bool = True
) -> list[tuple[str, list[tuple[int, list[str]]]]]:
    """Return one sheet with the header as row 0 and each row as strings.

    rows: whether to read the rows; False returns only the header. Nested values become JSON. Raises
    UnreadableError without pyarrow, for data that is not Parquet, and for more than 40 million
    values or 512 MB of text.
    """
    if not can_read_parquet():
        remedy = "pip install 'seamscope[parquet]', or export CSV"
        raise UnreadableError("Parquet needs pyarrow", remedy=remedy, file=file)
    try:
        lines = list(_list_lines(data, file, rows=rows))
    except UnreadableError:
        raise
    except Exception as error:  # noqa: BLE001 (pyarrow raises whatever its codecs do)
        problem = f"not a readable Parquet file, or cut off ({type(error).__name__})"
        raise UnreadableError(problem, remedy="export it again, or as CSV", file=file) from None
    return [("row", lines)]


def _list_lines(data: bytes, file: str, *, rows: bool) -> Iterator[tuple[int, list[str]]]:
    from pyarrow import parquet, types

    found = parquet.ParquetFile(io.BytesIO(data))
    names = [str(name) for name in found.schema_arrow.names]
    yield 0, names
    if not rows:
        return
    values = found.metadata.num_rows + sum(
        found.metadata.row_group(group).column(column).num_values
        for group in range(found.metadata.num_row_groups)
        for column in range(found.metadata.num_columns)
    )
    if values > MAX_VALUES:
        raise _build_size_error(f"{values:,} values", file)
    # A repeated string is one object here, so a decompression bomb is detected before it fills
    # memory.
    flat = [str(one.name) for one in found.schema_arrow if not types.is_nested(one.type)]
    shared = parquet.ParquetFile(io.BytesIO(data), read_dictionary=flat)
    number = taken = 0
    for batch in shared.iter_batches(batch_size=BATCH):
        for cells in zip(*(_list_texts(column) for column in batch.columns), strict=True):
            number += 1
            taken += sum(map(len, cells))
            if taken > MAX_UNPACKED:
                raise _build_size_error(f"more than {MAX_UNPACKED // 2**20} MB of text", file)
            yield number, list(cells)


def _build_size_error(what: str, file: str) -> UnreadableError:
    remedy = "split the export"
    return UnreadableError(f"the Parquet file unpacks to {what}", remedy=remedy, file=file)


def _list_texts(column: object) -> Iterable[str]:
    """Return the values of an Arrow array as text; each distinct value is converted once."""
    import pyarrow

    match column:
        case pyarrow.DictionaryArray():
            texts = list(_list_texts(column.dictionary))
            return ["" if at is None else texts[at] for at in column.indices.to_pylist()]
        case pyarrow.TimestampArray():  # Python's times are only exact to a microsecond
            plain = column.cast(pyarrow.timestamp(column.type.unit)).cast(pyarrow.string())
            return [_format_value(value) for value in plain.to_pylist()]
        case pyarrow.Array():
            return [_format_value(value) for value in column.to_pylist()]
        case _:
            return []


def _format_value(value: object) -> str:
    match value:
        case None:
            return ""
        case bytes():
            return value.decode("utf-8", errors="replace")
        case dict() | list() | tuple():
            return json.dumps(value, default=str, ensure_ascii=False)
        case bool():
            return "true" if value else "false"
        case other:
            return str(other)
