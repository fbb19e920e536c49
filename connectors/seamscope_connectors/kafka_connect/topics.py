"""What a source sends to which topic: naming rules, patterns, and the routers on the way."""

import re
from dataclasses import dataclass

from seamscope.connector import Doc
from seamscope_connectors.kafka_connect.ends import SCHEMA_LISTS, listed

TABLE_LISTS = ("table.include.list", "table.whitelist", "collection.include.list")
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


def streams(config: Doc, wanted: list[str]) -> list[Stream]:
    """Return what a source connector sends, as far as the configurations tell."""
    prefix = config.first("topic.prefix", "database.server.name").text
    if config["query"]:
        return [Stream(config=config, table="", topic=prefix, reason="a query feeds the topic")]
    named = config.first("kafka.topic", "topic", "topics").text
    if named and not config.first(*TABLE_LISTS):
        return [Stream(config=config, table="", topic=named)]
    made: list[Stream] = []
    for table in listed(config.first(*TABLE_LISTS)):
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
    for schema in listed(config.first(*SCHEMA_LISTS)) or [""]:
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
        return routed(config, prefix + table)
    database = config["database.names"].text if table.count(".") == 1 else ""
    return routed(config, ".".join(part for part in (prefix, database, table) if part))


def routed(config: Doc, topic: str) -> str:
    """Return a topic's name behind the routers of a connector, in their order."""
    for alias in listed(config["transforms"]):
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


def bad_router(config: Doc) -> bool:
    """Tell whether a router's pattern is not valid or could run for ever."""
    routers = [
        config[f"transforms.{alias}.{ROUTERS[kind][0]}"].text
        for alias in listed(config["transforms"])
        if (kind := config[f"transforms.{alias}.type"].text.rsplit(".", 1)[-1]) in ROUTERS
    ]
    return not all(_harmless(regex) for regex in routers)
