"""Infer the system that a file belongs to from the folders in its path."""

import re
from functools import cache
from pathlib import PurePosixPath

from seamscope.connector.words import fold_words, list_phrases, load

# "03_sap" and "99 misc" order a collection; they describe a topic, not the system of their files.
_NUMBERED = re.compile(r"\d{1,3}[ _.-]")
_ARCHIVE = re.compile(r"\.(?:zip|tar|tgz|tar\.gz|gz)$", re.I)


def find_home_folder(path: str) -> str:
    """Return the topmost folder whose name identifies a system; a type of files (`sql`) does not.

    Numbered folders (`03_sap`) only order the inputs and do not identify a system. If no folder
    identifies a system, return the topmost folder, or "" for a file at the input root.
    """
    parts = [
        _ARCHIVE.sub("", part) for step in PurePosixPath(path).parts for part in step.split("!")
    ][:-1]
    telling = (
        part
        for part in parts
        if not _NUMBERED.match(part) and _join_words(part) not in _list_generic_names()
    )
    return next(telling, parts[0] if parts else "")


def _join_words(text: str) -> str:
    """Return the letters of a name: ``stored_procedures2`` → "storedprocedures"."""
    return re.sub(r"\d+", "", "".join(fold_words(text)))


@cache
def _list_generic_names() -> frozenset[str]:
    """Return the names of folders that describe the type or place of files, not the system."""
    match load("folders"):
        case {"generic": dict() as generic}:
            return frozenset("".join(phrase) for phrase in list_phrases(generic))
        case _:
            raise ValueError("folders.yaml lacks `generic`")
