"""List the steps of one channel: reads and writes of connectors and scripts, and handoffs.

A handoff sends the message to another channel.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from seamscope.records import ColumnEdge, Endpoint, Evidence, Mechanism
from seamscope_connectors.mirth.ends import build_ends, database_end, path_end, web_end
from seamscope_connectors.mirth.javascript import SQL, Call, find_called, read_script
from seamscope_connectors.mirth.model import Channel, Part, Server, fill
from seamscope_connectors.mirth.transports import (
    CHANNEL_READER,
    CHANNEL_WRITER,
    SCRIPTED,
    engine_of,
    mechanism_of,
)

NOWHERE = frozenset({"", "none", "sink"})  # ids of a Channel Writer without a target
READS = re.compile(r"\s*+[{(]?\s*+(?:select|with)\b", re.I)
INTO = re.compile(r"\b(?:insert\s+into|update|delete\s+from|merge\s+into)\s+([\w.\"\[\]`]+)", re.I)
INSERT = re.compile(r"\binto\s+[\w.\"\[\]`]+\s*+\(([^()]*)\)\s*+values\s*+\(([^()]*)\)", re.I)
VARIABLE = re.compile(r"\$\{[^{}]{0,200}\}")
SCRIPT = "JavaScript"  # label of calls in scripts
MAY_READ = "the call may read or write"


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """One read or write of a connector or script.

    own: whether it is the source of its channel.
    replies: whether later destinations can use its reply.
    sql: its statement, with ``?`` for values from the message.
    doubt: why the direction is uncertain.
    error_handling: the queue and retries of a destination.
    """

    end: Endpoint
    label: str
    mechanism: Mechanism
    evidence: Evidence
    reads: bool = False
    own: bool = False
    replies: bool = False
    sql: str = ""
    dialect: str = ""
    doubt: str = ""
    columns: tuple[ColumnEdge, ...] = ()
    types: tuple[str, ...] = ()
    error_handling: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Handoff:
    """A step that sends the message to another channel. channel: id or name of that channel."""

    channel: str
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """An access to a system, or a handoff to another channel.

    scope: the destination that the step belongs to, "" if all destinations can use its data.
    off: the reason why it does not run, "" if it runs.
    """

    action: Touch | Handoff
    scope: str = ""
    off: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """A channel with its server and settings. functions: names of the code templates."""

    channel: Channel
    server: Server
    settings: Mapping[str, str]
    functions: frozenset[str]

    def fill(self, text: str) -> str:
        """Replace the server's settings in a string: ``${crmHost}`` → ``crm01``."""
        return fill(text, self.settings)


def list_steps(channel: Channel, server: Server) -> list[Step]:
    """Return the steps of a channel in the order in which they run, beginning with its source."""
    context = Context(
        channel=channel,
        server=server,
        settings=server.settings_for(channel.file),
        functions=frozenset(server.templates),
    )
    source = channel.source
    found = [Step(action=touch, off=source.off) for touch in _source_touches(context)]
    found += _script_steps((channel.before, *source.scripts), source, "", context)
    for number, part in enumerate(channel.destinations):
        scope = f"{channel.id}#{number}"
        found += _script_steps(part.scripts, part, scope, context)
        for action in _destination_steps(part, context):
            replies = isinstance(action, Touch) and action.replies
            found.append(Step(action=action, scope="" if replies else scope, off=part.off))
    after = replace(source, evidence=channel.evidence, off="")
    return [*found, *_script_steps((channel.after,), after, "", context)]


def _source_touches(context: Context) -> Iterator[Touch]:
    part = context.channel.source
    if not part.transport or CHANNEL_READER.fullmatch(part.transport):
        return
    calls = [touch for call in read_script(part.own) if (touch := _touch_of(call, part, context))]
    for touch in calls:
        yield replace(touch, own=touch.reads)
    if any(touch.reads for touch in calls) or SCRIPTED.fullmatch(part.transport):
        return
    select = "" if part.own else part.values.get("select") or part.values.get("query", "")
    update = "" if part.own else part.values.get("update", "")
    for end in build_ends(part, context.channel, context.settings):
        yield _base(part, end, select, context, reads=True)
        if SQL.match(update):
            yield _base(part, end, update, context, reads=False)


