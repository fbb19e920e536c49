"""What a run leaves behind and says: files, messages, progress."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from seamscope.errors import SeamscopeError
from seamscope.wording import number

if TYPE_CHECKING:
    from seamscope.document import Survey
    from seamscope.pipeline import Outcome

SHOWN_ERRORS = 10
FIRST = ("landscape.svg", "report.html", "report.md")


def cores() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def write_outputs(
    outcome: "Outcome", folder: Path, theme: str = "light"
) -> tuple[list[Path], list[str]]:
    """Write every output into the folder; return the files, and why one could not be made."""
    from seamscope.document import encode
    from seamscope.outputs import FORMATS
    from seamscope.outputs.diagram.theme import theme_named
    from seamscope.pipeline import write_atomically

    look = theme_named(theme)

    contents: dict[str, Callable[[], bytes]] = {
        "landscape.svg": lambda: FORMATS["svg"].render(outcome.survey, look),
        "landscape.png": lambda: FORMATS["png"].render(outcome.survey, look),
        "landscape.dot": lambda: FORMATS["dot"].render(outcome.survey, look),
        "report.html": lambda: FORMATS["html"].render(outcome.survey),
        "report.md": lambda: FORMATS["markdown"].render(outcome.survey),
        "effort.csv": lambda: FORMATS["csv"].render(outcome.survey),
        "effort.xlsx": lambda: FORMATS["xlsx"].render(outcome.survey),
        "effort.json": lambda: FORMATS["json"].render(outcome.survey),
        "landscape.graphml": outcome.landscape.to_graphml,
        "landscape.json": outcome.landscape.to_node_link,
        "survey.json": lambda: encode(outcome.survey),
    }
    made: list[Path] = []
    notes: list[str] = []
    for name, content in contents.items():
        try:
            write_atomically(folder / name, content())
        except SeamscopeError as error:
            notes.append(f"{name}: {error}")
        except OSError as error:
            raise SeamscopeError(
                f"cannot be written ({error.strerror})", remedy="choose -o", file=str(folder / name)
            ) from None
        else:
            made.append(folder / name)
    return made, notes


def write_pages(
    survey: "Survey", folder: Path, page: str, shape: str, theme: str
) -> tuple[list[Path], list[str]]:
    """Write diagrams on pages into a folder; return the files, and what could not be made or read.

    Raises SeamscopeError if `shape` is no picture.
    """
    from seamscope.outputs.diagram.drawing import DrawingError
    from seamscope.outputs.diagram.page import page_named
    from seamscope.outputs.diagram.sheets import SHAPES, sheets
    from seamscope.outputs.diagram.theme import theme_named
    from seamscope.pipeline import write_atomically

    if shape not in SHAPES:
        what = f"--page draws pictures, and {shape!r} is none"
        raise SeamscopeError(what, remedy=f"--as one of: {', '.join(SHAPES)}")
    size = page_named(page)
    made: list[Path] = []
    notes: list[str] = []
    try:
        for sheet in sheets(survey, size, shape, theme_named(theme)):
            path = folder / f"{sheet.name}.{shape}"
            write_atomically(path, sheet.content)
            made.append(path)
            if sheet.points < size.floor:
                notes.append(f"{path}: smallest text {sheet.points:.1f} pt; take a larger page")
    except DrawingError as error:
        notes.append(f"pages: {error}")
    return made, notes


def report(
    outcome: "Outcome", notes: list[str], folder: Path, made: list[Path], *, verbose: bool
) -> None:
    """Say on stderr what went wrong, what was skipped and which files to open."""
    errors = [str(error) for error in outcome.errors]
    shown = errors if verbose else errors[:SHOWN_ERRORS]
    for line in shown:
        click.echo(line, err=True)
    if len(errors) > len(shown):
        click.echo(f"… and {len(errors) - len(shown)} more, all in survey.json", err=True)
    for note in notes:
        click.echo(note, err=True)
    skipped = outcome.survey.skipped
    kinds = {
        kind: sum(item.kind == kind for item in skipped) for kind in ("file", "entry", "statement")
    }
    unread = {item.evidence.file for item in skipped if item.kind == "file"}
    inputs = outcome.survey.meta.inputs
    read = sum(1 for item in inputs if item.connector and item.path not in unread)
    click.echo(
        f"read {read} of {number(len(inputs), 'file')}; skipped "
        f"{number(kinds['file'], 'file')}, {number(kinds['entry'], 'entry')}, "
        f"{number(kinds['statement'], 'SQL statement')} "
        f"(`seamscope show skipped {folder / 'survey.json'}` names each)",
        err=True,
    )
    if outcome.own:
        shown_own = ", ".join(outcome.own[:3]) + (", …" if len(outcome.own) > 3 else "")
        outputs = number(len(outcome.own), "output")
        click.echo(f"passed over {outputs} of seamscope's own ({shown_own})", err=True)
    left = [item for item in skipped if item.reason.startswith("left out by `")]
    for item in left[:SHOWN_ERRORS]:
        click.echo(f"{item.evidence}: {item.reason}", err=True)
    first = [str(path) for path in made if path.name in FIRST]
    click.echo(f"open: {', '.join(first)}", err=True)
    click.echo(f"all:  {', '.join(path.name for path in made)} in {folder}/", err=True)


@contextmanager
def progress_on(*, quiet: bool) -> Iterator[Callable[[str], None]]:
    """Show the stage on a terminal, nothing in a pipe."""
    if quiet or not sys.stderr.isatty():
        yield lambda stage: None
        return
    from rich.console import Console

    with Console(stderr=True).status("starting") as status:
        yield status.update
