"""The queries that read a catalogue: one `.sql` file for each engine, split into its parts.

`seamscope gather` prints these files, and `seamscope snapshot` runs only the queries in them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from seamscope.databases.engines import Engine, load_engines

FOLDER = Path(__file__).parent / "queries"
HISTORIES = Path(__file__).parent / "histories"
_HEAD = re.compile(r"^-- part: (\w+)\r?\n", re.M)
_SETTING = re.compile(r"^-- (permissions|only|each|apart): (.+)\n", re.M)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a catalogue.

    name: the name, such as `columns`.
    sql: the query.
    permissions: the permissions that the query needs, "" if every role may run it.
    only: a query that checks whether the database has this part. No row or NULL means no; any other
    value replaces `{only}` in `sql`.
    each: a query to run for each row, with values of the row in braces. The last column of its
    result is the definition of the row.
    apart: the column of the catalogue that contains the names of tables. If the database refuses
    the query, it is run for each table separately, so that a broken view affects no other table.
    """

    name: str
    sql: str
    permissions: str = ""
    only: str = ""
    each: str = ""
    apart: str = ""


def list_engines() -> tuple[Engine, ...]:
    """Return the engines whose catalogues can be read."""
    return tuple(engine for engine in load_engines() if _get_path(engine).is_file())


def load_parts(engine: Engine) -> tuple[Part, ...]:
    """Return the parts of an engine's catalogue, in the order in which they are read."""
    return tuple(_split(_get_path(engine).read_text("utf-8")))


def format_queries(engine: Engine, seconds: int) -> str:
    """Return a script with everything that a snapshot sends to a database."""
    head = (
        f"-- What `seamscope snapshot` sends to {engine.label}. To run it by hand, save the result "
        "of each\n-- part as PART.csv with a header, such as columns.csv, and pass the folder to\n"
        f"-- `seamscope snapshot --rows FOLDER --engine {engine.name}`.\n"
    )
    start = "".join(f"{statement};\n" for statement in engine.list_start(seconds))
    return f"{head}\n{start}\n{_get_path(engine).read_text('utf-8')}"


def list_histories() -> tuple[Engine, ...]:
    """Return the engines with a query that reduces their query history to one row per statement."""
    return tuple(one for one in load_engines() if (HISTORIES / f"{one.name}.sql").is_file())


def read_history(engine: Engine) -> str:
    """Return the SQL that reduces the query history of an engine to one row per statement.

    engine: one of `list_histories`.
    """
    return (HISTORIES / f"{engine.name}.sql").read_text("utf-8")


def _get_path(engine: Engine) -> Path:
    return FOLDER / f"{engine.name}.sql"


def _split(text: str) -> Iterator[Part]:
    _, *found = _HEAD.split(text)
    for name, body in zip(found[::2], found[1::2], strict=True):
        settings = {key: value.strip() for key, value in _SETTING.findall(body)}
        sql = _SETTING.sub("", body).strip().removesuffix(";")
        yield Part(name=name, sql=sql, **settings)
