"""The neighbourhood of a POC in five columns: sources, read-only, POC, written, consumers.

`members` selects the systems of each column, `order` sorts the columns so that few lines cross,
`routes` computes the position of every line, and `drawing` draws them. Nothing needs Graphviz.
"""

from seamscope.outputs.neighbourhood.drawing import (
    build_neighbourhood,
    list_neighbours,
    render_png,
    render_svg,
)

__all__ = ["build_neighbourhood", "list_neighbours", "render_png", "render_svg"]
