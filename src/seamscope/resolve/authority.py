"""Apply the `authority:` setting, which gives the values of one source precedence."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatch

from seamscope.records import System

STATE = "state"


def apply_authority(records: Sequence[System], authority: Mapping[str, str]) -> list[System]:
    """Return the records of a system, where the source in `authority` decides an attribute.

    If that source has no value for this system, the values of all other sources are kept.

    authority: the deciding source of each attribute: a connector, or an `fnmatch` pattern of paths.
    """
    adjusted = list(records)
    for attribute, source in authority.items():
        first = next(
            (r for r in adjusted if is_from_source(r, source) and _has_value(r, attribute)), None
        )
        if first is not None:
            adjusted = [
                record if is_from_source(record, source) else _defer_to(record, attribute, first)
                for record in adjusted
            ]
    return adjusted


def is_from_source(record: System, source: str) -> bool:
    """Return whether a record is from this source: a connector's name or a pattern of paths."""
    where = record.evidence
    return where.connector == source or fnmatch(where.file, source)


def _has_value(record: System, attribute: str) -> bool:
    return attribute == STATE or bool(str(getattr(record, attribute)).strip())


def _defer_to(record: System, attribute: str, authority: System) -> System:
    """Return a record without its value of an attribute that another record decides.

    A state is replaced by the state of that record. Any other attribute becomes empty.

    authority: the record that decides.
    """
    if attribute == STATE:
        return replace(
            record,
            state=authority.state,
            state_said=authority.state_said,
            state_date=authority.state_date,
        )
    return replace(record, **{attribute: ""})  # type: ignore[arg-type]
