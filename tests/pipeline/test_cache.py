"""A survey has the same bytes with an empty cache, with a full cache and without a cache."""

import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from seamscope.cache import open_cache
from seamscope.cache import program as program_module
from seamscope.cache.store import FILE
from seamscope.connector import Claim, Connector, File, Source
from seamscope.discover import claims, discover, reading, source_reading, sources
from seamscope.discover.memory import SourceContent
from seamscope.document import encode
from seamscope.errors import UnreadableError
from seamscope.lineage.batch import in_process
from seamscope.pipeline import Job, run
from seamscope.records import Record, System

pytestmark = pytest.mark.slow  # each runs a survey more than once

ROOT = Path(__file__).parents[2]
SAMPLES = (
    ROOT / "inventories" / "halden-pumps",
    pytest.param(ROOT / "inventories" / "lindgren-books", marks=pytest.mark.slow),
    pytest.param(ROOT / "inventories" / "ostwind-ferries", marks=pytest.mark.slow),
    pytest.param(ROOT / "tests" / "estates" / "velmark" / "inputs", marks=pytest.mark.slow),
)
SCRIPT = """\
CREATE TABLE ERP.DBO.ORDERS (ID INT, TOTAL INT);
INSERT INTO CRM.DBO.ORDERS SELECT * FROM ERP.DBO.ORDERS;
"""
INVENTORY = """\
inventory: 1
systems:
  - {name: ERP, databases: [ERP]}
  - {name: CRM, databases: [CRM]}
  - {name: Shop, databases: [SHOP]}
"""


