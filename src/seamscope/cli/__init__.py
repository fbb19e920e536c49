"""The command line. Data goes to stdout, messages to stderr.

Each command imports what it needs when it runs, so that `--help` starts fast.
"""

import click

from seamscope.cli.answering import review
from seamscope.cli.comparisons import calibrate, check, diff
from seamscope.cli.databases import snapshot
from seamscope.cli.demo import demo
from seamscope.cli.gathering import gather
from seamscope.cli.help import Program, write_epilog
from seamscope.cli.inputs import connectors, init
from seamscope.cli.looking import explain, show
from seamscope.cli.profiling import profile
from seamscope.cli.rendering import render
from seamscope.cli.schemas import schema
from seamscope.cli.sql_file import lineage
from seamscope.cli.surveying import survey
from seamscope.version import __version__


@click.group(
    cls=Program,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=write_epilog("demo", "init my-landscape", "survey my-landscape", "show integrations"),
)
@click.version_option(__version__, "-V", "--version", prog_name="seamscope")
def main() -> None:
    """Find and estimate the integrations that an AI proof of concept needs in production.

    Each command has its own help with examples: `seamscope survey --help`.
    """


# The help uses the order of `help.SECTIONS`.
for command in (
    calibrate,
    check,
    connectors,
    demo,
    diff,
    explain,
    gather,
    init,
    lineage,
    profile,
    render,
    review,
    schema,
    show,
    snapshot,
    survey,
):
    main.add_command(command)
