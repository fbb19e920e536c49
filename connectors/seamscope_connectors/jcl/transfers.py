"""Read control statements of XCOM (transfers to other hosts) and CSQUTIL (queues of IBM MQ)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from seamscope.connector.connections import build_clues
from seamscope.records import ClueKind, Endpoint, SystemRef
from seamscope_connectors.jcl.ends import host_end

PAIR = re.compile(
    r"\b(?P<key>[A-Z_]{2,16})\s{0,9}=\s{0,9}(?:'(?P<quoted>[^']*)'|(?P<plain>[^\s,]+))", re.I
)
NEXT = re.compile(r"\s*NEWXFER\b", re.I)
HOSTS = ("IPNAME", "REMOTE_SYSTEM", "LU", "GROUP")
QUEUE = re.compile(
    r"^\s{0,40}(?P<verb>S?COPY|S?LOAD)\s{1,40}QUEUE\s{0,9}\(\s{0,9}'?(?P<queue>[\w.%/]{1,48})'?\s{0,9}\)"
    r"(?:[^\n]{0,200}?\bDDNAME\s{0,9}\(\s{0,9}(?P<definition>[\w@#$]{1,8}))?",
    re.I | re.M,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HostTransfer:
    """One transfer of XCOM. local: a data set on this host, "" if a DD statement LCLDSnn names
    it.
    """

    end: Endpoint | None
    local: str
    sends: bool
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueCopy:
    """Messages that CSQUTIL copies from a queue to a data set, or loads from a data set into a
    queue.
    """

    end: Endpoint
    definition: str
    loads: bool


def read_host_transfers(lines: Sequence[str]) -> Iterator[HostTransfer]:
    """Yield the transfers in the control statements of ``SYSIN01``, which ``NEWXFER`` separates."""
    values: dict[str, str] = {}
    number = 1
    for line in (*lines, "NEWXFER"):
        if NEXT.match(line):
            if values.get("TYPE", "SEND").upper() in {"SEND", "RECEIVE"} and len(values) > 1:
                yield _build_transfer(values, number)
            number += 1
            continue
        if not line.lstrip().startswith("*"):
            for one in PAIR.finditer(line):
                values[one["key"].upper()] = one["quoted"] or one["plain"] or ""


def _build_transfer(values: dict[str, str], number: int) -> HostTransfer:
    host = next((values[key] for key in HOSTS if values.get(key)), "")
    return HostTransfer(
        end=host_end(host, values.get("FILE", values.get("REMOTE_FILE", ""))),
        local=values.get("LFILE", values.get("LOCAL_FILE", "")),
        sends=values.get("TYPE", "SEND").upper() == "SEND",
        number=number,
    )


def read_queue_copies(lines: Sequence[str], manager: str) -> Iterator[QueueCopy]:
    """Yield the queues that ``COPY``, ``SCOPY``, ``LOAD`` and ``SLOAD`` read or fill."""
    system = SystemRef(clues=build_clues((ClueKind.SERVER, manager), (ClueKind.PRODUCT, "IBM MQ")))
    for one in QUEUE.finditer("\n".join(lines)):
        yield QueueCopy(
            end=Endpoint(system=system, dataset=one["queue"]),
            definition=one["definition"] or "CSQUOUT",
            loads=one["verb"].upper().endswith("LOAD"),
        )
