"""Formats that seamscope recognises but does not read, with files to export instead."""

import re
from dataclasses import dataclass
from functools import cache

from seamscope.knowledge import FOLDER, load_typed

UNCLAIMED = "no connector reads"  # part of the reason why a file was not read
# The beginning of the reason if plain sentences of such a file are flows.
IN_PART = "only sentences about two listed systems are read"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownFormat:
    """A format of `known_formats.yaml`.

    endings: file name extensions in lower case.
    sign: regular expression for the beginning of the content, "" if the extension alone identifies
    the format.
    instead: a file that the user can export or write instead.
    """

    name: str
    endings: tuple[str, ...]
    sign: str = ""
    instead: str

    def fits(self, ending: str, head: str) -> bool:
        """Return whether a file has this format, by its ending and the start of its content."""
        return ending in self.endings and bool(re.search(self.sign, head, re.M))


@dataclass(frozen=True, slots=True, kw_only=True)
class Formats:
    """The content of `known_formats.yaml`."""

    formats: tuple[KnownFormat, ...]


@cache
def load_known_formats() -> tuple[KnownFormat, ...]:
    """Return all known formats that no connector reads."""
    return load_typed(FOLDER / "known_formats.yaml", Formats).formats


def find_format(ending: str, head: str) -> KnownFormat | None:
    """Return the known format of a file that no connector reads, None if it is unknown."""
    return next((one for one in load_known_formats() if one.fits(ending, head)), None)
