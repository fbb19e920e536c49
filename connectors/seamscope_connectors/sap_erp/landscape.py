"""Read technical systems from the landscape database (LMDB) of SAP Solution Manager."""

import re
from collections.abc import Iterator

from seamscope.connector import extract_host
from seamscope.connector.connections import LOCAL, build_clues
from seamscope.connector.entries import check_state, skip_entry
from seamscope.connector.vocabulary import parse_environment
from seamscope.records import ClueKind, Record, State, System
from seamscope_connectors.sap_erp.sheets import Entry

ROLE = re.compile(r"system$", re.I)
UNSET = frozenset({"", "undefined", "not defined", "nicht definiert", "-"})


def read_system(entry: Entry) -> Iterator[Record]:
    """Yield the technical system of a row."""
    name = entry.get("extended_sid")
    if not name:
        yield skip_entry(
            "the technical system has no id", "fill in its extended SID", entry.evidence
        )
        return
    lifecycle = entry.get("lifecycle")
    known = "" if lifecycle.casefold() in UNSET else lifecycle
    stated = yield from check_state(known, entry.evidence, "lifecycle status")
    host = extract_host(entry.get("host").partition("(")[0].split(",")[0])
    sid = entry.get("sid") or name[:3]
    yield System(
        name=name,
        product=entry.get("product", "system_type"),
        vendor="SAP",
        environment=_find_environment(entry.get("role")),
        state=stated.state if known else State.ACTIVE,
        state_said=stated.said,
        aliases=(sid,) if sid != name else (),
        clues=build_clues(
            (ClueKind.HOST, "" if host.casefold() in LOCAL else host),
            (ClueKind.SOURCE, sid),
        ),
        hosting=entry.get("location"),
        description=entry.get("text"),
        evidence=entry.evidence,
    )


def _find_environment(role: str) -> str:
    """Return the environment of an IT admin role: ``Quality Assurance System`` → "test"."""
    plain = ROLE.sub("", role).strip(" -")
    return "" if plain.casefold() in UNSET else parse_environment(plain)
