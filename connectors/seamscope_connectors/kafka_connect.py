"""Kafka Connect and Debezium connectors: which tables reach which topics, and who takes them.

All connector files of a run are one source, because topics join them: a sink's topic tells which
table a source sends where the source names only a schema. Documented configuration keys of Kafka
Connect, Debezium and the Confluent connectors.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from seamscope.connector import Claim, Connector, Doc, File, Source, host_of
from seamscope.errors import UnreadableError
from seamscope.records import (
    Certainty,
    Clue,
    ClueKind,
    Dependency,
    Endpoint,
    Flow,
    Mechanism,
    Record,
    Skipped,
    SystemRef,
)

TABLE_LISTS = ("table.include.list", "table.whitelist", "collection.include.list")
SCHEMA_LISTS = ("schema.include.list", "database.include.list", "database.whitelist")
BOOTSTRAP = (
    "schema.history.internal.kafka.bootstrap.servers",
    "database.history.kafka.bootstrap.servers",
    "kafka.bootstrap.servers",
    "kafka.endpoint",
)
HOSTS = ("database.hostname", "connection.url", "connection.uri", "mongodb.connection.string",
         "snowflake.url.name", "jms.url", "java.naming.provider.url")  # fmt: skip
TABLE = "\0"  # stands for the unknown table of a topic while routers rewrite it
ROUTERS = {"RegexRouter": ("regex", "replacement"),
           "ByLogicalTableRouter": ("topic.regex", "topic.replacement")}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """What one source connector sends: table -> topic; `TABLE` in the topic is any table."""

    config: Doc
    table: str
    topic: str
    reason: str = ""


class KafkaConnectConnector(Connector):
    """Reads connector configurations, flat or wrapped, JSON or .properties."""

    name = "kafka-connect"
    reads = "Kafka Connect and Debezium connectors (JSON, .properties)"

    def claim(self, file: File) -> Claim | None:
        if file.suffix in {".json", ".properties"} and "connector.class" in file.head(65536):
            return Claim(reason="has a connector.class", group=self.name)
        return None

    def read(self, source: Source) -> Iterator[Record]:
        configs: list[Doc] = []
        for file in source.files:
            try:
                configs += _configs(file)
            except UnreadableError as error:
                where = file.at(error.line)
                yield Skipped(reason=error.what, remedy=error.remedy, evidence=where)
        sinks = [config for config in configs if _is_sink(config)]
        wanted = sorted({topic for sink in sinks for topic in _listed(sink["topics"])})
        streams: list[Stream] = []
        for config in configs:
            if not _is_sink(config):
                streams += _streams(config, wanted)
        tables = {stream.topic: stream.table for stream in streams if stream.table}
        for stream in streams:
            yield _capture(stream)
        for sink in sinks:
            yield from _delivery(sink, tables)
        for config in configs:
            yield from _unsure(config)


def _configs(file: File) -> list[Doc]:
    if file.suffix == ".properties":
        pairs = re.findall(r"^[ \t]*([^#!\s=:]+)[ \t]*[=:][ \t]*(.*)$", file.text(), re.M)
        root = Doc(dict(pairs), file.at, "", 1)
    else:
        root = file.document()
    items = list(root) if root.is_list else [root]
    wrapped = [item["config"] if item["config"] else item for item in items]
    return [config for config in wrapped if config["connector.class"].text]


def _class(config: Doc) -> str:
    return config["connector.class"].text.rsplit(".", 1)[-1]


def _is_sink(config: Doc) -> bool:
    return bool(config.first("topics", "topics.regex")) and "Source" not in _class(config)


def _streams(config: Doc, wanted: list[str]) -> list[Stream]:
    """Return what a source connector sends, as far as the configurations tell."""
    prefix = config.first("topic.prefix", "database.server.name").text
    if config["query"]:
        return [Stream(config=config, table="", topic=prefix, reason="a query feeds the topic")]
    named = config.first("kafka.topic", "topic", "topics").text
    if named and not config.first(*TABLE_LISTS):
        return [Stream(config=config, table="", topic=named)]
    made: list[Stream] = []
    for table in _listed(config.first(*TABLE_LISTS)):
        plain = table.replace("\\.", ".")
        if re.fullmatch(r"[\w.$#-]+", plain):
            made.append(Stream(config=config, table=plain, topic=_topic(config, prefix, plain)))
        else:
            reason = f"tables are given as a pattern ({table})"
            made.append(Stream(config=config, table="", topic="", reason=reason))
    return made or _guessed(config, prefix, wanted)


def _guessed(config: Doc, prefix: str, wanted: list[str]) -> list[Stream]:
    """Read the tables of a source that names only schemas off the topics that sinks take."""
    made = []
    for schema in _listed(config.first(*SCHEMA_LISTS)) or [""]:
        topic = _topic(config, prefix, f"{schema}.{TABLE}" if schema else TABLE)
        if not topic.replace(TABLE, ""):
            continue  # the router keeps nothing that would tell this source's topics from others
        pattern = re.escape(topic).replace(re.escape(TABLE), r"([^.]+)")
        for name in wanted:
            if match := re.fullmatch(pattern, name):
                table = ".".join(part for part in (schema, match[1]) if part)
                reason = f"the table is read off topic {name}, which a sink takes"
                made.append(Stream(config=config, table=table, topic=name, reason=reason))
    reason = "the configuration names no tables"
    return made or [Stream(config=config, table="", topic="", reason=reason)]


def _topic(config: Doc, prefix: str, table: str) -> str:
    """Return the topic of a table: Debezium's naming rule, then the routers in order."""
    if "jdbc" in config["connector.class"].text.lower():
        return _routed(config, prefix + table)
    database = config["database.names"].text if table.count(".") == 1 else ""
    return _routed(config, ".".join(part for part in (prefix, database, table) if part))