def survey(job: Job, folder: Path | None = None) -> bytes:
    """Return the survey and the messages of a run as bytes.
    folder: folder of the cache; None for a run without a cache.
    """
    if folder is None:
        outcome = run(job)
    else:
        with open_cache(folder) as cache:
            outcome = run(job, cache=cache)
        assert cache.notes == []
    messages = "\n".join(str(error) for error in outcome.errors)
    return encode(outcome.survey) + messages.encode()


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    """Return a folder with an inventory, a script, a list, an unsupported file and invalid JSON."""
    folder = tmp_path / "inputs"
    folder.mkdir()
    (folder / "inventory.yaml").write_text(INVENTORY)
    (folder / "load.sql").write_text(SCRIPT)
    (folder / "unknown.xyz").write_bytes(b"\x00\x01\x02")
    (folder / "list.csv").write_bytes("source,target\nERP,Caf\xe9\n".encode("latin-1"))
    (folder / "broken.json").write_text("{")
    return folder


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list to which each step of the work is added: file offered to connectors, source
    read, query traced.
    """
    done: list[str] = []
    list_claimants, read_source = claims.list_claimants, source_reading.read_source
    build = in_process.InProcess

    def offer(
        file: File, connectors: Sequence[Connector]
    ) -> tuple[list[tuple[str, Claim]], list[UnreadableError]]:
        done.append(f"offer {file.path}")
        return list_claimants(file, connectors)

    def read(
        connector: Connector, members: Sequence[File], reduce: source_reading.Reduce
    ) -> SourceContent:
        done.append(f"read {members[0].path}")
        return read_source(connector, members, reduce)

    def trace(*args: object, **options: object) -> in_process.InProcess:
        done.append("trace")
        return build(*args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(reading, "list_claimants", offer)
    monkeypatch.setattr(sources, "read_source", read)
    monkeypatch.setattr("seamscope.lineage.batch.remembered.InProcess", trace)
    return done


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_sample_has_the_same_bytes(tmp_path: Path, sample: Path) -> None:
    """The survey of a sample has the same bytes without a cache, with an empty one and with a full
    one, even after a file has changed.
    """
    copy = tmp_path / sample.name
    shutil.copytree(sample, copy)
    poc = copy / "poc.yaml"
    job = Job(paths=(copy,), poc=poc if poc.exists() else None, date="2026-01-01")
    plain = survey(job)

    assert survey(job, tmp_path / "cache") == plain
    assert survey(job, tmp_path / "cache") == plain

    changed = min(copy.rglob("*.sql"), default=copy / "new.sql")
    before = changed.read_text() if changed.exists() else ""
    changed.write_text(f"{before}\nINSERT INTO a.b.t (x) SELECT x FROM c.d.u;\n")
    assert survey(job, tmp_path / "cache") == survey(job) != plain


def test_what_is_unchanged_is_not_read_again(tmp_path: Path, inputs: Path, work: list[str]) -> None:
    """Unchanged files are not read again, except for a file that could not be read, because the
    reason may have been temporary.
    """
    job = Job(paths=(inputs,))
    plain = survey(job, tmp_path / "cache")
    assert {"offer load.sql", "read load.sql", "read inventory.yaml", "trace"} <= set(work)
    work.clear()

    assert survey(job, tmp_path / "cache") == plain
    assert set(work) <= {"offer broken.json"}


def test_a_changed_file_is_read_again(tmp_path: Path, inputs: Path, work: list[str]) -> None:
    """After a change, only the changed file is read again."""
    job = Job(paths=(inputs,))
    survey(job, tmp_path / "cache")
    (inputs / "load.sql").write_text(SCRIPT.replace("CRM", "SHOP"))
    work.clear()
    found = survey(job, tmp_path / "cache")

    assert set(work) - {"offer broken.json"} == {"offer load.sql", "read load.sql", "trace"}
    assert found == survey(job)


def change_file(folder: Path) -> None:
    (folder / "load.sql").write_text(SCRIPT.replace("CRM", "SHOP"))


def delete_file(folder: Path) -> None:
    (folder / "more" / "carts.sql").unlink()


def rename_file(folder: Path) -> None:
    (folder / "load.sql").rename(folder / "other.sql")


def add_file(folder: Path) -> None:
    place = folder / "new"
    place.mkdir()
    (place / "new.sql").write_text("INSERT INTO SHOP.DBO.X SELECT ID FROM CRM.DBO.ORDERS;\n")


def swap_files(folder: Path) -> None:
    one, other = folder / "load.sql", folder / "more" / "carts.sql"
    texts = one.read_text(), other.read_text()
    one.write_text(texts[1])
    other.write_text(texts[0])


def change_inventory(folder: Path) -> None:
    (folder / "inventory.yaml").write_text(INVENTORY.replace("name: Shop", "name: Web Shop"))


def describe_table(folder: Path) -> None:
    table = "datasets:\n  - {system: Shop, name: SHOP.DBO.CARTS, columns: [ID, SUM]}\n"
    (folder / "inventory.yaml").write_text(INVENTORY + table)


def change_config(folder: Path) -> None:
    renamed = "systems:\n  - system: Store\n    names: [Shop]\n    databases: [SHOP]\n"
    (folder.parent / "seamscope.yaml").write_text(f"{renamed}dialect: tsql\n")


def change_answers(folder: Path) -> None:
    answer = "answers:\n  - id: direction:crm--erp\n    answer: both\n"
    (folder.parent / "answers.yaml").write_text(answer)


def change_poc(folder: Path) -> None:
    (folder.parent / "poc.yaml").write_text("name: Pilot\nreads:\n  - {system: CRM}\n")


@pytest.mark.parametrize(
    ("change", "again"),
    [
        (change_file, {"offer load.sql", "read load.sql", "trace"}),
        (delete_file, set()),
        (rename_file, {"offer other.sql", "read other.sql", "trace"}),
        (add_file, {"offer new/new.sql", "read new/new.sql", "trace"}),
        (
            swap_files,
            {
                "offer load.sql",
                "read load.sql",
                "offer more/carts.sql",
                "read more/carts.sql",
                "trace",
            },
        ),
        (change_inventory, {"offer inventory.yaml", "read inventory.yaml"}),
        (describe_table, {"offer inventory.yaml", "read inventory.yaml", "trace"}),
        (change_config, {"trace"}),
        (change_answers, set()),
        (change_poc, set()),
    ],
)
def test_a_change_costs_only_what_depends_on_it(
    tmp_path: Path,
    inputs: Path,
    work: list[str],
    change: Callable[[Path], None],
    again: set[str],
) -> None:
    """After a change, only the work that depends on it is repeated; the result is that of a run
    without a cache, also after the change is undone.
    """
    (inputs / "more").mkdir()
    more = "INSERT INTO ERP.DBO.T SELECT * FROM SHOP.DBO.CARTS;\n"
    (inputs / "more" / "carts.sql").write_text(more)
    (tmp_path / "seamscope.yaml").write_text("ignore: [README.md]\n")
    (tmp_path / "answers.yaml").write_text("answers: []\n")
    (tmp_path / "poc.yaml").write_text("name: Pilot\nreads:\n  - {system: ERP}\n")
    job = Job(
        paths=(inputs,),
        config=tmp_path / "seamscope.yaml",
        poc=tmp_path / "poc.yaml",
        answers=tmp_path / "answers.yaml",
    )
    texts = (*tmp_path.glob("*.yaml"), *inputs.rglob("*.yaml"), *inputs.rglob("*.sql"))
    before = {path: path.read_text() for path in texts}
    first = survey(job, tmp_path / "cache")
    change(inputs)
    plain = survey(job)
    work.clear()

    assert survey(job, tmp_path / "cache") == plain != first
    assert set(work) - {"offer broken.json"} == again

    for path in inputs.rglob("*.sql"):
        path.unlink()
    for path, text in before.items():
        path.write_text(text)
    work.clear()
    assert survey(job, tmp_path / "cache") == first
    assert set(work) <= {"offer broken.json"}


@pytest.mark.parametrize(
    "change",
    [
        lambda job: replace(job, claims=(("list.csv", "sql"),)),
        lambda job: replace(job, date="2026-02-02"),
        lambda job: replace(job, title="Other"),
        lambda job: replace(job, seed=7),
        lambda job: replace(job, poc=job.paths[0].parent / "pilot.yaml"),
    ],
    ids=["claims", "date", "title", "seed", "poc"],
)
def test_changed_options_count(tmp_path: Path, inputs: Path, change: Callable[[Job], Job]) -> None:
    """With a changed option, the result with the cache is that of a run without a cache."""
    (tmp_path / "pilot.yaml").write_text("name: Pilot\nreads:\n  - {system: ERP}\n")
    job = Job(paths=(inputs,))
    before = survey(job, tmp_path / "cache")
    plain = survey(change(job))

    assert survey(change(job), tmp_path / "cache") == plain != before


def test_a_changed_mapping_counts(tmp_path: Path, inputs: Path) -> None:
    """A list is read again if its mapping file has changed."""
    (inputs / "apps.csv").write_text("Kuerzel,Bezeichner\nA1,Billing\nA2,Payroll\n")
    mapping = inputs / "apps.mapping.yaml"
    mapping.write_text(
        "mapping: 1\nfiles: [apps.csv]\nholds: systems\ncolumns: {name: Bezeichner}\n"
    )
    job = Job(paths=(inputs,))
    first = survey(job, tmp_path / "cache")
    mapping.write_text("mapping: 1\nfiles: [apps.csv]\nholds: systems\ncolumns: {name: Kuerzel}\n")

    assert survey(job, tmp_path / "cache") == survey(job) != first


def test_changed_code_or_knowledge_counts(
    tmp_path: Path, inputs: Path, work: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a change of the program, everything is read again."""
    job = Job(paths=(inputs,))
    plain = survey(job, tmp_path / "cache")
    first = set(work)
    work.clear()
    monkeypatch.setattr(program_module, "__version__", "99")

    assert survey(job, tmp_path / "cache") == plain
    assert set(work) == first


