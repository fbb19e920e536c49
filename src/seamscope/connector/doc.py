"""Values of a JSON or YAML document, with their positions."""

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from seamscope.connector.redaction import redact_value
from seamscope.connector.usage import LinedList, Lines, Usage, build_key_pointer, list_children
from seamscope.records import Evidence

__all__ = ["Doc", "LinedList", "Lines", "WrittenNumber"]


CONTAINERS = frozenset({"a mapping", "a list"})


class WrittenNumber(float):
    """A number of a YAML file that keeps its spelling: ``120.000`` may mean 120 thousand.

    written: the number as the file has it.
    """

    written: str

    def __new__(cls, value: float, written: str = "") -> "WrittenNumber":
        """Return a number with its spelling."""
        number = super().__new__(cls, value)
        number.written = written
        return number


@dataclass(frozen=True, slots=True)
class Doc:
    """A value of a document. A missing value, or one of an unexpected type, is read as empty.

    value: the parsed value.
    pointer: the path of the value in the document, such as ``nodes.model.orders``.
    line: 1-based, 0 in JSON.
    usage: records which values were read and as which type, so that the core can report values of
    unexpected types.
    """

    value: object
    usage: Usage
    pointer: str = ""
    line: int = 0

    def __bool__(self) -> bool:
        return self.value not in (None, "", {}, [])

    def __getitem__(self, key: str) -> "Doc":
        """Return the value of a key, an empty Doc if the key is missing."""
        if not isinstance(self.value, dict):
            self._expect("a mapping", fits=False)
            return Doc(None, self.usage, build_key_pointer(self.pointer, key), self.line)
        self._expect("a mapping", fits=True)
        return self._build_child(key, self.value.get(key), build_key_pointer(self.pointer, key))

    def __iter__(self) -> Iterator["Doc"]:
        """Yield the items of a sequence, or nothing for other values."""
        self._expect("a list", fits=isinstance(self.value, list))
        if isinstance(self.value, list):
            for index, item in enumerate(self.value):
                yield self._build_child(index, item, f"{self.pointer}[{index}]")

    def __contains__(self, key: str) -> bool:
        self._expect("a mapping", fits=isinstance(self.value, dict))
        return isinstance(self.value, dict) and key in self.value

    def first(self, *keys: str) -> "Doc":
        """Return the value of the first of these keys that is not empty."""
        found = (self[key] for key in keys)
        return next((doc for doc in found if doc), self[keys[0]])

    def items(self) -> Iterator[tuple[str, "Doc"]]:
        """Yield the key and the value of each entry of a mapping, or nothing for other values."""
        self._expect("a mapping", fits=isinstance(self.value, dict))
        if isinstance(self.value, dict):
            for key, value in self.value.items():
                yield (
                    str(key),
                    self._build_child(key, value, build_key_pointer(self.pointer, str(key))),
                )
                if self.usage.is_large and self.usage.is_section(self.pointer):
                    self.usage.settle()

    def find(self, key: str) -> Iterator["Doc"]:
        """Yield every value with this key at any depth.

        The mappings around such a value are not marked as read.
        """
        todo = [self]
        while todo:
            doc = todo.pop()
            for pointer, name, value in list_children(doc.value, doc.pointer):
                child = doc._build_child(name or _parse_index(pointer), value, pointer)
                if name == key:
                    yield child
                elif isinstance(value, dict | list):
                    todo.append(child)

    def keys(self) -> frozenset[str]:
        """Return the keys of a mapping."""
        return frozenset(key for key, _ in self.items())

    @property
    def text(self) -> str:
        """The value as text without secrets, "" for a mapping, a sequence or nothing."""
        self._expect("a text", fits=not isinstance(self.value, dict | list))
        match self.value:
            case str():
                return redact_value(self.value.strip())
            case bool():
                return "true" if self.value else "false"
            case WrittenNumber(written=written):
                return written
            case int() | float():
                return str(self.value)
            case None | dict() | list():
                return ""
            case other:  # YAML parses dates
                return str(other)

    @property
    def number(self) -> float | None:
        """The value as a finite number, also from a string such as "12.5", or None."""
        found: float | None = None
        if isinstance(self.value, int | float | str) and not isinstance(self.value, bool):
            try:
                found = float(self.value)
            except (ValueError, OverflowError):
                found = None
        found = found if found is not None and math.isfinite(found) else None
        self._expect("a number", fits=found is not None)
        return found

    @property
    def texts(self) -> tuple[str, ...]:
        """The strings of a sequence; a single string is treated as a sequence of one."""
        self._expect("a text or a list of texts", fits=not isinstance(self.value, dict))
        found = [item.text for item in self] if isinstance(self.value, list) else [self.text]
        return tuple(text for text in found if text)

    @property
    def is_mapping(self) -> bool:
        """Whether this is a mapping.

        A list at this place is reported, unless the connector reads the list.
        """
        if isinstance(self.value, list):
            self._expect("a mapping", fits=False)
        return isinstance(self.value, dict)

    @property
    def is_list(self) -> bool:
        """Whether this is a sequence.

        A mapping at this place is reported, unless the connector reads the mapping.
        """
        if isinstance(self.value, dict):
            self._expect("a list", fits=False)
        return isinstance(self.value, list)

    @property
    def evidence(self) -> Evidence:
        """The position of this value."""
        self.usage.cited.add(self.pointer)
        return self.usage.locate(self.line, self.pointer)

    @property
    def raw(self) -> object:
        """The parsed value of any type; all values inside it are marked as read."""
        self.usage.used.add(self.pointer)
        self.usage.whole.add(self.pointer)
        return self.value

    def set_aside(self) -> None:
        """Mark this value as read although the connector yields no record for it."""
        self.usage.cited.add(self.pointer)

    def reject(self, expected: str) -> None:
        """Report that the connector cannot use this value.

        expected: the type or content that is needed.
        """
        if self:
            self.usage.rejected.setdefault(self.pointer, (self.line, expected))

    def pick_mappings(self, known: Collection[str]) -> Iterator[tuple[str, "Doc"]]:
        """Yield the named entries of a mapping that contains both properties and named entries.

        Entries that are not mappings are reported.

        known: keys of the properties, which are skipped.
        """
        for key, value in self.items():
            if key in known:
                continue
            if value.is_mapping:
                yield key, value
            else:
                value.reject("a mapping")

    def _expect(self, kind: str, *, fits: bool) -> None:
        """Record that this value is read as a type, and whether it has this type.

        kind: the type in words, such as "a list".
        """
        if fits:
            self.usage.used.add(self.pointer)
        elif self:
            self.usage.misread.setdefault(self.pointer, (self.line, kind))
        elif isinstance(self.value, dict | list) and kind in CONTAINERS:
            self.usage.hollow.setdefault(self.pointer, (self.line, kind))

    def _build_child(self, key: object, value: object, pointer: str) -> "Doc":
        line = self.line
        if isinstance(self.value, Lines | LinedList):
            line = self.value.lines.get(key, self.line)
        return Doc(value, self.usage, pointer, line)


def _parse_index(pointer: str) -> int:
    """Return the index at the end of an item's pointer: ``paths[3]`` → 3."""
    return int(pointer[pointer.rfind("[") + 1 : -1])
