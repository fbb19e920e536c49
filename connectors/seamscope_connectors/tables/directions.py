"""Find the data direction of a row in a list of interfaces, from columns, words and arrows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from seamscope.connector.directions import (
    is_own_pronoun,
    is_turned,
    list_direction_words,
    list_pronouns,
    read_direction,
    read_left_right,
)
from seamscope.connector.entries import suggest_word
from seamscope.connector.lists.codes import read_view
from seamscope.connector.lists.ends import Ends
from seamscope.connector.lists.headings import read_heading
from seamscope.connector.lists.spelling import spell_code
from seamscope.connector.lists.vocabulary import (
    Side,
    load_cell_words,
    load_vocabulary,
)
from seamscope.connector.relations import Direction, Relation
from seamscope.connector.scrub import quote
from seamscope.connector.words import fold_words
from seamscope.records import Certainty
from seamscope_connectors.tables.actors import read_actor
from seamscope_connectors.tables.names import fold_name
from seamscope_connectors.tables.offers import UNTOLD, derive_by_offer
from seamscope_connectors.tables.phrases import is_turned_sheet, read_placed, reverse
from seamscope_connectors.tables.rows import EMPTY, Cells, Sheet
from seamscope_connectors.tables.verbs import read_methods

RECEIVING = frozenset({Side.TARGET, Side.CONSUMER})
CODES = re.compile(r"(?<!\s)\s*+[+/&,]\s*+")  # "H+B"
WAYS: dict[Side | None, str] = {Side.SOURCE: "in", Side.TARGET: "out"}
FORWARD, BACKWARD = Direction.FORWARD, Direction.BACKWARD


@dataclass(frozen=True, slots=True, kw_only=True)
class DataDirection:
    """The direction of data between the two system columns, with certainty and reason.

    direction: None if unknown.
    moves_data: False if one system only needs, hosts or monitors the other.
    """

    direction: Direction | None = None
    certainty: Certainty = Certainty.CERTAIN
    reason: str = ""
    moves_data: bool = True


def derive_direction(cells: Cells, ends: Ends, sheet: Sheet) -> DataDirection:
    """Return the data direction of a row, from the headers and the direction column."""
    # ServiceNow's relation types contain both views: "Sends data to::Receives data from".
    cell = cells.get("direction", "").partition("::")[0].strip()
    cell = spell_code(cell, sheet.title("direction"))
    word = _read_answer(cell, sheet.title("direction"), sheet)
    said = read_direction(word)
    if said.direction is Direction.BOTH:
        possible = said.certainty is Certainty.POSSIBLE
        return DataDirection(
            direction=Direction.BOTH,
            certainty=Certainty.POSSIBLE if possible else Certainty.CERTAIN,
            reason=f"inferred from '{quote(word)}'" if possible else "",
        )
    if way := _read_legend(cell, ends, sheet) or read_placed(word, cells, sheet):
        return DataDirection(direction=way)
    if acting := _read_act(word, cells, sheet, ends):
        return acting
    from_perspective = _apply_perspective(said.direction, cells, find_perspective(sheet))
    if from_perspective is not None:
        sure = ends.directed and from_perspective is FORWARD
        reason = f"'{quote(word)}' is read as seen from {quote(find_perspective(sheet))}"
        certainty = Certainty.CERTAIN if sure else Certainty.LIKELY
        return DataDirection(
            direction=from_perspective, certainty=certainty, reason="" if sure else reason
        )
    return (
        _apply_direction(word, said)
        if ends.directed
        else _derive_by_perspective(word, said.direction, cells, sheet)
    )


def _read_act(word: str, cells: Cells, sheet: Sheet, ends: Ends) -> DataDirection | None:
    """Return the direction if a cell says which system acts: "consumer pulls", or "push"."""
    if (acted := read_actor(word, cells, sheet)) is not None:
        if ends.directed and acted is FORWARD:
            return DataDirection(direction=acted)
        reason = f"'{quote(word)}' is read as the action of the system that it names"
        return DataDirection(direction=acted, certainty=Certainty.LIKELY, reason=reason)
    if started := _read_start(word, ends):
        reason = f"'{quote(word)}' is read as the action of '{sheet.title('first')}'"
        return DataDirection(direction=started, certainty=Certainty.LIKELY, reason=reason)
    return None


def _read_legend(cell: str, ends: Ends, sheet: Sheet) -> Direction | None:
    """Return the direction of the codes in a cell according to the legend, None if it is not clear.

    "left partner fetches from the right one" refers to the columns. "away from us" refers to the
    system that the list is about, so it is used only in such a list.
    """
    codes = sheet.legend.codes
    parts = [cell] if cell.casefold() in codes else CODES.split(cell)
    meanings = [codes.get(part.strip().casefold(), "") for part in parts]
    if not all(meanings):
        return None
    placed = [read_left_right(meaning) for meaning in meanings]
    found = placed if all(placed) else [read_view(one) for one in meanings if ends.seen]
    if len(found) != len(parts) or not all(found):
        return None
    turned = all(placed) and is_turned_sheet(sheet)
    ways = {reverse(way) if turned else way for way in found if way}
    return ways.pop() if len(ways) == 1 else Direction.BOTH


def _read_start(word: str, ends: Ends) -> Direction | None:
    """Return the direction of "push" or "pull" if the first column contains the system that
    acts.
    """
    words = fold_words(word)
    if (ends.first, ends.second) != (Side.CONSUMER, Side.PARTNER):
        return None
    if words in load_cell_words("pushes"):
        return FORWARD
    return BACKWARD if words in load_cell_words("pulls") else None


def _read_answer(word: str, title: str, sheet: Sheet) -> str:
    """Return the direction in words for a cell that is clear only together with its header.

    "yes" under "Two-way?" → "Two-way", "no" → "". "E" under "Sens (E/S)" → "in".
    """
    if half := _read_half(word, title) or _read_letter(word, sheet):
        return half
    words = fold_words(word)
    if words == ("we",) and _is_english(sheet):
        return "we send"  # Polish "we" is "in"
    if words and {*words} <= list_pronouns() and read_heading(title).side in RECEIVING:
        return "we receive" if is_own_pronoun(words[0]) else "they receive"
    if read_direction(title.strip(" ?")).direction is not Direction.BOTH:
        return word
    if words in load_cell_words("affirmed"):
        return title.strip(" ?")
    return "" if word == EMPTY or words in load_cell_words("denied") else word


@lru_cache(maxsize=8)
def _is_english(sheet: Sheet) -> bool:
    """Return whether "we" in a column of directions is English: another cell is "they" or
    "both".
    """
    columns = sheet.layout.columns.get("direction", ())[:1]
    cells = {
        fold_words(line.cells[at])
        for line in sheet.found.entries for at in columns if at in line.filled
    }  # fmt: skip
    return not cells.isdisjoint({("they",), ("them",), ("both",)})


def _read_half(word: str, title: str) -> str:
    """Return "in" or "out" for a cell that repeats half of its header: "Ein-/Ausgang", "To/from".

    A cell with both halves is "in out".
    """
    ways = {part: way for part in fold_words(title) if (way := _find_way(part))}
    fillers = load_vocabulary().fillers - ways.keys()
    cell = [part for part in fold_words(word) if part not in fillers]
    if len({*ways.values()}) < 2 or not cell or not ways.keys() >= {*cell}:
        return ""
    return " ".join(sorted({ways[part] for part in cell}))


def _find_way(half: str) -> str:
    """Return "in" or "out" for a word of a header such as "To/from", "" for any other word."""
    if (half,) in load_cell_words("inward"):
        return "in"
    if (half,) in load_cell_words("outward"):
        return "out"
    return WAYS.get(load_vocabulary().prepositions.get(half), "")


def _read_letter(word: str, sheet: Sheet) -> str:
    """Return "in", "out" or "in out" for a letter, if the column has one letter for each direction.

    ``E``, ``S`` and ``E/S`` are Spanish "entrada" and "salida"; with an ``A`` as well, it is
    unclear whether ``A`` is "ambos" (both).
    """
    letters = fold_words(word)
    inward, outward = _list_letters(sheet)
    if not letters or len(inward) != 1 or len(outward) != 1:
        return ""
    ways = {"in" if letter in inward else "out" for letter in letters}
    return "in out" if len(ways) > 1 else ways.pop()


@lru_cache(maxsize=8)
def _list_letters(sheet: Sheet) -> tuple[frozenset[str], frozenset[str]]:
    """Return the letters for "in" and the letters for "out" in the direction column of a list.

    Both are empty if a cell of the column contains anything else.
    """
    columns = sheet.layout.columns.get("direction", ())[:1]
    cells = [line.cells[at] for line in sheet.found.entries for at in columns if at in line.filled]
    said = {letter for cell in cells for letter in fold_words(cell)}
    inward, outward = load_cell_words("inward"), load_cell_words("outward")
    ways = [frozenset(one for one in said if (one,) in table) for table in (inward, outward)]
    single = all(len(one) == 1 for one in said)
    return (
        (ways[0], ways[1]) if single and said == ways[0] | ways[1] else (frozenset(), frozenset())
    )


def _apply_direction(word: str, said: Relation) -> DataDirection:
    """Return the direction of a row whose headers mean source and target.

    A word in the direction column may reverse this direction or make it uncertain.
    """
    starts = load_cell_words("pushes") | load_cell_words("pulls")
    if not word or fold_words(word) in starts:  # who starts a transfer reverses nothing
        return DataDirection(direction=FORWARD)
    if said.direction is BACKWARD and not (is_turned(word) or _is_sentence(word)):
        reason = (
            f"'{quote(word)}' does not indicate whether it refers to the source or to the target"
        )
        return DataDirection(reason=reason)
    if said.direction is BACKWARD and not is_turned(word):
        reason = f"'{quote(word)}' is read as seen from the system in the source column"
        return DataDirection(direction=BACKWARD, certainty=Certainty.LIKELY, reason=reason)
    if said.direction is BACKWARD:
        reason = f"'{quote(word)}' reverses the direction of the columns"
        return DataDirection(direction=BACKWARD, certainty=Certainty.LIKELY, reason=reason)
    reason = "" if said.direction else _explain_open(word, understood=said.understood)
    return DataDirection(direction=said.direction, reason=reason, moves_data=not said.only_depends)


def _derive_by_perspective(
    word: str, direction: Direction | None, cells: Cells, sheet: Sheet
) -> DataDirection:
    """Return the direction of a row whose headers do not mean source and target."""
    ends = sheet.layout.ends
    assert ends is not None
    if direction is not None and (ends.seen or _is_phrase(word)):
        title = sheet.title("first")
        reason = f"'{quote(word)}' is read as seen from the system in the column '{title}'"
        return DataDirection(direction=direction, certainty=Certainty.LIKELY, reason=reason)
    if read_direction(word).only_depends:
        reason = f"'{quote(word)}' does not indicate the direction of the data"
        return DataDirection(reason=reason, moves_data=False)
    offered = (ends.first, ends.second) == (Side.PROVIDER, Side.CONSUMER)
    way, _ = read_methods(cells)
    if offered and (way is not None or "direction" not in sheet.layout.columns):
        way, reason = derive_by_offer(cells, sheet)
        certainty = Certainty.LIKELY if way else Certainty.CERTAIN
        return DataDirection(direction=way, certainty=certainty, reason=reason)
    if offered and (not word or word == EMPTY):
        return DataDirection(reason=UNTOLD)
    if word and word != EMPTY:
        return DataDirection(
            reason=f"'{quote(word)}' does not indicate from which of the two systems it is seen"
        )
    heads = f"'{sheet.title('first')}' and '{sheet.title('second')}'"
    return DataDirection(
        reason=f"the list has the columns {heads}, but not the direction of the data"
    )


def belongs(word: str) -> bool:
    """Return whether a relation is a dependency without data: "Runs on::Runs", "Owned by"."""
    return fold_words(word.partition("::")[0]) in load_cell_words("belonging")


def _is_sentence(word: str) -> bool:
    """Return whether a cell forms a sentence with the two system names: "gets from", "haalt op
    bij".
    """
    words = fold_words(word)
    return len(words) > 1 and " ".join(words) not in list_direction_words()


def _is_phrase(word: str) -> bool:
    """Return whether a cell is a verb with a preposition, such as "sends orders to"."""
    words = fold_words(word)
    known = " ".join(words) in list_direction_words()
    joint = words[-1:] and (words[-1] in load_vocabulary().prepositions)
    return len(words) > 1 and not known and bool(joint)


def _explain_open(word: str, *, understood: bool) -> str:
    """Return the reason why a word does not determine the direction."""
    if word == EMPTY:
        return "the list leaves the direction open"
    if understood:
        return f"'{quote(word)}' does not indicate the direction of the data"
    hint = suggest_word(word, list_direction_words()).strip()
    return f"unknown direction '{quote(word)}'{f'; {hint}' if hint else ''}"


@lru_cache(maxsize=8)
def find_perspective(sheet: Sheet) -> str:
    """Return the system from whose point of view "in" and "out" are meant, "" if it is unknown.

    The header of the direction column may contain it: "Richtung (aus Sicht SAP ECC)". Otherwise it
    is the one system in the source column of all rows, or the system that is the source of all rows
    with "out" and the target of all rows with "in".
    """
    column = sheet.layout.columns.get("direction", ())
    if not column:
        return ""
    title = fold_name(sheet.layout.headings[column[0]].title)
    rows = list(_read_directed_rows(sheet))
    for name in sorted({name for _, *names in rows for name in names if len(name) > 2}):
        if fold_name(name) in title:
            return name
    directions = {direction for direction, *_ in rows}
    senders = {
        fold_name(first) if direction is FORWARD else fold_name(second)
        for direction, first, second in rows
    }
    firsts = {fold_name(first): first for _, first, _ in rows}
    ends = sheet.layout.ends
    if directions == {FORWARD, BACKWARD} and len(firsts) == 1 and ends and ends.directed:
        return next(iter(firsts.values()))
    if directions == {FORWARD, BACKWARD} and len(senders) == 1:
        return next(first if direction is FORWARD else second for direction, first, second in rows)
    return ""


def _read_directed_rows(sheet: Sheet) -> Iterator[tuple[Direction | None, str, str]]:
    places = [sheet.layout.columns.get(key, ()) for key in ("direction", "first", "second")]
    for line in sheet.found.entries:
        word, first, second = (
            next((line.cells[at].strip() for at in columns if at < len(line.cells)), "")
            for columns in places
        )
        direction = read_direction(_read_answer(word, sheet.title("direction"), sheet)).direction
        if direction in {FORWARD, BACKWARD}:
            yield direction, first, second


def _apply_perspective(direction: Direction | None, cells: Cells, name: str) -> Direction | None:
    """Return the direction between the two systems of a row, from a direction seen by one of them.

    "in" as seen by Shop, which is the first system, means that data flows from the second system to
    the first.

    name: the system from whose point of view the direction is stated.
    """
    if direction is None or not name:
        return None
    if fold_name(cells.get("first", "")) == fold_name(name):
        return direction
    if fold_name(cells.get("second", "")) == fold_name(name):
        return reverse(direction)
    return None
