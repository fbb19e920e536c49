"""Commands that judge: gates over a survey, two surveys against one another, own history."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from seamscope.cli.common import EPILOG, TABLE_FORMATS, load_survey, plain_errors

if TYPE_CHECKING:
    from seamscope.config import Gates


@click.command(epilog=EPILOG)
@click.argument("file", metavar="SURVEY", type=click.Path(path_type=Path))
@click.option("--limit", "limits", multiple=True, metavar="GATE=FIGURE", help="Such as days=300.")
@click.option("--require", multiple=True, metavar="LINE", help="A checklist line, or `all`.")
@click.option("--config", type=click.Path(path_type=Path), help="A seamscope.yaml elsewhere.")
@click.option("--format", "shape", type=click.Choice(list(TABLE_FORMATS)), default="text")
@plain_errors
def check(
    *,
    file: Path,
    limits: tuple[str, ...],
    require: tuple[str, ...],
    config: Path | None,
    shape: str,
) -> None:
    """Hold a SURVEY against gates of seamscope.yaml and options; exit 1 when one fails."""
    from seamscope.gates import check as held
    from seamscope.outputs.tabulate import tabulate

    survey = load_survey(file)
    gates = held(survey, _gates(file, config, limits, require))
    headers = ("gate", "limit", "found", "verdict", "why")
    rows = [(g.name, g.limit, g.found, "pass" if g.passed else "FAIL", g.why) for g in gates]
    click.echo(tabulate(headers, rows, shape), nl=False)
    failed = [gate.name for gate in gates if not gate.passed]
    if failed:
        click.echo(f"{len(failed)} of {len(gates)} gates failed: {', '.join(failed)}", err=True)
        sys.exit(1)


def _gates(
    file: Path, config: Path | None, limits: tuple[str, ...], require: tuple[str, ...]
) -> "Gates":
    """Return the gates of the configuration; an option replaces the one of its name."""
    from dataclasses import replace

    from seamscope.config import Config, find_config, read_config
    from seamscope.gates import parse_limit

    where = config or find_config(file) or find_config(Path.cwd())
    gates = (read_config(where) if where else Config()).gates
    chosen = dict(parse_limit(text) for text in limits)
    return replace(gates, **chosen, require=(*gates.require, *require))


@click.command(epilog=EPILOG)
@click.argument("old", metavar="OLD", type=click.Path(path_type=Path))
@click.argument("new", metavar="NEW", type=click.Path(path_type=Path))
@click.option("--format", "shape", type=click.Choice(list(TABLE_FORMATS)), default="text")
@plain_errors
def diff(*, old: Path, new: Path, shape: str) -> None:
    """Say what changed from the survey OLD to NEW: systems, seams, days, readiness, and why."""
    from seamscope.compare import difference
    from seamscope.outputs.text.difference import difference_text

    found = difference(load_survey(old), load_survey(new))
    click.echo(difference_text(found, shape), nl=False)


@click.command(epilog=EPILOG)
@click.argument("history", metavar="HISTORY.csv", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write the calibration.")
@click.option("--format", "shape", type=click.Choice(list(TABLE_FORMATS)), default="text")
@plain_errors
def calibrate(*, history: Path, output: Path | None, shape: str) -> None:
    """Correct the model by own actuals, and say how much to believe it.

    HISTORY.csv has a column `actual` (hours) and `estimate` (hours at P50) or `cfp`; columns
    named like a driver hold its rating. `survey --calibration FILE` takes what -o writes.
    """
    from seamscope.estimate.calibration.build import (
        build_calibration,
        describe_calibration,
        list_accuracy_figures,
    )
    from seamscope.outputs.tabulate import tabulate
    from seamscope.pipeline import write_atomically

    rows, made = build_calibration(history)
    for skipped in rows.skipped:
        click.echo(f"{skipped.evidence}: {skipped.reason}; {skipped.remedy}", err=True)
    if made:
        headers = ("figure", "value", "meaning")
        click.echo(tabulate(headers, list_accuracy_figures(made), shape), nl=False)
    for sentence in describe_calibration(rows, made):
        click.echo(sentence, err=shape != "text")
    if made and output:
        write_atomically(output, made.as_yaml())
        click.echo(f"written: {output}", err=True)
