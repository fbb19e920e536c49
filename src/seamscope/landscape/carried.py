"""What a flow carries, by names that can be compared."""

import re
from collections.abc import Mapping

from seamscope.resolved import DatasetNode, FlowEdge

# Shorter words end in "s" or "e" for other reasons than number.
SHORT = 3


def carried(flow: FlowEdge, datasets: Mapping[str, DatasetNode]) -> tuple[str, ...]:
    """Return what a flow carries, as its source spells it, so that two flows can be compared.

    Its entities; else the entity of its target or source dataset; else the last part of that
    dataset's name; nothing if no dataset is known. `datasets`: by id.
    """
    if flow.entities:
        return flow.entities
    ends = [datasets[end.dataset] for end in (flow.target, flow.source) if end.dataset]
    entities = [node.entity for node in ends if node.entity]
    names = [re.split(r"[./\\]", node.name.strip())[-1] for node in ends]
    return tuple([*entities, *names][:1])


def folded(name: str) -> str:
    """Return an entity's name for comparison: "Sales_Orders", "salesOrder", "sales order" agree.

    Case, marks between words and the English plural are put aside; nothing else is guessed.
    """
    text = re.sub(r"[\W_]+", "", name.casefold())
    if len(text) <= SHORT:
        return text
    if text.endswith("ies"):
        return f"{text[:-3]}y"
    if not text.endswith(("ss", "us", "is")):
        text = text.removesuffix("s")
    return text.removesuffix("e")
