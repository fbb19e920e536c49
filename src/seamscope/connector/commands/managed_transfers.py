"""Read the commands of managed file transfers, which name a partner instead of a host.

``CFTUTIL send part=ERPP01,idf=INVOICES,fname=/out/inv.dat`` sends to the partner ERPP01 of Axway
Transfer CFT; the definition of the partner in the inputs states its host.
"""

import re

from seamscope.connector.commands.shell import Command
from seamscope.connector.commands.types import Reading
from seamscope.connector.places import is_unknown, locate_place
from seamscope.records import Clue, ClueKind, Endpoint, SystemRef

PROGRAMS = frozenset({"cftutil", "ttcftutil"})
PAIR = re.compile(
    r"\b(?P<key>part|idf|fname|nfname|wfname)\s*=\s*['\"]?(?P<value>[^\s,'\"()]+)", re.I
)
VERB = re.compile(r"\b(?P<verb>send|recv)\b(?!\s*=)", re.I)


def read_partner(command: Command) -> Reading:
    """Read a transfer of CFT to or from a partner; other commands of CFT move no data."""
    text = " ".join(command.words[1:])
    reading = Reading(technology="Axway CFT", line=command.line)
    verb, given = VERB.search(text), {p["key"].casefold(): p["value"] for p in PAIR.finditer(text)}
    partner = given.get("part", "")
    if verb is None or not partner or is_unknown(partner):
        return reading
    system = SystemRef(clues=(Clue(kind=ClueKind.SOURCE, value=partner),))
    end = Endpoint(system=system, dataset=given.get("idf", ""))
    name = given.get("fname") or given.get("wfname", "")
    local = [locate_place(name)] if name else []
    if verb["verb"].casefold() == "send":
        reading.targets.append(end)
        reading.taken = [*local]
    else:
        reading.sources.append(end)
        reading.files = [*local]
    return reading
