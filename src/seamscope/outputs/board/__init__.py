"""The board page: one drawing of the integrations to build, their cost and their unknown facts.

Each integration is a row in fixed columns (lanes); no Graphviz is needed. `columns` has the
positions of the lanes, `rows` draws a row, `footer` draws the lists below, and `page` draws the
whole page.
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
