"""Read lists of systems and of interfaces that people maintain.

`find_lists` splits a sheet into lists, and `read_heading` interprets a header. The words that occur
in headers are in `connector/words/list_headers.yaml`.
"""

from typing import TYPE_CHECKING

from seamscope.later import import_later

if TYPE_CHECKING:
    from seamscope.connector.lists.header_cells import is_header_cell
    from seamscope.connector.lists.headings import Heading, read_heading
    from seamscope.connector.lists.layout import FoundList, find_lists
    from seamscope.connector.lists.spelling import is_remark
    from seamscope.connector.lists.turned import find_turned_lists, is_form
else:
    __getattr__ = import_later(
        __name__,
        {
            "header_cells": ("is_header_cell",),
            "headings": (
                "Heading",
                "read_heading",
            ),
            "layout": (
                "FoundList",
                "find_lists",
            ),
            "spelling": ("is_remark",),
            "turned": (
                "find_turned_lists",
                "is_form",
            ),
        },
    )

__all__ = [
    "FoundList",
    "Heading",
    "find_lists",
    "find_turned_lists",
    "is_form",
    "is_header_cell",
    "is_remark",
    "read_heading",
]
