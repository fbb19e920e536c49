"""Read an `.iflw` file: its processes, their steps, and the channels to participants.

The file is BPMN 2.0. A participant is an external sender or receiver. A message flow between a
participant and a step is a channel with an adapter, whose settings are `ifl:property` pairs.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from seamscope.connector import File, is_secret_name
from seamscope.records import Evidence

PLACEHOLDER = re.compile(r"\{\{([^{}]{1,200})\}\}")
# Elements of a process that are not steps.
NO_STEP = frozenset({"extensionElements", "sequenceFlow", "incoming", "outgoing", "documentation"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A connection between a step and a participant, with its adapter.

    inbound: whether its messages start the flow.
    asked: whether the flow calls the participant to fetch data.
    values: the adapter's settings, with parameters replaced by their values.
    """

    adapter: str
    participant: str
    inbound: bool
    asked: bool
    values: Mapping[str, str]
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of a process.

    activity: type and subtype in SAP's terms, such as "Mapping MessageMapping".
    calls: id of the process that it calls, "" if none.
    """

    id: str
    kind: str
    activity: str
    values: Mapping[str, str]
    evidence: Evidence
    calls: str = ""
    timer: str = ""  # schedule of a start event, as in the file


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """A process, or an exception subprocess of a process.

    after: ids of the next steps of each step.
    handles_errors_of: id of the process whose errors it handles, "" if none.
    """

    id: str
    steps: Mapping[str, Step]
    after: Mapping[str, tuple[str, ...]]
    handles_errors_of: str = ""

    def find_reachable(self, start: str) -> frozenset[str]:
        """Return the ids of all steps that can run after a step."""
        seen: set[str] = set()
        todo = [*self.after.get(start, ())]
        while todo:
            step = todo.pop()
            if step not in seen:
                seen.add(step)
                todo += self.after.get(step, ())
        return frozenset(seen)


@dataclass(frozen=True, slots=True, kw_only=True)
class IntegrationFlow:
    """One integration flow.

    processes: processes by id.
    channels: channels by the id of their step.
    """

    name: str
    path: str
    processes: Mapping[str, Process]
    channels: Mapping[str, tuple[Channel, ...]]
    evidence: Evidence

    def list_starts(self) -> Iterator[tuple[Process, Step, Channel]]:
        """Yield each channel whose messages start a process, with the process and the step."""
        for process in self.processes.values():
            for key in process.steps:
                for channel in self.channels.get(key, ()):
                    if channel.inbound:
                        yield process, process.steps[key], channel


@dataclass(slots=True)
class _Parts:
    """The processes collected while a file is read."""

    processes: dict[str, Process] = field(default_factory=dict)


def build_flow(file: File, parameters: Mapping[str, str]) -> IntegrationFlow:
    """Return the flow of an `.iflw` file, with parameters replaced by their values.

    Raises UnreadableError if the file contains no BPMN process.
    """
    root = file.xml()
    parts = _Parts()
    for element in root:
        if _tag(element) == "process":
            _add_process(element, "", file, parameters, parts)
    if not parts.processes:
        remedy = "export the flow from SAP Cloud Integration again"
        raise file.error("the integration flow contains no BPMN process", remedy, 1)
    channels: dict[str, list[Channel]] = defaultdict(list)
    for element in root:
        if _tag(element) == "collaboration":
            for step, channel in _list_channels(element, file, parameters):
                channels[step].append(channel)
    return IntegrationFlow(
        name=file.name.rpartition(".")[0],
        path=file.path,
        processes=parts.processes,
        channels={step: tuple(found) for step, found in channels.items()},
        evidence=file.at(1),
    )


def _add_process(
    element: Element, parent: str, file: File, parameters: Mapping[str, str], parts: _Parts
) -> None:
    steps: dict[str, Step] = {}
    after: dict[str, list[str]] = defaultdict(list)
    own = element.get("id", "")
    for child in element:
        if _tag(child) == "sequenceFlow":
            after[child.get("sourceRef", "")].append(child.get("targetRef", ""))
        elif _tag(child) == "subProcess":
            _add_process(child, own, file, parameters, parts)
        elif _tag(child) not in NO_STEP and child.get("id"):
            steps[child.get("id", "")] = _build_step(child, file, parameters)
    parts.processes[own] = Process(
        id=own,
        steps=steps,
        after={step: tuple(found) for step, found in after.items()},
        handles_errors_of=parent,
    )


def _build_step(element: Element, file: File, parameters: Mapping[str, str]) -> Step:
    values = _read_values(element, parameters)
    timers = (child for child in element if _tag(child) == "timerEventDefinition")
    timer = next((_read_values(child, parameters) for child in timers), None)
    kinds = (values.get("activityType", ""), values.get("subActivityType", ""))
    return Step(
        id=element.get("id", ""),
        kind=_tag(element),
        activity=" ".join(kind for kind in kinds if kind),
        values=values,
        calls=values.get("processId", ""),
        timer="" if timer is None else timer.get("scheduleKey", "") or "at an unknown time",
        evidence=file.at(element, element.get("name", "")),
    )


def _list_channels(
    collaboration: Element, file: File, parameters: Mapping[str, str]
) -> Iterator[tuple[str, Channel]]:
    """Yield each channel with the id of its step."""
    names = {
        child.get("id", ""): child.get("name", "")
        for child in collaboration
        if _tag(child) == "participant" and "IntegrationProcess" not in _type(child)
    }
    for child in collaboration:
        if _tag(child) != "messageFlow":
            continue
        source, target = child.get("sourceRef", ""), child.get("targetRef", "")
        values = _read_values(child, parameters)
        outside = source if source in names else target
        yield (
            target if source in names else source,
            Channel(
                adapter=values.get("ComponentType", "") or child.get("name", ""),
                participant=_strip_number(outside, names),
                inbound=source in names and values.get("direction", "Sender") == "Sender",
                asked=source in names,
                values=values,
                evidence=file.at(child, file.name.rpartition(".")[0]),
            ),
        )


def _strip_number(participant: str, names: Mapping[str, str]) -> str:
    """Return the name of a participant without the number of a copy: ``ERP1`` → ``ERP``.

    The number is kept if no participant of the flow is named ``ERP``.
    """
    name = names.get(participant, "")
    base = re.sub(r"(?:[ _](?=\d)|(?<!\d))\d++$", "", name)
    return base if base in names.values() else name


def _type(participant: Element) -> str:
    return next((text for key, text in participant.items() if key.endswith("}type")), "")


def _read_values(element: Element, parameters: Mapping[str, str]) -> dict[str, str]:
    """Return the settings of an element, without secrets."""
    found: dict[str, str] = {}
    for holder in element:
        if _tag(holder) != "extensionElements":
            continue
        for entry in holder:
            texts = {_tag(child): (child.text or "").strip() for child in entry}
            key = texts.get("key", "")
            if key and not is_secret_name(key):
                found[key] = fill(texts.get("value", ""), parameters.get)
    return found


def fill(text: str, value_of: Callable[[str], str | None]) -> str:
    """Replace parameters whose value is known: ``{{host}}/api`` → ``erp.example.com/api``."""
    return PLACEHOLDER.sub(lambda match: value_of(match[1].strip()) or match[0], text)


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2]
