"""Recognise the titles of lists of systems: file names, sheet names and lines above a list."""

import re

from seamscope.connector.lists.vocabulary import load_vocabulary
from seamscope.connector.words import fold_words


def is_system_title(title: str) -> bool:
    """Return whether a title names a list of systems: ``Anwendungsliste 2024``, ``our-apps``.

    All words must fit such a title, because a list of "system users" has names and states too.
    """
    known = load_vocabulary()
    things = {
        word for phrase, thing in known.things.items() if thing == "system" for word in phrase
    }
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", title)
    words = {word for word in fold_words(parted) if not any(map(str.isdigit, word))}
    expected = known.titles | known.title_words | known.fillers | known.qualifiers | things
    return not words.isdisjoint(known.titles | things) and words <= expected
