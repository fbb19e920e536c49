"""Which flows claim the same thing, so that sources may contradict each other about it.

Only what people say is compared: a flow that is read from configuration or code is a fact of its
own.
"""

from seamscope.records import Flow, Mechanism
from seamscope.resolve.names import fold


def same_claim(one: Flow, other: Flow) -> bool:
    """Tell whether two flows between the same systems speak of the same movement of data.

    The same interface id, or the same entity by the same mechanism, or neither names any. Ids of
    one list tell its interfaces apart; those of two lists are numbered each on its own.
    """
    ids = fold(one.interface), fold(other.interface)
    in_one_file = one.evidence.file == other.evidence.file
    if all(ids) and (ids[0] == ids[1] or in_one_file):
        return ids[0] == ids[1]
    if in_one_file or not _fits(one, other):
        return False  # a source that lists two rows means two flows
    first, second = _carried(one), _carried(other)
    return not first.isdisjoint(second) if first and second else not (first or second)


def _fits(one: Flow, other: Flow) -> bool:
    """Tell whether two flows may be moved by the same means: kind and technology, where named."""
    kinds = {one.mechanism, other.mechanism}
    words = [set(fold(flow.technology).split()) for flow in (one, other)]
    same_tool = not all(words) or not words[0].isdisjoint(words[1])
    return same_tool and (len(kinds) == 1 or Mechanism.UNKNOWN in kinds)


def _carried(flow: Flow) -> frozenset[str]:
    """Return the entities and datasets that a flow names."""
    return frozenset(
        fold(name) for name in (*flow.entities, flow.source.dataset, flow.target.dataset) if name
    )
