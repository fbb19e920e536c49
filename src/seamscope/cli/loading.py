"""Read a survey for a command; with few imports, so that commands such as `show` start fast."""

from pathlib import Path

from seamscope.cli.messages import print_message
from seamscope.document import Survey, load
from seamscope.outputs.writers.folder import verify


def load_survey(file: Path) -> Survey:
    """Read a survey.json; raise InputError if it is missing or not a survey.

    Files in its output folder that changed since `survey` wrote them are reported on stderr.
    """
    for difference in verify(file.parent):
        print_message(difference)
    return load(file)
