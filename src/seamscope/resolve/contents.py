"""Which content that enters a hub is the content that leaves it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from seamscope.resolve.names import FILE_ENDINGS

# A run's own part of a path: a date, a partition, a placeholder, a wildcard.
_RUN = re.compile(
    r"(?<!\{)\{++[^{}]*+\}++|\$\{?\w++\}?|@\{[^{}]*+\}|<[^<>]*+>|%[a-zA-Z]|[*?]++|\[[^\[\]]*+\]"
    r"|(?<![^\W_])(?:y{2,4}|m{2}|d{2}|h{2})(?=[-_./\\]|$)"
    r"|(?<![^\W_])(?:19|20)\d{2}(?:[-_.]?\d{2}){0,2}(?:[-_t]?\d{2,6}z?)?(?![^\W_])"
    r"|(?<![^\W_])\d+(?![^\W_])"
)
_PARTITION = re.compile(r"^\w+=.*$")
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Station:
    """What a hop brings to a hub or takes from it: a dataset; else an entity; else a route's."""

    system: str
    dataset: str = ""
    entity: str = ""
    route: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A station whose content is that of another; why: "" if it is the same station.

    sure: whether configuration tells it, rather than names alone.
    """

    station: Station
    why: str = ""
    sure: bool = True


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class FilePattern:
    """A file's path without what changes from run to run; whole: it means all that is below."""

    path: tuple[str, ...]
    whole: bool


def is_path(name: str) -> bool:
    """Return whether a dataset's name is that of a file or folder."""
    text = name.strip().casefold()
    return bool(re.search(r"[/\\*]", text)) or text.rpartition(".")[2] in FILE_ENDINGS


@lru_cache(maxsize=65536)
def file_pattern(name: str) -> FilePattern:
    """Return what stays the same of a path: `in/2024-01-14/orders_0114.csv` is `in/orders`.

    `in/orders/*.csv` and `in/orders/` mean the whole folder.
    """
    text = re.sub(r"^\w+://", "", name.strip().casefold()).replace("\\", "/")
    *folders, last = text.split("/")
    stem, dot, ending = last.rpartition(".")
    is_file = dot == "." and (ending in FILE_ENDINGS or bool(re.fullmatch(r"[*{].*", ending)))
    file = _lasting(stem if is_file else last)
    parts = [part for folder in folders if (part := _lasting(folder))]
    path = (*parts, file) if file else tuple(parts)
    return FilePattern(path=path, whole=not (is_file and file))


def _lasting(part: str) -> str:
    return "" if _PARTITION.match(part) else _EDGES.sub("", _RUN.sub("", part))


def same_files(
    entering: Iterable[Station], leaving: Iterable[Station], names: Mapping[str, str]
) -> Iterator[tuple[Station, Link]]:
    """Yield what is written to a file store and read from it under another spelling of its path.

    Both stand in one hub. Paths agree if they differ in the run's date or number alone, if one
    names a folder or a pattern that holds the other, or if one is the bare name of the only file
    of that name.
    """
    written, taken = _patterns(entering, names), _patterns(leaving, names)
    met: set[Station] = set()
    for pattern, sources in sorted(written.items()):
        for held in _at_or_above(pattern):
            for reader in taken.get(held, ()):
                met.add(reader)
                yield from _links(sources, reader, names)
    files = _by_file_name([*written, *taken])
    for pattern, sources in sorted(written.items()):
        for other in files.get(pattern.path[-1:], ()) if len(pattern.path) == 1 else ():
            yield from _pairs(sources, taken.get(other, ()), names, met)
    for pattern, readers in sorted(taken.items()):
        bare = files.get(pattern.path[-1:], ()) if len(pattern.path) == 1 else ()
        found = [written[p] for p in (*_wholes_above(pattern), *bare) if p in written]
        for sources in found:
            yield from _pairs(sources, readers, names, met)


def _patterns(
    stations: Iterable[Station], names: Mapping[str, str]
) -> dict[FilePattern, list[Station]]:
    found: dict[FilePattern, list[Station]] = defaultdict(list)
    for station in stations:
        name = names.get(station.dataset, "")
        if is_path(name) and (pattern := file_pattern(name)).path:
            found[pattern].append(station)
    return found


def _at_or_above(pattern: FilePattern) -> Iterator[FilePattern]:
    """Yield the patterns of readers that take what is written as this pattern."""
    yield pattern
    yield from _wholes_above(pattern)


def _wholes_above(pattern: FilePattern) -> Iterator[FilePattern]:
    for length in range(1, len(pattern.path) + (not pattern.whole)):
        yield FilePattern(path=pattern.path[:length], whole=True)


def _by_file_name(
    patterns: Iterable[FilePattern],
) -> dict[tuple[str, ...], list[FilePattern]]:
    """Return by its bare name each file that is the only one of that name in some folder."""
    found: dict[tuple[str, ...], set[FilePattern]] = defaultdict(set)
    for pattern in patterns:
        if not pattern.whole and len(pattern.path) > 1:
            found[pattern.path[-1:]].add(pattern)
    return {name: sorted(several) for name, several in found.items() if len(several) == 1}


def _pairs(
    sources: Sequence[Station],
    readers: Iterable[Station],
    names: Mapping[str, str],
    met: set[Station],
) -> Iterator[tuple[Station, Link]]:
    for reader in readers:
        if reader not in met:
            yield from _links(sources, reader, names)


def _links(
    sources: Iterable[Station], reader: Station, names: Mapping[str, str]
) -> Iterator[tuple[Station, Link]]:
    for source in sources:
        if source != reader:
            why = f"{names[source.dataset]} is read as {names[reader.dataset]}"
            yield source, Link(station=reader, why=why)
