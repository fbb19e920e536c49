"""A cluster that cannot be used is an error with a remedy before the survey begins."""

import socket
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.engine.clusters import require_dask

from seamscope.cli import main
from seamscope.engine import Task, ThisMachine, open_engine


def survey(folder: Path, engine: str) -> Result:
    (folder / "load.sql").write_text("INSERT INTO a.b.c SELECT x FROM d.e.f;")
    words = ["survey", str(folder), "-o", str(folder / "out"), "--engine", engine]
    return CliRunner().invoke(main, words)


@pytest.mark.parametrize(
    "engine",
    [
        "dask",
        "scheduler:8786",
        "tcp://scheduler:8786",
        "dask://scheduler",
        "dask://a b:1",
        "ray://a:1",
    ],
)
def test_other_addresses_are_refused(tmp_path: Path, engine: str) -> None:
    """The error for an invalid address shows a valid one: `dask://scheduler:8786`."""
    result = survey(tmp_path, engine)
    assert result.exit_code == 2
    assert "write it like dask://scheduler:8786" in result.output
    assert not (tmp_path / "out").exists()


def test_the_missing_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If Dask is not installed, `--engine` is an error that names the extra `cluster`."""
    monkeypatch.delitem(sys.modules, "seamscope.engine.cluster", raising=False)
    monkeypatch.setitem(sys.modules, "dask", None)
    result = survey(tmp_path, "dask://scheduler:8786")
    assert result.exit_code == 2
    assert 'run `pip install "seamscope[cluster]"`' in result.output


@pytest.mark.slow
def test_a_scheduler_that_does_not_answer_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If no scheduler answers, the error has its address, and nothing is read or written."""
    require_dask()
    monkeypatch.setattr("seamscope.engine.cluster.CONNECT_LIMIT", 1.0)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        result = survey(tmp_path, f"dask://127.0.0.1:{port}")
    assert result.exit_code == 2
    assert f"no Dask scheduler answers at tcp://127.0.0.1:{port}" in result.output
    assert not (tmp_path / "out").exists()


def test_this_machine_performs_tasks_when_they_are_asked_for() -> None:
    """Without an address, tasks run in this process, each when its result is requested."""
    done: list[int] = []
    tasks = (Task(function=done.append, arguments=(n,), key=bytes([n])) for n in range(3))
    with open_engine("", 2) as engine:
        assert (engine.processes, engine.is_remote, engine) == (2, False, ThisMachine(processes=2))
        results = engine.run(tasks)
        next(results)
        assert done == [0]
