"""Read catalogues that list the producers and consumers of topics and queues.

``topics: {orders: {producer: Shop, consumers: [ERP]}}`` → flows Shop → orders → ERP. The keys are
read like the headers of a list, in eight languages. A producer or consumer may be a system, a
consumer group or a Kafka Connect connector.
"""

import re
from collections.abc import Iterable, Iterator

from seamscope.connector import Claim, Connector, Doc, File, Fit, Source, extract_host
from seamscope.connector.entries import skip_entry
from seamscope.connector.identifiers import build_plain_id_clues, find_app_id_clues
from seamscope.connector.lists.sides import read_side
from seamscope.connector.lists.vocabulary import Side
from seamscope.records import (
    Clue,
    ClueKind,
    Endpoint,
    Evidence,
    Flow,
    Mechanism,
    Record,
    SystemRef,
)

HEAD = 16384  # characters that a claim examines
KEY = re.compile(r"^[ \t]*(?:-[ \t]+)?[\"']?([^\W\d][\w -]{2,40})[\"']?[ \t]*:", re.M)
LISTS = frozenset(
    {"topics", "queues", "topicos", "colas", "filas", "themen", "warteschlangen", "sujets",
     "argomenti", "wachtrijen", "kolejki", "tematy"}
)  # fmt: skip
# A key at the root of YAML, or a list or mapping in JSON.
ROOT_KEY = re.compile(r"^(\w{4,20})[ \t]*:|\"(\w{4,20})\"\s*:\s*[\[{]", re.M)
NAMES = ("name", "topic", "queue", "nombre", "nome", "nom", "naam", "nazwa", "id")
BROKER = "bindings"  # this key means definitions of a broker, read by another connector
ADDRESS = re.compile(r"[\w.-]{1,255}:\d{2,5}(?:,[\w.:-]{1,500})?")
SENDING = frozenset({Side.SOURCE})
TAKING = frozenset({Side.TARGET, Side.CONSUMER})


class TopicsConnector(Connector):
    """Reads catalogues of topics and queues."""

    name = "topics"
    reads = "catalogues of topics and queues with producers and consumers (YAML, JSON)"
    declares = True

    def claim(self, file: File) -> Claim | None:
        if file.suffix not in {".yaml", ".yml", ".json"} or not file.size:
            return None
        head = file.head(HEAD)
        roots = {(found[1] or found[2]).casefold() for found in ROOT_KEY.finditer(head)}
        if not roots & LISTS or BROKER in roots:
            return None
        sides = {read_side(found[1]) for found in KEY.finditer(_split_keys(head))}
        if sides & SENDING and sides & TAKING:
            return Claim(reason="lists topics with producers and consumers", fit=Fit.GENERIC)
        return None

    def read(self, source: Source) -> Iterator[Record]:
        for root in source.file.documents():
            broker = _identify_broker(root)
            found = [
                record
                for key, entries in root.items()
                if key.casefold() in LISTS
                for name, entry in _list_entries(entries)
                for record in _read_topic(name, entry, broker)
            ]
            yield from found
            if not found:
                problem = "no topic has a producer or a consumer"
                yield skip_entry(
                    problem, "add `producer` and `consumers` to the topics", root.evidence
                )


def _split_keys(head: str) -> str:
    """Put each key of compact JSON or YAML (``{a: 1, b: 2}``) on its own line."""
    return re.sub(r"([{,])", r"\1\n", head)


def _identify_broker(root: Doc) -> SystemRef:
    """Return the broker, with the address at the root of the catalogue as a clue.

    The broker is Kafka if the catalogue or its file name contains "kafka" or "topic".
    """
    texts = [value.text for _, value in root.items() if not value.is_list and not value.is_mapping]
    hosts = [extract_host(text.split(",")[0]) for text in texts if ADDRESS.fullmatch(text.strip())]
    words = " ".join((*root.keys(), *texts, root.evidence.file)).casefold()
    name = "Kafka" if "kafka" in words or "topic" in words else ""
    clues = tuple(Clue(kind=ClueKind.HOST, value=host) for host in hosts[:1] if host)
    return SystemRef(name=name, clues=clues)


def _list_entries(entries: Doc) -> Iterator[tuple[str, Doc]]:
    """Yield the name and settings of each topic in a list or a mapping.

    ``[{name: orders, producer: Shop}]`` or ``{orders: {producer: Shop}}`` → orders, ``{producer:
    Shop}``.
    """
    if entries.is_mapping:
        yield from entries.items()
        return
    for entry in entries:
        if entry.is_mapping:
            yield entry.first(*NAMES).text, entry
        else:
            entry.reject("a mapping")


def _read_topic(name: str, entry: Doc, broker: SystemRef) -> Iterator[Record]:
    if not name or not entry.is_mapping:
        entry.reject("a mapping with a name" if not name else "a mapping")
        return
    topic = Endpoint(system=broker, dataset=name)
    for key, value in entry.items():
        side = read_side(key)
        parties = [*_list_parties(value, entry)] if side in SENDING | TAKING else []
        for party in parties:
            other = Endpoint(system=party)
            source, target = (other, topic) if side in SENDING else (topic, other)
            yield _build_flow(source, target, entry.evidence)


def _build_flow(source: Endpoint, target: Endpoint, where: Evidence) -> Flow:
    return Flow(
        source=source,
        target=target,
        evidence=where,
        mechanism=Mechanism.EVENTS,
        latency="near real time",
        declared=True,
    )


def _list_parties(value: Doc, entry: Doc) -> Iterator[SystemRef]:
    """Yield the producers or consumers under one key of a topic.

    value: a name, a list of names, or mappings with name and id.
    entry: the topic; another key of the topic may describe a name (``ERP: {app_id: APP-0001}``).
    """
    for item in value if value.is_list else [value]:
        if item.is_mapping:
            ids = _find_ids(item)
            name = item.first(*NAMES).text
        else:
            name, ids = item.text.strip(), ()
            described = (other[name] for _, other in entry.items() if other.is_mapping and name)
            ids = next((found for doc in described if (found := _find_ids(doc))), ())
            ids = ids or build_plain_id_clues(name)
        if ids:
            yield SystemRef(clues=ids)
        elif name:
            yield SystemRef(clues=(Clue(kind=ClueKind.SOURCE, value=name),))
        else:
            item.reject("a name or an id")


def _find_ids(doc: Doc) -> tuple[Clue, ...]:
    pairs: Iterable[tuple[str, str]] = ((key, value.text) for key, value in doc.items())
    return find_app_id_clues(pairs) if doc.is_mapping else ()
