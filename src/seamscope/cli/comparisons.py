"""The commands `check`, `diff` and `calibrate`, which compare a survey with something else."""

from datetime import datetime
from pathlib import Path

import click

from seamscope.cli.help import write_epilog
from seamscope.cli.messages import print_message
from seamscope.cli.options import (
    FORMAT,
    LANGUAGE,
    OUTPUT,
    QUIET,
    SURVEY,
    TABLE_FORMATS,
    report_errors,
    start_table,
)


@click.command(epilog=write_epilog("check", "check seamscope-out --limit days=300 --require owner"))
@SURVEY
@click.option(
    "--limit",
    "limits",
    multiple=True,
    metavar="GATE=FIGURE",
    help="Highest figure with which a gate passes, such as days=300. Repeatable.",
)
@click.option(
    "--require",
    multiple=True,
    metavar="LINE",
    help="Checklist line that must be answered, or `all`. Repeatable.",
)
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    help="Path of seamscope.yaml, if it is neither above the survey nor one folder below.",
)
@click.option(
    "-f",
    "--format",
    "shape",
    type=click.Choice([*TABLE_FORMATS, "sarif", "junit"]),
    default="text",
    show_default=True,
    callback=start_table,
    help="Format of the result; sarif and junit are for code hosts and build servers.",
)
@click.option(
    "--root",
    default="",
    metavar="FOLDER",
    help="Surveyed folder, relative to the repository; prefix of the paths in SARIF.",
)
@click.option(
    "--date",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="Day on which acceptances of findings must still be valid. Default: today.",
)
@OUTPUT
@QUIET
@report_errors
def check(
    *,
    file: Path | None,
    limits: tuple[str, ...],
    require: tuple[str, ...],
    config: Path | None,
    shape: str,
    root: str,
    date: datetime | None,
    output: Path | None,
) -> None:
    """Check a survey against the gates in seamscope.yaml; exit with code 1 if one fails.

    The exit code is 3 if no gate fails, but the survey has no system. Findings that seamscope.yaml
    accepts are ignored until their acceptance expires.

    SURVEY is a survey.json or a folder that has one. Default: the newest output folder here or
    above.
    """
    from seamscope.cli.check_report import report_check
    from seamscope.cli.loading import load_survey, locate_survey
    from seamscope.cli.results import write_result
    from seamscope.gates import check_survey
    from seamscope.outputs.commands.check import format_check
    from seamscope.settings import choose_config

    found = locate_survey(file)
    today = f"{date or datetime.now().astimezone():%Y-%m-%d}"
    chosen, unused = choose_config(config, found)
    result = check_survey(
        load_survey(found), config=chosen, limits=limits, require=require, today=today
    )
    write_result(format_check(result, shape, root=root, today=today), output)
    report_check(result, unused)


@click.command(
    epilog=write_epilog("diff march/survey.json seamscope-out", "diff old new -f markdown")
)
@click.argument("old", metavar="OLD", type=click.Path(path_type=Path))
@click.argument("new", metavar="NEW", type=click.Path(path_type=Path))
@FORMAT
@OUTPUT
@QUIET
@LANGUAGE
@report_errors
def diff(*, old: Path, new: Path, shape: str, output: Path | None) -> None:
    """Show what changed from survey OLD to survey NEW, and why.

    Compares inputs, systems, integrations, estimates, readiness, findings, questions and totals.
    OLD and NEW are survey.json files or folders that have one.
    """
    from seamscope.cli.loading import load_survey
    from seamscope.cli.results import write_result
    from seamscope.compare import compare_surveys
    from seamscope.outputs.commands.diff import format_difference

    difference = compare_surveys(load_survey(old), load_survey(new))
    write_result(format_difference(difference, shape), output)


@click.command(
    epilog=write_epilog(
        "calibrate history.csv -o calibration.yaml",
        "calibrate history.csv --survey seamscope-out",
    )
)
@click.argument("history", metavar="HISTORY.csv", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, allow_dash=True),
    metavar="FILE",
    help="Write the calibration to this file; with `-`, to standard output.",
)
@click.option(
    "--survey",
    metavar="SURVEY",
    type=click.Path(path_type=Path),
    help="Survey with estimates to compare the rows with, by integration.",
)
@FORMAT
@QUIET
@report_errors
def calibrate(*, history: Path, output: Path | None, survey: Path | None, shape: str) -> None:
    """Calibrate the model with actual hours of past integrations, and show how accurate it is then.

    HISTORY.csv needs a column `actual` (hours) and a column `estimate` (hours at P50) or `cfp`; a
    column with the name of a driver contains ratings of this driver. Pass the file written by -o
    to `seamscope survey --calibration`.

    With --survey, two columns are enough: `integration` (id, label, or both systems as `A → B`)
    and `actual_days`.
    """
    from seamscope.cli.built_integrations import index_integrations
    from seamscope.cli.loading import load_survey
    from seamscope.cli.results import STDOUT, write_result
    from seamscope.estimate.calibration.build import (
        build_calibration,
        describe_calibration,
        list_accuracy_figures,
    )
    from seamscope.outputs.writers.tabulate import tabulate

    surveyed = index_integrations(load_survey(survey), str(survey)) if survey else None
    rows, calibration = build_calibration(history, surveyed)
    for skipped in rows.skipped:
        print_message(f"{skipped.evidence}: {skipped.reason}; {skipped.remedy}")
    if calibration:
        headers = ("figure", "value", "meaning")
        table = tabulate(headers, list_accuracy_figures(calibration), shape)
        click.echo(table, nl=False, err=output == STDOUT)
    for sentence in describe_calibration(rows, calibration):
        click.echo(sentence, err=shape != "text" or output == STDOUT)
    if calibration and output:
        write_result(calibration.encode(), output)
