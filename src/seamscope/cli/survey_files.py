"""Read a survey, write its outputs, and report on a run.

Commands import this module when they run, because its imports would slow down `--help`.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from seamscope import api
from seamscope.document import Survey, encode
from seamscope.errors import SeamscopeError
from seamscope.outputs import FORMATS
from seamscope.outputs.diagram.theme import find_theme
from seamscope.pipeline import Outcome, write_atomically
from seamscope.wording import format_count

SHOWN_ERRORS = 10
FIRST = ("landscape.svg", "report.html", "report.md")


def load_survey(file: Path) -> Survey:
    """Read a survey.json; raise InputError if it is missing or not a survey."""
    return api.load_survey(file)


def render_format(survey: Survey, name: str, theme: str = "light") -> bytes:
    """Return a survey in the format of that name; raise SeamscopeError if there is none."""
    if name not in FORMATS:
        remedy = f"use one of: {', '.join(FORMATS)}"
        raise SeamscopeError(f"unknown format {name!r}", remedy=remedy)
    return FORMATS[name].render(survey, find_theme(theme))


def write_outputs(
    outcome: Outcome, folder: Path, theme: str = "light"
) -> tuple[list[Path], list[str]]:
    """Write all outputs of a run into a folder; return their paths, and errors of those missing."""
    colours = find_theme(theme)
    contents: dict[str, Callable[[], bytes]] = {
        "landscape.svg": lambda: FORMATS["svg"].render(outcome.survey, colours),
        "landscape.png": lambda: FORMATS["png"].render(outcome.survey, colours),
        "landscape.dot": lambda: FORMATS["dot"].render(outcome.survey, colours),
        "report.html": lambda: FORMATS["html"].render(outcome.survey),
        "report.md": lambda: FORMATS["markdown"].render(outcome.survey),
        "effort.csv": lambda: FORMATS["csv"].render(outcome.survey),
        "effort.xlsx": lambda: FORMATS["xlsx"].render(outcome.survey),
        "effort.json": lambda: FORMATS["json"].render(outcome.survey),
        "landscape.graphml": outcome.landscape.to_graphml,
        "landscape.json": outcome.landscape.to_node_link,
        "survey.json": lambda: encode(outcome.survey),
    }
    paths: list[Path] = []
    notes: list[str] = []
    for name, content in contents.items():
        try:
            write_atomically(folder / name, content())
        except SeamscopeError as error:
            notes.append(f"{name}: {error}")
        except OSError as error:
            raise SeamscopeError(
                f"cannot be written ({error.strerror})",
                remedy="choose a folder that you can write to with -o",
                file=str(folder / name),
            ) from None
        else:
            paths.append(folder / name)
    return paths, notes


def write_pages(
    survey: Survey, folder: Path, page: str, shape: str, theme: str
) -> tuple[list[Path], list[str]]:
    """Write diagrams as pages into a folder; return their paths, and notes on problems.

    page: a name in knowledge/pages.yaml; shape: svg, png or pdf. Raises SeamscopeError for any
    other shape.
    """
    from seamscope.outputs.diagram.drawing import DrawingError
    from seamscope.outputs.diagram.page_size import find_page_size
    from seamscope.outputs.diagram.pages import SHAPES, render_pages

    if shape not in SHAPES:
        problem = f"--page supports only diagrams, not {shape!r}"
        raise SeamscopeError(problem, remedy=f"use --as with one of: {', '.join(SHAPES)}")
    size = find_page_size(page)
    paths: list[Path] = []
    notes: list[str] = []
    try:
        for rendered in render_pages(survey, size, shape, find_theme(theme)):
            path = folder / f"{rendered.name}.{shape}"
            write_atomically(path, rendered.content)
            paths.append(path)
            if rendered.points < size.floor:
                text_size = f"the smallest text has {rendered.points:.1f} pt"
                notes.append(f"{path}: {text_size}; use a larger page size")
    except DrawingError as error:
        notes.append(f"pages: {error}")
    return paths, notes


def report_run(
    outcome: Outcome, notes: list[str], folder: Path, paths: list[Path], *, verbose: bool
) -> None:
    """Print errors, what was skipped, and which files to open, on stderr."""
    errors = [str(error) for error in outcome.errors]
    shown = errors if verbose else errors[:SHOWN_ERRORS]
    for line in shown:
        click.echo(line, err=True)
    if len(errors) > len(shown):
        more = len(errors) - len(shown)
        click.echo(f"… and {more} more; --verbose shows all, survey.json has them", err=True)
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
        f"read {read} of {format_count(len(inputs), 'file')}; skipped "
        f"{format_count(kinds['file'], 'file')}, {format_count(kinds['entry'], 'entry')}, "
        f"{format_count(kinds['statement'], 'SQL statement')} "
        f"(`seamscope show skipped {folder / 'survey.json'}` lists them)",
        err=True,
    )
    if outcome.own:
        names = ", ".join(outcome.own[:3]) + (", …" if len(outcome.own) > 3 else "")
        own = format_count(len(outcome.own), "output")
        click.echo(f"left out {own} of seamscope itself ({names})", err=True)
    ignored = [item for item in skipped if item.reason.startswith("left out by `")]
    for item in ignored[:SHOWN_ERRORS]:
        click.echo(f"{item.evidence}: {item.reason}", err=True)
    first = [str(path) for path in paths if path.name in FIRST]
    click.echo(f"open: {', '.join(first)}", err=True)
    click.echo(f"all:  {', '.join(path.name for path in paths)} in {folder}/", err=True)


@contextmanager
def show_progress(*, quiet: bool) -> Iterator[Callable[[str], None]]:
    """Show the current stage on a terminal; show nothing in a pipe."""
    if quiet or not sys.stderr.isatty():
        yield lambda stage: None
        return
    from rich.console import Console

    with Console(stderr=True).status("starting") as status:
        yield status.update


def count_cores() -> int:
    """Return the number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
