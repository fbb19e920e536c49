"""Try to make seamscope mix or lose outputs: kills, a full disk, two runs at once, locked files.

    python benchmarks/trust.py [--kills 200] [--seed 0]

Two samples are surveyed in turn into one folder. After each disturbance the folder has to hold all
of one set, as its manifest says, and the user's own file; exit 1 if one does not.
"""

import argparse
import hashlib
import json
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
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

NOTE = "mine.txt"
SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
SAMPLE = """\
inventory: 1
systems:
  - {name: Shop, kind: commerce}
  - {name: Ledger, kind: erp}
  - {name: NAME, kind: crm}
flows:
  - {from: Shop, to: Ledger, protocol: REST}
  - {from: NAME, to: Shop, protocol: SFTP}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """Two samples, and the folder that both are surveyed into."""

    inputs: tuple[Path, Path]
    out: Path

    def command(self, number: int) -> list[str]:
        """Return the command that surveys one of the samples."""
        program = [sys.executable, "-P", "-m", "seamscope", "survey", "--quiet", "--jobs", "1"]
        return [*program, str(self.inputs[number]), "-o", str(self.out)]

    def run(self, number: int) -> None:
        """Survey a sample undisturbed."""
        subprocess.run(self.command(number), check=True, capture_output=True)

    def start(
        self, number: int, before: Callable[[], None] | None = None
    ) -> subprocess.Popen[bytes]:
        """Begin to survey a sample in a process group of its own."""
        return subprocess.Popen(
            self.command(number),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
            preexec_fn=before,  # noqa: PLW1509 (this script has no threads)
        )

    def state(self) -> str:
        """Return which sample's set the folder holds, or what is wrong with it."""
        if not (self.out / NOTE).is_file():
            return "lost: the user's file"
        try:
            listed = json.loads((self.out / "manifest.json").read_text())["files"]
            wrong = [
                name
                for name, digest in listed.items()
                if hashlib.sha256((self.out / name).read_bytes()).hexdigest() != digest
            ]
            systems = json.loads((self.out / "survey.json").read_text())["systems"]
        except (OSError, ValueError, KeyError) as error:
            return f"lost: {type(error).__name__}"
        on_disk = {p.relative_to(self.out).as_posix() for p in self.out.rglob("*") if p.is_file()}
        if wrong or on_disk - {*listed, "manifest.json", NOTE, "answers.yaml"}:
            return f"mixed: {', '.join(wrong) or 'files of another set'}"
        (name,) = {one["name"] for one in systems} - {"Shop", "Ledger"}
        return name


def prepare(folder: Path, out: Path) -> Bench:
    """Write the samples and survey the first; the user puts a file into the folder."""
    inputs = (folder / "first", folder / "second")
    for path, name in zip(inputs, ("First", "Second"), strict=True):
        path.mkdir()
        (path / "inventory.yaml").write_text(SAMPLE.replace("NAME", name))
    bench = Bench(inputs=inputs, out=out)
    bench.run(0)
    (out / NOTE).write_text("keep me")
    return bench


def kill_at_random(bench: Bench, kills: int, seed: int) -> list[tuple[str, str, str]]:
    """Kill runs at random moments; half of them near the end, where files are written."""
    chance = random.Random(seed)
    began = time.monotonic()
    bench.run(0)
    length = time.monotonic() - began
    told: Counter[tuple[str, str]] = Counter()
    for number in range(kills):
        number_of_sample = number % 2
        process = bench.start(number_of_sample)
        begin = 0.0 if number % 4 < 2 else 0.7 * length
        time.sleep(chance.uniform(begin, 1.1 * length))
        chosen = SIGNALS[number % len(SIGNALS)]
        ended = process.poll() is not None
        if not ended:
            os.killpg(process.pid, chosen)
        process.communicate(timeout=120)
        state = bench.state()
        what = "ended before" if ended else "killed"
        good = state in {"First", "Second"}
        told[chosen.name, f"{what}: one whole set" if good else state] += 1
        if not good:
            shutil.rmtree(bench.out)
            bench.run(0)
            (bench.out / NOTE).write_text("keep me")
    left = list(bench.out.parent.glob(f".{bench.out.name}.new-*"))
    bench.run(0)
    after = list(bench.out.parent.glob(f".{bench.out.name}.new-*"))
    rows = [(f"kill {name}", what, str(times)) for (name, what), times in sorted(told.items())]
    swept = "removed by the next run" if not after else "lost: still there"
    return [*rows, ("leftovers of kills", swept, str(len(left)))]


