"""Cache entries of one type, which encode values on storing and decode them on reading."""

from typing import Generic, TypeVar

import msgspec

from seamscope.cache.keys import Key
from seamscope.cache.store import Cache

Value = TypeVar("Value")
# Exceptions that decoding or checking a damaged value may raise.
DAMAGED = (msgspec.MsgspecError, UnicodeDecodeError, ValueError, RecursionError)


class Shelf(Generic[Value]):
    """Values of one type in the cache, encoded as MessagePack."""

    def __init__(self, cache: Cache, kind: type[Value]) -> None:
        self._cache = cache
        self._decoder: msgspec.msgpack.Decoder[Value] = msgspec.msgpack.Decoder(kind)

    def find(self, key: Key) -> Value | None:
        """Return the value of a key, None if it is missing or damaged."""
        data = self._cache.get(key)
        if data is None:
            return None
        try:
            return self._decoder.decode(data)
        except DAMAGED:
            return None

    def keep(self, key: Key, value: Value, *, check: bool = False) -> None:
        """Store a value, unless it cannot be encoded.

        check: whether the value is stored only if it decodes to an equal value. This is needed for
        values to which third-party code contributes.
        """
        try:
            data = msgspec.msgpack.encode(value)
            if check and self._decoder.decode(data) != value:
                return
        except (TypeError, *DAMAGED):
            return
        self._cache.put(key, data)
