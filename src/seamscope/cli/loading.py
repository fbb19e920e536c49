"""Find and read a survey for a command.

This module has few imports, so that commands such as `show` start fast.
"""

from collections.abc import Sequence
from pathlib import Path

from seamscope.cli.messages import print_message, print_note, shorten_path
from seamscope.document import Survey, load, open_survey
from seamscope.errors import InputError, SeamscopeError
from seamscope.output_folders import SURVEY, find_surveys, read_manifest
from seamscope.outputs.writers.folder import verify

SHOWN = 3  # maximum number of other surveys that a note lists


def locate_survey(given: Path | None) -> Path:
    """Return the path of a survey.json: the given file, or the survey in the given folder.

    Without a path, output folders here and in parent folders are searched, and the newest survey is
    returned. Its path is then printed on stderr, together with the other surveys found. Raises
    InputError if there is no survey.
    """
    if given is None:
        found = find_surveys(Path())
        if not found:
            problem = "no survey here: neither this folder nor one above it has an output folder"
            remedy = "run `seamscope survey FOLDER` first, or pass the path of a survey.json"
            raise InputError(SeamscopeError(problem, remedy=remedy))
        return _choose_first(found)
    if not given.is_dir():
        return given
    if (given / SURVEY).is_file():
        return given / SURVEY
    found = [file for file in find_surveys(given) if file.is_relative_to(given.resolve())]
    if not found:
        problem, remedy = "no survey in this folder", "run `seamscope survey` first"
        raise InputError(SeamscopeError(problem, remedy=remedy, file=str(given)))
    return _choose_first(found)


def _choose_first(found: Sequence[Path]) -> Path:
    """Return the first survey; print its path, and the folders of the other surveys."""
    first, *others = [shorten_path(file) for file in found]
    print_note(f"reading {first}")
    if others:
        folders = [file.parent.as_posix() for file in others]
        more = f" and {len(folders) - SHOWN:,} more" if len(folders) > SHOWN else ""
        print_note(
            f"other surveys, not read: {', '.join(folders[:SHOWN])}{more}; to read one, pass its "
            f"folder as SURVEY"
        )
    return first


def load_survey(given: Path | None, *, partly: bool = False) -> Survey:
    """Read the survey that `locate_survey` finds; raise InputError if there is none.

    Files in the output folder that changed since `survey` wrote them are reported on stderr.
    partly: whether to decode only the parts that the command uses; if files changed, the survey is
    decoded as a whole.
    """
    file = locate_survey(given)
    differences = verify(file.parent)
    for difference in differences:
        print_message(difference)
    is_unchanged = not differences and file.name in read_manifest(file.parent)
    return open_survey(file) if partly and is_unchanged else load(file)
