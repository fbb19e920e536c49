"""Touchpoints: the datasets and interfaces of a system that a flow reads or writes."""

import re
from collections.abc import Iterator, Sequence

from seamscope.knowledge.entity_names import list_entity_keys
from seamscope.landscape.carried import Contents
from seamscope.records import Mechanism, State
from seamscope.resolved import End, FlowEdge, InterfaceNode

# A file or a database link passes no contract of an API, whatever it carries.
CALLS = frozenset({Mechanism.API, Mechanism.EVENTS, Mechanism.UNKNOWN})
# Words of protocols and technologies that tell nothing apart.
VAGUE = frozenset({"api", "apis", "https", "http", "service", "the", "and", "over", "json", "xml"})


def find_touched(
    flow: FlowEdge,
    end: End,
    contents: Contents,
    interfaces: Sequence[InterfaceNode],
) -> Iterator[str]:
    """Yield ids of the dataset and interfaces that a flow uses at one of its ends.

    `interfaces`: those of the system at this end. An interface is used if it carries an entity of
    the flow, or if it is the only one with the protocol of the flow.
    """
    if end.dataset:
        yield end.dataset
    if flow.mechanism in CALLS:
        offered = [item for item in interfaces if item.state is State.ACTIVE]
        content = contents.list_written(flow).keys()
        meeting = [item for item in offered if content & _collect_entities(item)]
        speaking = [
            item for item in offered if _split_words(item.protocol) & _split_words(flow.technology)
        ]
        alone = speaking if len(speaking) == 1 else []
        yield from (item.id for item in meeting or alone)


def _collect_entities(contract: InterfaceNode) -> set[str]:
    return {key for phrase in contract.entities for key, _ in list_entity_keys(phrase)}


def _split_words(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]{3,}", text.casefold())) - VAGUE
