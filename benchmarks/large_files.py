"""Measure the survey of one huge file: CPU seconds and memory, by kind of file and size.

Run: python benchmarks/large_files.py [KIND=MB …], for example ``history.csv=300 script.sql=1000``.
Without arguments, all kinds are measured at `SIZES`. Files are made from a fixed seed in a
temporary folder and deleted. CPU seconds include the program and its workers. The memory is the
largest sum of the resident sets of all processes that were alive at the same time, read from /proc
20 times a second (Linux only); a page that several processes share is counted once for each of
them. Each file is surveyed beside a small inventory, without a cache.
"""

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

SHAPES = 2_000  # distinct forms of SQL in a history or script
SYSTEMS = 300
COLUMNS = ("ID", "KEY_NO", "NAME", "AMOUNT", "CHANGED_AT")
TABLES = ("CUSTOMER", "ORDERS", "INVOICE", "PAYMENT", "PRODUCT", "STOCK", "SHIPMENT", "TICKET")
PERIOD = 0.05  # seconds between two readings of the memory


def write_inventory(path: Path) -> None:
    """Write the systems that own the databases of the generated SQL."""
    lines = ["inventory: 1", "systems:"]
    lines += [f"  - {{name: System {n:05}, databases: [DB_{n:05}]}}" for n in range(SYSTEMS)]
    path.write_text("\n".join(lines) + "\n")


def list_moves(draw: random.Random) -> list[tuple[str, str, str]]:
    """Return the source table, target database and target table of each distinct SQL text."""
    moves = []
    for number in range(SHAPES):
        source, target = draw.sample(range(SYSTEMS), 2)
        one, other = draw.sample(TABLES, 2)
        moves.append((f"DB_{source:05}.CORE.{one}", f"DB_{target:05}", f"{other}_{number % 50}"))
    return moves


def list_rows(draw: random.Random) -> Iterator[dict[str, str]]:
    """Yield rows of a Snowflake history without end; each text differs in its literals."""
    moves, number = list_moves(draw), 0
    while True:
        source, database, table = moves[number % SHAPES]
        low = draw.randrange(10**6)
        yield {
            "QUERY_ID": f"q{number}",
            "QUERY_TEXT": f"INSERT INTO {database}.CORE.{table} SELECT s.ID, s.KEY_NO, s.NAME, "
            f"s.AMOUNT * 2, s.CHANGED_AT FROM {source} s\nWHERE s.ID BETWEEN {low} AND {low + 999} "
            f"AND s.NAME <> 'batch {number}' /* nightly load of the {table.lower()} table */",
            "DATABASE_NAME": database,
            "SCHEMA_NAME": "CORE",
            "QUERY_TYPE": "INSERT",
            "USER_NAME": f"LOADER_{number % 7}",
            "ROLE_NAME": "ETL",
            "WAREHOUSE_NAME": "WH",
            "START_TIME": f"2024-{1 + number % 12:02}-{1 + number % 28:02} 03:{number % 60:02}:00",
        }
        number += 1


def write_history_csv(path: Path, size: int) -> None:
    """Write a query history as CSV."""
    rows = list_rows(random.Random(1))
    first = next(rows)
    _write(path, size, _list_csv_lines(first, rows))


def _list_csv_lines(first: dict[str, str], rows: Iterator[dict[str, str]]) -> Iterator[str]:
    yield ",".join(first) + "\n"
    for row in rows:
        yield ",".join(f'"{cell}"' for cell in row.values()) + "\n"


def write_history_ndjson(path: Path, size: int) -> None:
    """Write a query history with one JSON object per line."""
    _write(path, size, (json.dumps(row) + "\n" for row in list_rows(random.Random(2))))


def write_history_json(path: Path, size: int) -> None:
    """Write a query history as one JSON list."""
    _write(path, size, _list_json_items(), "\n]\n")


def _list_json_items() -> Iterator[str]:
    mark = "[\n"
    for row in list_rows(random.Random(3)):
        yield mark + json.dumps(row)
        mark = ",\n"


def write_applications(path: Path, size: int) -> None:
    """Write an application list in which each application has a row for each of its servers."""
    _write(path, size, _list_applications())


