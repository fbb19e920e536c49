"""Procedures that a source calls: what it takes is what the procedure gives back.

Only the head of the call is read. Parameters and `WITH RESULT SETS ((…))` behind it say nothing
of where the rows come from.
"""

import re

from seamscope.connector.connections import clues
from seamscope.records import ClueKind, SystemRef
from seamscope_connectors.ssis.connections import database
from seamscope_connectors.ssis.elements import unquoted

PART = r'(?:\[[^\]]+\]|"[^"]+"|[\w#$]+)'
# What may stand in front and changes nothing; atomic, so that no text makes it run for ever.
LEAD = r"(?>(?:\s+|;|--[^\n]*|/\*.*?\*/|SET\s+(?:NOCOUNT|FMTONLY|XACT_ABORT)\s+(?:ON|OFF)\b)*)"
CALL = re.compile(
    rf"{LEAD}(?:EXEC(?:UTE)?\s+(?!AS\b)(?:@\w+\s*=\s*)?|\{{\s*(?:\?\s*=\s*)?CALL\s+)"
    rf"({PART}(?:\s*\.\s*{PART}?)*)",
    re.I | re.S,
)


def called(sql: str) -> list[str]:
    """Return the parts of the name of the procedure that a statement calls, none if it is no call.

    sp_executesql is no procedure of its own: it runs the statement it is given.
    """
    found = CALL.match(sql)
    parts = (
        [unquoted(part) for part in re.findall(rf"{PART}|(?<=\.)(?=\.)", found[1])] if found else []
    )
    return [] if parts[-1:] and parts[-1].lower() == "sp_executesql" else parts


def procedure(parts: list[str], connection: SystemRef) -> tuple[SystemRef, str]:
    """Return the system a procedure stands in, and its name there.

    A name of three or four parts leaves the database that the connection opens.
    """
    server, home, *own = [*([""] * 4), *parts][-4:]
    name = ".".join(part for part in own if part)
    if server:
        return SystemRef(clues=clues((ClueKind.SERVER, server), (ClueKind.DATABASE, home))), name
    if not home or home.lower() == database(connection).lower():
        return connection, name
    host = tuple(clue for clue in connection.clues if clue.kind is ClueKind.HOST)
    return SystemRef(clues=(*clues((ClueKind.DATABASE, home)), *host)), name
