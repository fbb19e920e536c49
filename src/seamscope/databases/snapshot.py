"""Take the catalogue of a database: run the query of each part, and build the catalogue."""

import csv
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from seamscope.connector.scrub import quote
from seamscope.databases.assemble import assemble_catalogue
from seamscope.databases.catalogue import Catalogue, Unread
from seamscope.databases.engines import Engine
from seamscope.databases.parts import Part, load_parts
from seamscope.databases.session import ConnectError, QueryError, Session
from seamscope.errors import InputError, SeamscopeError

Rows = list[dict[str, object]]
_NAME = re.compile(r'[\w$.]{1,128}|"[^"]{1,128}"')
_LOCATION = re.compile(r"[a-z0-9-]{2,40}")
SHOWN = 3  # names that a message lists
ONE_TABLE = "SELECT * FROM ({query}) AS found WHERE {column} = '{name}'"
REFUSED = "check the name, and whether the object still works"
NO_PERMISSIONS = "check that the role may read the system catalogue"


def take_snapshot(session: Session, progress: Callable[[str], None]) -> Catalogue:
    """Return the catalogue of the database of a session.

    A part whose query fails is reported in the catalogue; the other parts are read.

    progress: called with the name of each part before it is read.
    """
    rows: dict[str, Rows] = {}
    unread: list[Unread] = []
    for part in load_parts(session.engine):
        progress(part.name)
        try:
            rows[part.name], refused = _read_part(session, part)
        except QueryError as error:
            if not part.apart:
                remedy = f"needs: {part.permissions}" if part.permissions else NO_PERMISSIONS
                unread.append(Unread(part=part.name, reason=error.what, remedy=remedy))
                continue
            tables = [str(row["name"]) for row in rows.get("tables", ())]
            rows[part.name], refused = _read_apart(session, part, tables)
        if refused:
            shown = ", ".join(quote(name, 60) for name in refused[:SHOWN])
            reason = f"{len(refused)} of its entries, such as {shown}"
            unread.append(Unread(part=part.name, reason=reason, remedy=part.permissions or REFUSED))
    if "server" not in rows and not any(rows.values()):
        raise ConnectError("no part of the catalogue can be read", remedy=NO_PERMISSIONS)
    catalogue = assemble_catalogue(session.engine, rows, unread)
    address = session.address
    if session.engine.file:
        path = Path(address.database)
        return replace(catalogue, host="", database=path.stem)
    return replace(
        catalogue,
        host=address.host or catalogue.host,
        port=address.port,
        database=catalogue.database or address.database,
    )


def _read_apart(session: Session, part: Part, tables: Iterable[str]) -> tuple[Rows, list[str]]:
    """Query each table separately; return the rows, and the tables that the database refuses."""
    rows: Rows = []
    refused: list[str] = []
    for name in tables:
        text = name.replace("'", "''")
        sql = ONE_TABLE.format(query=part.sql, column=part.apart, name=text)
        try:
            rows += session.select(sql)
        except (QueryError, ValueError):  # ValueError: the name looks like a statement
            refused.append(name)
    return rows, refused


def _read_part(session: Session, part: Part) -> tuple[Rows, list[str]]:
    """Return the rows of a part, and the names of objects whose definition cannot be read."""
    value = ""
    if part.only:
        found = session.select(part.only).values
        if not found or found[0][0] is None:
            return [], []
        value = str(found[0][0])
        if not _NAME.fullmatch(value):
            return [], []
    location = session.address.options.get("location", "us").casefold()
    if not _LOCATION.fullmatch(location):
        location = "us"
    sql = part.sql.replace("{only}", value).replace("{location}", location)
    rows = list(session.select(sql))
    return _add_definitions(session, part, rows) if part.each else (rows, [])


def _add_definitions(session: Session, part: Part, rows: Rows) -> tuple[Rows, list[str]]:
    """Add the definition of each row by a separate query.

    Return the rows, and the names of objects whose query is refused.
    """
    completed: Rows = []
    refused: list[str] = []
    for row in rows:
        names = {key: str(value).replace("`", "``") for key, value in row.items()}
        definition: object = ""
        try:
            found = session.select(part.each.format_map(names)).values
            definition = found[0][-1] if found else ""
        except (QueryError, ValueError):
            refused.append(names["name"])
        completed.append({**row, "definition": definition})
    return completed, refused


def read_rows(folder: Path, engine: Engine) -> Catalogue:
    """Return the catalogue in a folder of CSV files, one for each part, such as `columns.csv`.

    Parts without a file are reported in the catalogue. Raises InputError if the folder has no such
    file.
    """
    rows: dict[str, Rows] = {}
    unread: list[Unread] = []
    for part in load_parts(engine):
        path = folder / f"{part.name}.csv"
        if path.is_file():
            rows[part.name] = _read_csv(path)
        elif not part.only and part.name not in {"databases", "row_counts"}:
            unread.append(
                Unread(
                    part=part.name, reason="no file", remedy=f"add {part.name}.csv (see `gather`)"
                )
            )
    if not rows:
        what = f"the folder has no result of a query for {engine.label}"
        remedy = (
            f"run what `seamscope gather {engine.name}` prints, and save each result as PART.csv"
        )
        raise InputError(SeamscopeError(what, remedy=remedy, file=str(folder)))
    return assemble_catalogue(engine, rows, unread)


def _read_csv(path: Path) -> Rows:
    from seamscope.connector import open_file
    from seamscope.errors import UnreadableError

    try:
        text = open_file(path, str(path)).text()
        lines: Iterable[str] = text.splitlines(keepends=True)
        delimiter = max(",;\t", key=text.partition("\n")[0].count)
        found: Iterable[Mapping[str | None, object]] = csv.DictReader(lines, delimiter=delimiter)
        return [{str(key).strip().casefold(): cell for key, cell in row.items()} for row in found]
    except (csv.Error, UnreadableError) as error:
        what = f"not a CSV file: {error}"
        raise InputError(SeamscopeError(what, remedy="export it again", file=str(path))) from None