def _base(part: Part, end: Endpoint, sql: str, context: Context, *, reads: bool) -> Touch:
    is_sql = SQL.match(sql) is not None
    if is_sql and not reads and (table := INTO.search(sql)):
        end = replace(end, dataset=table[1].strip('`"[]'))
    address = context.fill(f"{part.values.get('driver', '')} {part.values.get('url', '')}")
    return Touch(
        end=end,
        label=part.transport,
        mechanism=mechanism_of(part.transport),
        evidence=part.evidence,
        reads=reads,
        own=reads,
        sql=VARIABLE.sub("?", context.fill(sql)) if is_sql else "",
        dialect=engine_of(address).dialect if is_sql else "",
        columns=bind_columns(sql, part.columns),
        types=part.types,
        error_handling=part.error_handling,
    )


def _destination_steps(part: Part, context: Context) -> Iterator[Touch | Handoff]:
    if not part.transport:
        return
    if CHANNEL_WRITER.fullmatch(part.transport):
        target = context.fill(part.values.get("channelId") or part.values.get("host", "")).strip()
        if target.casefold() not in NOWHERE:
            yield Handoff(channel=target, evidence=part.evidence)
        return
    if part.own:
        steps = [step.action for step in _script_steps((part.own,), part, "", context)]
        yield from steps
        if steps or SCRIPTED.fullmatch(part.transport):
            return
    query = "" if part.own else part.values.get("query", "")
    fetches = part.values.get("method", "").casefold() == "get" or READS.match(query) is not None
    source = context.channel.source
    for end in build_ends(part, context.channel, context.settings):
        touch = _base(part, end, query, context, reads=fetches)
        columns = bind_columns(query, (*part.columns, *source.columns))
        types = (*source.types[:1], *(part.types or source.types)[-1:])
        yield replace(touch, own=False, replies=fetches, columns=columns, types=types)


def _script_steps(
    scripts: tuple[str, ...], part: Part, scope: str, context: Context
) -> Iterator[Step]:
    """Yield the steps in scripts, and in the code templates that the scripts call."""
    texts = dict.fromkeys(text for text in scripts if text)
    called = {name for text in texts for name in find_called(text, context.functions)}
    texts |= dict.fromkeys(context.server.templates[name] for name in sorted(called))
    for call in (call for text in texts for call in read_script(text)):
        if call.kind == "route":
            name = context.fill(call.text).strip()
            handoff = Handoff(channel=name, evidence=part.evidence)
            yield Step(action=handoff, scope=scope, off=part.off)
        elif touch := _touch_of(call, part, context):
            yield Step(action=touch, scope=scope, off=part.off)


def _touch_of(call: Call, part: Part, context: Context) -> Touch | None:
    """Return the access of a call in a script, None for a call that routes the message."""
    text = context.fill(call.text)
    match call.kind:
        case "sql":
            url, driver = context.fill(call.url), context.fill(call.driver)
            end = database_end(url or part.values.get("url", ""), driver)
            return sql_touch(text, end, f"{driver} {url}", part.evidence)
        case "read" | "write":
            end, mechanism = path_end(text.replace("?", "*")), Mechanism.FILE
        case "get" | "send" | "url":
            end, mechanism = web_end(text), Mechanism.API
        case _:
            return None
    return Touch(
        end=end,
        label=SCRIPT,
        mechanism=mechanism,
        evidence=part.evidence,
        reads=call.kind in {"read", "get"},
        doubt=MAY_READ if call.kind == "url" else "",
    )


def sql_touch(text: str, end: Endpoint, engine: str, evidence: Evidence) -> Touch:
    """Return the access of a SQL statement in a script.

    engine: driver and URL of the database.
    """
    reads = READS.match(text) is not None
    table = None if reads else INTO.search(text)
    return Touch(
        end=replace(end, dataset=table[1].strip('`"[]')) if table else end,
        label=SCRIPT,
        mechanism=Mechanism.SQL,
        evidence=evidence,
        reads=reads,
        sql=VARIABLE.sub("?", text),
        dialect=engine_of(engine).dialect,
    )


def bind_columns(sql: str, read_edges: tuple[ColumnEdge, ...]) -> tuple[ColumnEdge, ...]:
    """Return column edges to the columns of an INSERT instead of to its variables.

    ``PID.5.1 → last`` with ``INSERT INTO p (name) VALUES (${last})`` → ``PID.5.1 → name``.
    """
    found = INSERT.search(sql)
    if found is None:
        return read_edges
    columns = [name.strip(' "`[]\n\t') for name in found[1].split(",")]
    names = [re.sub(r"[\s'\"]|\$\{|\}", "", value) for value in found[2].split(",")]
    filled = dict(zip(names, columns, strict=False))
    bound = (replace(e, target=filled[e.target]) for e in read_edges if e.target in filled)
    return tuple(dict.fromkeys(bound))
