"""Recognise short forms of names: ``CC West``, ``Contr. Centre West`` (Control Centre West)."""

from collections.abc import Sequence

from seamscope.resolve.names import fold

SHORTEST_WORD = 3  # characters of a word that both names contain, or of the beginning of a word
LONGEST_CODE = 5  # letters of a code that has only consonants of a name
VOWELS = frozenset("aeiou")


def is_short_form(short: str, name: str) -> bool:
    """Return whether a name is another name with some of its words replaced by initials.

    At least one longer word must be the same in both names, because initials alone ("CRM") may
    stand for many names.
    """
    words, others = fold(short).split(), fold(name).split()
    same = {word for word in {*words} & {*others} if len(word) >= SHORTEST_WORD}
    return bool(same) and words != others and _covers(words, others)


def is_abbreviated(short: str, name: str) -> bool:
    """Return whether each word of a name is, or is the beginning of, the same word of another name.

    ``Contract adm. Motor`` is abbreviated from ``Contract administration Motor``. A single word
    needs a final dot, because a word may be the beginning of many names ("Order" and "OrderHub").
    """
    words, others = fold(short).split(), fold(name).split()
    if words == others or len(words) != len(others):
        return False
    marked = len(words) > 1 or short.rstrip().endswith(".")
    return marked and all(map(_begins, words, others))


def is_consonantal(short: str, name: str) -> bool:
    """Return whether a code consists of consonants of a longer word in their order.

    ``TDW`` consists of the first letter and of other consonants of Tidewater. A code with vowels
    ("cart") is a word of its own.
    """
    code = SHORTEST_WORD <= len(short) <= LONGEST_CODE and short.isalpha()
    if not code or len(name) < 2 * len(short) or short[0] != name[0] or VOWELS & {*short[1:]}:
        return False
    rest = iter(name)
    return all(letter in rest for letter in short)


def list_beginnings(name: str) -> tuple[str, ...]:
    """Return the first letters of each word of a name; an abbreviation has the same letters."""
    return tuple(word[:SHORTEST_WORD] for word in fold(name).split())


def _begins(word: str, other: str) -> bool:
    """Return whether a word is equal to another word or its beginning.

    Numbers are never shortened.
    """
    shortened = len(word) >= SHORTEST_WORD and word.isalpha() and other.startswith(word)
    return word == other or shortened


def _covers(words: Sequence[str], others: Sequence[str]) -> bool:
    """Return whether the short words stand for all other words, in order.

    A short word stands for an equal word, or for several words whose initials it has.
    """
    if not words or not others:
        return not words and not others
    head, rest = words[0], words[1:]
    if head == others[0] and _covers(rest, others[1:]):
        return True
    return any(
        head == _abbreviate(others[:size]) and _covers(rest, others[size:])
        for size in range(2, min(len(head), len(others)) + 1)
    )


def _abbreviate(words: Sequence[str]) -> str:
    """Return the initials of words; numbers are kept in full: ``dynamics 365`` → ``d365``."""
    return "".join(word if word.isdigit() else word[0] for word in words)
