"""Tables and views with their columns."""

from collections.abc import Iterator

from seamscope.connector import Doc
from seamscope.connector.entries import skip_entry
from seamscope.records import Column, Dataset, Record
from seamscope_connectors.database_catalogue.database import Database

Columns = dict[tuple[str, str, str], tuple[str, ...]]


def read_tables(doc: Doc, database: Database) -> Iterator[Record]:
    """Yield a dataset for each table and view."""
    for item in doc["tables"]:
        for key in ("rows", "keys"):
            item[key].set_aside()
        name = item["name"].text
        if not name:
            yield skip_entry("a table has no name", "take the snapshot again", item.evidence)
            continue
        place = database.find_place(item)
        columns = tuple(
            Column(name=column["name"].text, type=column["type"].text)
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


def index_columns(doc: Doc) -> Columns:
    """Return the columns of each table, by its database, schema and name."""
    return {
        (item["database"].text, item["schema"].text, item["name"].text): tuple(
            column["name"].text for column in item["columns"] if column["name"].text
        )
        for item in doc["tables"]
    }
