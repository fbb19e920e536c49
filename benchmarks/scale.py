"""Measure how a survey grows with an estate: CPU seconds, memory, survey.json and accuracy.

Run: python benchmarks/scale.py [SYSTEMS …] (default 30 100 300). Each estate is generated from a
fixed seed: an inventory with datasets and columns, and for each system scripts of 20 statements and
200 rows of a query history, which contain two different statements. Every move of data is known, so
that precision and recall are printed. CPU seconds include the program and its workers. The growth
is the exponent k of n^k between two sizes.

The survey runs twice more with its cache: without a change, and after one script got another
statement. The time of the first run is divided by the time of each of these runs. The start of a
command is compared with the import of the libraries that it needs.
"""

import itertools
import json
import math
import os
import random
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

KINDS = ("erp", "crm", "data_warehouse", "hr", "itsm", "billing", "mes", "ecommerce")
TABLES = ("CUSTOMER", "ORDERS", "INVOICE", "PAYMENT", "PRODUCT", "STOCK", "SHIPMENT", "TICKET")
COLUMNS = ("ID", "KEY_NO", "NAME", "AMOUNT", "CHANGED_AT")
SCRIPTED, LOGGED, SHAPES = 20, 200, 2  # statements, rows and shapes a system
ADDED = "INSERT INTO DB_00001.CORE.STOCK (ID) SELECT ID FROM DB_00000.CORE.TICKET;\n"
Move = tuple[int, str, int, str]  # source system and table, target system and table


def estate(folder: Path, systems: int) -> set[tuple[int, int]]:
    """Write an estate, and return its flows as pairs of systems."""
    draw = random.Random(systems)
    scripted = [_move(draw, systems, crossing=0.1) for _ in range(systems * SCRIPTED)]
    logged = [_move(draw, systems, crossing=0.75) for _ in range(systems * SHAPES)]
    _inventory(folder / "inventory.yaml", systems, draw)
    _scripts(folder, scripted)
    _history(folder / "query_history.csv", logged, systems * LOGGED, draw)
    touched = [f"  - {{system: {_name(n)}, mechanism: api, entities: [Order]}}" for n in range(10)]
    head = ["name: Forecast", "business_problem: late orders", "reads:"]
    (folder / "poc.yaml").write_text("\n".join([*head, *touched, "writes:", touched[0]]) + "\n")
    return {(source, target) for source, _, target, _ in (*scripted, *logged) if source != target}


def _move(draw: random.Random, systems: int, crossing: float) -> Move:
    source = draw.randrange(systems)
    target = (source + draw.randrange(1, systems)) % systems
    one, other = draw.sample(TABLES, 2)
    return source, one, target if draw.random() < crossing else source, other


def _name(number: int) -> str:
    return f"System {number:05}"


def _inventory(path: Path, systems: int, draw: random.Random) -> None:
    lines = ["inventory: 1", "systems:"]
    for n in range(systems):
        kind, team = draw.choice(KINDS), draw.randrange(40)
        lines.append(
            f"  - {{name: {_name(n)}, kind: {kind}, owner: Team {team}, databases: [DB_{n:05}]}}"
        )
    lines.append("datasets:")
    columns = ", ".join(COLUMNS)
    for n, table in itertools.product(range(systems), TABLES):
        lines.append(f"  - {{system: {_name(n)}, name: CORE.{table}, columns: [{columns}]}}")
    path.write_text("\n".join(lines) + "\n")


def _scripts(folder: Path, moves: list[Move]) -> None:
    texts: dict[int, list[str]] = {}
    for number, (source, one, target, other) in enumerate(moves):
        texts.setdefault(target, []).append(
            f"INSERT INTO DB_{target:05}.CORE.{other} (ID, KEY_NO, NAME, AMOUNT)\n"
            f"SELECT x.ID, x.KEY_NO + {number}, UPPER(x.NAME), SUM(x.AMOUNT * {number})\n"
            f"FROM DB_{source:05}.CORE.{one} AS x\nWHERE x.CHANGED_AT > CURRENT_DATE - 30\n"
            "GROUP BY x.ID, x.KEY_NO, x.NAME;\n"
        )
    for target, statements in texts.items():
        place = folder / "sql" / f"DB_{target:05}"
        place.mkdir(parents=True)
        (place / "load.sql").write_text("\n".join(statements))


