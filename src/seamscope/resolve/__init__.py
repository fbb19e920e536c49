"""Resolve names to systems and datasets, with reasons, and ask questions about ambiguous names.

The configuration of the user takes precedence, then names, ids and hosts, then the known products.
The result is the same for every order of the records.
"""

from typing import TYPE_CHECKING

from seamscope.later import import_later

if TYPE_CHECKING:
    from seamscope.resolve.resolution import resolve
else:
    __getattr__ = import_later(
        __name__,
        {
            "resolution": ("resolve",),
        },
    )

__all__ = [
    "resolve",
]
