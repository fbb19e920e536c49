"""Recognise cells that are the header of a list."""

from seamscope.connector.lists.headings import read_heading


def is_header_cell(text: str) -> bool:
    """Return whether a cell is a known header."""
    return read_heading(text).known
