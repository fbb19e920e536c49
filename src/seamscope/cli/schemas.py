"""The command `schema`, which prints JSON Schemas of files."""

from pathlib import Path

import click

from seamscope.cli.help import write_epilog
from seamscope.cli.options import OUTPUT, QUIET, report_errors, start_table

KINDS = (
    "inventory",
    "poc",
    "configuration",
    "mapping",
    "calibration",
    "answers",
    "catalogue",
    "rules",
    "survey",
)
FORMER = "seamscope"  # former name of `configuration`


@click.command(
    epilog=write_epilog(
        "schema poc", "schema inventory -o inventory.schema.json", "schema poc -f markdown"
    )
)
@click.argument("kind", type=click.Choice([*KINDS, FORMER]), metavar="KIND")
@click.option(
    "-f",
    "--format",
    "shape",
    type=click.Choice(["json", "yaml", "text", "markdown", "csv"]),
    default="json",
    show_default=True,
    callback=start_table,
    help="json and yaml print the schema; the other formats print a table of its keys.",
)
@OUTPUT
@QUIET
@report_errors
def schema(*, kind: str, shape: str, output: Path | None) -> None:
    """Print the JSON Schema of a file that a person writes, or of survey.json.

    KIND is one of: inventory, poc, configuration (seamscope.yaml), mapping, calibration, answers,
    catalogue (of a database), rules (for `profile`), survey. Editors use the schema if the first
    line of the YAML file is `# yaml-language-server: $schema=FILE`.
    """
    from seamscope.cli.results import write_result
    from seamscope.cli.schema_kinds import format_schema

    write_result(format_schema("configuration" if kind == FORMER else kind, shape), output)
