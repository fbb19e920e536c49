"""Turn DOT into a picture: the `dot` on PATH, else pygraphviz, else an error that says why."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec

from seamscope.errors import SeamscopeError

SECONDS = 30  # the largest scene takes under one; a layout that takes this long never ends
DPI = 144  # twice the screen's, so that small print stays sharp on a slide
STARTS = {"png": b"\x89PNG\r\n\x1a\n", "pdf": b"%PDF-", "svg": b"<"}


class DrawingError(SeamscopeError):
    """No picture could be drawn; every other output can still be made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One way to draw something, in DOT, and how many nodes a sound drawing of it holds."""

    dot: str
    nodes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """Anything to draw. forms: the full one first, then simpler ones for when it fails.

    words: ids of parts with what a reader is told on them; links: ids with the place in the
    report, below `report.html#`.
    """

    title: str
    description: str
    forms: tuple[Form, ...]
    words: tuple[tuple[str, str], ...] = ()
    links: tuple[tuple[str, str], ...] = ()


Backend = Callable[[str], list[str]]


def backend() -> Backend | None:
    """Return what makes the command for a format, None if nothing here can draw."""
    if program := shutil.which("dot"):
        return lambda shape: [program, f"-T{shape}", *([f"-Gdpi={DPI}"] if shape == "png" else [])]
    if find_spec("pygraphviz"):
        # -P: nothing in the working directory is imported
        worker = [sys.executable, "-P", "-m", "seamscope.outputs.diagram.worker"]
        return lambda shape: [*worker, shape, str(DPI)]
    return None


def draw(source: str, shape: str, seconds: float = SECONDS) -> bytes:
    """Return DOT drawn as `svg`, `png` or `pdf`; raise DrawingError with the reason."""
    made = backend()
    if made is None:
        raise DrawingError(
            "nothing on this machine draws pictures",
            remedy="install Graphviz, or `pip install 'seamscope[draw]'`; "
            "landscape.dot and the tables hold the same facts",
        )
    try:
        done = subprocess.run(  # noqa: S603 - our own command, no shell, DOT on stdin
            made(shape), input=source.encode(), capture_output=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        raise DrawingError(f"the layout took more than {seconds:g} s") from None
    except OSError as error:
        raise DrawingError(f"Graphviz cannot be started ({error.strerror})") from None
    if done.returncode or not done.stdout.lstrip().startswith(STARTS[shape]):
        raise DrawingError(f"Graphviz failed with exit code {done.returncode}")
    return done.stdout
