"""Match the content that enters a hub with the content that leaves it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from seamscope.records import Certainty
from seamscope.resolve.names import FILE_ENDINGS

# Parts of a path that change with every run: dates, numbers, placeholders and wildcards.
_RUN = re.compile(
    r"(?<!\{)\{++[^{}]*+\}++|\$\{?\w++\}?|@\{[^{}]*+\}|<[^<>]*+>|%[a-zA-Z]|[*?]++|\[[^\[\]]*+\]"
    r"|(?<![^\W_])(?:y{2,4}|m{2}|d{2}|h{2})(?=[-_./\\]|$)"
    r"|(?<![^\W_])(?:19|20)\d{2}(?:[-_.]?\d{2}){0,2}(?:[-_t]?\d{2,6}z?)?(?![^\W_])"
    r"|(?<![^\W_])\d+(?![^\W_])"
)
_LEVEL = re.compile(r"(?:^|/)\+(?:/|$)")  # one level of a topic in a filter of MQTT
_PARTITION = re.compile(r"^\w+=.*$")
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Station:
    """A place in a hub where data arrives or leaves: a dataset, an entity or a route of the hub."""

    system: str
    dataset: str = ""
    entity: str = ""
    route: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A place in a hub that has the same content as another place.

    station: the place.
    why: the reason, "" if it is the same place.
    certainty: CERTAIN if configuration shows it, LIKELY if names or a route suggest it, POSSIBLE if
    one of the flows does not say which object of a store it uses.
    """

    station: Station
    why: str = ""
    certainty: Certainty = Certainty.CERTAIN


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class FilePattern:
    """The path of a file without its variable parts.

    whole: whether it stands for all files below the path.
    """

    path: tuple[str, ...]
    whole: bool


def is_path(name: str) -> bool:
    """Return whether a dataset's name is the name of a file or folder."""
    text = name.strip().casefold()
    return bool(re.search(r"[/\\*]", text)) or text.rpartition(".")[2] in FILE_ENDINGS


@lru_cache(maxsize=65536)
def build_file_pattern(name: str) -> FilePattern:
    r"""Return the fixed part of a path: `in/2024-01-14/orders_0114.csv` is `in/orders`.

    `in/orders/*.csv` and `in/orders/` stand for the whole folder. The server of a share, as in
    ``\\fs01\in\orders.csv``, is the hub itself and not part of the path.
    """
    text = re.sub(r"^\w+://", "", name.strip().casefold()).replace("\\", "/")
    text = re.sub(r"^//[^/]+/+", "", text)
    *folders, last = text.split("/")
    stem, dot, ending = last.rpartition(".")
    is_file = dot == "." and (ending in FILE_ENDINGS or bool(re.fullmatch(r"[*{].*", ending)))
    file = _strip_dates(stem if is_file else last)
    parts = [part for folder in folders if (part := _strip_dates(folder))]
    path = (*parts, file) if file else tuple(parts)
    return FilePattern(path=path, whole=not (is_file and file))


def _strip_dates(part: str) -> str:
    return "" if _PARTITION.match(part) else _EDGES.sub("", _RUN.sub("", part))


def match_files(
    entering: Iterable[Station], leaving: Iterable[Station], names: Mapping[str, str]
) -> Iterator[tuple[Station, Link]]:
    """Yield pairs of places in one hub where the same files arrive and leave under different paths.

    Two paths match if they differ only in a date or number, or if one is a folder or pattern that
    contains the other. A file name without a folder matches the only file with this name. A topic
    matches an MQTT filter such as ``plant/+/temp``.
    """
    entering, leaving = list(entering), list(leaving)
    pairs = (*_match_paths(entering, leaving, names), *_match_filters(entering, leaving, names))
    yield from dict.fromkeys(pairs)


def _match_filters(
    entering: Iterable[Station], leaving: Iterable[Station], names: Mapping[str, str]
) -> Iterator[tuple[Station, Link]]:
    """Yield the topics that match an MQTT filter, in which ``+`` stands for one level."""
    filters = [
        (reader, re.compile(_translate_filter(name)))
        for reader in leaving
        if _LEVEL.search(name := names.get(reader.dataset, "").strip())
    ]
    for source in entering if filters else ():
        topic = names.get(source.dataset, "").strip()
        for reader, regex in filters:
            if regex.fullmatch(topic):
                yield from _build_links([source], reader, names)


def _translate_filter(name: str) -> str:
    """Return an MQTT filter as a regular expression: ``a/+/b/#`` → ``a/[^/]+/b/.*``."""
    parts = {"+": "[^/]+", "#": ".*"}
    return "/".join(parts.get(part, re.escape(part)) for part in name.split("/"))


def _match_paths(
    entering: Iterable[Station], leaving: Iterable[Station], names: Mapping[str, str]
) -> Iterator[tuple[Station, Link]]:
    written, taken = _group_by_pattern(entering, names), _group_by_pattern(leaving, names)
    met: set[Station] = set()
    for pattern, sources in sorted(written.items()):
        for held in _list_reading_patterns(pattern):
            for reader in taken.get(held, ()):
                met.add(reader)
                yield from _build_links(sources, reader, names)
    files = _index_by_file_name([*written, *taken])
    for pattern, sources in sorted(written.items()):
        for other in files.get(pattern.path[-1:], ()) if len(pattern.path) == 1 else ():
            yield from _pair_stations(sources, taken.get(other, ()), names, met)
    for pattern, readers in sorted(taken.items()):
        strip_remarks = files.get(pattern.path[-1:], ()) if len(pattern.path) == 1 else ()
        found = [
            written[p] for p in (*_list_whole_folders(pattern), *strip_remarks) if p in written
        ]
        for sources in found:
            yield from _pair_stations(sources, readers, names, met)


def _group_by_pattern(
    stations: Iterable[Station], names: Mapping[str, str]
) -> dict[FilePattern, list[Station]]:
    found: dict[FilePattern, list[Station]] = defaultdict(list)
    for station in stations:
        name = names.get(station.dataset, "")
        if is_path(name) and (pattern := build_file_pattern(name)).path:
            found[pattern].append(station)
    return found


def _list_reading_patterns(pattern: FilePattern) -> Iterator[FilePattern]:
    """Yield a pattern and the folders above it; a flow that reads such a folder reads the file."""
    yield pattern
    yield from _list_whole_folders(pattern)


def _list_whole_folders(pattern: FilePattern) -> Iterator[FilePattern]:
    for length in range(1, len(pattern.path) + (not pattern.whole)):
        yield FilePattern(path=pattern.path[:length], whole=True)


def _index_by_file_name(
    patterns: Iterable[FilePattern],
) -> dict[tuple[str, ...], list[FilePattern]]:
    """Return the files in folders by file name, if only one folder has a file of this name."""
    found: dict[tuple[str, ...], set[FilePattern]] = defaultdict(set)
    for pattern in patterns:
        if not pattern.whole and len(pattern.path) > 1:
            found[pattern.path[-1:]].add(pattern)
    return {name: sorted(several) for name, several in found.items() if len(several) == 1}


def _pair_stations(
    sources: Sequence[Station],
    readers: Iterable[Station],
    names: Mapping[str, str],
    met: set[Station],
) -> Iterator[tuple[Station, Link]]:
    for reader in readers:
        if reader not in met:
            yield from _build_links(sources, reader, names)


def _build_links(
    sources: Iterable[Station], reader: Station, names: Mapping[str, str]
) -> Iterator[tuple[Station, Link]]:
    for source in sources:
        if source != reader:
            why = f"{names[source.dataset]} is read as {names[reader.dataset]}"
            yield source, Link(station=reader, why=why)
