"""Messages to the user, on stderr."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from seamscope.cli.colour import paint_place

QUIET = "seamscope.quiet"
NOTHING_FOUND = 3  # exit code of a command that succeeded but found nothing


def print_message(message: str) -> None:
    """Print a message on stderr; secrets in paths, keys and arguments are masked."""
    from seamscope.connector.scrub import clean_text  # loaded only if needed: slow

    click.echo(paint_place(clean_text(message)), err=True)


@contextmanager
def clean_errors() -> Iterator[None]:
    """Mask secrets in the message of a usage error, because it quotes the user's arguments."""
    try:
        yield
    except click.UsageError as error:
        from seamscope.connector.scrub import clean_text

        message = error.format_message()
        if (clean := clean_text(message)) == message:
            raise
        raise click.UsageError(clean, ctx=error.ctx) from None


def print_note(message: str) -> None:
    """Print a message on stderr, unless the command was called with --quiet."""
    if not is_quiet():
        print_message(message)


def exit_with_nothing(message: str) -> None:
    """Print why there is no result, and exit with the code for "nothing found"."""
    print_message(message)
    sys.exit(NOTHING_FOUND)


def is_quiet() -> bool:
    """Return whether the current command was called with --quiet."""
    context = click.get_current_context(silent=True)
    return context is not None and bool(context.meta.get(QUIET))


def is_terminal() -> bool:
    """Return whether standard input is a terminal, so that a person can answer questions."""
    return sys.stdin.isatty()


def shorten_path(path: Path) -> Path:
    """Return a path relative to the working directory; unchanged if it is not below it."""
    here = Path.cwd()
    for base in (here, here.resolve()):
        if path.is_relative_to(base):
            return path.relative_to(base)
    return path


def name_program() -> str:
    """Return the command that runs this program: `seamscope`, or its path if it is not on PATH.

    For example `.venv/bin/seamscope`, or `python -m seamscope`.
    """
    if shutil.which("seamscope"):
        return "seamscope"
    called = Path(sys.argv[0])
    if called.stem == "seamscope" and called.is_file():
        return os.fspath(shorten_path(called.absolute()))
    if called.name == "__main__.py" and called.parent.name == "seamscope":
        return f"{Path(sys.executable).stem} -m seamscope"
    return "seamscope"
