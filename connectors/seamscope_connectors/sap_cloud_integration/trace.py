"""Follow messages through integration flows: the systems that each process reads and writes.

Calls of local processes, ProcessDirect and JMS queues are followed, also into flows of other
packages.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from itertools import takewhile
from pathlib import PurePosixPath

from seamscope.records import ColumnEdge
from seamscope_connectors.sap_cloud_integration.adapters import (
    READING,
    WRITING,
    is_token_call,
    read_join,
    read_verb,
)
from seamscope_connectors.sap_cloud_integration.model import (
    Channel,
    IntegrationFlow,
    Process,
    Step,
)

Key = tuple[str, str]  # (path of a flow, id of a process)
STEPS_BACK = 8  # steps before a call in which the step that sets its message is searched
SQL = re.compile(r"\s*(?:select|with|insert|update|delete|merge|call|exec)\b", re.I)
TABLE = re.compile(
    r"action\s*=\s*[\"'](\w+)[\"'](?:(?!action\s*=).)*?<table>\s*([\w.\"]+)\s*</table>", re.I | re.S
)
WRITES = re.compile(
    r"\s*(?:insert\s+into|update|delete\s+from|merge\s+into|upsert)\s+([\w.\"\[\]`]+)", re.I
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """One read or write of a step.

    doubt: why the direction is uncertain.
    replies: whether the call returns a reply to the flow.
    sql: the statement of a database call, "" if it depends on the message.
    table: the table that the call writes.
    """

    channel: Channel
    flow: IntegrationFlow
    step: Step
    reads: bool
    doubt: str = ""
    replies: bool = False
    sql: str = ""
    table: str = ""

    @property
    def id(self) -> str:
        """The identifier of the read or write: flow, line of the channel, and step."""
        return f"{self.flow.path}:{self.channel.evidence.line}:{self.step.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """The reads and writes of one step, including those of the processes that it calls."""

    step: Step
    reads: tuple[Touch, ...]
    writes: tuple[Touch, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A step that calls other processes. returns: whether their data returns to the caller."""

    step: Step
    name: str
    targets: tuple[Key, ...]
    returns: bool


@dataclass(slots=True)
class Estate:
    """All flows of the inputs.

    entries: the processes that messages to an address start, by address.
    mappings: column edges of mappings, by file path.
    called: addresses that flows call.
    """

    flows: dict[str, IntegrationFlow] = field(default_factory=dict)
    mappings: dict[str, tuple[ColumnEdge, ...]] = field(default_factory=dict)
    entries: dict[str, list[Key]] = field(default_factory=lambda: defaultdict(list))
    called: set[str] = field(default_factory=set)
    _touches: dict[Key, tuple[Touch, ...]] = field(default_factory=dict)
    _calls: dict[Key, tuple[Call, ...]] = field(default_factory=dict)

    def add(self, flow: IntegrationFlow) -> None:
        """Add a flow, with the addresses at which other flows can call it."""
        self.flows[flow.path] = flow
        for process, _, channel in flow.list_starts():
            if join := read_join(channel):
                self.entries[join].append((flow.path, process.id))

    def process(self, key: Key) -> Process:
        """Return the process with this key."""
        return self.flows[key[0]].processes[key[1]]

    def list_calls(self, key: Key) -> tuple[Call, ...]:
        """Return the steps of a process that call other processes, in order."""
        if key not in self._calls:
            self._calls[key] = tuple(self._list_calls(key))
        return self._calls[key]

    def _list_calls(self, key: Key) -> Iterator[Call]:
        flow, process = self.flows[key[0]], self.process(key)
        for step in process.steps.values():
            if step.calls in flow.processes:
                targets: tuple[Key, ...] = ((flow.path, step.calls),)
                yield Call(step=step, name="", targets=targets, returns=True)
            for channel in flow.channels.get(step.id, ()):
                if not channel.inbound and (join := read_join(channel)):
                    self.called.add(join)
                    returns = channel.adapter != "JMS" and step.activity == "ExternalCall"
                    targets = _find_nearest(flow.path, self.entries.get(join, ()))
                    yield Call(step=step, name=join, targets=targets, returns=returns)

    def list_touches(self, key: Key) -> tuple[Touch, ...]:
        """Return the reads and writes of a process itself, without those of the processes that it
        calls.
        """
        if key not in self._touches:
            flow, process = self.flows[key[0]], self.process(key)
            self._touches[key] = tuple(
                _touch(flow, process, step, channel)
                for step in process.steps.values()
                for channel in flow.channels.get(step.id, ())
                if not channel.inbound and not read_join(channel) and not is_token_call(channel)
            )
        return self._touches[key]

    def list_units(self, key: Key) -> list[Unit]:
        """Return the steps of a process that read or write, directly or through a call."""
        found: dict[str, list[Touch]] = defaultdict(list)
        for touch in self.list_touches(key):
            found[touch.step.id].append(touch)
        calls: dict[str, list[Call]] = defaultdict(list)
        for call in self.list_calls(key):
            calls[call.step.id].append(call)
        units = []
        for step in self.process(key).steps.values():
            own = found[step.id]
            reads = [touch for touch in own if touch.reads]
            writes = [touch for touch in own if not touch.reads]
            for call in calls[step.id]:
                if call.returns:
                    back = self._list_reached(call.targets, returning=True)
                    reads += [touch for touch in back if touch.reads]
                writes += [touch for touch in self._list_reached(call.targets) if not touch.reads]
            if reads or writes:
                units.append(Unit(step=step, reads=tuple(reads), writes=tuple(writes)))
        return units

    def _list_reached(self, keys: Iterable[Key], *, returning: bool = False) -> Iterator[Touch]:
        """Yield the reads and writes of these processes and of all processes that they call.

        returning: whether to follow only calls that return data.
        """
        seen: dict[Key, None] = {}
        todo = list(keys)
        while todo:
            key = todo.pop(0)
            if key in seen:
                continue
            seen[key] = None
            for call in self.list_calls(key):
                todo += call.targets if call.returns or not returning else ()
        for key in seen:
            yield from self.list_touches(key)

    def list_columns(self, flow: IntegrationFlow, steps: Iterable[Step]) -> tuple[ColumnEdge, ...]:
        """Return the column edges of the message mappings in these steps."""
        root = flow.path.partition("src/main/resources")[0]
        found: dict[ColumnEdge, None] = {}
        for step in steps:
            if step.activity.startswith("Mapping"):
                name = find_mapping_name(step.values)
                found |= dict.fromkeys(self.mappings.get(f"{root}{name}", ()))
        return tuple(found)


