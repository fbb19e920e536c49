"""The board page: one drawing that says what to build, what it costs and what nobody knows.

Lanes instead of a graph, laid out by arithmetic: `columns` names the lanes, `rows` draws one
integration, `footer` what is missing, `page` puts them on sheets.
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
