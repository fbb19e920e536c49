"""Errors a user can act on: where, what is wrong, what to do."""


class SeamscopeError(Exception):
    """Base of every error the command line shows without a traceback.

    Reads ``file:line: what; remedy``; file, line and remedy may be missing.
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
        return message(self.what, remedy=self.remedy, file=self.file, line=self.line)


class UnreadableError(SeamscopeError):
    """One input cannot be read: it is skipped and reported, the run goes on."""


class InputError(SeamscopeError):
    """The run cannot start: a missing path, or errors in a file a person wrote (exit code 2).

    ``errors`` holds every error found, so that one round of mending is enough.
    """

    def __init__(self, *errors: SeamscopeError) -> None:
        super().__init__("\n".join(str(error) for error in errors))
        self.errors = errors

    def __str__(self) -> str:
        return self.what


def message(what: str, *, remedy: str = "", file: str = "", line: int | None = None) -> str:
    """Write ``file:line: what; remedy``, leaving out what is not known."""
    where = f"{file}:{line}: " if file and line else f"{file}: " if file else ""
    return f"{where}{what}; {remedy}" if remedy else f"{where}{what}"
