"""Check whether a statement may call a routine whose arguments are SQL or a command line.

The names of such routines are rare, so this check is quick for most statements.
"""

import re
from functools import cache

from seamscope.knowledge import FOLDER

_CATALOGUE = FOLDER / "side_doors.yaml"
# An entry of the catalogue that has a query, SQL or command; each entry is one line.
_ENTRY = re.compile(
    r"^ *+- \{name: (?P<name>[^,\n]++),[^\n]*\b(?:query|sql|command):", re.MULTILINE
)
# The name before a parenthesis: `f` in ``f(x)``.
_CALLEE = re.compile(r"\b(\w++)\s*+\(")


def may_run_text(text: str) -> bool:
    """Return whether a statement may call a routine that runs the SQL in its arguments.

    Example: ``dbms_job.submit(n, 'INSERT INTO t …')``.
    """
    if "(" not in text:
        return False
    folded = text.casefold()
    # Most statements contain none of the names, which is quick to check.
    if not any(map(folded.__contains__, _list_names())):
        return False
    return not _list_runners().isdisjoint(_CALLEE.findall(folded))


@cache
def _list_names() -> frozenset[str]:
    """Return the names of routines that run SQL or a command line: `dbms_job.submit` → `submit`.

    A pattern finds the names in the text of `side_doors.yaml`, because parsing that file takes
    longer than analysing a statement. The result also contains names of other routines.
    """
    names: list[str] = _ENTRY.findall(_CATALOGUE.read_text(encoding="utf-8"))
    return frozenset(name.rpartition(".")[2].casefold() for name in names)


@cache
def _list_runners() -> frozenset[str]:
    """Return the names of the routines that run the SQL or the command line in their arguments."""
    # Imported here because parsing the catalogue takes longer than analysing most statements.
    from seamscope.knowledge.side_doors import index_side_doors

    every = (door for doors in index_side_doors().routines.values() for door in doors)
    return frozenset(
        door.name.rsplit(".", 1)[-1].casefold()
        for door in every
        if door.query or door.sql or door.command
    )
