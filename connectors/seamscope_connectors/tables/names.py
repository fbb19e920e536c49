"""Split cells with several systems, using all system names in the lists."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from seamscope.connector.lists.arrows import ARROW
from seamscope.connector.lists.vocabulary import Words, load_cell_words
from seamscope.connector.scrub import quote
from seamscope.connector.states import Stated
from seamscope.connector.vocabulary import parse_mechanism
from seamscope.connector.words import fold_words
from seamscope.records import Clue, ClueKind, Mechanism, SystemRef

SEPARATOR = re.compile(r"[;|\n\r]|\s•\s|^•\s*")
SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """The systems in a cell.

    doubt: what is unclear about the cell, "" if nothing is.
    whole: whether the cell may be one name or several names.
    vague: words that stand for several systems, such as "all systems".
    """

    parts: tuple[str, ...] = ()
    doubt: str = ""
    whole: bool = False
    vague: tuple[str, ...] = ()

    @property
    def refs(self) -> tuple[SystemRef, ...]:
        """The systems as references; vague words become clues, which the survey asks about."""
        clues = (Clue(kind=ClueKind.NAME, value=text) for text in self.vague)
        return (
            *(SystemRef(name=name) for name in self.parts),
            *(SystemRef(clues=(clue,)) for clue in clues),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """All case-folded system names in the lists, and names by id.

    ids: names by namespace and case-folded id.
    states: states of inactive systems by case-folded name.
    """

    known: frozenset[str]
    ids: dict[tuple[str, str], str]
    states: dict[str, Stated] = field(default_factory=dict)

    def has(self, text: str) -> bool:
        """Return whether a string is the name of a system in any list."""
        return fold_name(text) in self.known

    def find_by_id(self, family: str, text: str) -> str:
        """Return the system with this id, "" if no list defines it."""
        return self.ids.get((family, fold_name(text)), "")

    def split(self, text: str, *, listed: bool = False) -> Split:
        """Split a cell into systems.

        `;`, `|` and line breaks always separate names; commas, slashes and "and" only if the parts
        are known names. A known name is never split.

        listed: whether the header says that cells list several systems; then a comma separates
        names if one part is a known name.
        """
        plain = drop_technology(" ".join(text.split()))
        words = fold_words(plain)
        same = next(filter(self.has, (plain, REMARK.sub("", plain))), "")
        if known := self._find_coded(plain) or same:
            return Split(parts=(known,))
        if words in load_cell_words("several"):
            return Split(vague=(plain,))
        if not words or is_undecided(words):
            return Split(doubt=f"'{quote(plain)}' does not identify a system" if plain else "")
        if self._are_alternatives(plain):
            return Split(doubt=f"which system does '{quote(plain, 60)}' mean?")
        pieces = [piece.strip(" \t•-–*") for piece in SEPARATOR.split(text)]
        pieces = [drop_technology(piece) for piece in pieces if piece]
        if len(pieces) > 1:
            return _merge([self.split(piece, listed=listed) for piece in pieces])
        one = " ".join(pieces[0].split()) if pieces else plain
        segments = self._segment(one) or self._split_at_commas(one, least=0 if listed else 2)
        return (
            Split(parts=segments) if len(segments) > 1 else self._split_known(one, SOFT_SEPARATORS)
        )

    def _find_coded(self, text: str) -> str:
        """Return the system in a cell with its id and its name: "S02 - ERP" if S02 is the id of
        ERP.
        """
        number, mark, rest = text.partition(" - ")
        name = self.find_by_id(SYSTEM, number) if mark else ""
        return name if name and fold_name(name) == fold_name(rest) else ""

    def _are_alternatives(self, text: str) -> bool:
        """Return whether a cell names alternative systems: "SAE Comète ou Infoplan, à
        confirmer".
        """
        pieces = [piece.partition(",")[0].strip() for piece in ALTERNATIVE.split(text)]
        return len(pieces) > 1 and all(map(self.has, pieces))

    def _segment(self, text: str) -> tuple[str, ...]:
        """Split a string into known names, preferring long names; () if a part is unknown.

        ``Dune DWH, Hollis, Kemp & Ward Portal`` → Dune DWH; Hollis, Kemp & Ward Portal.
        """
        cuts = [
            0,
            *(end for found in NAME_SEPARATOR.finditer(text) for end in found.span()),
            len(text),
        ]
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

    def _split_at_commas(self, text: str, *, least: int) -> tuple[str, ...]:
        """Split at commas if enough parts are known names and all other parts look like names.

        least: minimum number of known names. If there are fewer, return ().
        """
        pieces = [piece.strip() for piece in LIST_SEPARATOR.split(text)]
        known = [piece for piece in pieces if self.has(piece)]
        strange = [piece for piece in pieces if not self.has(piece)]
        named = all(
            piece[:1].isupper() and len(piece) > 2 and is_plain(piece)
            and fold_words(piece) not in load_cell_words("companies")
            for piece in strange
        )  # fmt: skip
        return tuple(dict.fromkeys(pieces)) if len(known) >= least and named else ()

    def _split_known(self, text: str, marks: Sequence[tuple[re.Pattern[str], bool]]) -> Split:
        """Split a cell into known names at commas, then at slashes, then at "and"."""
        plain = " ".join(text.split())
        if self.has(plain) or not marks:
            return Split(parts=(plain,))
        (mark, telling), rest = marks[0], marks[1:]
        pieces = [piece.strip() for piece in mark.split(plain) if piece.strip()]
        if len(pieces) < 2:
            return self._split_known(text, rest)
        split = [self._split_known(piece, rest) for piece in pieces]
        known = [all(self.has(name) for name in one.parts) for one in split]
        added = mark is ADDED and all(len(one) > 1 and one[:1].isupper() for one in pieces)
        if all(known) or added:
            return _merge(split)
        if telling and any(known):
            parts = tuple(
                n for one, sure in zip(split, known, strict=True) if sure for n in one.parts
            )
            others = [p for p, sure in zip(pieces, known, strict=True) if not sure]
            return Split(parts=parts, doubt=f"is {_quote(others)} a system, as {_quote(parts)} is?")
        if telling:
            several = all(one[:1].isupper() and len(one) > 2 and is_plain(one) for one in pieces)
            return Split(
                parts=() if several else (plain,),
                doubt=f"is '{quote(plain, 60)}' one system, or several?",
                whole=True,
            )
        return self._split_known(text, rest)


ALTERNATIVE = re.compile(r"(?<!\s)\s+(?:or|oder|ou|o|of|lub|albo|or maybe)\s+", re.I)
ADDED = re.compile(r"(?<!\s)\s+\+\s+")  # "Mill + Barn": hardly ever in a name
# Blanks before a separator match from their start only, to avoid quadratic backtracking.
SOFT_SEPARATORS = (
    (re.compile(r"(?:(?<!\s)\s+)?,\s*"), True),
    (re.compile(r"(?<!\s)\s+/\s*|(?:(?<!\s)\s+)?/\s+"), True),
    (re.compile(r"/"), False),
    (ADDED, True),
    (re.compile(r"(?<!\s)\s+&\s+"), False),
    (re.compile(r"(?<!\s)\s+(?:and|plus|und|sowie|et|y|e|ed|en|i|oraz)\s+", re.I), False),
)


LIST_SEPARATOR = re.compile(r"(?:(?<!\s)\s+)?,\s*|(?<!\s)\s+/\s*|(?:(?<!\s)\s+)?/\s+")
NAME_SEPARATOR = re.compile(r"(?:(?<!\s)\s+)?[,/]\s*|(?<!\s)\s+[&+]\s+")
REMARK = re.compile(r"(?<!\s)\s*+\([^()]{1,40}\)\s*+$")
LONGEST = 6  # maximum number of segments in one name


def fold_name(text: str) -> str:
    """Normalise a name for comparison: single spaces, case-folded."""
    return " ".join(text.split()).casefold()


def drop_technology(name: str) -> str:
    """Return a name without the technology in brackets after it: ``Website (REST)``."""
    remark = REMARK.search(name)
    told = remark is not None and parse_mechanism(remark[0]) is not Mechanism.UNKNOWN
    return name[: remark.start()] if remark is not None and told else name


def is_undecided(words: Words) -> bool:
    """Return whether a string marks the value as undecided: "TBD", "nog te bepalen"."""
    begun = (words[:size] for size in (1, 2, 3))
    return words in load_cell_words("nobody") or any(
        part in load_cell_words("undecided") for part in begun
    )


def is_plain(text: str) -> bool:
    """Return whether a cell contains exactly one name."""
    words = fold_words(text)
    vague = words in load_cell_words("several") or is_undecided(words)
    parted = (
        SEPARATOR.search(text)
        or ARROW.search(text)
        or any(m.search(text) for m, _ in SOFT_SEPARATORS)
    )
    return bool(words) and not vague and not parted


def collect_names(
    names: Iterable[str],
    cells: Iterable[str],
    ids: dict[tuple[str, str], str],
    states: dict[str, Stated],
) -> Names:
    """Return the known names: names of systems, and source and target cells with a single name."""
    known = {fold_name(name) for name in names}
    for cell in cells:
        for piece in SEPARATOR.split(cell):
            name = drop_technology(piece.strip(" \t•-–*"))
            if is_plain(name):
                known.add(fold_name(name))
    return Names(known=frozenset(known - {""}), ids=ids, states=states)


def split_values(text: str, otherwise: str = ",") -> tuple[str, ...]:
    """Split a cell at `;`, `|` or line breaks; if it contains none of these, split it at
    `otherwise`.
    """
    parts = re.split(r"[;|\n]", text)
    if len(parts) == 1 and otherwise:
        parts = text.split(otherwise)
    return tuple(part.strip() for part in parts if part.strip())


def _merge(split: Iterable[Split]) -> Split:
    every = list(split)
    parts = tuple(dict.fromkeys(name for one in every for name in one.parts))
    doubts = [one.doubt for one in every if one.doubt]
    vague = tuple(dict.fromkeys(text for one in every for text in one.vague))
    return Split(parts=parts, doubt="; ".join(doubts), vague=vague)


def _quote(names: Iterable[str]) -> str:
    return ", ".join(f"'{quote(name)}'" for name in names)
