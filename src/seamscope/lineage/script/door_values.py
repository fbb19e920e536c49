"""Follow data between other systems and tables through the variables of a script.

``SET @b = (SELECT a FROM t FOR JSON PATH); EXEC sp_invoke_external_rest_endpoint @url, @payload =
@b`` sends t. ``v := UTL_HTTP.REQUEST('https://…'); INSERT INTO t VALUES (v)`` fills t.
"""

import re
from collections.abc import Iterable, Iterator

from seamscope.lineage.query.model import Name
from seamscope.lineage.script.assignments import find_assignments
from seamscope.lineage.script.environment import Environment
from seamscope.lineage.side_doors.carried import Origin
from seamscope.lineage.split import Statement

_STRING = re.compile(r"'(?:[^']|'')*'")
_WORD = re.compile(r"@?[A-Za-z_][\w$#]*")
# ``EXEC @status = p …``: the variable gets the return code of the routine.
_STATUS = re.compile(r"\A\s*EXEC(?:UTE)?\s+(@\w+)\s*=", re.I)
# A call of a packaged routine that fills its arguments: ``UTL_HTTP.READ_TEXT(response, body)``.
_PACKAGED = re.compile(
    r"\A\s*(?:CALL\s+)?(?:\w+\.){0,1}(?P<package>\w+)\.(?:READ|GET|RECEIVE|FETCH)\w*\s*\(", re.I
)


def list_words(texts: Iterable[str]) -> list[str]:
    """Return the words of SQL strings in lower case, without words in literals."""
    return [word.casefold() for text in texts for word in _WORD.findall(_STRING.sub(" ", text))]


def list_passed_tables(environment: Environment, texts: Iterable[str]) -> list[Name]:
    """Return the tables whose data is in the variables that these SQL strings use."""
    found: dict[Name, None] = {}
    for word in list_words(texts):
        relation = environment.relations.get((word,))
        is_variable = word.startswith("@") or word in environment.variables
        if relation is not None and is_variable:
            found |= dict.fromkeys(name for name in relation.reads if not environment.is_temp(name))
    return list(found)


def receive_values(
    environment: Environment, statement: Statement, dialect: str, origin: Origin
) -> None:
    """Record that the variables which a statement sets contain values from another system.

    origin: the call that receives the values, such as `UTL_HTTP.REQUEST('https://…')`.
    """
    names = _list_set_variables(statement, dialect)
    handle = next((v for k in origin.call.door.handle if (v := origin.call.read((k,)))), "")
    names |= {word for word in list_words([handle]) if handle.casefold().strip() == word}
    environment.receive(names, origin)


def find_origin(environment: Environment, handle: str) -> Origin | None:
    """Return the call that got the data in a variable from another system, None if there is none.

    After ``f := UTL_FILE.FOPEN(…)``, the data behind f is from this call.
    """
    return environment.received.get(handle.strip().casefold())


def pass_received_values(
    environment: Environment, statement: Statement, dialect: str
) -> Iterator[Origin]:
    """Yield the calls that received the data of other systems which a statement uses.

    Record that the variables which the statement sets contain this data, too.
    """
    used = [word for word in list_words([statement.text]) if word in environment.received]
    if not used:
        return
    origin = environment.received[used[0]]
    names = _list_set_variables(statement, dialect)
    packaged = _PACKAGED.match(statement.text)
    if packaged and packaged["package"].casefold() == origin.call.name.partition(".")[0].casefold():
        names |= {word for word in list_words([statement.text]) if word in environment.variables}
    environment.receive(names - environment.received.keys(), origin)
    yield from dict.fromkeys(environment.received[word] for word in used)


def _list_set_variables(statement: Statement, dialect: str) -> set[str]:
    status = _STATUS.match(statement.text)
    names = {name.casefold() for name in find_assignments(statement, dialect)}
    return names - ({status[1].casefold()} if status else set())
