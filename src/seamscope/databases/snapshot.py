"""Take the catalogue of a database: run the query of each part, and build the catalogue."""

import csv
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from seamscope.databases.assemble import assemble_catalogue
from seamscope.databases.catalogue import Catalogue, Unread
from seamscope.databases.engines import Engine
from seamscope.databases.parts import Part, load_parts
from seamscope.databases.session import ConnectError, QueryError, Session
from seamscope.errors import InputError, SeamscopeError

Rows = list[dict[str, object]]
_NAME = re.compile(r'[\w$.]{1,128}|"[^"]{1,128}"')
_LOCATION = re.compile(r"[a-z0-9-]{2,40}")
NO_RIGHTS = "check that the role may read the system catalogue"


def take_snapshot(session: Session, progress: Callable[[str], None]) -> Catalogue:
    """Return the catalogue of the database of a session.

    A part whose query fails is reported in the catalogue; the others are read.
    progress: is told the name of each part.
    """
    rows: dict[str, Rows] = {}
    unread: list[Unread] = []
    for part in load_parts(session.engine):
        progress(part.name)
        try:
            rows[part.name] = _read_part(session, part)
        except QueryError as error:
            remedy = f"needs: {part.rights}" if part.rights else NO_RIGHTS
            unread.append(Unread(part=part.name, reason=error.what, remedy=remedy))
    if "server" not in rows and not any(rows.values()):
        raise ConnectError("no part of the catalogue can be read", remedy=NO_RIGHTS)
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


def _read_part(session: Session, part: Part) -> Rows:
    value = ""
    if part.only:
        found = session.select(part.only).values
        if not found or found[0][0] is None:
            return []
        value = str(found[0][0])
        if not _NAME.fullmatch(value):
            return []
    location = session.address.options.get("location", "us").casefold()
    if not _LOCATION.fullmatch(location):
        location = "us"
    sql = part.sql.replace("{only}", value).replace("{location}", location)
    rows = list(session.select(sql))
    return [_complete(session, part, row) for row in rows] if part.each else rows


def _complete(session: Session, part: Part, row: dict[str, object]) -> dict[str, object]:
    """Return a row with the definition that a query of its own gives."""
    names = {key: str(value).replace("`", "``") for key, value in row.items()}
    found = session.select(part.each.format_map(names)).values
    return {**row, "definition": found[0][-1] if found else ""}


def read_rows(folder: Path, engine: Engine) -> Catalogue:
    """Return the catalogue in a folder of CSV files, one for each part, such as `columns.csv`.

    Parts without a file are reported in the catalogue. Raises InputError if there is no file.
    """
    rows: dict[str, Rows] = {}
    unread: list[Unread] = []
    for part in load_parts(engine):
        path = folder / f"{part.name}.csv"
        if path.is_file():
            rows[part.name] = _read_csv(path)
        elif not part.only and part.name not in {"databases", "row_counts"}:
            unread.append(
                Unread(part=part.name, reason="no file", remedy=f"add {part.name}.csv, see gather")
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
