"""Try to make seamscope mix or lose outputs: kills, a full disk, two runs at once, locked files.

    python benchmarks/trust.py [--kills 200] [--seed 0]

Two samples are surveyed in turn into one folder. After each disturbance, the folder must contain
one complete set of files, according to its manifest, and the user's own file; exit 1 if it does
not. Half of the kills come at a random share of the CPU time that a run needs, so that they fall
inside the run on a busy machine as well. The other half come while the new files are written and
exchanged. Runs that are killed are forked from this process, which has surveyed once, because a run
in a new interpreter spends most of its time on imports, which write nothing. With `--fresh`, each
run is a new interpreter.
"""

import argparse
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from trust_runs import NOTE, Bench, Fork, Process, prepare

SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    """The duration of a run: CPU seconds in total, and wall-clock seconds for writing."""

    cpu: float
    writing: float


def read_cpu(process: Process) -> float:
    """Return the seconds of CPU that a process has used; 0 if it is gone."""
    try:
        fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def list_staged(bench: Bench) -> list[Path]:
    """Return the temporary folders of runs."""
    return list(bench.out.parent.glob(f".{bench.out.name}.new-*"))


def measure(bench: Bench) -> Length:
    """Measure a run that nobody disturbs and that replaces the set of the other sample.

    The samples alternate, because a run with the same inputs and outputs as the last run writes
    nothing.
    """
    bench.run(0)
    left = set(list_staged(bench))
    process, cpu, began, ended = bench.start_quickly(1), 0.0, 0.0, 0.0
    while process.poll() is None:
        cpu = max(cpu, read_cpu(process))
        if set(list_staged(bench)) - left:
            ended = time.monotonic()
            began = began or ended
        time.sleep(0.002)
    process.communicate()
    bench.run(0)
    return Length(cpu=cpu, writing=ended - began)


def kill_once(
    bench: Bench, sample: int, number: int, length: Length, chance: random.Random
) -> tuple[str, int] | None:
    """Kill a run; return when and how it ended, None if it had ended before the kill."""
    left = set(list_staged(bench))
    process = bench.start_quickly(sample)
    writing = number % 2 == 1
    moment = chance.uniform(0.02, 1.0) * length.cpu
    while process.poll() is None:
        if set(list_staged(bench)) - left if writing else read_cpu(process) >= moment:
            break
        time.sleep(0.0005 if writing else 0.002)
    if writing:
        time.sleep(chance.uniform(0, 2 * length.writing))
    ended = process.poll() is not None
    if not ended:
        os.kill(process.pid, SIGNALS[number % len(SIGNALS)])
    process.communicate(timeout=300)
    what = "while writing" if writing else "at any moment"
    # A run that exits with 0 was complete when the signal arrived.
    return None if ended or process.returncode == 0 else (what, process.returncode or 0)


def kill_at_random(bench: Bench, kills: int, seed: int) -> list[tuple[str, str, str]]:
    """Kill runs at random moments, and return a row for each signal and result.

    Runs are started until the wanted number was killed.
    """
    chance, length = random.Random(seed), measure(bench)
    told: Counter[tuple[str, str]] = Counter()
    held, number, done = bench.state(), 0, 0
    while done < kills:
        sample = "Second" if held == "First" else "First"
        killed = kill_once(bench, int(sample == "Second"), number, length, chance)
        name = SIGNALS[number % len(SIGNALS)].name
        number += 1
        state = bench.state()
        what = "new set" if state == sample else "old set" if state == held else state
        if killed is not None:
            done += 1
            told[f"{name} {killed[0]}, exit {killed[1]}", what] += 1
        held = state
        if state not in {"First", "Second"}:
            told[name, state] += killed is None
            shutil.rmtree(bench.out)
            bench.run(0)
            (bench.out / NOTE).write_text("keep me")
            held = "First"
    left = list_staged(bench)
    bench.run(0)
    swept = "lost: still there" if list_staged(bench) else "removed by the next run"
    rows = [(name, what, str(times)) for (name, what), times in sorted(told.items())]
    return [
        ("a run", f"{length.cpu:.2f} s of CPU, {length.writing:.3f} s of writing", ""),
        *rows,
        ("runs that had ended before", "not counted", str(number - done)),
        ("leftovers of kills", swept, str(len(left))),
    ]


def hold_open(bench: Bench) -> tuple[str, str, str]:
    """Return a row about a run that cannot replace one file, as on Windows while Excel has it
    open.
    """
    bench.run(0)
    before = (bench.out / "effort.xlsx").read_bytes()
    os.environ["HELD_OPEN"] = "effort.xlsx"
    process = replace(bench, by_file=True).start(1)
    _, said = process.communicate(timeout=300)
    del os.environ["HELD_OPEN"]
    kept = (bench.out / "effort.xlsx").read_bytes() == before
    (bench.out / "effort.xlsx").unlink()
    state = bench.state()
    told = b"effort.xlsx: not written" in said
    good = state == "Second" and kept and told
    what = "that file stays old and is named, all others are new" if good else f"lost: {state}"
    return "a file is held open", what, f"exit {process.returncode}"


