"""Write answers.yaml, show the effect of answers, and define the command `review`."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from seamscope.cli.help import write_epilog
from seamscope.cli.messages import is_terminal, print_message, shorten_path
from seamscope.cli.options import LANGUAGE, QUIET, SURVEY, report_errors
from seamscope.errors import InputError, SeamscopeError
from seamscope.output_folders import find_answers

if TYPE_CHECKING:
    from seamscope.answers import AnswerFile
    from seamscope.pipeline import Job, Outcome


def keep_answers(outcome: "Outcome", output: Path) -> tuple[Path | None, str]:
    """Write `answers.yaml`; return its path, and a message if writing failed.

    The path is None if there is no valid file. If the folder of `answers.yaml` is not writable,
    the file is written into the output folder, unless `answers.yaml` already exists. A file with
    errors is not overwritten. A file that already has this content is not rewritten.
    """
    from seamscope.answers import NAME
    from seamscope.output_folders import write_atomically

    path, answers = outcome.answers_path, outcome.answers
    if path is None or not answers.sound:
        return None, ""
    if path.is_file() and path.read_bytes() == answers.content:
        return path, ""
    try:
        write_atomically(path, answers.content)
    except OSError as error:
        note = f"{path}: cannot be written ({error.strerror})"
        if path.exists() or path.parent == output:
            return None, f"{note}; check its permissions"
        write_atomically(output / NAME, answers.content)
        note = f"{note}; fill in {output / NAME} instead, and pass it with --answers"
        return output / NAME, note
    return path, ""


def try_answers(job: "Job", file: Path, progress: Callable[[str], None], engine: str = "") -> str:
    """Report what the answers in a file would change, without writing anything.

    The survey with these answers is compared with the survey that uses the current answers.yaml.
    If the file is that answers.yaml itself, the survey is compared with a survey without answers.
    engine: address of a Dask scheduler, "" for this machine.
    """
    from seamscope.answers import AnswerFile, read_answers, read_workbook
    from seamscope.engine import open_engine
    from seamscope.outputs.text.trial import render_trial
    from seamscope.pipeline import finish, read

    if not file.is_file():
        raise InputError(SeamscopeError("no such file", remedy="check the path", file=str(file)))
    with open_engine(engine, job.jobs) as place:
        done = read(job, progress=progress, engine=place)
    kept = done.answers_path
    given = read_workbook(file) if file.suffix.casefold() == ".xlsx" else read_answers(file)
    if kept is not None and kept.exists() and kept.samefile(file):
        before = finish(done, AnswerFile(), progress=progress)
        after = finish(done, given, progress=progress)
    else:
        before = finish(done, progress=progress)
        after = finish(done, taken=given, progress=progress)
    for error in after.errors[len(done.errors) :]:
        print_message(str(error))
    return render_trial(before.survey, after.survey)


@click.command(epilog=write_epilog("review", 'review seamscope-out --by "Ann Lee"'))
@SURVEY
@click.option(
    "--answers",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The answers.yaml to fill in, if not in the folder of the survey or of seamscope.yaml.",
)
@click.option("--by", help="Name of the person who answers. Default: git's user.name, else $USER.")
@click.option(
    "--date",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="Date of the answers. Default: today.",
)
@QUIET
@LANGUAGE
@report_errors
def review(
    *, file: Path | None, answers: Path | None, by: str | None, date: datetime | None
) -> None:
    """Answer the questions of a survey on a terminal: y, n or a name; s skips, u undoes, q quits.

    SURVEY is a survey.json or a folder that has one. Default: the newest output folder here or
    above.
    """
    from seamscope.cli.loading import load_survey, locate_survey
    from seamscope.cli.review import Reviewer

    if not is_terminal():
        problem = "review needs a terminal, and standard input is not one"
        raise SeamscopeError(problem, remedy="fill in answers.yaml, or run it in a terminal")
    found = locate_survey(file)
    survey = load_survey(found)
    path = answers or _find_answers_file(found)
    held = _read_valid_answers(path)
    when = date or datetime.now(tz=UTC).astimezone()
    reviewer = Reviewer(path=path, by=by or get_user(), on=f"{when:%Y-%m-%d}")
    reviewer.run(survey, held)


def _find_answers_file(survey: Path) -> Path:
    """Return the path of the answers.yaml that a survey asks for.

    The path is read from the manifest of the survey. Without a manifest, the file is next to the
    survey or next to seamscope.yaml.
    """
    from seamscope.answers import NAME
    from seamscope.config import find_config

    if (named := find_answers(survey.parent)) is not None:
        return shorten_path(named)
    beside = survey.parent / NAME
    if beside.is_file():
        return beside
    config = find_config(survey.parent) or find_config(Path())
    return config.parent / NAME if config else beside


def _read_valid_answers(path: Path) -> "AnswerFile":
    """Read answers.yaml; raise InputError if it has errors, as review must not overwrite it."""
    from seamscope.answers import read_answers

    held = read_answers(path)
    if held.errors:
        raise InputError(*held.errors)
    return held


def get_user() -> str:
    """Return the user's name from `git config user.name`, else the account name, or ""."""
    # Imported here, because every command imports this module.
    import getpass
    import subprocess

    try:
        found = subprocess.run(
            ["git", "config", "user.name"],  # noqa: S607 (the reviewer's own git on PATH)
            capture_output=True,
            text=True,
            check=False,
            timeout=5,
        )
    except (OSError, subprocess.TimeoutExpired):
        name = ""
    else:
        name = found.stdout.strip()
    try:
        return name or getpass.getuser()
    except (OSError, KeyError):  # no account name in the environment
        return ""
