"""Constants and catalogues in the YAML files of this folder, and how to load them.

Each figure has a source.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TypeVar

from seamscope.connector.words import parse_yaml

T = TypeVar("T")

FOLDER = Path(__file__).parent


@cache
def load(name: str) -> object:
    """Return the parsed content of `<name>.yaml` in this folder, read once."""
    return _parse(FOLDER / f"{name}.yaml")


def load_typed(path: Path, shape: type[T]) -> T:
    """Read a YAML file into the dataclass `shape`.

    Raise InputError with every unknown key, missing key and wrong type, each with file and line.
    """
    return next(load_all_typed([path], shape))


def load_all_typed(paths: Iterable[Path], shape: type[T]) -> Iterator[T]:
    """Yield the content of YAML files of the same kind as `load_typed` reads them."""
    from pydantic import TypeAdapter, ValidationError

    from seamscope.user_files import read_user_file

    adapter = TypeAdapter(shape)
    for path in paths:
        try:
            yield adapter.validate_python(_parse(path))
        except ValidationError:
            # The fast parser has no line numbers for errors; this slower one has.
            yield read_user_file(path, shape)


def _parse(path: Path) -> object:
    return parse_yaml(path.read_text(encoding="utf-8"))
