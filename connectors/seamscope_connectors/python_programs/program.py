"""Represent the modules of a program, which import each other, and limit the steps of following
them.
"""

import ast
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Protocol

from seamscope.records import SystemRef
from seamscope_connectors.python_programs.recorder import Recorder
from seamscope_connectors.python_programs.spark import SparkCalls
from seamscope_connectors.python_programs.values import Movements, Value

MOST_STEPS = 60_000  # expressions that are evaluated for one file


class TooLargeError(Exception):
    """The program needs more steps than are allowed. line: where following it stopped."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


class Module(Protocol):
    """The methods of a module that the other modules of its program use."""

    def run(self) -> None:
        """Follow the statements, then the functions that nothing has called."""

    def imports(self, path: str) -> bool:
        """Return whether the module imports from the module with this path."""

    def import_name(self, name: str) -> Value | None:
        """Return the value of a name of this module, None if it has no such name."""

    def list_names(self) -> dict[str, Value]:
        """Return the names that ``from module import *`` imports."""

    def call(
        self, name: str, positional: tuple[Value, ...], keywords: Mapping[str, Value],
        owner: Value | None,
    ) -> Value:  # fmt: skip
        """Follow a function of this module, and return what it returns."""

    def create(
        self, name: str, positional: tuple[Value, ...], keywords: Mapping[str, Value]
    ) -> Value:
        """Return a new object of a class of this module."""

    def find_attribute(self, instance: str, name: str) -> Value | None:
        """Return an attribute of an object, None if it is not known."""

    def count_parameters(self, name: str) -> int:
        """Return the number of parameters of a function of this module."""

    def find_method(self, owner: str, name: str) -> str:
        """Return the key of a method of a class of this module, "" if it has none."""


class Program:
    """The modules of one program by their path without ``.py``: ``jobs/common/db``."""

    def __init__(self, recorder: Recorder, settings: Mapping[str, str]) -> None:
        self.recorder = recorder
        self.spark = SparkCalls(recorder, SystemRef())
        self.settings = settings
        self.stack: list[str] = []
        self.kept: dict[str, Value] = {}  # clients in attributes of objects that are not known
        self._steps = 0
        self._modules: dict[str, Module] = {}

    def add_module(self, path: str, module: Module) -> None:
        """Add a module; `path` is relative to the input root."""
        self._modules[path] = module

    def is_imported(self, path: str) -> bool:
        """Return whether another module of the program imports the module with this path."""
        return any(module.imports(path) for other, module in self._modules.items() if other != path)

    def run(self, path: str, catalogue: SystemRef) -> Movements:
        """Follow a module, then its functions that nothing has called yet.

        catalogue: the system of the tables that Spark reads by name only.
        """
        movements = self.recorder.begin()
        self.spark = SparkCalls(self.recorder, catalogue)
        self._steps = 0
        try:
            self._modules[path].run()
        except TooLargeError as error:
            movements.cut = error.line
        except RecursionError:
            movements.cut = 1
        self.stack.clear()
        return movements

    def count_step(self, node: ast.expr) -> None:
        """Count one evaluated expression; raise TooLargeError if there are too many."""
        self._steps += 1
        if self._steps > MOST_STEPS:
            raise TooLargeError(node.lineno)

    def find_module(self, name: str, importer: str) -> Module | None:
        """Return the module with a dotted name; of several, the one nearest to the importing
        module.
        """
        tail = name.replace(".", "/")
        found = [
            path
            for path in self._modules
            if path != importer
            and any(path == end or path.endswith(f"/{end}") for end in (tail, f"{tail}/__init__"))
        ]
        near = PurePosixPath(importer).parents
        order = {str(folder): index for index, folder in enumerate(near)}

        def measure(path: str) -> tuple[int, int, str]:
            above = (order[str(one)] for one in PurePosixPath(path).parents if str(one) in order)
            return next(above, len(order)), len(path), path

        return self._modules[min(found, key=measure)] if found else None

    def count_parameters(self, key: str) -> int:
        """Return the number of parameters of a function of the program."""
        return self.get_module(key).count_parameters(key.partition("::")[2])

    def get_module(self, key: str) -> Module:
        """Return the module in which a function or a class is defined, from its key."""
        return self._modules[key.partition("::")[0]]
