"""Read legends on a sheet: the meanings of codes and the states of colours."""

import colorsys
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from seamscope.connector.grid import Grid, Line
from seamscope.connector.lists.headings import read_heading
from seamscope.connector.lists.vocabulary import load_cell_words
from seamscope.connector.scrub import quote
from seamscope.connector.states import Stated, read_state
from seamscope.connector.words import fold_words
from seamscope.records import State

CODE = 6  # maximum length of a code
GREY = 0.1  # saturation of a colour without a hue
NAMED = re.compile(r"(\w{3,12})\s*[=:–-]\s*([^;,\n=]{2,60})")  # "Green = live"
# Colours with the end of their hues in degrees.
HUES = {"red": 15, "orange": 40, "yellow": 70, "green": 170, "blue": 260, "violet": 330}
# Endings of plurals and of singulars: "arrêtés", "dismessi", "attive".
SINGULARS = (("s", ""), ("es", ""), ("i", "o"), ("e", "a"))
EXPLANATION = re.compile(
    r"(?:^|[;,\n(])[^\S\n]*+([(\[]?\w{1,3}[)\]]?|\w{4,8}(?=\s*=)|\([ .…]?\)|\[[ .…]?\]|"
    r"[^\w\s;,]{1,2})"
    r"\s*+[=:]\s*([^;,\n=]++)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Legend:
    """Meanings by case-folded code, and states by colour."""

    codes: dict[str, str] = field(default_factory=dict)
    colours: dict[str, Stated] = field(default_factory=dict)

    def state(self, text: str) -> str:
        """Return the meaning of a code if it is a state, otherwise the text itself."""
        meaning = self.codes.get(text.strip().casefold(), "")
        return meaning if meaning and find_state(meaning) is not None else text


def read_legend(grids: Iterable[tuple[Grid, frozenset[int]]]) -> Legend:
    """Return the legend in the rows that belong to no list.

    grids: each sheet with the row numbers of the entries of its lists.
    """
    codes: dict[str, str] = {}
    colours: dict[str, Stated] = {}
    for grid, entries in grids:
        for code, meaning in _list_beside(grid):
            codes.setdefault(code.casefold(), meaning)
        for fill, named in _list_named_colours(grid, entries):
            colours.setdefault(fill, named)
        for line in grid.lines:
            if line.number in entries:
                continue
            for code, meaning in _list_explanations(line):
                codes.setdefault(re.sub(r"(?<=[(\[])[ .…](?=[)\]])", "", code.casefold()), meaning)
            texts = [line.cells[at].strip() for at in line.filled]
            if line.fill and len(texts) <= 2 and texts and (stated := find_state(texts[-1])):
                colours.setdefault(line.fill, stated)
    return Legend(codes=codes, colours=colours)


def _list_beside(grid: Grid) -> Iterator[tuple[str, str]]:
    """Yield code and meaning from each row below a cell "Legend" that is beside a list or
    matrix.
    """
    columns: set[int] = set()
    for line in grid.lines:
        for at in columns:
            if {at, at + 1} <= {*line.filled} and len(line.cells[at].strip()) <= CODE:
                yield line.cells[at].strip(), line.cells[at + 1].strip()
        if len(line.filled) > 1:
            columns |= {
                at for at in line.filled
                if fold_words(line.cells[at]) in load_cell_words("legends")
            }  # fmt: skip


def _list_named_colours(grid: Grid, entries: frozenset[int]) -> Iterator[tuple[str, Stated]]:
    """Yield each colour that a legend explains by name, with its state: "Green = live".

    Only the colours of the entries are yielded.
    """
    told: dict[str, Stated] = {}
    for line in grid.lines:
        for at in line.filled if line.number not in entries else ():
            for name, meaning in NAMED.findall(line.cells[at][:400]):
                hue = next(
                    (h for h in (*HUES, "grey") if fold_words(name) in load_cell_words(h)), ""
                )
                if hue and (stated := find_state(meaning)):
                    told.setdefault(hue, stated)
    fills = {line.fill for line in grid.lines if line.number in entries and line.fill}
    for fill in sorted(fills if told else ()):
        if stated := told.get(_find_hue(fill)):
            yield fill, stated


def _find_hue(fill: str) -> str:
    """Return the name of a colour such as ``C6EFCE``, "" if it is not a usual colour."""
    if not re.fullmatch(r"[0-9A-Fa-f]{6}", fill):
        return ""
    red, green, blue = (int(fill[at : at + 2], 16) / 255 for at in (0, 2, 4))
    hue, _, saturation = colorsys.rgb_to_hls(red, green, blue)
    if saturation < GREY:
        return "grey"
    return next((name for name, end in HUES.items() if hue * 360 < end), "red")


def _list_explanations(line: Line) -> Iterator[tuple[str, str]]:
    """Yield code and meaning of a row: "P | Planned", or "X = live; (X) = planned"."""
    texts = [line.cells[at].strip() for at in line.filled]
    if len(texts) == 2 and len(texts[0]) <= CODE:
        yield texts[0], texts[1]
    for text in texts:
        if len(text) < 400:
            for found in EXPLANATION.finditer(text):
                yield found[1].strip(), found[2].strip()


@lru_cache(maxsize=1024)
def find_state(text: str) -> Stated | None:
    """Return the state in a title or legend, None if there is none.

    ``Interfaces (planned)`` and ``flux prévu`` → PLANNED.
    """
    words = [word for word in re.findall(r"[^\W_]+", text) if not _is_heading_word(word)]
    singular = (
        " ".join(word.removesuffix(old) + new if word.endswith(old) else word for word in words)
        for old, new in SINGULARS
    )
    clauses = text.split(",") if "," in text else []  # "File, switched off"
    for part in (text, *clauses, *re.findall(r"[(\[]([^)\]]+)", text), " ".join(words), *singular):
        said = read_state(part)
        if said is not None and said.state is not State.UNKNOWN:
            return Stated(state=said.state, date=said.date, said=quote(" ".join(text.split())))
    return None


def _is_heading_word(word: str) -> bool:
    heading = read_heading(word)
    named = "name" in {heading.systems, heading.interfaces}
    return named or heading.relation != "" or heading.thing in {"interface", "system"}


def get_colour_state(legend: Legend, fill: str, fills: Sequence[str]) -> Stated | None:
    """Return the state that the colour of a row means.

    If the legend explains any colour of the list, a row without a colour has an unknown state.

    fills: the colours of all rows of the list.
    """
    if not any(one in legend.colours for one in fills):
        return None
    return legend.colours.get(fill) or Stated(state=State.UNKNOWN, said="no colour")
