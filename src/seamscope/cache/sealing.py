"""Encrypt values, since the inputs they come from may contain secrets that no output shows.

The cipher is the output of SHAKE-256, a hash function, for the secret and a number used once. A
keyed checksum shows whether a value is damaged or was written by someone without the secret.
"""

import os
import zlib
from hashlib import blake2b, shake_256

NONCE, CHECKSUM = 16, 16  # bytes before each value
MOST_BYTES = 1024**3  # of one value; a larger one is damaged


def seal(value: bytes, secret: bytes) -> bytes:
    """Return a value compressed, encrypted and with a checksum."""
    nonce = os.urandom(NONCE)
    content = nonce + _cover(zlib.compress(value, 1), secret, nonce)
    return _compute_checksum(content, secret) + content


def unseal(sealed: bytes, secret: bytes) -> bytes | None:
    """Return a value that `seal` made, None if it is damaged."""
    content = sealed[CHECKSUM:]
    if _compute_checksum(content, secret) != sealed[:CHECKSUM]:
        return None
    packed = _cover(content[NONCE:], secret, content[:NONCE])
    try:
        return zlib.decompressobj().decompress(packed, MOST_BYTES)
    except zlib.error:
        return None


def _compute_checksum(content: bytes, secret: bytes) -> bytes:
    return blake2b(content, key=secret, digest_size=CHECKSUM).digest()


def _cover(content: bytes, secret: bytes, nonce: bytes) -> bytes:
    """Return content with each byte changed by the cipher; doing it twice changes nothing."""
    cipher = shake_256(secret + nonce).digest(len(content))
    mixed = int.from_bytes(content, "little") ^ int.from_bytes(cipher, "little")
    return mixed.to_bytes(len(content), "little")
