"""Which flows claim the same thing, so that sources may contradict each other about it.

Only what people say is compared: a flow that is read from configuration or code is a fact of its
own.
"""

from seamscope.records import Flow, Mechanism
from seamscope.resolve.names import fold


def same_claim(one: Flow, other: Flow) -> bool:
    """Tell whether two flows between the same systems speak of the same movement of data.

    The same interface id, or the same entity by the same mechanism, or neither names any. Ids of
    one list tell its interfaces apart; those of two lists are numbered each on its own, unless one
    refers to the other's.
    """
    in_one_file = one.evidence.file == other.evidence.file
    if same_id(one, other):
        return True
    if in_one_file and one.interface and other.interface:
        return False
    return not in_one_file and same_content(one, other)


def same_id(one: Flow, other: Flow) -> bool:
    """Tell whether two flows name the same interface, by its id or by a reference to it."""
    return not _ids(one).isdisjoint(_ids(other))


def same_content(one: Flow, other: Flow) -> bool:
    """Tell whether two flows carry the same by the same means, as far as they name either."""
    first, second = _carried(one), _carried(other)
    same = not first.isdisjoint(second) if first and second else not (first or second)
    return same and _fits(one, other)


def _ids(flow: Flow) -> frozenset[str]:
    """Return the ids of the interface that a flow names."""
    return frozenset(
        folded for name in (flow.interface, *flow.references) if (folded := fold(name))
    )


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
