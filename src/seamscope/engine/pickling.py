"""Pickle values of seamscope for another machine, and unpickle only such values.

A pickle can call any function that it refers to. Therefore `load` accepts only data classes of
seamscope, connectors of this distribution, and a few containers.
"""

import io
import pickle
from collections import Counter
from dataclasses import is_dataclass
from enum import Enum

import msgspec

CONTAINERS: dict[tuple[str, str], type] = {("collections", "Counter"): Counter}
CORE, CONNECTORS = "seamscope", "seamscope_connectors"


class ForeignTypeError(pickle.UnpicklingError):
    """Raised if a pickle refers to something that is not data of seamscope."""


def dump(value: object) -> bytes:
    """Return a value as a pickle; `load` is the inverse.

    The functions that other packages register for types are not used: Dask registers some for all
    exceptions, and `load` would refuse them.
    """
    stream = io.BytesIO()
    pickler = pickle.Pickler(stream, protocol=pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = {}
    pickler.dump(value)
    return stream.getvalue()


def load(data: bytes) -> object:
    """Unpickle a value; raise UnpicklingError if it is damaged or contains a forbidden type."""
    try:
        return _Unpickler(io.BytesIO(data)).load()
    except (EOFError, IndexError, AttributeError, ImportError, TypeError, ValueError) as error:
        raise pickle.UnpicklingError(f"a damaged pickle ({type(error).__name__})") from None


class _Unpickler(pickle.Unpickler):
    """Reads pickles of seamscope's own types, and refuses all others."""

    def find_class(self, module: str, name: str) -> type:
        """Return a class that a pickle refers to; raise ForeignTypeError for foreign code."""
        container = CONTAINERS.get((module, name))
        if container is not None:
            return container
        if module.partition(".")[0] in {CORE, CONNECTORS} and "." not in name:
            found: object = super().find_class(module, name)
            if isinstance(found, type) and _is_ours(found):
                return found
        raise ForeignTypeError(f"{module}.{name} is not data of seamscope")


def _is_ours(kind: type) -> bool:
    """Return whether a class is a data class of seamscope or a connector of this distribution.

    The module in which the class is defined decides, because a module of seamscope also contains
    the names that it imports.
    """
    package = kind.__module__.partition(".")[0]
    is_data = is_dataclass(kind) or issubclass(kind, (tuple, Enum, msgspec.Struct, Exception))
    return package == CONNECTORS or (package == CORE and is_data)
