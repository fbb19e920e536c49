"""Read the words of text files that no connector reads, to find the systems that they mention."""

import re
from dataclasses import dataclass

from seamscope.residue.scan import Sign, find_signs, get_language

LONGEST = 1_000_000  # bytes; a larger file is not searched
_WORD = re.compile(r"[^\W_]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ufffd]")
# Symbols between spaces, such as `@§%`. Rules, tables and arrows consist of the excluded symbols;
# templates begin and end with ``${{``, ``{%-`` and ``-%}``.
_NOISE = re.compile(
    r"(?<!\S)(?!\$?\{[{%]|[\-}]?[%}]\})(?=\S*[^\w\s\-=*~#.+|<>:/\\`'\"()\[\]{}!?,;&–—…•])[^\w\s]{3,}(?!\S)"
)


# The end of a sentence, of a paragraph or of an item of a list.
_END = re.compile(r"(?<=[.!?])\s+(?=\S)|\n[^\S\n]*\n|\n(?=\s*(?:[-*•+]|\d{1,3}[.)])\s)")
MOST_SENTENCES = 2000  # a longer text is probably a dump and not a note, and is not divided


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainText:
    """The distinct words of a text file that no connector reads, in their original spelling.

    sentences: the words of each sentence; empty if the text is too long.
    signs: hosts and names of other systems in the text.
    """

    file: str
    words: frozenset[str]
    sentences: tuple[frozenset[str], ...] = ()
    signs: tuple[Sign, ...] = ()


def read_plain_text(file: str, text: str) -> PlainText | None:
    """Return the words of a text file, None if it is damaged.

    A damaged file may have contained the name of a system. Control characters and groups of symbols
    indicate damage.
    """
    if _CONTROL.search(text) or _NOISE.search(text):
        return None
    parts = [frozenset(_WORD.findall(part)) for part in _END.split(text)]
    return PlainText(
        file=file,
        words=frozenset(_WORD.findall(text)),
        sentences=tuple(filter(None, parts)) if len(parts) <= MOST_SENTENCES else (),
        signs=tuple(find_signs(text, file, get_language(file) or "text")),
    )