def _routed(config: Doc, topic: str) -> str:
    for alias in _listed(config["transforms"]):
        head = f"transforms.{alias}."
        keys = ROUTERS.get(config[f"{head}type"].text.rsplit(".", 1)[-1])
        if keys is None:
            continue
        regex, replacement = (config[head + key].text for key in keys)
        if _harmless(regex) and (match := re.fullmatch(regex, topic)):
            topic = _expand(replacement, match)
    return topic


def _expand(replacement: str, match: re.Match[str]) -> str:
    """Put groups into a Java replacement: `$1` is the first; one that is not there is empty."""

    def group(reference: re.Match[str]) -> str:
        number = int(reference[1])
        return (match[number] or "") if number <= match.re.groups else ""

    return re.sub(r"\$(\d)", group, replacement)


def _harmless(regex: str) -> bool:
    """Tell whether a pattern is valid and cannot run for ever on a topic's name."""
    if len(regex) > 200 or re.search(r"[+*}]\)[+*{]|[+*}]\)\?[+*{]", regex):
        return False
    try:
        re.compile(regex)
    except re.error:
        return False
    return True


def _capture(stream: Stream) -> Flow:
    """The flow from a table to its topic."""
    debezium = "debezium" in stream.config["connector.class"].text.lower()
    certain = bool(stream.table and stream.topic) and not stream.reason
    return Flow(
        source=Endpoint(system=_database(stream.config), dataset=stream.table),
        target=Endpoint(system=_broker(stream.config), dataset=stream.topic),
        evidence=stream.config["connector.class"].evidence,
        mechanism=Mechanism.CDC if debezium else Mechanism.EVENTS,
        technology=_technology(stream.config),
        latency="near real time",
        certainty=Certainty.CERTAIN if certain or not stream.reason else Certainty.LIKELY,
        reason=stream.reason,
    )


