"""`seamscope profile` counts exactly in extracts and database files, and writes no value of a
row.
"""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from seamscope.cli import main
from seamscope.connector import open_file
from seamscope.databases import QueryError
from seamscope.discover import load_connectors, read_files
from seamscope.profiling.dialects import select_shapes
from seamscope.profiling.extracts import Extracts
from seamscope.profiling.measuring import compute_error
from seamscope.records import Measure, Profile

from .planted import (
    CANARY,
    EXPECTED,
    write_csv,
    write_duckdb,
    write_parquet,
    write_sqlite,
    write_xlsx,
)

POC = """
name: Promise
reads: [{system: Shop, datasets: [sales.orders, buyers, returns]}]
writes: [{system: Mart, datasets: ["fct_*"]}]
"""
DECLARED = (
    "--key", "orders.id", "--key", "buyers.id", "--relation", "orders.buyer=buyers.id",
)  # fmt: skip


def profile(folder: Path, *arguments: object) -> Result:
    (folder / "poc.yaml").write_text(POC)
    texts = [str(argument) for argument in arguments]
    output = folder / "out" / "profile.json"
    return CliRunner().invoke(
        main,
        ["profile", *texts, "--for", str(folder / "poc.yaml"), "-o", str(output),
         "--date", "2026-03-31"],
    )  # fmt: skip


def read(folder: Path) -> dict[str, Profile]:
    """Return the profiles by table, as the connector reads them back."""
    path = folder / "out" / "profile.json"
    records = read_files([open_file(path, path.name)], load_connectors()[0]).records
    assert all(isinstance(record, Profile) for record in records), records
    return {record.name: record for record in records if isinstance(record, Profile)}


def count(profile: Profile) -> dict[tuple[str, str], int | None]:
    """Return the counts by measure and columns; zero outliers are left out."""
    return {
        (one.measure.value, ",".join(one.columns)): one.count
        for one in profile.measurements
        if one.measure is not Measure.OUTLIERS or one.count
    }


@pytest.mark.slow
@pytest.mark.parametrize(
    "write",
    [
        write_csv,
        lambda folder: write_csv(folder, ";", "utf-8-sig"),
        lambda folder: write_csv(folder, "\t", "utf-16"),
        write_xlsx,
        write_parquet,
        write_sqlite,
        write_duckdb,
    ],
    ids=["csv", "csv-semicolon-bom", "csv-tab-utf16", "xlsx", "parquet", "sqlite", "duckdb"],
)
def test_planted_mess_is_counted_exactly(
    tmp_path: Path, write: Callable[[Path], list[Path]]
) -> None:
    declared: tuple[str, ...] = DECLARED
    if write is write_sqlite:  # it declares the relation and the key of the buyers itself
        declared = ("--key", "orders.id")
    result = profile(tmp_path, *write(tmp_path), *declared)
    assert result.exit_code == 0, result.output
    found = read(tmp_path)
    orders, buyers = found["sales.orders"], found["buyers"]
    assert (orders.system.name, orders.rows, orders.sampled) == ("Shop", 403, None)
    counted = count(orders)
    distinct_notes = counted.pop(("distinct", "note"))
    assert distinct_notes == 101
    assert counted == EXPECTED
    assert count(buyers)["duplicate_keys", "id"] == 0
    assert all(one.error == 0 for one in orders.measurements)
    (orphans,) = (one for one in orders.measurements if one.measure is Measure.ORPHANS)
    assert orphans.refers_to == "buyers"


@pytest.mark.slow
@pytest.mark.parametrize(
    "write", [write_csv, write_xlsx, write_parquet, write_sqlite, write_duckdb]
)
def test_no_value_of_a_row_is_written(tmp_path: Path, write: Callable[[Path], list[Path]]) -> None:
    """A planted value of a row is in no output, no message and no other file."""
    data = tmp_path / "data"
    data.mkdir()
    paths = write(data)
    result = profile(tmp_path, *paths, *DECLARED)
    assert result.exit_code == 0, result.output
    assert CANARY.casefold() not in result.output.casefold()
    for path in tmp_path.rglob("*"):
        if path.is_file() and path not in paths:
            assert CANARY.casefold().encode() not in path.read_bytes().lower(), path


