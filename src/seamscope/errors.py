"""Errors for users, with file, line, problem and remedy."""

import traceback
from pathlib import PurePath


class SeamscopeError(Exception):
    """Base class of all errors that the command line shows without a traceback.

    The message is ``file:line: what is wrong; what to do``.

    what: the problem.
    remedy: what the user can do, "" if unknown.
    file, line: the position of the problem, "" and None if there is none.
    """

    def __init__(
        self, what: str, *, remedy: str = "", file: str = "", line: int | None = None
    ) -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy
        self.file = file
        self.line = line

    def __str__(self) -> str:
        return format_message(self.what, remedy=self.remedy, file=self.file, line=self.line)


class Remark(SeamscopeError):  # noqa: N818 (not raised)
    """A message about an input that was read and applied, which the user may want to check."""


class UnreadableError(SeamscopeError):
    """Raised for an input that cannot be read. The run reports it, skips it and continues."""


class InputError(SeamscopeError):
    """Raised if a path is missing or a user's file has errors (exit code 2).

    ``errors`` contains all errors, so that the user can correct all of them at once.
    """

    def __init__(self, *errors: SeamscopeError) -> None:
        super().__init__("\n".join(str(error) for error in errors))
        self.errors = errors

    def __str__(self) -> str:
        return self.what


def locate_error(error: BaseException) -> str:
    """Return the type and the origin of an error, ``KeyError at graph.py:12``, but not its text.

    The text of an unexpected error may contain parts of an input, and these may contain a secret.
    """
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {PurePath(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"


def format_message(what: str, *, remedy: str = "", file: str = "", line: int | None = None) -> str:
    """Return ``file:line: what; remedy`` without the parts that are empty."""
    where = f"{file}:{line}: " if file and line else f"{file}: " if file else ""
    return f"{where}{what}; {remedy}" if remedy else f"{where}{what}"
