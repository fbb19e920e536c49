"""Encode values for another machine as pickles of data classes only.

A pickle can name any function to call. Therefore `load` accepts only the data classes and
connectors of seamscope, and a few containers.
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
    """Raised for a pickle that names something other than data of seamscope."""


def dump(value: object) -> bytes:
    """Return a value as a pickle, which `load` reads."""
    return pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)


def load(data: bytes) -> object:
    """Return the value of a pickle; raise UnpicklingError if it is damaged or names other types."""
    try:
        return _Unpickler(io.BytesIO(data)).load()
    except (EOFError, IndexError, AttributeError, ImportError, TypeError, ValueError) as error:
        raise pickle.UnpicklingError(f"a damaged pickle ({type(error).__name__})") from None


class _Unpickler(pickle.Unpickler):
    """Reads pickles of seamscope's types; anything else is an error."""

    def find_class(self, module: str, name: str) -> type:
        """Return a class that a pickle names; raise ForeignTypeError for a class of other code."""
        container = CONTAINERS.get((module, name))
        if container is not None:
            return container
        if module.partition(".")[0] in {CORE, CONNECTORS} and "." not in name:
            found: object = super().find_class(module, name)
            if isinstance(found, type) and _is_ours(found):
                return found
        raise ForeignTypeError(f"{module}.{name} is not data of seamscope")


def _is_ours(kind: type) -> bool:
    """Return whether a class is a data class or a connector of seamscope.

    A module of seamscope also contains other names, such as those of its imports.
    """
    package = kind.__module__.partition(".")[0]
    is_data = is_dataclass(kind) or issubclass(kind, (tuple, Enum, msgspec.Struct, Exception))
    return package == CONNECTORS or (package == CORE and is_data)
