"""Mark a state as unknown if it announces a change whose date has passed.

For example ``to be retired 2021``, read in 2026: the system may be retired or still be in use.
"""

from collections.abc import Sequence
from dataclasses import replace

from seamscope.records import Flow, Record, State, System
from seamscope.resolve.system_states import is_newer


def doubt_overdue_states(records: Sequence[Record], today: str = "") -> list[Record]:
    """Return the records; a state that announced a change before today becomes UNKNOWN.

    today: an ISO date. If it is "", the newest date of a state in the records is used instead,
    because this date has certainly passed.
    """
    now = today or max((r.state_date for r in records if isinstance(r, System | Flow)), default="")
    return [_doubt_if_overdue(record, now) for record in records]


def _doubt_if_overdue(record: Record, now: str) -> Record:
    match record:
        case System(state_due=due) if due and is_newer(now, due):
            return replace(record, state=State.UNKNOWN)
        case Flow(state_due=due, state_said=words) if due and is_newer(now, due):
            reason = f"its status '{words}' contains a date that has passed"
            reasons = "; ".join(filter(None, (record.reason, reason)))
            return replace(record, state=State.UNKNOWN, reason=reasons)
        case _:
            return record
