"""Protocols for the part of DB-API 2.0 that seamscope uses; all database drivers have it."""

from collections.abc import Sequence
from importlib import import_module
from types import ModuleType
from typing import Protocol

from seamscope.errors import SeamscopeError


class Cursor(Protocol):
    """Runs statements and returns the rows of the last statement."""

    @property
    def description(self) -> Sequence[Sequence[object]] | None:
        """The columns of the rows; the first item of each column is its name."""

    def execute(self, operation: str, /) -> object:
        """Run a statement."""

    def fetchall(self) -> Sequence[Sequence[object]]:
        """Return the remaining rows."""

    def close(self) -> object:
        """Release the rows."""


class Connection(Protocol):
    """A connection to a database."""

    def cursor(self) -> Cursor:
        """Return a new cursor."""

    def rollback(self) -> object:
        """Undo the changes of the current transaction."""

    def close(self) -> object:
        """Close the connection."""


def load_driver(module: str, extra: str) -> ModuleType:
    """Import a driver; raise SeamscopeError with the name of the extra if it is not installed."""
    try:
        return import_module(module)
    except ImportError:
        what = f"the driver `{module}` is not installed"
        remedy = f"install it with: pip install 'seamscope[{extra}]'"
        raise SeamscopeError(what, remedy=remedy) from None
