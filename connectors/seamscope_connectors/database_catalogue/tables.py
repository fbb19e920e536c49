"""Read the tables and views of a catalogue, with their columns and estimated numbers of rows."""

import re
from collections.abc import Iterator

from seamscope.connector import Doc
from seamscope.connector.descriptions import shorten_description
from seamscope.connector.entries import skip_entry
from seamscope.records import Column, Dataset, Profile, Record
from seamscope_connectors.database_catalogue.database import Database

COUNT = re.compile(r"\d{1,18}")
Columns = dict[tuple[str, str, str], tuple[str, ...]]


def read_tables(doc: Doc, database: Database) -> Iterator[Record]:
    """Yield a dataset for each table and view, and a profile with its estimated rows."""
    taken = doc["taken"].text
    for item in doc["tables"]:
        item["keys"].set_aside()
        name = item["name"].text
        if not name:
            yield skip_entry("the table has no name", "take the snapshot again", item.evidence)
            continue
        place = database.find_place(item)
        columns = tuple(
            Column(
                name=column["name"].text,
                type=column["type"].text,
                description=shorten_description(column["comment"].text),
            )
            for column in item["columns"]
            if column["name"].text
        )
        yield Dataset(
            system=database.identify(place),
            name=place.spell(name),
            kind=item["kind"].text or "table",
            columns=columns or None,
            evidence=item.evidence,
        )
        rows = item["rows"].text
        if COUNT.fullmatch(rows):
            yield Profile(
                system=database.identify(place),
                name=place.spell(name),
                rows=int(rows),
                measured=taken,
                tool=f"{database.facts.product} statistics",
                evidence=item["rows"].evidence,
            )


def index_columns(doc: Doc) -> Columns:
    """Return the columns of each table by (database, schema, name)."""
    return {
        (item["database"].text, item["schema"].text, item["name"].text): tuple(
            column["name"].text for column in item["columns"] if column["name"].text
        )
        for item in doc["tables"]
    }
