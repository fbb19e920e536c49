"""Read IDoc partner profiles (WE20; tables EDP13 and EDP21) and the ports they send through."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from seamscope.connector.connections import build_clues
from seamscope.connector.entries import note_reading, skip_entry
from seamscope.connector.failures import REPORTED
from seamscope.connector.scrub import clean_text, quote
from seamscope.connector.states import parse_state
from seamscope.records import (
    ClueKind,
    Endpoint,
    Evidence,
    Flow,
    Mechanism,
    Record,
    Skipped,
    State,
    SystemRef,
)
from seamscope_connectors.sap_erp.columns import Kind
from seamscope_connectors.sap_erp.destinations import Destination
from seamscope_connectors.sap_erp.names import (
    ENTITIES,
    PARTNER_TYPES,
    TECHNICAL,
    find_system_id,
)
from seamscope_connectors.sap_erp.sheets import Entry

OUTBOUND_WORDS = frozenset(
    {
        "1",
        "outbound",
        "ausgang",
        "out",
        "outbox",
        "sortant",
        "ausgehend",
        "salida",
        "saida",
        "saída",
    }
    | {"uscita", "in uscita", "uitgaand"}
)
INBOUND_WORDS = frozenset(
    {"2", "inbound", "eingang", "in", "inbox", "entrant", "eingehend", "entrada", "entrata"}
    | {"in entrata", "inkomend"}
)
INACTIVE = frozenset({"i", "inaktiv", "inactive", "inactif"})
# Output modes: send each IDoc immediately, or collect IDocs until a job sends them.
LATENCIES = {"1": "near real time", "2": "near real time", "3": "batch", "4": "batch"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Port:
    """A port: the RFC destination that it sends through, or the folder that it writes to."""

    destination: str = ""
    folder: str = ""


@dataclass(slots=True)
class Lists:
    """The lists of one SAP system, which refer to each other.

    levels: the status of each partner, A (active) or I (inactive), by the partner's number and
    type.
    """

    destinations: dict[str, Destination] = field(default_factory=dict)
    ports: dict[str, Port] = field(default_factory=dict)
    profiles: list[tuple[Kind, Entry]] = field(default_factory=list)
    sent: list[Entry] = field(default_factory=list)
    levels: dict[tuple[str, str], str] = field(default_factory=dict)


def read_port(entry: Entry) -> Port:
    """Return the port of a row."""
    return Port(destination=entry.get("port_destination"), folder=entry.get("port_folder"))


def list_profiles(lists: Lists, own: SystemRef) -> Iterator[Record]:
    """Yield a flow for each message type of a partner.

    Faulty rows, messages without business data, and partners that are not systems are reported.
    """
    notes = Notes()
    seen: set[tuple[Endpoint, Endpoint, str, State]] = set()
    for kind, entry in lists.profiles:
        outbound = _is_outbound(kind, entry)
        fault = _find_fault(entry, outbound=outbound)
        if fault is not None:
            yield fault
        elif entry.get("message").upper() in TECHNICAL:
            notes.technical.append(entry.evidence)
        else:
            flow = _build_flow(entry, lists, own, outbound=outbound is True)
            notes.add_partner(entry)
            key = (flow.source, flow.target, flow.interface, flow.state)
            if key not in seen:
                seen.add(key)
                yield flow
    yield from notes.report()


@dataclass(slots=True)
class Notes:
    """Collects the findings that are reported once for all profiles.

    technical: evidence of messages without business data.
    partners: the first row of each partner number, by type of partner.
    """

    technical: list[Evidence] = field(default_factory=list)
    partners: dict[str, dict[str, Evidence]] = field(default_factory=lambda: defaultdict(dict))

    def add_partner(self, entry: Entry) -> None:
        """Record a partner that is not a system but a customer, supplier or the like."""
        what = PARTNER_TYPES.get(entry.get("partner_type").upper(), "")
        if what:
            self.partners[what].setdefault(_partner(entry), entry.evidence)

    def report(self) -> Iterator[Record]:
        """Yield one report for messages without business data, and one for each type of partner."""
        if self.technical:
            what = f"partner profiles of technical messages are not read: {len(self.technical)}"
            yield note_reading(
                what,
                "leave the message types SYNCH, ALEAUD, ALEREQ and STATUS out of the list",
                self.technical[0],
            )
        for what, found in self.partners.items():
            problem = f"{what} whose systems are not in their partner profiles: {len(found)}"
            remedy = "list the systems of important partners in the inventory"
            yield skip_entry(problem, remedy, min(found.values()))


def _is_outbound(kind: Kind, entry: Entry) -> bool | None:
    """Return whether the SAP system sends this message, None if the row has no direction."""
    word = entry.get("direction").casefold()
    match kind:
        case Kind.OUTBOUND | Kind.INBOUND:
            return kind is Kind.OUTBOUND
        case _:
            return True if word in OUTBOUND_WORDS else False if word in INBOUND_WORDS else None


def _find_fault(entry: Entry, *, outbound: bool | None) -> Skipped | None:
    message = entry.get("message")
    if not message or not _partner(entry):
        problem = "the partner or the message type of the partner profile is missing"
        return skip_entry(problem, "fill in both, or remove the row", entry.evidence)
    if outbound is None:
        word = clean_text(entry.get("direction"))[:20]
        problem = f"the direction '{word}' of the partner profile is unknown"
        return skip_entry(problem, "write 1 or outbound, 2 or inbound", entry.evidence)
    return None


def _build_flow(entry: Entry, lists: Lists, own: SystemRef, *, outbound: bool) -> Flow:
    port = lists.ports.get(entry.get("receiver_port", "port"), Port())
    partner = _partner_ref(entry, lists)
    level = lists.levels.get((_partner(entry), entry.get("partner_type")), "")
    state, reason = _read_state(entry, level)
    message = entry.get("message")
    parts = (message, entry.get("message_variant"), entry.get("message_function"))
    idoc_type = entry.get("idoc_type")
    ends = (Endpoint(system=own, dataset=message), Endpoint(system=partner, dataset=message))
    entity = ENTITIES.get(message.upper(), "")
    return Flow(
        source=ends[not outbound],
        target=ends[outbound],
        mechanism=Mechanism.FILE if port.folder else Mechanism.API,
        technology=f"SAP IDoc {idoc_type}".strip(),
        latency=LATENCIES.get(entry.get("output_mode")[:1], ""),
        entities=(entity,) if entity else (),
        error_handling=(REPORTED,) if entry.get("notified") else (),
        via=_list_intermediaries(port, entry, lists) if outbound else (),
        state=state,
        reason=reason,
        interface=" ".join(filter(None, parts)),
        evidence=entry.evidence,
    )


def _read_state(entry: Entry, level: str) -> tuple[State, str]:
    """Return the state of a profile and the reason for the state.

    A profile for test messages belongs to a test system. An inactive partner disables a profile. A
    remark that somebody added to the list may say that a message is no longer sent.

    level: the status in the list of partners, "" if that list is missing.
    """
    if entry.get("test"):
        return State.DEVELOPMENT, "the profile is for test messages"
    status = level or entry.get("status")
    if status.casefold() in INACTIVE or parse_state(status) is State.DISABLED:
        return State.DISABLED, "the partner is inactive"
    remark = entry.get("remark", "text")
    said = parse_state(remark) if remark else None
    if said not in {None, State.ACTIVE, State.UNKNOWN}:
        return said, f"the remark says '{quote(remark, 60)}'"
    return State.ACTIVE, ""


def _partner(entry: Entry) -> str:
    return entry.get("receiver", "sender", "partner")


def _partner_ref(entry: Entry, lists: Lists) -> SystemRef:
    """Return the system of a partner.

    The system is a logical system, or one system for all partners of a type, such as all customers.
    """
    what = PARTNER_TYPES.get(entry.get("partner_type").upper(), "")
    if what:
        return SystemRef(clues=build_clues((ClueKind.NAME, f"{what} (EDI)")))
    name = _partner(entry)
    sid = find_system_id(name)
    destination = lists.destinations.get(name) or next(
        (one for one in lists.destinations.values() if sid and one.sid == sid), None
    )
    if destination is not None and destination.host:
        return SystemRef(clues=destination.clues, service=True)
    clues = build_clues((ClueKind.SOURCE, name), (ClueKind.SOURCE, sid))
    return SystemRef(clues=clues, service=True)


def _list_intermediaries(port: Port, entry: Entry, lists: Lists) -> tuple[SystemRef, ...]:
    """Return the system that a port sends to, such as an EDI converter.

    The result is () if the port sends to the partner itself.
    """
    destination = lists.destinations.get(port.destination)
    partner = _partner(entry)
    if destination is None or destination.name == partner:
        return ()
    if destination.sid and destination.sid == find_system_id(partner):
        return ()
    return (SystemRef(clues=destination.clues),)
