"""Start a Dask cluster on this machine: a scheduler and workers, each in a process, connected by
TCP.
"""

import importlib.util
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

PATIENCE = 120.0  # seconds for a process to start on a busy machine
# A worker that loads this is killed while it performs its second task after the file exists.
KILLED = """
import os, pathlib, signal
from seamscope.engine import remote
perform = getattr(remote, "unspoiled", remote.perform)  # Dask runs this more than once
remote.unspoiled = perform
calls = []
def perform_or_die(*arguments):
    calls.extend([1] if pathlib.Path({file!r}).exists() else [])
    if len(calls) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return perform(*arguments)
remote.perform = perform_or_die
"""


@dataclass(slots=True)
class Running:
    """A running cluster. engine: its address as a value of `--engine`."""

    folder: Path
    engine: str
    processes: list[subprocess.Popen[bytes]]
    scheduler: str

    def add_worker(self, code: str = "") -> subprocess.Popen[bytes]:
        """Start a worker, which first runs some code, and wait until it is ready."""
        ready = self.folder / f"worker-{len(self.processes)}"
        preload = self.folder / f"preload_{len(self.processes)}.py"
        touch = f"def dask_setup(worker):\n    Path({str(ready)!r}).touch()\n"
        preload.write_text(f"{code}\nfrom pathlib import Path\n{touch}")
        process = _start(
            "dask_worker", self.scheduler, "--nthreads", "1", "--no-nanny", "--no-dashboard",
            *("--local-directory", str(self.folder), "--preload", str(preload)),
        )  # fmt: skip
        self.processes.append(process)
        _wait_for(ready, process)
        return process


def require_dask() -> None:
    """Skip a test if Dask is missing, or let it fail in CI, where Dask must be installed."""
    if importlib.util.find_spec("distributed") is None:
        if os.environ.get("SEAMSCOPE_CLUSTER"):
            pytest.fail("SEAMSCOPE_CLUSTER is set, but distributed is not installed")
        pytest.skip("distributed is not installed")


@contextmanager
def open_cluster(folder: Path) -> Iterator[Running]:
    """Start a scheduler without workers; when the `with` block ends, all processes are killed."""
    require_dask()
    file = folder / "scheduler.json"
    arguments = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard")
    process = _start("dask_scheduler", *arguments, "--scheduler-file", str(file))
    cluster = Running(folder, "", [process], "")
    try:
        _wait_for(file, process)
        cluster.scheduler = json.loads(file.read_text())["address"]
        cluster.engine = cluster.scheduler.replace("tcp://", "dask://")
        yield cluster
    finally:
        for one in reversed(cluster.processes):
            one.kill()
            one.wait()


def _start(module: str, *arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-W", "ignore", "-m", f"distributed.cli.{module}", *arguments]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _wait_for(file: Path, process: subprocess.Popen[bytes]) -> None:
    started = time.monotonic()
    while not (file.exists() and (file.suffix != ".json" or file.read_text().endswith("}"))):
        assert process.poll() is None, "a process of the cluster has ended"
        assert time.monotonic() - started < PATIENCE, "a process of the cluster does not start"
        time.sleep(0.05)
