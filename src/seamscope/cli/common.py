"""What all commands share: errors as messages, surveys from files, names of formats."""

import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec

import click

from seamscope.errors import SeamscopeError

if TYPE_CHECKING:
    from seamscope.document import Survey

P = ParamSpec("P")
TABLE_FORMATS = {"text": "table", "markdown": "markdown", "csv": "csv", "json": "json"}
THEME = click.option(
    "--theme",
    type=click.Choice(["light", "dark"]),
    default="light",
    show_default=True,
    help="Of pictures.",
)
PAGE = click.option(
    "--page",
    type=click.Choice(["a4", "a3", "16x9"]),
    help="Split diagrams into pages whose smallest text is legible.",
)
EPILOG = "Exit codes: 0 fine, 1 a gate failed, 2 bad usage or input."


def plain_errors(command: Callable[P, None]) -> Callable[P, None]:
    """Turn the errors a user can act on into messages and exit code 2."""

    @wraps(command)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except SeamscopeError as error:
            click.echo(str(error), err=True)
            sys.exit(2)

    return guarded


def load_survey(file: Path) -> "Survey":
    """Read a survey.json; raise InputError if there is none or it is none."""
    from seamscope import api

    return api.load_survey(file)
