"""Import the names of a package when they are first used, so that commands start fast."""

import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module


def import_later(package: str, names: Mapping[str, Sequence[str]]) -> Callable[[str], object]:
    """Return the function `__getattr__` of a package.

    names: the names that the package exports, by the module of the package that defines them.
    """
    modules = {name: module for module, defined in names.items() for name in defined}

    def find(name: str) -> object:
        if name not in modules:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value: object = getattr(import_module(f"{package}.{modules[name]}"), name)
        setattr(sys.modules[package], name, value)  # found without this function next time
        return value

    return find
