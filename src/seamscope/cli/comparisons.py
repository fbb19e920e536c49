"""The commands `check`, `diff` and `calibrate`, which compare a survey with something else."""

import sys
from pathlib import Path

import click

from seamscope.cli.messages import print_message
from seamscope.cli.options import EPILOG, FORMAT, LANGUAGE, report_errors
from seamscope.wording import mark_each, translate


@click.command(epilog=EPILOG)
@click.argument("file", metavar="SURVEY", type=click.Path(path_type=Path))
@click.option(
    "--limit",
    "limits",
    multiple=True,
    metavar="GATE=FIGURE",
    help="Highest figure that passes, such as days=300. Repeatable.",
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
    help="Path of seamscope.yaml, if it is not above the survey.",
)
@FORMAT
@report_errors
def check(
    *,
    file: Path,
    limits: tuple[str, ...],
    require: tuple[str, ...],
    config: Path | None,
    shape: str,
) -> None:
    """Check a SURVEY against the gates in seamscope.yaml; exit with code 1 if one fails."""
    from seamscope.cli.loading import load_survey
    from seamscope.gates import check_gates, load_gates
    from seamscope.outputs.writers.tabulate import tabulate

    gates = check_gates(load_survey(file), load_gates(file, config, limits, require))
    headers = mark_each("gate", "limit", "found", "result", "reason")
    rows = [(g.name, g.limit, g.found, "pass" if g.passed else "FAIL", g.why) for g in gates]
    click.echo(tabulate(headers, rows, shape), nl=False)
    failed = [gate.name for gate in gates if not gate.passed]
    if failed:
        print_message(
            translate(
                "{failed} of {gates} gates failed: {names}",
                failed=len(failed),
                gates=len(gates),
                names=", ".join(failed),
            )
        )
        sys.exit(1)


@click.command(epilog=EPILOG)
@click.argument("old", metavar="OLD", type=click.Path(path_type=Path))
@click.argument("new", metavar="NEW", type=click.Path(path_type=Path))
@FORMAT
@LANGUAGE
@report_errors
def diff(*, old: Path, new: Path, shape: str) -> None:
    """Show what changed from survey OLD to survey NEW, and why.

    Compares inputs, systems, integrations, estimates, readiness, findings, questions and totals.
    """
    from seamscope.cli.loading import load_survey
    from seamscope.compare import compare_surveys
    from seamscope.outputs.commands.diff import format_difference

    difference = compare_surveys(load_survey(old), load_survey(new))
    click.echo(format_difference(difference, shape), nl=False)


@click.command(epilog=EPILOG)
@click.argument("history", metavar="HISTORY.csv", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Write the calibration to this file."
)
@click.option(
    "--survey",
    metavar="SURVEY",
    type=click.Path(path_type=Path),
    help="A survey whose estimates the rows are compared with, by integration.",
)
@FORMAT
@report_errors
def calibrate(*, history: Path, output: Path | None, survey: Path | None, shape: str) -> None:
    """Calibrate the model with actual hours of past integrations, and show how reliable that is.

    HISTORY.csv needs a column `actual` (hours) and a column `estimate` (hours at P50) or `cfp`;
    columns named like a driver contain its rating. Pass the file written by -o to
    `seamscope survey --calibration`.

    With --survey, a column `integration` (id, label, or both systems as `A → B`) and `actual_days`
    are enough.
    """
    from seamscope.cli.built_integrations import index_integrations
    from seamscope.cli.loading import load_survey
    from seamscope.estimate.calibration.build import (
        build_calibration,
        describe_calibration,
        list_accuracy_figures,
    )
    from seamscope.outputs.writers.tabulate import tabulate
    from seamscope.pipeline import write_atomically

    surveyed = index_integrations(load_survey(survey), str(survey)) if survey else None
    rows, calibration = build_calibration(history, surveyed)
    for skipped in rows.skipped:
        print_message(f"{skipped.evidence}: {skipped.reason}; {skipped.remedy}")
    if calibration:
        headers = ("figure", "value", "meaning")
        click.echo(tabulate(headers, list_accuracy_figures(calibration), shape), nl=False)
    for sentence in describe_calibration(rows, calibration):
        click.echo(sentence, err=shape != "text")
    if calibration and output:
        write_atomically(output, calibration.encode())
        print_message(f"wrote {output}")
