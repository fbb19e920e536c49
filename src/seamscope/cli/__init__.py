"""The command line. Data goes to stdout, messages to stderr.

Each command imports what it needs when it runs, so that `--help` starts fast.
"""

import sys
from datetime import datetime
from pathlib import Path

import click

from seamscope.cli.answering import keep_answers, review, try_answers
from seamscope.cli.comparisons import calibrate, check, diff
from seamscope.cli.databases import gather, snapshot
from seamscope.cli.inputs import connectors, init
from seamscope.cli.messages import print_message
from seamscope.cli.options import (
    CONNECTORS,
    EPILOG,
    FORMAT,
    LANGUAGE,
    PAGE,
    TABLE_FORMATS,
    THEME,
    Program,
    follow_language,
    report_errors,
)
from seamscope.cli.profiling import profile
from seamscope.errors import InputError, SeamscopeError
from seamscope.version import __version__

# The file that `survey` writes by default, and that other commands read by default.
SURVEY = "build/survey.json"


@click.group(cls=Program, epilog=EPILOG)
@click.version_option(__version__, prog_name="seamscope")
def main() -> None:
    """Scope the integrations of an AI proof of concept while it is still a proof of concept."""


@main.command(epilog=EPILOG)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--poc",
    "pocs",
    multiple=True,
    type=click.Path(path_type=Path),
    help="The description of the POC, poc.yaml. Repeat it to compare scopes: the outputs are those "
    "of the first.",
)
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    help="Path of seamscope.yaml, if it is not above the inputs.",
)
@click.option(
    "--calibration",
    type=click.Path(path_type=Path),
    help="A file written by `seamscope calibrate`.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path("build"),
    show_default=True,
    help="Folder for the outputs.",
)
@FORMAT
@click.option("--title", default="", help="Title of the diagram and the reports.")
@click.option(
    "--date",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="Date to print on diagrams; the system clock is never used.",
)
@THEME
@PAGE
@LANGUAGE
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of the simulation.")
@click.option(
    "--jobs", type=click.IntRange(min=1), help="Processes that trace SQL. Default: all cores."
)
@click.option(
    "--claim",
    "claims",
    multiple=True,
    metavar="PATTERN=CONNECTOR",
    help="Connector for files that several connectors claim. Repeatable.",
)
@CONNECTORS
@click.option(
    "--answers",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Take over the answers in an answers.yaml or a filled-in effort.xlsx.",
)
@click.option(
    "--try",
    "trial",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Show what the answers in FILE would change, and write nothing.",
)
@click.option("--all", "everything", is_flag=True, help="Print the whole effort table.")
@click.option("--quiet", is_flag=True, help="Print only errors on stderr.")
@click.option("--verbose", is_flag=True, help="Print all errors on stderr, not only the first.")
@report_errors
def survey(
    *,
    paths: tuple[Path, ...],
    pocs: tuple[Path, ...],
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
    answers: Path | None,
    trial: Path | None,
    everything: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Survey PATHS: find systems and integrations, estimate effort, write reports and diagrams."""
    from seamscope.answers import NAME
    from seamscope.cli.survey_files import (
        count_cores,
        print_result,
        print_scopes,
        render_outputs,
        render_scopes,
        report_problems,
        show_progress,
        write_output_set,
    )
    from seamscope.outputs.writers.folder import check_writable, lock_folder
    from seamscope.pipeline import Job, run_scopes

    job = Job(
        paths=paths,
        poc=pocs[0] if pocs else None,
        scopes=pocs[1:],
        config=config,
        calibration=calibration,
        title=title,
        date=f"{date:%Y-%m-%d}" if date else "",
        seed=seed,
        jobs=jobs or count_cores(),
        claims=tuple(_parse_claim(text) for text in claims),
        connectors=folders,
        answers=output / NAME,
        taken=answers,
    )
    if trial is not None:
        with show_progress(quiet=quiet) as progress:
            comparison = try_answers(job, trial, progress)
        click.echo(comparison, nl=False)
        return
    check_writable(output)
    with lock_folder(output), show_progress(quiet=quiet) as progress:
        scopes = run_scopes(job, progress)
        outcome = scopes[0]
        follow_language(outcome.language)
        progress("drawing")
        contents, notes = render_outputs(outcome, theme, page)
        contents |= render_scopes(scopes)
        notes += write_output_set(output, contents)
        kept, note = keep_answers(outcome, output)
        notes += [note] if note else []
    for mismatch in outcome.mismatches:
        print_message(str(mismatch))
    if not quiet:
        report_problems(outcome, notes, verbose=verbose)
        if kept is not None:
            print_message(f"questions to answer: {kept}")
    print_result(outcome, output, list(contents), TABLE_FORMATS[shape], everything=everything)
    if shape == "text":
        print_scopes(scopes)
    for mismatch in [m for scope in scopes[1:] for m in scope.mismatches]:
        print_message(str(mismatch))
    if any(scope.mismatches for scope in scopes):
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
            "quality",
            "flows",
            "questions",
            "readiness",
            "costs",
            "roadmap",
            "ledger",
            "today",
            "contacts",
            "reality",
            "skipped",
            "coverage",
            "residue",
        ]
    ),
)
@click.argument("file", metavar="SURVEY", type=click.Path(path_type=Path))
@FORMAT
@LANGUAGE
@report_errors
def show(*, what: str, file: Path, shape: str) -> None:
    """List a part of a SURVEY: systems, integrations, questions, readiness and more."""
    from seamscope.cli.loading import load_survey
    from seamscope.outputs.commands.show import format_list

    click.echo(format_list(load_survey(file), what, shape), nl=False)


@main.command(epilog=EPILOG)
@click.argument("what")
@click.argument("file", metavar="[SURVEY]", default=SURVEY)
@LANGUAGE
@report_errors
def explain(*, what: str, file: str) -> None:
    """Show why WHAT is as it is: an integration's score, or why a system is one system.

    WHAT is an integration's id or label, or a system's id, name or alias. SURVEY defaults to
    build/survey.json.
    """
    from seamscope.cli.loading import load_survey
    from seamscope.outputs.commands.explain import explain as explanation

    if file != SURVEY and not Path(file).is_file() and Path(what).is_file():
        what, file = file, what  # the user may also give the survey first
    click.echo(explanation(load_survey(Path(file)), what), nl=False)


@main.command(epilog=EPILOG)
@click.argument("file", metavar="SURVEY", type=click.Path(path_type=Path), required=False)
@click.option(
    "--as",
    "shape",
    required=True,
    metavar="FORMAT",
    help="Format to write; `list` shows all formats.",
)
@click.option(
    "--about",
    metavar="WHAT",
    help="Only a part: `landscape`, `surface`, a system or an integration.",
)
@click.option(
    "--start",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="First day of the build in a plan. Default: what poc.yaml says, else weeks.",
)
@click.option(
    "--depth",
    type=click.Choice(["epic", "story", "task"]),
    help="Lowest level of a plan. Default: story; task for azure-devops.",
)
@THEME
@PAGE
@LANGUAGE
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="File to write instead of stdout; with --page, the folder.",
)
@report_errors
def render(
    *,
    file: Path | None,
    shape: str,
    about: str | None,
    start: datetime | None,
    depth: str | None,
    theme: str,
    page: str | None,
    output: Path | None,
) -> None:
    """Write a SURVEY in another format, without reading the inputs again."""
    from seamscope.cli.loading import load_survey
    from seamscope.cli.survey_files import render_format, write_diagram_pages
    from seamscope.outputs import FORMATS
    from seamscope.outputs.views.plan_options import Depth, PlanOptions
    from seamscope.pipeline import write_atomically

    if shape == "list":
        click.echo("\n".join(f"{item.name:16} {item.description}" for item in FORMATS.values()))
        return
    if file is None:
        raise SeamscopeError("SURVEY is missing", remedy="add the path of a survey.json")
    survey = load_survey(file)
    if about is not None:
        from seamscope.outputs.views.excerpt import select_excerpt

        survey = survey if about == "landscape" else select_excerpt(survey, about)
    if page:
        if output is None:
            raise SeamscopeError("--page writes several files", remedy="add a folder with -o")
        for message in write_diagram_pages(survey, output, page, shape, theme):
            print_message(message)
        return
    options = PlanOptions(
        start=start.date() if start else None, depth=Depth(depth) if depth else None
    )
    content = render_format(survey, shape, theme, options, excerpt=about is not None)
    if output:
        write_atomically(output, content)
    else:
        click.echo(content, nl=False)


@main.command(epilog=EPILOG)
@click.argument("what", type=click.Choice(["catalogue", "poc", "seamscope", "survey"]))
@report_errors
def schema(*, what: str) -> None:
    """Print the JSON Schema of poc.yaml, seamscope.yaml, survey.json or a database's catalogue."""
    from seamscope.config import encode_config_schema
    from seamscope.databases.catalogue import encode_catalogue_schema
    from seamscope.document import encode_json_schema
    from seamscope.poc import build_poc_schema

    encoders = {
        "catalogue": encode_catalogue_schema,
        "poc": build_poc_schema,
        "seamscope": encode_config_schema,
        "survey": encode_json_schema,
    }
    click.echo(encoders[what](), nl=False)


@main.command(epilog=EPILOG)
@click.argument("file", metavar="FILE.sql", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--dialect", default="", help="SQL dialect, as sqlglot names it. Default: guessed.")
@click.option(
    "--schema",
    type=click.Path(path_type=Path),
    help="SQL file with table definitions, to resolve columns.",
)
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text")
@report_errors
def lineage(*, file: Path, dialect: str, schema: Path | None, shape: str) -> None:
    """Show reads, writes, column lineage and problems of one SQL file; `-` reads stdin."""
    from seamscope.outputs.commands.lineage import check_dialect, report_lineage

    dialect = check_dialect(dialect)
    text, name = _read_text(file)
    schema_text, _ = _read_text(schema) if schema else ("", "")
    click.echo(report_lineage(text, name, dialect, shape, schema=schema_text), nl=False)


def _read_text(path: Path) -> tuple[str, str]:
    """Return the text and the name of a SQL file, or of stdin; print notes on its encoding."""
    from seamscope.connector import build_member, open_file, redact

    if str(path) == "-":
        file = build_member(sys.stdin.buffer.read(), "stdin", "")
    elif path.is_file():
        file = open_file(path, path.name)
    else:
        problem = "a folder, not a file" if path.is_dir() else "no such file"
        raise InputError(SeamscopeError(problem, remedy="use the path of a file", file=str(path)))
    text = file.text()
    for problem, remedy in file.content.notes:
        print_message(f"{file.path}: {problem}; {remedy}")
    return text, redact(file.path)


for command in (
    calibrate, check, connectors, diff, gather, init, profile, review, snapshot,
):  # fmt: skip
    main.add_command(command)


def _parse_claim(text: str) -> tuple[str, str]:
    pattern, _, name = text.rpartition("=")
    if not pattern or not name:
        raise SeamscopeError(
            f"--claim {text!r} is not PATTERN=CONNECTOR",
            remedy="write it like 'exports/*.json=kafka-connect'",
        )
    return pattern, name
