"""Options and error handling that all commands share."""

import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import ParamSpec

import click

from seamscope.cli.messages import print_message
from seamscope.errors import SeamscopeError

P = ParamSpec("P")
TABLE_FORMATS = {"text": "table", "markdown": "markdown", "csv": "csv", "json": "json"}
FORMAT = click.option(
    "--format",
    "shape",
    type=click.Choice(list(TABLE_FORMATS)),
    default="text",
    help="Format of the table on stdout.",
)
THEME = click.option(
    "--theme",
    type=click.Choice(["light", "dark"]),
    default="light",
    show_default=True,
    help="Colours of diagrams.",
)
PAGE = click.option(
    "--page",
    type=click.Choice(["a4", "a3", "16x9"]),
    help="Split diagrams into pages of this size with legible text.",
)
CONNECTORS = click.option(
    "--connectors",
    "folders",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder with your own connectors, whose code will run. Repeatable.",
)
EPILOG = "Exit codes: 0 success, 1 a gate failed, 2 wrong usage or input, 130 interrupted."


class Program(click.Group):
    """The group of all commands; exits with 130 when interrupted, where click would exit with 1."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command that the arguments name."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            print_message("interrupted")
            ctx.exit(130)


def report_errors(command: Callable[P, None]) -> Callable[P, None]:
    """Print a SeamscopeError and exit with code 2; exit with 130 when interrupted."""

    @wraps(command)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except SeamscopeError as error:
            print_message(str(error))
            sys.exit(2)
        except (KeyboardInterrupt, click.Abort):
            print_message("interrupted")
            sys.exit(130)

    return guarded
