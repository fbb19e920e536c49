"""Read legends on a sheet: the meaning of codes and the state that a colour stands for."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from seamscope.connector.grid import Grid, Line
from seamscope.connector.lists.headings import read_heading
from seamscope.connector.scrub import quote
from seamscope.connector.states import Stated, read_state
from seamscope.records import State

CODE = 6  # maximum length of a code
EXPLANATION = re.compile(
    r"(?:^|[;,\n])[^\S\n]*+([(\[]?\w{1,3}[)\]]?|\([ .…]?\)|\[[ .…]?\]|[^\w\s;,]{1,2})"
    r"\s*+[=:]\s*([^;,\n=]++)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Legend:
    """Meanings by folded code, and states by colour."""

    codes: dict[str, str] = field(default_factory=dict)
    colours: dict[str, Stated] = field(default_factory=dict)

    def state(self, text: str) -> str:
        """Return the meaning of a code if it is a state, else the text itself."""
        meaning = self.codes.get(text.strip().casefold(), "")
        return meaning if meaning and find_state(meaning) is not None else text


def read_legend(grids: Iterable[tuple[Grid, frozenset[int]]]) -> Legend:
    """Read the legend from rows outside lists. grids: each with the row numbers of its entries."""
    codes: dict[str, str] = {}
    colours: dict[str, Stated] = {}
    for grid, entries in grids:
        for line in grid.lines:
            if line.number in entries:
                continue
            for code, meaning in _list_explanations(line):
                codes.setdefault(re.sub(r"(?<=[(\[])[ .…](?=[)\]])", "", code.casefold()), meaning)
            texts = [line.cells[at].strip() for at in line.filled]
            if line.fill and len(texts) <= 2 and texts and (stated := find_state(texts[-1])):
                colours.setdefault(line.fill, stated)
    return Legend(codes=codes, colours=colours)


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
    """Return the state that a title or legend names, None if it names none.

    ``Interfaces (planned)`` and ``flux prévu`` → PLANNED.
    """
    words = [word for word in re.findall(r"[^\W_]+", text) if not _is_heading_word(word)]
    for part in (text, *re.findall(r"[(\[]([^)\]]+)", text), " ".join(words)):
        said = read_state(part)
        if said is not None and said.state is not State.UNKNOWN:
            return Stated(state=said.state, date=said.date, said=quote(" ".join(text.split())))
    return None


def _is_heading_word(word: str) -> bool:
    heading = read_heading(word)
    named = "name" in {heading.systems, heading.interfaces}
    return named or heading.relation != "" or heading.thing in {"interface", "system"}


def get_colour_state(legend: Legend, fill: str, fills: Sequence[str]) -> Stated | None:
    """Return the state of a row by its colour. fills: the colours of all rows of the list.

    If any colour stands for a state, a row without a colour has an unknown state.
    """
    if not any(one in legend.colours for one in fills):
        return None
    return legend.colours.get(fill) or Stated(state=State.UNKNOWN, said="no colour")
