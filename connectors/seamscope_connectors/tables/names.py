"""Names of systems that lists give, and cells that hold several of them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from seamscope.connector.lists.arrows import ARROW
from seamscope.connector.lists.vocabulary import cell_words
from seamscope.connector.states import Stated
from seamscope.connector.words import fold_words

HARD = re.compile(r"[;|\n\r]|\s•\s|^•\s*")
SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """The systems a cell names; doubt: what is not sure of it, `asked` if nothing is named."""

    parts: tuple[str, ...] = ()
    doubt: str = ""
    whole: bool = False  # the doubt is whether the cell is one name or several


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What all lists of an input know: folded names, and names by what an id belongs to.

    states: folded name -> the state of a system that is not active.
    """

    known: frozenset[str]
    ids: dict[tuple[str, str], str]
    states: dict[str, Stated] = field(default_factory=dict)

    def has(self, text: str) -> bool:
        """Tell whether a text is the name of a system that some list names by itself."""
        return fold_name(text) in self.known

    def of_id(self, family: str, text: str) -> str:
        """Return the system that an id stands for, "" if no list says."""
        return self.ids.get((family, fold_name(text)), "")

    def split(self, text: str) -> Split:
        """Return the systems of a cell.

        `;`, `|` and line breaks part names always; commas, slashes and "and" only where the parts
        are known. A name that is known whole stays whole.
        """
        plain = " ".join(text.split())
        words = fold_words(text)
        if self.has(plain):
            return Split(parts=(plain,))
        if words in cell_words("several"):
            return Split(doubt=f"'{plain[:40]}' does not name the systems")
        if not words or words in cell_words("nobody"):
            return Split(doubt=f"'{plain[:40]}' names no system" if plain else "")
        pieces = [piece.strip(" \t•-–*") for piece in HARD.split(text)]
        pieces = [piece for piece in pieces if piece]
        if len(pieces) > 1:
            return _united([self.split(piece) for piece in pieces])
        one = " ".join(pieces[0].split()) if pieces else plain
        segments = self._segmented(one) or self._listed(one)
        return Split(parts=segments) if len(segments) > 1 else self._soft(one, SOFT)

    def _segmented(self, text: str) -> tuple[str, ...]:
        """Return the known names a text consists of, the longest first; () if others remain.

        ``Dune DWH, Hollis, Kemp & Ward Portal`` → Dune DWH; Hollis, Kemp & Ward Portal.
        """
        cuts = [0, *(end for found in MARK.finditer(text) for end in found.span()), len(text)]
        starts, ends = cuts[::2], cuts[1::2]
        found: list[str] = []
        place = 0
        while place < len(starts):
            for last in range(min(len(ends), place + LONGEST) - 1, place - 1, -1):
                piece = text[starts[place] : ends[last]].strip()
                if self.has(piece):
                    found.append(piece)
                    place = last + 1
                    break
            else:
                return ()
        return tuple(dict.fromkeys(found))

    def _listed(self, text: str) -> tuple[str, ...]:
        """Return the parts of a cell of which two at least are known: the others are names too."""
        pieces = [piece.strip() for piece in LISTED.split(text)]
        known = [piece for piece in pieces if self.has(piece)]
        strange = [piece for piece in pieces if not self.has(piece)]
        named = all(
            piece[:1].isupper() and len(piece) > 2 and is_plain(piece)
            and fold_words(piece) not in cell_words("companies")
            for piece in strange
        )  # fmt: skip
        return tuple(dict.fromkeys(pieces)) if len(known) > 1 and named else ()

    def _soft(self, text: str, marks: Sequence[tuple[re.Pattern[str], bool]]) -> Split:
        """Part a cell at a comma, then a slash, then "and", where the parts are known."""
        plain = " ".join(text.split())
        if self.has(plain) or not marks:
            return Split(parts=(plain,))
        (mark, telling), rest = marks[0], marks[1:]
        pieces = [piece.strip() for piece in mark.split(plain) if piece.strip()]
        if len(pieces) < 2:
            return self._soft(text, rest)
        split = [self._soft(piece, rest) for piece in pieces]
        known = [all(self.has(name) for name in one.parts) for one in split]
        if all(known):
            return _united(split)
        if telling and any(known):
            parts = tuple(
                n for one, sure in zip(split, known, strict=True) if sure for n in one.parts
            )
            others = [p for p, sure in zip(pieces, known, strict=True) if not sure]
            return Split(
                parts=parts, doubt=f"is {_quoted(others)} a system, beside {_quoted(parts)}?"
            )
        if telling:
            return Split(
                parts=(plain,), doubt=f"is '{plain[:60]}' one system, or several?", whole=True
            )
        return self._soft(text, rest)


# Blanks before a separator are taken from their beginning only, so that a long run of them is
# searched once.
SOFT = (
    (re.compile(r"(?:(?<!\s)\s+)?,\s*"), True),
    (re.compile(r"(?<!\s)\s+/\s*|(?:(?<!\s)\s+)?/\s+"), True),
    (re.compile(r"/"), False),
    (re.compile(r"(?<!\s)\s+[&+]\s+"), False),
    (re.compile(r"(?<!\s)\s+(?:and|plus|und|sowie|et|y|e|ed|en|i|oraz)\s+", re.I), False),
)


LISTED = re.compile(r"(?:(?<!\s)\s+)?,\s*|(?<!\s)\s+/\s*|(?:(?<!\s)\s+)?/\s+")
MARK = re.compile(r"(?:(?<!\s)\s+)?[,/]\s*|(?<!\s)\s+[&+]\s+")
LONGEST = 6  # pieces that one name may consist of


def fold_name(text: str) -> str:
    """Return a name as it is compared: one space between words, whatever the case."""
    return " ".join(text.split()).casefold()


def is_plain(text: str) -> bool:
    """Tell whether a cell holds one name and nothing that may part several."""
    words = fold_words(text)
    vague = words in cell_words("several") or words in cell_words("nobody")
    parted = HARD.search(text) or ARROW.search(text) or any(m.search(text) for m, _ in SOFT)
    return bool(words) and not vague and not parted


def collect_names(
    names: Iterable[str],
    cells: Iterable[str],
    ids: dict[tuple[str, str], str],
    states: dict[str, Stated],
) -> Names:
    """Gather what lists know: names of systems, and cells of ends that hold one name alone."""
    known = {fold_name(name) for name in names}
    for cell in cells:
        for piece in HARD.split(cell):
            if is_plain(piece):
                known.add(fold_name(piece))
    return Names(known=frozenset(known - {""}), ids=ids, states=states)


def split_values(text: str, otherwise: str = ",") -> tuple[str, ...]:
    """Return the parts of a cell joined by `;`, `|` or line breaks, else by `otherwise`."""
    parts = re.split(r"[;|\n]", text)
    if len(parts) == 1 and otherwise:
        parts = text.split(otherwise)
    return tuple(part.strip() for part in parts if part.strip())


def _united(split: Iterable[Split]) -> Split:
    every = list(split)
    parts = tuple(dict.fromkeys(name for one in every for name in one.parts))
    doubts = [one.doubt for one in every if one.doubt]
    return Split(parts=parts, doubt="; ".join(doubts))


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"'{name[:40]}'" for name in names)
