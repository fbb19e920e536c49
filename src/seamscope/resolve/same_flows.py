"""Decide whether two declared flows describe the same data movement.

Only flows that people declare are compared, because flows from configuration or code are certain.
"""

from seamscope.records import Flow, Mechanism
from seamscope.resolve.names import fold


def is_same_flow(one: Flow, other: Flow) -> bool:
    """Return whether two flows between the same systems describe the same data movement.

    They do if they have the same interface id. Otherwise, they do if they are in different files
    and have the same content and mechanism. Different ids in one file mean different interfaces; in
    different files, they mean nothing.
    """
    in_one_file = one.evidence.file == other.evidence.file
    if has_same_id(one, other):
        return True
    if in_one_file and one.interface and other.interface:
        return False
    return not in_one_file and has_same_content(one, other)


def has_same_id(one: Flow, other: Flow) -> bool:
    """Return whether two flows have a common interface id or reference."""
    return not _collect_ids(one).isdisjoint(_collect_ids(other))


def has_same_content(one: Flow, other: Flow) -> bool:
    """Return whether two flows have the same content and may have the same transport.

    The content is the same if the flows share an entity or dataset, or if both have no entities and
    no datasets.
    """
    first, second = _collect_content(one), _collect_content(other)
    same = not first.isdisjoint(second) if first and second else not (first or second)
    return same and _may_share_transport(one, other)


def _collect_ids(flow: Flow) -> frozenset[str]:
    """Return the normalised interface id and references of a flow."""
    return frozenset(
        folded for name in (flow.interface, *flow.references) if (folded := fold(name))
    )


def _may_share_transport(one: Flow, other: Flow) -> bool:
    """Return whether two flows may have the same mechanism and technology.

    An unknown mechanism or technology may be any.
    """
    kinds = {one.mechanism, other.mechanism}
    words = [set(fold(flow.technology).split()) for flow in (one, other)]
    same_tool = not all(words) or not words[0].isdisjoint(words[1])
    return same_tool and (len(kinds) == 1 or Mechanism.UNKNOWN in kinds)


def _collect_content(flow: Flow) -> frozenset[str]:
    """Return the normalised names of the entities and datasets of a flow."""
    return frozenset(
        fold(name) for name in (*flow.entities, flow.source.dataset, flow.target.dataset) if name
    )
