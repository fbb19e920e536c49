"""Remove secrets and personal data from all strings of a record that a connector has built.

This also masks secrets that the connector did not redact.
"""

import html
import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from enum import Enum
from functools import lru_cache
from types import NoneType
from typing import NamedTuple, TypeVar, get_args, get_type_hints

from seamscope.connector.personal import mask_personal
from seamscope.connector.redaction import HIDDEN, is_statement, redact
from seamscope.connector.secret_forms import SHORTEST_SECRET, list_hidden
from seamscope.records import Query, Record, Skipped

T = TypeVar("T")
# These fields name contacts and keep their mail addresses.
CONTACTS = frozenset({"owner", "support"})
OWN_RULES = CONTACTS | {"place"}  # fields whose texts are cleaned by a rule of their own
SHORTEST, LONGEST = 2, 500  # minimum characters of a checked string, maximum of a remembered one
MOST_TEXTS = 65_536  # clean texts that are remembered
MOST_PARTS = 40  # parts of a path that are cleaned on their own
SHOWN = 40  # characters of an input word that a message quotes
MOST_KEYS = 30  # keys of a path such as `a.b.c` that are cleaned, each with the keys after it
_SLASH = re.compile(r"[/\\]")
_VALUE_END = re.compile(r"[<>\"'\n]")
_MAY_HIDE = re.compile(r"@|\d(?:[ \-]?\d){5}")


def clean_text(text: str, *, contact: bool = False) -> str:
    """Return a string (a title, a path, a message) without secrets and personal data.

    contact: whether the string contains contacts, whose mail addresses are kept.
    """
    clean = mask_personal(redact(text), contact=contact)
    return _clean_path_parts(text, clean) if HIDDEN in clean and _SLASH.search(text) else clean


def _clean_path_parts(text: str, clean: str) -> str:
    """Return a cleaned path without secrets that are recognised only in a part of the path.

    In ``senha: x1/mdp : x2 load.sql``, the second password is found only after the path is split at
    the slash.
    """
    for part in _SLASH.split(text, MOST_PARTS):
        if HIDDEN in part or part.isalnum():
            continue
        for secret in list_hidden(part, redact(part)):
            if any(map(str.isdigit, secret)):  # other words may be names elsewhere in the path
                clean = clean.replace(secret, HIDDEN)
    return clean


def quote(text: str, length: int = SHOWN) -> str:
    """Return the beginning of a string from the inputs, for use in a message.

    Secrets are masked before the string is cut, because half of a secret is not recognised.

    length: maximum number of characters.
    """
    return clean_text(text)[:length]


def clean_part(part: str, whole: str) -> str:
    r"""Return a part of a string without secrets, including those that the whole string reveals.

    In ``net use Z: \\files\in x7``, `x7` is a password; without the command, it could be any word.
    """
    clean = clean_text(part)
    around = _find_value_around(part, whole)
    # The clean form of an encoded text is decoded, so it cannot be compared with the text.
    contexts = dict.fromkeys([whole, around, *map(html.unescape, (whole, around))])
    for context in contexts:
        for secret in _list_secrets(context):
            if part in secret:
                return HIDDEN
            clean = clean.replace(secret, HIDDEN)
    return clean


@lru_cache(maxsize=8)  # the parts of one long line share it
def _list_secrets(text: str) -> tuple[str, ...]:
    """Return the secrets that `clean_text` masks in a string."""
    return tuple(list_hidden(text, clean_text(text)))


def _find_value_around(part: str, whole: str) -> str:
    """Return the text of the tag, attribute or string that contains a part; "" if not found.

    The surrounding value is searched by itself, because in a long line with several secrets, not
    every part of the cleaned line can be located.
    """
    at = whole.find(part)
    if at < 0:
        return ""
    end = _VALUE_END.search(whole, at + len(part))
    start = max((whole.rfind(sign, 0, at) for sign in "<>\"'\n"), default=-1) + 1
    return whole[start : end.start() if end else len(whole)]


def clean_words(words: Sequence[str], whole: str) -> list[str]:
    """Return the words of a command without the secrets that the whole command reveals.

    In ``COPY t FROM 's3://b' SECRET_ACCESS_KEY 'x7yz'``, `x7yz` is a secret; alone, it could be a
    file. SQL is kept, because lineage needs it. A text that occurs twice in the command is kept as
    well: the password `shop` may also be the name of the database. Personal data is kept until the
    record is scrubbed, because ``scp a u@h:/in`` cannot be read without its user.
    """
    found = (secret.strip("'\"") for secret in list_hidden(whole, redact(whole)))
    secrets = [one for one in found if len(one) >= SHORTEST_SECRET and whole.count(one) == 1]
    return [word if is_statement(word) else _hide(word, secrets) for word in words]


