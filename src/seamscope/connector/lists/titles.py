"""Recognise the titles of lists: file names, sheet names and lines above a list."""

import re

from seamscope.connector.lists.kinds import INTERFACES, SYSTEMS
from seamscope.connector.lists.vocabulary import expand, load_cell_words, load_vocabulary
from seamscope.connector.words import fold_words, match_longest


def is_system_title(title: str) -> bool:
    """Return whether a title denotes a list of systems: ``Anwendungsliste 2024``, ``our-apps``.

    All words must belong to such a title, because a list of "system users" has names and states
    too.
    """
    known = load_vocabulary()
    things = [phrase for phrase, thing in known.things.items() if thing == "system"]
    parts = {word for phrase in things for word in phrase}
    words = tuple(word for word in _split_title(title) if not any(map(str.isdigit, word)))
    named = any(match_longest(words, at, things, 3) for at in range(len(words)))
    expected = known.titles | known.title_words | known.fillers | known.qualifiers | parts
    return (named or not known.titles.isdisjoint(words)) and expected.issuperset(words)


def is_interface_title(title: str) -> bool:
    """Return whether a title denotes interfaces: ``interfaces-2024``, ``Schnittstellenliste``."""
    known = load_vocabulary()
    words = {part for word in _split_title(title) for part in expand(word)}
    return any(
        known.things.get((word,)) == "interface" or (word,) in known.leading for word in words
    )


def find_titled_kind(title: str) -> str:
    """Return the kind of list that a title denotes, or ""."""
    if is_system_title(title):
        return SYSTEMS
    return INTERFACES if is_interface_title(title) else ""


def find_sheet_kind(sheet: str, file: str) -> str:
    """Return the kind of list according to the name of the sheet, else of the file, or "".

    The name of the file is not used for sheets with a change history, persons or terms.
    """
    words, asides = fold_words(sheet), load_cell_words("asides")
    other = words in load_cell_words("histories")
    other = other or any(match_longest(words, at, asides, 3) for at in range(len(words)))
    return find_titled_kind(sheet) or ("" if other else find_titled_kind(file))


def _split_title(title: str) -> tuple[str, ...]:
    return fold_words(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", title))
