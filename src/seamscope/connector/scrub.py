"""Remove secrets and personal data from all strings of a record that a connector has built.

This also masks secrets that the connector did not redact.
"""

import operator
import re
from collections.abc import Iterator
from dataclasses import fields, replace
from enum import Enum
from functools import lru_cache
from types import NoneType
from typing import TypeVar, get_args, get_type_hints

from seamscope.connector.personal import mask_personal
from seamscope.connector.redact import HIDDEN, redact
from seamscope.records import Query, Record, Skipped, SystemRef

T = TypeVar("T")
# These fields name contacts and keep their mail addresses.
CONTACTS = frozenset({"owner", "support"})
SHORTEST, LONGEST = 2, 500  # minimum characters of a checked string, maximum of a cached one
SHORTEST_SECRET = 4
SHOWN = 40  # characters of an input word that a message quotes
MOST_KEYS = 30  # keys of a path such as `a.b.c` that are cleaned, each with the keys after it
_MAY_HIDE = re.compile(r"@|\d(?:[ \-]?\d){5}")


def clean_text(text: str, *, contact: bool = False) -> str:
    """Return a string (a title, a path, a message) without secrets and personal data.

    contact: the string contains contacts, whose mail addresses are kept.
    """
    return mask_personal(redact(text), contact=contact)


def quote(text: str, length: int = SHOWN) -> str:
    """Return the beginning of a string from the inputs, for use in a message.

    Secrets are masked before the string is cut, because half of a secret is not recognised. length:
    maximum number of characters.
    """
    return clean_text(text)[:length]


def clean_part(part: str, whole: str) -> str:
    r"""Return a part of a string without the secrets in it, including those that the whole reveals.

    ``net use Z: \\files\in x7``: without the command, `x7` could be any word.
    """
    clean = clean_text(part)
    for secret in _list_hidden(whole):
        clean = clean.replace(secret, HIDDEN)
    return clean


def _list_hidden(text: str) -> Iterator[str]:
    """Yield the parts of a string that `clean_text` masks, except very short ones."""
    first, *others = clean_text(text).split(HIDDEN)
    at = len(first)
    for kept in others:
        end = text.find(kept, at) if kept else len(text)
        if end < 0 or not text.startswith(first):
            return
        if end - at >= SHORTEST_SECRET:
            yield text[at:end]
        at = end + len(kept)


def clean_place(text: str) -> str:
    """Return a place such as ``systems[3].name`` without secrets, because a key may contain one."""
    text = clean_text(text)
    if not _MAY_HIDE.search(text):
        return text
    for at in [found.start() for found in re.finditer(r"\.", text)][MOST_KEYS::-1]:
        head, rest = text[: at + 1], text[at + 1 :]
        text = head + clean_text(rest)
    return text


def scrub(record: Record) -> Record:
    """Return the record without secrets and personal data, except for a Query's SQL.

    Only lineage reads the SQL; no output contains it.
    """
    changed = {
        name: clean
        for name in _list_text_fields(type(record))
        if not (isinstance(record, Query) and name == "text")
        and (clean := _clean(value := getattr(record, name), name)) is not value
    }
    # Every value keeps its type, but the type checker cannot infer this.
    return replace(record, **changed) if changed else record  # type: ignore[arg-type]


def scrub_all(value: T) -> T:
    """Return a data class without secrets and personal data in its strings, at any depth.

    Use it for names of tables and columns from a Query's SQL, which `scrub` leaves unchanged.
    """
    clean = _clean(value, "")
    return clean if isinstance(clean, type(value)) else value


def scrub_skipped(skipped: Skipped) -> Skipped:
    """Return a Skipped record without secrets, including those in its file name.

    Most of these records do not come from a connector, so `scrub` has not cleaned them.
    """
    where = skipped.evidence
    return replace(
        skipped,
        reason=clean_text(skipped.reason),
        remedy=clean_text(skipped.remedy),
        evidence=replace(where, file=clean_text(where.file), place=clean_place(where.place)),
    )


def _clean(value: object, field: str) -> object:
    """Return a cleaned value, or the same object if nothing had to be masked."""
    if type(value) is str:
        if len(value) < SHORTEST:
            return value
        hidden = _clean_text(value, field) if len(value) > LONGEST else _cleaned_text(value, field)
        return value if hidden == value else hidden
    if isinstance(value, tuple):
        if not value:
            return value
        items = [_clean(item, field) for item in value]
        same = all(map(operator.is_, items, value))
        return value if same else tuple(items)
    if hasattr(value, "__dataclass_fields__"):
        is_reference = isinstance(value, SystemRef)
        changed = _clean_reference(value) if is_reference else dict(_list_changed(value))
        # The value has fields, so it is a dataclass; the type checker cannot infer this.
        return replace(value, **changed) if changed else value  # type: ignore[type-var]
    return value


@lru_cache(maxsize=4096)  # all queries of a log name a few systems
def _clean_reference(reference: SystemRef) -> dict[str, object]:
    """Return the cleaned fields of a reference to a system, without those that stay the same."""
    return dict(_list_changed(reference))


def _list_changed(value: object) -> Iterator[tuple[str, object]]:
    """Yield the name and the cleaned value of each field that contains something to mask.

    A survey has millions of fields, so a short text is cleaned without an additional call.
    """
    owner = type(value)
    names = _TEXT_FIELDS.get(owner) or _list_text_fields(owner)
    for name in names:
        old = getattr(value, name)
        if type(old) is str:
            if SHORTEST <= len(old) <= LONGEST:
                if (clean := _cleaned_text(old, name)) != old:
                    yield name, clean
                continue
        elif old is None or old == ():
            continue
        if (cleaned := _clean(old, name)) is not old:
            yield name, cleaned


def _clean_text(text: str, field: str) -> str:
    if field == "place":
        return clean_place(text)
    return clean_text(text, contact=field in CONTACTS)


# Thousands of records repeat the names of systems, tables and columns.
_cleaned_text = lru_cache(maxsize=65_536)(_clean_text)
_TEXT_FIELDS: dict[type, tuple[str, ...]] = {}


def _list_text_fields(owner: type) -> tuple[str, ...]:
    """Return the fields of a data class that may contain text, judged by their annotations.

    Raises TypeError for any other class.
    """
    if owner not in _TEXT_FIELDS:
        hints, names = get_type_hints(owner), [item.name for item in fields(owner)]
        _TEXT_FIELDS[owner] = tuple(name for name in names if _may_hold_text(hints[name]))
    return _TEXT_FIELDS[owner]


def _may_hold_text(hint: object) -> bool:
    """Return whether a type may contain text, unlike numbers, booleans and seamscope's enums."""
    if inner := [one for one in get_args(hint) if one is not Ellipsis]:
        return any(map(_may_hold_text, inner))
    return not (isinstance(hint, type) and issubclass(hint, bool | int | float | Enum | NoneType))
