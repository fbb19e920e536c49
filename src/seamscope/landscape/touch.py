"""Touchpoints: which datasets and interfaces of a system a flow reads or writes."""

import re
from collections.abc import Iterator, Mapping, Sequence

from seamscope.landscape.carried import carried, folded
from seamscope.records import Mechanism, State
from seamscope.resolved import DatasetNode, End, FlowEdge, InterfaceNode

# A file or a database link passes no contract of an API, whatever it carries.
CALLS = frozenset({Mechanism.API, Mechanism.EVENTS, Mechanism.UNKNOWN})
# Words of protocols and technologies that tell nothing apart.
VAGUE = frozenset({"api", "apis", "https", "http", "service", "the", "and", "over", "json", "xml"})


def touched(
    flow: FlowEdge,
    end: End,
    datasets: Mapping[str, DatasetNode],
    interfaces: Sequence[InterfaceNode],
) -> Iterator[str]:
    """Yield ids of what a flow touches at one of its ends: the dataset, and contracts it passes.

    `interfaces`: those of the system at this end. A contract counts when it carries what the
    flow carries, or when it alone speaks the flow's protocol; without either it has no consumer.
    """
    if end.dataset:
        yield end.dataset
    if flow.mechanism in CALLS:
        offered = [item for item in interfaces if item.state is State.ACTIVE]
        content = {folded(name) for name in carried(flow, datasets)}
        meeting = [item for item in offered if content & set(map(folded, item.entities))]
        speaking = [item for item in offered if _words(item.protocol) & _words(flow.technology)]
        alone = speaking if len(speaking) == 1 else []
        yield from (item.id for item in meeting or alone)


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]{3,}", text.casefold())) - VAGUE
