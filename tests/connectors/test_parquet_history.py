"""Query histories as Parquet give the same records as CSV, or a clear message if they cannot be
read.
"""

import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from seamscope.connector import Connector, build_member, parquet
from seamscope.discover import read_files
from seamscope.errors import UnreadableError
from seamscope.records import Query, Record, Skipped
from seamscope_connectors.query_history import QueryHistoryConnector

pyarrow = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
written = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")

HISTORY = {
    "QUERY_TEXT": ["INSERT INTO MART.T SELECT A FROM RAW.S"] * 3 + ["DELETE FROM MART.T", None],
    "WAREHOUSE_NAME": ["WH"] * 5,
    "DATABASE_NAME": ["LAKE"] * 5,
    "EXECUTION_STATUS": ["SUCCESS"] * 3 + ["FAIL", "SUCCESS"],
}


def write_parquet(columns: dict[str, object]) -> bytes:
    out = io.BytesIO()
    written.write_table(pyarrow.table(columns), out)
    return out.getvalue()


def read(data: bytes, name: str = "history.parquet") -> list[Record]:
    connectors: list[Connector] = [QueryHistoryConnector()]
    return list(read_files([build_member(data, name, name)], connectors).records)


def test_equal_texts_are_one_query_with_the_number_of_its_runs() -> None:
    """Three successful runs become one query; a failed run and a row without SQL are reported as
    skipped.
    """
    records = read(write_parquet(HISTORY))
    (query,) = [record for record in records if isinstance(record, Query)]
    assert query.text == "INSERT INTO MART.T SELECT A FROM RAW.S"
    assert query.runs is not None
    assert query.runs.count == 3
    assert query.evidence.place == "row!1"
    assert sorted(record.reason for record in records if isinstance(record, Skipped)) == [
        "failed queries are left out: 1",
        "rows without a query text or a written table: 1",
    ]


def test_values_of_every_type_become_the_text_of_a_csv() -> None:
    """Values become text as in a CSV: nested values are JSON, and timestamps keep their
    nanoseconds.
    """
    when = pyarrow.array([1_700_000_000_000_000_001], pyarrow.timestamp("ns", "UTC"))
    nested = [[{"objectName": "L.R.Größe", "at": datetime(2024, 1, 2, tzinfo=UTC)}]]
    data = write_parquet({"n": [7], "when": when, "who": nested, "raw": [b"\xff"], "yes": [True]})
    [(_, [(_, names), (number, cells)])] = parquet.read_parquet_sheets(data, "t.parquet")
    row = dict(zip(names, cells, strict=True))
    assert (number, row["n"], row["raw"], row["yes"]) == (1, "7", "\ufffd", "true")
    assert row["when"].startswith("2023-11-14 22:13:20.000000001")
    assert json.loads(row["who"])[0]["objectName"] == "L.R.Größe"


def test_secrets_in_cells_are_hidden() -> None:
    """The password in the text of a query is in no record."""
    columns = HISTORY | {"QUERY_TEXT": ["CREATE USER u PASSWORD = 'Tr0ub4dor3'"] * 5}
    assert "Tr0ub4dor3" not in str(read(write_parquet(columns)))


@pytest.mark.parametrize(
    "data", [b"", b"PAR1", b"QUERY_TEXT,WAREHOUSE_NAME\n", write_parquet(HISTORY)[:-9]]
)
def test_a_file_that_is_no_parquet_is_skipped_with_a_reason(data: bytes) -> None:
    """An empty file, one with only the mark of Parquet, a CSV with the extension and a truncated
    file are skipped with a remedy.
    """
    (skipped,) = read(data)
    assert isinstance(skipped, Skipped)
    assert "export it again" in skipped.remedy


def test_a_file_of_another_meaning_is_not_claimed() -> None:
    """A Parquet file is not claimed without the columns of a query history."""
    (skipped,) = read(write_parquet({"colour": ["red"], "size": [1]}))
    assert isinstance(skipped, Skipped)
    assert skipped.reason == "no connector reads this kind of file (.parquet)"


def test_without_pyarrow_the_message_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without pyarrow, the remedy is to install the extra `parquet` or to export CSV."""
    monkeypatch.setattr(parquet, "can_read_parquet", lambda: False)
    (skipped,) = read(write_parquet(HISTORY))
    assert isinstance(skipped, Skipped)
    assert "pip install 'seamscope[parquet]', or export CSV" in skipped.remedy


@pytest.mark.parametrize("limit", ["MAX_VALUES", "MAX_UNPACKED"])
def test_a_bomb_is_refused_before_it_is_unpacked(
    limit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A small file with too many equal values, or with too much text, is rejected before it is
    unpacked.
    """
    monkeypatch.setattr(parquet, limit, 20_000)
    data = write_parquet({"query": ["x" * 100] * 15_000})
    with pytest.raises(UnreadableError, match="unpacks to"):
        parquet.read_parquet_sheets(data, "bomb.parquet")


def test_a_long_text_that_repeats_counts_in_every_row(tmp_path: Path) -> None:
    """A file of less than 10 MB is rejected if its ten thousand rows repeat a megabyte of SQL,
    because all rows count.
    """
    texts = pyarrow.DictionaryArray.from_arrays([0] * 10_000, ["x" * 1_000_000])
    data = write_parquet({"query": texts})
    assert len(data) < 10_000_000
    with pytest.raises(UnreadableError, match="more than 512 MB of text"):
        parquet.read_parquet_sheets(data, str(tmp_path / "bomb.parquet"))


def test_a_log_selected_by_hand_is_read_if_its_texts_are_sql() -> None:
    """A table with the columns "query" and "user" is a query history if its queries are SQL, and
    not if they are search terms.
    """
    users = ["svc_cider", "svc_perry"]
    log: dict[str, object] = {
        "query": ["SELECT id FROM press.vat", "SELECT id FROM press.jar"],
        "user": users,
    }
    searches: dict[str, object] = {"query": ["set of glasses", "red cider"], "user": users}
    texts = {r.text for r in read(write_parquet(log)) if isinstance(r, Query)}
    assert texts == {"SELECT id FROM press.vat", "SELECT id FROM press.jar"}
    assert not [r for r in read(write_parquet(searches)) if isinstance(r, Query)]
