"""Two Dask workers give the same bytes as one process, even if one of the workers is killed during
the run.
"""

import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.engine.clusters import KILLED, open_cluster

from seamscope.cli import main
from seamscope.discover import sources
from seamscope.engine import program
from seamscope.lineage.batch import in_process, remote_workers

INVENTORY = """\
inventory: 1
systems:
  - {name: ERP, databases: [ERP]}
  - {name: CRM, databases: [CRM]}
  - {name: DWH, databases: [DWH]}
datasets:
  - {system: ERP, name: DBO.ORDERS, columns: [ID, KEY_NO, AMOUNT]}
"""


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    """Write an inventory, SQL files that depend on each other, a list and a damaged file; return
    their folder.
    """
    folder = tmp_path / "inputs"
    folder.mkdir()
    (folder / "inventory.yaml").write_text(INVENTORY)
    (folder / "v1.sql").write_text("CREATE VIEW DWH.DBO.V1 AS SELECT * FROM ERP.DBO.ORDERS;")
    for number in range(4):
        (folder / f"load_{number}.sql").write_text(
            f"INSERT INTO CRM.DBO.T{number} SELECT * FROM DWH.DBO.V1;\nGO\nSELECT FROM (;\n"
        )
    (folder / "list.csv").write_bytes("source,target\nERP,Caf\xe9\nERP,CRM\n".encode("latin-1"))
    (folder / "broken.json").write_text("{")
    (folder / "empty.sql").write_text("")
    return folder


@pytest.fixture
def small_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Divide the work into small tasks, so that even a few files and short queries are sent to the
    cluster.
    """
    monkeypatch.setattr(sources, "BATCH_SOURCES", 3)
    monkeypatch.setattr(in_process, "SMALL", 0)


@pytest.fixture
def fresh_description() -> Iterator[None]:
    """Clear the cached description of the program before and after the test."""
    program.describe_program.cache_clear()
    yield
    program.describe_program.cache_clear()


def survey(inputs: Path, output: str, *options: str) -> Result:
    words = ["survey", str(inputs), "-o", str(inputs.parent / output), *options]
    return CliRunner().invoke(main, words)


def read_outputs(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
@pytest.mark.usefixtures("small_tasks", "fresh_description")
def test_a_cluster_gives_the_same_bytes(
    tmp_path: Path, inputs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cluster writes the same outputs as one process, even if a worker is killed during a task. A
    worker of another version is refused.
    """
    here = survey(inputs, "here", "--jobs", "1")
    assert here.exit_code == 0, here.output
    with open_cluster(tmp_path) as cluster:
        killed = cluster.add_worker(KILLED.format(file=str(tmp_path / "now")))
        cluster.add_worker()
        for name in ("whole", "kill"):
            there = survey(inputs, name, "--engine", cluster.engine)
            assert there.exit_code == 0, there.output
            assert there.output.replace(f"/{name}", "/here") == here.output
            assert read_outputs(tmp_path / name) == read_outputs(tmp_path / "here")
            (tmp_path / "now").touch()
            monkeypatch.setattr(remote_workers, "SMALLEST", 1)  # more tasks
        assert killed.wait(timeout=10) == -signal.SIGKILL

        monkeypatch.setattr(program, "__version__", "0.0.1")
        program.describe_program.cache_clear()
        refused = survey(inputs, "refused", "--engine", cluster.engine)
    assert refused.exit_code == 2
    assert "of the cluster has seamscope" in refused.output
    assert "instead of 0.0.1; use one container image" in refused.output
    assert not (tmp_path / "refused").exists()
