"""Kafka Connect and Debezium connectors: which tables reach which topics, and who takes them.

All connector files of a run are one source, because topics join them: a sink's topic tells which
table a source sends where the source names only a schema. Documented configuration keys of Kafka
Connect, Debezium and the Confluent connectors.
"""

import re
from collections.abc import Iterator

from seamscope.connector import Claim, Connector, Doc, File, Source
from seamscope.connector.entries import each_of, entry_fault
from seamscope.connector.usage import Usage
from seamscope.records import (
    Certainty,
    Dependency,
    Endpoint,
    Flow,
    Mechanism,
    Record,
    Skipped,
)
from seamscope_connectors.kafka_connect.ends import (
    broker,
    class_name,
    database,
    listed,
    technology,
)
from seamscope_connectors.kafka_connect.sinks import filled
from seamscope_connectors.kafka_connect.topics import Stream, bad_router, streams

PROPERTY = re.compile(r"^[ \t]*connector\.class[ \t]*[=:]", re.M)
# The marks of JSON that matter for its nesting; strings are passed over as a whole.
TOKEN = re.compile(r'"(?P<key>(?:[^"\\]|\\.)*+)"\s*+:|"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[{}\[\]]')


class KafkaConnectConnector(Connector):
    """Reads connector configurations, flat or wrapped, JSON or .properties."""

    name = "kafka-connect"
    reads = "Kafka Connect and Debezium connectors (JSON, .properties)"

    def claim(self, file: File) -> Claim | None:
        if file.suffix == ".properties":
            configured = PROPERTY.search(file.head(65536)) is not None
        else:
            configured = file.suffix == ".json" and _configures(file.head(65536))
        return Claim(reason="has a connector.class", group=self.name) if configured else None

    def read(self, source: Source) -> Iterator[Record]:
        configs: list[Doc] = []
        for found in each_of(source.files, _configs):
            match found:
                case Skipped():
                    yield found
                case config:
                    configs.append(config)
        sinks = [config for config in configs if _is_sink(config)]
        wanted = sorted({topic for sink in sinks for topic in listed(sink["topics"])})
        sent: list[Stream] = []
        for config in configs:
            if not _is_sink(config):
                sent += streams(config, wanted)
                yield from _topicless(config)
        tables = {stream.topic: stream.table for stream in sent if stream.table}
        for stream in sent:
            if _says_way(stream.config) or stream.table or stream.topic:
                yield _capture(stream)
            else:
                yield _unsure(stream.config)
        for sink in sinks:
            yield from _delivery(sink, tables)
        yield from (_unrouted(config) for config in configs if bad_router(config))


def _configures(head: str) -> bool:
    """Tell whether JSON has the key where a connector has it: at its root, or in its `config`.

    A document that repeats a configuration somewhere inside, or in a text, is none.
    """
    keys: list[str] = []  # of the objects that are open, "" of a list's
    last = ""
    for found in TOKEN.finditer(head):
        match found[0]:
            case "{" | "[":
                keys.append(last)
                last = ""
            case "}" | "]":
                keys = keys[:-1]
            case _ if found["key"] == "connector.class":
                return [key for key in keys if key] in ([], ["config"])
            case _:
                last = found["key"] or ""
    return False


def _configs(file: File) -> Iterator[Doc | Skipped]:
    """Yield the configurations of a file, and what stands among them and is none."""
    if file.suffix == ".properties":
        pairs = re.findall(r"^[ \t]*([^#!\s=:]+)[ \t]*[=:][ \t]*(.*)$", file.text(), re.M)
        settings: dict[str, str] = dict(pairs)
        root = Doc(settings, Usage(settings, file.at), "", 1)
    else:
        root = file.document()
    for item in root if root.is_list else [root]:
        config = item["config"] if item["config"] else item
        if config["connector.class"].text:
            yield config
        else:
            what = "an entry without a connector.class"
            yield entry_fault(what, "add the connector's configuration", item.evidence)


def _topicless(config: Doc) -> Iterator[Skipped]:
    """Report a sink that names no topics: it reads like a source."""
    if class_name(config).endswith("Sink") or "SinkConnector" in class_name(config):
        what = "a sink that names no topics"
        where = config["connector.class"].evidence
        yield entry_fault(what, "add its `topics` or `topics.regex`", where)


def _is_sink(config: Doc) -> bool:
    return bool(config.first("topics", "topics.regex")) and "Source" not in class_name(config)


def _capture(stream: Stream) -> Flow:
    """The flow from a table to its topic."""
    debezium = "debezium" in stream.config["connector.class"].text.lower()
    certain = bool(stream.table and stream.topic) and not stream.reason
    return Flow(
        source=Endpoint(system=database(stream.config), dataset=stream.table),
        target=Endpoint(system=broker(stream.config), dataset=stream.topic),
        evidence=stream.config["connector.class"].evidence,
        mechanism=Mechanism.CDC if debezium else Mechanism.EVENTS,
        technology=technology(stream.config),
        latency="near real time",
        certainty=Certainty.CERTAIN if certain or not stream.reason else Certainty.LIKELY,
        reason=stream.reason,
    )


def _delivery(sink: Doc, tables: dict[str, str]) -> Iterator[Record]:
    """The flows from the topics of a sink to what it fills."""
    topics = list(dict.fromkeys(listed(sink["topics"]))) or [""]
    for topic in topics:
        pattern = sink["topics.regex"].text
        yield Flow(
            source=Endpoint(system=broker(sink), dataset=topic),
            target=Endpoint(system=database(sink), dataset=filled(sink, topic, tables)),
            evidence=sink["connector.class"].evidence,
            mechanism=Mechanism.EVENTS,
            technology=technology(sink),
            latency="near real time",
            certainty=Certainty.CERTAIN if topic else Certainty.LIKELY,
            reason="" if topic else f"topics are given as a pattern ({pattern})",
        )


def _says_way(config: Doc) -> bool:
    return bool(re.search(r"source|sink|debezium", config["connector.class"].text, re.I))


def _unsure(config: Doc) -> Dependency:
    """A connector of which neither its class nor its keys say which way it works."""
    return Dependency(
        source=Endpoint(system=database(config)),
        target=Endpoint(system=broker(config)),
        reason="the connector class does not say whether it is a source or a sink",
        evidence=config["connector.class"].evidence,
        mechanism=Mechanism.EVENTS,
        technology=technology(config),
    )


def _unrouted(config: Doc) -> Skipped:
    return entry_fault(
        "a router's pattern is not valid or could run for ever; topics are unrouted",
        "simplify the pattern",
        config["connector.class"].evidence,
    )
