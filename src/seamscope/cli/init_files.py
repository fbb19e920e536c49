"""Write the files of `seamscope init`: a workspace, and mapping files guessed from list headers."""

import json
from collections.abc import Iterator, Sequence
from importlib.resources import files as resources
from itertools import islice
from pathlib import Path

from seamscope.cli.first_facts import FirstFacts
from seamscope.connector import File, open_file, other_books, pages
from seamscope.connector.lists import is_header_cell
from seamscope.connector.lists.guess import Guess, guess_columns
from seamscope.connector.lists.meanings import MEANINGS
from seamscope.discover import list_claimants, load_connectors
from seamscope.discover.mapping import is_mapping
from seamscope.discover.own_outputs import is_own_output
from seamscope.discover.sentences import is_note
from seamscope.discover.walk import Ignored, walk
from seamscope.errors import InputError, SeamscopeError
from seamscope.output_folders import SCHEMA_FOLDER

REQUIRED = {"systems": ("name",), "interfaces": ("source", "target")}
INSTEAD = {"source": "provider", "target": "consumer"}


INVENTORY = "inventory.yaml"
FILES = ("seamscope.yaml", "poc.yaml", INVENTORY)
LISTS = frozenset(
    {".csv", ".tsv", ".txt", ".xlsx", ".xlsm", *other_books.SUFFIXES, *pages.SUFFIXES}
)
EXAMINED = 20_000  # maximum number of files to examine when searching for an input
SCHEMAS = ("configuration", "poc", "inventory", "mapping", "answers")


def is_list_path(path: Path) -> bool:
    """Return whether an argument of `init` is a list file and not a folder.

    If the path does not exist, the suffix decides.
    """
    if path.exists():
        return path.is_file()
    return path.suffix.casefold() in LISTS


def find_input(folder: Path) -> str:
    """Return the path of the first file in a folder that a connector reads, "" if there is none.

    The files of a workspace, mapping files and seamscope's own outputs are ignored. At most
    EXAMINED files are examined.
    """
    if not folder.is_dir():
        return ""
    connectors, _ = load_connectors()
    files = _list_files(folder)
    return next((file.path for file in files if list_claimants(file, connectors)[0]), "")


def find_notes(folder: Path) -> tuple[File, ...]:
    """Return the notes in a folder: texts, mails and minutes."""
    return tuple(filter(is_note, _list_files(folder))) if folder.is_dir() else ()


def _list_files(folder: Path) -> Iterator[File]:
    """Yield the files of a folder that may be inputs."""
    own = [folder / name for name in FILES]
    for found in islice(walk([folder], (), own), EXAMINED):
        file = found.file if isinstance(found, Ignored) else found
        if isinstance(file, File) and not (is_own_output(file) or is_mapping(file)):
            yield file


def write_workspace(
    folder: Path, facts: FirstFacts, names: Sequence[str]
) -> Iterator[tuple[Path, bool]]:
    """Write workspace files unless they exist; yield each path and whether the file is new."""
    for name in names:
        text = resources("seamscope.cli").joinpath("workspace", name).read_text(encoding="utf-8")
        for marker, words in facts.list_replacements():
            text = text.replace(marker, words)
        yield folder / name, write_new(folder / name, text)


def write_schemas(folder: Path) -> Path:
    """Write the JSON Schemas to which the first lines of the workspace files refer.

    Existing schemas are replaced, because they must match this version of the program. Returns the
    folder of the schemas.
    """
    from seamscope.cli.schema_kinds import encode_schema
    from seamscope.output_folders import write_atomically

    target = folder / SCHEMA_FOLDER
    for kind in SCHEMAS:
        write_atomically(target / f"{kind}.schema.json", encode_schema(kind))
    return target


def guess_mapping(file: Path, folder: Path) -> str:
    """Return the text of a mapping file for a list, guessed from its headers.

    folder: folder of the workspace, to suggest a path if the list is not found. Raises InputError
    if the file does not exist, is not a list or has no header.
    """
    if not file.exists():
        inside = folder / file
        remedy = f"did you mean {inside}?" if inside.is_file() else "check the path"
        problem = f"does not exist in {file.absolute().parent}"
        raise InputError(SeamscopeError(problem, remedy=remedy, file=str(file)))
    opened = open_file(file, file.name) if file.is_file() else None
    if opened is None or not opened.is_list:
        remedy = "pass a list, such as a CSV file or a workbook"
        raise InputError(SeamscopeError("is not a list", remedy=remedy, file=str(file)))
    grids = opened.grids(is_header_cell) if opened.size else []
    guesses = [guess for grid in grids if (guess := guess_columns(grid)) is not None]
    if not guesses:
        raise InputError(
            SeamscopeError(
                "has no header row", remedy="add a row with column names", file=str(file)
            )
        )
    best = max(guesses, key=lambda guess: len(guess.columns))
    return _format_mapping(file.name, best)


def write_new(path: Path, text: str) -> bool:
    """Write a file unless it exists; return whether it was written.

    Mode "x" checks and creates the file in one step, so that no other process can create it in
    between.
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


def _format_mapping(name: str, guess: Guess) -> str:
    """Return the text of a mapping file: guessed columns, and comments for keys to fill in."""
    columns = dict(guess.columns)
    free = iter(guess.left)
    for meaning in REQUIRED[guess.holds]:
        stands_in = INSTEAD.get(meaning, meaning)
        if meaning not in columns and stands_in not in columns and (title := next(free, "")):
            columns = {meaning: (title,), **columns}
    used = {title for titles in columns.values() for title in titles}
    lines = [
        f"# yaml-language-server: $schema={SCHEMA_FOLDER}/mapping.schema.json",
        f"# What the columns of {_quote(name)} mean. Guessed from their headers: correct it.",
        "mapping: 1",
        f"files: [{_quote(name)}]",
        f"holds: {guess.holds}  # one of: {', '.join(sorted(MEANINGS))}",
        *([f"sheet: {_quote(guess.sheet)}"] if guess.sheet else []),
        "columns:",
        *(f"  {key}: {_quote_all(titles)}" for key, titles in columns.items()),
        *(f"  # {key}:" for key in MEANINGS[guess.holds] if key not in columns),
        "# Not used: " + ", ".join(_quote(title) for title in guess.left if title not in used),
    ]
    return "\n".join(lines) + "\n"


def _quote_all(titles: tuple[str, ...]) -> str:
    quoted = [_quote(title) for title in titles]
    return quoted[0] if len(quoted) == 1 else f"[{', '.join(quoted)}]"


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
