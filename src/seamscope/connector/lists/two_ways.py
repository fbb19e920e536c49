"""Read two columns for the two directions: "Received by HIS | Sent by HIS".

Each of the two columns has a tick, or the data that goes in this direction. A row with both is two
interfaces.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from seamscope.connector.directions import (
    drop_relatives,
    is_first_person,
    list_direction_words,
    read_direction,
)
from seamscope.connector.grid import Grid, Line
from seamscope.connector.lists.arrows import ARROW
from seamscope.connector.lists.headings import read_heading
from seamscope.connector.lists.vocabulary import Side, load_cell_words, load_vocabulary
from seamscope.connector.lists.ways import BACK, FORTH
from seamscope.connector.relations import Direction, is_verb
from seamscope.connector.words import fold_words

WAYS = {"in": "inbound", "out": "outbound"}
PARTNERS = {BACK: "in", FORTH: "out"}
SIDED: dict[Side | None, str] = {Side.INWARD: "in", Side.OUTWARD: "out"}
MOSTLY = 0.8  # share of rows with exactly one of two columns
LONGEST = 6  # words of such a header
TICKS = frozenset({"x", "xx", "✓", "✔", "√", "☑", "●", "•"})
EMPTY = frozenset({"", "-", "–", "—", "no", "n", "nein", "non", "nee", "não", "nao", "nie", "0"})


def split_ways(grid: Grid, place: int) -> tuple[Grid, str]:
    """Return a sheet with one direction column, and the system that sends or receives.

    Each cell of the two columns becomes a separate row with the direction and, unless the cell is
    only a tick, the data. Other sheets are unchanged. The system is "" if the two headers do not
    contain it.

    place: the line of the header.
    """
    grid = _split_mirrored(grid, place)
    columns = _find_ways(grid.lines[place])
    if columns is None or not _are_ticks_or_data(grid.lines[place + 1 :], columns):
        return grid, ""
    heads = [_get(grid.lines[place], at) for at in columns.values()]
    name = _find_name(*heads)
    told = name or all(map(_has_pronoun, heads))
    if not told and not (_are_ticks(grid, place, columns) or _are_contents(grid, place, columns)):
        return grid, ""  # "Who sends? | Who receives?" are the two ends
    inward, outward = columns["in"], columns["out"]
    data = any(
        _get(line, at).casefold() not in TICKS | EMPTY and not _affirms(_get(line, at))
        for line in grid.lines[place + 1 :] for at in (inward, outward)
    )  # fmt: skip
    lines: list[Line] = []
    for number, line in enumerate(grid.lines):
        if number == place:
            titles = " / ".join(_get(line, at) for at in sorted((inward, outward)))
            lines.append(_set(line, inward, f"Direction ({titles})", outward, "Data" * data))
        elif number < place or len(line.filled) < 2:
            lines.append(line)
        else:
            lines += _split_line(line, inward, outward)
    return replace(grid, lines=tuple(lines)), name


def _split_mirrored(grid: Grid, place: int) -> Grid:
    """Return a sheet with arrows in one column for headers such as "1 → 2 | 2 → 1".

    Each label ("1") must be in the header of another column ("Appli 1"). The arrows point from the
    left to the right one of these columns. One label may instead be in a title, as the system of
    the list: "KIS → Sub" next to "Subsystem" below "Interfaces of KIS Nexus".
    """
    head = grid.lines[place]
    told = {at: pair for at in head.filled if (pair := _read_labels(head.cells[at]))}
    found = [
        (one, other) for one, labels in told.items() for other, turned in told.items()
        if one < other and labels == turned[::-1] and labels[0] != labels[1]
    ]  # fmt: skip
    if len(found) != 1:
        return grid
    one, other = found[0]
    ticked = _are_ticks(grid, place, {"one": one, "other": other})
    others = {at: fold_words(head.cells[at]) for at in head.filled if at not in found[0]}
    places = [
        next((at for at, words in others.items() if _mentions(words, label)), None)
        for label in told[one]
    ]
    first, second = places
    if first is not None and second is not None and first != second:
        signs = ("->", "<-") if first < second else ("<-", "->")
    elif (first is None) != (second is None):
        above = [cell for line in grid.lines[:place] for cell in line.cells] + [grid.name]
        own = told[one][0] if first is None else told[one][1]
        if not any(_mentions(fold_words(text), own) for text in above):
            return grid
        signs = ("outbound", "inbound") if first is None else ("inbound", "outbound")
    else:
        return grid
    lines: list[Line] = list(grid.lines[:place])
    for line in grid.lines[place:]:
        if ticked or line is head or len(line.filled) < 2:
            lines.append(_join_ticks(line, head, one, other, signs, data=not ticked))
        else:
            lines += _split_contents(line, one, other, signs)
    return replace(grid, lines=tuple(lines))


def _split_contents(line: Line, one: int, other: int, signs: tuple[str, str]) -> list[Line]:
    """Return one line for each direction of a line, with the direction and the data."""
    texts = [(sign, _get(line, at)) for at, sign in zip((one, other), signs, strict=True)]
    told = [(sign, text) for sign, text in texts if text.casefold() not in EMPTY]
    return [
        _set(line, one, sign, other, "" if _is_tick(text) else text) for sign, text in told
    ] or [_set(line, one, "", other, "")]


def _join_ticks(
    line: Line, head: Line, one: int, other: int, signs: tuple[str, str], *, data: bool
) -> Line:
    """Return a line with the direction in one of two columns.

    data: whether the other column has the data; without data it is empty.
    """
    if line is head:
        titles = f"Direction ({_get(line, one)} / {_get(line, other)})"
        return _set(line, one, titles, other, "Data" * data)
    ways = [
        sign for at, sign in zip((one, other), signs, strict=True)
        if _get(line, at).casefold() not in EMPTY
    ]  # fmt: skip
    both = "both" if len(ways) > 1 else "".join(ways)
    return _set(line, one, both, other, "") if len(line.filled) > 1 else line


def _mentions(words: Sequence[str], label: str) -> bool:
    """Return whether one of the words is the label or begins with it: "Subsystem", "Sub"."""
    return any(word == label or (len(label) > 1 and word.startswith(label)) for word in words)


def _read_labels(title: str) -> tuple[str, str] | None:
    """Return the two labels of a header such as "KIS → Sub" or "1 vers 2"."""
    parts = ARROW.split(title)
    if len(parts) == 3 and read_direction(parts[1]).direction is Direction.FORWARD:
        first, second = fold_words(parts[0]), fold_words(parts[2])
    else:
        words = fold_words(title)
        target = len(words) == 3 and load_vocabulary().prepositions.get(words[1]) is Side.TARGET
        first, second = (words[:1], words[2:]) if target else ((), ())
    return (first[0], second[0]) if len(first) == len(second) == 1 else None


def _find_name(one: str, other: str) -> str:
    """Return the name that both headers contain: "Reçu par Easily", "Émis par Easily" → Easily."""
    told = {word for kind in ("pronouns", "taken", "given") for word in load_cell_words(kind)}
    words = [word for word in one.split() if word in other.split()]
    tables = (load_vocabulary().attributes["systems"], load_vocabulary().things)
    things = (word for table in tables for phrase in table for word in phrase)
    known = {*load_vocabulary().prepositions, *_list_question_words(), *things}
    names = [
        at for at, word in enumerate(words)
        if any(map(str.isupper, word)) and not any(
            part in known or (part,) in told for part in fold_words(word)
        )
    ]  # fmt: skip
    return " ".join(words[names[0] : names[-1] + 1]) if names else ""


def _list_question_words() -> frozenset[str]:
    """Return the first words of questions: "who", "quién"."""
    tables = load_vocabulary().questions.values()
    return frozenset(phrase[0] for table in tables for phrase in table)


def _split_line(line: Line, inward: int, outward: int) -> list[Line]:
    """Return one line for each direction that a line has, or one line without a direction."""
    found = [
        _set(line, inward, WAYS[way], outward, "" if _is_tick(text) else text)
        for way, at in (("in", inward), ("out", outward))
        if (text := _get(line, at)).casefold() not in EMPTY
    ]
    return found or [_set(line, inward, "", outward, "")]


def _find_ways(head: Line) -> Mapping[str, int] | None:
    """Return the columns for "in" and "out" in a header, None if there is no single pair."""
    told = {at: fold_words(head.cells[at]) for at in head.filled}
    pairs = [
        {ways[0]: one, ways[1]: other}
        for one in told for other in told
        if one < other
        and not _are_bands([told[one], told[other]], told)
        and max(len(told[one]), len(told[other])) <= LONGEST
        and {*(ways := _read_pair(told[one], told[other]))} == {"in", "out"}
    ]  # fmt: skip
    others = {at for at, words in told.items() if words in load_vocabulary().correspondents}
    pairs = [pair for pair in pairs if others.isdisjoint(pair.values())] or pairs
    return pairs[0] if len(pairs) == 1 else None


def _are_bands(pair: Sequence[Sequence[str]], told: Mapping[int, Sequence[str]]) -> bool:
    """Return whether the first word of each of two headers is also that of other headers.

    In "GIVES team | GIVES system | TAKES team | TAKES system", these words come from an upper
    header row and denote the two ends.
    """
    firsts = [words[0] for words in told.values() if words]
    return all(words and firsts.count(words[0]) > 1 for words in pair) and pair[0][0] != pair[1][0]


def _read_pair(one: Sequence[str], other: Sequence[str]) -> tuple[str, str]:
    """Return the directions of two headers, "" for a header without a direction.

    Headers with a direction contain pronouns, or differ only in words such as "received" and
    "sent".
    """
    shared = {*one} & {*other}
    return _read_way(one, shared), _read_way(other, shared)


def _read_way(words: Sequence[str], shared: set[str]) -> str:
    said = read_direction(" ".join(words))
    if _has_pronoun(" ".join(words)) and said.direction is not None:
        if not _says_way(words):
            return ""  # "App de ellos"
        return {"forward": "out", "backward": "in"}.get(said.direction.value, "")
    said = read_direction(phrase := " ".join(drop_relatives(tuple(words))))
    if phrase in list_direction_words() and said.direction is not Direction.BOTH:
        return {"forward": "out", "backward": "in"}.get(str(said.direction), "")
    heading = read_heading(" ".join(words))
    if (side := heading.side or heading.bare) in SIDED and heading.part in {"", "name"}:
        return SIDED[side]
    rest = [word for word in words if word not in shared]
    told = {
        way
        for way, kinds in (("in", ("taken", "inward")), ("out", ("given", "outward")))
        if any((word,) in load_cell_words(kind) for word in rest for kind in kinds)
    }
    return told.pop() if len(told) == 1 and len(rest) == 1 else ""


def _says_way(words: Sequence[str]) -> bool:
    """Return whether a header with a pronoun has a verb, or no other word for a thing."""
    known = load_vocabulary()
    rest = [
        word for word in drop_relatives(tuple(words))
        if not ((word,) in load_cell_words("pronouns") or word in known.fillers)
        and word not in known.prepositions
    ]  # fmt: skip
    named = any(known.things.get((word,)) in {"system", "weak"} for word in rest)
    told = {word for kind in ("taken", "given") for (word, *_) in load_cell_words(kind)}
    moved = any(is_verb(word) or word in told for word in rest)
    carried = all(word in known.grammar.cargo or word in known.data for word in rest)
    return not named and (moved or carried)


def _are_ticks(grid: Grid, place: int, columns: Mapping[str, int]) -> bool:
    """Return whether both columns have ticks below the header, and nothing else."""
    cells = {
        at: [text for line in grid.lines[place + 1 :] if (text := _get(line, at))]
        for at in columns.values()
    }
    return all(
        any(map(_is_tick, texts)) and all(_is_tick(t) or t.casefold() in EMPTY for t in texts)
        for texts in cells.values()
    )


def _are_contents(grid: Grid, place: int, columns: Mapping[str, int]) -> bool:
    """Return whether both columns contain data in lower case, such as "orders", and no names."""
    for at in columns.values():
        cells = [_get(line, at) for line in grid.lines[place + 1 :]]
        texts = [text for text in cells if text.casefold() not in EMPTY]
        plain = sum(text[:1].islower() or _is_tick(text) for text in texts)
        if not texts or plain < MOSTLY * len(texts):
            return False
    return True


def join_partners(grid: Grid, place: int) -> Grid:
    """Return a sheet with one column for the other system and one for the direction.

    ``We deliver to | We get from`` usually has one name in each row; a row with two names becomes
    two rows. Other sheets are unchanged.

    place: the line of the header.
    """
    head = grid.lines[place]
    rows = [line for line in grid.lines[place + 1 :] if len(line.filled) > 1]
    pairs = [
        (one, other)
        for one in head.filled for other in head.filled
        if _read_partner(head.cells[one]) == "in" and _read_partner(head.cells[other]) == "out"
        and _are_alternatives(rows, one, other)
    ]  # fmt: skip
    if len(pairs) != 1 or any(
        _names_other(head.cells[at]) for at in head.filled if at not in pairs[0]
    ):
        return grid
    inward, outward = pairs[0]
    titles = f"{_get(head, inward)} / {_get(head, outward)}"
    lines = [
        *grid.lines[:place],
        _set(head, inward, "Other system", outward, f"Direction ({titles})"),
    ]
    for line in grid.lines[place + 1 :]:
        names = {way: _get(line, at) for way, at in (("in", inward), ("out", outward))}
        told = [way for way, text in names.items() if text.casefold() not in EMPTY]
        if len(line.filled) < 2 or not told:
            lines.append(line)
        lines += [_set(line, inward, names[way], outward, WAYS[way]) for way in told
                  if len(line.filled) > 1]  # fmt: skip
    return replace(grid, lines=tuple(lines))


def _names_other(title: str) -> bool:
    """Return whether a header denotes a system, so that its cells are names of systems."""
    heading = read_heading(title)
    named = heading.systems == "name" and bool(heading.thing)
    other = fold_words(title) in load_vocabulary().correspondents
    return heading.side is not None or named or other


def _read_partner(title: str) -> str:
    """Return the direction in the header of the other system: "Wir bekommen von" → "in"."""
    words = fold_words(title)
    said = read_direction(title).direction if _has_pronoun(title) else None
    if said is not None:
        return {"forward": "out", "backward": "in"}.get(said.value, "")
    heading = read_heading(title)
    if heading.relation in PARTNERS:
        return PARTNERS[heading.relation]
    prepositions = load_vocabulary().prepositions
    led = prepositions.get(words[-1]) or prepositions.get(words[0]) if words else None
    side = led or heading.side or heading.bare
    return {Side.SOURCE: "in", Side.TARGET: "out"}.get(side, "") if side else ""


def _are_alternatives(rows: Sequence[Line], one: int, other: int) -> bool:
    """Return whether nearly each row fills exactly one of two columns, and each column is used."""
    filled = [(bool(_get(line, one)), bool(_get(line, other))) for line in rows]
    single = [pair for pair in filled if sum(pair) == 1]
    return len({*single}) > 1 and len(single) >= MOSTLY * len(filled)


def _has_pronoun(text: str) -> bool:
    return any(
        (word,) in load_cell_words("pronouns") or is_first_person(word) for word in fold_words(text)
    )


def _are_ticks_or_data(lines: Sequence[Line], columns: Mapping[str, int]) -> bool:
    """Return whether most rows with several cells fill at least one of the two columns."""
    rows = [line for line in lines if len(line.filled) > 1]
    filled = [sum(_get(line, at) != "" for at in columns.values()) for line in rows]
    return bool(filled) and sum(map(bool, filled)) * 2 > len(filled)


def _is_tick(text: str) -> bool:
    return text.casefold() in TICKS or _affirms(text)


def _affirms(text: str) -> bool:
    return fold_words(text) in load_cell_words("affirmed")


def _get(line: Line, column: int) -> str:
    return line.cells[column].strip() if column < len(line.cells) else ""


def _set(line: Line, one: int, text: str, other: int, more: str) -> Line:
    cells = [*line.cells, *[""] * (max(one, other) + 1 - len(line.cells))]
    cells[one], cells[other] = text, more
    return replace(line, cells=tuple(cells))
