"""The board page: one drawing that shows what to build, what it costs and what is unknown.

It has one row for each integration, in fixed columns (lanes), and needs no Graphviz. `columns` has
the positions of the lanes, `rows` draws a row, `footer` the lists below, `page` the whole page.
"""

from seamscope.outputs.board.page import (
    build_board_pages,
    describe_board,
    render_board_pages,
    render_png,
    render_svg,
)

__all__ = [
    "build_board_pages",
    "describe_board",
    "render_board_pages",
    "render_png",
    "render_svg",
]
