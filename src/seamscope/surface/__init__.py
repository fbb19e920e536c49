"""Find the surface of a POC: the touchpoints and integrations that it needs in production."""

from typing import TYPE_CHECKING

from seamscope.later import import_later

if TYPE_CHECKING:
    from seamscope.surface.computing import (
        Matched,
        build_poc_records,
        compute_surface,
        find_reached,
        list_system_names,
        match_touches,
    )
    from seamscope.surface.types import (
        ADJACENT,
        CONNECTOR,
        KIND,
        Forgotten,
        PocAccess,
        Surface,
    )
else:
    __getattr__ = import_later(
        __name__,
        {
            "computing": (
                "Matched",
                "build_poc_records",
                "compute_surface",
                "find_reached",
                "list_system_names",
                "match_touches",
            ),
            "types": ("ADJACENT", "CONNECTOR", "KIND", "Forgotten", "PocAccess", "Surface"),
        },
    )

__all__ = [
    "ADJACENT",
    "CONNECTOR",
    "KIND",
    "Forgotten",
    "Matched",
    "PocAccess",
    "Surface",
    "build_poc_records",
    "compute_surface",
    "find_reached",
    "list_system_names",
    "match_touches",
]
