"""Compute a digest of the program, because results depend on it as well as on the inputs."""

import sys
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from seamscope.cache.keys import combine
from seamscope.version import __version__

# Files of a package that can change a result.
SUFFIXES = frozenset({".py", ".yaml", ".yml", ".json", ".so", ".pyd"})


def digest_program(modules: Iterable[str] = ()) -> bytes:
    """Return a digest of everything installed that can change a result.

    The digest covers the content of seamscope's code and knowledge and of the given modules, and
    the versions of Python and of all other installed packages.

    modules: names of modules with connectors. For a module in a package, the whole package is
    included, for any other module its folder.
    """
    return combine(
        __version__,
        sys.version,
        sys.platform,
        *_list_distributions(tuple(sys.path)),
        digest_code(modules),
    )


def digest_code(modules: Iterable[str] = ()) -> bytes:
    """Return a digest of seamscope's code and knowledge, and of the packages of the given modules.

    The digest covers only the names and the content of files, so it is the same on every machine.
    modules: see `digest_program`.
    """
    whole, flat = {Path(__file__).parents[1]}, set[Path]()
    for name in modules:
        package = sys.modules.get(name.partition(".")[0])
        if package is not None and hasattr(package, "__path__"):
            whole |= {Path(folder) for folder in package.__path__}
        elif package is not None and package.__file__:
            flat.add(Path(package.__file__).parent)
    digests = [_digest_files(folder, "**/*") for folder in whole]
    digests += [_digest_files(folder, "*") for folder in flat]
    return combine(*sorted(digests))


@lru_cache(maxsize=1)
def _list_distributions(path: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of installed `*.dist-info` folders, which contain package versions."""
    found = (folder.name for place in path if place for folder in Path(place).glob("*.dist-info"))
    return tuple(sorted(found))


@lru_cache(maxsize=8)
def _digest_files(folder: Path, pattern: str) -> bytes:
    """Return a digest of the code and data in the files of a folder that match the pattern."""
    paths = sorted(path for path in folder.glob(pattern) if path.suffix in SUFFIXES)
    parts: list[bytes | str] = []
    for path in paths:
        parts += [path.relative_to(folder).as_posix(), path.read_bytes()]
    return combine(*parts)