def test_a_broken_extract_does_not_affect_others_and_its_values_are_not_printed(
    tmp_path: Path,
) -> None:
    """A broken extract does not prevent the profile of another one, and DuckDB's message, which
    quotes the line, is not printed.
    """
    _, buyers = write_csv(tmp_path)
    broken = tmp_path / "orders.csv"
    broken.write_text(f'id,due\n1,"{CANARY}\n' * 3)
    result = profile(tmp_path, broken, buyers)
    assert result.exit_code == 0, result.output
    assert CANARY not in result.output
    assert "buyers" in read(tmp_path)


@pytest.mark.slow
def test_a_query_about_an_extract_ends_at_its_time_limit() -> None:
    """A query that exceeds the time limit raises QueryError, and the next query is answered."""
    import duckdb

    extracts = Extracts(duckdb.connect(), 1)
    with pytest.raises(QueryError, match="InterruptException") as found:
        extracts.select(
            "SELECT COUNT(*) FROM RANGE(1000000) a, RANGE(1000000) b WHERE HASH(a) < HASH(b)"
        )
    assert "--timeout" in found.value.remedy
    assert list(extracts.select("SELECT 1 AS n")) == [{"n": 1}]


def test_only_the_datasets_that_the_poc_names_are_measured(tmp_path: Path) -> None:
    other = tmp_path / "salaries.csv"
    other.write_text("id,amount\n1,2\n")
    result = profile(tmp_path, *write_csv(tmp_path), other)
    assert set(read(tmp_path)) == {"sales.orders", "buyers"}
    assert "no table for: Mart: fct_*, Shop: returns" in result.output


def test_a_pattern_of_the_poc_chooses_tables_by_their_own_names(tmp_path: Path) -> None:
    path = tmp_path / "FCT_Orders.csv"
    path.write_text("id\n1\n")
    assert profile(tmp_path, path).exit_code == 0
    assert read(tmp_path)["FCT_Orders"].system.name == "Mart"


def test_without_a_declared_key_whole_rows_are_compared(tmp_path: Path) -> None:
    """Without `--key`, identical rows count as duplicates: here row 5 twice and row 6 three times,
    so 5 rows.
    """
    profile(tmp_path, *write_csv(tmp_path))
    assert count(read(tmp_path)["sales.orders"])["duplicate_rows", ""] == 5


def test_the_newest_row_is_read_only_where_the_user_asks(tmp_path: Path) -> None:
    profile(tmp_path, *write_csv(tmp_path))
    assert read(tmp_path)["sales.orders"].newest == ""
    profile(tmp_path, *write_csv(tmp_path), "--newest", "orders.due")
    assert read(tmp_path)["sales.orders"].newest == "2026-03-28"


@pytest.mark.parametrize("kind", ["csv", "sqlite"])
def test_a_sample_is_right_within_its_stated_error(tmp_path: Path, kind: str) -> None:
    """In a sample of 2,000 of 40,000 rows, the share of empty values is right within the stated
    error; duplicate keys are counted in all rows.
    """
    rows = [(number // 2, "" if number % 4 == 0 else "x") for number in range(40_000)]
    if kind == "csv":
        path = tmp_path / "orders.csv"
        path.write_text("id,due\n" + "".join(f"{a},{b}\n" for a, b in rows))
    else:
        path = tmp_path / "shop.db"
        connection = sqlite3.connect(path)
        connection.execute("CREATE TABLE orders (id TEXT, due TEXT)")
        connection.executemany("INSERT INTO orders VALUES (?, ?)", rows)
        connection.commit()
        connection.close()
    result = profile(tmp_path, path, "--sample", 2000, "--key", "orders.id")
    assert result.exit_code == 0, result.output
    found = read(tmp_path)["sales.orders"]
    assert found.rows == 40_000
    assert found.sampled is not None
    assert 1700 < found.sampled < 2300
    (due,) = (o for o in found.measurements if o.measure is Measure.NULLS and o.columns == ("due",))
    assert due.share is not None
    assert 0.015 < due.error < 0.022  # 1.96 · √(.25 · .75 / 2,000) is .019
    assert abs(due.share - 0.25) < 2 * due.error  # about 1 in 10,000 samples fails
    assert count(found)["duplicate_keys", "id"] == 20_000


def test_the_error_of_a_share_is_that_of_wilson() -> None:
    """The error is that of Wilson's interval: for 10 of 100 among very many rows, the interval is
    .0552 to .1744, so the error is .0744.
    """
    assert compute_error(10, 100, 10**9) == pytest.approx(0.0744, abs=0.0001)
    assert compute_error(0, 100, 10**9) == pytest.approx(0.0370, abs=0.0001)
    assert compute_error(10, 100, 100) == 0.0
    assert compute_error(10, 100, 200) < compute_error(10, 100, 10**9)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nowhere.csv",), "no such file"),
        (("orders.csv", "--key", "orders"), "write --key TABLE.COLUMN"),
        (("orders.csv", "--key", "orders.nope"), "orders has no column nope"),
        (("orders.csv", "--relation", "orders.buyer"), "write --relation"),
        (("orders.csv", "--relation", "orders.buyer=nope.id"), "there is no table nope"),
        (("orders.csv", "--system", "Nope"), "poc.yaml does not list a system Nope"),
        (("poc.yaml",), "not a SQLite or DuckDB database, and not a CSV, Parquet or XLSX file"),
        (("NOT_SET",), "the variable NOT_SET is not set"),
        (("postgres://u:hunter2@h/d",), "not the name of an environment variable"),
    ],
)
def test_wrong_arguments_are_refused_with_a_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], message: str
) -> None:
    write_csv(tmp_path)
    monkeypatch.chdir(tmp_path)
    result = profile(tmp_path, *arguments)
    assert result.exit_code == 2
    assert message in result.output
    assert "hunter2" not in result.output
    assert not (tmp_path / "out").exists()


