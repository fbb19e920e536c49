"""Recognise application ids, which an organisation uses in all its tools, such as `APP-0017`."""

import re
from collections.abc import Iterable

from seamscope.records import Clue, ClueKind

# Names of fields with such an id: App-ID, correlation_id, u_apm_id, Anwendungsnummer.
KEY = re.compile(
    r"(?:app|application|applikations?|anwendungs?|apm|ci|cmdb|correlation|external|asset|"
    r"portfolio|inventory|inventar|leanix|system)(?:id|nr|no|number|nummer|key)"
)
TECHNICAL = re.compile(
    r"[0-9a-f]{32}|\{?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{18,22}\}?|id-?[0-9a-f-]{12,}", re.I
)
TELLING = re.compile(r"(?=[^\s]*[A-Za-z])(?=[^\s]*\d)[\w./:-]{3,40}")


def is_app_id_key(key: str) -> bool:
    """Return whether a field, property or annotation with this name contains an application id."""
    last = re.split(r"[/:]", key.casefold())[-1]
    return bool(KEY.fullmatch(re.sub(r"^u_|[^a-zäöüß]", "", last)))


def build_app_id_clues(*values: str) -> tuple[Clue, ...]:
    """Return clues from application id fields, except for ids that a tool assigns itself."""
    plain = dict.fromkeys(value.strip() for value in values)
    return tuple(
        Clue(kind=ClueKind.APP_ID, value=value)
        for value in plain
        if len(value) > 1 and not TECHNICAL.fullmatch(value)
    )


def build_plain_id_clues(*values: str) -> tuple[Clue, ...]:
    """Return clues from values that look like application ids: `APP-0017`, but not `17`."""
    return build_app_id_clues(*(value for value in values if TELLING.fullmatch(value.strip())))


def find_app_id_clues(fields: Iterable[tuple[str, str]]) -> tuple[Clue, ...]:
    """Return clues from those fields, properties or annotations that contain an application id."""
    return build_app_id_clues(*(value for key, value in fields if value and is_app_id_key(key)))
