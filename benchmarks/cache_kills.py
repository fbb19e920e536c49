"""Kill processes that write to the cache, and check that no entry is lost or wrong.

Run: python benchmarks/cache_kills.py [KILLS] (default 100). For each kill, two processes write
entries of 0.1 to 200 KB to one cache, and each process prints the number of entries that are
certainly written. Both are killed at a random moment, from a fixed seed. Then each of these entries
must exist with the right value, and the file must be intact.
"""

import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from seamscope.cache import Key, make_key, open_cache
from seamscope.cache.store import FILE

BATCH = 10  # entries written in one transaction
LONGEST = 0.1  # seconds between the first written batch and the kill


def build_entry(writer: str, number: int) -> tuple[Key, bytes]:
    """Return an entry that depends only on its arguments."""
    draw = random.Random(f"{writer} {number}")
    return make_key(writer, str(number)), draw.randbytes(draw.randrange(100, 200_000))


def write(folder: Path, writer: str, number: int) -> None:
    """Write entries from this number on until the process is killed; after each batch, print the
    next number.
    """
    while True:
        with open_cache(folder) as cache:
            for one in range(number, number + BATCH):
                cache.put(*build_entry(writer, one))
        if cache.notes:
            sys.exit("; ".join(cache.notes))
        number += BATCH
        print(number, flush=True)


def write_and_kill(folder: Path, numbers: dict[str, int], seconds: float) -> dict[str, int]:
    """Start a process for each writer, and kill all of them after some seconds.

    Return, by writer, the number of entries that are certainly written. numbers: the first number
    of each writer.
    """
    started = {
        writer: subprocess.Popen(
            [sys.executable, "-P", __file__, "--write", str(folder), writer, str(number)],
            stdout=subprocess.PIPE,
            text=True,
        )
        for writer, number in numbers.items()
    }
    sure = {}
    for writer, process in started.items():
        sure[writer] = int(process.stdout.readline())
    time.sleep(seconds)
    for process in started.values():
        process.kill()
    for writer, process in started.items():
        rest = process.communicate()[0].split()
        sure[writer] = int(rest[-1]) if rest else sure[writer]
    return sure


def check(folder: Path, before: dict[str, int], sure: dict[str, int]) -> int:
    """Return the number of entries that the killed writers confirmed but that are missing or wrong.

    before, sure: number of confirmed entries of each writer before and after its last run.
    """
    wrong = 0
    with open_cache(folder) as cache:
        for writer, number in sure.items():
            entries = [build_entry(writer, one) for one in range(before[writer], number)]
            wrong += sum(cache.get(key) != value for key, value in entries)
    return wrong + len(cache.notes)


def main(kills: int) -> None:
    """Print how many entries were written, and how many of them are missing or wrong."""
    draw = random.Random(0)
    numbers = {"one": 0, "other": 0}
    wrong = 0
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        for _ in range(kills):
            sure = write_and_kill(folder, numbers, draw.random() * LONGEST)
            wrong += check(folder, numbers, sure)
            numbers = sure
        connection = sqlite3.connect(folder / FILE)
        (state,) = connection.execute("PRAGMA integrity_check").fetchone()
        connection.close()
    print(f"{kills} kills of 2 writers: {sum(numbers.values())} entries surely written, ", end="")
    print(f"{wrong} missing or wrong; integrity check: {state}")
    sys.exit(wrong != 0 or state != "ok")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--write"]:
        write(Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
    else:
        main(int(sys.argv[1]) if sys.argv[1:] else 100)
