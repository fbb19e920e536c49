"""List the systems in each column of the neighbourhood drawing, for exports to other tools.

The columns run from left to right: sources, systems that the POC reads, the POC, systems that it
writes, consumers.
"""

from seamscope.document import Survey
from seamscope.outputs.neighbourhood.members import Side, collect_members
from seamscope.outputs.neighbourhood.order import sort_side

NAMES = ("Sources", "Read only", "Proof of concept", "Written", "Consumers")
MOST = 60  # maximum number of neighbours on one side; with more, columns would be illegible


def list_columns(survey: Survey) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the name and the system ids of each column from left to right; () without a POC.

    A system is in one column only. Systems that the POC reads or writes are next to the POC. A
    system that is both a source and a consumer is listed as a source. Columns without systems are
    left out.
    """
    poc = survey.surface.poc
    systems = {node.id for node in survey.systems}
    if poc not in systems:
        return ()
    members = collect_members(survey, (MOST, MOST))
    far_left, near_left = _sort(members.left)
    far_right, near_right = _sort(members.right)
    listed: set[str] = set()
    columns: dict[str, list[str]] = {name: [] for name in NAMES}
    near = dict(zip(NAMES[1:4], (near_left, (poc,), near_right), strict=True))
    for name, keys in (*near.items(), (NAMES[0], far_left), (NAMES[4], far_right)):
        for key in keys:
            if key in systems and key not in listed:
                listed.add(key)
                columns[name].append(key)
    return tuple((name, tuple(keys)) for name, keys in columns.items() if keys)


def _sort(side: Side) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the outer and the inner column of one half of the drawing, from top to bottom."""
    order = sort_side(side)
    return tuple(leaf.neighbour for leaf in order.leaves), order.touched
