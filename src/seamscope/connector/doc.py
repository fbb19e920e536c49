"""A value of a JSON or YAML document that knows where it stands."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from seamscope.connector.redact import cleaned
from seamscope.records import Evidence


class Lines(dict[object, object]):
    """A YAML mapping with the 1-based line of each key, and its own under the key None."""

    lines: dict[object, int]


class LinedList(list[object]):
    """A YAML sequence with the 1-based line of each item."""

    lines: dict[object, int]


@dataclass(frozen=True, slots=True)
class Doc:
    """One value of a document. What is missing or of another type reads as empty.

    value: what the parser gave; pointer: its path, e.g. ``nodes.model.orders``;
    line: 1-based, 0 in JSON; `locate` turns line and pointer into Evidence.
    """

    value: object
    locate: Callable[[int, str], Evidence]
    pointer: str = ""
    line: int = 0

    def __bool__(self) -> bool:
        return self.value not in (None, "", {}, [])

    def __getitem__(self, key: str) -> "Doc":
        """Return the value under a key of a mapping, an empty Doc if there is none."""
        if not isinstance(self.value, dict):
            return Doc(None, self.locate, self._below(key), self.line)
        return self._child(key, self.value.get(key), self._below(key))

    def __iter__(self) -> Iterator["Doc"]:
        """Yield the items of a sequence; nothing for any other value."""
        if isinstance(self.value, list):
            for index, item in enumerate(self.value):
                yield self._child(index, item, f"{self.pointer}[{index}]")

    def __contains__(self, key: str) -> bool:
        return isinstance(self.value, dict) and key in self.value

    def first(self, *keys: str) -> "Doc":
        """Return the first of these keys that holds something."""
        found = (self[key] for key in keys)
        return next((doc for doc in found if doc), self[keys[0]])

    def items(self) -> Iterator[tuple[str, "Doc"]]:
        """Yield key and value of a mapping; nothing for any other value."""
        if isinstance(self.value, dict):
            for key, value in self.value.items():
                yield str(key), self._child(key, value, self._below(str(key)))

    def keys(self) -> frozenset[str]:
        """Return the keys of a mapping."""
        return frozenset(key for key, _ in self.items())

    @property
    def text(self) -> str:
        """The value as text, without secrets; "" for a mapping, a sequence or nothing."""
        match self.value:
            case str():
                return cleaned(self.value.strip())
            case bool():
                return "true" if self.value else "false"
            case int() | float():
                return str(self.value)
            case None | dict() | list():
                return ""
            case other:  # YAML gives dates of their own
                return str(other)

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts of a sequence; a single text counts as a sequence of one."""
        found = [item.text for item in self] if isinstance(self.value, list) else [self.text]
        return tuple(text for text in found if text)

    @property
    def is_mapping(self) -> bool:
        """Whether this is a mapping."""
        return isinstance(self.value, dict)

    @property
    def is_list(self) -> bool:
        """Whether this is a sequence."""
        return isinstance(self.value, list)

    @property
    def evidence(self) -> Evidence:
        """Where this value stands."""
        return self.locate(self.line, self.pointer)

    def _below(self, key: str) -> str:
        return f"{self.pointer}.{key}" if self.pointer else key

    def _child(self, key: object, value: object, pointer: str) -> "Doc":
        line = self.line
        if isinstance(self.value, Lines | LinedList):
            line = self.value.lines.get(key, self.line)
        return Doc(value, self.locate, pointer, line)
