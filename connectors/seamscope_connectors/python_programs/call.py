"""Represent a call of a function or a method with the values of its arguments."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from seamscope_connectors.python_programs.libraries import KEYWORDS, Operation
from seamscope_connectors.python_programs.values import Origin, Value, unite


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call with evaluated arguments.

    name: the name of the function, or of the method of `receiver`.
    """

    name: str
    line: int
    receiver: Value | None = None
    positional: tuple[Value, ...] = ()
    keywords: Mapping[str, Value] = field(default_factory=dict)

    def sort_arguments(self, operation: Operation) -> dict[str, Value]:
        """Return the arguments by their meaning for an operation, such as "table".

        If several arguments have one meaning, the first is used.
        """
        found: dict[str, Value] = {}
        for meaning, value in zip(operation.arguments, self.positional, strict=False):
            found.setdefault(meaning, value)
        for key, value in self.keywords.items():
            found.setdefault(KEYWORDS.get(key, key), value)
        found.pop("", None)
        return found

    def collect_origins(self) -> frozenset[Origin]:
        """Return the places from which the data in the arguments was read."""
        return unite((*self.positional, *self.keywords.values()))

    def list_settings(self, arguments: Iterable[str]) -> dict[str, str]:
        """Return the settings in the arguments by name: arguments, keywords, and entries of
        mappings.

        arguments: names of the positional arguments.
        """
        found: dict[str, str] = {}
        pairs = [*zip(arguments, self.positional, strict=False), *self.keywords.items()]
        for key, value in pairs:
            for name, inner in flatten(key, value):
                if inner.text is not None or inner.label:
                    found.setdefault(name, inner.format_text())
        return found


def flatten(key: str, value: Value) -> Iterator[tuple[str, Value]]:
    """Yield the settings in a value: the entries of a dict, the first item of a list, or the value
    itself.
    """
    if value.entries:
        for name, inner in value.entries:
            yield from flatten(name, inner)
    elif value.elements:
        yield key, value.elements[0]
    else:
        yield key, value
