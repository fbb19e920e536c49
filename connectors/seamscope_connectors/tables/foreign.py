"""Recognise exports of other tools, which are not lists that people maintain."""

import re
from collections.abc import Sequence

from seamscope.connector import File, fold_header
from seamscope.connector.grid import Grid, Line
from seamscope.connector.lists import is_header_cell, read_heading
from seamscope.connector.lists.vocabulary import Side

# Columns that identify an export of another tool, or a list of database tables.
FOREIGN = frozenset(
    {"sys_class_name", "fromrelatedfactsheetdisplayname", "schema",
     "table", "table_name", "column_name", "data_type", "query_text", "query"}
)  # fmt: skip
ARCHI = frozenset({"id", "type", "name", "documentation", "specialization", "source", "target"})
# With a class column, one of these labels identifies a list exported from a CMDB.
LABELS = frozenset({"install_status", "operational_status", "used_for", "managed_by_group",
                    "most_recent_discovery", "discovery_source", "asset_tag"})  # fmt: skip
# Lifecycle columns of hand-written lists; LeanIX has one column per phase.
LIFECYCLE = frozenset({"lifecycle_status", "lifecycle_phase", "lifecycle_stage"})


def is_foreign(file: File, grids: Sequence[Grid]) -> bool:
    """Return whether a file is an export of another tool and has no mapping."""
    return file.columns is None and any(_is_foreign(_find_header(grid)) for grid in grids)


def _find_header(grid: Grid) -> frozenset[str]:
    """Return the case-folded headers of a sheet, from the row with the most header words."""
    top = [line for line in grid.lines[:20] if len({line.cells[at] for at in line.filled}) > 1]
    if not top:
        return frozenset()
    best = max(top, key=lambda line: (_is_known(line), -line.number))
    line = best if _is_known(best) > 1 else top[0]
    return frozenset(fold_header(cell) for cell in line.cells) - {""}


def _is_known(line: Line) -> int:
    return sum(is_header_cell(line.cells[at]) for at in line.filled)


def _is_foreign(found: frozenset[str]) -> bool:
    archi = found <= ARCHI and {"id", "type"} <= found and found & {"documentation", "source"}
    cycle = any(
        re.match(r"lifecycle_|rel(?=[a-z]+to[a-z])[a-z]++(?:_|$)", header)
        and header not in LIFECYCLE
        for header in found
    )
    leanix = "displayname" in found and found & {"id", "type", "name"}
    labels = {"name", "class"} <= found and found & LABELS
    tables = found & FOREIGN and not _names_ends(found)
    return bool(tables or archi or cycle or labels or leanix)


def _names_ends(found: frozenset[str]) -> bool:
    """Return whether headers name the systems at both ends: "from_component", "to_component"."""
    read = [read_heading(header) for header in found]
    sides = {heading.side for heading in read if heading.part == "name" and heading.thing}
    return sides >= {Side.SOURCE, Side.TARGET}
