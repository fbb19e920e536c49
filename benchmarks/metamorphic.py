"""Write generated landscapes in two ways, and compare the results of seamscope.

    python benchmarks/metamorphic.py [--pairs 10000] [--seed 0] [--estates FOLDER...]

Each pair is a random list of flows or a random SQL script, and the same content rewritten by one to
three relations: rows shuffled, columns moved, another format, names in brackets. The systems and
the connections between them must be equal. Broken pairs are written into a folder, the smallest
first; exit 1 if there is one. With `--estates`, each pair is one of these folders of inputs and a
copy of it, in which one file or the folders were rewritten.
"""

import argparse
import importlib.util
import json
import random
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import ModuleType

import openpyxl
import sqlglot
from estate_relations import OWN
from estate_relations import RELATIONS as RELATIONS_OF_ESTATES

from seamscope import rounds
from seamscope.connector import Connector
from seamscope.discover import load_connectors
from seamscope.pipeline import Job, run

Rows = list[list[str]]
NAMES = ["Shop", "Ledger", "Stock", "CRM", "Billing Hub", "Payroll", "Fleet", "Webportal"]
DATA = ["invoices", "orders", "customers", "stock values", "prices", "shipments", "payments"]
PROTOCOLS = ["REST", "JMS", "SFTP", "SOAP", "JDBC"]
HEAD = ["Source", "Target", "Data", "Protocol", "Direction"]
DATABASES = ["shopdb", "ledgerdb", "stockdb", "crmdb"]
OWNERS = ["Shop", "Ledger", "Stock", "CRM"]
TABLES = ["orders", "items", "invoices", "reserved", "clients", "accounts"]


def load_relations() -> ModuleType:
    """Return the helpers of the tests, which summarise a survey and write lists."""
    path = Path(__file__).parents[1] / "tests" / "metamorphic" / "test_relations.py"
    spec = importlib.util.spec_from_file_location("relations", path)
    assert spec is not None and spec.loader is not None  # noqa: PT018
    module = importlib.util.module_from_spec(spec)
    sys.modules["relations"] = module
    spec.loader.exec_module(module)
    return module


helpers = load_relations()


def make_rows(chance: random.Random) -> Rows:
    """Return a list of flows between two to six systems."""
    names = chance.sample(NAMES, chance.randint(2, 6))
    pairs = [(one, other) for one in names for other in names if one != other]
    chosen = chance.sample(pairs, min(len(pairs), chance.randint(1, 8)))
    return [
        [s, t, chance.choice(DATA), chance.choice(PROTOCOLS), "one-way"] for s, t in sorted(chosen)
    ]


def shuffle_rows(rows: Rows, chance: random.Random) -> Rows:
    """Return the rows in another order."""
    return chance.sample(rows, len(rows))


def repeat_row(rows: Rows, chance: random.Random) -> Rows:
    """Return the rows with one row twice."""
    return [*rows, chance.choice(rows)]


def join_ways(rows: Rows, chance: random.Random) -> Rows:
    """Return the rows with two opposite rows of the same data and protocol joined into a two-way
    row.
    """
    by_pair = {tuple(row[:4]): row for row in rows}
    for source, target, data, protocol, _ in rows:
        if (back := by_pair.get((target, source, data, protocol))) and source < target:
            kept = [row for row in rows if row != back and row[:4] != back[:4]]
            return [
                [*row[:4], "bidirectional"] if row[:4] == [source, target, data, protocol] else row
                for row in kept
            ]
    return rows


RELATIONS: dict[str, Callable[[Rows, random.Random], Rows]] = {
    "shuffled": shuffle_rows, "a row twice": repeat_row, "two-ways joined": join_ways,
}  # fmt: skip


def divides_exchange(rows: Rows, cut: int) -> bool:
    """Return whether a cut separates two opposite rows of the same data and protocol.

    One list with both rows describes an exchange; two lists with one row each contradict each
    other.
    """
    opposite = [[target, source, *rest] for source, target, *rest in rows[:cut]]
    return any(row in opposite for row in rows[cut:])


def write_csv(rows: Rows, folder: Path, chance: random.Random) -> str:
    """Write the rows as one or several CSV files, in a random dialect of the format."""
    mark, ending = chance.choice([(",", "csv"), (";", "csv"), ("\t", "tsv")])
    order = chance.sample(range(len(HEAD)), len(HEAD))
    quoted = chance.random() < 0.3
    head, *body = [[row[at] for at in order] for row in [HEAD, *rows]]
    cut = chance.randint(1, len(body)) if chance.random() < 0.3 else len(body)
    if divides_exchange(rows, cut):
        cut = len(body)
    below = folder.joinpath(*chance.sample(["export 2024", "in", "lists"], chance.randint(0, 3)))
    below.mkdir(parents=True, exist_ok=True)
    parts = [part for part in (body[:cut], body[cut:]) if part]
    for number, part in enumerate(parts):
        cells = [[f'"{cell}"' if quoted else cell for cell in row] for row in [head, *part]]
        text = helpers.as_csv(cells, mark)
        text = text.replace("\n", "\r\n") if chance.random() < 0.3 else text
        data = text.encode("utf-8-sig" if chance.random() < 0.3 else "utf-8")
        (below / f"flows{number}.{ending}").write_bytes(data)
    return f"{ending} by {mark!r}{', quoted' if quoted else ''}{', split' if parts[1:] else ''}"


