"""The commands `show` and `explain`, which print parts of a survey."""

from pathlib import Path

import click

from seamscope.cli.help import write_epilog
from seamscope.cli.messages import print_note
from seamscope.cli.options import FORMAT, LANGUAGE, OUTPUT, QUIET, SURVEY, report_errors

LISTS = (
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
    "findings",
    "skipped",
    "coverage",
    "residue",
)


@click.command(
    epilog=write_epilog(
        "show integrations", "show questions seamscope-out", "show flows -f csv -o flows.csv"
    )
)
@click.argument("what", type=click.Choice(LISTS), metavar="WHAT")
@SURVEY
@FORMAT
@OUTPUT
@QUIET
@LANGUAGE
@report_errors
def show(*, what: str, file: Path | None, shape: str, output: Path | None) -> None:
    """List a part of a survey, such as its systems, integrations or questions.

    WHAT is one of: systems, endpoints, integrations, touchpoints, quality, flows, questions,
    readiness, costs, roadmap, ledger, today, contacts, reality, findings, skipped, coverage,
    residue.

    SURVEY is a survey.json or a folder that has one. Default: the newest output folder here or
    above.
    """
    from seamscope.cli.loading import load_survey
    from seamscope.cli.results import write_result
    from seamscope.outputs.commands.show import format_list
    from seamscope.outputs.views.coverage_line import describe_read

    survey = load_survey(file, partly=True)
    write_result(format_list(survey, what, shape), output)
    print_note(describe_read(survey))


@click.command(
    epilog=write_epilog(
        "explain I-7F2KA", 'explain "SAP S/4HANA"', "explain I-7F2KA seamscope-out -f csv"
    )
)
@click.argument("what", metavar="WHAT")
@SURVEY
@FORMAT
@OUTPUT
@QUIET
@LANGUAGE
@report_errors
def explain(*, what: str, file: Path | None, shape: str, output: Path | None) -> None:
    """Explain the estimate of an integration, or why several names refer to one system.

    WHAT is an integration's id or label, or a system's id, name or alias.

    SURVEY is a survey.json or a folder that has one. Default: the newest output folder here or
    above.
    """
    from seamscope.cli.loading import load_survey
    from seamscope.cli.results import write_result
    from seamscope.outputs.commands.explain import explain as explanation

    if file is not None and not file.exists() and Path(what).exists():
        what, file = str(file), Path(what)  # the arguments may be swapped: `explain SURVEY WHAT`
    write_result(explanation(load_survey(file, partly=True), what, shape), output)
