"""Results of earlier runs, stored on disk by the content that they depend on.

The key of an entry is a digest of everything that its value depends on: the bytes of the inputs,
the options and the program itself. An entry is therefore never out of date, and the whole cache can
be deleted at any time. Values are data, not code: they are decoded into known types, and a damaged
entry is treated as missing. They are encrypted with a secret made from the inputs.

`shelf` and `packing` encode values. They are not imported here, because every module with a cache
among its arguments imports this package, even if no cache is used.
"""

from seamscope.cache.folder import find_folder
from seamscope.cache.keys import Key, combine, combine_chunks, digest, make_key
from seamscope.cache.program import digest_program
from seamscope.cache.store import Cache, open_cache

__all__ = [
    "Cache",
    "Key",
    "combine",
    "combine_chunks",
    "digest",
    "digest_program",
    "find_folder",
    "make_key",
    "open_cache",
]