def _delivery(sink: Doc, tables: dict[str, str]) -> Iterator[Record]:
    """The flows from the topics of a sink to what it fills."""
    topics = _listed(sink["topics"]) or [""]
    for topic in topics:
        pattern = sink["topics.regex"].text
        yield Flow(
            source=Endpoint(system=_broker(sink), dataset=topic),
            target=Endpoint(system=_database(sink), dataset=_filled(sink, topic, tables)),
            evidence=sink["connector.class"].evidence,
            mechanism=Mechanism.EVENTS,
            technology=_technology(sink),
            latency="near real time",
            certainty=Certainty.CERTAIN if topic else Certainty.LIKELY,
            reason="" if topic else f"topics are given as a pattern ({pattern})",
        )


def _filled(sink: Doc, topic: str, tables: dict[str, str]) -> str:
    """Return the table, index or queue that a topic's records go to, "" if not told."""
    if not topic:
        return ""
    for pair in _listed(sink["topic.index.map"]):
        name, _, index = pair.partition(":")
        if name == topic:
            return index
    kind = sink["connector.class"].text.lower()
    if named := sink.first("jms.destination.name", "queue.name").text:
        return named
    topic = _routed(sink, topic)
    if "jdbc" in kind or "snowflake" in kind:
        default = "${topic}"
        shape = sink.first("table.name.format", "collection.name.format").text or default
        source = tables.get(topic, topic).rsplit(".", 1)[-1]
        flat = topic.replace(".", "_") if "debezium" in kind else topic
        return shape.replace("${topic}", flat).replace("${source.table}", source)
    return topic.lower() if "elasticsearch" in kind or "opensearch" in kind else ""


def _database(config: Doc) -> SystemRef:
    """Return the clues to the system at the far end of a connector."""
    url = config.first(*HOSTS, "camel.sink.path.uri", "camel.source.path.uri").text
    database = config.first("database.dbname", "database.names", "snowflake.database.name").text
    if not database and (found := re.search(r"//[^/]+/(\w+)|databaseName=(\w+)", url, re.I)):
        database = found[1] or found[2]
    if not database and len(schemas := _listed(config.first(*SCHEMA_LISTS))) == 1:
        database = schemas[0]
    clues = (
        (ClueKind.HOST, host_of(url) if url else ""),
        (ClueKind.DATABASE, database),
        (ClueKind.CLASS, config["connector.class"].text),
        (ClueKind.CLASS, ":".join(url.split(":")[:2]) if url.startswith("jdbc:") else ""),
    )
    return SystemRef(clues=tuple(Clue(kind=kind, value=value) for kind, value in clues if value))


def _broker(config: Doc) -> SystemRef:
    hosts = [host_of(server) for server in _listed(config.first(*BOOTSTRAP))]
    clues = [Clue(kind=ClueKind.HOST, value=host) for host in hosts if host]
    return SystemRef(name="Kafka", clues=tuple(clues))


def _technology(config: Doc) -> str:
    kind = "Debezium" if "debezium" in config["connector.class"].text.lower() else "Kafka Connect"
    return f"{kind} {_class(config)}"


def _unsure(config: Doc) -> Iterator[Record]:
    """Say what of a configuration cannot be told."""
    where = config["connector.class"].evidence
    routers = [
        config[f"transforms.{alias}.{ROUTERS[kind][0]}"].text
        for alias in _listed(config["transforms"])
        if (kind := config[f"transforms.{alias}.type"].text.rsplit(".", 1)[-1]) in ROUTERS
    ]
    if not all(_harmless(regex) for regex in routers):
        yield Skipped(
            reason="a router's pattern is not valid or could run for ever; topics are unrouted",
            remedy="simplify the pattern",
            evidence=where,
            kind="entry",
        )
    ends = re.search(r"source|sink|debezium", config["connector.class"].text, re.I)
    if not ends and not _is_sink(config):
        yield Dependency(
            source=Endpoint(system=_database(config)),
            target=Endpoint(system=_broker(config)),
            reason="the connector class does not say whether it is a source or a sink",
            evidence=where,
            mechanism=Mechanism.EVENTS,
            technology=_technology(config),
        )


def _listed(doc: Doc) -> list[str]:
    return [part.strip() for text in doc.texts for part in text.split(",") if part.strip()]
