"""Read control records of IDocs (table EDIDC; lists of WE02 and WE05): the IDocs that were sent."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from seamscope.connector.connections import build_clues
from seamscope.connector.entries import note_reading, skip_entry
from seamscope.records import ClueKind, Endpoint, Flow, Mechanism, Record, Runs, State, SystemRef
from seamscope_connectors.sap_erp.names import (
    ENTITIES,
    PARTNER_TYPES,
    TECHNICAL,
    find_system_id,
)
from seamscope_connectors.sap_erp.partners import INBOUND_WORDS, OUTBOUND_WORDS
from seamscope_connectors.sap_erp.sheets import Entry

# Status of an IDoc that did not arrive or was not posted.
FAILED = frozenset({"02", "04", "05", "20", "26", "29", "34", "37", "51", "52", "56", "60", "61",
                    "63", "65"})  # fmt: skip


def list_sent(entries: Sequence[Entry], own: SystemRef) -> Iterator[Record]:
    """Yield a flow for each partner, direction and message type, with the number of IDocs."""
    groups: dict[tuple[str, str, str, str], list[Entry]] = defaultdict(list)
    others: dict[str, dict[str, Entry]] = defaultdict(dict)
    technical: list[Entry] = []
    for entry in entries:
        key = _read_key(entry)
        if key is None:
            what = "the partner, the direction or the message type of an IDoc is missing"
            yield skip_entry(what, "export the list again with these columns", entry.evidence)
        elif key[2] in TECHNICAL:
            technical.append(entry)
        else:
            what = PARTNER_TYPES.get(key[1], "")
            if what:  # one system for all customers, suppliers and the like
                others[what].setdefault(key[0], entry)
            groups["" if what else key[0], *key[1:]].append(entry)
    for (partner, kind, message, way), found in groups.items():
        yield _build_flow(partner, kind, message, found, own, outbound=way == "out")
    for what, partners in others.items():
        problem = f"{what} whose systems are not in the list of IDocs: {len(partners)}"
        remedy = "list the systems of important partners in the inventory"
        yield skip_entry(problem, remedy, min(one.evidence for one in partners.values()))
    if technical:
        what = f"IDocs of technical messages are not read: {len(technical)}"
        yield note_reading(what, "leave them out of the list", technical[0].evidence)


def _read_key(entry: Entry) -> tuple[str, str, str, str] | None:
    """Return the partner, its type, the message type and the direction of an IDoc, None if one is
    missing.
    """
    word = entry.get("direction").casefold()
    way = "out" if word in OUTBOUND_WORDS else "in" if word in INBOUND_WORDS else ""
    partner = entry.get("receiver" if way == "out" else "sender")
    kind = entry.get("receiver_type" if way == "out" else "sender_type").upper()
    message = entry.get("message").upper()
    return (partner, kind, message, way) if way and partner and message else None


def _build_flow(
    partner: str, kind: str, message: str, found: Sequence[Entry], own: SystemRef, *, outbound: bool
) -> Flow:
    what = PARTNER_TYPES.get(kind, "")
    names = ((ClueKind.NAME, f"{what} (EDI)"),) if what else (
        (ClueKind.SOURCE, partner), (ClueKind.SOURCE, find_system_id(partner))
    )  # fmt: skip
    other = SystemRef(clues=build_clues(*names), service=not what)
    ends = (Endpoint(system=own, dataset=message), Endpoint(system=other, dataset=message))
    dates = sorted(day for entry in found if (day := _read_date(entry.get("created"))))
    failed = all(entry.get("status").zfill(2) in FAILED for entry in found)
    entity = ENTITIES.get(message, "")
    return Flow(
        source=ends[not outbound],
        target=ends[outbound],
        mechanism=Mechanism.API,
        technology=f"SAP IDoc {found[0].get('idoc_type')}".strip(),
        entities=(entity,) if entity else (),
        runs=Runs(count=len(found), first=dates[0], last=dates[-1]) if dates else None,
        state=State.FAILED if failed else State.ACTIVE,
        reason=f"each IDoc of the list has an error status ({len(found)})" if failed else "",
        interface=message,
        evidence=found[0].evidence,
    )


def _read_date(text: str) -> str:
    """Return an ISO date: ``20260131``, ``31.01.2026`` → "2026-01-31"; "" for any other form."""
    digits = text.strip()
    if len(digits) == 8 and digits.isdigit():
        return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"
    parts = digits.split(".")
    if len(parts) == 3 and all(part.isdigit() for part in parts) and len(parts[2]) == 4:
        return f"{parts[2]}-{parts[1].zfill(2)}-{parts[0].zfill(2)}"
    return ""
