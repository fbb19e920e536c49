"""Write the result of a command; commands that need no survey import only this module."""

from pathlib import Path

import click

from seamscope.cli.messages import print_note
from seamscope.errors import InputError, SeamscopeError

STDOUT = Path("-")


def write_result(content: str | bytes, output: Path | None) -> None:
    """Write the result of a command to a file; to stdout if output is None or `-`."""
    if put_result(content, output):
        print_note(f"wrote {output}")


def put_result(content: str | bytes, output: Path | None) -> bool:
    """Write the result of a command without a message; return whether a file was written."""
    if output is None or output == STDOUT:
        click.echo(content, nl=False)
        return False
    from seamscope.output_folders import write_atomically

    data = content.encode() if isinstance(content, str) else content
    try:
        write_atomically(output, data)
    except OSError as error:
        problem = f"cannot be written ({error.strerror})"
        remedy = "choose another file with -o, or change its permissions"
        raise InputError(SeamscopeError(problem, remedy=remedy, file=str(output))) from None
    return True
