"""What `seamscope init` writes: a workspace, and mapping files from the headers it finds."""

import json
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from importlib.resources import files as resources
from pathlib import Path
from typing import TYPE_CHECKING

from seamscope.errors import InputError, SeamscopeError

if TYPE_CHECKING:
    from seamscope.connector import Table
    from seamscope.discover.mapping import Meanings

LIKE = 0.82  # how alike two headers must be for a guess; a person reads it anyway
NEEDED = {"systems": ("name",), "interfaces": ("source", "target")}


def workspace(folder: Path) -> Iterator[tuple[Path, bool]]:
    """Write the files of a workspace; yield each path, and whether it is new."""
    for name in ("seamscope.yaml", "poc.yaml", "inventory.yaml"):
        text = resources("seamscope.cli").joinpath("workspace", name).read_text(encoding="utf-8")
        yield folder / name, _write(folder / name, text)


def mapping_for(file: Path, folder: Path) -> tuple[Path, bool]:
    """Write a mapping file for a list; raise InputError if it is none or cannot be read."""
    from seamscope.connector import open_file
    from seamscope.discover import installed_connectors
    from seamscope.discover.mapping import LISTS, meanings_of

    if not file.is_file() or file.suffix.lower() not in LISTS:
        remedy = f"name a list: {', '.join(LISTS)}"
        raise InputError(SeamscopeError("is no list of this kind", remedy=remedy, file=str(file)))
    meanings = meanings_of(installed_connectors()[0])
    known = frozenset(h for m in meanings.values() for headers in m.values() for h in headers)
    tables = [table for table in open_file(file, file.name).tables(known) if table.headers]
    if not tables:
        raise InputError(SeamscopeError("has no header", remedy="add one", file=str(file)))
    best = max(tables, key=lambda table: max(len(g) for g in _guesses(table, meanings).values()))
    path = folder / f"{file.stem}.mapping.yaml"
    return path, _write(path, _mapping(file.name, best, meanings))


def _write(path: Path, text: str) -> bool:
    """Write a file unless it exists; "x" leaves the choice to the file system."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except FileExistsError:
        if path.is_dir() or not path.parent.is_dir():
            raise InputError(
                SeamscopeError("is in the way", remedy="choose another folder", file=str(path))
            ) from None
        return False
    except OSError as error:
        what = f"cannot be written ({error.strerror})"
        raise InputError(
            SeamscopeError(what, remedy="choose another folder", file=str(path))
        ) from None
    return True


def _guesses(table: "Table", meanings: "Meanings") -> dict[str, dict[str, str]]:
    """Return, for each kind of list, meaning -> header as written, as far as it can be guessed."""
    return {holds: _guess(table, known) for holds, known in sorted(meanings.items())}


def _guess(table: "Table", known: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Match each meaning with the most alike header; a header is used once, best match first."""
    pairs = [
        (_likeness(header, names), meaning, title)
        for meaning, names in known.items()
        for header, title in zip(table.headers, table.titles, strict=True)
        if header
    ]
    found: dict[str, str] = {}
    for score, meaning, title in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if score >= LIKE and meaning not in found and title not in found.values():
            found[meaning] = title
    return {meaning: found[meaning] for meaning in known if meaning in found}


def _likeness(header: str, names: tuple[str, ...]) -> float:
    """Return 1 for a known header, less for one that holds a known word or is spelt like it."""
    if header in names:
        return 1.0
    words = set(header.split("_"))
    inside = 0.85 if any(len(name) > 3 and set(name.split("_")) <= words for name in names) else 0.0
    return max(inside, *(SequenceMatcher(None, header, name).ratio() for name in names)) * 0.99


def _mapping(name: str, table: "Table", meanings: "Meanings") -> str:
    """Return the text of a mapping file, with what was guessed and what is left to fill in."""
    guesses = _guesses(table, meanings)
    holds = max(sorted(guesses, reverse=True), key=lambda kind: len(guesses[kind]))
    found = guesses[holds]
    left = [title for title in table.titles if title and title not in found.values()]
    free = iter(left)
    for meaning in NEEDED.get(holds, ()):
        if meaning not in found and (title := next(free, "")):
            found = {meaning: title, **found}
    lines = [
        f"# What the columns of {json.dumps(name)} mean: guessed from their headers. Correct it.",
        "mapping: 1",
        f"files: [{json.dumps(name, ensure_ascii=False)}]",
        f"holds: {holds}  # one of: {', '.join(sorted(meanings))}",
        *([f"sheet: {json.dumps(table.name, ensure_ascii=False)}"] if table.name else []),
        "columns:",
        *(f"  {key}: {json.dumps(title, ensure_ascii=False)}" for key, title in found.items()),
        *(f"  # {key}:" for key in meanings[holds] if key not in found),
        "# Not used: " + ", ".join(json.dumps(t) for t in left if t not in found.values()),
    ]
    return "\n".join(lines) + "\n"
