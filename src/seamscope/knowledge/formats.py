"""Formats that are known and not read, with what to export instead."""

import re
from dataclasses import dataclass
from functools import cache

from seamscope.knowledge import FOLDER, load_typed


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownFormat:
    """A format of `known_formats.yaml`.

    endings: of the file's name, in lower case; sign: a pattern of the content, "" if the ending
    alone tells; instead: what a person can do to have its content in the survey.
    """

    name: str
    endings: tuple[str, ...]
    sign: str = ""
    instead: str

    def fits(self, ending: str, head: str) -> bool:
        """Return whether a file with this ending, which begins like this, is of the format."""
        return ending in self.endings and bool(re.search(self.sign, head, re.M))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Formats:
    formats: tuple[KnownFormat, ...]


@cache
def load_known_formats() -> tuple[KnownFormat, ...]:
    """Return all known formats that no connector reads."""
    return load_typed(FOLDER / "known_formats.yaml", _Formats).formats


def find_format(ending: str, head: str) -> KnownFormat | None:
    """Return the format of a file that no connector reads, None if it is not known."""
    return next((one for one in load_known_formats() if one.fits(ending, head)), None)
