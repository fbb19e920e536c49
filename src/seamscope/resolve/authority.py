"""Apply the `authority:` setting: the source whose value of an attribute takes precedence."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatch

from seamscope.records import System

STATE = "state"


def apply_authority(records: Sequence[System], authority: Mapping[str, str]) -> list[System]:
    """Return the records of a system; attributes with an authority keep only the authority's value.

    authority: attribute -> source (a connector, or an `fnmatch` pattern of paths). If that source
    has no value for this system, the values of the other sources are kept.
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
    """Return a record without its value of an attribute for which the authority has a value.

    A state is replaced by the authority's state; any other attribute becomes empty.
    """
    if attribute == STATE:
        return replace(
            record,
            state=authority.state,
            state_said=authority.state_said,
            state_date=authority.state_date,
        )
    return replace(record, **{attribute: ""})  # type: ignore[arg-type]
