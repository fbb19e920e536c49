"""The command line. Data goes to stdout, messages to stderr; heavy libraries load when used."""

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from seamscope import __version__
from seamscope.cli.common import EPILOG, PAGE, TABLE_FORMATS, THEME, load_survey, plain_errors
from seamscope.cli.inputs import connectors, init
from seamscope.cli.judging import calibrate, check, diff
from seamscope.cli.run import cores, progress_on, report, write_outputs, write_pages
from seamscope.errors import InputError, SeamscopeError

if TYPE_CHECKING:
    from seamscope.document import Survey

# Where `survey` leaves its result unless it is told otherwise.
SURVEY = "seamscope-out/survey.json"


@click.group(epilog=EPILOG)
@click.version_option(__version__, prog_name="seamscope")
def main() -> None:
    """Scope the integrations of an AI proof of concept while it is still a proof of concept."""


@main.command(epilog=EPILOG)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--poc", type=click.Path(path_type=Path), help="What the POC reads and writes.")
@click.option("--config", type=click.Path(path_type=Path), help="A seamscope.yaml elsewhere.")
@click.option("--calibration", type=click.Path(path_type=Path), help="From `seamscope calibrate`.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), default=Path("build"), show_default=True
)
@click.option("--format", "shape", type=click.Choice(list(TABLE_FORMATS)), default="text")
@click.option("--title", default="", help="The title of the diagram and the report.")
@click.option(
    "--date",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="The date to print on diagrams; the clock is never asked.",
)
@THEME
@PAGE
@click.option("--seed", type=int, default=0, show_default=True, help="Of the simulation.")
@click.option(
    "--jobs", type=click.IntRange(min=1), help="Processes for SQL; all cores if not said."
)
@click.option("--claim", "claims", multiple=True, metavar="PATTERN=CONNECTOR")
@click.option(
    "--connectors",
    "folders",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="A folder of your own connectors; they are code, and are run.",
)
@click.option("--quiet", is_flag=True, help="Only errors on stderr.")
@click.option("--verbose", is_flag=True, help="Every skipped file and error on stderr.")
@plain_errors
def survey(
    *,
    paths: tuple[Path, ...],
    poc: Path | None,
    config: Path | None,
    calibration: Path | None,
    output: Path,
    shape: str,
    title: str,
    date: datetime | None,
    theme: str,
    page: str | None,
    seed: int,
    jobs: int | None,
    claims: tuple[str, ...],
    folders: tuple[Path, ...],
    quiet: bool,
    verbose: bool,
) -> None:
    """Read PATHS, find systems and seams, score them; leave diagram, table and survey.json."""
    from seamscope.pipeline import Job, run

    job = Job(
        paths=paths,
        poc=poc,
        config=config,
        calibration=calibration,
        title=title,
        date=f"{date:%Y-%m-%d}" if date else "",
        seed=seed,
        jobs=jobs or cores(),
        claims=tuple(_claim(text) for text in claims),
        connectors=folders,
    )
    with progress_on(quiet=quiet) as progress:
        outcome = run(job, progress=progress)
        progress("drawing")
        made, notes = write_outputs(outcome, output, theme)
        if page:
            pages, faults = write_pages(
                outcome.survey, output / f"pages-{page}", page, "svg", theme
            )
            made, notes = [*made, *pages], [*notes, *faults]
    for mismatch in outcome.mismatches:
        click.echo(str(mismatch), err=True)
    click.echo(_render(outcome.survey, TABLE_FORMATS[shape]).decode(), nl=False)
    if not quiet:
        report(outcome, notes, output, made, verbose=verbose)
    if outcome.mismatches:
        sys.exit(2)


@main.command(epilog=EPILOG)
@click.argument(
    "what",
    type=click.Choice(
        [
            "systems",
            "endpoints",
            "integrations",
            "touchpoints",
            "flows",
            "questions",
            "readiness",
            "costs",
            "reality",
            "skipped",
            "coverage",
        ]
    ),
)
@click.argument("file", metavar="SURVEY", type=click.Path(path_type=Path))
@click.option("--format", "shape", type=click.Choice(list(TABLE_FORMATS)), default="text")
@plain_errors
def show(*, what: str, file: Path, shape: str) -> None:
    """List what a SURVEY holds: systems, integrations, questions, readiness and more."""
    from seamscope.outputs.text.listing import listing

    click.echo(listing(load_survey(file), what, shape), nl=False)


@main.command(epilog=EPILOG)
@click.argument("what")
@click.argument("file", metavar="[SURVEY]", default=SURVEY)
@plain_errors
def explain(*, what: str, file: str) -> None:
    """Show why WHAT is as it is: an integration's score, or why a system is one system.

    WHAT is an integration's id or label, or a system's id, name or alias. SURVEY is
    seamscope-out/survey.json unless it is given.
    """
    from seamscope.outputs.text.explain import explain as explanation

    if file != SURVEY and not Path(file).is_file() and Path(what).is_file():
        what, file = file, what  # the survey may also stand first
    click.echo(explanation(load_survey(Path(file)), what), nl=False)