def test_a_table_of_two_systems_needs_an_answer(tmp_path: Path) -> None:
    write_csv(tmp_path)
    (tmp_path / "both.yaml").write_text(
        "name: P\nreads: [{system: A, datasets: [orders]}, {system: B, datasets: [orders]}]\n"
    )
    base = ["profile", str(tmp_path / "orders.csv"), "--for", str(tmp_path / "both.yaml"), "-o",
            str(tmp_path / "out" / "profile.json")]  # fmt: skip
    result = CliRunner().invoke(main, base)
    assert result.exit_code == 2
    assert "orders is a dataset of A and B" in result.output
    assert CliRunner().invoke(main, [*base, "--system", "B"]).exit_code == 0
    assert read(tmp_path)["orders"].system.name == "B"


def test_equal_data_give_equal_bytes(tmp_path: Path) -> None:
    paths = write_csv(tmp_path)
    profile(tmp_path, *paths, *DECLARED)
    first = (tmp_path / "out" / "profile.json").read_bytes()
    profile(tmp_path, *paths, *DECLARED)
    assert (tmp_path / "out" / "profile.json").read_bytes() == first
    assert json.loads(first)["measured"] == "2026-03-31"


@pytest.mark.parametrize("name", ['or"ders', "or'ders; DROP TABLE x", "or]ders", "Ørders ✓"])
def test_odd_names_are_quoted(tmp_path: Path, name: str) -> None:
    path = tmp_path / "shop.db"
    connection = sqlite3.connect(path)
    quoted = '"' + name.replace('"', '""') + '"'
    connection.execute(f"CREATE TABLE {quoted} ({quoted} TEXT)")
    connection.execute(f"INSERT INTO {quoted} VALUES ('')")
    connection.commit()
    connection.close()
    (tmp_path / "odd.yaml").write_text(
        json.dumps({"name": "P", "reads": [{"system": "A", "datasets": [name.replace("]", "?")]}]})
    )
    result = CliRunner().invoke(
        main,
        ["profile", str(path), "--for", str(tmp_path / "odd.yaml"), "-o",
         str(tmp_path / "out" / "profile.json")],
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    (found,) = read(tmp_path).values()
    assert [one.count for one in found.measurements if one.measure is Measure.NULLS] == [1]


@pytest.mark.parametrize("dialect", ["duckdb", "sqlite"])
@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("DE-4711", "a-9999"),
        ("zzz 0 Zebra", "a 9 a"),
        ("a", "a"),
        ("2026-03-31T05:00", "9999-99-99a99:99"),
        ("", ""),
        ("Ab9cD", "a9a"),
    ],
)
def test_a_shape_keeps_no_letter_and_no_digit(dialect: str, text: str, shape: str) -> None:
    """The shape of a value contains none of its letters and digits, and is the same in databases
    without regular expressions.
    """
    import duckdb

    query = select_shapes("t", f"(SELECT '{text}' AS t)", dialect)
    if dialect == "sqlite":
        with closing(sqlite3.connect(":memory:")) as database:
            assert database.execute(query).fetchone() == (shape,)
    else:
        assert duckdb.connect().execute(query).fetchone() == (shape,)
