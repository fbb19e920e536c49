"""Find the business entities that a flow carries. Equal entities have equal keys."""

import re
from collections.abc import Iterable, Mapping

from seamscope.knowledge.entity_names import (
    build_entity_key,
    is_telling,
    list_entity_keys,
    name_words,
)
from seamscope.knowledge.vocabulary import find_entity
from seamscope.resolved import DatasetNode, FlowEdge, SystemNode

# Datasets of these kinds have names without a qualifier: each word may be the entity.
MESSAGES = frozenset({"topic", "queue", "channel"})

# Entities by key, in the spelling of their sources.
Entities = dict[str, str]


class Contents:
    """Finds the entities that a dataset contains, and those that a flow writes."""

    def __init__(
        self, datasets: Mapping[str, DatasetNode], systems: Iterable[SystemNode] = ()
    ) -> None:
        self._datasets = datasets
        self._known: dict[str, Entities] = {}
        self._words = {
            node.id: frozenset(
                word for name in (node.name, *node.aliases) for word in name_words(name)
            )
            for node in systems
        }

    def list_written(self, flow: FlowEdge) -> Entities:
        """Return the entities that a flow writes to its target, as far as they are known.

        These are the entities of the flow itself and of its target dataset or, if those of the
        target are unknown, of its source dataset. If there are none, they are taken from the name
        of the target or source. For an end-to-end flow, they are taken from the names of the topics
        through which it passes.
        """
        found = _list_declared(flow.entities)
        ends = [end.dataset for end in (flow.target, flow.source) if end.dataset]
        found |= next((known for key in ends if (known := self._collect_entities(key))), {})
        if not found:
            found = next((named for key in ends if (named := self.list_dataset_entities(key))), {})
        if not found:
            around = {flow.source.system, flow.target.system}
            for stop in flow.stops:
                if stop.dataset:
                    found |= self._find_topic_entities(stop.dataset, {*around, stop.system})
        return found

    def list_dataset_entities(self, key: str) -> Entities:
        """Return the entities of a dataset: declared, known for the table, or from its name."""
        if key not in self._known:
            node = self._datasets[key]
            found = self._collect_entities(key)
            if not found and (
                entity := _derive_key(node, self._words.get(node.system, frozenset()))
            ):
                found = {entity: get_last_part(node.name)}
            self._known[key] = found
        return self._known[key]

    def _collect_entities(self, key: str) -> Entities:
        node = self._datasets[key]
        return _list_declared(filter(None, (node.entity or find_entity(get_last_part(node.name)),)))

    def _find_topic_entities(self, key: str, systems: Iterable[str]) -> Entities:
        if found := self._collect_entities(key):
            return found
        name = self._datasets[key].name
        without = {word for system in systems for word in self._words.get(system, ())}
        entity = build_entity_key(_strip_extension(name), without=without)
        return {entity: name} if entity else {}


def get_last_part(name: str) -> str:
    """Return the last part of a qualified name or path, without file extension and quotes."""
    plain = _strip_extension(name.strip().rstrip("/\\"))
    return re.split(r"[./\\]", plain)[-1].strip('[]"` ')


def _list_declared(entities: Iterable[str]) -> Entities:
    return {key: spelled for phrase in entities for key, spelled in list_entity_keys(phrase)}


def _derive_key(node: DatasetNode, system: frozenset[str]) -> str:
    """Return the key of the entity in the name of a dataset, "" if there is none.

    Of `Sales.Orders`, only the name of the table is used. `route.delay.v2` is used as a whole,
    because its last part is a version and not the name of a table.

    system: the words of the system's name, which are left out.
    """
    last = get_last_part(node.name)
    path = re.search(r"[/\\]", node.name)
    if node.kind.casefold() in MESSAGES or not (path or is_telling(last)):
        return build_entity_key(_strip_extension(node.name), without=system)
    return build_entity_key(last)


def _strip_extension(name: str) -> str:
    """Return a name without a file extension."""
    return re.sub(
        r"(?i)\.(?:csv|tsv|txt|dat|jsonl?|xml|xlsx?|edi|zip|gz|parquet|avro|orc)\b", "", name
    )
