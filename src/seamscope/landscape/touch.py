"""Touchpoints: which datasets and interfaces of a system a flow reads or writes."""

import re
from collections.abc import Iterator, Sequence

from seamscope.knowledge.entity_names import entity_keys
from seamscope.landscape.carried import Contents
from seamscope.records import Mechanism, State
from seamscope.resolved import End, FlowEdge, InterfaceNode

# A file or a database link passes no contract of an API, whatever it carries.
CALLS = frozenset({Mechanism.API, Mechanism.EVENTS, Mechanism.UNKNOWN})
# Words of protocols and technologies that tell nothing apart.
VAGUE = frozenset({"api", "apis", "https", "http", "service", "the", "and", "over", "json", "xml"})


def touched(
    flow: FlowEdge,
    end: End,
    contents: Contents,
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
        content = contents.written(flow).keys()
        meeting = [item for item in offered if content & _entities(item)]
        speaking = [item for item in offered if _words(item.protocol) & _words(flow.technology)]
        alone = speaking if len(speaking) == 1 else []
        yield from (item.id for item in meeting or alone)


def _entities(contract: InterfaceNode) -> set[str]:
    return {key for phrase in contract.entities for key, _ in entity_keys(phrase)}


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]{3,}", text.casefold())) - VAGUE
