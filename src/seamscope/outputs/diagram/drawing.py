"""Run Graphviz on DOT: with the pygraphviz wheel, else `dot` on PATH, else fail with a remedy."""

import math
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from seamscope.errors import SeamscopeError

SECONDS = 30  # of CPU; the largest scene takes under one second; a longer layout never ends
PATIENCE = 1_800  # seconds
DPI = 144  # twice the screen resolution, so that small print stays sharp on a slide
_SHELL = None if sys.platform == "win32" else shutil.which("sh")
_OUT_OF_TIME = (
    frozenset[int]() if sys.platform == "win32" else {-signal.SIGXCPU, 128 + signal.SIGXCPU}
)
_NOT_STARTED = frozenset({126, 127})  # as a shell says it
STARTS = {"png": b"\x89PNG\r\n\x1a\n", "pdf": b"%PDF-", "svg": b"<"}


class DrawingError(SeamscopeError):
    """A diagram could not be drawn; all other outputs are unaffected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawingVariant:
    """One version of a drawing. dot: its source; nodes: how many nodes a complete result has."""

    dot: str
    nodes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A diagram to draw.

    variants: the full version first, then simpler ones to try if it fails; tooltips: (id of a
    part, text); links: (id of a part, address in the report after `report.html#`).
    """

    title: str
    description: str
    variants: tuple[DrawingVariant, ...]
    tooltips: tuple[tuple[str, str], ...] = ()
    links: tuple[tuple[str, str], ...] = ()


Backend = Callable[[str], list[str]]


def find_backend() -> Backend | None:
    """Return a function from format to command line; None if no Graphviz is installed.

    The wheel comes first, because its version is pinned and so draws alike on every machine.
    """
    if find_spec("pygraphviz"):
        # -P: import nothing from the working directory; a file: -m would import its packages first
        worker = [sys.executable, "-P", str(Path(__file__).with_name("pygraphviz_worker.py"))]
        return lambda shape: [*worker, shape, str(DPI)]
    if program := shutil.which("dot"):
        return lambda shape: [program, f"-T{shape}", *([f"-Gdpi={DPI}"] if shape == "png" else [])]
    return None


def run_graphviz(
    source: str, shape: str, seconds: float = SECONDS, patience: float = PATIENCE
) -> bytes:
    """Draw DOT as `svg`, `png` or `pdf`; raise DrawingError with the reason if that fails.

    seconds: of CPU, so that a busy machine draws the same; patience: seconds that pass until a
    program that does nothing is stopped.
    """
    backend = find_backend()
    if backend is None:
        raise DrawingError(
            "no diagrams: Graphviz is not installed",
            remedy="run `pip install 'seamscope[draw]'` or install Graphviz; landscape.dot and the "
            "tables contain the same information",
        )
    try:
        process = subprocess.run(  # noqa: S603 - our own command, no shell, DOT on stdin
            _limit_cpu(backend(shape), seconds),
            input=source.encode(),
            capture_output=True,
            timeout=patience if _SHELL else seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        limit = patience if _SHELL else seconds
        raise DrawingError(f"the layout took longer than {limit:g} s") from None
    except OSError as error:
        raise DrawingError(f"Graphviz cannot be started ({error.strerror})") from None
    if _SHELL and process.returncode in _NOT_STARTED:
        raise DrawingError(f"Graphviz cannot be started (exit code {process.returncode})")
    if process.returncode in _OUT_OF_TIME:
        raise DrawingError(f"the layout took longer than {seconds:g} s of CPU time")
    if process.returncode or not process.stdout.lstrip().startswith(STARTS[shape]):
        raise DrawingError(f"Graphviz failed with exit code {process.returncode}")
    return process.stdout


def _limit_cpu(command: list[str], seconds: float) -> list[str]:
    """Return the command under a limit of CPU time, where the system has one.

    The shell sets it, because code between fork and exec may hang in a program with threads.
    """
    if not _SHELL:
        return command
    whole = math.ceil(seconds)
    script = f'ulimit -S -t {whole}; exec "$@"'
    return [_SHELL, "-c", script, "sh", *command]
