"""Load vocabularies (words with a fixed meaning, by language) and fold strings to compare them."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Any

# People without these letters on the keyboard write "ae" or "ss"; both spellings compare equal.
_SPELLED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ł": "l", "ø": "o", "œ": "oe"})


@cache
def load(name: str) -> object:
    """Return the parsed content of `<name>.yaml` in this folder."""
    return parse_yaml(files(__name__).joinpath(f"{name}.yaml").read_text(encoding="utf-8"))


def parse_yaml(text: str) -> Any:
    """Parse a YAML file that is part of seamscope, with the fast C parser if it is installed.

    Files of users are read by `connector.parse`, which keeps lines and sets limits.
    """
    import yaml  # imported here and not at the top, to keep the start fast

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(text, Loader=loader)  # noqa: S506 (a safe loader, written in C)


def fold_words(text: str) -> tuple[str, ...]:
    """Return the words in lower case without accents: ``Außer Betrieb`` → ``ausser, betrieb``."""
    spelled = unicodedata.normalize("NFC", text.casefold()).translate(_SPELLED)
    plain = "".join(
        c for c in unicodedata.normalize("NFKD", spelled) if not unicodedata.combining(c)
    )
    return tuple(re.findall(r"[^\W_]+", plain))


def list_phrases(by_language: object) -> Iterator[tuple[str, ...]]:
    """Yield the normalised phrases of a vocabulary ``{en: [...], de: [...]}``; none for None."""
    match by_language:
        case dict():
            for listed in by_language.values():
                yield from (fold_words(str(text)) for text in listed)
        case list():
            yield from (fold_words(str(text)) for text in by_language)
        case _:
            raise ValueError("phrases must be a list, or a mapping of languages to lists")


def match_longest(
    words: tuple[str, ...], start: int, known: Iterable[tuple[str, ...]], most: int
) -> int:
    """Return the length in words of the longest known phrase at `start`, 0 if there is none.

    known: the phrases.
    most: number of words in the longest phrase.
    """
    for size in range(min(most, len(words) - start), 0, -1):
        if words[start : start + size] in known:
            return size
    return 0
