"""Which source decides an attribute of a system, where the user names one."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatch

from seamscope.records import System

STATE = "state"


def authorised(records: Sequence[System], authority: Mapping[str, str]) -> list[System]:
    """Return the records of a system, each without what another source is the authority on.

    authority: attribute -> connector, or an `fnmatch` pattern of paths. Where the authority says
    nothing of this system, what the others say stands.
    """
    made = list(records)
    for attribute, source in authority.items():
        first = next((r for r in made if speaks(r, source) and _says(r, attribute)), None)
        if first is not None:
            made = [r if speaks(r, source) else _without(r, attribute, first) for r in made]
    return made


def speaks(record: System, source: str) -> bool:
    """Tell whether a record is of this source: a connector's name or a pattern of paths."""
    where = record.evidence
    return where.connector == source or fnmatch(where.file, source)


def _says(record: System, attribute: str) -> bool:
    return attribute == STATE or bool(str(getattr(record, attribute)).strip())


def _without(record: System, attribute: str, authority: System) -> System:
    """Return a record that leaves an attribute to the authority."""
    if attribute == STATE:
        return replace(
            record,
            state=authority.state,
            state_said=authority.state_said,
            state_date=authority.state_date,
        )
    return replace(record, **{attribute: ""})  # type: ignore[arg-type]
