"""Build and read small tables for the tests of lists."""

from seamscope.connector.grid import Grid, build_grid
from seamscope.connector.lists import find_lists
from seamscope.connector.lists.kinds import INTERFACES


def write_grid(*rows: str, name: str = "") -> Grid:
    """Return a sheet of rows whose cells are separated by `|`; "" is an empty row."""
    cells = [(at + 1, row.split("|")) for at, row in enumerate(rows) if row]
    return build_grid(name, cells)


def read_ends(
    *rows: str, names: frozenset[str] = frozenset(), name: str = ""
) -> tuple[int, int, bool] | None:
    """Return the columns of the two systems of an interface list and whether the flow is directed
    from the first to the second; None if no such list is found.
    """
    found = find_lists(write_grid(*rows, name=name), names=names)
    layouts = [one.layout for one in found if one.layout.kind == INTERFACES]
    if not layouts:
        return None
    layout = layouts[0]
    assert layout.ends is not None
    return layout.columns["first"][0], layout.columns["second"][0], layout.ends.directed
