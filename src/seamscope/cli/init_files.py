"""Write the files of `seamscope init`: a workspace, and mapping files guessed from headers."""

import json
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from importlib.resources import files as resources
from pathlib import Path

from seamscope.connector import Table, open_file
from seamscope.discover import installed_connectors
from seamscope.discover.mapping import LISTS, Meanings, meanings_of
from seamscope.errors import InputError, SeamscopeError

MIN_LIKENESS = 0.82  # of two headers, for a guess that the user will review
REQUIRED = {"systems": ("name",), "interfaces": ("source", "target")}


def write_workspace(folder: Path) -> Iterator[tuple[Path, bool]]:
    """Write the files of a workspace; yield each path and whether it is new."""
    for name in ("seamscope.yaml", "poc.yaml", "inventory.yaml"):
        text = resources("seamscope.cli").joinpath("workspace", name).read_text(encoding="utf-8")
        yield folder / name, _write_new(folder / name, text)


def write_mapping(file: Path, folder: Path) -> tuple[Path, bool]:
    """Write a mapping file for a list; return its path and whether it is new.

    Raises InputError if the file is not a list or has no header.
    """
    if not file.is_file() or file.suffix.lower() not in LISTS:
        remedy = f"use a file of type {', '.join(LISTS)}"
        raise InputError(SeamscopeError("is not a list", remedy=remedy, file=str(file)))
    meanings = meanings_of(installed_connectors()[0])
    headers = frozenset(
        name for columns in meanings.values() for names in columns.values() for name in names
    )
    tables = [table for table in open_file(file, file.name).tables(headers) if table.headers]
    if not tables:
        raise InputError(
            SeamscopeError(
                "has no header row", remedy="add a row with column names", file=str(file)
            )
        )
    best = max(
        tables, key=lambda table: max(len(g) for g in _guess_mappings(table, meanings).values())
    )
    path = folder / f"{file.stem}.mapping.yaml"
    return path, _write_new(path, _format_mapping(file.name, best, meanings))


def _write_new(path: Path, text: str) -> bool:
    """Write a file unless it exists; return whether it was written.

    Mode "x" lets the file system decide, so that no other process can create it in between.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except FileExistsError:
        if path.is_dir() or not path.parent.is_dir():
            raise InputError(
                SeamscopeError(
                    "is not a regular file", remedy="choose another folder", file=str(path)
                )
            ) from None
        return False
    except OSError as error:
        problem = f"cannot be written ({error.strerror})"
        raise InputError(
            SeamscopeError(problem, remedy="choose another folder", file=str(path))
        ) from None
    return True


def _guess_mappings(table: Table, meanings: Meanings) -> dict[str, dict[str, str]]:
    """Return meaning -> header for each kind of list, as far as it can be guessed."""
    return {
        holds: _guess_columns(table, headers_of) for holds, headers_of in sorted(meanings.items())
    }


def _guess_columns(table: Table, headers_of: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Match each meaning with the most similar header; a header is used only once."""
    pairs = [
        (_measure_likeness(header, names), meaning, title)
        for meaning, names in headers_of.items()
        for header, title in zip(table.headers, table.titles, strict=True)
        if header
    ]
    guesses: dict[str, str] = {}
    for score, meaning, title in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if score >= MIN_LIKENESS and meaning not in guesses and title not in guesses.values():
            guesses[meaning] = title
    return {meaning: guesses[meaning] for meaning in headers_of if meaning in guesses}


def _measure_likeness(header: str, names: tuple[str, ...]) -> float:
    """Return 1 for a known header, less for one that contains or resembles a known name."""
    if header in names:
        return 1.0
    words = set(header.split("_"))
    inside = 0.85 if any(len(name) > 3 and set(name.split("_")) <= words for name in names) else 0.0
    return max(inside, *(SequenceMatcher(None, header, name).ratio() for name in names)) * 0.99


def _format_mapping(name: str, table: Table, meanings: Meanings) -> str:
    """Return the text of a mapping file: guesses, and comments for what is left to fill in."""
    guesses = _guess_mappings(table, meanings)
    holds = max(sorted(guesses, reverse=True), key=lambda kind: len(guesses[kind]))
    columns = guesses[holds]
    unused = [title for title in table.titles if title and title not in columns.values()]
    free = iter(unused)
    for meaning in REQUIRED.get(holds, ()):
        if meaning not in columns and (title := next(free, "")):
            columns = {meaning: title, **columns}
    lines = [
        f"# What the columns of {json.dumps(name)} mean. Guessed from their headers: correct it.",
        "mapping: 1",
        f"files: [{json.dumps(name, ensure_ascii=False)}]",
        f"holds: {holds}  # one of: {', '.join(sorted(meanings))}",
        *([f"sheet: {json.dumps(table.name, ensure_ascii=False)}"] if table.name else []),
        "columns:",
        *(f"  {key}: {json.dumps(title, ensure_ascii=False)}" for key, title in columns.items()),
        *(f"  # {key}:" for key in meanings[holds] if key not in columns),
        "# Not used: " + ", ".join(json.dumps(t) for t in unused if t not in columns.values()),
    ]
    return "\n".join(lines) + "\n"
