"""Run surveys that can be disturbed, and check the content of their output folder afterwards."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

NOTE = "mine.txt"
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


# Windows cannot exchange two folders, and refuses to replace a file that is open in Excel.
FILE_BY_FILE = """\
import os, sys
from pathlib import Path
from seamscope.outputs.writers import folder
folder._exchange = lambda new, old: False
replace, held = Path.replace, os.environ.get("HELD_OPEN")
def refuse(self, target):
    if held and Path(target).name == held:
        raise PermissionError(13, "The process cannot access the file")
    return replace(self, target)
Path.replace = refuse
from seamscope.__main__ import run
run()
"""


class Fork:
    """A run in a copy of this process, with the methods of `Popen` that are used here."""

    def __init__(self, words: list[str], before: Callable[[], None] | None = None) -> None:
        self.returncode: int | None = None
        self.said = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the object)
        held = {signal.SIGINT, signal.SIGTERM}  # until the copy is ready to end by them
        signal.pthread_sigmask(signal.SIG_BLOCK, held)
        self.pid = os.fork()
        if not self.pid:
            self._run(words, before)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, held)

    def _run(self, words: list[str], before: Callable[[], None] | None) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.dup2(self.said.fileno(), 2)
        sys.argv = ["seamscope", *words]
        try:
            if before:
                before()
            from seamscope.__main__ import run

            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT, signal.SIGTERM})
            run()
        except SystemExit as end:
            os._exit(end.code if isinstance(end.code, int) else 1)
        except BaseException:  # noqa: BLE001 (whatever it is, the copy has to end here)
            traceback.print_exc()
            os._exit(99)
        os._exit(0)

    def poll(self) -> int | None:
        """Return the exit status of the run, None while it runs."""
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.returncode = os.waitstatus_to_exitcode(status) if pid else None
        return self.returncode

    def communicate(self, timeout: float = 300) -> tuple[bytes, bytes]:
        """Wait for the end; return the output of the run, as `Popen` does."""
        until = time.monotonic() + timeout
        while self.poll() is None:
            if time.monotonic() > until:
                raise TimeoutError
            time.sleep(0.002)
        self.said.seek(0)
        return b"", self.said.read()


Process = subprocess.Popen[bytes] | Fork


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """Two samples, and the folder that both are surveyed into."""

    inputs: tuple[Path, Path]
    out: Path
    by_file: bool = False
    fresh: bool = False

    def list_words(self, number: int) -> list[str]:
        """Return the arguments that survey one of the samples."""
        return ["survey", "--jobs", "1", str(self.inputs[number]), "-o", str(self.out)]

    def start_quickly(self, number: int) -> Process:
        """Start a survey of a sample, in a fork without new imports if possible."""
        quick = not (self.by_file or self.fresh)
        return Fork(self.list_words(number)) if quick else self.start(number)

    def command(self, number: int) -> list[str]:
        """Return the command that surveys one of the samples."""
        program = ["-c", FILE_BY_FILE] if self.by_file else ["-m", "seamscope"]
        return [sys.executable, "-P", *program, *self.list_words(number)]

    def run(self, number: int) -> None:
        """Survey a sample without a disturbance."""
        subprocess.run(self.command(number), check=True, capture_output=True)

    def start(
        self, number: int, before: Callable[[], None] | None = None
    ) -> subprocess.Popen[bytes]:
        """Start a survey of a sample in a new process group."""
        return subprocess.Popen(
            self.command(number),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
            preexec_fn=before,  # noqa: PLW1509 (this script has no threads)
        )

    def state(self) -> str:
        """Return the sample whose files are in the folder, or a description of what is wrong."""
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


def prepare(folder: Path, out: Path, *, fresh: bool) -> Bench:
    """Write the samples, survey the first, and add a file of the user to the folder."""
    inputs = (folder / "first", folder / "second")
    for path, name in zip(inputs, ("First", "Second"), strict=True):
        path.mkdir()
        (path / "inventory.yaml").write_text(SAMPLE.replace("NAME", name))
    bench = Bench(inputs=inputs, out=out, fresh=fresh)
    from click.testing import CliRunner

    from seamscope.cli import main as program

    CliRunner().invoke(program, bench.list_words(0), catch_exceptions=False)
    (out / NOTE).write_text("keep me")
    return bench
