"""The command `survey`, which is the main command."""

import sys
from datetime import datetime
from pathlib import Path

import click

from seamscope.cli.answering import try_answers
from seamscope.cli.help import write_epilog
from seamscope.cli.messages import exit_with_nothing, is_quiet, print_message, shorten_path
from seamscope.cli.options import (
    CACHE,
    CONNECTORS,
    ENGINE,
    FORMAT,
    LANGUAGE,
    NO_CACHE,
    PAGE,
    QUIET,
    TABLE_FORMATS,
    THEME,
    VERBOSE,
    report_errors,
)
from seamscope.errors import SeamscopeError
from seamscope.output_folders import DEFAULT
from seamscope.wording import translate


@click.command(
    epilog=write_epilog(
        "survey .", "survey inventories/ sql/ --poc poc.yaml", "survey . -o review-board"
    )
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--poc",
    "pocs",
    multiple=True,
    type=click.Path(path_type=Path),
    help="The description of the POC, poc.yaml. Repeat it to compare scopes; the outputs show "
    "the first POC.",
)
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    help="Path of seamscope.yaml, if it is not in a folder above the inputs.",
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
    default=Path(DEFAULT),
    show_default=True,
    metavar="FOLDER",
    help="Folder for the outputs. A survey never reads outputs as inputs.",
)
@FORMAT
@click.option("--title", default="", help="Title of the diagram and the reports.")
@click.option(
    "--date",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="Date to print in the outputs; without it, they have no date.",
)
@THEME
@PAGE
@LANGUAGE
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of the simulation.")
@click.option(
    "--jobs", type=click.IntRange(min=1), help="Number of SQL processes. Default: all cores."
)
@click.option(
    "--claim",
    "claims",
    multiple=True,
    metavar="PATTERN=CONNECTOR",
    help="Connector to use for files that several connectors claim. Repeatable.",
)
@CONNECTORS
@CACHE
@NO_CACHE
@ENGINE
@click.option(
    "--answers",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Import the answers of an answers.yaml or of a filled-in effort.xlsx.",
)
@click.option(
    "--try",
    "trial",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Show what the answers in FILE would change, and write nothing.",
)
@click.option(
    "--all", "everything", is_flag=True, help="Print the whole summary and the whole effort table."
)
@QUIET
@VERBOSE
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
    cache: Path | None,
    no_cache: bool,
    engine: str,
    answers: Path | None,
    trial: Path | None,
    everything: bool,
    verbose: bool,
) -> None:
    """Survey PATHS: find systems and integrations, estimate effort, write reports and diagrams."""
    from seamscope.answers import NAME
    from seamscope.cache import find_folder
    from seamscope.cli.survey_files import (
        attempt_output,
        count_cores,
        print_result,
        print_scopes,
        report_problems,
        show_progress,
    )
    from seamscope.cli.survey_run import write_survey
    from seamscope.pipeline import Job

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
        with show_progress(quiet=is_quiet()) as progress:
            comparison = try_answers(job, trial, progress, engine)
        click.echo(comparison, nl=False)
        return
    results = None if no_cache else cache or find_folder()
    written = write_survey(job, output, theme=theme, page=page, cache=results, engine=engine)
    scopes, outcome = written.scopes, written.scopes[0]
    for mismatch in outcome.mismatches:
        print_message(mismatch)
    if not is_quiet():
        report_problems(outcome, list(written.notes), verbose=verbose)
        if written.answers is not None:
            print_message(f"questions to answer: {shorten_path(written.answers)}")
    _, faults = attempt_output(
        "the summary",
        lambda: print_result(
            outcome, output, written.names, TABLE_FORMATS[shape], everything=everything
        ),
        None,
    )
    for fault in faults:
        print_message(fault)
    if shape == "text":
        print_scopes(scopes)
    for mismatch in [m for scope in scopes[1:] for m in scope.mismatches]:
        print_message(mismatch)
    _exit_with_code(
        is_wrong=any(scope.mismatches for scope in scopes), is_empty=outcome.survey.is_empty
    )


def _exit_with_code(*, is_wrong: bool, is_empty: bool) -> None:
    """Exit with 2 if poc.yaml refers to an unknown system, and with 3 if no system was found."""
    if is_wrong:
        sys.exit(2)
    if is_empty:
        exit_with_nothing(
            translate("no system was found; `seamscope show skipped` lists what was not read")
        )


def _parse_claim(text: str) -> tuple[str, str]:
    pattern, _, name = text.rpartition("=")
    if not pattern or not name:
        raise SeamscopeError(
            f"--claim {text!r} is not PATTERN=CONNECTOR",
            remedy="write it like 'exports/*.json=kafka-connect'",
        )
    return pattern, name
