"""The graph of systems and how data moves between them; alone in knowing networkx."""

from seamscope.landscape.export import SystemGraph
from seamscope.landscape.graph import Landscape
from seamscope.landscape.integration import Direction, Integration
from seamscope.landscape.shared import SharedEntity

__all__ = ["Direction", "Integration", "Landscape", "SharedEntity", "SystemGraph"]