def find_mapping_name(values: Mapping[str, str]) -> str:
    """Return the file name of a step's message mapping: "Orders.mmap"."""
    uri = values.get("mappinguri", "").rpartition("/")[2]
    return uri if uri.endswith(".mmap") else f"{values.get('mappingname', '')}.mmap"


def _find_nearest(path: str, keys: Sequence[Key]) -> tuple[Key, ...]:
    """Return the processes whose flow shares the most leading folders with the path of the caller.

    Two exports of one tenant contain each flow twice; a flow calls the copy in its own export.
    """
    shared = {key: _count_shared_folders(PurePosixPath(path).parts, key[0]) for key in keys}
    longest = max(shared.values(), default=0)
    return tuple(key for key in keys if shared[key] == longest)


def _count_shared_folders(parts: tuple[str, ...], path: str) -> int:
    """Return the number of leading folders that two paths have in common."""
    pairs = zip(parts, PurePosixPath(path).parts, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _touch(flow: IntegrationFlow, process: Process, step: Step, channel: Channel) -> Touch:
    message = _find_prepared_message(process, step) if channel.adapter == "JDBC" else ""
    table = TABLE.search(message)
    sql = message if SQL.match(message) else ""
    verb = sql or (table[1] if table else read_verb(channel))
    target = WRITES.match(sql)
    reads = channel.asked or step.activity.startswith(("contentEnricher", "PollEnrich"))
    sends = step.kind == "endEvent" or step.activity.startswith("Send")
    if sql or table or not (reads or sends):
        reads = READING.match(verb) is not None
        sends = WRITING.match(verb) is not None
    return Touch(
        channel=channel,
        flow=flow,
        step=step,
        reads=reads,
        replies=step.activity.startswith("ExternalCall"),
        doubt="" if reads or sends else "the operation is unknown; a write is assumed",
        sql=re.sub(r"\$\{[^{}]*\}|:\?\w+", "?", sql),
        table=(table[2] if table else target[1] if target else "").strip('"`[]'),
    )


def _find_prepared_message(process: Process, step: Step) -> str:
    """Return the message that a content modifier sets shortly before a step, "" if none."""
    before: dict[str, list[str]] = defaultdict(list)
    for source, targets in process.after.items():
        for target in targets:
            before[target].append(source)
    current = step.id
    for _ in range(STEPS_BACK):
        previous = before.get(current, ())
        if len(previous) != 1 or previous[0] not in process.steps:
            break
        current = previous[0]
        if text := process.steps[current].values.get("wrapContent", ""):
            return unescape(text)
    return ""
