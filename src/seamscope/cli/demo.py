"""The command `demo`, which surveys the sample landscape included in the program."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

import seamscope
from seamscope.cli.help import write_epilog
from seamscope.cli.messages import name_program, print_note, shorten_path
from seamscope.cli.options import LANGUAGE, QUIET, VERBOSE, report_errors
from seamscope.errors import InputError, SeamscopeError
from seamscope.output_folders import DEMO

if TYPE_CHECKING:
    from seamscope.document import Survey

NAME = "halden-pumps"
INPUTS = "inputs"


@click.command(epilog=write_epilog("demo", "demo -o somewhere"))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path(DEMO),
    show_default=True,
    metavar="FOLDER",
    help="Folder for the outputs and a copy of the sample.",
)
@QUIET
@VERBOSE
@LANGUAGE
@report_errors
def demo(*, output: Path, verbose: bool) -> None:
    """Survey a sample landscape, and print which file to open.

    The sample is an invented maker of pumps, whose proof of concept promises delivery dates. Its
    files are copied into FOLDER, where you can look at them and change them.
    """
    from seamscope.answers import NAME as ANSWERS
    from seamscope.cli.survey_files import count_cores, report_problems
    from seamscope.cli.survey_run import write_survey
    from seamscope.outputs.writers.folder import check_writable
    from seamscope.pipeline import Job

    check_writable(output)
    inputs = copy_sample(output)
    job = Job(paths=(inputs,), jobs=count_cores(), answers=output / ANSWERS)
    written = write_survey(job, output)
    outcome = written.scopes[0]
    if verbose:
        report_problems(outcome, list(written.notes), verbose=True)
    for note in written.notes:
        print_note(note)
    click.echo("\n".join(_describe(outcome.survey, output)))


def find_sample() -> Path:
    """Return the folder of the sample, in the installed package or in the repository."""
    package = Path(seamscope.__file__).parent
    places = (package / "samples" / NAME, package.parents[1] / "inventories" / NAME)
    for place in places:
        if place.is_dir():
            return place
    problem = "the sample is missing from this installation"
    raise InputError(SeamscopeError(problem, remedy="install seamscope again"))


def copy_sample(output: Path) -> Path:
    """Copy the sample into a folder, unless it is there already; return the folder of the copy."""
    target = output / INPUTS
    if target.is_dir():
        print_note(f"{shorten_path(target)} exists and is used unchanged")
        return target
    shutil.copytree(find_sample(), target, ignore=shutil.ignore_patterns("answers.yaml"))
    return target


def _describe(survey: "Survey", output: Path) -> Iterator[str]:
    """Yield the lines to print: the main figures, the picture to open, and the next commands."""
    from seamscope.outputs.views.board import build_board
    from seamscope.outputs.views.total import format_money
    from seamscope.wording import format_count, format_days, translate

    board, program = build_board(survey), name_program()
    files = format_count(len(survey.meta.inputs), "file")
    yield translate(
        "{files} from a pump manufacturer, and a proof of concept that predicts delivery dates.",
        files=files,
    )
    yield translate("For production, it needs:")
    yield ""
    counted = format_count(len(board.rows), "integration")
    yield translate("  {integrations}, {two_way} of them two-way", integrations=counted,
                    two_way=board.two_way)  # fmt: skip
    if board.total is not None:
        days = format_days(board.total.days.p80)
        yield translate(
            "  {days} person-days to build them (8 of 10 simulated outcomes take no more)",
            days=days,
        )
        if board.total.cost is not None:
            money = format_money(board.total.cost.p80, board.total.currency)
            yield translate("  {money} at the day rate of the team", money=money)
    yield ""
    picture = shorten_path(output / "landscape.svg")
    yield f"{translate('Open'):<7}{picture}"
    folder = shorten_path(output)
    label = board.rows[0].label if board.rows else ""
    commands = (
        (f"{program} explain {label} {folder}", translate("why the largest one takes so long")),
        (f"{program} show questions {folder}", translate("which facts are missing")),
        (f"{program} init my-landscape", translate("start a survey of your own systems")),
    )
    width = max(len(command) for command, _ in commands)
    for place, (command, meaning) in enumerate(commands):
        yield f"{'' if place else translate('Next'):<7}{command:<{width}}  {meaning}"
