"""Constants and catalogues in the YAML files of this folder, and how to load them.

Each figure has a source.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

FOLDER = Path(__file__).parent


@cache
def load(name: str) -> object:
    """Return the parsed content of `<name>.yaml` in this folder, read once."""
    return _parse(FOLDER / f"{name}.yaml")


def load_typed(path: Path, shape: type[T]) -> T:
    """Read a YAML file into the dataclass `shape`.

    Raise InputError with the file and line of every unknown key, missing key and wrong type.
    """
    return next(load_all_typed([path], shape))


def load_all_typed(paths: Iterable[Path], shape: type[T]) -> Iterator[T]:
    """Yield the content of YAML files, each read in the same way as by `load_typed`.

    Unknown keys in files of this folder are found by a test, not here, because importing the
    library that finds them takes longer than reading the file.
    """
    import msgspec

    from seamscope.user_files import read_user_file

    for path in paths:
        if not path.is_relative_to(FOLDER):
            yield read_user_file(path, shape)
            continue
        try:
            yield msgspec.convert(_parse(path), shape)
        except msgspec.ValidationError:
            yield read_user_file(path, shape)  # names file and line in its error


def _parse(path: Path) -> object:
    # Imported here, because most runs of `lineage` need no catalogue.
    from seamscope.connector.words import parse_yaml

    return parse_yaml(path.read_text(encoding="utf-8"))
