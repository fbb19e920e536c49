"""Find the names of systems in sentences of notes and mails."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from seamscope.records import Record, State, System

# The systems by their names, the longest name first, by the first word of the name.
Names = Mapping[str, Mapping[str, str]]

ACRONYM = re.compile(r"[A-Z]{3,5}")
FIRST_WORD = re.compile(r"(?<![\w-])\w+")
AFTER_NAME = re.compile(r"(?![\w-])")
USED = frozenset({State.ACTIVE, State.PLANNED, State.DEVELOPMENT})


@dataclass(frozen=True, slots=True, kw_only=True)
class NameMention:
    """The name of a system in a sentence. system: its listed name; start, end: its position."""

    system: str
    start: int
    end: int


def find_mentions(sentence: str, names: Names) -> Iterator[NameMention]:
    """Yield the systems that a sentence names; of overlapping names, the first and longest."""
    end = 0
    for word in FIRST_WORD.finditer(sentence):
        start = word.start()
        for name, system in names.get(word[0], {}).items() if start >= end else ():
            if sentence.startswith(name, start) and AFTER_NAME.match(sentence, start + len(name)):
                end = start + len(name)
                yield NameMention(system=system, start=start, end=end)
                break


def sort_longest(names: Names) -> dict[str, dict[str, str]]:
    """Return the systems by their names, the longest name first."""
    return {
        word: dict(sorted(called.items(), key=lambda item: -len(item[0])))
        for word, called in names.items()
    }


def is_distinct(name: str) -> bool:
    """Return whether a name can be recognised in a sentence: capitalised, and no short word."""
    return name[:1].isupper() and (len(name) > 3 or (len(name) > 1 and name.isupper()))


def index_names(records: Sequence[Record]) -> dict[str, str]:
    """Return the listed system of each name that only one system that is not retired has.

    Names are distinct enough in a sentence if they begin with a capital and are not short words, or
    if they are an alias of several words ("data lake"). An acronym at the end of only one name is
    such a name as well: MES for "Joiner MES".
    """
    systems = [record for record in records if isinstance(record, System)]
    inactive = {system.name for system in systems if system.state not in USED}
    holders: dict[str, set[str]] = defaultdict(set)
    containing: dict[str, set[str]] = defaultdict(set)
    for system in systems:
        for name in (system.name, *system.aliases):
            for word in FIRST_WORD.findall(name):
                containing[word.casefold()].add(system.name)
        for name in _list_spellings(system):
            holders[name].add(system.name)
    for system in systems:
        last = system.name.rpartition(" ")[2]
        if ACRONYM.fullmatch(last) and len(containing[last.casefold()]) == 1:
            holders[last] |= containing[last.casefold()]
    return {
        name: min(found)
        for name, found in holders.items()
        if len(found) == 1 and not found & inactive
    }


def _list_spellings(system: System) -> Iterator[str]:
    """Yield the spellings by which a system can be recognised in a sentence.

    An alias of several words is recognised with a small or a capital initial.
    """
    yield from filter(is_distinct, (system.name, *system.aliases))
    for alias in system.aliases:
        if " " in alias.strip():
            yield from (alias, f"{alias[:1].upper()}{alias[1:]}")