def write_book(rows: Rows, folder: Path, chance: random.Random) -> str:
    """Write the rows as a workbook."""
    book = openpyxl.Workbook()
    for row in [HEAD, *rows]:
        book.active.append(row)
    book.save(folder / "flows.xlsx")
    return "xlsx"


def write_yaml(rows: Rows, folder: Path, chance: random.Random) -> str:
    """Write the rows as an inventory, in YAML or JSON."""
    names = sorted({cell for row in rows for cell in row[:2]})
    one_ways = [
        way
        for row in rows
        for way in ([row, [row[1], row[0], *row[2:]]] if row[4] == "bidirectional" else [row])
    ]
    text = helpers.inventory([{"name": name} for name in names], one_ways)
    if chance.random() < 0.5:
        (folder / "inventory.yaml").write_text(text)
        return "YAML"
    import yaml

    # JSON is valid YAML; an inventory is recognised by the YAML extension.
    (folder / "inventory.yaml").write_text(json.dumps(yaml.safe_load(text), indent=1))
    return "JSON"


FORMATS = (write_csv, write_csv, write_book, write_yaml)


def compare_lists(chance: random.Random, folder: Path) -> tuple[str, bool]:
    """Write a list in two ways; return a description, and whether the results are equal."""
    rows = make_rows(chance)
    (folder / "before").mkdir()
    (folder / "after").mkdir()
    (folder / "before" / "flows.csv").write_text(helpers.as_csv([HEAD, *rows]))
    names = chance.sample(sorted(RELATIONS), chance.randint(0, 2))
    for name in names:
        rows = RELATIONS[name](rows, chance)
    how = chance.choice(FORMATS)(rows, folder / "after", chance)
    return "; ".join(["list", *sorted(names), how]), same(folder)


def make_statements(chance: random.Random) -> list[str]:
    """Return INSERT … SELECT statements between tables of several databases."""
    made = []
    for _ in range(chance.randint(1, 4)):
        source, target = chance.sample(DATABASES, 2)
        origin, other, into = chance.sample(TABLES, 3)
        query = f"SELECT o.id, o.total FROM {source}.dbo.{origin} o WHERE o.paid = 0"
        if chance.random() < 0.4:
            joined = chance.choice(DATABASES)
            query = query.replace(" WHERE", f" JOIN {joined}.dbo.{other} i ON i.id = o.id WHERE")
        made.append(f"INSERT INTO {target}.dbo.{into} (id, total)\n{query};\n")
    return made


def as_cte(text: str) -> str:
    """Return an INSERT … SELECT with its query as a common table expression."""
    return re.sub(
        r"(?s)(INSERT INTO \S+ \(id, total\))\n(SELECT .*);\n",
        r"WITH taken AS (\2)\n\1\nSELECT id, total FROM taken;\n",
        text,
    )


def as_view(text: str, number: int) -> str:
    """Return an INSERT … SELECT with its query as a derived table."""
    return re.sub(
        r"(?s)(INSERT INTO \S+ \(id, total\))\n(SELECT .*);\n",
        rf"\1\nSELECT id, total FROM (\2) AS taken{number};\n",
        text,
    )


SPELLINGS: dict[str, Callable[[str], str]] = {
    "lower case": str.lower,
    "on one line": lambda text: text.replace("\n", " ") + "\n",
    "comments": lambda text: text.replace(" ", " /* from old.orders */ "),
    "line comments": lambda text: text.replace("\n", " -- INSERT INTO x\n"),
    "brackets": lambda text: re.sub(r"\b(\w+)\.dbo\.(\w+)", r"[\1].[dbo].[\2]", text),
    "tables renamed": lambda text: re.sub(rf"\b({'|'.join(TABLES)})\b", r"\1_v2", text),
    "formatted by sqlglot": lambda text: sqlglot.transpile(
        text, read="tsql", write="tsql", pretty=True
    )[0] + ";\n",
}  # fmt: skip


