"""The command `schema`, which prints the contracts of files."""

from pathlib import Path

import click

from seamscope.cli.help import write_epilog
from seamscope.cli.options import OUTPUT, QUIET, report_errors


@click.command(epilog=write_epilog("schema poc", "schema poc -o poc.schema.json"))
@click.argument(
    "kind", type=click.Choice(["catalogue", "poc", "seamscope", "survey"]), metavar="KIND"
)
@OUTPUT
@QUIET
@report_errors
def schema(*, kind: str, output: Path | None) -> None:
    """Print the JSON Schema of a file that a person writes, or of survey.json.

    KIND is one of: catalogue, poc, seamscope, survey.
    """
    from seamscope.cli.loading import write_result
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
    write_result(encoders[kind](), output)
