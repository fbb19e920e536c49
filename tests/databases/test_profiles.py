"""Profiles of real databases: a role that may only read is enough, and all counts are exact."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from seamscope.cli import main
from seamscope.connector import open_file
from seamscope.discover import load_connectors, read_files
from seamscope.records import Measure, Profile

from .servers import Server, skip

pytestmark = pytest.mark.slow  # servers are started

CANARY = "Zq7CanaryXv"
TABLES = (
    "CREATE TABLE buyers (id INT PRIMARY KEY, mail VARCHAR(80))",
    "CREATE TABLE orders (id INT PRIMARY KEY, buyer INT, due DATE, code VARCHAR(40), note TEXT)",
    "INSERT INTO buyers VALUES (1, 'a@b.example'), (2, ' '), (3, NULL)",
)
RULES = f"""
rules:
  - {{dataset: buyers, column: mail, required: true}}
  - {{dataset: orders, column: code, format: SE-4711}}
  - {{dataset: orders, column: code, one_of: ["it's", {CANARY}], name: known codes}}
  - {{dataset: orders, column: buyer, at_least: 1, at_most: 3}}
  - {{dataset: orders, name: due late, columns: [due], condition: due > DATE '2026-03-05'}}
  - {{dataset: orders, name: no such type, columns: [due], condition: due > 5}}
"""
POC = "name: P\nreads: [{system: Shop, datasets: [orders, buyers]}]\n"


def fill(server: Server, database: str) -> None:
    """Insert 200 orders: 20 have no date, 2 have a foreign code, and 7 have an unknown buyer."""
    rows = []
    for number in range(1, 201):
        due = "NULL" if number % 10 == 0 else "DATE '2026-03-05'"
        code = f"'{CANARY}'" if number in {50, 150} else f"'DE-{1000 + number}'"
        buyer = 9 if number <= 7 else number % 3 + 1
        rows.append(f"({number}, {buyer}, {due}, {code}, 'said {CANARY}')")
    server.run(database, *TABLES, f"INSERT INTO orders VALUES {', '.join(rows)}")


def measure(folder: Path, *arguments: str) -> dict[str, Profile]:
    poc, output = folder / "poc.yaml", folder / "profile.json"
    poc.write_text(POC)
    (folder / "rules.yaml").write_text(RULES)
    base = ["profile", "DB", "--for", str(poc), "-o", str(output)]
    rules = ["--rules", str(folder / "rules.yaml")]
    result = CliRunner().invoke(main, [*base, *rules, *arguments])
    assert result.exit_code == 0, result.output
    assert CANARY not in result.output
    assert CANARY.casefold() not in output.read_text().casefold()
    records = read_files([open_file(output, output.name)], load_connectors()[0]).records
    return {record.name: record for record in records if isinstance(record, Profile)}


def check(found: dict[str, Profile]) -> None:
    counts = {(one.measure, one.columns): one.count for one in found["orders"].measurements}
    assert found["orders"].rows == 200
    assert counts[Measure.NULLS, ("due",)] == 20
    assert counts[Measure.DUPLICATE_KEYS, ("id",)] == 0
    assert counts[Measure.ORPHANS, ("buyer",)] == 7
    assert counts[Measure.OUTLIERS, ("code",)] == 2
    assert counts[Measure.DISTINCT, ("code",)] == 199
    failures = {one.rule: one.count for one in found["orders"].measurements if one.rule}
    failures.pop("no such type", None)  # PostgreSQL refuses it, which costs only this rule
    assert failures == {
        "key": 0, "usual format": 2, "known codes": 198, "within its limits": 7, "due late": 180,
    }  # fmt: skip
    mails = [one.count for one in found["buyers"].measurements if one.columns == ("mail",)]
    assert mails[:2] == [2, 1]  # one NULL and one blank; one address


@pytest.mark.parametrize("extra", [(), ("--sample", "100")], ids=["all", "sample"])
def test_postgresql(
    postgresql: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, extra: tuple[str, ...]
) -> None:
    postgresql.run("postgres", "DROP DATABASE IF EXISTS profiled", "CREATE DATABASE profiled")
    fill(postgresql, "profiled")
    postgresql.run("profiled", "GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")
    monkeypatch.setenv("DB", f"postgresql://reader:pw@127.0.0.1:{postgresql.port}/profiled")
    found = measure(tmp_path, "--relation", "orders.buyer=buyers.id", *extra)
    if extra:
        assert found["orders"].sampled is not None
        assert 50 < found["orders"].sampled < 150
    else:
        check(found)


def test_mariadb(mariadb: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mariadb.run("", "DROP DATABASE IF EXISTS profiled", "CREATE DATABASE profiled")
    fill(mariadb, "profiled")
    mariadb.run("", "GRANT SELECT ON profiled.* TO reader@'127.0.0.1'")
    monkeypatch.setenv("DB", f"mysql://reader:pw@127.0.0.1:{mariadb.port}/profiled")
    check(measure(tmp_path, "--relation", "orders.buyer=buyers.id"))


def test_a_declared_foreign_key_is_read_from_the_catalogue(
    postgresql: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A foreign key that is NOT VALID, so that old rows may violate it, is read and checked."""
    postgresql.run("postgres", "DROP DATABASE IF EXISTS keyed", "CREATE DATABASE keyed")
    fill(postgresql, "keyed")
    postgresql.run(
        "keyed",
        "ALTER TABLE orders ADD FOREIGN KEY (buyer) REFERENCES buyers (id) NOT VALID",
        "GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader",
    )
    monkeypatch.setenv("DB", f"postgresql://reader:pw@127.0.0.1:{postgresql.port}/keyed")
    check(measure(tmp_path))


