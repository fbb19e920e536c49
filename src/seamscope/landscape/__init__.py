"""The graph of systems and the flows between them; only this package imports networkx."""

from seamscope.landscape.export import SystemGraph
from seamscope.landscape.graph import Landscape
from seamscope.landscape.integration import Direction, Integration
from seamscope.landscape.shared import SharedEntity

__all__ = ["Direction", "Integration", "Landscape", "SharedEntity", "SystemGraph"]