def _history(path: Path, shapes: list[Move], rows: int, draw: random.Random) -> None:
    lines = ["QUERY_ID,QUERY_TEXT,DATABASE_NAME,SCHEMA_NAME,QUERY_TYPE,USER_NAME,WAREHOUSE_NAME"]
    for number in range(rows):
        source, one, target, other = shapes[number % len(shapes)]
        low = draw.randrange(10**6)
        text = (
            f"INSERT INTO DB_{target:05}.CORE.{other} SELECT s.ID; s.KEY_NO; s.NAME; s.AMOUNT * 2;"
            f" s.CHANGED_AT FROM DB_{source:05}.CORE.{one} s WHERE s.ID BETWEEN {low} AND"
            f" {low + 999} AND s.NAME <> 'batch {number}'"
        ).replace(";", ",")
        lines.append(f'q{number},"{text}",DB_{target:05},CORE,INSERT,LOADER,WH')
    path.write_text("\n".join(lines) + "\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """CPU seconds of a command and its workers, and the memory of the largest process in MB."""

    seconds: float
    megabytes: float


def run(*arguments: str) -> Measured:
    """Run the program in a process that measures it and its child processes."""
    answer = subprocess.run(
        [sys.executable, "-P", __file__, "--one", *arguments],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    seconds, megabytes = map(float, answer.stdout.split())
    return Measured(seconds=seconds, megabytes=megabytes)


def measure_one(arguments: list[str]) -> None:
    """Run one command, and print its CPU seconds and its peak memory in MB."""
    command = [sys.executable, "-P", "-m", "seamscope", *arguments]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    used = os.times()
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(used.children_user + used.children_system, peak)


def measure_start() -> dict[str, float]:
    """Return the CPU time of each command divided by the CPU time of the imports that it needs.

    Each time is the shortest of 5 runs.
    """
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "estate").mkdir()
        estate(folder / "estate", 10)
        script = min((folder / "estate").rglob("*.sql"))
        script.write_text(ADDED)
        run("survey", str(folder / "estate"), "-o", str(folder / "out"), "--no-cache")
        show = ("show", "systems", str(folder / "out" / "survey.json"))
        lineage = ("lineage", str(script), "--dialect", "snowflake")
        parsing = f"import sqlglot; sqlglot.parse({ADDED!r}, read='snowflake')"
        program = ("-m", "seamscope")
        pairs: dict[str, tuple[tuple[str, ...], str]] = {
            "--version / import click": ((*program, "--version"), "import click"),
            "show / import click, msgspec, rich": (
                (*program, *show),
                "import click, msgspec, rich",
            ),
            "lineage / import sqlglot and parse": ((*program, *lineage), parsing),
        }
        return {
            name: min(_start(*command) for _ in range(5))
            / min(_start("-c", code) for _ in range(5))
            for name, (command, code) in pairs.items()
        }


def _start(*arguments: str) -> float:
    """Return the CPU seconds of Python with these arguments."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-P", *arguments],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def score(path: Path, wanted: set[tuple[int, int]]) -> tuple[float, float]:
    """Return precision and recall of the pairs of systems between which data moves."""
    survey = json.loads(path.read_text())
    number = {
        s["id"]: int(s["name"].split()[1]) for s in survey["systems"] if s["name"][-1:] != "t"
    }
    found = set(_list_pairs(survey["flows"], number))
    hits = len(found & wanted)
    return hits / max(1, len(found)), hits / len(wanted)


def _list_pairs(
    flows: list[dict[str, dict[str, str]]], number: dict[str, int]
) -> Iterator[tuple[int, int]]:
    for flow in flows:
        source, target = number.get(flow["source"]["system"]), number.get(flow["target"]["system"])
        if source is not None and target is not None and source != target:
            yield source, target


def measure(systems: int) -> dict[str, float]:
    """Survey one estate, show the result, and return the figures for its line of the output."""
    with tempfile.TemporaryDirectory() as made:
        folder, out = Path(made) / "estate", Path(made) / "out"
        folder.mkdir()
        wanted = estate(folder, systems)
        poc = folder / "poc.yaml"
        poc = poc.rename(Path(made) / "poc.yaml")
        command = ("survey", str(folder), "--poc", str(poc), "-o", str(out), "--quiet")
        kept = ("--cache", str(Path(made) / "cache"))
        surveyed = run(*command, *kept)
        survey = out / "survey.json"
        precision, recall = score(survey, wanted)
        shown = run("show", "systems", str(survey))
        unchanged = run(*command, *kept)
        script = min(folder.rglob("*.sql"))
        script.write_text(script.read_text() + ADDED)
        changed = run(*command, *kept)
        return {
            "survey, CPU s": surveyed.seconds,
            "peak, MB": surveyed.megabytes,
            "survey.json, MB": survey.stat().st_size / 1e6,
            "show systems, CPU s": shown.seconds,
            "first run to one after a changed file": surveyed.seconds / changed.seconds,
            "first run to an unchanged one": surveyed.seconds / unchanged.seconds,
            "precision": precision,
            "recall": recall,
        }


def main(sizes: list[int]) -> None:
    """Print the figures of each size, with their growth since the previous size."""
    print("start: " + ", ".join(f"{name} {ratio:.2g}" for name, ratio in measure_start().items()))
    before: tuple[int, dict[str, float]] | None = None
    for size in sizes:
        figures = measure(size)
        print(f"{size:>6} systems  " + ", ".join(f"{k} {v:.3g}" for k, v in figures.items()))
        if before:
            wider = math.log(size / before[0])
            growth = {
                key: math.log(value / before[1][key]) / wider
                for key, value in itertools.islice(figures.items(), 4)
            }
            print(f"{'growth':>14}  " + ", ".join(f"{k} n^{v:.2f}" for k, v in growth.items()))
        before = size, figures


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        measure_one(sys.argv[2:])
    else:
        main([int(text) for text in sys.argv[1:]] or [30, 100, 300])