def trace(arguments: list[str], folder: Path, url: str) -> tuple[set[tuple[str, int]], set[str]]:
    """Run `seamscope profile` as a user does.

    Return the network addresses that it connects to and the files that it opens for writing.
    """
    strace = shutil.which("strace")
    if strace is None:
        skip("strace is not installed")
    log = folder / "calls.trace"
    done = subprocess.run(
        [str(strace), "-f", "--seccomp-bpf", "-qq", "-e", "trace=connect,sendto,openat,open,creat",
         "-o", str(log), sys.executable, "-P", "-m", "seamscope", "profile", *arguments],
        env={**os.environ, "DB": url, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True, check=False, timeout=120, cwd=folder,
    )  # fmt: skip
    text = log.read_text(errors="replace")
    assert done.returncode == 0, done.stderr.decode()
    assert b":pw@" not in done.stdout + done.stderr
    found = re.findall(
        r"sin6?_port=htons\((\d+)\).*?(?:inet_addr\(|inet_pton\(AF_INET6, )\"([^\"]+)\"", text
    )
    written = re.findall(r"open(?:at)?\([^\"]*\"([^\"]+)\", [^)]*O_(?:WRONLY|RDWR)", text)
    return {(host, int(port)) for port, host in found}, set(written)


def list_other_files(written: set[str], folder: Path) -> list[str]:
    """Return the written files that are neither devices nor in the output folder."""
    output = str(folder / "out")
    assert any(name.startswith(output) for name in written)  # else the trace misses what is written
    allowed = ("/dev/", "/proc/", output)
    return sorted(name for name in written if not name.startswith(allowed))


def test_a_profile_of_a_database_reaches_only_that_database(
    postgresql: Server, tmp_path: Path
) -> None:
    postgresql.run("postgres", "DROP DATABASE IF EXISTS traced", "CREATE DATABASE traced")
    fill(postgresql, "traced")
    postgresql.run("traced", "GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")
    (tmp_path / "poc.yaml").write_text(POC)
    url = f"postgresql://reader:pw@127.0.0.1:{postgresql.port}/traced"
    arguments = ["DB", "--for", "poc.yaml", "-o", str(tmp_path / "out" / "profile.json")]
    addresses, written = trace(arguments, tmp_path, url)
    assert addresses == {("127.0.0.1", postgresql.port)}
    assert list_other_files(written, tmp_path) == []


def test_a_profile_of_extracts_connects_to_nothing_and_writes_only_its_result(
    tmp_path: Path,
) -> None:
    """A profile of CSV files opens no connection and writes only its result: DuckDB loads no
    extension and uses no temporary files.
    """
    rows = "".join(f"{number},{number % 9},{CANARY}{number}\n" for number in range(50_000))
    (tmp_path / "orders.csv").write_text("id,buyer,note\n" + rows)
    (tmp_path / "poc.yaml").write_text(POC)
    arguments = ["orders.csv", "--for", "poc.yaml", "-o", str(tmp_path / "out" / "profile.json")]
    addresses, written = trace(arguments, tmp_path, "")
    assert addresses == set()
    assert list_other_files(written, tmp_path) == []
