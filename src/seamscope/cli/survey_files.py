"""Write the outputs of a survey, and report on a run.

Commands import this module only when they run, so that `--help` starts fast.
"""

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import click

from seamscope.cache import Cache, open_cache
from seamscope.cli.colour import paint_summary
from seamscope.cli.kept_run import Report
from seamscope.cli.messages import name_program, print_message, shorten_path
from seamscope.document import Survey, encode
from seamscope.engine import Engine, open_engine
from seamscope.errors import SeamscopeError, format_message, locate_error
from seamscope.output_folders import write_atomically
from seamscope.outputs import FORMATS
from seamscope.outputs.board import FILE, render_board_pages
from seamscope.outputs.canvas.raster import rasterise
from seamscope.outputs.commands.scopes import tabulate_scopes
from seamscope.outputs.diagram.theme import Theme, find_theme
from seamscope.outputs.text.summary import NARROWEST, Run, render_summary
from seamscope.outputs.views.board import build_board
from seamscope.outputs.views.plan_options import PlanOptions
from seamscope.outputs.writers.folder import publish
from seamscope.outputs.writers.mark import add_mark
from seamscope.pipeline import Outcome
from seamscope.records import Skipped
from seamscope.settings import Settings
from seamscope.version import __version__
from seamscope.wording import format_count, translate, translate_count

T = TypeVar("T")
SHOWN_ERRORS = 10
LEFT_OUT = frozenset({"entry", "part"})  # kinds of skipped input that are listed one by one
NAMED_ENTRIES = 3  # maximum number of left-out entries that the summary names
FIRST = ("report.html", "report.md", "landscape.svg")


def render_format(
    survey: Survey,
    name: str,
    theme: str = "light",
    options: PlanOptions | None = None,
    *,
    excerpt: bool = False,
) -> bytes:
    """Return a survey in the named format; raise SeamscopeError if there is no such format.

    excerpt: whether `--about` was used. For some formats, a different function then renders the
    survey (see `Format.excerpt`).
    """
    if name not in FORMATS:
        remedy = f"use one of: {', '.join(FORMATS)}"
        raise SeamscopeError(f"unknown format {name!r}", remedy=remedy)
    output, colours = FORMATS[name], find_theme(theme)
    if excerpt:
        return output.render_excerpt(survey, colours)
    return output.render(survey, colours, options)


def render_outputs(
    outcome: Outcome, theme: str = "light", page: str | None = None
) -> tuple[dict[str, bytes], list[str]]:
    """Return all outputs of a run by file name, and a note for each output that failed.

    page: a name in knowledge/pages.yaml, to add diagrams split into pages of that size. If
    survey.json fails, the error is raised. Any other output that fails is left out with a note.
    """
    colours = find_theme(theme)
    renderers: dict[str, Callable[[], bytes]] = {
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
    }
    if outcome.survey.surface.poc:
        renderers["neighbourhood.svg"] = lambda: FORMATS["neighbourhood"].render(
            outcome.survey, colours
        )
    contents: dict[str, bytes] = {}
    notes: list[str] = []
    none: dict[str, bytes] = {}
    nothing: tuple[dict[str, bytes], list[str]] = ({}, [])
    for name, render in renderers.items():
        content, faults = attempt_output(name, render, b"")
        contents |= {} if faults else {name: content}
        notes += faults
    if "landscape.svg" in contents:  # otherwise, the same error would be reported twice
        boards, faults = attempt_output(
            "landscape-2.svg", lambda: _render_more_board_pages(outcome.survey, colours), none
        )
        contents |= boards
        notes += faults
        if "landscape.png" in contents and boards:
            pictures, faults = attempt_output("landscape-2.png", lambda: _convert(boards), none)
            contents |= pictures
            notes += faults
    contents["survey.json"] = encode(outcome.survey)
    if page:
        (pages, said), faults = attempt_output(
            f"pages-{page}",
            lambda: render_diagram_pages(outcome.survey, page, "svg", theme),
            nothing,
        )
        contents |= {f"pages-{page}/{name}": content for name, content in pages.items()}
        notes += [*said, *faults]
    return contents, notes


def attempt_output(name: str, work: Callable[[], T], instead: T) -> tuple[T, list[str]]:
    """Return the result of `work`; if it raises, return `instead` and a note.

    name: the name of the output, for the note.
    """
    try:
        return work(), []
    except BrokenPipeError:  # the program that reads our output has ended
        raise
    except SeamscopeError as error:
        return instead, [f"{name}: {error}"]
    except Exception as error:  # noqa: BLE001 (the other outputs must still be written)
        return instead, [describe_failure(name, error)]


def _render_more_board_pages(survey: Survey, theme: Theme) -> dict[str, bytes]:
    """Return the board pages after the first by file name: `landscape-2.svg` and so on."""
    pages = render_board_pages(survey, theme, FILE)
    return {
        f"{FILE}-{number}.svg": add_mark(page, ".svg")
        for number, page in enumerate(pages[1:], start=2)
    }


