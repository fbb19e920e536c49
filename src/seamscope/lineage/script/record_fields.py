"""The fields of records: their order in the declared type, and the columns that feed each field."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from seamscope.lineage.query.model import (
    NO_SOURCES,
    QueryResult,
    Schema,
    Sources,
    find_columns,
    make_sources,
)
from seamscope.lineage.remote.text_readers import (
    DOTTED,
    read_parentheses,
    split_arguments,
    split_name,
)

VALUE = "value"  # the only column of a variable
Fields = tuple[str, ...]  # case-folded names of a record's fields, in order
# ``TYPE row IS RECORD (a NUMBER, b DATE)``
_RECORD_TYPE = re.compile(r"^\s*(?:DECLARE\s+)?TYPE\s+(?P<name>\w+)\s+IS\s+RECORD\s*(?=\()", re.I)
# ``rows list;``, ``TYPE list IS TABLE OF t%ROWTYPE``, ``r t%ROWTYPE``
_OF_TYPE = re.compile(
    r"^\s*(?:DECLARE\s+)?(?:TYPE\s+(?P<type>\w+)\s+IS\s+(?:TABLE|V\w*ARRAY\s*\(\s*\d+\s*\))\s+OF\s+"
    rf"|(?P<name>[A-Za-z_]\w*)\s+(?:CONSTANT\s+)?)(?P<row>{DOTTED})\s*(?P<rowtype>%\s*ROWTYPE)?",
    re.I,
)


def find_declared_fields(
    text: str, known: Mapping[str, Fields], cursors: Mapping[str, QueryResult], schema: Schema
) -> tuple[str, Fields]:
    """Return the case-folded name that a declaration introduces, and the fields of its rows.

    ``r t%ROWTYPE`` -> ``('r', ('a', 'b'))``. The fields are () if the name is not a record, or if
    the columns of the table are unknown.

    known: fields of the types declared before.
    cursors: the rows of each cursor, for ``r c%ROWTYPE``.
    """
    if found := _RECORD_TYPE.match(text):
        items = split_arguments(read_parentheses(text, found.end()))
        names = (item.split()[0].strip('"').casefold() for item in items if item.split())
        return found["name"].casefold(), tuple(names)
    found = _OF_TYPE.match(text)
    if found is None:
        return "", ()
    name, row = (found["type"] or found["name"]).casefold(), split_name(found["row"])
    last = row[-1].casefold()
    if not found["rowtype"]:
        return name, known.get(last, ())
    if len(row) == 1 and (cursor := cursors.get(last)) is not None:
        return name, tuple(n.casefold() for n, _ in cursor.columns) if cursor.complete else ()
    return name, tuple(column.casefold() for column in find_columns(schema, row) or ())


def set_field(record: QueryResult, key: str, value: QueryResult, fields: Fields) -> QueryResult:
    """Return a record whose field `key` has the value of a query's first column.

    fields: the fields in the declared order, () if it is not known; then the new field comes last.
    """
    columns = [one for one in record.columns if one[0].casefold() != key]
    columns.append((key, value.columns[0][1]))
    if fields and all(name.casefold() in fields for name, _ in columns):
        values = {name.casefold(): sources for name, sources in columns}
        columns = [(name, values.get(name, NO_SOURCES)) for name in fields]
    changed = replace(record, reads=dict(record.reads), columns=columns)
    changed.absorb(value)
    return changed


def rename_columns(
    columns: Iterable[tuple[str, Sources]], fields: Fields
) -> list[tuple[str, Sources]]:
    """Return the columns of a query, each under the name of the record field that it fills."""
    given = list(columns)
    if len(given) != len(fields) or any(name == "*" for name, _ in given):
        return given
    return [(name, sources) for name, (_, sources) in zip(fields, given, strict=True)]


def read_field(record: QueryResult, key: str) -> QueryResult:
    """Return one field of a record as a query.

    If the columns of the record are unknown (``SELECT *``), the field is fed by the columns of this
    name in the tables that the record reads.
    """
    sources: Sources = NO_SOURCES
    for name, feed in record.columns:
        if name.casefold() == key:
            sources = feed
            break
        if name == "*":
            sources |= NO_SOURCES.union(*(make_sources(one.table, key) for one in feed))
    return QueryResult(
        dict(record.reads), set(record.indirect), dict(record.lookups), {}, [(key, sources)]
    )


def select_value(result: QueryResult, index: int = 0) -> QueryResult:
    """Return the column of a query at `index` as a value.

    If the query has no such column, all of its columns feed the value.
    """
    columns = [feed for _, feed in result.columns]
    feed: Sources = columns[index] if index < len(columns) else NO_SOURCES.union(*columns)
    feed |= result.indirect if not feed else NO_SOURCES
    return QueryResult(dict(result.reads), set(), dict(result.lookups), {}, [(VALUE, feed)])
