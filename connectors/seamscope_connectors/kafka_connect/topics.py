"""Find the topic of each table of a source connector: naming rules, patterns and routers."""

import re
from dataclasses import dataclass

from seamscope.connector import Doc
from seamscope_connectors.kafka_connect.ends import SCHEMA_LISTS, split_list

TABLE_LISTS = ("table.include.list", "table.whitelist", "collection.include.list")
TABLE = "\0"  # placeholder for the unknown table name while routers rewrite a topic
ROUTERS = {"RegexRouter": ("regex", "replacement"),
           "ByLogicalTableRouter": ("topic.regex", "topic.replacement")}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """A table and the topic a source connector sends it to."""

    config: Doc
    table: str
    topic: str
    reason: str = ""


def list_streams(config: Doc, sink_topics: list[str]) -> list[Stream]:
    """Return the tables and topics of a source connector, as far as they are configured.

    sink_topics: topics that sinks of the run consume, for sources that name no tables.
    """
    prefix = config.first("topic.prefix", "database.server.name").text
    if config["query"]:
        return [
            Stream(config=config, table="", topic=prefix, reason="the topic is filled by a query")
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
            reason = f"the tables are set by a pattern ({table})"
            streams.append(Stream(config=config, table="", topic="", reason=reason))
    return streams or _derive_streams(config, prefix, sink_topics)


def _derive_streams(config: Doc, prefix: str, sink_topics: list[str]) -> list[Stream]:
    """Derive the tables of a source that lists only schemas from the topics of the sinks."""
    streams = []
    for schema in split_list(config.first(*SCHEMA_LISTS)) or [""]:
        topic = _build_topic(config, prefix, f"{schema}.{TABLE}" if schema else TABLE)
        if not topic.replace(TABLE, ""):
            continue  # the routers leave nothing that identifies a topic of this source
        pattern = re.escape(topic).replace(re.escape(TABLE), r"([^.]+)")
        for name in sink_topics:
            if match := re.fullmatch(pattern, name):
                table = ".".join(part for part in (schema, match[1]) if part)
                reason = f"the table is derived from topic {name}, which a sink consumes"
                streams.append(Stream(config=config, table=table, topic=name, reason=reason))
    reason = "the configuration names no tables"
    return streams or [Stream(config=config, table="", topic="", reason=reason)]


def _build_topic(config: Doc, prefix: str, table: str) -> str:
    """Return the topic of a table: Debezium's ``prefix.schema.table``, then the routers."""
    if "jdbc" in config["connector.class"].text.lower():
        return route(config, prefix + table)
    database = config["database.names"].text if table.count(".") == 1 else ""
    return route(config, ".".join(part for part in (prefix, database, table) if part))


def route(config: Doc, topic: str) -> str:
    """Apply the router transforms of a connector to a topic name, in order."""
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
    """Expand a Java replacement: `$1` is the first group, a missing group is empty."""

    def group(reference: re.Match[str]) -> str:
        number = int(reference[1])
        return (match[number] or "") if number <= match.re.groups else ""

    return re.sub(r"\$(\d)", group, replacement)


def _is_safe(regex: str) -> bool:
    """Return whether a regex is valid and cannot backtrack catastrophically."""
    if len(regex) > 200 or re.search(r"[+*}]\)[+*{]|[+*}]\)\?[+*{]", regex):
        return False
    try:
        re.compile(regex)
    except re.error:
        return False
    return True


def has_unsafe_router(config: Doc) -> bool:
    """Return whether the regex of a router is invalid or may never finish."""
    routers = [
        config[f"transforms.{alias}.{ROUTERS[kind][0]}"].text
        for alias in split_list(config["transforms"])
        if (kind := config[f"transforms.{alias}.type"].text.rsplit(".", 1)[-1]) in ROUTERS
    ]
    return not all(_is_safe(regex) for regex in routers)