def _convert(boards: dict[str, bytes]) -> dict[str, bytes]:
    """Convert SVG files to PNG files; contents are given and returned by file name."""
    return {
        f"{name.removesuffix('.svg')}.png": add_mark(rasterise(page), ".png")
        for name, page in boards.items()
    }


def describe_failure(what: str, error: Exception) -> str:
    """Return a message about a bug in seamscope: its position in the code, but no input data."""
    return (
        f"{what}: left out because of an error in seamscope ({locate_error(error)}); "
        f"report this line and the version, {__version__}"
    )


def render_diagram_pages(
    survey: Survey, page: str, shape: str, theme: str
) -> tuple[dict[str, bytes], list[str]]:
    """Return diagrams split into pages, by file name, and notes on problems.

    Raises SeamscopeError for an unknown shape.
    page: a name in knowledge/pages.yaml.
    shape: svg, png or pdf.
    """
    from seamscope.outputs.diagram.drawing import DrawingError
    from seamscope.outputs.diagram.page_size import find_page_size
    from seamscope.outputs.diagram.pages import SHAPES, render_pages

    if shape not in SHAPES:
        problem = f"--page supports only diagrams, not {shape!r}"
        raise SeamscopeError(problem, remedy=f"use one of: {', '.join(SHAPES)}")
    size = find_page_size(page)
    pages = _render_front_pages(survey, shape, find_theme(theme))
    notes: list[str] = []
    try:
        for rendered in render_pages(survey, size, shape, find_theme(theme)):
            name = f"{rendered.name}.{shape}"
            pages[name] = rendered.content
            if rendered.points < size.floor:
                notes.append(
                    translate(
                        "{file}: the smallest text has {points:.1f} pt; use a larger page size",
                        file=name,
                        points=rendered.points,
                    )
                )
    except DrawingError as error:
        notes.append(f"pages: {error}")
    return pages, notes


def _render_front_pages(survey: Survey, shape: str, theme: Theme) -> dict[str, bytes]:
    """Return the board and neighbourhood pages by file name, as SVG or PNG; {} for PDF."""
    from seamscope.outputs import neighbourhood

    if shape == "pdf":  # no library that seamscope depends on converts SVG to PDF
        return {}
    drawn = {
        f"00-board-{number}": page
        for number, page in enumerate(render_board_pages(survey, theme), start=1)
    }
    if survey.surface.poc:
        drawn["00-neighbourhood"] = neighbourhood.render_svg(survey, theme)
    return {
        f"{name}.{shape}": add_mark(page if shape == "svg" else rasterise(page), f".{shape}")
        for name, page in drawn.items()
    }


def write_diagram_pages(
    survey: Survey, folder: Path, page: str, shape: str, theme: str
) -> list[str]:
    """Write diagrams split into pages; return a message for each file and each problem."""
    pages, notes = render_diagram_pages(survey, page, shape, theme)
    for name, content in pages.items():
        write_atomically(folder / name, content)
    return [*(f"wrote {folder / name}" for name in pages), *notes]


def write_output_set(
    folder: Path, contents: Mapping[str, bytes], *, answers: Path | None = None
) -> list[str]:
    """Replace all outputs in a folder at once; return a note for each file not written.

    answers: path of the answers.yaml of this survey, which `seamscope review` fills in.
    """
    try:
        return publish(folder, contents, answers=answers)
    except OSError as error:
        raise SeamscopeError(
            f"the outputs cannot be written ({error.strerror}); the outputs of the previous run "
            f"are kept",
            remedy="free some space, or choose another folder with -o",
            file=str(folder),
        ) from None


def report_problems(report: Report, notes: list[str], *, verbose: bool) -> None:
    """Print on stderr which configuration is used, errors, left-out inputs and failed outputs."""
    if used := describe_settings(report.settings):
        print_message(translate("using {files}", files=used))
    errors = report.errors
    shown = errors if verbose else errors[:SHOWN_ERRORS]
    for line in shown:
        print_message(line)
    if len(errors) > len(shown):
        more = len(errors) - len(shown)
        print_message(translate("… and {more} more; --verbose shows all of them", more=more))
    for note in notes:
        print_message(note)
    if report.own:
        examples = ", ".join(report.own[:3]) + (", …" if len(report.own) > 3 else "")
        own = format_count(len(report.own), "output")
        print_message(
            translate(
                "not read as inputs: {own} of seamscope itself ({examples})",
                own=own,
                examples=examples,
            )
        )
    if line := describe_left_out(report.survey):
        print_message(line)
    ignored = [item for item in report.survey.skipped if item.reason.startswith("left out by `")]
    for item in ignored[:SHOWN_ERRORS]:
        print_message(f"{item.evidence}: {item.reason}")


def describe_left_out(survey: Survey) -> str:
    """Return a line with the first entry that was left out, and the number of others, or "".

    One line is enough, because the summary counts these entries too.
    """
    entries = _list_left_out(survey)
    if not entries:
        return ""
    # A misspelt key is what the user can correct at once.
    first = min(entries, key=lambda item: "did you mean" not in item.remedy)
    more = len(entries) - 1
    rest = translate(" ({more} more: `seamscope show skipped`)", more=more) if more else ""
    message = format_message(
        translate("left out: {reason}", reason=first.reason),
        remedy=first.remedy,
        file=first.evidence.file,
        line=first.evidence.line or None,
    )
    return f"{message}{rest}"


