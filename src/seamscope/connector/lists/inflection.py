"""Find the known word for a word that is inflected or misspelled."""

import re
from collections.abc import Iterable, Mapping, Sequence

# Endings of nouns, adjectives and verbs in the eight languages, the longest first.
ENDINGS = sorted(
    ("", "e", "s", "n", "a", "o", "i", "u", "y", "en", "er", "es", "em", "ern", "as", "os", "is",
     "om", "ow", "ami", "ach", "owi", "owy", "owa", "owe", "owych", "owego", "owej", "iem", "ie",
     "ia", "ii", "ej", "ego", "emu", "ych", "ym", "ymi", "im", "ich", "ne", "ny", "na", "nego",
     "nej", "nych", "ao", "oes", "innen", "in", "aux", "al", "els",
     "ees", "ee", "ens", "eis", "el", "le", "li"),
    key=len, reverse=True,
)  # fmt: skip
SHORTEST = 4  # letters of a stem
SPELLED = 8  # letters of a word that may be misspelt
UNVOWELLED = 3  # letters of a word without its vowels
VOWELS = "[aeiouy]"
LONG = 12  # letters from which two errors are allowed


def find_stem(word: str) -> str:
    """Return a word without its ending, the word itself if it is short: ``nadawcy`` → nadawc."""
    size = next((len(e) for e in ENDINGS if word.endswith(e) and len(word) - len(e) >= SHORTEST), 0)
    return word[: len(word) - size]


def index_stems(roles: Mapping[str, object]) -> dict[str, str]:
    """Return a known word for each stem, if all known words with this stem have the same role."""
    found: dict[str, list[str]] = {}
    for word in sorted(roles, key=lambda word: (len(word), word)):
        if len(word) >= SHORTEST and word.isalpha():
            found.setdefault(find_stem(word), []).append(word)
    return {stem: words[0] for stem, words in found.items() if len({roles[w] for w in words}) == 1}


def find_misspelt(word: str, roles: Mapping[str, object]) -> str:
    """Return the known word that a long word misspells, "" if there is none.

    ``Destinaton`` → destination. The first letter must be right. Return "" also if several known
    words with different roles are similar. ``Adressdaten`` is a compound of a known word, and not a
    misspelling of ``Adressaten``.
    """
    if len(word) < SPELLED or not word.isalpha():
        return ""
    from rapidfuzz.distance import OSA  # imported where it is used, to keep the start fast

    most = 2 if len(word) >= LONG else 1
    found = [
        one for one in roles
        if one[0] == word[0] and len(one) >= SPELLED - 1 and abs(len(one) - len(word)) <= most
        and OSA.distance(one, word, score_cutoff=most) <= most
    ]  # fmt: skip
    heads = [one for one in roles if len(one) >= SHORTEST and word.endswith(one)]
    found = [one for one in found if all(one.endswith(head) for head in heads)]
    return min(found) if len({roles[one] for one in found}) == 1 else ""


def find_misspelt_short(word: str, known: Iterable[str]) -> str:
    """Return the known word that a short word misspells, "" if none: ``sytem`` → system."""
    if not SPELLED - 3 <= len(word) < SPELLED or not word.isalpha():
        return ""
    from rapidfuzz.distance import OSA  # imported where it is used, to keep the start fast

    found = [
        one for one in known
        if len(one) >= SPELLED - 2 and one[0] == word[0]
        and OSA.distance(one, word, score_cutoff=1) <= 1
    ]  # fmt: skip
    return min(found, default="")


def index_skeletons(roles: Iterable[str]) -> dict[str, list[str]]:
    """Return the words by their first letter and consonants: ``vndr`` → ``[vendor]``."""
    found: dict[str, list[str]] = {}
    for word in sorted(roles):
        found.setdefault(_drop_vowels(word), []).append(word)
    return found


def find_unvowelled(
    word: str, skeletons: Mapping[str, Sequence[str]], roles: Mapping[str, object]
) -> str:
    """Return the known word that a word is short for, without vowels: ``vndr`` → vendor.

    Return "" if there is none, or if several known words with different roles are possible.
    """
    if len(word) < UNVOWELLED or not word.isalpha():
        return ""
    # the first place of a letter suffices, so that nothing is tried again
    between = (f"(?:(?!{letter}){VOWELS})*+{letter}" for letter in word[1:])
    shape = re.compile(word[0] + "".join(between) + f"{VOWELS}*+")
    same = skeletons.get(_drop_vowels(word), ())
    found = [one for one in same if one != word and shape.fullmatch(one)]
    return min(found) if len({roles[one] for one in found}) == 1 else ""


def _drop_vowels(word: str) -> str:
    return word[:1] + re.sub(VOWELS, "", word[1:])
