"""The last net: every text of a record loses its secrets and personal data before it goes on."""

import re
from dataclasses import fields, replace
from typing import TypeVar

from seamscope.connector.personal import mask_personal
from seamscope.connector.redact import redact
from seamscope.records import Query, Record, Skipped

T = TypeVar("T")
# These say whom to ask, and keep the address.
CONTACTS = frozenset({"owner", "support"})
MOST_KEYS = 30  # of a place; each is cleaned with all that follows it
_MAY_HIDE = re.compile(r"@|\d(?:[ \-]?\d){5}")


def clean_text(text: str, *, contact: bool = False) -> str:
    """Return a text (a title, a path, a message) without secrets and personal data.

    contact: the text says whom to ask, and keeps its addresses.
    """
    return mask_personal(redact(text), contact=contact)


def clean_place(text: str) -> str:
    """Return a place, such as ``systems[3].name``, without secrets; a key alone may be one."""
    text = clean_text(text)
    if not _MAY_HIDE.search(text):
        return text
    for at in [found.start() for found in re.finditer(r"\.", text)][MOST_KEYS::-1]:
        head, rest = text[: at + 1], text[at + 1 :]
        text = head + clean_text(rest)
    return text


def scrub(record: Record) -> Record:
    """Return the record without secrets and personal data in its texts, but for a Query's SQL.

    SQL is read by lineage alone and never put out.
    """
    changed = {
        item.name: clean
        for item in fields(record)
        if not (isinstance(record, Query) and item.name == "text")
        and (clean := _clean(value := getattr(record, item.name), item.name)) is not value
    }
    # Every text stays a text and every tuple a tuple, which a mapping of names cannot tell.
    return replace(record, **changed) if changed else record  # type: ignore[arg-type]


def scrub_all(value: T) -> T:
    """Return a data class without secrets and personal data in its texts, however deep they are.

    For what is made of a Query's SQL, which `scrub` leaves as it is: names of tables and columns.
    """
    clean = _clean(value, "")
    return clean if isinstance(clean, type(value)) else value


def scrub_skipped(skipped: Skipped) -> Skipped:
    """Return what was skipped without secrets, also in the name of its file.

    Most of it never was a connector's record, so that `scrub` has not seen it.
    """
    where = skipped.evidence
    return replace(
        skipped,
        reason=clean_text(skipped.reason),
        remedy=clean_text(skipped.remedy),
        evidence=replace(where, file=clean_text(where.file), place=clean_place(where.place)),
    )


def _clean(value: object, field: str) -> object:
    """Return the value itself if nothing in it had to be hidden."""
    if type(value) is str:
        if field == "place":
            hidden = clean_place(value)
        else:
            hidden = clean_text(value, contact=field in CONTACTS)
        return value if hidden == value else hidden
    if isinstance(value, tuple):
        items = tuple(_clean(item, field) for item in value)
        same = all(new is old for new, old in zip(items, value, strict=True))
        return value if same else items
    if hasattr(value, "__dataclass_fields__"):
        changed = {
            name: clean
            for name in value.__dataclass_fields__
            if (clean := _clean(old := getattr(value, name), name)) is not old
        }
        # Its fields say it is a dataclass; the types have no word for that.
        return replace(value, **changed) if changed else value  # type: ignore[type-var]
    return value
