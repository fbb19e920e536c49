"""Load connectors from installed distributions, and from folders that a user specifies.

A connector is code, so a folder is loaded only if a person specifies it, not because it is among
the inputs. A connector that fails to load causes a warning, and the run continues.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from importlib.metadata import Distribution, EntryPoint, entry_points
from importlib.util import module_from_spec, spec_from_file_location
from inspect import isabstract
from pathlib import Path

from seamscope.connector import Connector, redact
from seamscope.errors import InputError, SeamscopeError

GROUP = "seamscope.connectors"
OURS = "seamscope"
Loaded = tuple[list[Connector], list[SeamscopeError]]


def load_connectors(folders: Sequence[Path] = ()) -> Loaded:
    """Return the connectors of all distributions and folders, and an error for each failure.

    If several connectors have the same name, seamscope's own connector is used, otherwise the first
    by the name of the distribution. Raises InputError for a folder that does not exist.
    """
    connectors: dict[str, tuple[Connector, str]] = {}
    errors: list[SeamscopeError] = []
    for origin, name, load in (*_list_installed(), *_list_local(folders)):
        try:
            made = load()
            _check(made)
        except Exception as error:  # noqa: BLE001 (a stranger's code may raise anything)
            errors.append(_build_load_error(origin, name, error))
            continue
        for connector in made:
            if connector.name in connectors:
                errors.append(
                    _build_duplicate_error(connector.name, connectors[connector.name][1], origin)
                )
            else:
                connectors[connector.name] = (connector, origin)
    found = [connector for connector, _ in connectors.values()]
    return sorted(found, key=lambda connector: connector.name), errors


def _list_installed() -> Iterator[tuple[str, str, Callable[[], list[Connector]]]]:
    # Cached, because each access to a distribution's name parses its metadata again.
    get_owner = cache(_get_owner)

    def order(point: EntryPoint) -> tuple[bool, str, str]:
        owner = get_owner(point.dist)
        return (owner != OURS, owner, point.name)

    for point in sorted(entry_points(group=GROUP), key=order):
        yield get_owner(point.dist), point.name, partial(_instantiate, point)


def _instantiate(point: EntryPoint) -> list[Connector]:
    return [point.load()()]


def _get_owner(distribution: Distribution | None) -> str:
    return distribution.name if distribution else "an unknown distribution"


def _list_local(
    folders: Sequence[Path],
) -> Iterator[tuple[str, str, Callable[[], list[Connector]]]]:
    missing = [folder for folder in folders if not folder.is_dir()]
    if missing:
        remedy = "specify a folder that contains connectors"
        raise InputError(
            *(SeamscopeError("no such folder", remedy=remedy, file=str(f)) for f in missing)
        )
    for folder in folders:
        for path in sorted(folder.glob("*.py")):
            if not path.name.startswith("_"):
                yield str(folder), path.name, partial(_load, path)


def _load(path: Path) -> list[Connector]:
    """Run a file, and instantiate each connector class that it defines."""
    name = f"seamscope_local_{path.stem}"
    spec = spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(path.name)
    module = module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look up their module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    classes = [
        kind
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, Connector) and kind.__module__ == name
    ]
    made = [kind() for kind in classes if not isabstract(kind)]
    if not made:
        raise TypeError("it defines no connector")
    return made


def _check(made: Sequence[object]) -> None:
    for connector in made:
        if not isinstance(connector, Connector):
            raise TypeError(f"{type(connector).__name__} is no Connector")
        if not (getattr(connector, "name", "") and getattr(connector, "reads", "")):
            raise TypeError(f"{type(connector).__name__} does not set `name` or `reads`")


def _build_load_error(origin: str, name: str, error: Exception) -> SeamscopeError:
    said = " ".join(redact(str(error)).split())[:200]
    problem = f"connector {name} of {origin} does not load ({type(error).__name__}: {said})"
    remedy = "update or remove it; the run continues without it"
    return SeamscopeError(problem, remedy=remedy)


def _build_duplicate_error(name: str, first: str, second: str) -> SeamscopeError:
    problem = f"two connectors are called {name}, of {first} and of {second}; the first one is used"
    return SeamscopeError(problem, remedy="rename the second one")
