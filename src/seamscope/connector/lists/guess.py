"""Guess the meanings of a list's columns; a person then corrects the guesses."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from seamscope.connector.grid import Grid
from seamscope.connector.lists.headers import combine_rows
from seamscope.connector.lists.headings import Heading, read_heading
from seamscope.connector.lists.kinds import INTERFACES, SYSTEMS, Layout
from seamscope.connector.lists.layout import find_lists
from seamscope.connector.lists.meanings import MEANINGS, RELATIONS
from seamscope.connector.lists.vocabulary import load_vocabulary
from seamscope.connector.redaction import redact
from seamscope.connector.words import fold_words

LIKE = 0.82  # minimum similarity of two headers for a guess
TOP = 20  # rows in which a header is searched


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """The guessed type of a list, its columns by meaning, and the headers without a meaning."""

    holds: str
    columns: dict[str, tuple[str, ...]]
    left: tuple[str, ...]
    sheet: str = ""


def guess_columns(grid: Grid) -> Guess | None:
    """Guess the columns of a sheet's most likely list, None if the sheet has no header row."""
    layouts = [found.layout for found in find_lists(grid) if found.layout.kind in MEANINGS]
    if layouts:
        layout = max(layouts, key=lambda layout: len(layout.used_columns))
        return _complete(layout.kind, _list_columns(layout), layout.headings.values(), grid.name)
    headings = _choose_headings(grid)
    if not headings:
        return None
    guesses = [
        _complete(holds, _index_by_meaning(holds, headings), headings, grid.name)
        for holds in (SYSTEMS, INTERFACES)
    ]
    return max(guesses, key=lambda guess: len(guess.columns))


def _choose_headings(grid: Grid) -> list[Heading]:
    """Return the headings of the row with most known headers; prefer rows with several cells."""
    top = [line for line in grid.lines[:TOP] if line.filled]
    rows = [line for line in top if len(line.filled) > 1] or top
    if not rows:
        return []
    known = {n: sum(read_heading(rows[n].cells[at]).known for at in rows[n].filled)
             for n in range(len(rows))}  # fmt: skip
    best = max(range(len(rows)), key=lambda n: (known[n], -n))
    return list(combine_rows([rows[best]]).values())


def _list_columns(layout: Layout) -> dict[str, tuple[str, ...]]:
    """Return the headers of a layout by meaning, in the form of a mapping file."""
    ways = {way: key for key, way in RELATIONS.items()}
    found = {layout.spell_meaning(key): places for key, places in layout.columns.items()}
    for relation in layout.relations:
        key = ways[relation.way]
        found[key] = (*found.get(key, ()), relation.column)
    return {
        key: tuple(redact(layout.headings[at].title) for at in places)
        for key, places in found.items()
        if key in MEANINGS[layout.kind]
    }


def _index_by_meaning(holds: str, headings: Iterable[Heading]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for heading in headings:
        meaning = heading.systems if holds == SYSTEMS else heading.interfaces
        if heading.side is not None and heading.part == "name" and holds == INTERFACES:
            meaning = heading.side.value
        if meaning in MEANINGS[holds]:
            found.setdefault(meaning, (redact(heading.title),))
    return found


def _complete(
    holds: str, found: dict[str, tuple[str, ...]], headings: Iterable[Heading], sheet: str
) -> Guess:
    """Return the guess, in which a header that is spelt like a known header has its meaning.

    Other headers stay without a meaning.

    holds: type of the list.
    found: headers by meaning.
    """
    used = {title for titles in found.values() for title in titles}
    left = [redact(h.title) for h in headings if h.title and redact(h.title) not in used]
    for title in list(left):
        meaning = _find_similar(title, holds)
        if meaning and meaning not in found:
            found = {**found, meaning: (title,)}
            left.remove(title)
    ordered = {key: found[key] for key in MEANINGS[holds] if key in found}
    return Guess(holds=holds, columns=ordered, left=tuple(left), sheet=sheet)


def _find_similar(title: str, holds: str) -> str:
    """Return the meaning whose words are most similar to a header, "" if none is similar."""
    text = " ".join(fold_words(title))
    if not text or len(text) > 60:
        return ""
    matcher = SequenceMatcher(None, "", text)  # SequenceMatcher prepares its second text only once
    ranked: list[tuple[float, str]] = []
    for phrase, meaning in load_vocabulary().attributes[holds].items():
        matcher.set_seq1(" ".join(phrase))
        # The first two are upper bounds of the ratio, and fast.
        if (
            meaning in MEANINGS[holds]
            and matcher.real_quick_ratio() >= LIKE
            and matcher.quick_ratio() >= LIKE
            and (score := matcher.ratio()) >= LIKE
        ):
            ranked.append((score, meaning))
    return max(ranked, default=(0.0, ""))[1]
