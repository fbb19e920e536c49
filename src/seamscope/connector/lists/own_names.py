"""Find the system from whose view a list is written, by the title or a header of the list.

``Laborsystem LIMSA: Zu- und Abgänge`` → LIMSA; ``¿Entra o sale de Navision?`` → Navision.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache

from seamscope.connector.dates import DATE, take_dates
from seamscope.connector.directions import list_direction_words, list_pronouns
from seamscope.connector.lists.titles import is_interface_title
from seamscope.connector.lists.vocabulary import (
    Vocabulary,
    expand,
    load_cell_words,
    load_vocabulary,
)
from seamscope.connector.relations import is_verb
from seamscope.connector.words import fold_words

MOST_WORDS = 4  # of a name in a title
BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
PARTS = re.compile(r"[()\[\]:;,=?!¿¡\"“”„«»<>→←↔]+|\s[-–—|/]\s")
EDGES = " .-–—/'’&+"
NUMBERED = re.compile(r"[^\W\d_]{2,12} ?\d{1,3}")
ELISION = re.compile(r"^[dl]['\u2019]", re.I)  # "d'Apogée"
LEGEND = re.compile(r"\([^()=]*=[^()=]*=[^()]*\)")  # "(Get = in, Put = out)"
CAMEL = re.compile(r"[^\W\d_](?<![a-z][a-z])[a-z]++[A-Z][a-z]")
ORDINAL = re.compile(r"\d{1,3}")  # "Officina 4"
NUMBER = re.compile(r"[vV]?[\d.\-/]+")


def find_own_name(texts: Iterable[str]) -> str:
    """Return the system named in the titles and headers of a list about one system, or "".

    Ordinary words of titles are not names. Of several names, the one that occurs twice is chosen;
    otherwise the only one that is not spelt like a word, such as ``OrderHub``.
    """
    titles = (LEGEND.sub(" ", text) for text in texts if not is_default_title(text))
    runs = [run for text in titles for part in PARTS.split(text) for run in _list_runs(part)]
    found = list(dict.fromkeys(runs))
    if len(found) < 2:
        return found[0] if found else ""
    for chosen in (
        [run for run in found if runs.count(run) > 1],
        [run for run in found if any(map(_is_distinct, run.split()))],
    ):
        if len(chosen) == 1:
            return chosen[0]
    return ""


def is_default_title(text: str) -> bool:
    """Return whether a sheet has a name that a program assigned: "Tab3", "Sheet 1"."""
    return bool(NUMBERED.fullmatch(text)) or fold_words(text) in load_cell_words("sheets")


def _is_distinct(word: str) -> bool:
    """Return whether a word is spelt unlike an ordinary word: "OrderHub", "LIMSA", "A3nom"."""
    mixed = not word.isdecimal() and any(map(str.isdigit, word))
    return any(map(str.isupper, word[1:])) or mixed


def strip_article(name: str) -> str:
    """Return a name without the articles and prepositions before it: "o Protheus" → Protheus."""
    words = name.split()
    while len(words) > 1 and words[0].islower() and _is_joint(words[0]):
        words.pop(0)
    return " ".join(words)


def _list_runs(text: str) -> list[str]:
    """Return the sequences of adjacent words in a title that may be names.

    A sequence has at most `MOST_WORDS` words: "Schnittstellen LIMSA Labor" → "LIMSA".
    """
    plain = take_dates(text if " " in text else text.replace("-", " ")).text.replace("_", " ")
    words = [ELISION.sub("", word) for word in plain.split()]
    own = [not is_title_word(word) for word in words]
    for place, word in enumerate(words[1:], start=1):
        if _is_system_word(words[place - 1]) and word[:1].isupper():
            own[place] = own[place] or not is_interface_title(word)  # "application Planif TV"
        edition = (fold_words(word) or ("",)) in load_cell_words("editions")
        follows = ORDINAL.fullmatch(word) is not None or (edition and word[:1].isupper())
        own[place] = own[place] or (own[place - 1] and follows)
    runs: list[list[str]] = [[]]
    for place, word in enumerate(words):
        inner = 0 < place < len(words) - 1 and own[place - 1] and own[place + 1]
        if own[place] or (inner and bool(runs[-1]) and not word.islower()):
            runs[-1].append(word)
        elif runs[-1]:
            runs.append([])
    found = (" ".join(run).strip(EDGES) for run in runs if 0 < len(run) <= MOST_WORDS)
    return [name for name in found if len(name) > 1 and any(map(str.isupper, name))]


def _is_system_word(word: str) -> bool:
    """Return whether a word in lower case denotes a system: "application", "systemu"."""
    return word.islower() and load_vocabulary().things.get(fold_words(word)) == "system"


def is_title_word(word: str) -> bool:
    """Return whether a title's word is not part of a name: "Schnittstellenliste", "2024", "v3"."""
    folded = fold_words(word)
    if NUMBER.fullmatch(word) or DATE in word or is_interface_title(word):
        return True
    if word[:1].isupper() and CAMEL.search(word):
        return False  # "TeamSystem" is a product
    return word.islower() or all(_is_plain(one) for one in folded)


def _is_joint(word: str) -> bool:
    known = load_vocabulary()
    return all(
        one in known.fillers or one in known.prepositions or len(one) < 2
        for one in fold_words(word)
    )


def _is_plain(word: str) -> bool:
    """Return whether a word is an ordinary word of headers, titles or directions."""
    known = load_vocabulary()
    parts = expand(word)
    return (
        word in _list_plain_words()
        or any((word,) in load_cell_words(kind) for kind in ("taken", "given", "closing"))
        or word.startswith((*known.grammar.transfer, *known.joining))
        or is_verb(word)
        or known.things.get((parts[-1],)) == "system"
        or _ends_in_system(word, known)
    )


def _ends_in_system(word: str, known: Vocabulary) -> bool:
    """Return whether a compound ends with a word for a system: ``Laborsystem``."""
    things = (phrase[0] for phrase, thing in known.things.items() if thing == "system")
    return word.endswith(tuple(thing for thing in things if len(thing) > 5))


@cache
def _list_plain_words() -> frozenset[str]:
    known = load_vocabulary()
    asked = (word for table in known.questions.values() for phrase in table for word in phrase)
    directions = (word for phrase in list_direction_words() for word in phrase.split())
    things = (word for phrase in known.things for word in phrase)
    return frozenset(
        {
            *known.titles, *known.title_words, *known.fillers, *known.qualifiers,
            *known.prepositions, *known.spoken, *known.parts, *known.joints, *asked, *directions,
            *things, *list_pronouns(),
        }
    )  # fmt: skip


def find_titled_name(titles: Sequence[str], file: str) -> str:
    """Return the name in the titles above a list, else in the file's name, "" if there is none.

    The name of a file is used as a title only if it contains a word for interfaces.
    """
    name = find_own_name(titles)
    if name or not is_interface_title(BRACKETED.sub(" ", file).replace("_", " ")):
        return name
    return find_own_name([file])
