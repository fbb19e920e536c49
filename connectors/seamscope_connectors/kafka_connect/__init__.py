"""Read Kafka Connect and Debezium connectors: flows from tables to topics and on to sinks.

All connectors of the inputs are read together, because topics connect them: if a source connector
specifies only a schema, the topics of the sinks show its tables. The keys follow Kafka Connect,
Debezium and the Confluent connectors.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from seamscope.connector import Claim, Connector, Doc, File, Source
from seamscope.connector.entries import read_each, skip_entry
from seamscope.connector.failures import list_setting_rules
from seamscope.records import (
    Certainty,
    ClueKind,
    Connection,
    Dependency,
    Endpoint,
    Flow,
    Mechanism,
    Record,
    Skipped,
    State,
)
from seamscope_connectors.kafka_connect.ends import (
    describe_technology,
    get_class_name,
    identify_broker,
    identify_database,
    split_list,
)
from seamscope_connectors.kafka_connect.forms import Setup, is_configuration, list_setups
from seamscope_connectors.kafka_connect.kcql import list_routes, name_object
from seamscope_connectors.kafka_connect.sinks import resolve_dataset
from seamscope_connectors.kafka_connect.topics import Stream, has_unsafe_router, list_streams

LISTED = ".info.config"  # below the name of the connector
MQTT_TOPICS = ("mqtt.topics", "connect.mqtt.kcql")

# Settings that say what happens to a record that cannot be delivered.
FAILURES = ("errors.tolerance", "errors.deadletterqueue.topic.name", "max.retries")


class KafkaConnectConnector(Connector):
    """Reads connector configurations in JSON, .properties or Kubernetes resources."""

    name = "kafka-connect"
    reads = "Kafka Connect and Debezium connectors (JSON, .properties, Strimzi)"

    def claim(self, file: File) -> Claim | None:
        if is_configuration(file):
            return Claim(reason="has a connector.class", group=self.name)
        return None

    def read(self, source: Source) -> Iterator[Record]:
        setups: list[Setup] = []
        for found in read_each(source.files, list_setups):
            match found:
                case Skipped():
                    yield found
                case setup:
                    setups.append(setup)
        where = {setup.config["connector.class"].evidence: setup for setup in setups}
        for record in _read_configs([setup.config for setup in setups]):
            origin = where.get(record.evidence)
            if isinstance(record, Flow | Dependency) and origin is not None:
                yield _set_state(record, origin)
            else:
                yield record


def _set_state(record: Flow | Dependency, setup: Setup) -> Flow | Dependency:
    """Return the record in the state of its connector."""
    if setup.state is State.ACTIVE:
        return record
    if isinstance(record, Dependency):
        return replace(record, state=setup.state)
    reason = record.reason or f"the connector is in state {setup.said}"
    return replace(record, state=setup.state, state_said=setup.said, reason=reason)


def _read_configs(configs: list[Doc]) -> Iterator[Record]:
    """Yield the records of all configurations: flows from tables to topics, and from topics to
    datasets.
    """
    sinks = [config for config in configs if _is_sink(config)]
    sink_topics = sorted({topic for sink in sinks for topic, _ in _list_targets(sink, {}) if topic})
    streams: list[Stream] = []
    for config in configs:
        if not _is_sink(config):
            streams += list_streams(config, sink_topics)
            yield from _report_missing_topics(config)
    tables = {stream.topic: stream.table for stream in streams if stream.table}
    for stream in streams:
        if _has_known_direction(stream.config) or stream.table or stream.topic:
            yield _build_capture(stream)
        else:
            yield _build_dependency(stream.config)
    for sink in sinks:
        yield from _list_deliveries(sink, tables)
    yield from (link for config in configs for link in _list_connections(config))
    yield from (_report_router(config) for config in configs if has_unsafe_router(config))


def _report_missing_topics(config: Doc) -> Iterator[Skipped]:
    """Report a sink connector, or a source connector for MQTT, that has no topics."""
    if get_class_name(config).endswith("Sink") or "SinkConnector" in get_class_name(config):
        problem = "the sink connector has no topics"
        where = config["connector.class"].evidence
        yield skip_entry(problem, "add its `topics` or `topics.regex`", where)
    elif get_class_name(config) == "MqttSourceConnector" and not config.first(*MQTT_TOPICS):
        problem = "the source connector has no MQTT topics"
        where = config["connector.class"].evidence
        yield skip_entry(problem, "add its `mqtt.topics`", where)


def _is_sink(config: Doc) -> bool:
    name = get_class_name(config)
    routed = "Sink" in name and any(True for _ in list_routes(config))
    return routed or (bool(config.first("topics", "topics.regex")) and "Source" not in name)


def _list_failure_rules(config: Doc) -> tuple[str, ...]:
    return list_setting_rules((key, config[key].text) for key in FAILURES if config[key])


def _build_capture(stream: Stream) -> Flow:
    """Return the flow of a source connector from a table to its topic."""
    debezium = "debezium" in stream.config["connector.class"].text.lower()
    certain = bool(stream.table and stream.topic) and not stream.reason
    return Flow(
        source=Endpoint(system=identify_database(stream.config), dataset=stream.table),
        target=Endpoint(system=identify_broker(stream.config), dataset=stream.topic),
        evidence=stream.config["connector.class"].evidence,
        mechanism=Mechanism.CDC if debezium else Mechanism.EVENTS,
        technology=describe_technology(stream.config),
        latency="near real time",
        error_handling=_list_failure_rules(stream.config),
        certainty=Certainty.CERTAIN if certain or not stream.reason else Certainty.LIKELY,
        reason=stream.reason,
    )


def _list_deliveries(sink: Doc, tables: dict[str, str]) -> Iterator[Record]:
    """Yield the flows of a sink connector from its topics to the datasets it writes.

    tables: source table by topic.
    """
    pattern = sink["topics.regex"].text
    for topic, dataset in _list_targets(sink, tables):
        yield Flow(
            source=Endpoint(system=identify_broker(sink), dataset=topic),
            target=Endpoint(system=identify_database(sink), dataset=dataset),
            evidence=sink["connector.class"].evidence,
            mechanism=Mechanism.EVENTS,
            technology=describe_technology(sink),
            latency="near real time",
            error_handling=_list_failure_rules(sink),
            certainty=Certainty.CERTAIN if topic else Certainty.LIKELY,
            reason="" if topic else f"the sink selects its topics by a pattern ({pattern})",
        )


def _list_targets(sink: Doc, tables: dict[str, str]) -> list[tuple[str, str]]:
    """Return each topic of a sink with the dataset that the sink writes for it."""
    routes = list(list_routes(sink))
    topics = split_list(sink["topics"])
    found = [
        (topic, name_object(sink, target))
        for source, target in routes
        for topic in (topics if source == "*" else [source])
    ]
    routed = {topic for topic, _ in found}
    found += [
        (topic, resolve_dataset(sink, topic, tables)) for topic in topics if topic not in routed
    ]
    return list(dict.fromkeys(found)) or [("", resolve_dataset(sink, "", tables))]


def _list_connections(config: Doc) -> Iterator[Connection]:
    """Yield a connection for each name by which lists of topics may refer to a connector.

    The names are its `name` and the name of its file. In an export of several connectors, only the
    name in that export is used.
    """
    where = config["connector.class"].evidence
    clues = identify_database(config).clues
    placed = any(clue.kind is not ClueKind.CLASS for clue in clues)
    listed = config.pointer.removesuffix(LISTED) if config.pointer.endswith(LISTED) else ""
    names = (listed,) if listed else (config["name"].text, PurePosixPath(where.file).stem)
    for name in dict.fromkeys(names):
        if name and placed:
            yield Connection(name=name, clues=clues, evidence=where)


def _has_known_direction(config: Doc) -> bool:
    return bool(re.search(r"source|sink|debezium", config["connector.class"].text, re.I))


def _build_dependency(config: Doc) -> Dependency:
    """Return a dependency for a connector that may be either a source or a sink."""
    return Dependency(
        source=Endpoint(system=identify_database(config)),
        target=Endpoint(system=identify_broker(config)),
        reason="the name of the connector class contains neither `source` nor `sink`",
        evidence=config["connector.class"].evidence,
        mechanism=Mechanism.EVENTS,
        technology=describe_technology(config),
    )


def _report_router(config: Doc) -> Skipped:
    return skip_entry(
        "the regex of a router is invalid or too slow, so topics keep their names",
        "simplify the `regex` of the transform",
        config["connector.class"].evidence,
    )