@pytest.mark.parametrize("change", ["value = zeroblob(20)", "value = substr(value, 5)"])
def test_a_damaged_cache_changes_nothing(tmp_path: Path, inputs: Path, change: str) -> None:
    """If entries of the cache are damaged, the result is the same as without damage."""
    job = Job(paths=(inputs,))
    plain = survey(job, tmp_path / "cache")
    connection = sqlite3.connect(tmp_path / "cache" / FILE)
    with connection:
        connection.execute(f"UPDATE entry SET {change} WHERE rowid % 2")
    connection.close()

    assert survey(job, tmp_path / "cache") == plain
    assert survey(job, tmp_path / "cache") == plain


def test_two_runs_at_once_change_nothing(tmp_path: Path, inputs: Path) -> None:
    """Two simultaneous runs with the same empty cache have the result of a run without a cache."""
    job, found = Job(paths=(inputs,)), list[bytes]()
    plain = survey(job)
    threads = [
        threading.Thread(target=lambda: found.append(survey(job, tmp_path / "cache")))
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [plain, plain]


class CountingConnector(Connector):
    """A connector that reads `*.own` files and counts how often it does so."""

    name = "counting"
    reads = "files of a test"
    read_files = 0
    fails = False

    def claim(self, file: File) -> Claim | None:
        """Claim files that are called `*.own`."""
        return Claim(reason="its name") if file.named("*.own") else None

    def read(self, source: Source) -> Iterator[Record]:
        """Yield one system, and raise an error afterwards if `fails` is set."""
        self.read_files += 1
        yield System(name=source.file.text().strip(), evidence=source.file.at(1))
        if self.fails:
            raise RuntimeError


@pytest.mark.parametrize("fails", [False, True])
def test_a_failed_reading_is_not_kept(tmp_path: Path, *, fails: bool) -> None:
    """A file is read again if its connector failed in the first run, and not if it succeeded."""
    (tmp_path / "a.own").write_text("ERP\n")
    connector = CountingConnector()
    connector.fails = fails
    found = []
    for _ in range(2):
        with open_cache(tmp_path.with_name("cache")) as cache:
            found.append(discover([tmp_path], [connector], cache=cache))
    shutil.rmtree(tmp_path.with_name("cache"))

    assert found[0].records == found[1].records
    assert list(map(str, found[0].errors)) == list(map(str, found[1].errors))
    assert [r.name for r in found[1].records if isinstance(r, System)] == ["ERP"]
    assert connector.read_files == (2 if fails else 1)


def test_any_entry_may_be_missing(tmp_path: Path, inputs: Path) -> None:
    """The result is the same whichever single entry of the cache is missing."""
    job = Job(paths=(inputs,))
    plain = survey(job, tmp_path / "cache")
    connection = sqlite3.connect(tmp_path / "cache" / FILE)
    rows = connection.execute("SELECT rowid FROM entry").fetchall()
    for (rowid,) in rows:
        with connection:
            connection.execute("DELETE FROM entry WHERE rowid = ?", (rowid,))
        assert survey(job, tmp_path / "cache") == plain
    connection.close()
