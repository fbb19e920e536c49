"""Parse the procedure calls of source components, whose rows are the result set of the procedure.

Only the start of a call is parsed: ``EXEC dbo.load @id = 1`` → ["dbo", "load"]. Parameters and
``WITH RESULT SETS ((…))`` do not change where the rows come from.
"""

import re

from seamscope.connector.connections import build_clues
from seamscope.records import ClueKind, SystemRef
from seamscope_connectors.ssis.connections import get_database
from seamscope_connectors.ssis.elements import unquote

NAME_PART = r'(?:\[[^\[\]]++\]|"[^"]++"|[\w#$]+)'
# Comments and SET options before the call; atomic, so that matching takes linear time.
PREFIX = r"(?>(?:\s+|;|--[^\n]*|/\*.*?\*/|SET\s+(?:NOCOUNT|FMTONLY|XACT_ABORT)\s+(?:ON|OFF)\b)*)"
CALL = re.compile(
    rf"{PREFIX}(?:EXEC(?:UTE)?\s+(?!AS\b)(?:@\w+\s*=\s*)?|\{{\s*(?:\?\s*=\s*)?CALL\s+)"
    rf"({NAME_PART}(?:\s*+\.\s*+{NAME_PART}?)*)",
    re.I | re.S,
)


def parse_call(sql: str) -> list[str]:
    """Return the name parts of the called procedure, [] if the statement is not a call.

    ``EXEC sp_executesql N'SELECT …'`` is not a call, because it runs the statement in its argument.
    """
    match = CALL.match(sql)
    parts = (
        [unquote(part) for part in re.findall(rf"{NAME_PART}|(?<=\.)(?=\.)", match[1])]
        if match
        else []
    )
    return [] if parts[-1:] and parts[-1].lower() == "sp_executesql" else parts


def locate_procedure(parts: list[str], connection: SystemRef) -> tuple[SystemRef, str]:
    """Return the system of a procedure and its name there.

    ``db.dbo.p`` is in another database of the same server, ``srv.db.dbo.p`` on a linked server.
    """
    server, home, *own = [*([""] * 4), *parts][-4:]
    name = ".".join(part for part in own if part)
    if server:
        return SystemRef(
            clues=build_clues((ClueKind.SERVER, server), (ClueKind.DATABASE, home))
        ), name
    if not home or home.lower() == get_database(connection).lower():
        return connection, name
    host = tuple(clue for clue in connection.clues if clue.kind is ClueKind.HOST)
    return SystemRef(clues=(*build_clues((ClueKind.DATABASE, home)), *host)), name
