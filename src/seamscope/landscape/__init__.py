"""The graph of systems and the flows between them; only this package imports networkx."""

from typing import TYPE_CHECKING

from seamscope.later import import_later

if TYPE_CHECKING:
    from seamscope.landscape.export import SystemGraph
    from seamscope.landscape.graph import Landscape
    from seamscope.landscape.integration import Direction, Integration
    from seamscope.landscape.shared import SharedEntity
else:
    __getattr__ = import_later(
        __name__,
        {
            "export": ("SystemGraph",),
            "graph": ("Landscape",),
            "integration": (
                "Direction",
                "Integration",
            ),
            "shared": ("SharedEntity",),
        },
    )

__all__ = [
    "Direction",
    "Integration",
    "Landscape",
    "SharedEntity",
    "SystemGraph",
]
