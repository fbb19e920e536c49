"""The last net for secrets: every text of a record is redacted before anyone else sees it."""

from dataclasses import fields, replace

from seamscope.connector.redact import redact
from seamscope.records import Query, Record


def scrub(record: Record) -> Record:
    """Return the record with `redact` applied to all its texts, but for the SQL of a Query.

    SQL is read by lineage alone and never put out.
    """
    changed = {
        item.name: clean
        for item in fields(record)
        if not (isinstance(record, Query) and item.name == "text")
        and (clean := _clean(value := getattr(record, item.name))) is not value
    }
    # Every text stays a text and every tuple a tuple, which a mapping of names cannot tell.
    return replace(record, **changed) if changed else record  # type: ignore[arg-type]


def _clean(value: object) -> object:
    """Return the value itself if nothing in it had to be hidden."""
    if type(value) is str:
        hidden = redact(value)
        return value if hidden == value else hidden
    if isinstance(value, tuple):
        items = tuple(_clean(item) for item in value)
        same = all(new is old for new, old in zip(items, value, strict=True))
        return value if same else items
    if hasattr(value, "__dataclass_fields__"):
        changed = {
            name: clean
            for name in value.__dataclass_fields__
            if (clean := _clean(old := getattr(value, name))) is not old
        }
        # Its fields say it is a dataclass; the types have no word for that.
        return replace(value, **changed) if changed else value  # type: ignore[type-var]
    return value
