"""Parse the items of a JSON list, or the parts of an object, without holding the whole text."""

import re
from collections import deque
from collections.abc import Callable, Iterator
from json import JSONDecodeError, JSONDecoder
from typing import TextIO

from seamscope.connector.parse import DuplicateKeyError, check_depth, refuse_duplicates
from seamscope.connector.scrub import quote
from seamscope.errors import UnreadableError

SIGN = re.compile(r"[^ \t\r\n]")
PART = 1024 * 1024  # characters that are read at once
Keep = Callable[[str, object], object]
_PLAIN, _STRICT = JSONDecoder(), JSONDecoder(object_pairs_hook=refuse_duplicates)


def is_json_list(stream: TextIO) -> bool:
    """Return whether a text is one valid JSON list without comments or trailing commas."""
    return _is_valid(_iterate(_Buffer(stream, _PLAIN)))


def is_json_object(stream: TextIO) -> bool:
    """Return whether a text is one valid JSON object without comments or trailing commas."""
    return _is_valid(_iterate_parts(_Buffer(stream, _PLAIN)))


def _is_valid(parts: Iterator[object]) -> bool:
    try:
        deque(parts, maxlen=0)
    except (ValueError, RecursionError):
        return False
    return True


def parse_object(stream: TextIO, file: str, keep: Keep) -> dict[str, object]:
    """Return a JSON object for which `is_json_object` is True, with only the values kept by `keep`.

    keep: called for each value in an inner object, with the key of the inner object and the value;
    returns what is stored of the value. Raises UnreadableError in the same cases as
    `iterate_items`.
    """
    buffer = _Buffer(stream, _STRICT)
    found: dict[str, object] = {}
    try:
        for section, key, value in _iterate_parts(buffer):
            check_depth(value, file)
            if key is None:
                _add_entry(found, section, value)
            else:
                entries = found.setdefault(section, {})
                if isinstance(entries, dict):
                    _add_entry(entries, key, keep(section, value))
    except DuplicateKeyError as error:
        raise _build_duplicate_error(error, file, buffer.line) from None
    return found


def _add_entry(entries: dict[str, object], key: str, value: object) -> None:
    """Add an entry to an object; raise DuplicateKeyError if the key has another value."""
    if entries.setdefault(key, value) != value:
        raise DuplicateKeyError(key)


def iterate_items(stream: TextIO, file: str) -> Iterator[object]:
    """Yield the items of a text for which `is_json_list` is True.

    Raises UnreadableError for an object with two different values of a key, and for an item that is
    nested too deeply.
    """
    buffer = _Buffer(stream, _STRICT)
    try:
        for item in _iterate(buffer):
            yield check_depth(item, file)
    except DuplicateKeyError as error:
        raise _build_duplicate_error(error, file, buffer.line) from None


def _build_duplicate_error(error: DuplicateKeyError, file: str, line: int) -> UnreadableError:
    return UnreadableError(
        f"the key '{quote(error.key, 60)}' occurs twice in one object",
        remedy="keep one of the two, or export the file again",
        file=file,
        line=line,
    )


def _iterate(buffer: "_Buffer") -> Iterator[object]:
    """Yield the items of a list; raise JSONDecodeError if the text is not one list."""
    buffer.skip("[")
    sign = "," if buffer.find_sign() != "]" else ""
    while sign == ",":
        yield buffer.parse_item()
        sign = buffer.find_sign()
        if sign == ",":
            buffer.skip(",")
    buffer.skip("]")
    if buffer.find_sign():
        raise JSONDecodeError("Extra data", "", 0)


def _iterate_parts(buffer: "_Buffer") -> Iterator[tuple[str, str | None, object]]:
    """Yield the entries of an object as (key, None, value).

    A value that is an object is yielded in parts: ``{"a": {"b": 1}}`` yields ("a", None, {}), then
    ("a", "b", 1).
    """
    for section in _iterate_keys(buffer):
        if buffer.find_sign() != "{":
            yield section, None, buffer.parse_item()
            continue
        yield section, None, {}
        for key in _iterate_keys(buffer):
            yield section, key, buffer.parse_item()
    if buffer.find_sign():
        raise JSONDecodeError("Extra data", "", 0)


def _iterate_keys(buffer: "_Buffer") -> Iterator[str]:
    """Yield the keys of an object; the caller parses each value before it asks for the next key."""
    buffer.skip("{")
    sign = "," if buffer.find_sign() != "}" else ""
    while sign == ",":
        key = buffer.parse_item()
        if not isinstance(key, str):
            raise JSONDecodeError("Expecting property name", "", 0)
        buffer.skip(":")
        yield key
        sign = buffer.find_sign()
        if sign == ",":
            buffer.skip(",")
    buffer.skip("}")


class _Buffer:
    """The part of a JSON text that is in memory; it begins with the value to parse next."""

    def __init__(self, stream: TextIO, decoder: JSONDecoder) -> None:
        self._stream = stream
        self._decoder = decoder
        self._text = ""
        self._at = 0
        self._begun = 1  # the line on which the buffer begins

    @property
    def line(self) -> int:
        """The line of the current value."""
        return self._begun + self._text.count("\n", 0, self._at)

    def find_sign(self) -> str:
        """Return the next character that is not white space, "" at the end of the text."""
        while True:
            found = SIGN.search(self._text, self._at)
            if found is not None:
                self._at = found.start()
                return found[0]
            self._at = len(self._text)
            if not self._read():
                return ""

    def skip(self, sign: str) -> None:
        """Skip a character; raise JSONDecodeError if another character is there."""
        if self.find_sign() != sign:
            raise JSONDecodeError(f"Expecting '{sign}'", "", 0)
        self._at += 1

    def parse_item(self) -> object:
        """Return the value at the current position; read more text if the value is cut off."""
        self.find_sign()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except JSONDecodeError:
                if not self._read():
                    raise
                continue
            if end < len(self._text) or not self._read():
                self._at = end
                return value

    def _read(self) -> bool:
        """Read more text, at least as much as is not parsed yet; return False at the end."""
        part = self._stream.read(max(PART, len(self._text) - self._at))
        if part:
            self._begun = self.line
            self._text = self._text[self._at :] + part
            self._at = 0
        return bool(part)