def kill_by_file(bench: Bench, kills: int, seed: int) -> list[tuple[str, str, str]]:
    """Kill runs that replace files one by one, and return a row for each result.

    Such runs replace files one by one because folders cannot be exchanged. If the folder then
    contains files of both samples, its manifest must show this.
    """
    chance, slow = random.Random(seed), replace(bench, by_file=True)
    length = measure(slow)
    told: Counter[str] = Counter()
    for number in range(kills):
        killed = kill_once(slow, 1, 2 * number + 1, length, chance)
        state = bench.state()
        whole = state in {"First", "Second"}
        shown = state.startswith("mixed")
        if killed is not None:
            told["one whole set" if whole else "shown by the manifest" if shown else state] += 1
        bench.run(0)
    return [("kills, file by file", what, str(times)) for what, times in sorted(told.items())]


def fill_disk(bench: Bench) -> tuple[str, str, str]:
    """Return a row about a run whose outputs have too little space.

    They are on a tiny file system if it can be mounted; otherwise the size of files is limited.
    """
    place = Path(tempfile.mkdtemp())
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)],
        check=False,
        capture_output=True,
    )
    if mounted.returncode == 0:
        try:
            full = Bench(inputs=bench.inputs, out=place / "out")
            shutil.copytree(bench.out, full.out)
            (place / "ballast").write_bytes(b"\0" * (shutil.disk_usage(place).free - 4096))
            return judge(full, "full disk (tmpfs)", "First", full.start(1))
        finally:
            subprocess.run(["umount", str(place)], check=True)

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))

    return judge(bench, "full disk (limit of file size)", "First", bench.start(1, limit))


def judge(bench: Bench, what: str, wanted: str, process: Process) -> tuple[str, str, str]:
    """Return a row of the table: whether the folder has the expected set, and how the run ended."""
    _, said = process.communicate(timeout=300)
    state = bench.state()
    traceback = b"Traceback" in said
    result = "lost: ended in a traceback" if traceback else f"set of {state}"
    if state != wanted and not traceback:
        result = f"{state}: wanted {wanted}" if ":" in state else f"mixed: {state}, not {wanted}"
    return what, result, f"exit {process.returncode}"


def run_two(bench: Bench, pairs: int) -> list[tuple[str, str, str]]:
    """Start two runs into the folder at once, and return a row for each result.

    One run writes; the other run is refused or waits.
    """
    told: Counter[tuple[str, str]] = Counter()
    for _ in range(pairs):
        both = [bench.start(0), bench.start(1)]
        codes = []
        for process in both:
            process.communicate(timeout=300)
            codes.append(process.returncode)
        state = bench.state()
        result = f"set of {state}" if state in {"First", "Second"} else state
        told[result, f"exits {sorted(codes)}"] += 1
    return [("two runs at once", f"{what}, {ends}", str(n)) for (what, ends), n in told.items()]


def lock(bench: Bench) -> list[tuple[str, str, str]]:
    """Return rows about runs that cannot write a file or the output folder.

    A file is read-only, a folder has the name of a file, or the output folder is read-only.
    """
    bench.run(0)
    report = bench.out / "report.md"
    report.chmod(0o400)
    rows = [judge(bench, "a file is read-only", "Second", bench.start(1))]
    bench.run(0)
    report.unlink()
    report.mkdir()
    process = bench.start(1)
    process.communicate(timeout=300)
    data = (bench.out / "survey.json").read_text()
    good = "Second" in data and report.is_dir()
    text = "that file is left out, survey.json is new" if good else "lost: survey.json"
    rows.append(("a folder has a file's name", text, f"exit {process.returncode}"))
    report.rmdir()
    bench.run(0)
    rows += lock_folder(bench)
    return rows


def lock_folder(bench: Bench) -> list[tuple[str, str, str]]:
    """Return a row about a run into a read-only folder, by a user other than root."""
    user = 65534  # nobody

    def drop() -> None:
        if os.geteuid() == 0:
            os.setgid(user)
            os.setuid(user)

    places = (bench.out.parent, bench.out)
    for place in places:
        place.chmod(0o555)
    try:
        return [judge(bench, "a read-only folder", "First", Fork(bench.list_words(1), drop))]
    finally:
        for place in places:
            place.chmod(0o755)


def main() -> int:
    """Print a table of the actions and the content of the folder; exit 1 if something was lost."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kills", type=int, default=200)
    options.add_argument("--pairs", type=int, default=5)
    options.add_argument("--fresh", action="store_true", help="kill runs of new interpreters")
    options.add_argument("--seed", type=int, default=0)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "place").mkdir()
        bench = prepare(folder, folder / "place" / "out", fresh=chosen.fresh)
        rows = []
        for part in (
            lambda: kill_at_random(bench, chosen.kills, chosen.seed),
            lambda: [fill_disk(bench)],
            lambda: run_two(bench, chosen.pairs),
            lambda: lock(bench),
            lambda: [hold_open(bench)],
            lambda: kill_by_file(bench, chosen.kills // 10, chosen.seed),
        ):
            made = part()
            rows += made
            for what, result, figure in made:
                print(f"{what:40}  {result:60}  {figure}", flush=True)
    failed = [row for row in rows if row[1].startswith(("lost", "mixed"))]
    print(f"{len(failed)} rows with something mixed or lost")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
