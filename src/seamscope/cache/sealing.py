"""Encrypt values, because they may contain secrets of the inputs that no output shows.

The cipher is AES-GCM, so a value that is damaged, or that was written without the secret, is
detected.
"""

import os
import zlib
from hashlib import blake2b

NONCE = 12  # length of the nonce in bytes, as recommended for AES-GCM; it precedes each value
MOST_BYTES = 1024**3  # bytes of one value; a larger value is damaged


def seal(value: bytes, secret: bytes) -> bytes:
    """Return a value in compressed and encrypted form; `unseal` is the inverse."""
    # Imported here, because most commands do not use a cache.
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(NONCE)
    return nonce + AESGCM(_derive_key(secret)).encrypt(nonce, zlib.compress(value, 1), None)


def unseal(sealed: bytes, secret: bytes) -> bytes | None:
    """Return a value that `seal` made, None if it is damaged."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        packed = AESGCM(_derive_key(secret)).decrypt(sealed[:NONCE], sealed[NONCE:], None)
        return zlib.decompressobj().decompress(packed, MOST_BYTES)
    except (InvalidTag, ValueError, zlib.error):
        return None


def _derive_key(secret: bytes) -> bytes:
    """Return a key of the length that AES-256 requires."""
    return blake2b(secret, digest_size=32, person=b"seamscope cache").digest()