def _hide(text: str, secrets: Sequence[str]) -> str:
    for secret in secrets:
        text = text.replace(secret, HIDDEN)
    return text


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
    owner = type(record)
    reader = _READERS.get(owner) or _make_reader(owner)
    changed = {
        name: clean
        for name in reader.names
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
        return value if value in _CLEAN_TEXTS[field] else _clean_string(value, field)
    if isinstance(value, tuple):
        if not value:
            return value
        items = [_clean(item, field) for item in value]
        same = all(map(operator.is_, items, value))
        return value if same else tuple(items)
    if hasattr(value, "__dataclass_fields__"):
        return _clean_fields(value)
    return value


def _clean_fields(value: object) -> object:
    """Return a data class with clean fields, or the same object if nothing had to be masked.

    A survey has millions of fields, most of which contain a text that was found clean before.
    """
    owner = type(value)
    reader = _READERS.get(owner) or _make_reader(owner)
    texts = reader.read(value)
    if reader.is_flat and _CLEAN_TEXTS[""].issuperset(texts):
        return value
    changed: dict[str, object] = {}
    for name, old in zip(reader.names, texts, strict=True):
        if type(old) is str:
            if old in _CLEAN_TEXTS[name]:
                continue
        elif not old:
            continue
        if (clean := _clean(old, name)) is not old:
            changed[name] = clean
    # The value has fields, so it is a dataclass; the type checker cannot infer this.
    return replace(value, **changed) if changed else value  # type: ignore[type-var]


def _clean_string(text: str, field: str) -> str:
    """Return a string without secrets; remember the string if there was nothing to mask."""
    clean = text if len(text) < SHORTEST else _clean_text(text, field)
    if clean != text:
        return clean
    if len(text) <= LONGEST:
        _CLEAN_TEXTS.add(text, field)
    return text


def _clean_text(text: str, field: str) -> str:
    if field == "place":
        return clean_place(text)
    return clean_text(text, contact=field in CONTACTS)


class _CleanTexts(dict[str, set[str]]):
    """The texts in which nothing had to be masked, by the field that contains them.

    Thousands of records repeat the names of systems, tables and columns. All fields without a
    special cleaning rule share one set.
    """

    def __missing__(self, field: str) -> set[str]:
        self[field] = found = set() if field in {*OWN_RULES, ""} else self[""]
        return found

    def add(self, text: str, field: str) -> None:
        """Remember a clean text; forget all others if they are too many."""
        known = self[field]
        if len(known) >= MOST_TEXTS:
            known.clear()
        known.add(text)


_CLEAN_TEXTS = _CleanTexts()


class _Reader(NamedTuple):
    """Reads the fields of a data class that may contain text.

    is_flat: whether each of these fields is one string, and no field has its own cleaning rule.
    """

    names: tuple[str, ...]
    read: Callable[[object], tuple[object, ...]]
    is_flat: bool


_READERS: dict[type, _Reader] = {}


def _make_reader(owner: type) -> _Reader:
    """Return the reader of a data class; raise TypeError for any other class.

    The annotation of a field determines whether the field may contain text.
    """
    hints = get_type_hints(owner)
    names = tuple(item.name for item in fields(owner) if _may_hold_text(hints[item.name]))
    if len(names) > 1:
        read: Callable[[object], tuple[object, ...]] = operator.attrgetter(*names)
    else:  # attrgetter returns a tuple only for several names

        def read(value: object) -> tuple[object, ...]:
            return tuple(getattr(value, name) for name in names)

    is_flat = OWN_RULES.isdisjoint(names) and all(hints[name] is str for name in names)
    _READERS[owner] = reader = _Reader(names, read, is_flat)
    return reader


def _may_hold_text(hint: object) -> bool:
    """Return whether a type may contain text, unlike numbers, booleans and seamscope's enums."""
    if inner := [one for one in get_args(hint) if one is not Ellipsis]:
        return any(map(_may_hold_text, inner))
    return not (isinstance(hint, type) and issubclass(hint, bool | int | float | Enum | NoneType))
