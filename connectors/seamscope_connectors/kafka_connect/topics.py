"""Find the topic of each table of a source connector.

Debezium names a topic ``prefix.schema.table``; router transforms may rename the topic.
"""

import re
from dataclasses import dataclass

from seamscope.connector import Doc
from seamscope_connectors.kafka_connect.ends import SCHEMA_LISTS, split_list
from seamscope_connectors.kafka_connect.kcql import list_routes, name_object

TABLE_LISTS = ("table.include.list", "table.whitelist", "collection.include.list")
TABLE = "\0"  # stands for an unknown table name in a topic
ROUTERS = {"RegexRouter": ("regex", "replacement"),
           "ByLogicalTableRouter": ("topic.regex", "topic.replacement")}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """A table of a source connector and its topic.

    table, topic: "" if unknown.
    reason: why the table or topic is unknown or uncertain.
    """

    config: Doc
    table: str
    topic: str
    reason: str = ""


def list_streams(config: Doc, sink_topics: list[str]) -> list[Stream]:
    """Return the tables and topics of a source connector that its settings contain.

    sink_topics: topics of sinks in the inputs, from which tables are derived if the settings list
    no tables.
    """
    prefix = config.first("topic.prefix", "database.server.name").text
    if routes := list(list_routes(config)):
        return [
            Stream(config=config, table=name_object(config, source), topic=route(config, topic))
            for source, topic in routes
        ]
    if config["query"]:
        return [
            Stream(
                config=config,
                table="",
                topic=prefix,
                reason="the connector fills the topic by a query",
            )
        ]
    topic_name = config.first("kafka.topic", "topic", "topics").text
    if topic_name and not config.first(*TABLE_LISTS):
        read = split_list(config["mqtt.topics"]) or [""]
        return [Stream(config=config, table=name, topic=topic_name) for name in read]
    streams: list[Stream] = []
    for table in split_list(config.first(*TABLE_LISTS)):
        unescaped = table.replace("\\.", ".")
        if re.fullmatch(r"[\w.$#-]+", unescaped):
            streams.append(
                Stream(
                    config=config, table=unescaped, topic=_build_topic(config, prefix, unescaped)
                )
            )
        else:
            reason = f"the connector selects tables by a pattern ({table})"
            streams.append(Stream(config=config, table="", topic="", reason=reason))
    return streams or _derive_streams(config, prefix, sink_topics)


def _derive_streams(config: Doc, prefix: str, sink_topics: list[str]) -> list[Stream]:
    """Return the tables of a source connector whose settings list only schemas.

    They are derived from the topics of sinks: schema `crm` and the topic ``prefix.crm.orders`` →
    table ``crm.orders``.
    """
    streams = []
    for schema in split_list(config.first(*SCHEMA_LISTS)) or [""]:
        topic = _build_topic(config, prefix, f"{schema}.{TABLE}" if schema else TABLE)
        if not topic.replace(TABLE, ""):
            continue  # the routers remove prefix and schema, so any topic would match
        pattern = re.escape(topic).replace(re.escape(TABLE), r"([^.]+)")
        for name in sink_topics:
            if match := re.fullmatch(pattern, name):
                table = ".".join(part for part in (schema, match[1]) if part)
                reason = f"the table is derived from the topic {name} of a sink"
                streams.append(Stream(config=config, table=table, topic=name, reason=reason))
    reason = "the connector's settings contain no tables"
    return streams or [Stream(config=config, table="", topic="", reason=reason)]


def _build_topic(config: Doc, prefix: str, table: str) -> str:
    """Return the topic of a table: ``prefix.schema.table``, changed by the router transforms.

    The JDBC source adds the name of the table without its schema to the prefix.
    """
    if "jdbc" in config["connector.class"].text.lower():
        return route(config, prefix + table.rpartition(".")[2])
    database = config["database.names"].text if table.count(".") == 1 else ""
    return route(config, ".".join(part for part in (prefix, database, table) if part))


def route(config: Doc, topic: str) -> str:
    """Return the name of a topic after the router transforms of a connector."""
    for alias in split_list(config["transforms"]):
        head = f"transforms.{alias}."
        keys = ROUTERS.get(config[f"{head}type"].text.rsplit(".", 1)[-1])
        if keys is None:
            continue
        regex, replacement = (config[head + key].text for key in keys)
        if _is_safe(regex) and (match := re.fullmatch(regex, topic)):
            topic = _expand(replacement, match)
    return topic


def _expand(replacement: str, match: re.Match[str]) -> str:
    """Expand a Java replacement: `$1` is the first group of the match, "" if it is missing."""

    def group(reference: re.Match[str]) -> str:
        number = int(reference[1])
        return (match[number] or "") if number <= match.re.groups else ""

    return re.sub(r"\$(\d)", group, replacement)


def _is_safe(regex: str) -> bool:
    """Return whether a regex is valid and cannot take exponential time, as ``(a+)+`` can."""
    if len(regex) > 200 or re.search(r"[+*}]\)[+*{]|[+*}]\)\?[+*{]", regex):
        return False
    try:
        re.compile(regex)
    except re.error:
        return False
    return True


def has_unsafe_router(config: Doc) -> bool:
    """Return whether the regex of a router transform is invalid or too slow."""
    routers = [
        config[f"transforms.{alias}.{ROUTERS[kind][0]}"].text
        for alias in split_list(config["transforms"])
        if (kind := config[f"transforms.{alias}.type"].text.rsplit(".", 1)[-1]) in ROUTERS
    ]
    return not all(_is_safe(regex) for regex in routers)
