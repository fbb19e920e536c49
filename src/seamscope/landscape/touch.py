"""Find touchpoints: the datasets and interfaces of a system that a flow reads or writes."""

import re
from collections.abc import Iterator, Sequence

from seamscope.knowledge.entity_names import list_entity_keys
from seamscope.landscape.carried import Contents
from seamscope.records import Mechanism, State
from seamscope.resolved import End, FlowEdge, InterfaceNode

# Only these mechanisms use an interface; a file or a database link does not.
CALLS = frozenset({Mechanism.API, Mechanism.EVENTS, Mechanism.UNKNOWN})
# Words in the names of protocols and technologies that do not distinguish interfaces.
VAGUE = frozenset({"api", "apis", "https", "http", "service", "the", "and", "over", "json", "xml"})


def find_touched(
    flow: FlowEdge,
    end: End,
    contents: Contents,
    interfaces: Sequence[InterfaceNode],
) -> Iterator[str]:
    """Yield ids of the dataset and interfaces that a flow uses in its source or its target system.

    A flow uses the interfaces that carry one of its entities. If there are none, it uses the only
    interface with its protocol.

    end: the source or target.
    interfaces: the interfaces of the system of this end.
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