@main.command(epilog=EPILOG)
@click.argument("file", metavar="SURVEY", type=click.Path(path_type=Path), required=False)
@click.option("--as", "shape", required=True, metavar="FORMAT", help="`list` names them all.")
@click.option("--about", metavar="WHAT", help="A part: `surface`, a system, an integration.")
@THEME
@PAGE
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="A file instead of stdout; with --page, the folder.",
)
@plain_errors
def render(
    *,
    file: Path | None,
    shape: str,
    about: str | None,
    theme: str,
    page: str | None,
    output: Path | None,
) -> None:
    """Draw any output of a SURVEY again, without a new scan."""
    from seamscope.outputs import FORMATS
    from seamscope.pipeline import write_atomically

    if shape == "list":
        for name, made in FORMATS.items():
            click.echo(f"{name:16} {made.description}")
        return
    if file is None:
        raise SeamscopeError("no survey named", remedy="give the path of a survey.json")
    survey = load_survey(file)
    if about is not None:
        from seamscope.outputs.views.neighbourhoods import about as part_of

        survey = part_of(survey, about)
    if page:
        _pages(survey, shape, page, theme, output)
        return
    content = _render(survey, shape, theme)
    if output:
        write_atomically(output, content)
    else:
        click.echo(content, nl=False)


@main.command(epilog=EPILOG)
@click.argument("what", type=click.Choice(["poc", "seamscope", "survey"]))
@plain_errors
def schema(*, what: str) -> None:
    """Print the JSON Schema of poc.yaml, seamscope.yaml or survey.json, for editors and checks."""
    from seamscope.config import config_schema
    from seamscope.document import schema_bytes
    from seamscope.poc import poc_schema

    made = {"poc": poc_schema, "seamscope": config_schema, "survey": schema_bytes}
    click.echo(made[what](), nl=False)


@main.command(epilog=EPILOG)
@click.argument("file", metavar="FILE.sql", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--dialect", default="", help="A sqlglot dialect; guessed if not given.")
@click.option(
    "--schema", type=click.Path(path_type=Path), help="SQL that defines tables: their columns."
)
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text")
@plain_errors
def lineage(*, file: Path, dialect: str, schema: Path | None, shape: str) -> None:
    """Show one file's reads, writes, columns and what was not understood; `-` is stdin."""
    from seamscope.outputs.text.lineage import known_dialect, lineage_report

    dialect = known_dialect(dialect)
    text, name = _text(file)
    known, _ = _text(schema) if schema else ("", "")
    click.echo(lineage_report(text, name, dialect, shape, schema=known), nl=False)


def _text(path: Path) -> tuple[str, str]:
    """Return a file's text and its name; what is doubtful of its letters is said."""
    from seamscope.connector import memory_file, open_file

    if str(path) == "-":
        file = memory_file(sys.stdin.buffer.read(), "stdin", "")
    elif path.is_file():
        file = open_file(path, path.name)
    else:
        what = "a folder, not a file" if path.is_dir() else "no such file"
        raise InputError(SeamscopeError(what, remedy="name a file", file=str(path)))
    text = file.text()
    for what, remedy in file.content.notes:
        click.echo(f"{file.path}: {what}; {remedy}", err=True)
    return text, file.path


for command in (calibrate, check, connectors, diff, init):
    main.add_command(command)


def _claim(text: str) -> tuple[str, str]:
    pattern, _, name = text.rpartition("=")
    if not pattern or not name:
        raise SeamscopeError(f"--claim {text!r} is not PATTERN=CONNECTOR", remedy="write it so")
    return pattern, name


def _pages(survey: "Survey", shape: str, page: str, theme: str, folder: Path | None) -> None:
    """Write the pages of a diagram and name each; raise SeamscopeError if that makes no sense."""
    if folder is None:
        raise SeamscopeError("--page makes several files", remedy="name a folder with -o")
    made, notes = write_pages(survey, folder, page, shape, theme)
    for path in made:
        click.echo(f"wrote {path}", err=True)
    for note in notes:
        click.echo(note, err=True)


def _render(survey: "Survey", name: str, theme: str = "light") -> bytes:
    from seamscope.outputs import FORMATS
    from seamscope.outputs.diagram.theme import theme_named

    if name not in FORMATS:
        known = ", ".join(FORMATS)
        raise SeamscopeError(f"no format is called {name!r}", remedy=f"one of: {known}")
    return FORMATS[name].render(survey, theme_named(theme))
