"""The board page: one drawing of the integrations to build, their cost and their unknown facts.

It has one row for each integration, in fixed columns (lanes), and needs no Graphviz. `columns` has
the positions of the lanes, `rows` draws a row, `footer` the lists below, `page` the whole page.
"""

from seamscope.outputs.board.page import (
    FILE,
    build_board_pages,
    describe_board,
    render_board_pages,
    render_png,
    render_svg,
)

__all__ = [
    "FILE",
    "build_board_pages",
    "describe_board",
    "render_board_pages",
    "render_png",
    "render_svg",
]