def fill_disk(bench: Bench) -> tuple[str, str, str]:
    """Give the outputs too little space: a tiny file system if it can be mounted, else a limit."""
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


def judge(
    bench: Bench, what: str, wanted: str, process: subprocess.Popen[bytes]
) -> tuple[str, str, str]:
    """Return a row: whether the folder holds the wanted set, and how the run ended."""
    _, said = process.communicate(timeout=120)
    state = bench.state()
    traceback = b"Traceback" in said
    result = "lost: ended in a traceback" if traceback else f"set of {state}"
    if state != wanted and not traceback:
        result = f"{state}: wanted {wanted}" if ":" in state else f"mixed: {state}, not {wanted}"
    return what, result, f"exit {process.returncode}"


def run_two(bench: Bench, pairs: int) -> list[tuple[str, str, str]]:
    """Begin two runs into the folder at once: one writes, the other is refused or waits."""
    told: Counter[tuple[str, str]] = Counter()
    for _ in range(pairs):
        both = [bench.start(0), bench.start(1)]
        codes = []
        for process in both:
            process.communicate(timeout=120)
            codes.append(process.returncode)
        state = bench.state()
        result = f"set of {state}" if state in {"First", "Second"} else state
        told[result, f"exits {sorted(codes)}"] += 1
    return [("two runs at once", f"{what}, {ends}", str(n)) for (what, ends), n in told.items()]


def lock(bench: Bench) -> list[tuple[str, str, str]]:
    """Make a file, then the folder, impossible to write."""
    bench.run(0)
    report = bench.out / "report.md"
    report.chmod(0o400)
    rows = [judge(bench, "a file is read-only", "Second", bench.start(1))]
    bench.run(0)
    report.unlink()
    report.mkdir()
    process = bench.start(1)
    process.communicate(timeout=120)
    data = (bench.out / "survey.json").read_text()
    good = "Second" in data and report.is_dir()
    text = "that file is left out, survey.json is new" if good else "lost: survey.json"
    rows.append(("a folder has a file's name", text, f"exit {process.returncode}"))
    report.rmdir()
    bench.run(0)
    rows += lock_folder(bench)
    return rows


def lock_folder(bench: Bench) -> list[tuple[str, str, str]]:
    """Make the folder and its parent read-only, for a user whom permissions bind."""
    user = 65534  # nobody

    def drop() -> None:
        if os.geteuid() == 0:
            os.setgid(user)
            os.setuid(user)

    places = (bench.out.parent, bench.out)
    for place in places:
        place.chmod(0o555)
    try:
        return [judge(bench, "a read-only folder", "First", bench.start(1, drop))]
    finally:
        for place in places:
            place.chmod(0o755)


def main() -> int:
    """Print a table of what was done and what the folder held; exit 1 if something was lost."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kills", type=int, default=200)
    options.add_argument("--pairs", type=int, default=5)
    options.add_argument("--seed", type=int, default=0)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "place").mkdir()
        bench = prepare(folder, folder / "place" / "out")
        rows = []
        for part in (
            lambda: kill_at_random(bench, chosen.kills, chosen.seed),
            lambda: [fill_disk(bench)],
            lambda: run_two(bench, chosen.pairs),
            lambda: lock(bench),
        ):
            made = part()
            rows += made
            for what, result, figure in made:
                print(f"{what:30}  {result:60}  {figure}", flush=True)
    failed = [row for row in rows if row[1].startswith(("lost", "mixed"))]
    print(f"{len(failed)} rows with something mixed or lost")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
