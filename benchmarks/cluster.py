"""Compare a survey on a Dask cluster with a survey in one process: the time, and whether the
results are equal.

Run: python benchmarks/cluster.py [SYSTEMS [WORKERS]] (default 30 2), or with
ENGINE=dask://host:port for a cluster that is running. The estate is the one that scale.py
generates. Without ENGINE, the script starts a scheduler and workers with one thread each over TCP.
It runs one survey before the measurement, so that each worker has imported what it needs.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scale import estate


@contextmanager
def start_cluster(folder: Path, workers: int) -> Iterator[str]:
    """Start a scheduler and workers on this machine; yield the value of `--engine`."""
    file = folder / "scheduler.json"
    place = ("--scheduler-file", str(file), "--no-dashboard")
    lines = [("scheduler", "--host", "127.0.0.1", "--port", "0", *place)]
    lines += [("worker", *place, "--nthreads", "1", "--no-nanny")] * workers
    running = []
    try:
        for name, *options in lines:
            command = [sys.executable, "-m", f"distributed.cli.dask_{name}", *options]
            running.append(subprocess.Popen(command, cwd=folder, stderr=subprocess.DEVNULL))
            while not file.exists() or not file.stat().st_size:
                time.sleep(0.1)
        address = file.read_text().partition('"address": "')[2].partition('"')[0]
        yield address.replace("tcp://", "dask://")
    finally:
        for process in reversed(running):
            process.kill()
            process.wait()


def survey(folder: Path, *options: str) -> tuple[float, dict[str, bytes]]:
    """Survey the estate; return the elapsed seconds and the outputs."""
    out = folder.parent / "out"
    command = [sys.executable, "-P", "-m", "seamscope", "survey", str(folder), "-o", str(out)]
    started = time.perf_counter()
    subprocess.run([*command, "--no-cache", "-q", *options], check=True, stdout=subprocess.DEVNULL)
    seconds = time.perf_counter() - started
    return seconds, {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}


def measure(folder: Path, engine: str) -> None:
    """Survey a folder on a cluster and in one process, and print both times.

    Also prints whether the outputs are equal.
    """
    survey(folder, "--engine", engine)
    there, sent = survey(folder, "--engine", engine)
    here, local = survey(folder, "--jobs", "1")
    same = "equal" if sent == local else "DIFFERENT"
    print(f"one process {here:.1f} s, cluster {there:.1f} s: {here / there:.2f} x, outputs {same}")


def main(systems: str = "30", workers: str = "2") -> None:
    """Print the times for one generated estate, on a given cluster or on a new one."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "estate"
        folder.mkdir()
        estate(folder, int(systems))
        (folder / "poc.yaml").unlink()
        if engine := os.environ.get("ENGINE"):
            measure(folder, engine)
            return
        with start_cluster(Path(made), int(workers)) as engine:
            measure(folder, engine)


if __name__ == "__main__":
    main(*sys.argv[1:])