def _list_applications() -> Iterator[str]:
    draw = random.Random(4)
    extra = ",".join(f"Custom {n}" for n in range(30))
    yield f"Name,Vendor,Owner,Criticality,Status,Host,Description,{extra}\n"
    number = 0
    while True:
        app = number % (SYSTEMS * 10)
        said = " ".join(f"term{draw.randrange(500)}" for _ in range(20))
        filled = ",".join(f"value {draw.randrange(10**6)}" for _ in range(30))
        yield (
            f"Application {app:06},Vendor {app % 90},Team {app % 40},high,active,"
            f"srv{number:07}.corp.example,{said},{filled}\n"
        )
        number += 1


def write_manifest(path: Path, size: int) -> None:
    """Write a dbt manifest: models with their SQL, columns, tests, macros and documentation."""
    count = max(10, size * 10**6 // 6_050)
    nodes = dict(_make_model(number) for number in range(count))
    macro = "{% macro cents(column) %}\n  ({{ column }} / 100)::numeric(16, 2)\n{% endmacro %}"
    sources = {
        f"source.shop.raw.t{n}": {
            "resource_type": "source", "name": f"t{n}", "source_name": "raw", "schema": "raw",
            "database": f"DB_{n % SYSTEMS:05}", "identifier": f"t{n}", "unique_id":
            f"source.shop.raw.t{n}", "package_name": "shop", "columns": {}, "loader": "",
        }
        for n in range(SYSTEMS)
    }  # fmt: skip
    version = "https://schemas.getdbt.com/dbt/manifest/v12.json"
    with path.open("w") as stream:
        json.dump(
            {
                "metadata": {"dbt_schema_version": version, "adapter_type": "snowflake",
                             "project_name": "shop"},
                "nodes": nodes,
                "sources": sources,
                "macros": {f"macro.shop.m{n}": {"unique_id": f"macro.shop.m{n}", "macro_sql": macro,
                                                "depends_on": {"macros": []}}
                           for n in range(2_000)},
                "docs": {}, "exposures": {}, "metrics": {}, "groups": {}, "selectors": {},
                "disabled": {},
                "parent_map": {key: node["depends_on"]["nodes"] for key, node in nodes.items()},
                "child_map": {key: [] for key in nodes},
            },
            stream,
        )  # fmt: skip


def _make_model(number: int) -> tuple[str, dict[str, object]]:
    source = (
        f"source.shop.raw.t{number % SYSTEMS}" if number % 3 == 0 else f"model.shop.m{number - 1}"
    )
    table = (
        f"DB_{number % SYSTEMS:05}.raw.t{number % SYSTEMS}"
        if number % 3 == 0
        else f"DB_00001.core.m{number - 1}"
    )
    wide = [f"c{n}" for n in range(12)]
    chosen = ",\n  ".join(f"s.{name} AS {name}" for name in wide)
    sql = f"SELECT\n  {chosen}\nFROM {table} AS s\nWHERE s.c0 > {number}"
    key = f"model.shop.m{number}"
    return key, {
        "resource_type": "model", "name": f"m{number}", "unique_id": key, "package_name": "shop",
        "database": "DB_00001", "schema": "core", "alias": f"m{number}", "path": f"m{number}.sql",
        "original_file_path": f"models/m{number}.sql", "fqn": ["shop", f"m{number}"],
        "raw_code": sql, "compiled_code": sql, "compiled": True, "language": "sql",
        "description": "A model of the shop. " * 40,
        "columns": {n: {"name": n, "description": f"Column {n} of model {number}, as in the source",
                        "meta": {}, "data_type": "text", "constraints": [], "quote": None,
                        "tags": []} for n in wide},
        "config": {"materialized": "table", "enabled": True, "tags": [], "meta": {}},
        "depends_on": {"macros": [], "nodes": [source]}, "tags": [], "meta": {},
        "relation_name": f"DB_00001.core.m{number}", "checksum": {"name": "sha256",
                                                                  "checksum": "0" * 64},
    }  # fmt: skip


def write_script(path: Path, size: int) -> None:
    """Write a SQL script with tables, rows to load as in a dump, and loads between systems."""
    _write(path, size, _list_statements())


def _list_statements() -> Iterator[str]:
    draw = random.Random(5)
    moves = list_moves(draw)
    for number in range(200):
        columns = ", ".join(f"{name} VARCHAR(40)" for name in COLUMNS)
        yield f"CREATE TABLE DB_00000.CORE.DUMP_{number} ({columns});\n"
    number = 0
    while True:
        source, database, table = moves[number % SHAPES]
        yield (
            f"-- load {number}\nINSERT INTO {database}.CORE.{table} (ID, KEY_NO, NAME, AMOUNT)\n"
            f"SELECT x.ID, x.KEY_NO + {number}, UPPER(x.NAME), SUM(x.AMOUNT * {number})\n"
            f"FROM {source} AS x\n"
            f"WHERE x.CHANGED_AT > CURRENT_DATE - 30 AND x.NAME <> 'n{number}'\n"
            "GROUP BY x.ID, x.KEY_NO, x.NAME;\n"
        )
        dumped = f"INSERT INTO DB_00000.CORE.DUMP_{number % 200} VALUES"
        rows = [f"({number}, {n}, 'name {n}; {number}', {n * 1.5}, NULL)" for n in range(8)]
        yield "".join(f"{dumped} {row};\n" for row in rows)
        if number % 200 == 0:
            many = draw.randrange(2_000, 20_000)
            rows = [f"({n}, {number}, 'it''s {n}', {n / 7:.3f}, NULL)" for n in range(many)]
            yield dumped + "\n" + ",\n".join(rows) + ";\n"
        number += 1


def _write(path: Path, size: int, parts: Iterator[str], end: str = "") -> None:
    """Write parts until the file has `size` MB."""
    remaining = size * 10**6
    with path.open("w", encoding="utf-8") as stream:
        for part in parts:
            stream.write(part)
            remaining -= len(part)
            if remaining <= 0:
                break
        stream.write(end)


KINDS: dict[str, Callable[[Path, int], None]] = {
    "history.csv": write_history_csv,
    "history.ndjson": write_history_ndjson,
    "history.json": write_history_json,
    "applications.csv": write_applications,
    "manifest.json": write_manifest,
    "script.sql": write_script,
}
SIZES = {
    "history.csv": 300,
    "history.ndjson": 300,
    "history.json": 300,
    "applications.csv": 300,
    "manifest.json": 188,
    "script.sql": 1_000,
}  # MB


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """CPU seconds, elapsed seconds, and the largest memory of all processes together in MB."""

    seconds: float
    elapsed: float
    megabytes: float
    code: int


def run(arguments: list[str]) -> Measured:
    """Run the program, and read the memory of its processes while it runs."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    command = [sys.executable, "-P", "-m", "seamscope", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    peak = 0
    while process.poll() is None:
        peak = max(peak, sum(map(_read_resident, _list_tree(process.pid))))
        time.sleep(PERIOD)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Measured(
        seconds=used,
        elapsed=time.monotonic() - begun,
        megabytes=peak / 1e6,
        code=process.returncode,
    )


def _list_tree(root: int) -> Iterator[int]:
    """Yield a process and the processes below it."""
    yield root
    try:
        threads = [*Path(f"/proc/{root}/task").iterdir()]
        children = [word for one in threads for word in (one / "children").read_text().split()]
    except OSError:
        return
    for child in children:
        yield from _list_tree(int(child))


def _read_resident(process: int) -> int:
    """Return the resident set of a process in bytes, 0 if it has ended."""
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    except (OSError, IndexError, ValueError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def measure(kind: str, size: int) -> str:
    """Survey one file of this kind and size in MB, and return the line of the table."""
    with tempfile.TemporaryDirectory() as made:
        folder, out = Path(made) / "estate", Path(made) / "out"
        folder.mkdir()
        write_inventory(folder / "inventory.yaml")
        KINDS[kind](folder / kind, size)
        written = (folder / kind).stat().st_size / 1e6
        used = run(["survey", str(folder), "-o", str(out), "--quiet", "--no-cache"])
        path = out / "survey.json"
        survey = json.loads(path.read_text()) if path.exists() else {}
    counts = ", ".join(f"{len(survey.get(n, ()))} {n}" for n in ("systems", "flows", "skipped"))
    return (
        f"| {kind} | {written:.0f} MB | {used.seconds:.1f} s | {used.elapsed:.1f} s | "
        f"{used.megabytes:.0f} MB | {counts}; exit {used.code} |"
    )


def main(arguments: list[str]) -> None:
    """Print one line of figures for each kind of file."""
    wanted = dict(pair.split("=") for pair in arguments) or SIZES
    print(
        "| file | size | CPU | elapsed | peak of all processes | found |\n|---|---|---|---|---|---|"
    )
    for kind, size in wanted.items():
        print(measure(kind, int(size)), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