def _list_left_out(survey: Survey) -> list[Skipped]:
    """Return the entries that were left out, then the parts that hardly ever contain an entry."""
    found = [item for item in survey.skipped if item.kind in LEFT_OUT]
    return sorted(found, key=lambda item: item.kind != "entry")


def describe_settings(settings: Settings) -> str:
    """Return the paths of the configuration, POC and calibration of a run, "" if there are none."""
    return ", ".join(
        shorten_path(path).as_posix()
        for path in (settings.config_path, settings.poc_path, settings.calibration_path)
        if path is not None
    )


def print_result(
    report: Report, folder: Path, names: Sequence[str], shape: str, *, everything: bool
) -> None:
    """Print the summary, or the survey in another format, on stdout.

    everything: whether the whole table follows the summary.
    """
    if shape != "table":
        click.echo(render_format(report.survey, shape).decode(), nl=False)
        return
    survey, program = report.survey, name_program()
    first = next(iter(build_board(survey).rows), None)
    commands = (
        *([f"{program} explain {first.label} {folder}"] if first else []),
        *([f"{program} review {folder}"] if survey.questions else []),
    )
    run = Run(
        file=next((str(folder / name) for name in FIRST if name in names), ""),
        commands=commands,
        warnings=tuple(_list_warnings(report)),
    )
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else NARROWEST
    summary = render_summary(survey, run, width, everything=everything)
    click.echo(paint_summary(summary), nl=False)
    if everything:
        click.echo(f"\n{render_format(survey, shape).decode()}", nl=False)


def render_scopes(reports: Sequence[Report]) -> dict[str, bytes]:
    """Return the files that compare several POCs, by file name; {} for fewer than two POCs."""
    if len(reports) < 2:
        return {}
    named = name_scopes(reports)
    return {
        "scopes.md": tabulate_scopes(named, "markdown").encode(),
        "scopes.csv": tabulate_scopes(named, "csv").encode(),
    }


def print_scopes(reports: Sequence[Report]) -> None:
    """Print a table that compares several POCs on stdout; print nothing for fewer than two POCs."""
    if len(reports) > 1:
        title = translate("Scopes compared")
        click.echo(f"\n{title}\n" + tabulate_scopes(name_scopes(reports), "text"), nl=False)


def name_scopes(reports: Sequence[Report]) -> list[tuple[str, Survey]]:
    """Return each survey with the name of its POC; equal names are followed by the file."""
    names = [report.survey.meta.title for report in reports]
    files = [(report.survey.meta.options or {}).get("poc", "") for report in reports]
    return [
        (name if names.count(name) == 1 else f"{name} ({file})", report.survey)
        for name, file, report in zip(names, files, reports, strict=True)
    ]


def _list_warnings(report: Report) -> Iterator[str]:
    """Yield warnings about unmatched systems in poc.yaml, left-out entries, and input errors."""
    if report.mismatches:
        yield translate_count(
            "{count} system in poc.yaml is in no other input",
            "{count} systems in poc.yaml are in no other input",
            len(report.mismatches),
        )
    entries = [item.evidence for item in _list_left_out(report.survey)]
    if entries:
        places = list(dict.fromkeys(f"{e.file}:{e.line}" if e.line else e.file for e in entries))
        named = ", ".join(places[:NAMED_ENTRIES])
        more = len(places) - NAMED_ENTRIES
        yield translate(
            "{entries} left out: {named}{more}",
            entries=format_count(len(entries), "entry"),
            named=named,
            more=translate(" and {more} more", more=more) if more > 0 else "",
        )
    if faults := len(report.errors) - report.remarks:
        counted = format_count(faults, "input")
        yield translate(
            "{inputs} could not be read or applied (see stderr, or --verbose)", inputs=counted
        )


@contextmanager
def show_progress(*, quiet: bool) -> Iterator[Callable[[str], None]]:
    """Show the current stage on a terminal; show nothing in a pipe."""
    if quiet or not sys.stderr.isatty():
        yield lambda stage: None
        return
    from rich.console import Console

    with Console(stderr=True).status(translate("starting")) as status:
        yield status.update


@contextmanager
def use_cache(folder: Path | None) -> Iterator[Cache | None]:
    """Open the cache in a folder; at the end, print the problems that occurred.

    folder: None for no cache.
    """
    if folder is None:
        yield None
        return
    with open_cache(folder) as cache:
        yield cache
    for note in cache.notes:
        print_message(note)


@contextmanager
def use_engine(address: str, processes: int) -> Iterator[Engine]:
    """Open an engine; at the end, print the problems that occurred.

    address: "" for this machine.
    """
    with open_engine(address, processes) as engine:
        yield engine
    for note in engine.notes:
        print_message(note)


def count_cores() -> int:
    """Return the number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
