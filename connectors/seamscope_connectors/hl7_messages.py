"""Read HL7 version 2 messages: their sender, their receiver and their type.

Only the header segment is read, because the other segments contain patient data. A sample message
only suggests that an interface exists, so its flow is likely, not certain.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from seamscope.connector import Claim, Connector, File, Source
from seamscope.connector.connections import build_clues
from seamscope.connector.entries import skip_entry
from seamscope.connector.scrub import quote
from seamscope.records import (
    Certainty,
    ClueKind,
    Endpoint,
    Evidence,
    Flow,
    Mechanism,
    Record,
    SystemRef,
)

# The header of a message, of a batch (BHS) or of a file (FHS), with its separators.
HEADER = re.compile(r"\s*+\x0b?(?:MSH|BHS|FHS)([|^~$#])\S{4,5}\1")
SEGMENTS = re.compile(r"[\r\n\x0b\x1c]+")
SENDER, RECEIVER, TYPE, PROCESSING = 2, 4, 8, 10  # fields of MSH, counted from the segment's name
ANSWERS = frozenset({"ACK", "ORR", "RSP", "MCF"})
TESTS = {"T": "training", "D": "debugging"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """The header of a message. kind: message type and event, such as ``ORM^O01``."""

    sender: str
    receiver: str
    kind: str
    processing: str
    evidence: Evidence


class Hl7MessagesConnector(Connector):
    """Reads the headers of HL7 v2 messages in files and logs."""

    name = "hl7-messages"
    reads = "HL7 v2 messages (only their headers)"

    def claim(self, file: File) -> Claim | None:
        if HEADER.match(file.head(512)):
            return Claim(reason="begins with the header of an HL7 v2 message")
        return None

    def read(self, source: Source) -> Iterator[Record]:
        unnamed = 0
        flows: dict[tuple[str, str, str], Flow] = {}
        for message in _list_messages(source.file):
            if message.kind.partition("^")[0] in ANSWERS:
                continue
            if not message.sender or not message.receiver:
                unnamed += 1
                continue
            key = (message.sender, message.receiver, message.kind)
            flows.setdefault(key, _build_flow(message))
        yield from flows.values()
        if unnamed or not flows:
            problem = f"messages without a sending and a receiving application: {unnamed}"
            yield skip_entry(problem, "list their flows in the inventory", source.file.at(1))


def _list_messages(file: File) -> Iterator[Message]:
    segments = map(str.strip, SEGMENTS.split(file.text().lstrip("\x0b\r\n")))
    for number, segment in enumerate(segments, start=1):
        if not segment.startswith("MSH") or len(segment) < len("MSH|^~\\&|"):
            continue
        fields = segment.split(segment[3])
        component = fields[1][:1]
        fields += [""] * (PROCESSING + 1 - len(fields))
        sender, receiver = (fields[at].partition(component)[0].strip() for at in (SENDER, RECEIVER))
        yield Message(
            sender=sender,
            receiver=receiver,
            kind="^".join(fields[TYPE].split(component)[:2]),
            processing=fields[PROCESSING].partition(component)[0].strip().upper(),
            evidence=file.at(number),
        )


def _build_flow(message: Message) -> Flow:
    test = TESTS.get(message.processing, "")
    kind = quote(message.kind, 20)
    reason = f"a sample of {kind} is among the inputs" if kind else "it is a sample of a message"
    ends = [
        Endpoint(system=SystemRef(clues=build_clues((ClueKind.SOURCE, name))))
        for name in (message.sender, message.receiver)
    ]
    return Flow(
        source=ends[0],
        target=ends[1],
        mechanism=Mechanism.EVENTS,
        technology="HL7 v2",
        latency="near real time",
        certainty=Certainty.POSSIBLE if test else Certainty.LIKELY,
        reason=f"{reason}, marked as {test}" if test else reason,
        interface=kind,
        evidence=message.evidence,
    )
