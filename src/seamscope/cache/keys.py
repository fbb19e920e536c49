"""Keys of cache entries: digests of the content that a result depends on."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import fields, is_dataclass
from hashlib import blake2b
from typing import NamedTuple

SIZE = 20  # bytes of a digest


class Key(NamedTuple):
    """The key of an entry; both parts are derived from the content of inputs.

    name: the name under which the value is stored.
    secret: the key that encrypts the value. It is not stored, so only people who have the inputs
    can read the entry.
    """

    name: bytes
    secret: bytes


def make_key(*parts: bytes | str | Key) -> Key:
    """Return the key of a sequence of parts; ("ab", "c") and ("a", "bc") have different keys.

    At least one part must depend on input content that no output shows, so that nobody can derive
    the secret from outputs.
    """
    secret = combine(*(part.secret if isinstance(part, Key) else part for part in parts))
    return Key(combine("name", secret), secret)


def combine(*parts: bytes | str) -> bytes:
    """Return the digest of a sequence of parts, in which ("ab", "c") differs from ("a", "bc")."""
    found = blake2b(digest_size=SIZE, person=b"seamscope cache")
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        found.update(len(data).to_bytes(8, "little"))
        found.update(data)
    return found.digest()


def combine_chunks(chunks: Iterable[bytes]) -> bytes:
    """Return the digest of content that is read in chunks; it does not depend on their lengths."""
    found = blake2b(digest_size=SIZE, person=b"seamscope file")
    for chunk in chunks:
        found.update(chunk)
    return found.digest()


def digest(value: object) -> bytes:
    """Return a digest of a value made of dataclasses, containers, strings and numbers.

    Two values with the same digest are equal and have dictionaries in the same order. The order of
    sets does not matter. Raises ValueError for a string that UTF-8 cannot represent.
    """
    import msgspec

    return blake2b(msgspec.msgpack.encode(_order(value)), digest_size=SIZE).digest()


def _order(value: object) -> object:
    """Convert a value for encoding: a set to a sorted list, a dictionary to a list of pairs."""
    match value:
        case str() | bytes() | int() | float() | None:
            return value
        case tuple() | list():
            return [_order(item) for item in value]
        case Set():
            return ["set", *sorted(map(_encode, value))]
        case Mapping():
            return [[_order(key), _order(item)] for key, item in value.items()]
        case _ if is_dataclass(value):
            named: Iterable[str] = (item.name for item in fields(value))
            return [type(value).__name__, *(_order(getattr(value, name)) for name in named)]
        case _:
            raise TypeError(f"{type(value).__name__} has no digest")


def _encode(value: object) -> bytes:
    import msgspec

    return msgspec.msgpack.encode(_order(value))