def compare_scripts(chance: random.Random, folder: Path) -> tuple[str, bool]:
    """Write a script in two ways; return a description, and whether the results are equal."""
    statements = make_statements(chance)
    systems = [
        {"name": name, "databases": [base]} for name, base in zip(OWNERS, DATABASES, strict=True)
    ]
    text = helpers.inventory(systems, [])
    helpers.Texts(files={"inventory.yaml": text, "load.tsql.sql": "".join(statements)}).write(
        folder / "before"
    )
    names = chance.sample(sorted(SPELLINGS), chance.randint(1, 2))
    shape = chance.choice(["", "CTE", "derived table"])
    changed = chance.sample(statements, len(statements))
    if shape:
        changed = [
            as_cte(one) if shape == "CTE" else as_view(one, number)
            for number, one in enumerate(changed)
        ]
    for name in sorted(names, reverse=True):  # comments last but for brackets
        if name == "formatted by sqlglot" or name in SPELLINGS:
            changed = [SPELLINGS[name](one) for one in changed]
    files = {"inventory.yaml": text}
    if chance.random() < 0.5:
        files |= {f"{number}.tsql.sql": one for number, one in enumerate(changed)}
    else:
        files["sql/all.tsql.sql"] = "".join(changed)
    helpers.Texts(files=files).write(folder / "after")
    return "; ".join(["script", *names, *filter(None, [shape])]), same(folder)


def compare_estate(estate: Path, chance: random.Random, folder: Path) -> tuple[str, bool]:
    """Rewrite a copy of an estate; return a description, and whether the results are equal."""
    copy = folder / "after" / estate.name
    shutil.copytree(estate, copy)
    for settings in (path for path in estate.parent.iterdir() if path.name in OWN):
        shutil.copy(settings, copy.parent)
    how = ""
    while not how:  # a relation may fit no file of the estate
        how = chance.choice(RELATIONS_OF_ESTATES)(copy, chance)
    return f"{estate}: {how}", survey_estate(copy) == survey_original(estate)


@cache
def survey_original(estate: Path) -> tuple[frozenset[str], frozenset[tuple[str, ...]]]:
    """Return the survey of the original estate, which is cached because every pair needs it."""
    return survey_estate(estate)


def survey_estate(estate: Path) -> tuple[frozenset[str], frozenset[tuple[str, ...]]]:
    """Return the systems of an estate and the connections between them.

    A system is identified by its alphabetically first name instead of the name that the survey
    shows. If several names occur in equally many files, the survey shows the name in the longest
    list, and a relation may split that list.
    """
    outcome = run(Job(paths=(estate,), jobs=1), connectors=load_all()).survey
    first = {one.id: min({one.name, *one.aliases}) for one in outcome.systems}
    renamed = [replace(one, name=first[one.id]) for one in outcome.systems]
    return helpers.summarise(replace(outcome, systems=tuple(renamed)))  # type: ignore[no-any-return]


def survey(folder: Path) -> tuple[frozenset[str], frozenset[tuple[str, ...]]]:
    """Return the systems of a folder and the connections between them."""
    return helpers.summarise(run(Job(paths=(folder,), jobs=1), connectors=load_all()).survey)  # type: ignore[no-any-return]


@cache
def load_all() -> tuple[Connector, ...]:
    """Return the connectors, loaded once, because loading takes longer than comparing a pair."""
    return tuple(load_connectors(())[0])


def same(folder: Path) -> bool:
    """Return whether both folders produce the same systems and connections."""
    one, other = survey(folder / "before"), survey(folder / "after")
    return bool(one[1]) and one == other


def main() -> int:
    """Print the number of pairs of each kind, and the broken pairs; exit 1 if there are any."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pairs", type=int, default=10_000)
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--seconds", type=float, default=float("inf"), help="stop after these")
    options.add_argument("--estates", type=Path, nargs="+", default=[], help="folders of inputs")
    options.add_argument("--keep", type=Path, default=Path("broken-pairs"))
    chosen = options.parse_args()
    # Four fifths of the time of a small survey go into writing and reading its answers.yaml, which
    # is not compared here.
    rounds.update_file = lambda file, questions: file
    began, done, broken = time.monotonic(), 0, Counter[str]()
    for number in range(chosen.pairs):
        if time.monotonic() - began > chosen.seconds:
            break
        chance = random.Random(f"{chosen.seed}/{number}")
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            if chosen.estates:
                estate = chosen.estates[number % len(chosen.estates)]
                how, equal = compare_estate(estate, chance, folder)
            else:
                compare = compare_lists if number % 2 else compare_scripts
                how, equal = compare(chance, folder)
            done += 1
            if not equal:
                broken[how] += 1
                size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
                shutil.copytree(folder, chosen.keep / f"{size:06}-{number}", dirs_exist_ok=True)
                print(f"{number}: {how}", flush=True)
    print(f"{done} pairs, {broken.total()} broken, {time.monotonic() - began:.0f} s")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
