"""Read RFC destinations (SM59, table RFCDES): the systems that an SAP system calls.

From the options, only host, instance, system id, client and path are read, never users and
passwords.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from seamscope.connector import extract_host
from seamscope.connector.connections import LOCAL, build_clues
from seamscope.connector.entries import note_reading
from seamscope.connector.scrub import quote
from seamscope.connector.states import parse_state
from seamscope.records import (
    Clue,
    ClueKind,
    Dependency,
    Endpoint,
    Evidence,
    Mechanism,
    Record,
    State,
    SystemRef,
)
from seamscope_connectors.sap_erp.names import find_system_id
from seamscope_connectors.sap_erp.sheets import Entry

ABAP, HTTP, HTTP_ABAP, PROGRAM, OWN_SERVER = "3", "G", "H", "T", "I"
TYPES = {
    ABAP: "RFC to ABAP",
    HTTP: "HTTP",
    HTTP_ABAP: "HTTP to ABAP",
    PROGRAM: "RFC to a program",
    "W": "RFC over WebSocket",
    "2": "RFC to R/2",
}
# Types that call no other system: own servers, aliases for other destinations, drivers.
INTERNAL = frozenset("ILXM")
# SAP's destinations for support, transport and monitoring, which do not move business data.
TECHNICAL = ("SAPOSS", "SAP-OSS", "SAPCMP", "SAPNET_", "SAP-SUPPORT", "SDCC_OSS", "TMSADM@",
             "TMSSUP@", "SM_", "SOLMAN", "CALLTP_", "SAPXPG", "LOCAL_EXEC", "SERVER_EXEC",
             "SAPFTP", "SAPHTTP", "EU_SCRP_", "IGS_RFC_DEST")  # fmt: skip
REASON = "an RFC destination has a called system, but no direction of data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """An RFC destination.

    sid: id of the called system.
    place: the path of an HTTP destination.
    instance: number of the called instance on the host.
    hostless: whether the row states that no host is called.
    state: the state in the description, such as "Leitstand - no longer in use".
    """

    name: str
    type: str
    host: str
    sid: str
    place: str
    evidence: Evidence
    instance: str = ""
    hostless: bool = False
    state: State = State.ACTIVE

    @property
    def machine(self) -> str:
        """The host without its domain: ``erp01.werk.example`` → "erp01"."""
        return self.host.partition(".")[0].casefold()

    @property
    def technical(self) -> bool:
        """Whether the destination is used for support, transports or monitoring."""
        return self.name.startswith(TECHNICAL)

    @property
    def clues(self) -> tuple[Clue, ...]:
        """Clues to the called system: host, name and system id."""
        return build_clues(
            (ClueKind.HOST, self.host),
            (ClueKind.SOURCE, self.name),
            (ClueKind.SOURCE, self.sid),
        )


def read_destination(entry: Entry) -> Destination | None:
    """Return the destination of a row, None if the row has no name."""
    name = entry.get("rfcdest", "destination")
    if not name:
        return None
    options = _parse_options(entry.get("rfcoptions", "options"))
    kind = _read_type(name, entry.get("rfctype", "type"))
    web = kind in {HTTP, HTTP_ABAP}
    host = options.get("H", "") or entry.get("rfchost", "host")
    return Destination(
        name=name,
        type=kind,
        host="" if kind == PROGRAM and "." not in host else _plain_host(host),
        sid=find_system_id(name) or (options.get("I", "") if kind == ABAP else ""),
        place=options.get("N", "").partition("?")[0].strip("/") if web else "",
        evidence=entry.evidence,
        instance=options.get("S", "") or entry.get("instance"),
        hostless=not host
        and "H" not in options
        and bool(options or entry.cells.keys() & {"rfchost", "host"}),
        state=_read_state(entry.get("text")),
    )


def _read_type(name: str, text: str) -> str:
    """Return the type of a destination: ``3`` or ``3 ABAP connection`` → "3".

    Return "" for a line below the list that explains a type.
    """
    explained = len(name) == 1 and len(text.strip()) > 1
    return "" if explained else text.upper()[:1]


def _read_state(description: str) -> State:
    """Return the state at the start of a description, after a dash or in brackets.

    ``AS400 - decommissioned`` → RETIRED
    """
    parts = re.split(r"\s[-–]\s|[()]", description)
    stated = (parse_state(part) for part in parts)
    return next((s for s in stated if s in {State.RETIRED, State.DISABLED}), State.ACTIVE)


def _parse_options(text: str) -> Mapping[str, str]:
    """Return the options without users and passwords: ``H=crp01,S=00,U=ALE,`` → {"H": "crp01"…}."""
    pairs = (part.partition("=") for part in text.split(","))
    return {key: value.strip() for key, _, value in pairs if key in {"H", "I", "M", "N", "S"}}


def _plain_host(text: str) -> str:
    """Return a host, "" for the local machine and for placeholders such as ``%%RFCSERVER%%``."""
    router = text.rpartition("/H/")[2].partition("/")[0] if "/H/" in text else text
    host = "" if "%" in router else extract_host(router)
    return "" if host.casefold() in LOCAL else host


def list_destinations(
    found: Mapping[str, Destination], own: SystemRef, sid: str = ""
) -> Iterator[Record]:
    """Yield a dependency for each destination; report destinations that call the system itself.

    sid: id of the system that the destinations belong to, "" if unknown.
    """
    inner: list[Destination] = []
    servers = [one for one in found.values() if one.type == OWN_SERVER and one.host]
    for destination in found.values():
        if _is_inner(destination, servers, sid):
            inner.append(destination)
            continue
        moves = not destination.technical
        yield Dependency(
            source=Endpoint(system=own),
            target=Endpoint(
                system=SystemRef(
                    clues=destination.clues, service=moves and destination.type != PROGRAM
                ),
                dataset=destination.place,
            ),
            reason=REASON
            if moves
            else f"{destination.name} is a destination for support or monitoring",
            mechanism=Mechanism.API,
            technology=f"SAP {TYPES.get(destination.type, 'RFC')}",
            moves_data=moves,
            state=destination.state,
            evidence=destination.evidence,
        )
    if inner:
        what = (
            f"destinations that do not call another system, or have an unknown type: "
            f"{_name_all(inner)}"
        )
        yield note_reading(
            what, "list the systems that they call in the inventory", inner[0].evidence
        )


def _is_inner(one: Destination, servers: Sequence[Destination], sid: str) -> bool:
    """Return whether a destination calls the system itself, or has an unknown type.

    servers: the application servers of the system, which its list contains as destinations.
    """
    if one.type in INTERNAL or not one.type or one.name == "NONE":
        return True
    if one.type != ABAP or one.technical:
        return False
    if one.hostless:
        return one.sid in {"", sid}
    return any(
        one.machine == server.machine and (not one.instance or one.instance == server.instance)
        for server in servers
    )


def _name_all(found: list[Destination]) -> str:
    names = ", ".join(quote(one.name, 60) for one in found[:5])
    return names + (f" and {len(found) - 5} more" if len(found) > 5 else "")
