"""Find and read a survey for a command, and write what the command prints.

This module has few imports, so that commands such as `show` start fast.
"""

from pathlib import Path

import click

from seamscope.cli.messages import print_message, print_note, shorten_path
from seamscope.document import Survey, load, open_survey
from seamscope.errors import InputError, SeamscopeError
from seamscope.output_folders import SURVEY, find_survey, read_manifest
from seamscope.outputs.writers.folder import verify

STDOUT = Path("-")


def locate_survey(given: Path | None) -> Path:
    """Return the path of a survey.json: the given file, or the survey in the given folder.

    Without a path, return the newest survey in an output folder here or in a parent folder, and
    print its path on stderr. Raises InputError if there is no survey.
    """
    if given is None:
        found = find_survey(Path())
        if found is None:
            problem = "no survey here: neither this folder nor one above it has an output folder"
            remedy = "run `seamscope survey FOLDER` first, or pass the path of a survey.json"
            raise InputError(SeamscopeError(problem, remedy=remedy))
        shown = shorten_path(found)
        print_note(f"reading {shown}")
        return shown
    if not given.is_dir():
        return given
    if (given / SURVEY).is_file():
        return given / SURVEY
    found = find_survey(given)
    if found is None or not found.is_relative_to(given.resolve()):
        problem, remedy = "no survey in this folder", "run `seamscope survey` first"
        raise InputError(SeamscopeError(problem, remedy=remedy, file=str(given)))
    shown = shorten_path(found)
    print_note(f"reading {shown}")
    return shown


def load_survey(given: Path | None, *, partly: bool = False) -> Survey:
    """Read the survey that `locate_survey` finds; raise InputError if there is none.

    Report files in the output folder that changed since `survey` wrote them on stderr. partly:
    whether to decode only the parts that the command uses, if the file is unchanged since then.
    """
    file = locate_survey(given)
    differences = verify(file.parent)
    for difference in differences:
        print_message(difference)
    is_unchanged = not differences and file.name in read_manifest(file.parent)
    return open_survey(file) if partly and is_unchanged else load(file)


def write_result(content: str | bytes, output: Path | None) -> None:
    """Write the result of a command to a file; to stdout if output is None or `-`."""
    if output is None or output == STDOUT:
        click.echo(content, nl=False)
        return
    from seamscope.output_folders import write_atomically

    data = content.encode() if isinstance(content, str) else content
    try:
        write_atomically(output, data)
    except OSError as error:
        problem = f"cannot be written ({error.strerror})"
        remedy = "choose another file with -o, or change its permissions"
        raise InputError(SeamscopeError(problem, remedy=remedy, file=str(output))) from None
    print_note(f"wrote {output}")
