"""Options and error handling that all commands share."""

import shutil
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import ParamSpec

import click
from click.core import ParameterSource

from seamscope.cli.messages import QUIET as IS_QUIET
from seamscope.cli.messages import print_message
from seamscope.errors import SeamscopeError, locate_error
from seamscope.version import __version__

P = ParamSpec("P")


def start_table(context: click.Context, _: click.Parameter, value: str) -> str:
    """Fit text tables to the terminal until the command ends."""
    if value == "text" and sys.stdout.isatty():
        from seamscope.outputs.writers.tabulate import use_width

        context.with_resource(use_width(shutil.get_terminal_size().columns))
    return value


TABLE_FORMATS = {"text": "table", "markdown": "markdown", "csv": "csv", "json": "json"}
FORMAT = click.option(
    "-f",
    "--format",
    "shape",
    type=click.Choice(list(TABLE_FORMATS)),
    default="text",
    show_default=True,
    callback=start_table,
    help="Format of the table.",
)
OUTPUT = click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, allow_dash=True),
    metavar="FILE",
    help="File to write. Default: `-`, standard output.",
)
SURVEY = click.argument("file", metavar="[SURVEY]", type=click.Path(path_type=Path), required=False)
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


def _start_quiet(context: click.Context, parameter: click.Parameter, value: object) -> object:
    context.meta[IS_QUIET] = bool(value)
    return value


QUIET = click.option(
    "-q",
    "--quiet",
    is_flag=True,
    expose_value=False,
    callback=_start_quiet,
    help="Print only errors on stderr.",
)
VERBOSE = click.option(
    "-v", "--verbose", is_flag=True, help="Print all errors on stderr, not only the first."
)
CONNECTORS = click.option(
    "--connectors",
    "folders",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder with your own connectors, whose code will run. Repeatable.",
)

CACHE = click.option(
    "--cache",
    envvar="SEAMSCOPE_CACHE",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Folder for results that later runs reuse. Default: seamscope in your cache folder.",
)
NO_CACHE = click.option(
    "--no-cache",
    is_flag=True,
    envvar="SEAMSCOPE_NO_CACHE",
    help="Neither use nor keep results of other runs.",
)
ENGINE = click.option(
    "--engine",
    envvar="SEAMSCOPE_ENGINE",
    default="",
    metavar="dask://HOST:PORT",
    help="Dask cluster that reads the files and traces SQL, instead of this machine. The contents "
    "of the files are sent to it.",
)


def _start_language(
    context: click.Context, parameter: click.Parameter, value: str | None
) -> str | None:
    if value:
        from seamscope.outputs.writers.languages import use_language

        try:
            context.with_resource(use_language(value))
        except SeamscopeError as error:
            raise click.BadParameter(str(error), context, parameter) from None
    return value


LANGUAGE = click.option(
    "--language",
    envvar="SEAMSCOPE_LANGUAGE",
    metavar="CODE",
    expose_value=False,
    callback=_start_language,
    help="Language of the outputs, such as de, or the path of a .po file. Default: the language "
    "in seamscope.yaml, else en.",
)


def follow_language(configured: str) -> None:
    """Use the language in `seamscope.yaml` until the command ends, unless --language is set.

    The language must be a language code, which `settings` has checked: a `seamscope.yaml` may come
    with untrusted inputs, and must not make seamscope read a `.po` file.
    """
    from seamscope.outputs.writers.languages import use_language

    context = click.get_current_context()
    if configured and context.get_parameter_source("language") is ParameterSource.DEFAULT:
        context.with_resource(use_language(configured))


def report_errors(command: Callable[P, None]) -> Callable[P, None]:
    """Wrap a command: print a SeamscopeError and exit with 2; exit with 130 when interrupted.

    Any other error is a bug: its type and place are printed, but not its text, which may contain
    parts of an input. `python -X dev` shows the traceback.
    """

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
        except (click.ClickException, click.exceptions.Exit, BrokenPipeError):
            raise
        except Exception as error:
            if sys.flags.dev_mode:
                raise
            print_message(
                f"stopped by an error in seamscope ({locate_error(error)}); "
                f"report this line and the version, {__version__}"
            )
            sys.exit(2)

    return guarded
